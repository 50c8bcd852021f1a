//! The chapters that the author wrote: what their references and directives mean.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::prose::{Block, Chapter, Directive, Edit, Members, Reference, apply, directives, references};
use crate::render::PageRenderer;
use crate::resolve::{Api, Found, Missing, Resolution, Target};
use crate::text::LineIndex;

/// What becomes of a chapter.
#[derive(Default)]
pub(super) struct Linked {
    /// Its new text, if it changes.
    pub(super) text: Option<String>,
    /// What was found in it.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Links the references in a chapter, and carries its directives out.
pub(super) fn link<'p>(api: &Api<'p>, renderer: &PageRenderer<'_, 'p>, chapter: &Chapter<'_>) -> Linked {
    let references = references(chapter.text);
    let directives = directives(chapter.text);
    if references.is_empty() && directives.is_empty() {
        return Linked::default();
    }
    let mut linker = Linker {
        api,
        renderer,
        chapter,
        lines: LineIndex::new(chapter.text),
        edits: Vec::new(),
        diagnostics: Vec::new(),
    };
    for reference in &references {
        linker.reference(reference);
    }
    for directive in directives {
        match directive {
            Ok(directive) => linker.directive(&directive),
            Err(mistake) => {
                let found = Diagnostic::new(Code::InvalidDirective, mistake.message).help(mistake.help);
                linker.refuse(found, &mistake.range, &mistake.block);
            }
        }
    }
    let Linker {
        edits, diagnostics, ..
    } = linker;
    Linked {
        text: (!edits.is_empty()).then(|| apply(chapter.text, edits)),
        diagnostics,
    }
}

struct Linker<'c, 'p> {
    api: &'c Api<'p>,
    renderer: &'c PageRenderer<'c, 'p>,
    chapter: &'c Chapter<'c>,
    lines: LineIndex<'c>,
    edits: Vec<Edit>,
    diagnostics: Vec<Diagnostic>,
}

impl<'p> Linker<'_, 'p> {
    fn meaning(&self, name: &str, is_explicit: bool) -> Meaning<'p> {
        meaning(self.api, self.renderer, &self.chapter.path, name, is_explicit)
    }

    fn reference(&mut self, reference: &Reference<'_>) {
        match self.meaning(&reference.name, reference.is_explicit) {
            Meaning::Thing(_, url) | Meaning::Address(url) => self.edits.push(reference.link(&url)),
            other if is_meant(self.api, reference) => {
                self.edits.extend(reference.unlink());
                if let Some(found) = other.diagnostic(self.api, &reference.name, Code::UnresolvedReference) {
                    self.report(found, &reference.range);
                }
            }
            _ => {}
        }
    }

    fn directive(&mut self, directive: &Directive<'_>) {
        let mut targets = Vec::new();
        for (name, range) in &directive.names {
            let name = name.strip_suffix("()").unwrap_or(name);
            match self.meaning(name, true) {
                Meaning::Thing(target, _) => targets.push(target),
                other => {
                    if let Some(found) = other.diagnostic(self.api, name, Code::UnknownItem) {
                        self.refuse(found, range, &directive.block);
                    }
                    return;
                }
            }
        }
        if let (Members::Only(members), [target]) = (&directive.options.members, targets.as_slice()) {
            let owner = self.api.full_name(target);
            for name in members.iter().map(|member| format!("{owner}.{member}")) {
                let other = self.meaning(&name, true);
                if let Some(found) = other.diagnostic(self.api, &name, Code::UnknownItem) {
                    self.refuse(found, &directive.block.range, &directive.block);
                    return;
                }
            }
        }
        let from = &self.chapter.path;
        let text = self
            .renderer
            .excerpt(from, &targets, directive.view, &directive.options);
        self.edits.push(directive.block.replace(&text));
    }

    /// Reports a directive, and says below it why it is still there.
    fn refuse(&mut self, found: Diagnostic, range: &Range<usize>, block: &Block) {
        self.edits.push(block.note(&found.message));
        self.report(found, range);
    }

    fn report(&mut self, found: Diagnostic, range: &Range<usize>) {
        let found = Diagnostic {
            end: Some(self.lines.location(range.end)),
            ..found
        };
        let start = self.lines.location(range.start);
        self.diagnostics
            .push(found.at(start).in_file(self.chapter.file.as_str()));
    }
}

/// What a name in a chapter means, or one that somebody typed.
pub(super) enum Meaning<'p> {
    /// Something that is documented, and its address.
    Thing(Target<'p>, String),
    /// The address of something else: of a parameter, or of what another project documents.
    Address(String),
    /// Several things, by their full names.
    Several(Vec<String>),
    /// Something that is not documented.
    Undocumented,
    /// Something of another project, by its full name, that no inventory has.
    Outside(String),
    /// Nothing.
    Nothing(Missing<'p>),
}

impl Meaning<'_> {
    /// What is to be said of it where an item was to be named, with `code` if it is none.
    pub(super) fn diagnostic(self, api: &Api<'_>, name: &str, code: Code) -> Option<Diagnostic> {
        let unresolved = |message: String| Diagnostic::new(code, message);
        Some(match self {
            Self::Thing(..) => return None,
            Self::Address(_) => unresolved(format!("`{name}` is no item of this book")),
            Self::Several(names) => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                let message = format!("`{name}` may be {}", names.join(" or "));
                Diagnostic::new(Code::AmbiguousReference, message).help("write more of the full name")
            }
            Self::Undocumented => unresolved(format!("`{name}` is not documented")),
            Self::Outside(full_name) => unresolved(format!(
                "`{name}` is `{full_name}` of another project, and no inventory has it"
            ))
            .help("add the inventory of that project to `inventories`"),
            Self::Nothing(missing) => Diagnostic {
                help: missing.help(),
                ..unresolved(missing.message(api, name))
            },
        })
    }
}

/// What a name means, with addresses as seen from the chapter with the path `path`.
pub(super) fn meaning<'p>(
    api: &Api<'p>,
    renderer: &PageRenderer<'_, 'p>,
    path: &str,
    name: &str,
    is_explicit: bool,
) -> Meaning<'p> {
    match api.resolve_anywhere(name) {
        Resolution::Found(Found {
            target: Target::External(full_name),
            ..
        }) => match renderer.outside_url(&full_name, true) {
            Some(url) => Meaning::Address(url),
            None => Meaning::Outside(full_name),
        },
        Resolution::Found(Found { target, .. }) => match renderer.markdown_url(path, &target) {
            Some(url) => Meaning::Thing(target, url),
            None => Meaning::Undocumented,
        },
        Resolution::Parameter(owner, name) => match renderer.parameter_url(path, &owner, name) {
            Some(url) => Meaning::Address(url),
            None => Meaning::Undocumented,
        },
        Resolution::Ambiguous(several) => {
            let names = several.iter().map(|found| api.full_name(&found.target));
            Meaning::Several(names.collect())
        }
        Resolution::Nothing | Resolution::Local => match renderer.outside_url(name, is_explicit) {
            Some(url) => Meaning::Address(url),
            None => Meaning::Nothing(api.missing_anywhere(name)),
        },
    }
}

/// Whether an author who writes the name as code in brackets wants a link: its first part is known.
fn is_meant(api: &Api<'_>, reference: &Reference<'_>) -> bool {
    let first = reference
        .name
        .split_once('.')
        .map_or(reference.name.as_str(), |(first, _)| first);
    reference.is_explicit
        || match api.resolve_anywhere(first) {
            Resolution::Found(found) => !matches!(found.target, Target::External(_)),
            other => matches!(other, Resolution::Ambiguous(_)),
        }
}
