//! The search index of the whole book, put together from those of its slices.
//!
//! mdBook makes one index of a slice; what it has of texts, words and counts is kept, with the documents counted on
//! from slice to slice. The frame around them is the index that mdBook makes of the book without its texts.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt::{self, Write as _};
use std::io::{self, Read, Seek, SeekFrom, Write};

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::documents::Document;
use super::words::Counting;
use crate::text::Packed;

/// What stands around the index in its file.
const BEFORE: &str = "window.search = Object.assign(window.search, JSON.parse('";
const AFTER: &str = "'));";

/// The fields of a document, in the order in which the index has them.
pub(super) const FIELD_NAMES: [&str; 3] = ["body", "breadcrumbs", "title"];

/// The index of a slice.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct SliceIndex {
    /// Where each document is.
    urls: Vec<String>,
    /// The texts of the documents as JSON, one after the other.
    texts: Packed,
    /// How long each of them is: its beginning up to its number, and the rest.
    text_lengths: Vec<[usize; 2]>,
    /// Where the texts are, once they are on disk.
    #[serde(skip)]
    place: u64,
    /// How many words each document has in each field.
    lengths: Vec<[u32; FIELD_NAMES.len()]>,
    /// The words in each field.
    words: [Words; FIELD_NAMES.len()],
}

/// The words of a field in their order, each with the documents that have it: packed, because there are millions.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Words(Vec<u8>);

/// How often a word is in a document.
pub(super) type Posting = (u32, u32);

impl SliceIndex {
    /// The index of documents, as mdBook makes it.
    pub(super) fn new(documents: Vec<Document>) -> Self {
        let mut index = Self::default();
        let mut counting = Counting::default();
        let mut texts = String::new();
        for (number, document) in (0..).zip(documents) {
            let [body, breadcrumbs, title] =
                [&document.body, &document.breadcrumbs, &document.title].map(|text| quoted(text));
            let from = texts.len();
            let _ = write!(texts, "{{\"body\":{body},\"breadcrumbs\":{breadcrumbs},\"id\":\"");
            let middle = texts.len();
            let _ = write!(texts, "\",\"title\":{title}}}");
            index.text_lengths.push([middle - from, texts.len() - middle]);
            index.lengths.push(counting.add(number, &document));
            index.urls.push(document.url);
        }
        index.texts = texts.into();
        index.words = counting.words();
        index
    }

    /// Reads the index that mdBook made; nothing where it is in a form that is not known here.
    pub(super) fn read(file: &str) -> Option<Self> {
        let json = script_text(file)?;
        let read: Found = serde_json::from_str(&json).ok()?;
        let [body, breadcrumbs, title] = [
            read.index.index.body,
            read.index.index.breadcrumbs,
            read.index.index.title,
        ];
        let mut index = Self {
            words: [body.root.0, breadcrumbs.root.0, title.root.0].map(|words| Words::pack(&words)),
            ..Self::default()
        };
        let store = read.index.document_store;
        if store.docs.len() != read.doc_urls.len() || store.doc_info.len() != store.docs.len() {
            return None;
        }
        let mut texts = String::new();
        for number in 0..read.doc_urls.len() {
            let document = store.docs.get(&number.to_string())?;
            let head = format!(
                "{{\"body\":{},\"breadcrumbs\":{},\"id\":\"",
                quoted(&document.body),
                quoted(&document.breadcrumbs)
            );
            let tail = format!("\",\"title\":{}}}", quoted(&document.title));
            texts.push_str(&head);
            texts.push_str(&tail);
            index.text_lengths.push([head.len(), tail.len()]);
            let info = store.doc_info.get(&number.to_string())?;
            index.lengths.push([info.body, info.breadcrumbs, info.title]);
        }
        index.texts = texts.into();
        index.urls = read.doc_urls;
        Some(index)
    }

    /// Writes the texts to the end of a file, where they are until the whole index is written. Nothing where they are
    /// not whole.
    pub(super) fn put_texts(&mut self, file: &mut (impl Write + Seek)) -> io::Result<Option<()>> {
        let length: usize = self.text_lengths.iter().flatten().sum();
        let texts = std::mem::take(&mut self.texts).unpack();
        let Some(texts) = texts.filter(|texts| texts.len() == length) else {
            return Ok(None);
        };
        self.place = file.seek(SeekFrom::End(0))?;
        file.write_all(texts.as_bytes())?;
        Ok(Some(()))
    }
}

/// What the script that is an index has between its quotes.
fn script_text(file: &str) -> Option<String> {
    let text = file.strip_prefix(BEFORE)?.strip_suffix(AFTER)?;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        out.push_str(rest.get(at + 1..at + 2)?);
        rest = &rest[at + 2..];
    }
    out.push_str(rest);
    Some(out)
}

/// A text as JSON.
fn quoted(text: &str) -> String {
    // A text always has its JSON.
    serde_json::to_string(text).unwrap_or_default()
}

/// Why an index is not written.
#[derive(Debug, thiserror::Error)]
pub(super) enum MergeError {
    /// mdBook's empty index is in a form that is not known here.
    #[error("the search index of mdBook has another form")]
    Form,
    /// The file cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Writes the index of the whole book: mdBook's index of the book without texts, with that of all slices in it, whose
/// texts are in a file. Returns how long it is without the script around it.
pub(super) fn write_merged(
    empty: &str,
    slices: &[&SliceIndex],
    texts: &mut (impl Read + Seek),
    out: impl Write,
) -> Result<usize, MergeError> {
    let frame = script_text(empty).ok_or(MergeError::Form)?;
    let mut frame = Frame(&frame);
    let mut out = Script { out, written: 0 };
    out.out.write_all(BEFORE.as_bytes())?;

    out.text(frame.until("\"doc_urls\":[")?)?;
    let documents: Vec<Listed<'_>> = slices
        .iter()
        .flat_map(|slice| {
            let mut place = slice.place;
            let parts = slice.urls.iter().zip(&slice.text_lengths).zip(&slice.lengths);
            parts.map(move |((url, text), lengths)| {
                let document = Listed {
                    url,
                    place,
                    text: *text,
                    lengths,
                };
                place += text.iter().sum::<usize>() as u64;
                document
            })
        })
        .collect();
    for (number, document) in documents.iter().enumerate() {
        out.text(if number > 0 { "," } else { "" })?;
        out.text(&quoted(document.url))?;
    }

    let order = Order::new(documents.len());
    let weights: Vec<String> = (0..USUAL_COUNTS).map(weight).collect();
    for (field, name) in FIELD_NAMES.iter().enumerate() {
        out.text(frame.until(&format!("\"{name}\":{{\"root\":{{"))?)?;
        frame.skip("\"docs\":{},\"df\":0")?;
        write_field(slices, field, &order, &weights, &mut out)?;
    }

    out.text(frame.until("\"documentStore\":{\"save\":true,\"docs\":{")?)?;
    let mut text = String::new();
    for (at, number) in order.numbers.iter().enumerate() {
        let document = &documents[*number as usize];
        texts.seek(SeekFrom::Start(document.place))?;
        let [head, tail] = document.text;
        text.clear();
        texts
            .by_ref()
            .take((head + tail) as u64)
            .read_to_string(&mut text)?;
        let (head, tail) = text.split_at_checked(head).ok_or(MergeError::Form)?;
        let comma = if at > 0 { "," } else { "" };
        out.text(&format!("{comma}\"{number}\":"))?;
        out.text(head)?;
        out.text(&format!("{number}{tail}"))?;
    }
    out.text(frame.until("},\"docInfo\":{")?)?;
    for (at, number) in order.numbers.iter().enumerate() {
        let [body, breadcrumbs, title] = documents[*number as usize].lengths;
        let comma = if at > 0 { "," } else { "" };
        out.text(&format!(
            "{comma}\"{number}\":{{\"body\":{body},\"breadcrumbs\":{breadcrumbs},\"title\":{title}}}"
        ))?;
    }
    out.text(frame.until("},\"length\":")?)?;
    frame.skip("0")?;
    out.text(&documents.len().to_string())?;
    out.text(frame.0)?;
    out.out.write_all(AFTER.as_bytes())?;
    out.out.flush()?;
    Ok(out.written)
}

/// A document of the whole index.
struct Listed<'a> {
    url: &'a str,
    /// Where its text begins.
    place: u64,
    text: [usize; 2],
    lengths: &'a [u32; FIELD_NAMES.len()],
}

/// What is left of the index without texts.
struct Frame<'a>(&'a str);

impl<'a> Frame<'a> {
    /// What stands up to the end of a text.
    fn until(&mut self, text: &str) -> Result<&'a str, MergeError> {
        let at = self.0.find(text).ok_or(MergeError::Form)? + text.len();
        let (before, after) = self.0.split_at(at);
        self.0 = after;
        Ok(before)
    }

    fn skip(&mut self, text: &str) -> Result<(), MergeError> {
        self.0 = self.0.strip_prefix(text).ok_or(MergeError::Form)?;
        Ok(())
    }
}

/// The order of documents by their numbers as texts.
struct Order {
    /// The documents in this order.
    numbers: Vec<u32>,
    /// The place of each document in it.
    places: Vec<u32>,
}

impl Order {
    fn new(documents: usize) -> Self {
        let mut numbers: Vec<u32> = (0..).take(documents).collect();
        numbers.sort_by_cached_key(u32::to_string);
        let mut places = vec![0; documents];
        for (place, number) in (0..).zip(&numbers) {
            places[*number as usize] = place;
        }
        Self { numbers, places }
    }
}

/// Writes the tree of a field's words: a node for each beginning of a word.
fn write_field<W: Write>(
    slices: &[&SliceIndex],
    field: usize,
    order: &Order,
    weights: &[String],
    out: &mut Script<W>,
) -> io::Result<()> {
    let mut first = 0;
    let mut readers = Vec::with_capacity(slices.len());
    for slice in slices {
        readers.push((slice.words[field].reader(), first));
        first += u32::try_from(slice.urls.len()).unwrap_or(u32::MAX);
    }
    let mut heap = BinaryHeap::new();
    for (at, (reader, _)) in readers.iter_mut().enumerate() {
        heap.extend(reader.word().map(|word| Reverse((word, at))));
    }
    // The root, which mdBook's index has open.
    out.text("\"docs\":{},\"df\":0")?;
    let mut path: Vec<char> = Vec::new();
    let mut postings: Vec<Posting> = Vec::new();
    while let Some(Reverse((word, at))) = heap.pop() {
        postings.clear();
        let mut next = Some(at);
        while let Some(at) = next {
            let (reader, first) = &mut readers[at];
            let from = postings.len();
            reader.postings(&mut postings);
            for posting in &mut postings[from..] {
                posting.0 += *first;
            }
            heap.extend(reader.word().map(|word| Reverse((word, at))));
            let is_same = heap.peek().is_some_and(|Reverse((other, _))| *other == word);
            next = if is_same {
                heap.pop().map(|Reverse((_, at))| at)
            } else {
                None
            };
        }
        postings.sort_unstable_by_key(|(document, _)| order.places[*document as usize]);
        open(&mut path, word, out)?;
        write_postings(&postings, weights, out)?;
    }
    out.text(&"}".repeat(path.len()))
}

/// Closes and opens nodes until the one of a word is open, without what is in it.
fn open<W: Write>(path: &mut Vec<char>, word: &str, out: &mut Script<W>) -> io::Result<()> {
    let common = path
        .iter()
        .zip(word.chars())
        .take_while(|(a, b)| **a == *b)
        .count();
    out.text(&"}".repeat(path.len() - common))?;
    path.truncate(common);
    let mut left = word.chars().skip(common).peekable();
    while let Some(c) = left.next() {
        path.push(c);
        let mut buffer = [0; 4];
        out.text(&format!(",{}:{{", quoted(c.encode_utf8(&mut buffer))))?;
        if left.peek().is_some() {
            out.text("\"docs\":{},\"df\":0")?;
        }
    }
    Ok(())
}

/// The weight of a word that is in a document so often.
fn weight(count: u32) -> String {
    serde_json::Value::from(f64::from(count).sqrt()).to_string()
}

/// Words are seldom in a document more often.
const USUAL_COUNTS: u32 = 64;

fn write_postings<W: Write>(postings: &[Posting], weights: &[String], out: &mut Script<W>) -> io::Result<()> {
    let mut text = String::with_capacity(24 + postings.len() * 28);
    text.push_str("\"docs\":{");
    for (at, (document, count)) in postings.iter().enumerate() {
        let _ = write!(text, "{}\"{document}\":{{\"tf\":", if at > 0 { "," } else { "" });
        match weights.get(*count as usize) {
            Some(weight) => text.push_str(weight),
            None => text.push_str(&weight(*count)),
        }
        text.push('}');
    }
    let _ = write!(text, "}},\"df\":{}", postings.len());
    out.text(&text)
}

/// A text in a script, between single quotes.
struct Script<W> {
    out: W,
    /// How long it is without the script.
    written: usize,
}

impl<W: Write> Script<W> {
    fn text(&mut self, text: &str) -> io::Result<()> {
        self.written += text.len();
        let mut rest = text.as_bytes();
        while let Some(at) = memchr::memchr2(b'\\', b'\'', rest) {
            self.out.write_all(&rest[..at])?;
            self.out.write_all(&[b'\\', rest[at]])?;
            rest = &rest[at + 1..];
        }
        self.out.write_all(rest)
    }
}

impl Words {
    /// Packs words in their order, each with the documents that have it in their order.
    pub(super) fn pack<S: AsRef<str>>(words: &[(S, Vec<Posting>)]) -> Self {
        let mut out = Vec::new();
        for (word, postings) in words {
            let word = word.as_ref();
            write_number(&mut out, word.len());
            out.extend_from_slice(word.as_bytes());
            write_number(&mut out, postings.len());
            let mut last = 0;
            for (document, count) in postings {
                write_number(&mut out, (document - last) as usize);
                write_number(&mut out, *count as usize);
                last = *document;
            }
        }
        Self(out)
    }

    fn reader(&self) -> Reader<'_> {
        Reader(&self.0)
    }
}

/// Reads what was packed here.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// The next word, before its postings.
    fn word(&mut self) -> Option<&'a str> {
        if self.0.is_empty() {
            return None;
        }
        let length = self.number();
        let (word, rest) = self.0.split_at(length);
        self.0 = rest;
        std::str::from_utf8(word).ok()
    }

    fn postings(&mut self, postings: &mut Vec<Posting>) {
        let mut document = 0;
        for _ in 0..self.number() {
            document += self.number();
            let count = self.number();
            let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            postings.push((small(document), small(count)));
        }
    }

    fn number(&mut self) -> usize {
        let mut number = 0;
        let mut shift = 0;
        while let Some((byte, rest)) = self.0.split_first() {
            self.0 = rest;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
            shift += 7;
        }
        number
    }
}

/// Seven bits a byte, the lowest first.
fn write_number(out: &mut Vec<u8>, number: usize) {
    let mut left = number;
    while left > 0x7f {
        out.push(0x80 | left.to_le_bytes()[0]);
        left >>= 7;
    }
    out.push(left.to_le_bytes()[0]);
}

/// An index as mdBook writes it; what is the same in every book is left out.
#[derive(Deserialize)]
struct Found {
    doc_urls: Vec<String>,
    index: ReadIndex,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReadIndex {
    index: ReadFields,
    document_store: ReadStore,
}

#[derive(Deserialize)]
struct ReadFields {
    body: ReadTree,
    breadcrumbs: ReadTree,
    title: ReadTree,
}

#[derive(Deserialize)]
struct ReadTree {
    root: ReadWords,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReadStore {
    docs: std::collections::HashMap<String, ReadDocument>,
    doc_info: std::collections::HashMap<String, ReadLengths>,
}

#[derive(Deserialize)]
struct ReadDocument {
    body: String,
    breadcrumbs: String,
    title: String,
}

#[derive(Deserialize)]
struct ReadLengths {
    body: u32,
    breadcrumbs: u32,
    title: u32,
}

#[derive(Deserialize)]
struct ReadWeight {
    tf: f64,
}

/// The words of a field, in their order.
struct ReadWords(Vec<(String, Vec<Posting>)>);

impl<'de> Deserialize<'de> for ReadWords {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut words = Vec::new();
        let mut prefix = String::new();
        let node = Node {
            prefix: &mut prefix,
            words: &mut words,
        };
        node.deserialize(deserializer)?;
        Ok(Self(words))
    }
}

/// The node of a beginning of words.
struct Node<'a> {
    prefix: &'a mut String,
    words: &'a mut Vec<(String, Vec<Posting>)>,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a node of the index")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "docs" => {
                    let ReadPostings(postings) = map.next_value()?;
                    if !postings.is_empty() {
                        self.words.push((self.prefix.clone(), postings));
                    }
                }
                "df" => {
                    map.next_value::<IgnoredAny>()?;
                }
                letter => {
                    self.prefix.push_str(letter);
                    let node = Node {
                        prefix: self.prefix,
                        words: self.words,
                    };
                    map.next_value_seed(node)?;
                    self.prefix.truncate(self.prefix.len() - letter.len());
                }
            }
        }
        Ok(())
    }
}

/// The documents of a word, by their numbers.
struct ReadPostings(Vec<Posting>);

impl<'de> Deserialize<'de> for ReadPostings {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Postings;
        impl<'de> Visitor<'de> for Postings {
            type Value = Vec<Posting>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("documents with weights")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut postings = Vec::new();
                while let Some((document, weight)) = map.next_entry::<String, ReadWeight>()? {
                    let document = document.parse().map_err(serde::de::Error::custom)?;
                    postings.push((document, count(weight.tf)));
                }
                postings.sort_unstable();
                Ok(postings)
            }
        }
        deserializer.deserialize_map(Postings).map(Self)
    }
}

/// How often a word is there: its weight is the square root of that.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the square of a root of a count"
)]
fn count(weight: f64) -> u32 {
    (weight * weight).round() as u32
}

#[cfg(test)]
mod tests {
    use elasticlunr::{Index, IndexBuilder};
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    type Text = (String, String, String);

    /// The index as mdBook's own library makes it.
    fn index(texts: &[Text]) -> String {
        let mut index: Index = IndexBuilder::new()
            .add_field("title")
            .add_field("body")
            .add_field("breadcrumbs")
            .build();
        let urls: Vec<String> = (0..texts.len()).map(|at| format!("{at}'s.html")).collect();
        for (at, (title, body, crumbs)) in texts.iter().enumerate() {
            index.add_doc(&at.to_string(), [title, body, crumbs]);
        }
        let json = json!({"results_options": {}, "search_options": {"fields": {"body": {"boost": 1}}}, "doc_urls": urls, "index": index});
        let escaped = json.to_string().replace('\\', "\\\\").replace('\'', "\\'");
        format!("{BEFORE}{escaped}{AFTER}")
    }

    fn merged(slices: &[&[Text]]) -> String {
        let mut file = io::Cursor::new(Vec::new());
        let mut read = |texts: &&[Text]| {
            let mut slice = SliceIndex::read(&index(texts)).unwrap();
            slice.put_texts(&mut file).unwrap().unwrap();
            slice
        };
        let read: Vec<SliceIndex> = slices.iter().map(&mut read).collect();
        let mut out = Vec::new();
        let written =
            write_merged(&index(&[]), &read.iter().collect::<Vec<_>>(), &mut file, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert_eq!(written, script_text(&out).unwrap().len());
        out
    }

    /// The addresses of documents are counted in each slice, and say nothing here.
    fn without_urls(index: &str) -> String {
        let (before, after) = index.split_once("\"doc_urls\":[").unwrap();
        format!("{before}{}", after.split_once(']').unwrap().1)
    }

    fn word() -> impl Strategy<Value = String> {
        prop_oneof![
            "[ab]{1,4}",
            Just("it's \"q\" \\ back".to_owned()),
            Just("ärger über".to_owned()),
            Just("docs df tf".to_owned()),
            "[\\PC]{0,6}",
        ]
    }

    fn text() -> impl Strategy<Value = Text> {
        let words = || prop::collection::vec(word(), 0..6).prop_map(|words| words.join(" "));
        (words(), words(), words())
    }

    proptest! {
        #[test]
        fn slices_make_the_index_of_the_whole(
            texts in prop::collection::vec(text(), 0..40),
            cuts in prop::collection::vec(0..40_usize, 0..4),
        ) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(texts.len())).collect();
            cuts.extend([0, texts.len()]);
            cuts.sort_unstable();
            let slices: Vec<&[Text]> = cuts.windows(2).map(|cut| &texts[cut[0]..cut[1]]).collect();
            prop_assert_eq!(without_urls(&merged(&slices)), without_urls(&index(&texts)));
        }

        #[test]
        fn the_index_of_documents_is_that_of_mdbooks_library(
            texts in prop::collection::vec(text(), 0..30),
        ) {
            let document = |(at, (title, body, breadcrumbs)): (usize, &Text)| Document {
                url: format!("{at}'s.html"),
                title: title.clone(),
                body: body.clone(),
                breadcrumbs: breadcrumbs.clone(),
            };
            let own = SliceIndex::new(texts.iter().enumerate().map(document).collect());
            let read = SliceIndex::read(&index(&texts)).unwrap();
            prop_assert_eq!(format!("{own:?}"), format!("{read:?}"));
        }
    }

    #[test]
    fn another_form_is_not_read() {
        let own = index(&[("a".to_owned(), "b".to_owned(), "c".to_owned())]);
        assert!(SliceIndex::read(&own).is_some());
        for file in [
            "",
            "window.search = {}",
            &own.replace("JSON.parse('", "JSON.parse(\""),
            &own.replace("\"docInfo\"", "\"info\""),
        ] {
            assert!(SliceIndex::read(file).is_none(), "{file}");
        }
        let read = SliceIndex::read(&own).unwrap();
        let other = index(&[]).replace("\"df\":0", "\"df\":null");
        let merged = write_merged(&other, &[&read], &mut io::empty(), io::sink());
        assert!(matches!(merged, Err(MergeError::Form)), "{merged:?}");
    }
}
