//! The names of the whole for a script: small, and quick to read.
//!
//! Each line is a page with a module on it: the address of the page without `.html`, a space, the name of the module or `=`
//! where the address says it with slashes, and then a word for each name below the module. A word is a letter for the kind,
//! the number of characters that the name has in common with the one before, and the rest of the name; no number is zero. The
//! address has in common with the one of the line before what its own number says. A capital letter marks what is
//! deprecated. A re-export (`x`) has the number of what it leads to behind `=`, counted from zero over all other words. An id
//! other than the full name stands behind `#`.

use std::collections::HashSet;
use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::listed::Listed;
use super::names;
use crate::model::ItemId;
use crate::render::kind::kind_letter;
use crate::render::page::PageRenderer;
use crate::render::plan::PageIndex;
use crate::resolve::{ModuleIndex, Target};

/// What is documented, by its definition; a module has no item.
type Definition = (ModuleIndex, Option<ItemId>);

impl PageRenderer<'_, '_> {
    /// All names, with addresses as seen from the page `from`.
    pub(in crate::render) fn symbols(&self, from: &str) -> String {
        let mut writer = Writer {
            out: String::new(),
            address: String::new(),
            name: String::new(),
            line: None,
        };
        let deprecated: HashSet<usize> = names::deprecated(&self.whole.names).collect();
        // The numbers of what re-exports lead to: those of all names would need more room than anything else.
        let mut numbers: FxHashMap<Definition, Option<usize>> = FxHashMap::default();
        for api in self.api.modules.values() {
            let definitions = api
                .reexports
                .iter()
                .filter_map(|reexport| self.led_to(&reexport.target));
            numbers.extend(definitions.map(|definition| (definition, None)));
        }
        let mut words = 0;
        for (number, listed) in self.whole.listed.iter().enumerate() {
            let item = listed.item.map(|item| item.id);
            let Some((page, anchor)) = self.symbol_place(listed) else {
                continue;
            };
            if !is_plain(&listed.full_name) {
                continue;
            }
            if let Some(number) = numbers.get_mut(&(listed.place.home, item)) {
                *number = Some(words);
            }
            words += 1;
            self.begin(&mut writer, from, page, listed.place.module);
            let letter = kind_letter(listed.kind);
            let letter = if deprecated.contains(&number) {
                letter.to_ascii_uppercase()
            } else {
                letter
            };
            writer.word(letter, &listed.full_name);
            if *anchor != *listed.full_name && is_plain(anchor) {
                writer.out.extend(["#", anchor]);
            }
        }
        for (module, api) in &self.api.modules {
            let name = self.api.project.modules[*module].name();
            for reexport in &api.reexports {
                let definition = self.led_to(&reexport.target);
                let number = definition.and_then(|definition| *numbers.get(&definition)?);
                let full_name = format!("{name}.{}", reexport.name);
                let number = number.filter(|_| is_plain(&full_name));
                let (Some(number), Some(page)) = (number, self.plan.module_page(*module)) else {
                    continue;
                };
                self.begin(&mut writer, from, page, *module);
                writer.word('x', &full_name);
                let _ = write!(writer.out, "={number}");
            }
        }
        writer.out
    }

    /// What a re-export leads to, if that is in the project.
    fn led_to(&self, target: &str) -> Option<Definition> {
        match self.api.project.leads_to(target) {
            Target::Module(module) => Some((module, None)),
            Target::Item(home, _, item) => Some((home, Some(item.id))),
            Target::External(_) => None,
        }
    }

    fn symbol_place(&self, listed: &Listed<'_>) -> Option<(PageIndex, &str)> {
        match listed.item {
            Some(item) => self.plan.item_place(self.api, listed.place.home, item.id),
            None => Some((
                self.plan.module_page(listed.place.module)?,
                self.plan.module_anchor(listed.place.module)?,
            )),
        }
    }

    /// Begins a line, unless the last one is about the same.
    fn begin(&self, writer: &mut Writer, from: &str, page: PageIndex, module: ModuleIndex) {
        if writer.line == Some((page, module)) {
            return;
        }
        writer.line = Some((page, module));
        let url = self.links().page_url(from, page, None);
        let name = self.api.project.modules[module].name().as_str();
        writer.begin(url.strip_suffix(".html").unwrap_or(&url), name);
    }
}

/// Whether a name is one that Python has: any other could be markup.
fn is_plain(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || "._".contains(c))
}

struct Writer {
    out: String,
    /// The address of the last line.
    address: String,
    /// The last name, which the next one is compared with; of a line the name of its module.
    name: String,
    line: Option<(PageIndex, ModuleIndex)>,
}

impl Writer {
    fn begin(&mut self, address: &str, module: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        // An address is made of what URLs have; anything else would end the script that it stands in.
        let address: String = address
            .chars()
            .filter(|c| !c.is_whitespace() && !"<>&\"'".contains(*c))
            .collect();
        shorten(&mut self.out, &self.address, &address);
        self.out.push(' ');
        let is_same = address.replace('/', ".") == module;
        self.out.push_str(if is_same { "=" } else { module });
        self.address = address;
        module.clone_into(&mut self.name);
    }

    fn word(&mut self, kind: char, full_name: &str) {
        self.out.push(' ');
        self.out.push(kind);
        shorten(&mut self.out, &self.name, full_name);
        full_name.clone_into(&mut self.name);
    }
}

/// Writes how many characters `text` has in common with the text before it, and the rest, which begins with no digit.
fn shorten(out: &mut String, before: &str, text: &str) {
    let common = before
        .chars()
        .zip(text.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let begins_with_digit = |shared: &usize| text.chars().nth(*shared).is_some_and(|c| c.is_ascii_digit());
    let shared = (0..=common)
        .rev()
        .find(|shared| !begins_with_digit(shared))
        .unwrap_or(0);
    if shared > 0 {
        let _ = write!(out, "{shared}");
    }
    out.extend(text.chars().skip(shared));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_shortened_by_what_the_last_one_has() {
        for (before, text, expected) in [
            ("", "pkg", "pkg"),
            ("pkg", "pkg.a", "3.a"),
            ("pkg.md4", "pkg.md5", "5d5"),
            ("a.größe", "a.größer", "7r"),
            ("x1", "x12", "x12"),
            ("same", "same", "4"),
        ] {
            let mut out = String::new();
            shorten(&mut out, before, text);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn what_could_end_a_script_is_no_name() {
        for name in ["a</script>", "a b", "a\nb", "a&b", "a#b", "a=b", "a\"b"] {
            assert!(!is_plain(name), "{name}");
        }
        assert!(is_plain("pkg._größe.Q2"));
    }

    #[test]
    fn lines_and_words_are_as_short_as_they_can_be() {
        let mut writer = Writer {
            out: String::new(),
            address: String::new(),
            name: String::new(),
            line: None,
        };
        writer.begin("pkg/io", "pkg.io");
        writer.word('p', "pkg.io");
        writer.word('c', "pkg.io.Reader");
        writer.word('M', "pkg.io.Reader.read");
        writer.begin("pkg/io<-2", "pkg.io");
        writer.word('f', "pkg.io.open");
        assert_eq!(writer.out, "pkg/io = p6 c6.Reader M13.read\n6-2 pkg.io f6.open");
    }
}
