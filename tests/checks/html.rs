//! What the HTML of pages may be made of.

/// What docstrings and our templates are made of, with the attributes that are allowed there.
const ELEMENTS: &[(&str, &[&str])] = &[
    ("a", &["class", "href", "id", "rel", "title"]),
    ("b", &[]),
    ("blockquote", &["class"]),
    ("br", &[]),
    ("caption", &[]),
    ("code", &["class", "tabindex"]),
    ("dd", &[]),
    ("del", &[]),
    ("details", &["class", "open"]),
    ("div", &["class"]),
    ("dl", &["class"]),
    ("dt", &[]),
    ("em", &[]),
    ("h1", &["class", "id"]),
    ("h2", &["class", "id"]),
    ("h3", &["class", "id"]),
    ("h4", &["class", "id"]),
    ("h5", &["class", "id"]),
    ("h6", &["class", "id"]),
    ("hr", &[]),
    ("i", &[]),
    ("img", &["alt", "src"]),
    ("li", &[]),
    ("nav", &["aria-label", "class"]),
    ("ol", &["start", "type"]),
    ("p", &["aria-level", "class", "id", "role"]),
    ("polygon", &["points"]),
    ("polyline", &["points"]),
    ("pre", &["class"]),
    (
        "rect",
        &["class", "height", "rx", "stroke-width", "width", "x", "y"],
    ),
    ("s", &[]),
    ("section", &["class"]),
    ("small", &["class"]),
    ("span", &["aria-hidden", "class"]),
    ("strong", &[]),
    ("summary", &[]),
    ("sup", &[]),
    (
        "svg",
        &[
            "aria-label",
            "fill",
            "font-family",
            "font-size",
            "height",
            "role",
            "stroke",
            "viewBox",
            "width",
        ],
    ),
    ("table", &["aria-label", "class"]),
    ("tbody", &[]),
    ("td", &["class", "colspan", "rowspan"]),
    ("text", &["fill", "stroke", "text-anchor", "x", "y"]),
    ("th", &["colspan", "rowspan"]),
    ("thead", &[]),
    ("tr", &["id"]),
    ("ul", &["class"]),
    ("var", &[]),
    ("wbr", &[]),
];

/// What raw HTML adds that was sanitised.
const SANITIZED: &[&str] = &[
    "abbr",
    "bdi",
    "bdo",
    "cite",
    "col",
    "colgroup",
    "details",
    "dfn",
    "figcaption",
    "figure",
    "ins",
    "kbd",
    "mark",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "sub",
    "summary",
    "tfoot",
    "time",
    "u",
];
const ATTRIBUTES_SANITIZED: &[&str] = &["dir", "height", "lang", "open", "title", "width"];

/// What mdBook makes of Markdown.
const OF_MDBOOK: &[(&str, &[&str])] = &[
    ("input", &["checked", "class", "disabled", "type"]),
    ("label", &["class"]),
];

/// What mdBook puts between the chapters of the whole book, and on cells of tables.
const STYLES_OF_MDBOOK: &[&str] = &[
    "break-before: page; page-break-before: always;",
    "text-align: center",
    "text-align: left",
    "text-align: right",
];

/// What may stand in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rules {
    /// Raw HTML that was sanitised.
    pub(crate) sanitized: bool,
    /// Markdown that mdBook rendered.
    pub(crate) markdown: bool,
}

impl Rules {
    /// Whether an element may be there.
    pub(crate) fn has_element(self, name: &str) -> bool {
        let is_in = |list: &[(&str, &[&str])]| list.iter().any(|(other, _)| *other == name);
        is_in(ELEMENTS) || self.sanitized && SANITIZED.contains(&name) || self.markdown && is_in(OF_MDBOOK)
    }

    /// Whether an element may have an attribute with this value.
    pub(crate) fn has_attribute(self, element: &str, attribute: &str, value: &str) -> bool {
        let is_in = |list: &[(&str, &[&str])]| {
            list.iter()
                .any(|(other, attributes)| *other == element && attributes.contains(&attribute))
        };
        match attribute {
            "href" | "src" => is_in(ELEMENTS) && is_harmless(value),
            // The anchors of parameters.
            "id" if element == "a" => value.ends_with(')'),
            "tabindex" => value == "0",
            // Those of the lines of a source.
            "id" if element == "span" => value.rsplit_once("-L").is_some_and(|(_, line)| is_number(line)),
            "style" => STYLES_OF_MDBOOK.contains(&value),
            _ => {
                is_in(ELEMENTS)
                    || self.sanitized && (attribute == "class" || ATTRIBUTES_SANITIZED.contains(&attribute))
                    || self.markdown && is_in(OF_MDBOOK)
            }
        }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit())
}

/// Whether an address is on the web, of a mail, or relative within the book.
pub(crate) fn is_harmless(url: &str) -> bool {
    // Browsers leave these out.
    let url: String = url
        .chars()
        .filter(|other| !matches!(other, '\t' | '\n' | '\r'))
        .collect();
    let url = url.trim_matches(|other: char| other <= ' ').to_ascii_lowercase();
    let scheme = url.split(['/', '?', '#']).next().unwrap_or_default();
    match scheme.split_once(':') {
        Some((scheme, _)) => matches!(scheme, "http" | "https" | "mailto"),
        None => !url.starts_with("//") && !url.starts_with('\\') && !url.starts_with("/\\"),
    }
}
