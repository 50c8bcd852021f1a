//! The texts of generated chapters beside the book, until it is written.
//!
//! A large reference has hundreds of megabytes of pages. They stay packed, a number stands in the place of each in the
//! JSON of the book, and each is unpacked when it is its turn to be written.

use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::text::Packed;

/// The field of a chapter that has its text.
const CONTENT: &str = "content";

/// What is added to the number of a text. mdBook's own contents are strings, and no one counts so far.
const FIRST: u64 = 0xA7D0_C000_0000_0000;

/// The texts of generated chapters.
#[derive(Clone, Debug, Default)]
pub struct Texts(Vec<Packed>);

impl Texts {
    /// Takes a text; the value stands for it in the book.
    pub(super) fn add(&mut self, text: Packed) -> Value {
        let number = FIRST + self.0.len() as u64;
        self.0.push(text);
        number.into()
    }

    /// The text that a field stands for.
    fn find(&self, key: &str, value: &Value) -> Option<&Packed> {
        let number = value.as_u64().filter(|_| key == CONTENT)?.checked_sub(FIRST)?;
        self.0.get(usize::try_from(number).ok()?)
    }

    /// Puts all texts into the book.
    pub fn fill(&self, book: &mut Value) {
        match book {
            Value::Array(items) => items.iter_mut().for_each(|item| self.fill(item)),
            Value::Object(fields) => {
                for (key, value) in fields.iter_mut() {
                    match self.find(key, value) {
                        Some(text) => *value = unpacked(text).into(),
                        None => self.fill(value),
                    }
                }
            }
            _ => {}
        }
    }
}

/// A text was packed by this process or checked when it was read, and always comes out.
fn unpacked(text: &Packed) -> String {
    text.unpack().unwrap_or_default()
}

/// A book that is written with its texts.
pub(super) struct WithTexts<'a>(pub(super) &'a Value, pub(super) &'a Texts);

impl Serialize for WithTexts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(value, texts) = *self;
        match value {
            Value::Array(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&WithTexts(item, texts))?;
                }
                list.end()
            }
            Value::Object(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (key, value) in fields {
                    match texts.find(key, value) {
                        Some(text) => map.serialize_entry(key, &unpacked(text))?,
                        None => map.serialize_entry(key, &WithTexts(value, texts))?,
                    }
                }
                map.end()
            }
            other => other.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_book_is_written_as_it_is_filled() {
        let mut texts = Texts::default();
        let chapter = json!({"content": texts.add("One.".into()), "number": [1]});
        let other = json!({"content": texts.add("\"Two\"\n".into()), "x": FIRST});
        let mut book =
            json!({"items": [{"Chapter": chapter}, other, "Separator", {"content": 3}], "content": null});
        let written = serde_json::to_string(&WithTexts(&book, &texts)).unwrap();
        texts.fill(&mut book);
        assert_eq!(written, book.to_string());
        assert_eq!(book["items"][1], json!({"content": "\"Two\"\n", "x": FIRST}));
        assert_eq!(book["items"][0]["Chapter"]["content"], "One.");
    }
}
