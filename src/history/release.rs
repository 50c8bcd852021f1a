//! Which tags are releases (PEP 440), and in which order.

use std::str::FromStr as _;

use pep440_rs::Version;

/// What stands before the version in the tags of many projects.
const PREFIXES: [&str; 5] = ["release", "rel", "version", "ver", "r"];

/// A released version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// The tag.
    pub tag: String,
    /// The version as the tag has it, without what stands before it.
    pub version: String,
    order: Version,
}

/// The version that the sources are on the way to, or are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upcoming(Version);

impl Upcoming {
    /// What a project calls its version. One that is still in development, such as `3.2.0.dev1`, is the release that it
    /// will be.
    pub fn new(version: &str) -> Option<Self> {
        let version = Version::from_str(version).ok()?;
        Some(Self(bare(&version)))
    }

    /// How it is called, if it comes after a release.
    pub fn after(&self, release: &Release) -> Option<String> {
        (self.0 > release.order).then(|| self.0.to_string())
    }

    fn is_before(&self, release: &Release) -> bool {
        bare(&release.order) > self.0
    }
}

/// The releases among tags, the oldest first.
///
/// A release has a version that is neither a pre-release nor one in development or of somebody else. Before it may stand
/// `v`, a word such as `release` or the name of the project; where `takes_any_prefix` is set, anything. Of several tags of
/// one version the first by name counts. What comes after `upcoming` is left out: the sources are those of an older
/// series.
pub fn releases<'t>(
    tags: impl IntoIterator<Item = &'t str>,
    project: Option<&str>,
    takes_any_prefix: bool,
    upcoming: Option<&Upcoming>,
) -> Vec<Release> {
    let project = project.map(normalized);
    let is_known = |prefix: &str| {
        let word = normalized(prefix);
        takes_any_prefix || word.is_empty() || PREFIXES.contains(&word.as_str()) || project == Some(word)
    };
    let mut found: Vec<Release> = tags
        .into_iter()
        .filter_map(|tag| Release::of(tag, is_known))
        .collect();
    let is_later = |release: &Release| upcoming.is_some_and(|upcoming| upcoming.is_before(release));
    // A version before all releases, such as `0.0.0`, stands for one that is only known when the project is built.
    if !found.iter().all(is_later) {
        found.retain(|release| !is_later(release));
    }
    found.sort_by(|left, right| (&left.order, &left.tag).cmp(&(&right.order, &right.tag)));
    found.dedup_by(|later, first| later.order == first.order);
    found
}

impl Release {
    /// The release that a tag names, with the longest version that can be read at its end.
    fn of(tag: &str, is_known: impl Fn(&str) -> bool) -> Option<Self> {
        let starts = tag.char_indices().filter(|(at, c)| {
            let before = tag[..*at].chars().next_back();
            c.is_ascii_digit() && before.is_none_or(|before| !before.is_ascii_digit() && before != '.')
        });
        starts.into_iter().find_map(|(at, _)| {
            let (prefix, text) = tag.split_at(at);
            let bare = prefix.strip_suffix(['v', 'V']).unwrap_or(prefix);
            let is_apart = bare.is_empty() || bare.ends_with(['-', '_', '/', '@', '.', ' ']);
            // Words are known as they are, such as `release1.2`.
            let is_prefix = (is_apart && is_known(bare)) || is_known(prefix);
            let order = version(text).filter(|_| is_prefix)?;
            Some(Self {
                tag: tag.to_owned(),
                version: if text.contains('_') {
                    order.to_string()
                } else {
                    text.to_owned()
                },
                order,
            })
        })
    }
}

/// The version of a release. Two numbers with a hyphen between are a post-release to PEP 440, and the beginning of a date in
/// most tags; underscores stand for dots in some.
fn version(text: &str) -> Option<Version> {
    let is_of_numbers = text.chars().all(|c| c.is_ascii_digit() || c == '_');
    let dotted = if is_of_numbers {
        text.replace('_', ".")
    } else {
        text.to_owned()
    };
    let version = Version::from_str(&dotted).ok()?;
    let is_release = !version.any_prerelease() && !version.is_local() && !text.contains('-');
    is_release.then_some(version)
}

/// Whether two texts are one version, as `1.2` and `v1.2.0` are.
pub fn is_same_version(left: &str, right: &str) -> bool {
    let [left, right] = [left, right].map(|text| Version::from_str(text.trim().trim_end_matches('.')).ok());
    left.is_some() && left == right
}

/// The numbers of a version.
fn bare(version: &Version) -> Version {
    Version::new(version.release()).with_epoch(version.epoch())
}

/// A name as PEP 503 compares it, without what joins it to a version.
fn normalized(name: &str) -> String {
    let parts = name.split(['-', '_', '.', '/', '@', ' ']);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join("-").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versions(tags: &[&str], project: Option<&str>, any: bool) -> Vec<String> {
        let found = releases(tags.iter().copied(), project, any, None);
        found.into_iter().map(|release| release.version).collect()
    }

    #[test]
    fn releases_are_sorted_by_version_and_not_by_name() {
        let tags = ["v1.10", "v1.9", "1!0.1", "v1.9.post1", "1.2.0", "v0.9"];
        let expected = ["0.9", "1.2.0", "1.9", "1.9.post1", "1.10", "1!0.1"];
        assert_eq!(versions(&tags, None, false), expected);
    }

    #[test]
    fn a_prefix_is_the_name_of_the_project_or_a_word_that_says_release() {
        for tag in [
            "1.2",
            "v1.2",
            "V1.2",
            "release-1.2",
            "release/1.2",
            "release1.2",
            "rel_1_2",
            "r1.2",
            "version-1.2",
            "my-pkg-1.2",
            "my_pkg-v1.2",
            "My.Pkg@1.2",
            "my-pkg/v1.2",
        ] {
            assert_eq!(versions(&[tag], Some("my_pkg"), false), ["1.2"], "{tag}");
        }
        for tag in [
            "other-1.2",
            "nightly-20260101",
            "build-7",
            "docs-v1.2",
            "x1.2",
            "my-pkg2-1.2",
        ] {
            assert!(versions(&[tag], Some("my_pkg"), false).is_empty(), "{tag}");
        }
        assert_eq!(versions(&["other-1.2", "jinja2-3.1"], None, true), ["1.2", "3.1"]);
    }

    #[test]
    fn what_is_no_release_is_passed_over() {
        for tag in [
            "v1.2a1",
            "1.2b2",
            "v1.2rc1",
            "1.2.dev3",
            "1.2+local",
            "latest",
            "",
            "v",
            "v1.2-beta",
            "2026-01-05",
            "v1.x",
            "1.2-3",
            "größe1",
            "v99999999999999999999999.1",
        ] {
            assert!(versions(&[tag], None, false).is_empty(), "{tag}");
        }
    }

    #[test]
    fn a_version_is_the_same_in_every_form() {
        assert!(is_same_version("1.2", "v1.2.0") && is_same_version(" 1.2. ", "1.2"));
        assert!(
            !is_same_version("1.2", "1.20") && !is_same_version("", "") && !is_same_version("soon", "soon")
        );
    }

    #[test]
    fn one_version_counts_once() {
        assert_eq!(
            versions(&["v1.2", "1.2", "1.2.0", "v1.3"], None, false),
            ["1.2", "1.3"]
        );
    }

    #[test]
    fn what_comes_after_the_version_of_the_sources_is_left_out() {
        let upcoming = Upcoming::new("1.9.4.dev2").unwrap();
        let tags = ["v1.9.3", "v1.9.4.post1", "v1.10.0", "v2.0"];
        let found = releases(tags, None, false, Some(&upcoming));
        let found: Vec<&str> = found.iter().map(|release| release.version.as_str()).collect();
        assert_eq!(found, ["1.9.3", "1.9.4.post1"]);
        let placeholder = Upcoming::new("0.0.0").unwrap();
        assert_eq!(releases(tags, None, false, Some(&placeholder)).len(), tags.len());
    }

    #[test]
    fn the_next_version_is_known_where_it_is_later_than_the_last() {
        let last = releases(["v1.2"], None, false, None).remove(0);
        let after = |version: &str| Upcoming::new(version)?.after(&last);
        assert_eq!(after("1.3.0.dev0").as_deref(), Some("1.3.0"));
        assert_eq!(after("v1.3rc1").as_deref(), Some("1.3"));
        assert_eq!(after("1.2"), None);
        assert_eq!(after("1.2.post1.dev3"), None);
        assert_eq!(after("1.1"), None);
        assert_eq!(after("unknown"), None);
    }
}
