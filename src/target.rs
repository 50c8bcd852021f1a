//! The Python that is documented: conditions on the version and the platform are decided for it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A version of Python without its patch release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Version {
    /// 3 of 3.14.
    pub major: u8,
    /// 14 of 3.14.
    pub minor: u8,
}

/// For whom a package is documented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The version; its newest patch release is meant.
    pub python: Version,
    /// The oldest version that the package is for. Conditions that hold from there on are not worth a note.
    pub oldest: Version,
    /// The platform as `sys.platform` has it.
    pub platform: String,
}

/// The values of `sys.platform` that CPython knows of, without the numbers that some of them end with.
pub const PLATFORMS: &[&str] = &[
    "aix",
    "android",
    "cygwin",
    "darwin",
    "emscripten",
    "freebsd",
    "ios",
    "linux",
    "netbsd",
    "openbsd",
    "sunos",
    "wasi",
    "win32",
];

impl Version {
    /// The newest Python whose syntax and library are known here.
    pub const NEWEST: Self = Self::new(3, 14);

    /// The oldest Python 3.
    pub const OLDEST: Self = Self::new(3, 0);

    /// A version by its numbers.
    pub const fn new(major: u8, minor: u8) -> Self {
        Self { major, minor }
    }

    /// The oldest and the newest Python 3 that specifiers such as `>=3.9,<3.13` (PEP 440) allow. A version counts
    /// if some patch release of it is allowed. `None` where there is none, or a part cannot be read.
    pub fn allowed_by(specifiers: &str) -> Option<(Self, Self)> {
        let clauses: Vec<Clause> = specifiers
            .split(',')
            .map(str::trim)
            .filter(|clause| !clause.is_empty())
            .map(Clause::parse)
            .collect::<Option<_>>()?;
        let allowed = |minor: &u8| {
            (0..=MOST_MICRO).any(|micro| {
                clauses
                    .iter()
                    .all(|clause| clause.allows([3, u32::from(*minor), micro]))
            })
        };
        let newest = Self::NEWEST.minor;
        let oldest = (0..=newest).find(allowed);
        // A package may already ask for what comes after the newest version that is known here.
        let oldest = oldest.or_else(|| (newest..=MOST_MINOR).find(allowed))?;
        let newest = (oldest..=newest.max(oldest)).rev().find(allowed)?;
        Some((Self::new(3, oldest), Self::new(3, newest)))
    }
}

const MOST_MICRO: u32 = 40;
const MOST_MINOR: u8 = 40;

/// One specifier of PEP 440, of those that make sense for versions of Python.
struct Clause {
    operator: &'static str,
    release: Vec<u32>,
    is_prefix: bool,
}

impl Clause {
    fn parse(text: &str) -> Option<Self> {
        let operators = ["===", "~=", "==", "!=", "<=", ">=", "<", ">"];
        let operator = operators
            .into_iter()
            .find(|operator| text.starts_with(operator))?;
        let version = text[operator.len()..].trim();
        let plain = version.strip_suffix(".*");
        // Of `3.13.0rc1` the release counts.
        let numbers = plain.unwrap_or(version).split('.').map(|part| {
            let end = part.bytes().take_while(u8::is_ascii_digit).count();
            part[..end].parse().ok()
        });
        Some(Self {
            operator,
            release: numbers.collect::<Option<_>>()?,
            is_prefix: plain.is_some(),
        })
    }

    fn allows(&self, version: [u32; 3]) -> bool {
        let mut padded = [0; 3];
        for (to, from) in padded.iter_mut().zip(&self.release) {
            *to = *from;
        }
        let starts_with = |length: usize| {
            let length = length.min(3);
            version[..length] == padded[..length]
        };
        let length = self.release.len();
        let is_equal = if self.is_prefix {
            starts_with(length)
        } else {
            version == padded
        };
        match self.operator {
            "~=" => version >= padded && starts_with(length.saturating_sub(1)),
            "!=" => !is_equal,
            "<=" => version <= padded,
            ">=" => version >= padded,
            "<" => version < padded,
            ">" => version > padded,
            _ => is_equal,
        }
    }
}

impl FromStr for Version {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbers = text.split_once('.');
        numbers
            .and_then(|(major, minor)| Some(Self::new(major.parse().ok()?, minor.parse().ok()?)))
            .filter(|version| version.to_string() == text)
            .ok_or("expected a version of Python with two numbers, such as \"3.11\"")
    }
}

impl TryFrom<String> for Version {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        version.to_string()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl Default for Target {
    fn default() -> Self {
        Self {
            python: Version::NEWEST,
            oldest: Version::OLDEST,
            platform: "linux".to_owned(),
        }
    }
}

impl Target {
    /// The target for a package with these `requires-python` specifiers, if it has any; what is given wins.
    pub fn choose(python: Option<Version>, platform: &str, requires_python: Option<&str>) -> Self {
        let (oldest, newest) = requires_python
            .and_then(Version::allowed_by)
            .unwrap_or((Version::OLDEST, Version::NEWEST));
        let python = python.unwrap_or(newest);
        Self {
            python,
            oldest: oldest.min(python),
            platform: platform.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specifiers_allow_a_range_of_versions() {
        for (specifiers, expected) in [
            (">=3.9", Some("3.9 3.14")),
            (">=3.8,<3.13", Some("3.8 3.12")),
            (">=3.8, <3.13.2", Some("3.8 3.13")),
            (">3.8.0,<=3.12", Some("3.8 3.12")),
            (">3.8", Some("3.8 3.14")),
            ("~=3.8", Some("3.8 3.14")),
            ("~=3.8.2", Some("3.8 3.8")),
            ("==3.9.*", Some("3.9 3.9")),
            (">=3.8,!=3.14.*", Some("3.8 3.13")),
            (">=2.7,!=3.0.*,!=3.1.*,<4", Some("3.2 3.14")),
            (">=3.10.0rc1", Some("3.10 3.14")),
            (">=3.16", Some("3.16 3.16")),
            ("", Some("3.0 3.14")),
            ("<3", None),
            ("^3.8", None),
            (">=3.x", None),
        ] {
            let found = Version::allowed_by(specifiers).map(|(oldest, newest)| format!("{oldest} {newest}"));
            assert_eq!(found.as_deref(), expected, "{specifiers}");
        }
    }

    #[test]
    fn a_version_has_two_numbers() {
        assert_eq!("3.11".parse(), Ok(Version::new(3, 11)));
        for wrong in ["3", "3.", "3.11.2", "03.1", "3.+1", "three", ""] {
            assert!(wrong.parse::<Version>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_given_wins_over_the_metadata() {
        let target = Target::choose(None, "linux", Some(">=3.9,<3.12"));
        assert_eq!(
            (target.oldest, target.python),
            (Version::new(3, 9), Version::new(3, 11))
        );
        let target = Target::choose(Some(Version::new(3, 8)), "win32", Some(">=3.9"));
        assert_eq!(
            (target.oldest, target.python),
            (Version::new(3, 8), Version::new(3, 8))
        );
    }
}
