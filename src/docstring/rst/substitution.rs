//! What stands for `|name|`.

use super::inline;
use super::targets::Substitution;
use crate::docstring::context::Context;
use crate::docstring::document::{Image, Inline};
use crate::docstring::lines::{Line, Passage};

/// The running text that a substitution puts in.
pub(super) fn inlines(name: &str, found: &Substitution, ctx: &mut Context) -> Vec<Inline> {
    let lines: Vec<_> = found
        .lines
        .iter()
        .map(|(text, offset)| Line {
            text,
            offset: *offset,
        })
        .collect();
    let passage = Passage::new(&lines);
    match found.directive.as_str() {
        "replace" => inline::inlines(&passage, ctx),
        "unicode" => vec![Inline::Text(unicode(passage.text()))],
        "image" => vec![image(name, passage.text(), found, ctx)],
        // The date on which a page is built says nothing about what it documents.
        _ => vec![Inline::Text(name.to_owned())],
    }
}

fn image(name: &str, url: &str, found: &Substitution, ctx: &Context) -> Inline {
    let option = |wanted: &str| {
        let option = found.options.iter().find(|(option, _)| option == wanted);
        option
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    };
    let image = Inline::Image(Image {
        url: url.split_whitespace().collect(),
        alt: option("alt").unwrap_or(name).to_owned(),
    });
    match option("target") {
        Some(target) => Inline::Link {
            url: ctx.targets.resolve(target),
            content: vec![image],
        },
        None => image,
    }
}

/// The characters of `unicode::`, given as code points or as they are. A comment may follow.
fn unicode(text: &str) -> String {
    let words = text.split_whitespace().take_while(|word| *word != "..");
    let characters: Vec<_> = words
        .map(|word| {
            let digits = ["0x", "0X", "U+", "u+", "\\x", "\\u", "\\U", "&#x", "x", "u"]
                .iter()
                .find_map(|prefix| word.strip_prefix(prefix));
            let point = digits.and_then(|digits| u32::from_str_radix(digits.trim_end_matches(';'), 16).ok());
            let point = point.or_else(|| word.parse().ok());
            match point.and_then(char::from_u32) {
                Some(character) => (true, character.to_string()),
                None => (false, word.to_owned()),
            }
        })
        .collect();
    // Characters that are given by numbers stand together; words keep the blanks between them.
    let mut out = String::new();
    let mut is_after_word = false;
    for (is_point, text) in characters {
        if is_after_word && !is_point {
            out.push(' ');
        }
        out.push_str(&text);
        is_after_word = !is_point;
    }
    out
}
