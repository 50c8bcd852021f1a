//! What the settings make of findings, code by code.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Code, Diagnostic, Severity};

/// What is done about the findings of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// They are not mentioned.
    Allow,
    /// They are warnings.
    Warn,
    /// They are errors, and end a build.
    Deny,
}

/// The levels that differ from the severities of the codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    of: BTreeMap<Code, Level>,
    denies_warnings: bool,
}

impl Levels {
    /// Sets the level of a code.
    pub fn set(&mut self, code: Code, level: Level) {
        self.of.insert(code, level);
    }

    /// Makes errors of all warnings.
    pub fn deny_warnings(&mut self) {
        self.denies_warnings = true;
    }

    /// Whether findings of a code are not mentioned.
    pub fn allows(&self, code: Code) -> bool {
        match self.of.get(&code) {
            Some(level) => *level == Level::Allow,
            None => code.is_on_request(),
        }
    }

    /// Whether findings of a code end a build.
    pub fn denies(&self, code: Code) -> bool {
        self.of.get(&code) == Some(&Level::Deny)
    }

    /// The findings that are to be mentioned, with the severities that they are given.
    pub fn apply(&self, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        found
            .into_iter()
            .filter(|found| !self.allows(found.code))
            .map(|found| {
                let severity = match self.of.get(&found.code) {
                    Some(Level::Warn) => Severity::Warning,
                    Some(Level::Deny) => Severity::Error,
                    Some(Level::Allow) | None => found.severity,
                };
                let is_raised = self.denies_warnings && severity == Severity::Warning;
                Diagnostic {
                    severity: if is_raised { Severity::Error } else { severity },
                    ..found
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_decide_what_is_mentioned_and_how() {
        let mut levels = Levels::default();
        levels.set(Code::SyntaxError, Level::Warn);
        levels.set(Code::UnknownMarkup, Level::Deny);
        levels.set(Code::SkippedFile, Level::Allow);
        let codes = [
            Code::UndocumentedType,
            Code::SyntaxError,
            Code::UnknownMarkup,
            Code::SkippedFile,
            Code::UnknownParameter,
            Code::MissingParameter,
        ];
        let severities = |levels: &Levels| -> Vec<(Code, Severity)> {
            let found = codes.map(|code| Diagnostic::new(code, "")).to_vec();
            let found = levels.apply(found).into_iter();
            found.map(|found| (found.code, found.severity)).collect()
        };
        let expected = |syntax, parameter| {
            [
                (Code::SyntaxError, syntax),
                (Code::UnknownMarkup, Severity::Error),
                (Code::UnknownParameter, parameter),
                (Code::MissingParameter, Severity::Info),
            ]
        };
        assert_eq!(
            severities(&levels),
            expected(Severity::Warning, Severity::Warning)
        );
        levels.deny_warnings();
        assert_eq!(severities(&levels), expected(Severity::Error, Severity::Error));
        levels.set(Code::UndocumentedType, Level::Warn);
        assert_eq!(severities(&levels)[0], (Code::UndocumentedType, Severity::Error));
        assert!(levels.denies(Code::UnknownMarkup) && !levels.denies(Code::UnknownParameter));
    }
}
