//! The chapters that the author wrote: what their references and directives mean.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::name::nearest;
use crate::prose::{Chapter, Directive, Edit, Members, Reference, apply, directives, references};
use crate::render::{PageRenderer, TemplateError};
use crate::resolve::{Api, Found, Resolution, Target};
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
pub(super) fn link<'p>(
    api: &Api<'p>,
    renderer: &PageRenderer<'_, 'p>,
    chapter: &Chapter<'_>,
) -> Result<Linked, TemplateError> {
    let references = references(chapter.text);
    let directives = directives(chapter.text);
    if references.is_empty() && directives.is_empty() {
        return Ok(Linked::default());
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
            Ok(directive) => linker.directive(&directive)?,
            Err(mistake) => {
                let found = Diagnostic::new(Code::InvalidDirective, mistake.message).help(mistake.help);
                linker.refuse(found, &mistake.range, &mistake.block);
            }
        }
    }
    let Linker {
        edits, diagnostics, ..
    } = linker;
    Ok(Linked {
        text: (!edits.is_empty()).then(|| apply(chapter.text, edits)),
        diagnostics,
    })
}

struct Linker<'c, 'p> {
    api: &'c Api<'p>,
    renderer: &'c PageRenderer<'c, 'p>,
    chapter: &'c Chapter<'c>,
    lines: LineIndex<'c>,
    edits: Vec<Edit>,
    diagnostics: Vec<Diagnostic>,
}

impl Linker<'_, '_> {
    fn reference(&mut self, reference: &Reference<'_>) {
        match meaning(self.api, self.renderer, &self.chapter.path, &reference.name) {
            Meaning::Thing(_, url) => self.edits.push(reference.link(&url)),
            other if is_meant(self.api, reference) => {
                self.edits.extend(reference.unlink());
                if let Some(found) = other.diagnostic(&reference.name, Code::UnresolvedReference) {
                    self.report(found, &reference.range);
                }
            }
            _ => {}
        }
    }

    fn directive(&mut self, directive: &Directive<'_>) -> Result<(), TemplateError> {
        let mut targets = Vec::new();
        for (name, range) in &directive.names {
            let name = name.strip_suffix("()").unwrap_or(name);
            match meaning(self.api, self.renderer, &self.chapter.path, name) {
                Meaning::Thing(target, _) => targets.push(target),
                other => {
                    if let Some(found) = other.diagnostic(name, Code::UnknownItem) {
                        self.refuse(found, range, &directive.range);
                    }
                    return Ok(());
                }
            }
        }
        if let (Members::Only(members), [target]) = (&directive.options.members, targets.as_slice()) {
            let owner = full_name(self.api, target);
            for name in members.iter().map(|member| format!("{owner}.{member}")) {
                let other = meaning(self.api, self.renderer, &self.chapter.path, &name);
                if let Some(found) = other.diagnostic(&name, Code::UnknownItem) {
                    self.refuse(found, &directive.range, &directive.range);
                    return Ok(());
                }
            }
        }
        let from = &self.chapter.path;
        let text = self
            .renderer
            .excerpt(from, &targets, directive.view, &directive.options)?;
        self.edits.push(Edit {
            range: directive.range.clone(),
            // A block of its own, whatever stands before it.
            text: format!("\n{text}"),
        });
        Ok(())
    }

    /// Reports a directive, and says below it why it is still there.
    fn refuse(&mut self, found: Diagnostic, range: &Range<usize>, block: &Range<usize>) {
        self.edits.push(Edit {
            range: block.end..block.end,
            text: format!("\n\n> **mdbook-autodoc:** {}\n", found.message),
        });
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

/// What a name in a chapter means.
enum Meaning<'p> {
    /// Something that is documented, and its address.
    Thing(Target<'p>, String),
    /// Several things, by their full names.
    Several(Vec<String>),
    /// Something that is not documented.
    Undocumented,
    /// Nothing; the name that looks most like it.
    Nothing(Option<String>),
}

impl Meaning<'_> {
    /// What is to be said of it, with `code` if it is nothing.
    fn diagnostic(self, name: &str, code: Code) -> Option<Diagnostic> {
        let unresolved = |message: String| Diagnostic::new(code, message);
        Some(match self {
            Self::Thing(..) => return None,
            Self::Several(names) => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                let message = format!("`{name}` may be {}", names.join(" or "));
                Diagnostic::new(Code::AmbiguousReference, message).help("write more of the full name")
            }
            Self::Undocumented => unresolved(format!("`{name}` is not documented")),
            Self::Nothing(None) => unresolved(format!("`{name}` names nothing that is documented")),
            Self::Nothing(Some(near)) => unresolved(format!("`{name}` names nothing that is documented"))
                .help(format!("did you mean `{near}`?")),
        })
    }
}

fn meaning<'p>(api: &Api<'p>, renderer: &PageRenderer<'_, 'p>, path: &str, name: &str) -> Meaning<'p> {
    match api.resolve_anywhere(name) {
        Resolution::Found(Found { target, .. }) => match renderer.markdown_url(path, &target) {
            Some(url) => Meaning::Thing(target, url),
            None => Meaning::Undocumented,
        },
        Resolution::Ambiguous(several) => {
            let names = several.iter().map(|found| full_name(api, &found.target));
            Meaning::Several(names.collect())
        }
        Resolution::Nothing | Resolution::Local | Resolution::Parameter(..) => {
            Meaning::Nothing(near(api, name))
        }
    }
}

/// Whether an author who writes the name as code in brackets wants a link: its first part is known.
fn is_meant(api: &Api<'_>, reference: &Reference<'_>) -> bool {
    let first = reference
        .name
        .split_once('.')
        .map_or(reference.name.as_str(), |(first, _)| first);
    reference.is_explicit || !matches!(api.resolve_anywhere(first), Resolution::Nothing)
}

/// The name under which something is documented, else the one where it is defined.
fn full_name(api: &Api<'_>, target: &Target<'_>) -> String {
    match target {
        Target::Module(module) => api.project.modules[*module].name().to_string(),
        Target::Item(home, around, item) => match api.place(*home, item.id) {
            Some(place) => place.full_name.clone(),
            None => {
                let names = around.iter().map(|class| class.name.as_str());
                let names: Vec<&str> = names.chain([item.name.as_str()]).collect();
                format!("{}.{}", api.project.modules[*home].name(), names.join("."))
            }
        },
        Target::External(name) => name.clone(),
    }
}

/// The documented name that looks most like one that is not.
fn near(api: &Api<'_>, name: &str) -> Option<String> {
    let Some((base, last)) = name.rsplit_once('.') else {
        let names = api.modules.values().flat_map(|module| &module.entries);
        return nearest(name, names.map(|entry| entry.name)).map(str::to_owned);
    };
    let Resolution::Found(found) = api.resolve_anywhere(base) else {
        return None;
    };
    let found = match found.target {
        Target::Module(module) => {
            let module = api.modules.get(&module)?;
            let entries = module.entries.iter().map(|entry| entry.name);
            let reexports = module.reexports.iter().map(|reexport| reexport.name.as_str());
            let submodules = module.submodules.iter();
            let submodules = submodules.map(|child| api.project.modules[*child].name().last());
            nearest(last, entries.chain(reexports).chain(submodules))?
        }
        Target::Item(_, _, item) => nearest(last, api.members(item).map(|member| member.name.as_str()))?,
        Target::External(_) => return None,
    };
    Some(format!("{base}.{found}"))
}
