//! What holds for the facts of all bytes.

use std::collections::BTreeSet;

use mdbook_autodoc::extract::{extract as extracted, extract_whole};
use mdbook_autodoc::model::{
    Attribute, Class, Docstring, Elsewhere, ExportPart, Expression, Extracted, Function, Item, ItemData,
    Lines, ModuleKind, TypeParameter,
};
use mdbook_autodoc::name::ModuleName;
use mdbook_autodoc::target::Target;
use mdbook_autodoc::text::{Location, decode};

/// Larger files are read by the whole-file parse only in tests that have the time.
const LARGEST_WHOLE: usize = 1 << 14;

/// Extracts bytes as a file in both ways and checks the results.
pub(crate) fn extract(bytes: &[u8]) {
    let text = decode(bytes).text;
    let lines = lines(&text);
    let (name, target) = (ModuleName::new("m").unwrap(), Target::default());
    let own = || extracted(bytes, name.clone(), ModuleKind::Module, &target);
    let found = own();
    check(&found, &lines);
    // The second time, the grammar's verdicts are known already.
    assert_eq!(found, own(), "not the same twice");
    if bytes.len() <= LARGEST_WHOLE
        && let Some(whole) = extract_whole(bytes, name.clone(), ModuleKind::Module, &target)
    {
        check(&whole, &lines);
    }
}

/// The number of characters of each line, as Python counts lines.
fn lines(text: &str) -> Vec<usize> {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    unified.split('\n').map(|line| line.chars().count()).collect()
}

fn check(found: &Extracted, lines: &[usize]) {
    let mut items = Items {
        lines,
        found,
        ids: BTreeSet::new(),
    };
    items.docstring(found.module.docstring.as_ref(), found.docstring.lines);
    elsewhere_is_sound(&found.module.elsewhere);
    items.members(&found.module.members);
    for position in found.positions.iter() {
        items.lines(position.lines);
        items.optional_lines(position.docstring.lines);
        for decorator in &position.decorators {
            items.lines(*decorator);
        }
        assert!(
            position.decorators.is_sorted_by_key(|lines| lines.first),
            "{position:?}"
        );
        assert!(!position.is_in_stub, "{position:?}");
    }
    for diagnostic in &found.diagnostics {
        assert!(!diagnostic.message.is_empty());
        assert!(diagnostic.path.is_empty());
        diagnostic
            .location
            .into_iter()
            .for_each(|place| items.location(place));
    }
    assert!(found.export_places.is_sorted(), "{:?}", found.export_places);
    for (name, place) in &found.export_places {
        let parts = found.module.exports.iter().flat_map(|exports| &exports.parts);
        let is_part = |part: &ExportPart| matches!(part, ExportPart::Name(part) if part == name);
        assert!(parts.into_iter().any(is_part), "{name:?} is not exported");
        items.location(*place);
    }
}

struct Items<'a> {
    lines: &'a [usize],
    found: &'a Extracted,
    ids: BTreeSet<u32>,
}

impl Items<'_> {
    fn members(&mut self, members: &[Item]) {
        for item in members {
            self.item(item);
        }
    }

    fn item(&mut self, item: &Item) {
        assert!(!item.name.is_empty(), "{item:?}");
        assert!((item.id.0 as usize) < self.found.positions.len(), "{item:?}");
        assert!(
            self.ids.insert(item.id.0),
            "two items have the number of {item:?}"
        );
        if let Some(docstring) = &item.docstring {
            assert!(!docstring.text.is_empty(), "{item:?}");
        }
        match &item.data {
            ItemData::Class(class) => self.class(class),
            ItemData::Function(function) => function_is_sound(function),
            ItemData::Attribute(attribute) => attribute_is_sound(attribute),
            ItemData::TypeAlias(alias) => {
                type_parameters_are_sound(&alias.type_parameters);
                expressions_are_sound(alias.annotation.iter().chain([&alias.value]));
            }
            ItemData::Import(_) => {}
        }
    }

    fn class(&mut self, class: &Class) {
        type_parameters_are_sound(&class.type_parameters);
        expressions_are_sound(class.bases.iter().chain(&class.decorators));
        expressions_are_sound(class.keywords.iter().map(|keyword| &keyword.value));
        elsewhere_is_sound(&class.elsewhere);
        self.members(&class.members);
    }

    fn docstring(&self, docstring: Option<&Docstring>, lines: Lines) {
        assert_eq!(
            docstring.is_some(),
            lines != Lines::NONE,
            "{docstring:?} {lines:?}"
        );
        self.optional_lines(lines);
    }

    fn optional_lines(&self, lines: Lines) {
        if lines != Lines::NONE {
            self.lines(lines);
        }
    }

    fn lines(&self, lines: Lines) {
        assert!(
            0 < lines.first && lines.first <= lines.last && lines.last as usize <= self.lines.len(),
            "{lines:?} of {}",
            self.lines.len()
        );
    }

    fn location(&self, place: Location) {
        let length = self.lines.get(place.line as usize - 1);
        let length = length.unwrap_or_else(|| panic!("{place:?} of {} lines", self.lines.len()));
        assert!(
            0 < place.column && place.column as usize <= length + 2,
            "{place:?} of {length}"
        );
    }
}

fn attribute_is_sound(attribute: &Attribute) {
    expressions_are_sound(attribute.annotation.as_deref());
    expressions_are_sound(attribute.value.as_deref());
    expressions_are_sound(&attribute.decorators);
    if let Some(class) = &attribute.class {
        expressions_are_sound(&class.bases);
    }
}

fn elsewhere_is_sound(elsewhere: &[Elsewhere]) {
    for name in elsewhere {
        assert!(!name.name.is_empty() && !name.condition.is_empty(), "{name:?}");
    }
}

fn function_is_sound(function: &Function) {
    type_parameters_are_sound(&function.type_parameters);
    expressions_are_sound(&function.decorators);
    expressions_are_sound(function.returns.as_deref());
    for parameter in &function.parameters {
        assert!(!parameter.name.is_empty(), "{parameter:?}");
        expressions_are_sound(parameter.annotation.as_deref());
        expressions_are_sound(parameter.default.as_deref());
    }
    for overload in &function.overloads {
        assert!(overload.signature.overloads.is_empty());
        function_is_sound(&overload.signature);
    }
}

fn type_parameters_are_sound(parameters: &[TypeParameter]) {
    for parameter in parameters {
        expressions_are_sound(parameter.bound.iter().chain(&parameter.default));
    }
}

/// The names of an expression are parts of its text, in order and without overlap.
fn expressions_are_sound<'e>(expressions: impl IntoIterator<Item = &'e Expression>) {
    for expression in expressions {
        let mut before = 0;
        for name in &expression.names {
            let (start, end) = (name.start as usize, name.end as usize);
            assert!(
                before <= start && start < end && expression.text.get(start..end).is_some(),
                "{name:?} of {expression:?}"
            );
            before = end;
        }
    }
}
