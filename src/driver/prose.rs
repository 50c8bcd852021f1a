//! The chapters that the author wrote: what their references mean.

use crate::diagnostic::{Code, Diagnostic};
use crate::name::nearest;
use crate::prose::{Chapter, Edit, Reference, apply, references};
use crate::render::PageRenderer;
use crate::resolve::{Api, Target};
use crate::text::LineIndex;

/// What becomes of a chapter.
#[derive(Default)]
pub(super) struct Linked {
    /// Its new text, if it changes.
    pub(super) text: Option<String>,
    /// What was found in it.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Links the references in a chapter.
pub(super) fn link(api: &Api<'_>, renderer: &PageRenderer<'_, '_>, chapter: &Chapter<'_>) -> Linked {
    let references = references(chapter.text);
    if references.is_empty() {
        return Linked::default();
    }
    let lines = LineIndex::new(chapter.text);
    let (mut edits, mut found): (Vec<Edit>, Vec<Diagnostic>) = (Vec::new(), Vec::new());
    for reference in references {
        match meaning(api, renderer, &chapter.path, &reference.name) {
            Meaning::Url(url) => edits.push(reference.link(&url)),
            other if is_meant(api, &reference) => {
                edits.extend(reference.unlink());
                found.extend(other.diagnostic(&reference.name).map(|found| {
                    Diagnostic {
                        end: Some(lines.location(reference.range.end)),
                        ..found
                    }
                    .at(lines.location(reference.range.start))
                    .in_file(chapter.file.as_str())
                }));
            }
            _ => {}
        }
    }
    Linked {
        text: (!edits.is_empty()).then(|| apply(chapter.text, edits)),
        diagnostics: found,
    }
}

/// What a name in a chapter means.
enum Meaning {
    /// The address of what is documented.
    Url(String),
    /// Several things, by their full names.
    Several(Vec<String>),
    /// Something that is not documented.
    Undocumented,
    /// Nothing; the name that looks most like it.
    Nothing(Option<String>),
}

impl Meaning {
    fn diagnostic(self, name: &str) -> Option<Diagnostic> {
        let unresolved = |message: String| Diagnostic::new(Code::UnresolvedReference, message);
        Some(match self {
            Self::Url(_) => return None,
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

fn meaning(api: &Api<'_>, renderer: &PageRenderer<'_, '_>, path: &str, name: &str) -> Meaning {
    let mut targets = lookup(api, name);
    if targets.len() > 1 {
        return Meaning::Several(targets.iter().map(|target| full_name(api, target)).collect());
    }
    let Some(target) = targets.pop() else {
        return Meaning::Nothing(near(api, name));
    };
    renderer
        .markdown_url(path, &target)
        .map_or(Meaning::Undocumented, Meaning::Url)
}

/// Whether an author who writes the name as code in brackets wants a link: it begins with a package of the project, or
/// with a name that one of them offers.
fn is_meant(api: &Api<'_>, reference: &Reference<'_>) -> bool {
    let first = reference.name.split('.').next().unwrap_or_default();
    reference.is_explicit || !lookup(api, first).is_empty()
}

/// What a name may mean: a full name, or one that a package of the project offers.
fn lookup<'p>(api: &Api<'p>, name: &str) -> Vec<Target<'p>> {
    let project = api.project;
    if let Some(target) = project.lookup_absolute(name) {
        return vec![target];
    }
    let mut found: Vec<Target<'p>> = Vec::new();
    for root in api.roots() {
        let is_new = |target: &Target<'p>| {
            let name = full_name(api, target);
            found.iter().all(|other| full_name(api, other) != name)
        };
        found.extend(project.lookup_dotted(root, name).filter(is_new));
    }
    found
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
    let found = match lookup(api, base).pop()? {
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
