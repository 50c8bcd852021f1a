//! Findings that a comment in the source asks not to mention, and comments that ask it in vain.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic, Fix, Levels};
use crate::model::{Ignore, Lines};
use crate::name::nearest;
use crate::resolve::Project;

/// The comments of a project, by file.
pub(super) struct Ignores<'p>(BTreeMap<&'p str, OfFile<'p>>);

/// The comments of a file, by the lines that they mean.
#[derive(Default)]
struct OfFile<'p> {
    by_line: HashMap<u32, Vec<usize>>,
    by_docstring: BTreeMap<u32, (Lines, Vec<usize>)>,
    comments: Vec<Comment<'p>>,
}

struct Comment<'p> {
    ignore: &'p Ignore,
    codes: HashSet<Code>,
    used: HashSet<Code>,
}

impl<'p> Ignores<'p> {
    pub(super) fn new(project: &'p Project) -> Self {
        let mut files: BTreeMap<&str, OfFile<'_>> = BTreeMap::new();
        for module in &project.modules {
            for ignore in &module.facts.ignores {
                let path = if ignore.is_in_stub {
                    module.stub_path.as_str()
                } else {
                    module.path.as_str()
                };
                files.entry(path).or_default().add(ignore);
            }
        }
        Self(files)
    }

    /// Takes the findings out that a comment asks not to mention.
    pub(super) fn apply(&mut self, found: &mut Vec<Diagnostic>) {
        if !self.0.is_empty() {
            found.retain(|found| !self.ignores(found));
        }
    }

    fn ignores(&mut self, found: &Diagnostic) -> bool {
        let file = self.0.get_mut(found.path.as_str());
        let Some((file, place)) = file.zip(found.location) else {
            return false;
        };
        let on_line = file.by_line.get(&place.line);
        let docstring = file.by_docstring.range(..=place.line).next_back();
        let docstring = docstring.filter(|(_, (lines, _))| place.line <= lines.last);
        let meant = on_line.into_iter().chain(docstring.map(|(_, (_, meant))| meant));
        let mut is_ignored = false;
        for number in meant.flatten() {
            let comment = &mut file.comments[*number];
            if comment.codes.contains(&found.code) {
                comment.used.insert(found.code);
                is_ignored = true;
            }
        }
        is_ignored
    }

    /// The comments that ask it in vain, once everything was found. What is not looked for is not missed.
    pub(super) fn unused(&self, levels: &Levels) -> Vec<Diagnostic> {
        let mut unused = Vec::new();
        for (path, file) in &self.0 {
            for comment in &file.comments {
                let found = comment.mistakes(levels);
                unused.extend(found.into_iter().map(|found| found.in_file(*path)));
            }
        }
        unused
    }
}

impl<'p> OfFile<'p> {
    fn add(&mut self, ignore: &'p Ignore) {
        let number = self.comments.len();
        self.by_line.entry(ignore.location.line).or_default().push(number);
        let docstring = ignore.docstring;
        if docstring != Lines::NONE {
            let meant = self.by_docstring.entry(docstring.first);
            meant.or_insert((docstring, Vec::new())).1.push(number);
        }
        let codes = ignore.codes.iter().filter_map(|name| Code::from_name(name));
        self.comments.push(Comment {
            ignore,
            codes: codes.collect(),
            used: HashSet::new(),
        });
    }
}

impl Comment<'_> {
    fn mistakes(&self, levels: &Levels) -> Vec<Diagnostic> {
        let Ignore {
            location, end, codes, ..
        } = self.ignore;
        let found = |message: String, help: String| Diagnostic {
            location: Some(*location),
            end: Some(*end),
            ..Diagnostic::new(Code::UnusedIgnore, message).help(help)
        };
        if codes.is_empty() {
            let help = "write the codes of the findings in brackets: `# autodoc: ignore[CODE]`";
            return vec![found("the comment names no finding".to_owned(), help.to_owned())];
        }
        let mistake = |name: &String| match Code::from_name(name) {
            None => {
                let near = nearest(name, Code::ALL.iter().map(|code| code.as_str()));
                let help = near.map(|near| format!("did you mean `{near}`?"));
                let help = help.unwrap_or_else(|| "`mdbook-autodoc explain` lists the codes".to_owned());
                Some(found(format!("`{name}` is no code of a finding"), help))
            }
            Some(code) if !self.is_unused(code, levels) => None,
            Some(_) => Some(Diagnostic {
                fix: Some(Box::new(self.without_unused(levels))),
                ..found(
                    format!("there is no `{name}` here that the comment could ignore"),
                    "take it out of the comment".to_owned(),
                )
            }),
        };
        codes.iter().filter_map(mistake).collect()
    }

    fn is_unused(&self, code: Code, levels: &Levels) -> bool {
        !self.used.contains(&code) && !levels.allows(code)
    }

    /// The comment with what it needs alone, and with what may be misspelt. Every finding about it has the same.
    fn without_unused(&self, levels: &Levels) -> Fix {
        let Ignore { words, codes, .. } = self.ignore;
        let is_needed = |name: &&str| Code::from_name(name).is_none_or(|code| !self.is_unused(code, levels));
        let needed: Vec<&str> = codes.iter().map(String::as_str).filter(is_needed).collect();
        let by = match words.split_once('[') {
            Some((before, _)) if !needed.is_empty() => format!("{before}[{}]", needed.join(", ")),
            _ => String::new(),
        };
        Fix {
            replaces: words.clone(),
            by,
        }
    }
}
