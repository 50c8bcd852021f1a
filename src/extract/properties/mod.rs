//! Property tests: random programs, printed in random layouts, and what is read back from them.

mod printer;
mod program;

use std::ops::Range;

use proptest::prelude::*;

use self::printer::{Layout, Printed, print};
use self::program::program;
use super::form::{Argument, Form, ImportedName, Span, TargetKind};
use super::outline::{self, Outline};
use super::*;

fn file(source: &str) -> Extracted {
    let name = ModuleName::new("m").unwrap();
    extract(source.as_bytes(), name, ModuleKind::Module, &Target::default())
}

fn file_whole(source: &str) -> Option<Extracted> {
    let name = ModuleName::new("m").unwrap();
    extract_whole(source.as_bytes(), name, ModuleKind::Module, &Target::default())
}

/// The parts of a form, named as the printer names them.
fn parts(form: &Form) -> Vec<(&'static str, Span)> {
    match form {
        Form::Other | Form::Broken | Form::Clause(_) => vec![],
        Form::String(span) => vec![("string", *span)],
        Form::Expression(span) => vec![("expression", *span)],
        Form::Assignment(assignment) => {
            let mut found = Vec::new();
            for target in &assignment.targets {
                match target.kind {
                    TargetKind::Name(name) => found.push(("target", name)),
                    TargetKind::Attribute { object, attribute } => {
                        found.extend([("object", object), ("attribute", attribute)]);
                    }
                    TargetKind::Other => {}
                }
            }
            found.extend(assignment.annotation.map(|span| ("annotation", span)));
            found.extend(assignment.value.map(|span| ("value", span)));
            found
        }
        Form::Augmented { target, value } => vec![("target", *target), ("value", *value)],
        Form::Delete(names) => names.iter().map(|name| ("deleted", *name)).collect(),
        Form::Import(names) => imported(names),
        Form::ImportFrom { module, names } => [vec![("module", *module)], imported(names)].concat(),
        Form::TypeAlias {
            name,
            type_parameters,
            value,
        } => {
            let mut found = vec![("name", *name), ("value", *value)];
            found.extend(type_parameters.map(|span| ("type parameters", span)));
            found
        }
        Form::Function(function) => {
            let mut found = vec![("name", function.name)];
            found.extend(function.type_parameters.map(|span| ("type parameters", span)));
            for parameter in &function.parameters {
                found.push(("parameter", parameter.name));
                found.extend(parameter.annotation.map(|span| ("annotation", span)));
                found.extend(parameter.default.map(|span| ("default", span)));
            }
            found.extend(function.returns.map(|span| ("returns", span)));
            found
        }
        Form::Class(class) => {
            let mut found = vec![("name", class.name)];
            found.extend(class.type_parameters.map(|span| ("type parameters", span)));
            for argument in &class.arguments {
                match argument {
                    Argument::Base(span) => found.push(("base", *span)),
                    Argument::Keyword { name, value } => {
                        found.extend([("keyword", *name), ("value", *value)]);
                    }
                    Argument::Keywords(span) => found.push(("keywords", *span)),
                }
            }
            found
        }
        Form::Decorator(span) => vec![("decorator", *span)],
        Form::If(span) | Form::Elif(span) => vec![("condition", *span)],
    }
}

fn imported(names: &[ImportedName]) -> Vec<(&'static str, Span)> {
    let parts = |name: &ImportedName| {
        let alias = name.alias.map(|alias| ("alias", alias));
        [("imported", name.name)].into_iter().chain(alias)
    };
    names.iter().flat_map(parts).collect()
}

/// The parts of all statements of an outline in the order of the text.
fn parts_of(outline: &Outline<'_>) -> Vec<(&'static str, Range<usize>)> {
    let mut found = Vec::new();
    for entry in 0..outline.entries.len() {
        for (label, span) in parts(outline.form(entry)) {
            let place = outline.place(entry, span);
            found.push((label, place.start as usize..place.end as usize));
        }
    }
    found.sort_by_key(|(_, place)| (place.start, place.end));
    found
}

/// The parts as text, for comparison.
fn shown<'s>(source: &'s str, parts: &[(&'static str, Range<usize>)]) -> Vec<(&'static str, usize, &'s str)> {
    let text = |place: &Range<usize>| source.get(place.clone()).unwrap_or("not in the text");
    parts
        .iter()
        .map(|(label, place)| (*label, place.start, text(place)))
        .collect()
}

fn expected(printed: &Printed) -> Vec<(&'static str, usize, &str)> {
    let mut parts = printed.parts.clone();
    parts.sort_by_key(|(_, place)| (place.start, place.end));
    shown(&printed.source, &parts)
}

fn syntax_errors(found: &Extracted) -> Vec<&Diagnostic> {
    let errors = found.diagnostics.iter();
    errors.filter(|found| found.code == Code::SyntaxError).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_part_of_a_statement_is_found_where_it_was_written(program in program(), layout in Layout::any()) {
        let printed = print(&program, &layout);
        let outline = outline::prepared(&printed.source);
        let errors: Vec<&str> = outline.errors.iter().map(|error| error.message.as_str()).collect();
        prop_assert!(errors.is_empty(), "{errors:?} in\n{}", printed.source);
        let found = parts_of(&outline);
        prop_assert_eq!(shown(&printed.source, &found), expected(&printed), "in\n{}", printed.source);
    }

    #[test]
    fn the_layout_of_a_program_changes_no_fact(program in program(), layout in Layout::any()) {
        let (plain, other) = (print(&program, &Layout::PLAIN), print(&program, &layout));
        let (plain, found) = (file(&plain.source), file(&other.source));
        prop_assert_eq!(&plain.diagnostics.iter().filter(|found| found.code == Code::SyntaxError).count(), &0);
        prop_assert!(syntax_errors(&found).is_empty(), "{:?}", found.diagnostics);
        prop_assert_eq!(plain.module, found.module, "in\n{}", other.source);
    }

    #[test]
    fn both_readers_agree_on_every_program(program in program(), has_comments: bool, seed in 1..u64::MAX) {
        let layout = Layout { has_comments, seed, ..Layout::PLAIN };
        let printed = print(&program, &layout);
        let (own, whole) = (file(&printed.source), file_whole(&printed.source));
        prop_assert!(syntax_errors(&own).is_empty(), "{:?} in\n{}", own.diagnostics, printed.source);
        // The guards of the reference give some files up.
        prop_assume!(whole.is_some());
        let whole = whole.unwrap();
        // The grammar does not know every annotation, such as `a[b] if c else d`.
        prop_assume!(syntax_errors(&whole).is_empty());
        prop_assert_eq!(own.module, whole.module, "in\n{}", printed.source);
        prop_assert_eq!(own.positions, whole.positions, "in\n{}", printed.source);
    }
}

#[test]
fn an_assignment_to_a_subscript_of_the_class_type_is_no_alias() {
    for source in [
        "type[a + b[0]] = c\n",
        "type [a] = c\n",
        "type[a[0] | b] = c\n",
        "type a[b] = c\n",
    ] {
        assert_eq!(
            file(source).module,
            file_whole(source).unwrap().module,
            "{source}"
        );
    }
}
