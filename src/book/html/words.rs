//! The words of documents, counted as mdBook's search index has them.

use std::collections::BTreeMap;

use elasticlunr::lang::{English, Language as _};
use elasticlunr::pipeline::Pipeline;
use rustc_hash::FxHashMap;

use super::documents::Document;
use super::search::{FIELD_NAMES, Posting, Words};

/// Longer words are left out; in bytes.
const LONGEST: usize = 80;

thread_local! {
    /// What makes the words of an index of what is between spaces. It takes its time to make.
    static PIPELINE: Pipeline = English::new().make_pipeline();
}

/// The words of some documents.
#[derive(Default)]
pub(super) struct Counting {
    /// The numbers of words, by what they are made of; none where it is left out.
    known: FxHashMap<String, Option<usize>>,
    numbers: FxHashMap<String, usize>,
    /// The documents that have a word, by the word's number and the field.
    postings: Vec<[Vec<Posting>; FIELD_NAMES.len()]>,
}

impl Counting {
    /// Counts the words of a document, and returns how many each field has.
    pub(super) fn add(&mut self, number: u32, document: &Document) -> [u32; FIELD_NAMES.len()] {
        // The order of the fields, and where each is among their names: a word of one is counted in those after it too.
        let fields = [
            (2, &document.title),
            (0, &document.body),
            (1, &document.breadcrumbs),
        ];
        let mut counts: BTreeMap<usize, u32> = BTreeMap::new();
        let mut lengths = [0; FIELD_NAMES.len()];
        for (field, text) in fields {
            let raw = text.split(|c: char| c.is_whitespace() || c == '-');
            for raw in raw.filter(|raw| !raw.is_empty()) {
                if let Some(word) = self.word(raw) {
                    *counts.entry(word).or_default() += 1;
                    lengths[field] += 1;
                }
            }
            for (word, count) in &counts {
                self.postings[*word][field].push((number, *count));
            }
        }
        lengths
    }

    /// The number of the word that is made of what is between spaces.
    fn word(&mut self, raw: &str) -> Option<usize> {
        if let Some(known) = self.known.get(raw) {
            return *known;
        }
        let lower = raw.trim().to_lowercase();
        let made = if lower.len() > LONGEST {
            None
        } else {
            PIPELINE.with(|pipeline| pipeline.run(vec![lower])).pop()
        };
        let number = made.map(|word| {
            *self.numbers.entry(word).or_insert_with(|| {
                self.postings.push(<[Vec<Posting>; FIELD_NAMES.len()]>::default());
                self.postings.len() - 1
            })
        });
        self.known.insert(raw.to_owned(), number);
        number
    }

    /// The words of each field.
    pub(super) fn words(mut self) -> [Words; FIELD_NAMES.len()] {
        // No word is in the tree where it has no letter.
        let mut words: Vec<_> = self
            .numbers
            .into_iter()
            .filter(|(word, _)| !word.is_empty())
            .collect();
        words.sort_unstable();
        [0, 1, 2].map(|field| {
            let of_field = words.iter().filter_map(|(word, number)| {
                let postings = std::mem::take(&mut self.postings[*number][field]);
                (!postings.is_empty()).then_some((word, postings))
            });
            Words::pack(&of_field.collect::<Vec<_>>())
        })
    }
}
