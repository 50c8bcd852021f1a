//! The addresses that a chapter links to.

use pulldown_cmark::{Event, Parser, Tag};

use super::MARKDOWN;

/// The addresses of all links in a chapter, in their order. One without any is not parsed.
pub fn addresses(text: &str) -> Vec<String> {
    if !text.contains("](") && !text.contains("]:") {
        return Vec::new();
    }
    let events = Parser::new_ext(text, MARKDOWN);
    let addresses = events.filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
        _ => None,
    });
    addresses.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_in_every_form_have_addresses_and_pictures_and_code_do_not() {
        let text =
            "[a](x.md#y \"t\") ![p](p.png) `[c](c.md)` [b][r] [r]\n\n```\n[d](d.md)\n```\n\n[r]: ../z.md\n";
        assert_eq!(addresses(text), ["x.md#y", "../z.md", "../z.md"]);
        assert_eq!(addresses("plain [text]"), <[String; 0]>::default());
    }
}
