//! Keys of `[preprocessor.autodoc]` that a command line sets.

use std::str::FromStr;

use serde_json::Value;

/// `KEY=VALUE`: a key, with dots between tables, and its value, both as TOML has them. A value that is no TOML is a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    /// As it was written.
    text: String,
    key: String,
    table: Value,
    /// The same as a line of TOML.
    line: String,
}

impl FromStr for Override {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let no_key = || "expected `KEY=VALUE`, such as `source=src`".to_owned();
        let (key, value) = text.split_once('=').ok_or_else(no_key)?;
        let (key, value) = (key.trim(), value.trim());
        if key.is_empty() {
            return Err(no_key());
        }
        let parse = |line: String| toml::from_str::<toml::Table>(&line).map(|table| (line, table));
        let line = |value: &str| format!("{key} = {value}");
        let quoted = || line(&toml::Value::String(value.to_owned()).to_string());
        let is_meant_as_toml = value.starts_with(['"', '\'', '[', '{']);
        let (line, table) = match parse(line(value)) {
            Ok(parsed) => parsed,
            Err(error) if is_meant_as_toml => {
                return Err(format!("the value is no TOML: {}", error.message()));
            }
            Err(_) => parse(quoted()).map_err(|error| format!("the key is no TOML: {}", error.message()))?,
        };
        Ok(Self {
            text: text.to_owned(),
            key: key.to_owned(),
            table: serde_json::to_value(table).unwrap_or_default(),
            line,
        })
    }
}

impl Override {
    /// Sets the key in the table `options`.
    pub fn apply(&self, options: &mut Value) {
        merge(options, &self.table);
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A line of TOML that sets the key in the table.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// Whether a mistake at a key, with dots between tables, is about what is set here.
    pub fn is_about(&self, key: &str) -> bool {
        let is_within = |inner: &str, outer: &str| {
            inner
                .strip_prefix(outer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        is_within(key, &self.key) || is_within(&self.key, key)
    }
}

fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_toml_or_else_texts() {
        let cases = [
            ("source=src", json!({"source": "src"})),
            ("source = \"a b\"", json!({"source": "a b"})),
            ("source=[\"a\", 'b']", json!({"source": ["a", "b"]})),
            ("title=API: \"all\"", json!({"title": "API: \"all\""})),
            ("private=true", json!({"private": true, "source": "book"})),
            ("title=", json!({"title": "", "source": "book"})),
            (
                "performance.max-workers=2",
                json!({"performance": {"cache": false, "max-workers": 2}}),
            ),
            (
                "inventories.\"a.b\".file=x",
                json!({"inventories": {"a.b": {"file": "x"}}}),
            ),
            ("source={path = 'a'}", json!({"source": {"path": "a"}})),
            ("title=1 = 2", json!({"title": "1 = 2"})),
            ("title=a\\b", json!({"title": "a\\b"})),
        ];
        for (text, expected) in cases {
            let mut options = json!({"source": "book", "performance": {"cache": false}});
            let mut wanted = options.clone();
            merge(&mut wanted, &expected);
            text.parse::<Override>().unwrap().apply(&mut options);
            assert_eq!(options, wanted, "{text}");
            for (key, value) in expected.as_object().unwrap() {
                assert_eq!(&options[key], value, "{text}");
            }
        }
    }

    #[test]
    fn what_sets_nothing_is_refused() {
        for (text, reason) in [
            ("source", "expected `KEY=VALUE`, such as `source=src`"),
            ("=src", "expected `KEY=VALUE`, such as `source=src`"),
            ("source=[src]", "the value is no TOML: "),
            ("a b=1", "the key is no TOML: "),
        ] {
            let error = text.parse::<Override>().unwrap_err();
            assert!(error.starts_with(reason), "{text}: {error}");
        }
    }

    #[test]
    fn a_mistake_is_laid_to_what_sets_the_key() {
        let set: Override = "inventories.a.url=x".parse().unwrap();
        for (key, expected) in [
            ("inventories.a.url", true),
            ("inventories.a", true),
            ("inventories.a.url.b", true),
            ("inventories.ab", false),
            ("inventories.a.file", false),
        ] {
            assert_eq!(set.is_about(key), expected, "{key}");
        }
    }
}
