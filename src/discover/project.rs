//! The Python project that a book stands in.

use std::path::{Path, PathBuf};

use super::DiscoverOptions;
use super::files::Files;
use super::ignored::is_repository;
use super::layout::{self, Target};
use super::listing::is_package;
use super::manifest::{Manifest, is_project};
use super::paths::normalize;
use crate::name::ModuleName;

/// What a project says about itself. Everything but the place may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// The directory of pyproject.toml, setup.cfg or setup.py; without these, the one that holds the package.
    pub root: PathBuf,
    /// The name of the distribution, as written.
    pub name: Option<String>,
    /// The version, where it is written down somewhere (PEP 440).
    pub version: Option<String>,
    /// The summary of one line.
    pub description: Option<String>,
    /// The README, as an absolute path to a file that exists.
    pub readme: Option<PathBuf>,
    /// The `http` or `https` address of the repository.
    pub repository: Option<String>,
    /// Which versions of Python it is for (PEP 440 specifiers).
    pub requires_python: Option<String>,
    /// The packages and modules of the project.
    pub import_roots: Vec<PathBuf>,
}

/// Finds the project that a directory is in: the directory itself or the nearest one above it that has packages
/// or modules, up to the top of the repository.
///
/// A directory with pyproject.toml, setup.cfg or setup.py may stand anywhere above; one that merely holds a
/// package has to be in the same repository or, outside of one, next to the start. `None` if there is none.
pub fn find_project(files: &Files, start: &Path) -> Option<Project> {
    let start = normalize(start);
    let repository = start
        .ancestors()
        .position(|directory| is_repository(files, directory));
    let above: Vec<_> = start
        .ancestors()
        .take(repository.map_or(usize::MAX, |index| index + 1))
        .collect();
    let near = repository.map_or(2, |index| index + 1);
    let candidates = || {
        above
            .iter()
            .enumerate()
            .filter(|(index, directory)| *index < near || is_project(files, directory))
    };
    // A book may stand inside of a package that belongs to a project further up.
    let package = candidates().find_map(|(index, directory)| match directory {
        _ if is_project(files, directory) => project(files, directory, layout::targets),
        _ if is_package(files, directory) => {
            project(files, directory, |_| own_package(directory)).filter(|_| index == 0)
        }
        _ => project(files, directory, layout::packages),
    });
    package.or_else(|| {
        let mut bare = candidates().filter(|(_, directory)| !is_project(files, directory));
        bare.find_map(|(_, directory)| match directory {
            _ if is_package(files, directory) => project(files, directory, |_| own_package(directory)),
            _ => project(files, directory, layout::modules),
        })
    })
}

/// A package as its own project.
fn own_package(directory: &Path) -> Vec<Target> {
    let name = directory
        .file_name()
        .and_then(|name| ModuleName::new(name.to_str()?));
    name.map(|name| Target {
        name,
        path: directory.to_path_buf(),
        stubs_only: false,
    })
    .into_iter()
    .collect()
}

/// The project in a directory, if there is anything in it.
fn project(files: &Files, directory: &Path, find: impl Fn(&Manifest) -> Vec<Target>) -> Option<Project> {
    let mut manifest = Manifest::read(files, directory);
    let targets = find(&manifest);
    (!targets.is_empty()).then(|| described(directory, &mut manifest, targets))
}

/// What a directory says about the project in it, whichever its packages are.
pub fn described_project(files: &Files, directory: &Path) -> Project {
    described(directory, &mut Manifest::read(files, directory), Vec::new())
}

fn described(directory: &Path, manifest: &mut Manifest, targets: Vec<Target>) -> Project {
    Project {
        root: directory.to_path_buf(),
        name: manifest.name(),
        version: version(manifest, &targets),
        description: description(manifest),
        readme: readme(manifest),
        repository: repository(manifest),
        requires_python: declared_python(manifest),
        import_roots: targets.into_iter().map(|target| target.path).collect(),
    }
}

/// Which versions of Python the documented project is for, as its metadata says it (PEP 440 specifiers): that of the
/// first source, or of the book where none is given.
pub fn requires_python(options: &DiscoverOptions) -> Option<String> {
    declared_python(&Manifest::read(&options.files, &declaring_directory(options)?))
}

/// The project whose code is documented, as its metadata says it: that of the first source, or of the book where none
/// is given.
pub fn documented_project(options: &DiscoverOptions) -> Option<Project> {
    project(&options.files, &declaring_directory(options)?, layout::targets)
}

fn declaring_directory(options: &DiscoverOptions) -> Option<PathBuf> {
    let files = &options.files;
    let start = normalize(options.sources.first().unwrap_or(&options.base));
    let repository = start
        .ancestors()
        .position(|directory| is_repository(files, directory));
    let mut above = start
        .ancestors()
        .take(repository.map_or(usize::MAX, |index| index + 1));
    above
        .find(|directory| is_project(files, directory))
        .map(Path::to_path_buf)
}

fn description(manifest: &Manifest) -> Option<String> {
    let declared = ["project.description", "tool.poetry.description"]
        .iter()
        .find_map(|path| manifest.string(path));
    declared
        .or_else(|| {
            manifest
                .setup_cfg
                .get("metadata", "description")
                .map(str::to_owned)
        })
        .or_else(|| manifest.setup_py.string("description"))
        .or_else(|| manifest.header("Summary"))
        .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|text| !text.is_empty())
}

fn declared_python(manifest: &Manifest) -> Option<String> {
    let paths = ["project.requires-python", "tool.flit.metadata.requires-python"];
    let declared = paths.iter().find_map(|path| manifest.string(path));
    declared
        .or_else(|| {
            manifest
                .string("tool.poetry.dependencies.python")
                .map(|versions| without_caret(&versions))
        })
        .or_else(|| {
            manifest
                .setup_cfg
                .get("options", "python_requires")
                .map(str::to_owned)
        })
        .or_else(|| manifest.setup_py.string("python_requires"))
        .or_else(|| manifest.header("Requires-Python"))
}

/// `^3.8` of Poetry in the form of PEP 440; anything else stays as it is.
fn without_caret(versions: &str) -> String {
    let lowest = versions
        .strip_prefix('^')
        .filter(|rest| rest.bytes().all(|c| c.is_ascii_digit() || c == b'.'));
    let major = lowest.and_then(|lowest| lowest.split('.').next()?.parse::<u16>().ok());
    match (lowest, major) {
        (Some(lowest), Some(major)) => format!(">={lowest},<{}", u32::from(major) + 1),
        _ => versions.to_owned(),
    }
}

/// The version: written down, or where the project says that it is written down.
fn version(manifest: &mut Manifest, targets: &[Target]) -> Option<String> {
    let declared = ["project.version", "tool.poetry.version"]
        .iter()
        .find_map(|path| manifest.string(path));
    let in_cfg = manifest.setup_cfg.get("metadata", "version").map(str::to_owned);
    let (directive, fixed): (Vec<_>, Vec<_>) = in_cfg
        .into_iter()
        .partition(|text| text.starts_with("attr:") || text.starts_with("file:"));
    declared
        .or_else(|| fixed.into_iter().next())
        .or_else(|| manifest.setup_py.string("version"))
        .or_else(|| manifest.header("Version"))
        .or_else(|| dynamic_version(manifest, directive.first().map(String::as_str), targets))
}

/// The version in another file: `attr` or `file` of setuptools, `path` of Hatch and PDM, the module itself for Flit.
fn dynamic_version(manifest: &mut Manifest, directive: Option<&str>, targets: &[Target]) -> Option<String> {
    let directive = |key: &str| Some(directive?.strip_prefix(key)?.strip_prefix(':')?.trim().to_owned());
    let setuptools = "tool.setuptools.dynamic.version";
    let attribute = manifest
        .string(&format!("{setuptools}.attr"))
        .or_else(|| directive("attr"));
    if let Some((module, name)) = attribute.as_deref().and_then(|path| path.rsplit_once('.')) {
        return module_files(module, targets)
            .iter()
            .find_map(|path| assigned(manifest, path, &[name]));
    }
    let file = manifest
        .strings(&format!("{setuptools}.file"))
        .into_iter()
        .next()
        .or_else(|| directive("file"));
    if let Some(text) = file.and_then(|file| manifest.text(&file)) {
        return text.lines().next().map(|line| line.trim().to_owned());
    }
    let paths = ["tool.hatch.version.path", "tool.pdm.version.path"];
    let file = paths
        .iter()
        .find_map(|path| manifest.string(path))
        .map(|path| manifest.root.join(path));
    let is_flit = manifest
        .string("build-system.build-backend")
        .is_some_and(|backend| backend.starts_with("flit"));
    let modules = targets
        .iter()
        .filter(|_| is_flit)
        .flat_map(|target| init_files(&target.path));
    let places: Vec<_> = file.into_iter().chain(modules).collect();
    places
        .iter()
        .find_map(|path| assigned(manifest, path, &["__version__", "VERSION", "version"]))
}

/// The files that a dotted name may mean: it begins with the name of a package or module of the project.
fn module_files(module: &str, targets: &[Target]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for target in targets {
        let Some(rest) = module.strip_prefix(target.name.as_str()) else {
            continue;
        };
        let path = rest
            .split('.')
            .filter(|part| !part.is_empty())
            .fold(target.path.clone(), |path, part| path.join(part));
        files.extend(init_files(&path));
        files.push(path.with_extension("py"));
    }
    files
}

fn init_files(path: &Path) -> [PathBuf; 2] {
    [path.join("__init__.py"), path.to_path_buf()]
}

/// The string that a Python file assigns to one of the names, at the beginning of a line.
fn assigned(manifest: &mut Manifest, path: &Path, names: &[&str]) -> Option<String> {
    if !manifest.files.is_file(path) {
        return None;
    }
    let text = manifest.text(path.to_str()?)?;
    text.lines().find_map(|line| {
        let (target, value) = line.split_once('=')?;
        let target = target.split(':').next().unwrap_or(target).trim_end();
        let value = value.trim().strip_prefix(['"', '\''])?;
        let end = value.find(['"', '\''])?;
        names.contains(&target).then(|| value[..end].to_owned())
    })
}

/// The README that the project names, else the one that is there; Markdown first, because a book is made of it.
fn readme(manifest: &Manifest) -> Option<PathBuf> {
    let mut declared = manifest.strings("project.readme");
    declared.extend(manifest.string("project.readme.file"));
    declared.extend(manifest.strings("tool.poetry.readme"));
    let long = manifest
        .setup_cfg
        .get("metadata", "long_description")
        .and_then(|text| text.strip_prefix("file:"));
    declared.extend(
        long.and_then(|files| files.split([',', '\n']).next())
            .map(|file| file.trim().to_owned()),
    );
    let usual = [
        "README.md",
        "Readme.md",
        "readme.md",
        "README.markdown",
        "README.rst",
        "README.txt",
        "README",
    ];
    let candidates = declared.into_iter().chain(usual.map(str::to_owned));
    // A README elsewhere may be a link into a foreign place; one of the project is inside of it.
    candidates
        .filter(|file| !file.is_empty())
        .map(|file| normalize(&manifest.root.join(file)))
        .find(|path| manifest.files.is_file(path) && path.starts_with(&manifest.root))
}

/// The labels under which projects link their repository, without case and punctuation, the plainest first.
const REPOSITORY_LABELS: &[&str] = &[
    "repository",
    "source",
    "sourcecode",
    "code",
    "github",
    "gitlab",
    "sourcerepository",
    "homepage",
    "home",
];

/// The address of the repository. A homepage counts only if it is on a forge.
fn repository(manifest: &Manifest) -> Option<String> {
    let mut links: Vec<(String, String)> = Vec::new();
    for table in ["project.urls", "tool.poetry.urls", "tool.flit.metadata.urls"] {
        let urls = manifest.value(table).and_then(toml::Value::as_table);
        let link = |(key, url): (&String, &toml::Value)| Some((key.clone(), url.as_str()?.to_owned()));
        links.extend(urls.into_iter().flatten().filter_map(link));
    }
    for (label, path) in [
        ("repository", "tool.poetry.repository"),
        ("homepage", "tool.poetry.homepage"),
        ("homepage", "tool.flit.metadata.home-page"),
    ] {
        links.extend(manifest.string(path).map(|url| (label.to_owned(), url)));
    }
    links.extend(manifest.setup_cfg.pairs("metadata", "project_urls"));
    links.extend(
        manifest
            .setup_cfg
            .get("metadata", "url")
            .map(|url| ("homepage".to_owned(), url.to_owned())),
    );
    links.extend(
        manifest
            .setup_py
            .get("project_urls")
            .map(super::manifest::Literal::pairs)
            .unwrap_or_default(),
    );
    links.extend(
        manifest
            .setup_py
            .string("url")
            .map(|url| ("homepage".to_owned(), url)),
    );
    let headers = manifest
        .pkg_info
        .iter()
        .filter(|(key, _)| key.eq_ignore_ascii_case("Project-URL"));
    let header = |(_, value): &(String, String)| {
        value
            .split_once(',')
            .map(|(key, url)| (key.to_owned(), url.trim().to_owned()))
    };
    links.extend(headers.filter_map(header));
    links.extend(
        manifest
            .header("Home-page")
            .map(|url| ("homepage".to_owned(), url)),
    );
    let plain = |label: &str| {
        label
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
            .to_lowercase()
    };
    let usable = |label: &str, url: &str| {
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        is_web && (!label.starts_with("home") || is_on_forge(url))
    };
    REPOSITORY_LABELS.iter().find_map(|label| {
        let link = links
            .iter()
            .find(|(key, url)| plain(key) == *label && usable(label, url));
        link.map(|(_, url)| plain_address(url))
    })
}

/// The address without a place inside of the repository, as in `…/tree/main/sub`.
fn plain_address(url: &str) -> String {
    let places = ["/tree/", "/blob/", "/-/", "/src/branch/", "#", "?"];
    let end = places
        .iter()
        .filter_map(|place| url.find(place))
        .min()
        .unwrap_or(url.len());
    let plain = url.get(..end).unwrap_or(url).trim_end_matches('/');
    plain.strip_suffix(".git").unwrap_or(plain).to_owned()
}

/// Whether an address is that of a repository on one of the well-known forges.
fn is_on_forge(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let forges = [
        "github.com",
        "gitlab.com",
        "bitbucket.org",
        "codeberg.org",
        "sr.ht",
        "opendev.org",
    ];
    let is_forge = host.starts_with("gitlab.")
        || forges
            .iter()
            .any(|forge| host == *forge || host.ends_with(&format!(".{forge}")));
    is_forge && path.trim_end_matches('/').split('/').count() >= 2
}
