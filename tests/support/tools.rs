//! Programs and packages that `tests/run` puts into `.tools`.
//!
//! Each function returns `None` when the thing is missing, after a notice, so that the test ends early; where
//! `CI` is set nothing may be missing, and the test fails instead.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests look for their tools, and tell of missing ones"
)]

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The directory of `Cargo.toml`.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The binary of mdBook 0.5.
pub(crate) fn mdbook_0_5() -> Option<PathBuf> {
    in_tools("mdbook-0.5/bin/mdbook")
}

/// The binary of mdBook 0.4.
pub(crate) fn mdbook_0_4() -> Option<PathBuf> {
    in_tools("mdbook-0.4/bin/mdbook")
}

/// A link checker that is not ours.
pub(crate) fn hyperlink() -> Option<PathBuf> {
    in_tools("hyperlink/bin/hyperlink")
}

/// The interpreter of the environment that holds griffe.
pub(crate) fn python() -> Option<PathBuf> {
    in_tools("python/bin/python")
}

/// The same interpreter, if all of `modules` can be imported there.
pub(crate) fn python_with(modules: &[&str]) -> Option<PathBuf> {
    let python = python()?;
    let has_all = modules.is_empty()
        || works(Command::new(&python).args(["-c", &format!("import {}", modules.join(", "))]));
    found(
        has_all.then_some(python),
        &format!("{} of .tools/python", modules.join(", ")),
    )
}

/// The interpreter of the environment that holds Sphinx and its extensions.
pub(crate) fn python_with_sphinx() -> Option<PathBuf> {
    in_tools("sphinx/bin/python")
}

/// A program of those that `tests/run` installs with pip beside griffe and Sphinx.
pub(crate) fn other(program: &str) -> Option<PathBuf> {
    in_tools(&format!("others/bin/{program}"))
}

/// The directory that holds the unpacked wheel of a distribution of `tests/packages.txt`: its packages beside
/// its metadata, as in `site-packages`.
pub(crate) fn package(distribution: &str) -> Option<PathBuf> {
    in_tools(&format!("packages/{distribution}"))
}

/// The directory that holds the unpacked wheel of a release of `tests/releases.txt`.
pub(crate) fn release(distribution: &str, version: &str) -> Option<PathBuf> {
    let path = repository().join(format!(".tools/releases/{distribution}-{version}"));
    path.exists().then_some(path)
}

/// The program `git`.
pub(crate) fn git() -> Option<PathBuf> {
    let git = PathBuf::from("git");
    let runs = works(Command::new(&git).arg("--version"));
    found(runs.then_some(git), "git")
}

/// The text of the `CommonMark` specification.
pub(crate) fn commonmark_spec() -> Option<PathBuf> {
    in_tools("node/node_modules/commonmark-spec/spec.txt")
}

/// Node, if it and the schema of SARIF are there.
pub(crate) fn node_with_sarif() -> Option<PathBuf> {
    node_and("@microsoft/jest-sarif")
}

/// Node, if it and a package are there.
pub(crate) fn node_and(package: &str) -> Option<PathBuf> {
    in_tools(&format!("node/node_modules/{package}/package.json"))?;
    found(
        works(Command::new("node").arg("--version")).then(|| "node".into()),
        "node",
    )
}

/// Node, if it and the module that drives the browser and the browser are all there.
pub(crate) fn node_with_browser() -> Option<PathBuf> {
    in_tools("node/node_modules/playwright-core/package.json")?;
    let browser = Path::new("/usr/bin/chromium");
    found(browser.exists().then(|| browser.to_owned()), "/usr/bin/chromium")?;
    found(
        works(Command::new("node").arg("--version")).then(|| "node".into()),
        "node",
    )
}

/// Node, if all that [`node_with_browser`] needs and a module for it are there.
pub(crate) fn node_with(module: &str) -> Option<PathBuf> {
    in_tools(&format!("node/node_modules/{module}/package.json"))?;
    node_with_browser()
}

/// An interpreter that can run the example package, which needs Python 3.12: one on `PATH`, else one that pyenv keeps.
pub(crate) fn python_3_12() -> Option<PathBuf> {
    let is_new_enough = "import sys; sys.exit(sys.version_info < (3, 12))";
    let on_path = ["python3", "python3.14", "python3.13", "python3.12"].map(PathBuf::from);
    let mut candidates = Vec::from(on_path);
    let pyenv = env::var_os("PYENV_ROOT").map(PathBuf::from);
    let pyenv = pyenv.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".pyenv")));
    let versions = pyenv.and_then(|pyenv| std::fs::read_dir(pyenv.join("versions")).ok());
    for version in versions.into_iter().flatten().flatten() {
        candidates.push(version.path().join("bin/python3"));
    }
    let usable = candidates
        .into_iter()
        .find(|name| works(Command::new(name).args(["-c", is_new_enough])));
    if usable.is_none() {
        let message = "no Python 3.12 or later on PATH or in pyenv";
        assert!(env::var_os("CI").is_none(), "{message}");
        println!("notice: skipped, {message}");
    }
    usable
}

fn works(command: &mut Command) -> bool {
    let command = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn in_tools(path: &str) -> Option<PathBuf> {
    let full = repository().join(".tools").join(path);
    found(full.exists().then_some(full), &format!(".tools/{path}"))
}

fn found(tool: Option<PathBuf>, name: &str) -> Option<PathBuf> {
    if tool.is_none() {
        let message = format!("`{name}` is missing; `tests/run` installs it");
        assert!(env::var_os("CI").is_none(), "{message}");
        println!("notice: skipped, {message}");
    }
    tool
}
