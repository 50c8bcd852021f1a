//! HTML of ours as a part of another page.

use std::collections::HashMap;

use super::escape;

/// The pages on which the parts of a copy are documented, each as the beginning of a link to an id there.
#[derive(Debug, Default)]
pub(super) struct Homes {
    first: String,
    of_parts: HashMap<String, String>,
}

impl Homes {
    /// Everything stands on the page with this address.
    pub(super) fn one(url: &str) -> Self {
        Self {
            first: beginning(url),
            of_parts: HashMap::new(),
        }
    }

    /// From the id on, until the next one that is added, things stand on the page with this address.
    pub(super) fn add(&mut self, id: &str, url: &str) {
        let mut written = String::new();
        escape::attribute(&mut written, id);
        self.of_parts.insert(written, beginning(url));
    }
}

fn beginning(url: &str) -> String {
    let mut beginning = "href=\"".to_owned();
    escape::attribute(&mut beginning, url);
    beginning.push('#');
    beginning
}

/// A block of ours without its first heading.
pub(super) fn without_title(html: &str) -> String {
    let heading = html
        .find("<h1")
        .and_then(|start| Some(start..start + html.get(start..)?.find("</h1>")? + "</h1>".len()));
    match heading {
        Some(heading) => {
            let (before, behind) = (html.get(..heading.start), html.get(heading.end..));
            format!(
                "{}{}",
                before.unwrap_or_default(),
                behind.unwrap_or_default().trim_start()
            )
        }
        None => html.to_owned(),
    }
}

/// A block of ours as a part of another page: without ids, links to them leading to the pages that they stand on, and with
/// all headings some levels deeper.
pub(super) fn without_ids(html: &str, homes: &Homes, down: usize) -> String {
    let mut home = &homes.first;
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, behind)) = rest.split_once('<') {
        let (tag, behind) = behind.split_once('>').unwrap_or((behind, ""));
        out.push_str(before);
        out.push('<');
        if let Some(found) = id(tag).and_then(|id| homes.of_parts.get(id)) {
            home = found;
        }
        push_tag(&mut out, tag, home, down);
        out.push('>');
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The id in a tag of ours, as it is written.
fn id(tag: &str) -> Option<&str> {
    let (_, behind) = tag.split_once(" id=\"")?;
    Some(behind.split_once('"')?.0)
}

fn push_tag(out: &mut String, tag: &str, home: &str, down: usize) {
    let (slash, name) = tag.strip_prefix('/').map_or(("", tag), |name| ("/", name));
    let level = name
        .strip_prefix('h')
        .and_then(|rest| rest.get(..1)?.parse::<usize>().ok())
        .filter(|_| {
            !name
                .get(2..)
                .is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
        });
    let rest = match level {
        Some(level) => {
            out.push_str(slash);
            out.push('h');
            out.push_str(&(level + down).min(6).to_string());
            name.get(2..).unwrap_or_default()
        }
        None => tag,
    };
    let without_id = rest.split_once(" id=\"").and_then(|(before, behind)| {
        let (_, behind) = behind.split_once('"')?;
        Some(format!("{before}{behind}"))
    });
    let rest = without_id.as_deref().unwrap_or(rest);
    out.push_str(&rest.replace("href=\"#", home));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_no_ids_and_deeper_headings() {
        let html = "<div class=\"a\"><h1 id=\"p.C\" class=\"b\"><a href=\"#p.C\">C</a></h1><hr><h5>x</h5> &lt;h1&gt;\n\
            <a href=\"x.html#p\">y</a><code id=\"p(a)\">a</code></div>";
        assert_eq!(
            without_ids(html, &Homes::one("api/p.html"), 2),
            "<div class=\"a\"><h3 class=\"b\"><a href=\"api/p.html#p.C\">C</a></h3><hr><h6>x</h6> &lt;h1&gt;\n\
            <a href=\"x.html#p\">y</a><code>a</code></div>"
        );
        assert_eq!(without_title("<div><h1 id=\"a\">b</h1>\n<p>"), "<div><p>");
        for odd in ["<", "a<b", "<h", "<h1", "</", "<a id=\"", ""] {
            let _ = without_ids(odd, &Homes::default(), 1);
        }
    }

    #[test]
    fn links_lead_to_the_page_of_the_part_around_them() {
        let html = "<h1 id=\"p\"><a href=\"#p\"></a></h1><h2 id=\"p-classes\"></h2>\
            <h2 id=\"p.C\"><a href=\"#p.C\"></a></h2><h2 id=\"p.C.m\"><a href=\"#p.C.m\"></a></h2>\
            <h2 id=\"p-attributes\"><a href=\"#p-attributes\"></a></h2>";
        let mut homes = Homes::one("p.html");
        homes.add("p.C", "p/C.html");
        homes.add("p-attributes", "p.html");
        assert_eq!(
            without_ids(html, &homes, 0),
            "<h1><a href=\"p.html#p\"></a></h1><h2></h2>\
            <h2><a href=\"p/C.html#p.C\"></a></h2><h2><a href=\"p/C.html#p.C.m\"></a></h2>\
            <h2><a href=\"p.html#p-attributes\"></a></h2>"
        );
    }
}
