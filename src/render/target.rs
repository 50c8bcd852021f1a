//! Notes on what other targets have.

use minijinja::Value;

use super::{Format, escape};
use crate::model::{Conditions, Elsewhere};

/// The notes of an item or module: on which targets it is so, and which of its names only others have.
pub(super) fn notes<'a>(
    format: Format,
    conditions: Option<&Conditions>,
    elsewhere: impl Iterator<Item = &'a Elsewhere>,
) -> Value {
    let mut out = String::new();
    if let Some(conditions) = conditions {
        write_conditions(&mut out, format, conditions);
    }
    let names: Vec<String> = elsewhere
        .map(|other| {
            format!(
                "{} ({})",
                code(format, &other.name),
                code(format, &other.condition)
            )
        })
        .collect();
    if !names.is_empty() {
        paragraph(
            &mut out,
            format,
            &format!("On other targets: {}.", names.join(", ")),
        );
    }
    Value::from_safe_string(out)
}

/// What an item is elsewhere says also where it is not so.
fn write_conditions(out: &mut String, format: Format, conditions: &Conditions) {
    if !conditions.otherwise.is_empty() {
        let others: Vec<String> = conditions
            .otherwise
            .iter()
            .map(|condition| code(format, condition))
            .collect();
        paragraph(
            out,
            format,
            &format!("Defined in another way if {}.", others.join(", or if ")),
        );
    } else if let Some(only) = &conditions.only {
        paragraph(out, format, &format!("Only if {}.", code(format, only)));
    }
}

fn code(format: Format, text: &str) -> String {
    let text: Vec<&str> = text.lines().collect();
    let text = text.join(" ");
    match format {
        Format::Html => {
            let mut out = "<code>".to_owned();
            escape::html(&mut out, &text);
            out + "</code>"
        }
        Format::Markdown => escape::markdown_code_span(&text),
    }
}

fn paragraph(out: &mut String, format: Format, text: &str) {
    match format {
        Format::Html => out.extend(["<p class=\"autodoc-targets\">", text, "</p>\n"]),
        Format::Markdown if out.is_empty() => *out += text,
        Format::Markdown => out.extend(["\n\n", text]),
    }
}
