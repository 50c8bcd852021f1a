//! The files in which a Python project says what it is: read as text, never run.

mod ini;
mod setup_py;

use std::path::{Path, PathBuf};

use super::files::Files;
use super::read::Unread;
use crate::diagnostic::{Code, Diagnostic};

pub(super) use ini::Ini;
pub(super) use setup_py::{Literal, SetupPy};

/// The longest file of a project that is read, in bytes.
const LIMIT: u64 = 4 * 1024 * 1024;

/// What a project says about itself.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    /// Where its files are.
    pub(super) files: Files,
    pub(super) root: PathBuf,
    /// `pyproject.toml` (PEP 518, PEP 621 and the tables of the build backends).
    pub(super) pyproject: toml::Table,
    /// `setup.cfg`, of setuptools.
    pub(super) setup_cfg: Ini,
    /// The call of `setup()` in `setup.py`, as far as it is written out.
    pub(super) setup_py: SetupPy,
    /// The fields of `PKG-INFO` (core metadata), which every sdist has.
    pub(super) pkg_info: Vec<(String, String)>,
    /// The packages that setuptools once installed: `*.egg-info/top_level.txt`.
    pub(super) top_level: Vec<String>,
    /// What could not be read, by file.
    pub(super) diagnostics: Vec<(PathBuf, Diagnostic)>,
}

/// Whether a directory is the top of a Python project.
pub(super) fn is_project(files: &Files, directory: &Path) -> bool {
    ["pyproject.toml", "setup.cfg", "setup.py"]
        .iter()
        .any(|name| files.is_file(&directory.join(name)))
}

impl Manifest {
    /// Reads what there is. What cannot be read counts as absent, with a diagnostic.
    pub(super) fn read(files: &Files, root: &Path) -> Self {
        let mut manifest = Self {
            files: files.clone(),
            root: root.to_path_buf(),
            ..Self::default()
        };
        if let Some(text) = manifest.text("pyproject.toml") {
            match text.parse() {
                Ok(table) => manifest.pyproject = table,
                Err(error) => manifest.refuse(&error),
            }
        }
        manifest.setup_cfg = manifest
            .text("setup.cfg")
            .map(|text| Ini::parse(&text))
            .unwrap_or_default();
        manifest.setup_py = manifest
            .text("setup.py")
            .map(|text| SetupPy::parse(&text))
            .unwrap_or_default();
        manifest.pkg_info = manifest
            .text("PKG-INFO")
            .map(|text| headers(&text))
            .unwrap_or_default();
        manifest.top_level = manifest.top_level_names();
        manifest
    }

    fn refuse(&mut self, error: &toml::de::Error) {
        let message = format!("the file is not valid TOML: {}", error.message());
        let diagnostic = Diagnostic::new(Code::UnreadableFile, message);
        let help = "correct it, or set `source`; until then the layout of the project is guessed";
        self.diagnostics
            .push((self.root.join("pyproject.toml"), diagnostic.help(help)));
    }

    /// The text of a file of the project; `None` where there is no such file.
    pub(super) fn text(&mut self, relative: &str) -> Option<String> {
        let path = self.root.join(relative);
        let problem = match self.files.read(&path, LIMIT) {
            Ok(file) => {
                return Some(
                    String::from_utf8_lossy(&file.bytes)
                        .trim_start_matches('\u{feff}')
                        .to_owned(),
                );
            }
            Err(Unread::Failed(error)) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(Unread::Failed(error)) => format!("the file cannot be read: {error}"),
            Err(Unread::NotRegular) => return None,
            Err(Unread::TooLarge(_)) => "the file is too large to describe a project".to_owned(),
        };
        self.diagnostics
            .push((path, Diagnostic::new(Code::UnreadableFile, problem)));
        None
    }

    /// The value at a dotted path of tables in pyproject.toml.
    pub(super) fn value(&self, path: &str) -> Option<&toml::Value> {
        let mut parts = path.split('.');
        let first = self.pyproject.get(parts.next()?)?;
        parts.try_fold(first, |value, part| value.get(part))
    }

    /// The string at a dotted path of tables in pyproject.toml.
    pub(super) fn string(&self, path: &str) -> Option<String> {
        self.value(path)?.as_str().map(str::to_owned)
    }

    /// The strings at a dotted path: those of an array, or the one that stands there alone.
    pub(super) fn strings(&self, path: &str) -> Vec<String> {
        self.value(path).map(strings).unwrap_or_default()
    }

    /// The first value of a field in `PKG-INFO`. Sdists write `UNKNOWN` where there was none.
    pub(super) fn header(&self, key: &str) -> Option<String> {
        let (_, value) = self
            .pkg_info
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(key))?;
        (value != "UNKNOWN").then(|| value.clone())
    }

    /// The name of the distribution, as written.
    pub(super) fn name(&self) -> Option<String> {
        let pyproject = [
            "project.name",
            "tool.poetry.name",
            "tool.flit.metadata.dist-name",
            "tool.flit.metadata.module",
        ];
        let in_pyproject = pyproject.iter().find_map(|path| self.string(path));
        in_pyproject
            .or_else(|| self.setup_cfg.get("metadata", "name").map(str::to_owned))
            .or_else(|| self.setup_py.string("name"))
            .or_else(|| self.header("Name"))
            .filter(|name| !name.trim().is_empty())
    }

    fn top_level_names(&mut self) -> Vec<String> {
        let Some(name) = self.name() else {
            return Vec::new();
        };
        let plain = name.replace('-', "_");
        let directories = [format!("{name}.egg-info"), format!("{plain}.egg-info")];
        let places = directories
            .iter()
            .flat_map(|name| [name.clone(), format!("src/{name}"), format!("lib/{name}")]);
        let text = places
            .into_iter()
            .find_map(|place| self.text(&format!("{place}/top_level.txt")));
        text.unwrap_or_default()
            .lines()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect()
    }
}

/// The strings of an array, or a single string.
pub(super) fn strings(value: &toml::Value) -> Vec<String> {
    let several = value
        .as_array()
        .map(|values| values.iter().filter_map(toml::Value::as_str));
    several
        .into_iter()
        .flatten()
        .chain(value.as_str())
        .map(str::to_owned)
        .collect()
}

/// The header fields of a core metadata file, up to its body.
fn headers(text: &str) -> Vec<(String, String)> {
    text.lines()
        .take_while(|line| !line.trim().is_empty())
        .filter(|line| !line.starts_with([' ', '\t']))
        .filter_map(|line| line.split_once(':'))
        .map(|(key, value)| (key.to_owned(), value.trim().to_owned()))
        .collect()
}
