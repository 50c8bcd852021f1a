//! The `include` and `exclude` patterns.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::DiscoverError;

/// Which files the settings ask for.
#[derive(Debug)]
pub(super) struct Filter {
    /// `None` where everything is asked for.
    include: Option<Patterns>,
    exclude: Patterns,
}

/// Patterns, split by what they are compared with.
#[derive(Debug)]
struct Patterns {
    /// Those without `/` that are a name, or the beginning and the end of one around a `*`. Most are: it would take longer
    /// to make regular expressions of them than to look for files.
    plain: Vec<Plain>,
    /// The others without `/`: the name of a file or directory.
    names: GlobSet,
    /// Those with `/`: the whole path.
    paths: GlobSet,
}

/// A pattern for names with one `*` at most.
#[derive(Debug)]
enum Plain {
    Name(String),
    Around(String, String),
}

impl Plain {
    fn new(pattern: &str) -> Option<Self> {
        let is_plain = |part: &str| !part.contains(['*', '?', '[', ']', '{', '}', '\\', '/']);
        match pattern.split_once('*') {
            None => is_plain(pattern).then(|| Self::Name(pattern.to_owned())),
            Some((start, end)) => {
                (is_plain(start) && is_plain(end)).then(|| Self::Around(start.to_owned(), end.to_owned()))
            }
        }
    }

    fn matches(&self, name: &str) -> bool {
        match self {
            Self::Name(own) => own == name,
            Self::Around(start, end) => name
                .strip_prefix(start.as_str())
                .is_some_and(|rest| rest.ends_with(end.as_str())),
        }
    }
}

impl Filter {
    /// Compiles the patterns.
    pub(super) fn new(include: &[String], exclude: &[String]) -> Result<Self, DiscoverError> {
        let include = if include.is_empty() {
            None
        } else {
            Some(Patterns::new("include", include)?)
        };
        Ok(Self {
            include,
            exclude: Patterns::new("exclude", exclude)?,
        })
    }

    /// Whether the file or directory at a path (relative to the directory on Python's path) is left out.
    pub(super) fn excludes(&self, relative: &str) -> bool {
        self.exclude.matches(relative)
    }

    /// Whether the file or directory at a path is asked for, apart from the directories above it.
    pub(super) fn includes(&self, relative: &str) -> bool {
        self.include
            .as_ref()
            .is_none_or(|include| include.matches(relative))
    }

    /// Whether the file or directory at a path, or one above it, is asked for.
    pub(super) fn includes_at_or_above(&self, relative: &str) -> bool {
        let ends = relative
            .match_indices('/')
            .map(|(end, _)| end)
            .chain([relative.len()]);
        ends.into_iter().any(|end| self.includes(&relative[..end]))
    }
}

impl Patterns {
    fn new(key: &'static str, patterns: &[String]) -> Result<Self, DiscoverError> {
        let mut plain = Vec::new();
        let (mut names, mut paths) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        for pattern in patterns {
            let bad = |reason| DiscoverError::BadGlob {
                key,
                pattern: pattern.clone(),
                reason,
            };
            let bare = without_tail(pattern.strip_prefix("./").unwrap_or(pattern));
            if bare.trim_matches('/').is_empty() {
                return Err(bad("it names nothing".to_owned()));
            }
            if !bare.contains('/')
                && let Some(pattern) = Plain::new(bare)
            {
                plain.push(pattern);
                continue;
            }
            let glob = GlobBuilder::new(bare.trim_start_matches('/'))
                .literal_separator(true)
                .build()
                .map_err(|error| bad(error.kind().to_string()))?;
            if bare.contains('/') {
                paths.add(glob)
            } else {
                names.add(glob)
            };
        }
        let build = |builder: GlobSetBuilder| {
            builder.build().map_err(|error| DiscoverError::BadGlob {
                key,
                pattern: error.glob().unwrap_or_default().to_owned(),
                reason: error.kind().to_string(),
            })
        };
        Ok(Self {
            plain,
            names: build(names)?,
            paths: build(paths)?,
        })
    }

    fn matches(&self, relative: &str) -> bool {
        let name = relative.rsplit('/').next().unwrap_or(relative);
        self.plain.iter().any(|pattern| pattern.matches(name))
            || self.names.is_match(name)
            || self.paths.is_match(relative)
    }
}

/// `dir`, `dir/` and `dir/**` all speak of the directory with everything in it.
fn without_tail(pattern: &str) -> &str {
    let mut bare = pattern;
    while let Some(shorter) = bare.strip_suffix("/**").or_else(|| bare.strip_suffix('/')) {
        bare = shorter;
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, relative: &str) -> bool {
        Filter::new(&[], &[pattern.to_owned()])
            .unwrap()
            .excludes(relative)
    }

    #[test]
    fn patterns_without_a_slash_match_names_and_others_match_paths() {
        for (pattern, path, expected) in [
            ("tests", "pkg/tests", true),
            ("tests/", "pkg/tests", true),
            ("tests", "pkg/tests.py", false),
            ("test_*.py", "pkg/sub/test_a.py", true),
            ("pkg/tests", "pkg/tests", true),
            ("/pkg", "pkg", true),
            ("/pkg", "other/pkg", false),
            ("pkg/**", "pkg", true),
            ("pkg/*.py", "pkg/a.py", true),
            ("pkg/*.py", "pkg/sub/a.py", false),
            ("**/sub", "pkg/sub", true),
            ("pkg/**/a.py", "pkg/b/c/a.py", true),
            ("{a,b}", "pkg/b", true),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn plain_patterns_match_what_globs_match() {
        let names = [
            "",
            "a",
            "ab",
            "aab",
            "ba",
            "a.py",
            "test_.py",
            "test_a.py",
            "test_a.pyc",
            ".a",
            "é",
            "aé",
        ];
        for pattern in [
            "a",
            "a*",
            "*a",
            "a*b",
            "a*a",
            "*",
            "test_*.py",
            "*.py",
            "é",
            "a*é",
            ".*",
        ] {
            let glob = GlobBuilder::new(pattern).literal_separator(true).build().unwrap();
            let plain = Plain::new(pattern).unwrap();
            for name in names {
                let expected = glob.compile_matcher().is_match(name);
                assert_eq!(plain.matches(name), expected, "{pattern} {name}");
            }
        }
        for other in ["**", "a*b*", "a?", "[ab]", "{a,b}", "a\\*", "a]"] {
            assert!(Plain::new(other).is_none(), "{other}");
        }
    }

    #[test]
    fn a_pattern_that_is_no_glob_is_refused_with_its_key() {
        for bad in ["a[", "", "/", "/**", "{a"] {
            let error = Filter::new(&[bad.to_owned()], &[]).unwrap_err().to_string();
            assert!(
                error.starts_with(&format!("`{bad}` in `include` is not a valid pattern: ")),
                "{error}"
            );
        }
    }

    #[test]
    fn directories_above_count_for_include() {
        let filter = Filter::new(&["pkg/sub".to_owned()], &[]).unwrap();
        assert!(filter.includes_at_or_above("pkg/sub/deep/a.py"));
        assert!(!filter.includes_at_or_above("pkg/subway/a.py"));
    }
}
