//! Comments that say which findings are not to be mentioned: `# autodoc: ignore[code, code]`.

use std::collections::HashMap;

use memchr::memmem;

use crate::model::{DocstringPosition, Ignore, ItemPosition, Lines};
use crate::text::LineIndex;
use crate::token::{offset_in, tokens};

/// What such a comment begins with, behind its `#`.
const MARK: &str = "autodoc:";

/// The comments of a file, in their order; at most one of each line counts.
pub(super) fn ignores(
    lines: &LineIndex<'_>,
    positions: &[ItemPosition],
    docstring: Option<&DocstringPosition>,
) -> Vec<Ignore> {
    let source = lines.text();
    // Hardly any file has one.
    if memmem::find(source.as_bytes(), MARK.as_bytes()).is_none() {
        return Vec::new();
    }
    let docstrings = Docstrings::new(positions, docstring);
    let mut ignores: Vec<Ignore> = Vec::new();
    for (start, comment) in comments(source) {
        let Some((at, length, codes)) = codes(comment) else {
            continue;
        };
        let location = lines.location(start + at);
        ignores.push(Ignore {
            location,
            end: lines.location(start + at + length),
            docstring: docstrings.beside(location.line),
            words: comment[at..at + length].to_owned(),
            codes,
            is_in_stub: false,
        });
    }
    ignores
}

/// The comments of a source, each with the offset of its `#`: they stand between two tokens.
fn comments(source: &str) -> Vec<(usize, &str)> {
    let mut comments = Vec::new();
    let mut from = 0;
    let ends = tokens(source).map(|token| Some(token.text));
    for token in ends.chain([None]) {
        let to = token.map_or(Some(source.len()), |token| offset_in(source, token));
        let to = to.unwrap_or(from);
        let mut at = from;
        for line in source[from..to].split_inclusive(['\n', '\r']) {
            if let Some(hash) = line.find('#') {
                comments.push((at + hash, line[hash..].trim_end()));
            }
            at += line.len();
        }
        from = to + token.map_or(0, str::len);
    }
    comments
}

/// Where the words begin in a comment, how long they are, and the names of the codes; nothing where it is about
/// something else.
fn codes(comment: &str) -> Option<(usize, usize, Vec<String>)> {
    let at = comment
        .match_indices(MARK)
        .map(|(at, _)| at)
        .find(|at| comment[..*at].trim_end_matches([' ', '\t']).ends_with('#'))?;
    let words = &comment[at..];
    let rest = words[MARK.len()..].trim_start().strip_prefix("ignore")?;
    if rest.starts_with(|next: char| next.is_alphanumeric() || "-_".contains(next)) {
        return None;
    }
    let list = rest
        .trim_start()
        .strip_prefix('[')
        .and_then(|list| list.split_once(']'));
    let (list, behind) = list.unwrap_or(("", rest));
    let names = list.split(',').map(str::trim).filter(|name| !name.is_empty());
    Some((at, words.len() - behind.len(), names.map(str::to_owned).collect()))
}

/// Which docstring belongs to a line.
struct Docstrings {
    /// The lines of headers with the docstrings below them, by their first line.
    headers: Vec<(Lines, Lines)>,
    /// The docstrings by their last line.
    by_last: HashMap<u32, Lines>,
    /// The docstring of the module.
    module: Lines,
}

impl Docstrings {
    fn new(positions: &[ItemPosition], module: Option<&DocstringPosition>) -> Self {
        let module = module.map_or(Lines::NONE, |position| position.lines);
        let with_docstring = positions
            .iter()
            .filter(|item| item.docstring.lines != Lines::NONE);
        let mut headers: Vec<(Lines, Lines)> = with_docstring
            .map(|item| {
                let (item, docstring) = (item.lines, item.docstring.lines);
                let last = if docstring.first > item.first {
                    docstring.first - 1
                } else {
                    item.last
                };
                let first = item.first;
                (Lines { first, last }, docstring)
            })
            .collect();
        headers.sort_by_key(|(header, _)| (header.first, header.last));
        let all = headers.iter().map(|(_, docstring)| *docstring).chain([module]);
        Self {
            by_last: all.map(|lines| (lines.last, lines)).collect(),
            headers,
            module,
        }
    }

    fn beside(&self, line: u32) -> Lines {
        let behind = self.headers.partition_point(|(header, _)| header.first <= line);
        let header = self.headers[..behind].last();
        let below = header.filter(|(header, _)| line <= header.last);
        let above = || self.by_last.get(&line).copied();
        match below.map(|(_, docstring)| *docstring).or_else(above) {
            Some(docstring) => docstring,
            None if line < self.module.first => self.module,
            None => Lines::NONE,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::extract;
    use crate::model::ModuleKind;
    use crate::name::ModuleName;
    use crate::target::Target;

    /// A comment: its line, the lines of the docstring that it means, and its codes.
    type Found<'a> = (u32, (u32, u32), &'a str);

    /// The lines of the comments, those of the docstrings that they mean, and their codes.
    fn found(source: &str) -> Vec<(u32, (u32, u32), String)> {
        let name = ModuleName::new("m").unwrap();
        let facts = extract(source.as_bytes(), name, ModuleKind::Module, &Target::default());
        let ignores = facts.ignores.into_iter();
        ignores
            .map(|found| {
                let lines = (found.docstring.first, found.docstring.last);
                (found.location.line, lines, found.codes.join(" "))
            })
            .collect()
    }

    #[test]
    fn a_comment_means_its_line_and_the_docstring_of_its_header() {
        let cases: &[(&str, &[Found<'_>])] = &[
            ("x = 1  # autodoc: ignore[a]\n", &[(1, (0, 0), "a")]),
            (
                "x = 1  # type: ignore # autodoc:ignore[a,  b-c ,] more\n",
                &[(1, (0, 0), "a b-c")],
            ),
            (
                "def f():  # autodoc: ignore[a]\n    '''D\n    '''\n",
                &[(1, (2, 3), "a")],
            ),
            (
                "@d  # autodoc: ignore[a]\ndef f(\n    x,  # autodoc: ignore[b]\n):\n    'D'\n",
                &[(1, (5, 5), "a"), (3, (5, 5), "b")],
            ),
            (
                "def f():\n    '''D\n    '''  # autodoc: ignore[a]\n",
                &[(3, (2, 3), "a")],
            ),
            (
                "class C:\n    'D'\n    x = 1  # autodoc: ignore[a]\n    'E'\n",
                &[(3, (4, 4), "a")],
            ),
            (
                "#: Doc.\nx = 1\n#: Doc.\ny = 1  # autodoc: ignore[a]\n",
                &[(4, (3, 3), "a")],
            ),
            ("# autodoc: ignore[a]\n'''D\n'''\n", &[(1, (2, 3), "a")]),
            ("'''D'''  # autodoc: ignore[a]\n", &[(1, (1, 1), "a")]),
            (
                "def f():  # autodoc: ignore\n    pass  # autodoc: ignore[\n",
                &[(1, (0, 0), ""), (2, (0, 0), "")],
            ),
            // A text, another word, and a comment that only mentions it.
            ("x = '# autodoc: ignore[a]'\n", &[]),
            ("'''\n# autodoc: ignore[a]\n'''\n", &[]),
            (
                "x = 1  # autodoc: ignored[a]\n# see autodoc: ignore[a]\n# autodoc: other\n",
                &[],
            ),
            (
                "x = (  # autodoc: ignore[a]\r\n  1,\r\n)\r\n",
                &[(1, (0, 0), "a")],
            ),
        ];
        for (source, expected) in cases {
            let expected: Vec<_> = expected
                .iter()
                .map(|(line, lines, codes)| (*line, *lines, (*codes).to_owned()))
                .collect();
            assert_eq!(found(source), expected, "{source}");
        }
    }
}
