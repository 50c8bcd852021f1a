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
    /// Those without `/`: the name of a file or directory.
    names: GlobSet,
    /// Those with `/`: the whole path.
    paths: GlobSet,
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
            names: build(names)?,
            paths: build(paths)?,
        })
    }

    fn matches(&self, relative: &str) -> bool {
        let name = relative.rsplit('/').next().unwrap_or(relative);
        self.names.is_match(name) || self.paths.is_match(relative)
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
