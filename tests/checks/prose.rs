//! What holds for every chapter that an author may write.

use std::ops::Range;

use mdbook_autodoc::prose::{apply, directives, references};

/// Parses bytes as a chapter, and checks that what is replaced is what was found.
pub(crate) fn prose(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut edits = Vec::new();
    let mut last = 0;
    for reference in references(&text) {
        let edit = reference.link("u");
        assert!(
            last <= reference.range.start && reference.range.end <= text.len(),
            "{reference:?} in {text:?}"
        );
        is_part_of(&text, &edit.range, &reference.range);
        if let Some(edit) = reference.unlink() {
            is_part_of(&text, &edit.range, &reference.range);
        }
        last = edit.range.end;
        edits.push(edit);
    }
    for directive in directives(&text) {
        match directive {
            Ok(directive) => {
                assert!(!directive.names.is_empty() && (1..=6).contains(&directive.options.level));
                for (name, range) in directive.names {
                    assert_eq!(text.get(range.clone()), Some(name));
                    is_part_of(&text, &range, &directive.block.range);
                }
            }
            Err(mistake) => is_part_of(&text, &mistake.range, &mistake.block.range),
        }
    }
    let (mut expected, mut done) = (String::new(), 0);
    for edit in &edits {
        expected.push_str(&text[done..edit.range.start]);
        expected.push_str(&edit.text);
        done = edit.range.end;
    }
    expected.push_str(&text[done..]);
    assert_eq!(apply(&text, edits), expected);
}

fn is_part_of(text: &str, range: &Range<usize>, around: &Range<usize>) {
    assert!(
        around.start <= range.start && range.end <= around.end,
        "{range:?} is not in {around:?} of {text:?}"
    );
    assert!(
        text.get(range.clone()).is_some(),
        "{range:?} is no part of {text:?}"
    );
}
