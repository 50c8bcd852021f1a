//! The form of `setup.cfg`, as Python's `configparser` reads it, without interpolation.

use std::collections::BTreeMap;

/// The sections of a file.
#[derive(Debug, Default)]
pub(in crate::discover) struct Ini {
    sections: BTreeMap<String, BTreeMap<String, String>>,
}

impl Ini {
    /// Reads a file. Lines that have no meaning are passed over.
    pub(super) fn parse(text: &str) -> Self {
        let mut ini = Self::default();
        let (mut section, mut key) = (String::new(), String::new());
        for line in text.lines() {
            let content = line.trim();
            if content.starts_with(['#', ';']) || content.is_empty() {
                continue;
            }
            let values = ini.sections.entry(section.clone()).or_default();
            if line.starts_with([' ', '\t']) {
                if let Some(value) = values.get_mut(&key) {
                    value.push('\n');
                    value.push_str(content);
                }
            } else if let Some(name) = content.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
                name.trim().clone_into(&mut section);
                key.clear();
            } else if let Some((name, value)) = content.split_once(['=', ':']) {
                key = name.trim().to_lowercase().replace('-', "_");
                values.insert(key.clone(), value.trim().to_owned());
            }
        }
        ini
    }

    /// A value; the lines of a long one are parted by `\n`.
    pub(in crate::discover) fn get(&self, section: &str, key: &str) -> Option<&str> {
        self.sections.get(section)?.get(key).map(String::as_str)
    }

    /// A list: one element on each line, or several parted by commas.
    pub(in crate::discover) fn list(&self, section: &str, key: &str) -> Vec<String> {
        let value = self.get(section, key).unwrap_or_default();
        value
            .split(['\n', ','])
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect()
    }

    /// A list of `key = value`, in the order of the file.
    pub(in crate::discover) fn pairs(&self, section: &str, key: &str) -> Vec<(String, String)> {
        let pair = |(key, value): (&str, &str)| (key.trim().to_owned(), value.trim().to_owned());
        self.list(section, key)
            .iter()
            .filter_map(|line| line.split_once('=').map(pair))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_on_in_indented_lines() {
        let ini = Ini::parse(
            "# note\n[metadata]\nname = foo\nproject-urls =\n  Source = https://x.org/a/b\n  # note\n  Docs = https://y.org\n\
             [options]\npackages = find:\npackage_dir =\n    = src\npy_modules = a, b\nbroken line\n",
        );
        assert_eq!(ini.get("metadata", "name"), Some("foo"));
        assert_eq!(
            ini.pairs("metadata", "project_urls")[1],
            ("Docs".to_owned(), "https://y.org".to_owned())
        );
        assert_eq!(
            ini.pairs("options", "package_dir"),
            [(String::new(), "src".to_owned())]
        );
        assert_eq!(ini.list("options", "py_modules"), ["a", "b"]);
        assert_eq!(ini.get("options", "name"), None);
    }
}
