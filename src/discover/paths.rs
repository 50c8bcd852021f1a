//! Paths as text: without `.` and `..`, and relative to the book.

#![expect(
    clippy::disallowed_methods,
    reason = "whether `..` may be taken by name depends on symbolic links"
)]

use std::path::{Component, Path, PathBuf};

/// The path without `.` and `..`, so that one file has one path whichever source led to it.
///
/// `..` is taken by name, which keeps the symbolic links that a user sees, unless that leads to another place.
pub fn normalize(path: &Path) -> PathBuf {
    if !path.components().any(|part| part == Component::ParentDir) {
        return path.components().collect();
    }
    let mut by_name = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                by_name.pop();
            }
            Component::CurDir => {}
            other => by_name.push(other),
        }
    }
    match (path.canonicalize(), by_name.canonicalize()) {
        (Ok(real), Ok(named)) if real == named => by_name,
        (Ok(real), _) => real,
        (Err(_), _) => by_name,
    }
}

/// The path relative to `base`, with `/` between its parts; absolute where the two share no root.
pub(super) fn display(path: &Path, base: &Path) -> String {
    let shared = path
        .components()
        .zip(base.components())
        .take_while(|(left, right)| left == right)
        .count();
    if shared == 0 {
        return path.to_string_lossy().replace('\\', "/");
    }
    let up = base.components().skip(shared).map(|_| "..".into());
    let down = path
        .components()
        .skip(shared)
        .map(|part| part.as_os_str().to_string_lossy());
    let parts: Vec<_> = up.chain(down).collect();
    if parts.is_empty() {
        ".".to_owned()
    } else {
        parts.join("/")
    }
}

/// `above/name`, or `name` at the top.
pub(super) fn join(above: &str, name: &str) -> String {
    if above.is_empty() {
        name.to_owned()
    } else {
        format!("{above}/{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_relative_to_the_book() {
        for (path, expected) in [
            ("/repo/docs/pkg/a.py", "pkg/a.py"),
            ("/repo/src/pkg/a.py", "../src/pkg/a.py"),
            ("/other/a.py", "../../other/a.py"),
            ("/repo/docs", "."),
        ] {
            assert_eq!(display(Path::new(path), Path::new("/repo/docs")), expected);
        }
    }

    #[test]
    fn dots_are_removed_by_name_where_no_link_stands_in_the_way() {
        for (path, expected) in [
            ("/a/./b", "/a/b"),
            ("/nowhere/b/../c/../../d", "/d"),
            ("/../a", "/a"),
            ("/a/b/", "/a/b"),
        ] {
            assert_eq!(normalize(Path::new(path)), Path::new(expected));
        }
    }

    #[cfg(unix)]
    #[test]
    fn dots_behind_a_symbolic_link_lead_where_the_system_says() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().canonicalize().unwrap();
        std::fs::create_dir_all(root.join("far/docs")).unwrap();
        std::fs::create_dir_all(root.join("far/src")).unwrap();
        std::os::unix::fs::symlink(root.join("far/docs"), root.join("docs")).unwrap();
        assert_eq!(normalize(&root.join("docs/../src")), root.join("far/src"));
    }
}
