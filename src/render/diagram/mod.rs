//! The inheritance diagram of a class: SVG within the page, drawn when the page is made.
//!
//! It needs no style sheet: lines and names have the color of the text around. The style sheet adds the colors of links
//! and of the class itself.

mod layout;

use std::fmt::Write as _;

use minijinja::Value;

use super::Format;
use super::class::is_worth_telling;
use super::context::DiagramContext;
use super::escape;
use super::links::Scope;
use super::page::PageRenderer;
use crate::model::Item;
use crate::resolve::{Ancestor, ClassId, Hierarchy, Target};
use layout::{Edge, HEIGHT, Layout, layout};

/// More classes than these nobody takes in at a glance.
const MOST_NODES: usize = 30;

/// A character of the font of names, in the units of the diagram.
const CHARACTER: u32 = 8;

/// From the border of a box to the name in it.
const PADDING: u32 = 8;

/// What stands in a box.
struct Content {
    name: String,
    url: String,
}

impl<'p> PageRenderer<'_, 'p> {
    /// The diagram of a class with those above it, if it tells more than the header of the class: there are three classes
    /// of the sources in a line, or one in it has several bases.
    pub(super) fn diagram(&self, item: &Item, scope: &Scope<'_, 'p>) -> Option<DiagramContext> {
        let hierarchy = &self.api.hierarchy;
        let class = hierarchy.find(scope.home(), item.id)?;
        let mut ancestors: Vec<Ancestor<'_>> = hierarchy
            .mro(class)
            .filter(|found| is_drawn(hierarchy, *found))
            .collect();
        let more = ancestors.len().saturating_sub(MOST_NODES);
        ancestors.truncate(MOST_NODES);
        let edges = edges(hierarchy, &ancestors);
        let is_branched =
            (0..ancestors.len()).any(|class| edges.iter().filter(|edge| edge.class == class).count() > 1);
        let of_project = ancestors
            .iter()
            .filter(|ancestor| ancestor.class().is_some())
            .count();
        if self.format() == Format::Markdown || !is_branched && of_project < 3 {
            return None;
        }
        let boxes: Vec<Content> = ancestors
            .iter()
            .map(|ancestor| self.content(*ancestor, scope))
            .collect();
        let widths: Vec<u32> = boxes.iter().map(|found| width(&found.name)).collect();
        let svg = svg(&boxes, &layout(&widths, &edges));
        Some(DiagramContext {
            svg: Value::from_safe_string(svg),
            is_branched,
            more,
        })
    }

    fn content(&self, ancestor: Ancestor<'_>, scope: &Scope<'_, 'p>) -> Content {
        match ancestor {
            Ancestor::Class(class) => {
                let link = self.class_link(class, scope);
                Content {
                    name: link.name,
                    url: link.url,
                }
            }
            Ancestor::External(name) => {
                let target = Target::External(name.to_owned());
                Content {
                    name: name.rsplit('.').next().unwrap_or(name).to_owned(),
                    url: scope
                        .context()
                        .target_url(scope.from(), &target)
                        .unwrap_or_default(),
                }
            }
        }
    }
}

fn is_drawn(hierarchy: &Hierarchy<'_>, ancestor: Ancestor<'_>) -> bool {
    match ancestor {
        Ancestor::Class(class) => hierarchy.node(class).item.is_some(),
        Ancestor::External(name) => is_worth_telling(name),
    }
}

/// The bases of each class among those that are drawn.
fn edges(hierarchy: &Hierarchy<'_>, drawn: &[Ancestor<'_>]) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (number, ancestor) in drawn.iter().enumerate() {
        let Some(class) = ancestor.class() else { continue };
        for base in bases(hierarchy, class) {
            let base = drawn.iter().position(|other| *other == base);
            edges.extend(base.map(|base| Edge { class: number, base }));
        }
    }
    edges
}

/// The bases of a class; those of a base that a call makes stand for it.
fn bases<'h>(hierarchy: &'h Hierarchy<'_>, class: ClassId) -> Vec<Ancestor<'h>> {
    let mut found = Vec::new();
    for base in hierarchy.bases(class) {
        match base {
            Ancestor::Class(made) if hierarchy.node(made).item.is_none() => {
                found.extend(hierarchy.bases(made));
            }
            base => found.push(base),
        }
    }
    found
}

/// The width of a box. Letters of other scripts may be twice as wide.
fn width(name: &str) -> u32 {
    let wide = |character: char| if character.is_ascii() { 1 } else { 2 };
    name.chars().map(wide).sum::<u32>() * CHARACTER + 2 * PADDING
}

fn svg(boxes: &[Content], layout: &Layout) -> String {
    let Layout { width, height, .. } = layout;
    let name = boxes.first().map_or("", |own| own.name.as_str());
    let mut out = format!(
        "<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"group\" aria-label=\"Classes above "
    );
    escape::attribute(&mut out, name);
    out.push_str("\" font-family=\"monospace\" font-size=\"13\" fill=\"none\" stroke=\"currentColor\">\n");
    for line in &layout.lines {
        write_line(&mut out, line);
    }
    for (number, (content, (x, y))) in boxes.iter().zip(&layout.places).enumerate() {
        let own = if number == 0 {
            " class=\"autodoc-own\" stroke-width=\"2\""
        } else {
            ""
        };
        let box_width = self::width(&content.name);
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{box_width}\" height=\"{HEIGHT}\" rx=\"4\"{own}/>"
        );
        let is_link = !content.url.is_empty() && number > 0;
        if is_link {
            out.push_str("<a href=\"");
            escape::attribute(&mut out, &content.url);
            out.push_str("\">");
        }
        let (middle, baseline) = (x + box_width / 2, y + 17);
        let _ = write!(
            out,
            "<text x=\"{middle}\" y=\"{baseline}\" text-anchor=\"middle\" fill=\"currentColor\" stroke=\"none\">"
        );
        escape::html(&mut out, &content.name);
        out.push_str(if is_link { "</text></a>\n" } else { "</text>\n" });
    }
    out.push_str("</svg>");
    out
}

/// A line from a class to its base, with the hollow head that UML has for it.
fn write_line(out: &mut String, points: &[(u32, u32)]) {
    let Some((last, others)) = points.split_last() else {
        return;
    };
    let (x, y) = *last;
    out.push_str("<polyline points=\"");
    for (x, y) in others {
        let _ = write!(out, "{x},{y} ");
    }
    let (left, right, foot) = (x.saturating_sub(5), x + 5, y + 8);
    let _ = writeln!(
        out,
        "{x},{foot}\"/><polygon points=\"{x},{y} {left},{foot} {right},{foot}\"/>"
    );
}
