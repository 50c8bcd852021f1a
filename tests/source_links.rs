//! Links to the source are guessed as the program `git` sets up working copies.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make working copies, and may panic"
)]

#[expect(dead_code, reason = "working copies need git and no other tool")]
#[path = "support/tools.rs"]
mod tools;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mdbook_autodoc::config::SourceLink;
use mdbook_autodoc::discover::SourceFile;
use mdbook_autodoc::model::{Lines, ModuleKind};
use mdbook_autodoc::name::ModuleName;
use mdbook_autodoc::repository::{LinkOptions, source_links};
use tempfile::TempDir;

/// A working copy with one commit of `src/pkg/a.py`, made by `git`.
struct WorkingCopy {
    folder: TempDir,
}

/// What `git` may not take from this machine.
const ISOLATED: [(&str, &str); 6] = [
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_AUTHOR_NAME", "A"),
    ("GIT_AUTHOR_EMAIL", "a@example.org"),
    ("GIT_COMMITTER_NAME", "A"),
    ("GIT_COMMITTER_EMAIL", "a@example.org"),
];

fn git(directory: &Path, line: &str) -> String {
    let output = Command::new("git")
        .current_dir(directory)
        .args(line.split(' '))
        .envs(ISOLATED)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "git {line}: {told}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

impl WorkingCopy {
    fn new(options: &str) -> Self {
        let copy = Self {
            folder: TempDir::new().unwrap(),
        };
        copy.git(&format!("init -q --initial-branch=main{options}"));
        copy.write("src/pkg/a.py", "x = 1\n");
        copy.git("add .");
        copy.git("commit -q -m first");
        copy
    }

    /// The same, cloned from a forge.
    fn cloned() -> Self {
        let copy = Self::new("");
        copy.git("remote add origin git@github.com:o/r.git");
        copy.follow("origin");
        copy
    }

    fn top(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.top().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn git(&self, line: &str) -> String {
        git(&self.top(), line)
    }

    fn follow(&self, remote: &str) {
        self.git(&format!("config branch.main.remote {remote}"));
        self.git("config branch.main.merge refs/heads/main");
    }

    fn commit(&self) -> String {
        self.git("rev-parse HEAD")
    }

    /// The link to a line of `src/pkg/a.py`, for a book in `docs`.
    fn link(&self) -> String {
        Asked::default().of(&self.top(), "src/pkg/a.py")
    }
}

/// What book.toml says.
struct Asked<'a> {
    link: SourceLink,
    revision: Option<&'a str>,
    address: Option<&'a str>,
}

impl Default for Asked<'_> {
    fn default() -> Self {
        Self {
            link: SourceLink::Guess,
            revision: None,
            address: None,
        }
    }
}

impl Asked<'_> {
    /// The link to the lines 2 to 3 of a file, for a book in `docs` below `top`; where there is none, the reason.
    fn of(&self, top: &Path, file: &str) -> String {
        let options = LinkOptions {
            book: &top.join("docs"),
            link: &self.link,
            revision: self.revision,
            address: self.address,
        };
        let display = format!("../{file}");
        let file = SourceFile {
            path: top.join(file),
            display: display.clone(),
            module: ModuleName::new("pkg.a").unwrap(),
            kind: ModuleKind::Module,
            is_stub: false,
            stat: mdbook_autodoc::discover::Stat::default(),
            object: None,
            source: 0,
        };
        let (links, notes) = source_links(options, &[file]);
        let link = links.url(&display, "pkg.a", Some(Lines { first: 2, last: 3 }));
        if link.is_empty() { notes.concat() } else { link }
    }

    fn in_copy(&self, copy: &WorkingCopy) -> String {
        self.of(&copy.top(), "src/pkg/a.py")
    }
}

fn named(revision: &str) -> String {
    format!("https://github.com/o/r/blob/{revision}/src/pkg/a.py#L2-L3")
}

macro_rules! needs_git {
    () => {
        if tools::git().is_none() {
            return;
        }
    };
}

#[test]
fn links_name_the_tag_at_the_commit_else_the_branch_else_the_commit() {
    needs_git!();
    let copy = WorkingCopy::cloned();
    assert_eq!(copy.link(), named("main"));
    copy.git("config branch.main.merge refs/heads/develop");
    assert_eq!(copy.link(), named("develop"), "the branch has another name there");
    copy.git("config --unset branch.main.merge");
    assert_eq!(
        copy.link(),
        named(&copy.commit()),
        "the branch may be nowhere but here"
    );
    copy.git("update-ref refs/remotes/origin/main HEAD");
    assert_eq!(copy.link(), named("main"), "the branch is there too");
    copy.git("checkout -q --detach");
    assert_eq!(copy.link(), named(&copy.commit()));
    copy.git("tag latest");
    assert_eq!(copy.link(), named("latest"));
    copy.git("tag -a -m release v1.0");
    assert_eq!(copy.link(), named("v1.0"), "a tag with an object of its own");
    copy.git("checkout -q main");
    assert_eq!(copy.link(), named("v1.0"));
    copy.git("pack-refs --all");
    copy.git("gc -q");
    assert_eq!(copy.link(), named("v1.0"), "all is packed");
    copy.git("commit -q --allow-empty -m second");
    assert_eq!(copy.link(), named("main"), "the tag is at an older commit");
}

#[test]
fn the_remote_is_the_one_of_the_branch_else_origin_else_the_only_one() {
    needs_git!();
    let copy = WorkingCopy::new("");
    assert!(
        copy.link().contains("it comes from nowhere on the web"),
        "{}",
        copy.link()
    );
    copy.git("remote add mine https://user:secret@gitlab.com/me/r.git");
    let commit = copy.commit();
    let mine = format!("https://gitlab.com/me/r/-/blob/{commit}/src/pkg/a.py#L2-3");
    assert_eq!(copy.link(), mine);
    copy.git("remote add origin ssh://git@github.com:22/o/r.git");
    assert_eq!(copy.link(), named(&commit));
    copy.follow("mine");
    assert_eq!(copy.link(), mine.replace(&commit, "main"));
    copy.git("remote add third /srv/r.git");
    copy.follow("third");
    assert!(copy.link().contains("it comes from nowhere"), "{}", copy.link());
    copy.follow(".");
    assert_eq!(
        copy.link(),
        named("main"),
        "the branch follows one of this repository"
    );
}

#[test]
fn worktrees_submodules_and_shallow_clones_are_working_copies_too() {
    needs_git!();
    let copy = WorkingCopy::cloned();
    let elsewhere = TempDir::new().unwrap();
    let elsewhere = elsewhere.path().canonicalize().unwrap();

    let worktree = elsewhere.join("worktree");
    copy.git(&format!("worktree add -q -b topic {}", worktree.display()));
    let link = Asked::default().of(&worktree, "src/pkg/a.py");
    assert_eq!(link, named(&copy.commit()));

    let shallow = elsewhere.join("shallow");
    copy.git("commit -q --allow-empty -m second");
    git(
        &elsewhere,
        &format!("clone -q --depth 1 file://{} shallow", copy.top().display()),
    );
    git(&shallow, "remote set-url origin git@github.com:o/r.git");
    assert_eq!(Asked::default().of(&shallow, "src/pkg/a.py"), named("main"));

    let outer = WorkingCopy::cloned();
    let add = format!(
        "-c protocol.file.allow=always submodule --quiet add {} inner",
        copy.top().display()
    );
    outer.git(&add);
    git(
        &outer.top().join("inner"),
        "remote set-url origin git@codeberg.org:x/inner.git",
    );
    let book = Asked {
        address: Some("https://github.com/docs/book"),
        ..Asked::default()
    };
    assert_eq!(
        book.of(&outer.top(), "inner/src/pkg/a.py"),
        "https://codeberg.org/x/inner/src/branch/main/src/pkg/a.py#L2-L3",
        "the repository of the file counts, not that of the book"
    );
    assert_eq!(
        book.in_copy(&outer),
        "https://github.com/docs/book/blob/main/src/pkg/a.py#L2-L3"
    );
}

#[test]
fn what_git_does_not_have_gets_no_link() {
    needs_git!();
    let copy = WorkingCopy::cloned();
    copy.write("src/pkg/_version.py", "x = 1\n");
    let link = Asked::default().of(&copy.top(), "src/pkg/_version.py");
    assert!(!link.contains("_version.py"), "{link}");
    copy.git("add .");
    assert_eq!(
        Asked::default().of(&copy.top(), "src/pkg/_version.py"),
        named("main").replace("a.py", "_version.py")
    );
    for (path, text) in [
        (".git/index", "broken"),
        (".git/HEAD", "broken"),
        (".git/config", "[broken"),
        (".git/packed-refs", "broken"),
    ] {
        copy.write(path, text);
        let link = copy.link();
        assert!(!link.starts_with("https:"), "{path}: {link}");
    }
    fs::remove_dir_all(copy.top().join(".git")).unwrap();
    assert_eq!(copy.link(), "no links to the source: it is in no repository");
    let empty = WorkingCopy::new("");
    fs::remove_dir_all(empty.top().join(".git")).unwrap();
    empty.git("init -q");
    empty.git("remote add origin git@github.com:o/r.git");
    empty.git("add .");
    assert!(
        empty.link().contains("there is no commit yet"),
        "{}",
        empty.link()
    );
}

#[test]
fn a_book_may_name_the_forge_the_revision_and_the_repository() {
    needs_git!();
    let copy = WorkingCopy::cloned();
    copy.git("remote set-url origin git@code.example.org:o/r.git");
    let unknown = copy.link();
    assert!(unknown.contains("which forge `code.example.org` is"), "{unknown}");
    let link = |name: &str| serde_json::from_value(name.into()).unwrap();
    let forge = Asked {
        link: link("gitea"),
        ..Asked::default()
    };
    assert_eq!(
        forge.in_copy(&copy),
        "https://code.example.org/o/r/src/branch/main/src/pkg/a.py#L2-L3"
    );
    copy.git("tag 2.0");
    copy.git("commit -q --allow-empty -m second");
    for (revision, part) in [
        ("2.0", "tag/2.0"),
        ("next", "branch/next"),
        ("0123abc", "commit/0123abc"),
    ] {
        let asked = Asked {
            link: link("forgejo"),
            revision: Some(revision),
            ..Asked::default()
        };
        let found = asked.in_copy(&copy);
        assert!(found.contains(&format!("/o/r/src/{part}/src/pkg")), "{found}");
    }
    let address = Asked {
        address: Some("https://github.com/o/r/tree/main/docs/"),
        ..Asked::default()
    };
    assert_eq!(address.in_copy(&copy), named("main"));
    let template = Asked {
        link: link("https://view.example/{revision}/{path}#{line}"),
        ..Asked::default()
    };
    assert_eq!(
        template.in_copy(&copy),
        "https://view.example/main/src/pkg/a.py#2"
    );
}

#[test]
fn a_template_needs_no_repository() {
    let folder = TempDir::new().unwrap();
    let asked = |revision| Asked {
        link: serde_json::from_value("https://view.example/{revision}/{path}#{line}".into()).unwrap(),
        revision,
        address: None,
    };
    let link = asked(Some("v 1")).of(folder.path(), "src/pkg/a.py");
    assert_eq!(link, "https://view.example/v%201/src/pkg/a.py#2");
    let off = Asked {
        link: SourceLink::Off,
        ..asked(Some("v1"))
    };
    assert_eq!(off.of(folder.path(), "src/pkg/a.py"), "");
    assert!(!asked(None).of(folder.path(), "src/pkg/a.py").starts_with("https"));
}
