//! What is left out, and how that is said.

use std::fs;

use mdbook_autodoc::discover::{DiscoverOptions, Files, discover, read_source};

use super::{Repository, codes, names};

#[test]
fn files_that_are_no_modules_are_reported_inside_of_packages() {
    for (files, expected) in [
        ("p/ p/foo.bar.py", &["not-a-module ../p/foo.bar.py"][..]),
        ("p/ p/a-b.py p/c-d.py p/1.py", &["not-a-module ../p"]),
        ("p/ p/data/a-b.py", &[]),
        ("p/ p/x.py/y.py", &["skipped-file ../p/x.py"]),
        ("p/ p/..py p/.hidden.py p/.d/x.py", &["not-a-module ../p"]),
        ("p/ p/env/pyvenv.cfg p/env/lib/x.py p/__pycache__/x.py", &[]),
    ] {
        let found = Repository::new(files).find("p");
        assert_eq!(names(&found), "p", "{files}");
        assert_eq!(codes(&found), expected, "{files}");
    }
}

#[test]
fn large_files_are_skipped_with_the_limit() {
    let repository = Repository::with("p/", &[("p/big.py", "x = 1\n# and so on\n")]);
    let limited = DiscoverOptions {
        max_file_size: 10,
        ..repository.options("p")
    };
    let found = discover(&limited).unwrap();
    assert_eq!(names(&found), "p");
    assert_eq!(codes(&found), ["skipped-file ../p/big.py"]);
    assert_eq!(
        found.diagnostics[0].message,
        "the file has 18 bytes, more than `max-file-size` (10) allows"
    );
    let unlimited = DiscoverOptions {
        max_file_size: 0,
        ..limited
    };
    assert_eq!(names(&discover(&unlimited).unwrap()), "p p.big");
}

#[test]
fn reading_notices_what_changed_since() {
    let repository = Repository::with("p/", &[("p/a.py", "x = 1\n")]);
    let found = repository.find("p");
    let file = &found.files[1];
    assert_eq!((file.module.as_str(), file.stat.size), ("p.a", 6));
    assert_eq!(read_source(&Files::Disk, file, 0).unwrap().bytes, b"x = 1\n");
    assert_eq!(read_source(&Files::Disk, file, 6).unwrap().bytes, b"x = 1\n");
    let grown = read_source(&Files::Disk, file, 5).unwrap_err();
    assert_eq!(
        (grown.code.as_str(), grown.path.as_str()),
        ("skipped-file", "../p/a.py")
    );
    fs::remove_file(&file.path).unwrap();
    assert_eq!(
        read_source(&Files::Disk, file, 0).unwrap_err().code.as_str(),
        "unreadable-file"
    );
    fs::create_dir(&file.path).unwrap();
    assert_eq!(
        read_source(&Files::Disk, file, 0).unwrap_err().code.as_str(),
        "skipped-file"
    );
}

#[test]
fn deep_directories_are_walked_to_their_end() {
    let deep = vec!["d"; 900].join("/");
    let found = Repository::new(&format!("p/ p/{deep}/x.py")).find("p");
    assert_eq!((found.files.len(), found.namespaces.len()), (2, 900));
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;
    use std::path::Path;
    use std::process::Command;

    use super::*;

    fn make_fifo(path: &Path) {
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    }

    #[test]
    fn what_is_no_regular_file_never_blocks() {
        let repository = Repository::new("p/ p/a.py");
        let package = repository.root.join("p");
        let file = repository.find("p").files.remove(1);
        make_fifo(&package.join("fifo.py"));
        let _socket = UnixListener::bind(package.join("socket.py")).unwrap();
        for (target, link) in [
            ("/dev/zero", "zero.py"),
            ("gone", "dangling.py"),
            ("loop.py", "loop.py"),
            ("a.py", "link.py"),
        ] {
            symlink(target, package.join(link)).unwrap();
        }
        fs::write(package.join(OsStr::from_bytes(b"caf\xe9.py")), "").unwrap();
        let found = repository.find("p");
        assert_eq!(names(&found), "p p.a p.link");
        let expected = [
            "skipped-file ../p/caf\u{fffd}.py",
            "unreadable-file ../p/dangling.py",
            "skipped-file ../p/fifo.py",
            "unreadable-file ../p/loop.py",
            "skipped-file ../p/socket.py",
            "skipped-file ../p/zero.py",
        ];
        let mut codes = codes(&found);
        codes.sort_by(|left, right| left.split(' ').nth(1).cmp(&right.split(' ').nth(1)));
        assert_eq!(codes, expected);

        fs::remove_file(&file.path).unwrap();
        make_fifo(&file.path);
        assert_eq!(
            read_source(&Files::Disk, &file, 0).unwrap_err().code.as_str(),
            "skipped-file"
        );
        assert_eq!(
            crate::shown(discover(&repository.options("p/fifo.py"))),
            "source `../p/fifo.py` is neither a directory nor a regular `.py` or `.pyi` file"
        );
    }

    #[test]
    fn links_to_directories_are_not_followed_but_a_source_may_be_one() {
        let repository = Repository::new("p/ p/s/a.py elsewhere/b.py");
        let link = |target: &str, path: &str| symlink(target, repository.root.join(path)).unwrap();
        link("..", "p/s/up");
        link("../elsewhere", "p/e");
        link("p", "q");
        let found = repository.find("q");
        assert_eq!(names(&found), "q q.s.a [q.s]");
        assert_eq!(codes(&found), ["skipped-file ../q/e", "skipped-file ../q/s/up"]);
    }

    #[test]
    fn unreadable_directories_are_skipped() {
        let repository = Repository::new("p/ p/s/a.py");
        let directory = repository.root.join("p/s");
        let allow = |mode| fs::set_permissions(&directory, fs::Permissions::from_mode(mode)).unwrap();
        allow(0);
        // The superuser may read everything.
        let is_readable = fs::read_dir(&directory).is_ok();
        let found = repository.find("p");
        allow(0o755);
        if is_readable {
            assert_eq!(names(&found), "p p.s.a [p.s]");
        } else {
            assert_eq!(
                (names(&found).as_str(), codes(&found).as_slice()),
                ("p", &["unreadable-file ../p/s".to_owned()][..])
            );
        }
    }
}
