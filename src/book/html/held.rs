//! Texts of generated chapters that are not in the book while mdBook has it.
//!
//! A large reference has hundreds of megabytes of pages. They stay packed until it is the turn of their slice; a mark
//! stands in the place of each.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::random;
use crate::book::Texts;

/// Texts that are held back.
#[derive(Debug)]
pub(in crate::book) struct Held {
    texts: Texts,
    /// What the marks of these texts begin with; nobody can know it before.
    mark: String,
}

impl Held {
    /// Puts marks in the place of texts into a book. Where mdBook has yet to replace links, texts that may have some go into
    /// it as they are.
    pub(in crate::book) fn new(texts: Texts, book: &mut Value, is_after_links: bool) -> io::Result<Self> {
        let mark = format!("mdbook-autodoc text {:032x} ", random());
        texts.fill_with(book, &|number| {
            if !is_after_links
                && let Some(text) = texts.get(number).transpose()?
                && text.contains("{{")
            {
                return Ok(text);
            }
            Ok(format!("{mark}{number}"))
        })?;
        Ok(Self { texts, mark })
    }

    /// The text that a mark stands for.
    pub(super) fn text(&self, content: &str) -> Option<io::Result<String>> {
        let number = content.strip_prefix(&self.mark)?;
        self.texts.get(number.parse().ok()?)
    }
}

/// Where texts are left for the renderer.
#[derive(Clone, Debug, Default)]
pub(in crate::book) struct HeldTexts(Arc<Mutex<Option<Held>>>);

impl HeldTexts {
    pub(in crate::book) fn put(&self, held: Held) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(held);
    }

    pub(super) fn take(&self) -> Option<Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
