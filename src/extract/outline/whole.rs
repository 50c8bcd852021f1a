//! The outline from a parse of the whole file: the reference that the statement-by-statement way is tested with.

use std::rc::Rc;

use tree_sitter::{Node, Tree};

use super::super::form::{Form, Reader, children, named};
use super::super::grammar::Verdict;
use super::super::shape::Place;
use super::{Entry, Outline, SyntaxError};
use crate::prepare::Head;

/// Bodies nested deeper than this are left alone; Python itself allows 100 indentations.
const MAX_DEPTH: usize = 200;

/// Takes a tree apart.
pub(in crate::extract) fn whole<'s>(source: &'s str, tree: &Tree) -> Outline<'s> {
    let mut walk = Walk {
        outline: Outline::new(source),
        reader: Reader { tokens: None },
    };
    walk.block(tree.root_node(), 0);
    walk.outline
}

struct Walk<'s> {
    outline: Outline<'s>,
    reader: Reader<'static>,
}

impl Walk<'_> {
    fn block(&mut self, block: Node<'_>, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        for statement in named(block) {
            self.statement(statement, depth);
        }
    }

    fn statement(&mut self, node: Node<'_>, depth: usize) {
        match node.kind() {
            "decorated_definition" => {
                for child in named(node) {
                    self.statement(child, depth);
                }
            }
            "function_definition" | "class_definition" => {
                let form = self.reader.form(node).unwrap_or(Form::Broken);
                self.compound(form, node, node.child_by_field_name("body"), depth);
            }
            "if_statement" => self.if_statement(node, depth),
            "try_statement" => self.clauses(Head::Try, node, depth),
            "for_statement" => self.clauses(Head::For, node, depth),
            "while_statement" => self.clauses(Head::While, node, depth),
            "with_statement" => self.clauses(Head::With, node, depth),
            "match_statement" => {
                let body = node.child_by_field_name("body");
                self.compound(Form::Clause(Head::Match), node, body, depth);
            }
            "case_clause" => {
                let body = node.child_by_field_name("consequence");
                self.compound(Form::Clause(Head::Case), node, body, depth);
            }
            "ERROR" => {
                let error = SyntaxError::near(self.outline.source, self.place(node));
                self.outline.errors.push(error);
                self.block(node, depth + 1);
            }
            _ => {
                let form = self.reader.form(node).unwrap_or(Form::Broken);
                self.enter(form, node);
            }
        }
    }

    fn if_statement(&mut self, node: Node<'_>, depth: usize) {
        self.condition(Form::If, node, "consequence", depth);
        let mut cursor = node.walk();
        let alternatives: Vec<Node<'_>> = node.children_by_field_name("alternative", &mut cursor).collect();
        for clause in alternatives {
            if clause.kind() == "elif_clause" {
                self.condition(Form::Elif, clause, "consequence", depth);
            } else {
                self.clause(Head::Else, clause, depth);
            }
        }
    }

    fn condition(
        &mut self,
        form: impl Fn(super::super::form::Span) -> Form,
        node: Node<'_>,
        body: &str,
        depth: usize,
    ) {
        let Some(condition) = node.child_by_field_name("condition") else {
            return;
        };
        let form = form(self.reader.span(condition));
        self.compound(form, node, node.child_by_field_name(body), depth);
    }

    /// A statement with its first body, and the clauses behind it.
    fn clauses(&mut self, head: Head, node: Node<'_>, depth: usize) {
        self.compound(Form::Clause(head), node, node.child_by_field_name("body"), depth);
        for child in named(node) {
            let head = match child.kind() {
                "except_clause" | "except_group_clause" => Head::Except,
                "else_clause" => Head::Else,
                "finally_clause" => Head::Finally,
                _ => continue,
            };
            self.clause(head, child, depth);
        }
    }

    fn clause(&mut self, head: Head, node: Node<'_>, depth: usize) {
        let body = node
            .child_by_field_name("body")
            .or_else(|| children(node).into_iter().find(|child| child.kind() == "block"));
        self.compound(Form::Clause(head), node, body, depth);
    }

    fn compound(&mut self, form: Form, node: Node<'_>, body: Option<Node<'_>>, depth: usize) {
        let number = self.enter(form, node);
        if let Some(body) = body {
            if let Some((_, header)) = self
                .outline
                .walruses
                .last_mut()
                .filter(|(last, _)| *last == number)
            {
                header.end = header.end.min(offset(body.start_byte()));
            }
            self.block(body, depth + 1);
        }
        let end = self.outline.entries.last().map(|last| last.place.end);
        let count = offset(self.outline.entries.len());
        let entry = &mut self.outline.entries[number];
        // A block of the grammar takes the comments behind it in; a statement ends with its last token.
        entry.place.end = end
            .filter(|_| count > offset(number + 1))
            .unwrap_or(entry.place.end);
        entry.next = count;
    }

    fn enter(&mut self, form: Form, node: Node<'_>) -> usize {
        let number = self.outline.entries.len();
        let place = self.place(node);
        if self.outline.source[place.start as usize..place.end as usize].contains(":=") {
            self.outline.walruses.push((number, place));
        }
        self.outline.entries.push(Entry {
            verdict: Rc::new(Verdict { form, error: None }),
            places: None,
            place,
            next: offset(number + 1),
        });
        number
    }

    fn place(&self, node: Node<'_>) -> Place {
        let text = self.outline.source.get(node.byte_range()).unwrap_or_default();
        Place {
            start: offset(node.start_byte()),
            end: offset(node.start_byte() + text.trim_end().len()),
        }
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
