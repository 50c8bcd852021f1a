//! The texts of generated chapters beside the book, until it is written.
//!
//! A large reference has hundreds of megabytes of pages. They stay packed, a number stands in the place of each in the
//! JSON of the book, and each is unpacked when it is its turn to be written.

use std::cell::RefCell;
use std::io;

use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::PageText;

/// The field of a chapter that has its text.
const CONTENT: &str = "content";

/// What is added to the number of a text. mdBook's own contents are strings, and no one counts so far.
const FIRST: u64 = 0xA7D0_C000_0000_0000;

/// The texts of generated chapters.
#[derive(Clone, Debug, Default)]
pub struct Texts(Vec<PageText>);

impl Texts {
    /// Takes a text; the value stands for it in the book.
    pub(super) fn add(&mut self, text: PageText) -> Value {
        let number = FIRST + self.0.len() as u64;
        self.0.push(text);
        number.into()
    }

    /// The number of the text that a field stands for.
    fn number(&self, key: &str, value: &Value) -> Option<usize> {
        let number = value.as_u64().filter(|_| key == CONTENT)?.checked_sub(FIRST)?;
        usize::try_from(number)
            .ok()
            .filter(|number| *number < self.0.len())
    }

    /// The text of a number.
    pub(super) fn get(&self, number: usize) -> Option<io::Result<String>> {
        self.0.get(number).map(PageText::read)
    }

    /// Puts all texts into the book.
    pub fn fill(&self, book: &mut Value) -> io::Result<()> {
        self.fill_with(book, &|number| self.0[number].read())
    }

    /// Puts what is made of the number of each text into the book.
    pub(super) fn fill_with(
        &self,
        book: &mut Value,
        make: &dyn Fn(usize) -> io::Result<String>,
    ) -> io::Result<()> {
        match book {
            Value::Array(items) => {
                for item in items {
                    self.fill_with(item, make)?;
                }
            }
            Value::Object(fields) => {
                for (key, value) in fields.iter_mut() {
                    match self.number(key, value) {
                        Some(number) => *value = make(number)?.into(),
                        None => self.fill_with(value, make)?,
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// The JSON of a text.
pub fn text_json(text: &PageText) -> io::Result<Vec<u8>> {
    let text = text.read()?;
    // Room for the quotes and line ends that get a backslash: growing step by step copies it all again.
    let mut json = Vec::with_capacity(text.len() + text.len() / 8 + 2);
    // A string always has its JSON, and memory takes it.
    let _ = serde_json::to_writer(&mut json, &text);
    Ok(json)
}

/// The JSON of a book without its texts, and where these go into it.
pub(super) struct Frame {
    json: Vec<u8>,
    /// The ends of the parts of the JSON before each text, with the number of the text.
    cuts: Vec<(usize, usize)>,
}

impl Frame {
    /// The JSON of a book, whose texts are elsewhere.
    pub(super) fn new(book: &Value, texts: &Texts) -> serde_json::Result<Self> {
        let framing = Framing::default();
        serde_json::to_writer(&framing, &WithoutTexts(book, texts, &framing))?;
        Ok(Self {
            json: framing.json.into_inner(),
            cuts: framing.cuts.into_inner(),
        })
    }

    /// The parts of the JSON, each with the text that follows it; the last has none.
    pub(super) fn parts<'t>(&self, texts: &'t Texts) -> Vec<(&[u8], Option<&'t PageText>)> {
        let mut parts = Vec::with_capacity(self.cuts.len() + 1);
        let mut rest = 0;
        for (end, text) in &self.cuts {
            parts.push((&self.json[rest..*end], texts.0.get(*text)));
            rest = end + PLACE.len();
        }
        parts.push((&self.json[rest..], None));
        parts
    }
}

/// What stands in the JSON where a text goes.
const PLACE: &str = "null";

/// A frame that is being made.
#[derive(Default)]
struct Framing {
    json: RefCell<Vec<u8>>,
    cuts: RefCell<Vec<(usize, usize)>>,
}

impl io::Write for &Framing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.json.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A part of a book that is written into a frame.
struct WithoutTexts<'a>(&'a Value, &'a Texts, &'a Framing);

/// The place of a text, which is noted when it is written.
struct Cut<'a>(usize, &'a Framing);

impl Serialize for Cut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(text, framing) = *self;
        framing
            .cuts
            .borrow_mut()
            .push((framing.json.borrow().len(), text));
        serializer.serialize_unit()
    }
}

impl Serialize for WithoutTexts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(value, texts, framing) = *self;
        match value {
            Value::Array(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&Self(item, texts, framing))?;
                }
                list.end()
            }
            Value::Object(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (key, value) in fields {
                    match texts.number(key, value) {
                        Some(text) => map.serialize_entry(key, &Cut(text, framing))?,
                        None => map.serialize_entry(key, &Self(value, texts, framing))?,
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
        let frame = Frame::new(&book, &texts).unwrap();
        let mut written = Vec::new();
        for (part, text) in frame.parts(&texts) {
            written.extend_from_slice(part);
            written.extend(text.map(|text| text_json(text).unwrap()).unwrap_or_default());
        }
        texts.fill(&mut book).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), book.to_string());
        assert_eq!(book["items"][1], json!({"content": "\"Two\"\n", "x": FIRST}));
        assert_eq!(book["items"][0]["Chapter"]["content"], "One.");
    }
}
