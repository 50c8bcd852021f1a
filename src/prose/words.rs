//! What a chapter is about, in a few words.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::MARKDOWN;

/// The first sentence of the first paragraph as plain text on one line, at most `most` characters of it.
pub fn first_words(text: &str, most: usize) -> String {
    let mut words = String::new();
    let mut is_inside = false;
    for event in Parser::new_ext(text, MARKDOWN) {
        match event {
            Event::Start(Tag::Paragraph) => is_inside = true,
            Event::End(TagEnd::Paragraph) if !words.trim().is_empty() && !is_link_alone(&words) => break,
            Event::End(TagEnd::Paragraph) => {
                is_inside = false;
                words.clear();
            }
            Event::Text(text) | Event::Code(text) if is_inside => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => {}
        }
    }
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = words.find(". ").map_or(words.as_str(), |end| &words[..=end]);
    match sentence.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", sentence[..end].trim_end()),
        None => sentence.to_owned(),
    }
}

/// Our own pages begin with a link to their source.
fn is_link_alone(words: &str) -> bool {
    words.trim() == "source"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sentence_stands_for_a_chapter() {
        for (text, most, expected) in [
            (
                "# A\n\n[source](https://a.b)\n\nAll of\n*it*, `b`. More.\n",
                50,
                "All of it, b.",
            ),
            ("# A\n\n- x\n", 50, ""),
            ("a.b c", 50, "a.b c"),
            ("abcdefghijklm", 10, "abcdefghij…"),
        ] {
            assert_eq!(first_words(text, most), expected, "{text}");
        }
    }
}
