//! What is said of a build that was made because something had changed.

use std::path::Path;
use std::time::Duration;

use jiff::civil::Time;

use super::report::visible;
use crate::name::count;
use crate::watch::{Change, Changes};

/// `[14:23:45] site.py changed`; paths are those below `root`.
pub(super) fn reason(changes: &Changes, root: &Path, now: Time) -> String {
    let now = now.strftime("%H:%M:%S");
    let mut all = changes.iter();
    let Some((first, mut kind)) = all.next() else {
        return format!("[{now}] nothing changed");
    };
    for (_, other) in all {
        if other != kind {
            kind = Change::Changed;
        }
    }
    let word = match kind {
        Change::Added => "added",
        Change::Changed => "changed",
        Change::Removed => "removed",
    };
    let name = shown(first, root);
    let more = match changes.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("[{now}] {name}{more} {word}")
}

/// `: 1 file, 3 pages, 41 ms`.
pub(super) fn result(changes: &Changes, pages: usize, time: Duration) -> String {
    let (files, pages) = (count(changes.len(), "file"), count(pages, "page"));
    format!(": {files}, {pages}, {}", duration(time))
}

fn duration(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        format!("{} ms", time.as_millis())
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}

fn shown(path: &Path, root: &Path) -> String {
    let short = path
        .strip_prefix(root)
        .ok()
        .or_else(|| path.file_name().map(Path::new));
    visible(&short.unwrap_or(path).to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(all: &[(&str, Change)]) -> Changes {
        all.iter()
            .map(|(path, change)| (Path::new(path).to_owned(), *change))
            .collect()
    }

    #[test]
    fn an_update_is_one_line() {
        use Change::{Added, Changed, Removed};
        let now = Time::constant(14, 23, 5, 0);
        for (all, pages, millis, expected) in [
            (
                &[("/book/src/a.md", Changed)][..],
                1,
                41,
                "src/a.md changed: 1 file, 1 page, 41 ms",
            ),
            (
                &[("/pkg/site.py", Added)],
                3,
                41,
                "site.py added: 1 file, 3 pages, 41 ms",
            ),
            (
                &[("/pkg/a.py", Removed), ("/pkg/b.py", Removed)],
                0,
                1234,
                "a.py and 1 more removed: 2 files, 0 pages, 1.2 s",
            ),
            (
                &[("/pkg/a.py", Removed), ("/pkg/b.py", Added)],
                2,
                7,
                "a.py and 1 more changed: 2 files, 2 pages, 7 ms",
            ),
            (
                &[("/pkg/a\u{1b}.py", Changed)],
                2,
                7,
                "a\\u{1b}.py changed: 1 file, 2 pages, 7 ms",
            ),
        ] {
            let changes = changes(all);
            let line = reason(&changes, Path::new("/book"), now)
                + &result(&changes, pages, Duration::from_millis(millis));
            assert_eq!(line, format!("[14:23:05] {expected}"));
        }
    }
}
