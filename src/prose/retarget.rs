//! Links in Markdown that lead elsewhere.

use pulldown_cmark::{Event, LinkType, Parser, Tag};

use super::{Edit, MARKDOWN, apply};

/// The text with the addresses of its links changed, those of pictures too; nothing for an address leaves it as it is. An address that is
/// written with escapes stays.
pub fn retarget(text: &str, change: &dyn Fn(&str) -> Option<String>) -> String {
    if !text.contains("](") && !text.contains("]:") {
        return text.to_owned();
    }
    let mut edits = Vec::new();
    let mut add = |start: usize, written: &str, address: &str| {
        let Some(new) = change(address) else { return };
        // A title, which may say the same, stands behind the address.
        let Some(at) = written.find(address).filter(|_| !address.is_empty()) else {
            return;
        };
        edits.push(Edit {
            range: start + at..start + at + address.len(),
            text: new,
        });
    };
    let mut parser = Parser::new_ext(text, MARKDOWN).into_offset_iter();
    for (event, range) in parser.by_ref() {
        let (
            Event::Start(
                Tag::Link {
                    link_type, dest_url, ..
                }
                | Tag::Image {
                    link_type, dest_url, ..
                },
            ),
            range,
        ) = (event, range)
        else {
            continue;
        };
        if let (LinkType::Inline, Some(written)) = (link_type, text.get(range.clone())) {
            let from = written.rfind("](").unwrap_or(0);
            add(range.start + from, &written[from..], &dest_url);
        }
    }
    for (_, definition) in parser.reference_definitions().iter() {
        if let Some(written) = text.get(definition.span.clone()) {
            let from = written.find("]:").unwrap_or(0);
            add(definition.span.start + from, &written[from..], &definition.dest);
        }
    }
    apply(text, edits)
}

/// The text with the ids changed that its headings name, as in `# Title {#id}`.
pub fn rename_ids(text: &str, change: &dyn Fn(&str) -> String) -> String {
    if !text.contains("{#") {
        return text.to_owned();
    }
    let headings = Parser::new_ext(text, MARKDOWN).into_offset_iter();
    let edits = headings.filter_map(|(event, range)| {
        let Event::Start(Tag::Heading { id: Some(id), .. }) = event else {
            return None;
        };
        let at = range.start + text.get(range)?.rfind(&format!("{{#{id}"))? + "{#".len();
        Some(Edit {
            range: at..at + id.len(),
            text: change(&id),
        })
    });
    apply(text, edits.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_headings_change_and_what_looks_like_them_does_not() {
        let text = "# a {#b__c} d {#b__c}\n\n```\n# a {#b__c}\n```\n\n{#b__c}\n\n## e {#f .g}\n";
        let renamed = "# a {#b__c} d {#b-c}\n\n```\n# a {#b__c}\n```\n\n{#b__c}\n\n## e {#f .g}\n";
        assert_eq!(rename_ids(text, &|id| id.replace("__", "-")), renamed);
    }

    #[test]
    fn addresses_change_where_they_are_and_nothing_else_does() {
        let change = |address: &str| {
            let address = address.strip_suffix(".md")?;
            Some(format!("{address}.html.md"))
        };
        for (text, expected) in [
            ("[a.md](a.md) a.md", "[a.md](a.html.md) a.md"),
            ("[b](b.md \"b.md\")", "[b](b.html.md \"b.md\")"),
            ("[c][d]\n\n[d]: ../d.md\n", "[c][d]\n\n[d]: ../d.html.md\n"),
            ("`[e](e.md)` <https://f.md>", "`[e](e.md)` <https://f.md>"),
            ("[g](g.html)", "[g](g.html)"),
            ("[![h](h.md)](i.md)", "[![h](h.html.md)](i.html.md)"),
            ("[j]()", "[j]()"),
            ("```\n[k](k.md)\n```", "```\n[k](k.md)\n```"),
        ] {
            assert_eq!(retarget(text, &change), expected, "{text}");
        }
    }
}
