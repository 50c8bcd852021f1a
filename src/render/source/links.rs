//! Links to the source.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::Lines;
use crate::render::escape;

/// Where each documented file can be seen on the web.
#[derive(Clone, Debug, Default)]
pub struct SourceLinks {
    places: BTreeMap<String, SourcePlace>,
}

/// Where a file can be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcePlace {
    /// An address with `{path}`, `{line}`, `{end-line}` and `{module}`.
    pub template: Arc<str>,
    /// What stands for `{path}`: the path from the top of the repository, with `/`.
    pub path: String,
}

impl SourceLinks {
    /// Makes links of the places of files; a file is named by its path relative to the book.
    pub fn new(places: BTreeMap<String, SourcePlace>) -> Self {
        Self { places }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The address of some lines of a file, or of the file as a whole; empty where it has none.
    pub fn url(&self, file: &str, module: &str, lines: Option<Lines>) -> String {
        let Some(place) = self.places.get(file) else {
            return String::new();
        };
        let template = match lines {
            Some(_) => &*place.template,
            None => without_lines(&place.template),
        };
        let Lines { first, last } = lines.unwrap_or(Lines { first: 1, last: 1 });
        template
            .replace("{path}", &escape::url_path(&place.path))
            .replace("{line}", &first.to_string())
            .replace("{end-line}", &last.to_string())
            .replace("{module}", &escape::url_path(module))
    }
}

/// The template without its fragment, where that names lines.
fn without_lines(template: &str) -> &str {
    match template.split_once('#') {
        Some((before, fragment)) if fragment.contains("line}") => before,
        _ => template,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_link_to_their_lines_and_modules_to_their_file() {
        let links = |template: &str| {
            let place = SourcePlace {
                template: template.into(),
                path: "src/a b.py".to_owned(),
            };
            SourceLinks::new(BTreeMap::from([("../src/a b.py".to_owned(), place)]))
        };
        let lines = Some(Lines { first: 3, last: 5 });
        let of = |template: &str, lines| links(template).url("../src/a b.py", "a.b", lines);
        let forge = "https://x/{path}#L{line}-L{end-line}";
        assert_eq!(of(forge, lines), "https://x/src/a%20b.py#L3-L5");
        assert_eq!(of(forge, None), "https://x/src/a%20b.py");
        let query = "https://x?m={module}&l={line}#top";
        assert_eq!(of(query, lines), "https://x?m=a.b&l=3#top");
        assert_eq!(of(query, None), "https://x?m=a.b&l=1#top");
        assert_eq!(links(forge).url("other.py", "a", lines), "");
    }
}
