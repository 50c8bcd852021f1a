//! The README of a project as a chapter.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

use crate::docstring::{self, Style};
use crate::render::markup;

/// A README made ready for a book.
#[derive(Debug, PartialEq, Eq)]
pub struct Readme {
    /// Its text as Markdown.
    pub markdown: String,
    /// The images of the project that it shows, by their path.
    pub images: BTreeMap<String, Vec<u8>>,
}

/// Where a relative link of a README leads in a book.
enum Destination {
    /// To a copy of the image, or to the file in the repository.
    Url(String),
    /// Nowhere: only its text stays.
    None,
}

impl Readme {
    /// Converts a README. `ending` is that of its file name; `repository` is the page of the project's repository;
    /// `image` gives the bytes of an image within the project.
    pub fn new(
        text: &str,
        ending: &str,
        repository: Option<&str>,
        image: &dyn Fn(&str) -> Option<Vec<u8>>,
    ) -> Self {
        match ending.to_ascii_lowercase().as_str() {
            "md" | "markdown" => from_markdown(text, repository, image),
            "rst" => {
                let document = docstring::parse(text, Style::Sphinx).document;
                let mut markdown = String::new();
                for section in &document.sections {
                    let place = markup::Place {
                        links: &markup::NoLinks,
                        heading_level: 1,
                        html: markup::DocstringHtml::Escape,
                    };
                    markup::markdown::blocks(&mut markdown, &section.body, &place);
                }
                Self {
                    markdown,
                    images: BTreeMap::new(),
                }
            }
            _ => {
                // Indented, it is code to Markdown, which shows it as it stands.
                let indented: Vec<String> = text.lines().map(|line| format!("    {line}\n")).collect();
                Self {
                    markdown: format!("# README\n\n{}", indented.concat()),
                    images: BTreeMap::new(),
                }
            }
        }
    }
}

fn from_markdown(text: &str, repository: Option<&str>, image: &dyn Fn(&str) -> Option<Vec<u8>>) -> Readme {
    let mut images = BTreeMap::new();
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut destination = |url: &str, is_image: bool| {
        let path = url.split(['#', '?']).next().unwrap_or_default();
        let path = path.trim_start_matches("./").trim_start_matches('/');
        if let Some(bytes) = is_image.then(|| image(path)).flatten() {
            images.insert(path.to_owned(), bytes);
            return Destination::Url(path.to_owned());
        }
        let view = if is_image { "raw" } else { "blob" };
        repository.map_or(Destination::None, |repository| {
            Destination::Url(format!("{}/{view}/HEAD/{path}", repository.trim_end_matches('/')))
        })
    };
    let parser = Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES);
    let definitions: Vec<(Range<usize>, String)> = parser
        .reference_definitions()
        .iter()
        .map(|(_, found)| (found.span.clone(), found.dest.to_string()))
        .collect();
    for (event, range) in parser.into_offset_iter() {
        match &event {
            Event::Start(Tag::Link {
                link_type: LinkType::Inline,
                dest_url: url,
                ..
            }) if is_relative(url) => {
                edit(text, range, url, destination(url, false), false, &mut edits);
            }
            Event::Start(Tag::Image {
                link_type: LinkType::Inline,
                dest_url: url,
                ..
            }) if is_relative(url) => {
                edit(text, range, url, destination(url, true), true, &mut edits);
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                for (at, is_image) in attribute_values(&text[range.clone()]) {
                    let at = range.start + at.start..range.start + at.end;
                    let url = &text[at.clone()];
                    if let (true, Destination::Url(new)) = (is_relative(url), destination(url, is_image)) {
                        edits.push((at, new));
                    }
                }
            }
            _ => {}
        }
    }
    for (range, url) in definitions.into_iter().filter(|(_, url)| is_relative(url)) {
        if let Destination::Url(new) = destination(&url, false) {
            replace_url(text, range, &url, &new, &mut edits);
        }
    }
    Readme {
        markdown: apply(text, edits),
        images,
    }
}

/// A path within the project, which a forge also lets begin with `/`: neither a place on the page, nor a URL with a
/// scheme or a host.
fn is_relative(url: &str) -> bool {
    let has_scheme = url
        .split(['/', '#', '?'])
        .next()
        .is_some_and(|first| first.contains(':'));
    !url.is_empty() && !url.starts_with('#') && !url.starts_with("//") && !has_scheme
}

/// The places of the quoted values of `src` and `href` in raw HTML, and whether each is that of an image.
fn attribute_values(html: &str) -> Vec<(Range<usize>, bool)> {
    let mut found = Vec::new();
    for (name, is_image) in [("src=", true), ("href=", false)] {
        for (at, _) in html.match_indices(name) {
            let start = at + name.len() + 1;
            let quote = html[at + name.len()..]
                .chars()
                .next()
                .filter(|quote| matches!(quote, '"' | '\''));
            let end = quote
                .and_then(|quote| html[start..].find(quote))
                .map(|length| start + length);
            found.extend(end.map(|end| (start..end, is_image)));
        }
    }
    found
}

fn edit(
    text: &str,
    range: Range<usize>,
    url: &str,
    destination: Destination,
    is_image: bool,
    edits: &mut Vec<(Range<usize>, String)>,
) {
    match destination {
        Destination::Url(new) => replace_url(text, range, url, &new, edits),
        Destination::None => {
            let source = &text[range.clone()];
            let open = if is_image { 2 } else { 1 };
            if let Some(close) = source.rfind("](").filter(|close| *close >= open) {
                edits.push((range.start..range.start + open, String::new()));
                edits.push((range.start + close..range.end, String::new()));
            }
        }
    }
}

fn replace_url(
    text: &str,
    range: Range<usize>,
    url: &str,
    new: &str,
    edits: &mut Vec<(Range<usize>, String)>,
) {
    if let Some(at) = text[range.clone()].rfind(url) {
        let start = range.start + at;
        edits.push((start..start + url.len(), new.to_owned()));
    }
}

/// Carries out edits that do not overlap; one inside another is dropped.
fn apply(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (range, new) in edits {
        if range.start >= done {
            out.push_str(&text[done..range.start]);
            out.push_str(&new);
            done = range.end;
        }
    }
    out.push_str(&text[done..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, repository: Option<&str>, expected: &str) {
        let readme = Readme::new(text, "md", repository, &|path| {
            (path == "logo.png").then(|| vec![1])
        });
        assert_eq!(readme.markdown, expected);
    }

    #[test]
    fn links_into_the_project_lead_to_the_repository() {
        check(
            "[a](docs/a.md#x) [b][b]\n\n[b]: b.py\n",
            Some("https://x/y/"),
            "[a](https://x/y/blob/HEAD/docs/a.md) [b][b]\n\n[b]: https://x/y/blob/HEAD/b.py\n",
        );
        check(
            "![i](i.png)",
            Some("https://x/y"),
            "![i](https://x/y/raw/HEAD/i.png)",
        );
    }

    #[test]
    fn without_a_repository_their_text_stays() {
        check("see [the *guide*](docs/a.md).", None, "see the *guide*.");
    }

    #[test]
    fn other_links_and_images_of_the_project_are_kept() {
        check(
            "[a](https://a) [b](#b) <c@d.e> ![l](logo.png)",
            None,
            "[a](https://a) [b](#b) <c@d.e> ![l](logo.png)",
        );
        let readme = Readme::new("![l](logo.png)", "md", None, &|_| Some(vec![1]));
        assert_eq!(readme.images.keys().collect::<Vec<_>>(), ["logo.png"]);
    }

    #[test]
    fn images_in_raw_html_are_found_and_a_slash_is_the_project() {
        check(
            "<a href='docs/a.md'><img src=\"/logo.png\"></a>\n",
            Some("https://x/y"),
            "<a href='https://x/y/blob/HEAD/docs/a.md'><img src=\"logo.png\"></a>\n",
        );
    }

    #[test]
    fn plain_text_is_shown_as_it_is() {
        let readme = Readme::new("a *b*\n", "txt", None, &|_| None);
        assert_eq!(readme.markdown, "# README\n\n    a *b*\n");
    }
}
