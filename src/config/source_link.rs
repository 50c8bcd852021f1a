//! `source-link`: guessed, off, the name of a forge, or a template.

use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize, Serializer};

use crate::name::nearest;

/// Where the links beside headings lead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SourceLink {
    /// To the forge that the repository names, if it is a known one.
    #[default]
    Guess,
    /// Nowhere: there are none.
    Off,
    /// To a forge of this kind, at the host that the repository names.
    Forge(Forge),
    /// An address with `{path}`, `{line}`, `{end-line}`, `{module}` and `{revision}`.
    Template(String),
}

/// A kind of web site that shows repositories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forge {
    /// GitHub and its Enterprise Server.
    GitHub,
    /// GitLab.
    GitLab,
    /// Bitbucket Cloud.
    Bitbucket,
    /// Gitea and what came from it, such as Forgejo.
    Gitea,
    /// `SourceHut`.
    SourceHut,
}

impl Forge {
    /// The names in book.toml.
    const NAMES: [(&'static str, Self); 7] = [
        ("github", Self::GitHub),
        ("gitlab", Self::GitLab),
        ("bitbucket", Self::Bitbucket),
        ("gitea", Self::Gitea),
        ("forgejo", Self::Gitea),
        ("codeberg", Self::Gitea),
        ("sourcehut", Self::SourceHut),
    ];

    /// The forge of a name in book.toml.
    pub fn from_name(name: &str) -> Option<Self> {
        let found = Self::NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, forge)| *forge)
    }

    /// Its name in book.toml.
    pub fn name(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, forge)| *forge == self);
        found.map_or("", |(name, _)| name)
    }
}

const AUTO: &str = "auto";

/// What a template may have in braces.
const PLACEHOLDERS: [&str; 5] = ["path", "line", "end-line", "module", "revision"];

impl SourceLink {
    fn from_text(text: &str) -> Result<Self, String> {
        if text == AUTO {
            return Ok(Self::Guess);
        }
        if let Some(forge) = Forge::from_name(text) {
            return Ok(Self::Forge(forge));
        }
        let scheme = text.split(['/', '{', '?', '#']).next().unwrap_or_default();
        if scheme.contains(':') && !matches!(scheme, "https:" | "http:") {
            return Err(format!("an address on the web is needed, and `{scheme}` is none"));
        }
        if !text.contains(['/', '{']) {
            let names = Forge::NAMES.iter().map(|(name, _)| *name);
            let advice = match nearest(text, names.chain([AUTO])) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "it is none of the forges, and no address with `{path}`".to_owned(),
            };
            return Err(format!("`{text}`: {advice}"));
        }
        match unknown_placeholder(text) {
            Some(placeholder) => Err(format!(
                "unknown placeholder `{{{placeholder}}}`; there are `{{path}}`, `{{line}}`, \
                 `{{end-line}}`, `{{module}}` and `{{revision}}`"
            )),
            None => Ok(Self::Template(text.to_owned())),
        }
    }
}

fn unknown_placeholder(template: &str) -> Option<&str> {
    let mut placeholders = template
        .split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}').map(|(name, _)| name));
    placeholders.find(|name| !PLACEHOLDERS.contains(name))
}

impl Serialize for SourceLink {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Guess => serializer.serialize_str(AUTO),
            Self::Off => serializer.serialize_bool(false),
            Self::Forge(forge) => serializer.serialize_str(forge.name()),
            Self::Template(template) => serializer.serialize_str(template),
        }
    }
}

impl<'de> Deserialize<'de> for SourceLink {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visitor)
    }
}

struct Visitor;

impl de::Visitor<'_> for Visitor {
    type Value = SourceLink;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an address, the name of a forge, `\"auto\"` or `false`")
    }

    fn visit_bool<E: de::Error>(self, is_on: bool) -> Result<SourceLink, E> {
        Ok(if is_on { SourceLink::Guess } else { SourceLink::Off })
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<SourceLink, E> {
        SourceLink::from_text(text).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_link_is_guessed_switched_off_named_or_written_out() {
        let template = "https://x/{path}?at={revision}#L{line}-L{end-line}";
        for (value, expected) in [
            (json!("auto"), SourceLink::Guess),
            (json!(true), SourceLink::Guess),
            (json!(false), SourceLink::Off),
            (json!("github"), SourceLink::Forge(Forge::GitHub)),
            (json!("codeberg"), SourceLink::Forge(Forge::Gitea)),
            (json!(template), SourceLink::Template(template.to_owned())),
            (
                json!("/src/{path}"),
                SourceLink::Template("/src/{path}".to_owned()),
            ),
        ] {
            let found: SourceLink = serde_json::from_value(value.clone()).unwrap();
            assert_eq!(found, expected, "{value}");
            let written = serde_json::to_value(&found).unwrap();
            assert_eq!(serde_json::from_value::<SourceLink>(written).unwrap(), found);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for (value, message) in [
            ("githb", "`githb`: did you mean `github`?"),
            (
                "subversion",
                "`subversion`: it is none of the forges, and no address with `{path}`",
            ),
            (
                "javascript:{path}",
                "an address on the web is needed, and `javascript:` is none",
            ),
            (
                "https://x/{file}#L{line}",
                "unknown placeholder `{file}`; there are `{path}`, `{line}`, `{end-line}`, \
                 `{module}` and `{revision}`",
            ),
        ] {
            assert_eq!(SourceLink::from_text(value).unwrap_err(), message);
        }
        let error = serde_json::from_value::<SourceLink>(json!(3)).unwrap_err();
        assert!(error.to_string().contains("`\"auto\"` or `false`"), "{error}");
    }
}
