//! What is odd in docstrings: what their parsers found, doctests that cannot be split, and what they say against the
//! signatures beside them.
//!
//! Only documented items are looked at, each docstring where it is written: one that is inherited or re-exported is
//! found once. The findings depend on no page and no format.

mod callable;
mod doctest;
mod exposed;
mod parameters;
mod references;
mod types;

use std::cell::RefCell;
use std::collections::HashSet;

use callable::Callable;
pub use exposed::{ExposedType, exposed_types};

use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::digest::{Bytes, Digest, short_digest};
use crate::docstring::{Document, Parsed, SectionKind, Span};
use crate::model::{
    Docstring, DocstringPosition, Expression, Function, Item, ItemData, ItemId, Lines, Overload,
};
use crate::resolve::{Api, Asked, Asking, ModuleIndex, ProjectModule, Scope, Usage, Wanted};
use crate::text::Location;

/// What findings about docstrings need to know.
#[derive(Clone, Copy)]
pub struct Lint<'a, 'p> {
    /// What is documented.
    pub api: &'a Api<'p>,
    /// Reads a docstring of a module.
    pub parse: &'a (dyn Fn(ModuleIndex, &Docstring) -> Parsed + Sync),
    /// The digest of how a module writes its docstrings.
    pub voice: &'a (dyn Fn(ModuleIndex) -> u64 + Sync),
    /// Tells which names are those of other projects.
    pub is_outside: &'a (dyn Fn(Wanted<'_>) -> bool + Sync),
}

impl Lint<'_, '_> {
    /// The findings about the docstrings that are shown on the page of a module, and the names that were looked up for
    /// them.
    pub fn findings(&self, module: ModuleIndex) -> (Vec<Diagnostic>, Option<Asked>) {
        let asking = RefCell::default();
        let mut linter = Linter::new(*self);
        linter.asking = Some(&asking);
        linter.all(module);
        let found = std::mem::take(&mut linter.found);
        (found, asking.into_inner().finish())
    }

    /// The digest of all that these findings are made of but what the names mean: the docstrings with their places, and
    /// what is called by the names that they describe.
    pub fn input(&self, module: ModuleIndex) -> Digest {
        let input = RefCell::default();
        let mut linter = Linter::new(*self);
        linter.input = Some(&input);
        linter.all(module);
        input.into_inner().digest()
    }

    /// Whether names that were looked up still mean the same.
    pub fn still_holds(&self, asked: &Asked) -> bool {
        asked.holds(self.api.project, &|scope, wanted| match wanted.usage {
            Usage::Link => short_digest(&references::failure(self.api, scope, wanted, self.is_outside)),
            _ => short_digest(&types::is_of_project(self.api.project, scope.module, wanted.name)),
        })
    }
}

struct Linter<'a, 'p> {
    with: Lint<'a, 'p>,
    api: &'a Api<'p>,
    /// Takes the names that are looked up.
    asking: Option<&'a RefCell<Asking>>,
    /// Takes what the findings are made of, where that is wanted in the place of the findings.
    input: Option<&'a RefCell<Bytes>>,
    /// The places of the docstrings that were looked at: several names may share one.
    seen: HashSet<(ModuleIndex, bool, Location)>,
    found: Vec<Diagnostic>,
}

/// A docstring to be looked at.
struct Subject<'a, 'p> {
    module: ModuleIndex,
    docstring: &'a Docstring,
    position: &'a DocstringPosition,
    /// Where the item stands, for docstrings whose own place is not known.
    lines: Lines,
    /// The item with the classes around it.
    around: Vec<&'p Item>,
    /// What it describes, if that has parameters.
    callable: Option<Callable<'a>>,
}

/// Something odd in the text of a docstring.
struct Remark {
    span: Span,
    code: Code,
    message: String,
    help: Option<String>,
    fix: Option<Fix>,
}

impl<'a, 'p> Linter<'a, 'p> {
    fn new(with: Lint<'a, 'p>) -> Self {
        Self {
            with,
            api: with.api,
            asking: None,
            input: None,
            seen: HashSet::new(),
            found: Vec::new(),
        }
    }

    fn all(&mut self, module: ModuleIndex) {
        let api = self.api;
        self.module(module);
        let entries = api.modules.get(&module).map(|shown| shown.entries.as_slice());
        for entry in entries.unwrap_or_default() {
            self.item(entry.home, entry.item, &mut Vec::new());
        }
    }

    /// Notes a name with what it means.
    fn note(&self, scope: &Scope<'_>, wanted: Wanted<'_>, answer: u64) {
        if let Some(asking) = self.asking {
            asking.borrow_mut().note(self.api.project, scope, wanted, answer);
        }
    }

    fn module(&mut self, module: ModuleIndex) {
        let facts = &self.api.project.modules[module].facts;
        if let Some(docstring) = &facts.module.docstring {
            self.docstring(&Subject {
                module,
                docstring,
                position: &facts.docstring,
                lines: Lines { first: 1, last: 1 },
                around: Vec::new(),
                callable: None,
            });
        }
    }

    /// An item with the classes around it, from the outside in.
    fn item(&mut self, module: ModuleIndex, item: &'p Item, around: &mut Vec<&'p Item>) {
        let api = self.api;
        let class = around.last().copied();
        around.push(item);
        if item.docstring.is_some() {
            let callable = Callable::of(api, module, item, class);
            self.written(module, item.id, item.docstring.as_ref(), around, callable);
        }
        let further: &[&'p [Overload]] = match &item.data {
            ItemData::Function(function) => &[&function.overloads, &function.registered],
            ItemData::Attribute(attribute) => &[&attribute.accessors],
            _ => &[],
        };
        for overload in further.iter().copied().flatten() {
            let group = match &item.data {
                ItemData::Function(function) => function.overloads.as_slice(),
                _ => &[],
            };
            let callable = Callable::of_signature(&item.name, overload, group, class.is_some());
            self.written(
                module,
                overload.id,
                overload.docstring.as_ref(),
                around,
                Some(callable),
            );
        }
        self.annotations(module, item, around);
        for member in api.members(item) {
            self.item(module, member, around);
        }
        around.pop();
    }

    /// A docstring that stands at the place of an item.
    fn written(
        &mut self,
        module: ModuleIndex,
        id: ItemId,
        docstring: Option<&Docstring>,
        around: &[&'p Item],
        callable: Option<Callable<'_>>,
    ) {
        let position = self.api.project.modules[module].facts.position(id);
        if let Some(docstring) = docstring {
            self.docstring(&Subject {
                module,
                docstring,
                position: &position.docstring,
                lines: position.lines,
                around: around.to_vec(),
                callable,
            });
        }
    }

    /// The texts in `Annotated[T, Doc("…")]`; their findings stand where the item does.
    fn annotations(&mut self, module: ModuleIndex, item: &Item, around: &[&'p Item]) {
        let annotations = match &item.data {
            ItemData::Function(function) => annotations(function),
            ItemData::Attribute(attribute) => attribute.annotation.as_deref().into_iter().collect(),
            _ => Vec::new(),
        };
        let project = &self.api.project.modules[module];
        let position = project.facts.position(item.id);
        for docstring in annotations.into_iter().filter_map(|found| found.documentation()) {
            let nowhere = DocstringPosition {
                is_in_stub: position.is_in_stub,
                ..DocstringPosition::NOWHERE
            };
            self.docstring(&Subject {
                module,
                docstring: &docstring,
                position: &nowhere,
                lines: position.lines,
                around: around.to_vec(),
                callable: None,
            });
        }
    }

    fn docstring(&mut self, subject: &Subject<'_, 'p>) {
        let place = subject.position.locator(subject.docstring).locate(0);
        if let Some(place) = place
            && !self
                .seen
                .insert((subject.module, subject.position.is_in_stub, place))
        {
            return;
        }
        if let Some(input) = self.input {
            let module = &self.api.project.modules[subject.module];
            let place = (subject.docstring, subject.position, subject.lines);
            let mut input = input.borrow_mut();
            input.add(&(module.name().as_str(), &module.path, &module.stub_path, place));
            input.add(&((self.with.voice)(subject.module), &subject.callable));
            return;
        }
        let parsed = (self.with.parse)(subject.module, subject.docstring);
        let mut remarks: Vec<Remark> = Vec::new();
        let callable = subject.callable.as_ref();
        if let Some(callable) = callable.filter(|callable| is_by_hand(&parsed.document, callable)) {
            let module = Scope {
                module: subject.module,
                around: Vec::new(),
                signature_of: None,
            };
            let is_type = |name: &str| {
                let is_type = types::is_of_project(self.api.project, subject.module, name);
                self.note(&module, Wanted::code(name), short_digest(&is_type));
                is_type
            };
            let text = &subject.docstring.text;
            let beside = callable
                .beside
                .map(|docstring| (self.with.parse)(subject.module, docstring));
            remarks.extend(parameters::unknown(text, &parsed.document, callable));
            let beside = beside.as_ref().map(|parsed| &parsed.document);
            remarks.extend(parameters::missing(text, &parsed.document, beside, callable));
            remarks.extend(types::contradicting(text, &parsed.document, callable, &is_type));
        }
        let scope = Scope {
            module: subject.module,
            around: subject.around.clone(),
            signature_of: None,
        };
        remarks.extend(references::broken(
            &subject.docstring.text,
            &parsed.document,
            self.api,
            &scope,
            self.with.is_outside,
            &|scope, wanted, answer| self.note(scope, wanted, answer),
        ));
        remarks.extend(doctest::unsplittable(&subject.docstring.text));
        remarks.extend(parsed.findings.into_iter().map(|finding| Remark {
            span: finding.span,
            code: finding.code,
            message: finding.message,
            help: None,
            fix: None,
        }));
        remarks.sort_by_key(|remark| remark.span);
        let project = &self.api.project.modules[subject.module];
        self.found.extend(located(subject, project, remarks));
    }
}

/// Whether people can have written both: each entry is held against each parameter.
fn is_by_hand(document: &Document, callable: &Callable<'_>) -> bool {
    let names = parameters::entries(document).map(|(entry, _)| entry.names.len());
    names.sum::<usize>().saturating_mul(callable.parameters().count()) < 1_000_000
}

/// A word is looked for in so many bytes of its entry.
const LONGEST_ENTRY: usize = 4000;

/// A span of more bytes than this is marked by its start alone.
const LONGEST_MARK: u32 = 1000;

/// The remarks with their places, given in the order of the text.
fn located(
    subject: &Subject<'_, '_>,
    module: &ProjectModule,
    remarks: Vec<Remark>,
) -> impl Iterator<Item = Diagnostic> {
    let mut locator = subject.position.locator(subject.docstring);
    let path = if subject.position.is_in_stub {
        module.stub_path.clone()
    } else {
        module.path.clone()
    };
    let lines = [subject.position.lines, subject.lines];
    let known = lines.into_iter().find(|lines| lines.first > 0);
    let fallback = Location {
        line: known.map_or(1, |lines| lines.first),
        column: 1,
    };
    let diagnostic = move |remark: Remark| {
        let start = locator.locate(remark.span.start as usize);
        let length = remark.span.end.saturating_sub(remark.span.start);
        let last = (1..LONGEST_MARK)
            .contains(&length)
            .then(|| locator.clone().locate(remark.span.end as usize - 1));
        let mut found = Diagnostic::new(remark.code, remark.message)
            .at(start.unwrap_or(fallback))
            .in_file(path.as_str());
        found.end = last.flatten().map(|last| Location {
            column: last.column + 1,
            ..last
        });
        found.help = remark.help;
        found.fix = remark.fix.map(Box::new);
        found
    };
    remarks.into_iter().map(diagnostic)
}

/// The sections that describe parameters.
const OF_PARAMETERS: [SectionKind; 3] = [
    SectionKind::Parameters,
    SectionKind::OtherParameters,
    SectionKind::KeywordArguments,
];

/// The place of a word in a text between two offsets, where no letter, digit or `_` touches it.
fn word(text: &str, word: &str, from: u32, to: u32) -> Option<Span> {
    let from = from as usize;
    let to = text.floor_char_boundary((to as usize).min(from.saturating_add(LONGEST_ENTRY)));
    let part = text.get(from..to).filter(|_| !word.is_empty())?;
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    let (starts, ends) = (word.starts_with(is_part), word.ends_with(is_part));
    let found = part.match_indices(word).find(|(at, _)| {
        let is_free = |touches: bool, beside: Option<char>| !(touches && beside.is_some_and(is_part));
        is_free(starts, part[..*at].chars().next_back())
            && is_free(ends, part[at + word.len()..].chars().next())
    })?;
    let start = u32::try_from(from + found.0).ok()?;
    let length = u32::try_from(word.len()).ok()?;
    Some(Span {
        start,
        end: start + length,
    })
}

/// The annotations of the parameters and of the result.
fn annotations(function: &Function) -> Vec<&Expression> {
    let parameters = function.parameters.iter();
    let annotations = parameters.filter_map(|parameter| parameter.annotation.as_deref());
    annotations.chain(function.returns.as_deref()).collect()
}
