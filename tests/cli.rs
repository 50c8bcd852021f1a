//! The command line: what each command says and how it ends, above all when what it was given is wrong.
//!
//! Each file of `tests/cli` is what the binary says to a list of cases, the wrong thing above its message;
//! `SNAPSHOTS=overwrite cargo test --test cli` writes them anew.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their books, and may panic"
)]

#[expect(dead_code, reason = "the command line needs books and no other tool")]
mod support;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use mdbook_autodoc::cli::{EXIT_ENVIRONMENT, EXIT_FINDINGS, EXIT_OK, EXIT_USAGE};
use serde_json::{Value, json};
use support::book::TempBook;
use support::command::{BINARY, Run, book, check, commands, run, run_anywhere, sent_for};
use support::links::files_below;

/// What reads the options of a book: the preprocessor, which mdBook starts without a command, and both commands.
const READERS: &[&[&str]] = &[&[], &["build"], &["check"]];

/// The message of a run that ended with `code`; it must have written nothing to standard output.
#[track_caller]
fn refusal(run: Run, code: u8) -> String {
    assert_eq!((run.code, run.stdout.as_str()), (code, ""), "{}", run.stderr);
    assert!(run.stderr.contains("error: "), "{}", run.stderr);
    run.stderr
}

/// The one message with which each of `commands` refuses the book. The book and its last build must be untouched.
#[track_caller]
fn refusal_by_all(book: &TempBook, commands: &[&[&str]], code: u8) -> String {
    let before = content(book);
    let sends = commands.contains(&READERS[0]);
    let input = if sends {
        sent_for(book).to_string()
    } else {
        String::new()
    };
    let runs = commands
        .iter()
        .map(|arguments| run(book.root(), arguments, &input));
    let mut messages: Vec<String> = runs.map(|run| refusal(run, code)).collect();
    messages.dedup();
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert_eq!(content(book), before);
    messages.remove(0)
}

/// Every file of the book with its bytes; the cache may come and go.
fn content(book: &TempBook) -> Vec<(String, Vec<u8>)> {
    let files = files_below(book.root()).into_iter();
    files
        .filter(|path| !path.starts_with(".mdbook-autodoc/"))
        .map(|path| {
            let bytes = fs::read(book.root().join(&path)).unwrap();
            (path, bytes)
        })
        .collect()
}

/// Compares what is said to books that differ in their options with the file `name`.
#[track_caller]
fn check_options(name: &str, cases: &[&str]) {
    check(
        name,
        cases.iter().map(|options| {
            let message = refusal_by_all(&book(options), READERS, EXIT_USAGE);
            ((*options).to_owned(), message)
        }),
    );
}

#[test]
fn help_tells_the_commands_and_exit_codes() {
    let with_help = commands().into_iter().map(|(command, _)| {
        let words = command.split(' ').filter(|word| !word.is_empty());
        words.chain(["--help"]).map(str::to_owned).collect::<Vec<_>>()
    });
    let cases = with_help.chain([vec!["--version".to_owned()]]);
    check(
        "help.txt",
        cases.map(|arguments| {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let run = run_anywhere(&arguments, "");
            assert_eq!((run.code, run.stderr.as_str()), (EXIT_OK, ""));
            let version = format!("mdbook-autodoc {}\n", env!("CARGO_PKG_VERSION"));
            let said = run.stdout.replace(&version, "mdbook-autodoc [VERSION]\n");
            (arguments.join(" "), said)
        }),
    );
}

#[test]
fn every_renderer_but_mdbook_test_is_supported() {
    for (renderer, code) in [
        ("html", EXIT_OK),
        ("markdown", EXIT_OK),
        ("epub", EXIT_OK),
        ("test", EXIT_FINDINGS),
    ] {
        let run = run_anywhere(&["supports", renderer], "");
        assert_eq!(
            (run.code, run.stdout + &run.stderr),
            (code, String::new()),
            "{renderer}"
        );
    }
}

#[test]
fn wrong_arguments_are_answered_with_the_nearest_right_ones() {
    let cases: [&[&str]; 4] = [
        &["biuld"],
        &["build", "--dest-dri", "x"],
        &["build", "a", "b"],
        &["supports"],
    ];
    check(
        "arguments.txt",
        cases.map(|arguments| {
            (
                arguments.join(" "),
                refusal(run_anywhere(arguments, ""), EXIT_USAGE),
            )
        }),
    );
}

#[test]
#[cfg(unix)]
fn run_by_hand_it_says_what_it_is_and_how_it_is_used() {
    // Python's standard library makes the terminal that standard input is.
    let terminal = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";
    let mut command = Command::new("python3");
    let output = command
        .args(["-c", terminal, BINARY])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n");
    assert!(output.status.success(), "{text}");
    check("by-hand.txt", [("in a terminal".to_owned(), text)]);
}

#[test]
fn input_that_is_not_from_mdbook_is_refused() {
    let empty = refusal(run_anywhere(&[], ""), EXIT_USAGE);
    assert_eq!(refusal(run_anywhere(&[], " \n"), EXIT_USAGE), empty);
    let others = [
        "[{\"root\": \"/b\", ",
        "Hello",
        "{\"items\": []}",
        "[{\"root\": \"/b\"}, {\"items\": []}]",
        "[{\"root\": \"/b\", \"renderer\": \"html\", \"mdbook_version\": \"0.5.4\"}, {}]",
        "[{\"root\": \"/b\", \"renderer\": \"html\", \"mdbook_version\": \"1.0.0\"}, {\"parts\": []}]",
    ]
    .map(|input| {
        (
            input.to_owned(),
            refusal(run_anywhere(&[], input), EXIT_ENVIRONMENT),
        )
    });
    check(
        "input.txt",
        others.into_iter().chain([("nothing".to_owned(), empty)]),
    );
}

#[test]
fn an_mdbook_outside_the_supported_range_is_a_warning_and_gets_its_answer() {
    let book = book("source = \"python\"");
    let answer = |version: &str, items: &str| {
        let mut sent = sent_for(&book);
        sent[0]["mdbook_version"] = version.into();
        sent[1] = json!({ items: [] });
        let run = run(book.root(), &[], &sent.to_string());
        assert_eq!(run.code, EXIT_OK, "{}", run.stderr);
        let answer: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(answer[items][0]["Chapter"]["name"], "API reference");
        (answer[items].clone(), run.stderr)
    };
    let (expected, warnings) = answer("0.5.4", "items");
    assert_eq!(warnings, "");
    let cases = [
        ("0.3.7", "sections"),
        ("0.6.0", "items"),
        ("1.0.0", "items"),
        ("next", "items"),
    ];
    check(
        "versions.txt",
        cases.map(|(version, items)| {
            let (found, warning) = answer(version, items);
            assert_eq!(found, expected, "{version}");
            (version.to_owned(), warning)
        }),
    );
}

#[test]
fn an_mdbook_that_hangs_up_is_an_error_and_no_panic() {
    let book = book("source = \"python\"");
    let mut child = Command::new(BINARY)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let sent = sent_for(&book).to_string();
    child.stdin.take().unwrap().write_all(sent.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(EXIT_ENVIRONMENT.into()), "{message}");
    assert!(
        message.starts_with("error: the book cannot be written to standard output: "),
        "{message}"
    );
}

#[test]
fn a_source_that_cannot_be_documented_is_named_with_its_place_and_the_remedy() {
    check_options(
        "sources.txt",
        &[
            "source = \"nowhere\"",
            "source = [\n  \"python\",\n  \"../nowhere/else.py\",\n]",
            "source = \"empty\"",
            "source = \"src/start.md\"",
            "source = \"python/pkg-2.py\"",
            "source = \"python\"\ninclude = [\"other\"]",
        ],
    );
}

#[test]
fn values_of_a_wrong_type_are_refused_at_their_place_in_the_file() {
    check_options(
        "values.txt",
        &[
            "source = 3",
            "source = [\"python\", 3]",
            "title = \" \"",
            "include = \"pkg\"",
            "private = \"yes\"",
            "special = \"some\"",
            "granularity = \"page\"",
            "performance = 1",
            "performance.max-workers = \"all\"",
            "performance.max-workers = -1",
            "performance.max-file-size = 1.5",
            "performance.streaming = false",
            "source-link = \"https://example.com/{file}\"",
            "lints = \"deny\"",
            "lints.unknown-parameter = \"error\"",
            "lints.unknown-paramete = \"deny\"",
            "[preprocessor.autodoc.lints]\nx = \"deny\"",
        ],
    );
}

#[test]
fn unknown_keys_are_refused_with_the_nearest_known_one() {
    check_options(
        "keys.txt",
        &[
            "# A comment.\nsorce = \"python\"",
            "zzz = 1",
            "source = \"python\"\nperformance = { cache = true, max_workers = 2 }",
            "[preprocessor.autodoc.performance]\nzzz = 1",
        ],
    );
}

#[test]
fn patterns_that_are_no_globs_are_refused() {
    check_options(
        "patterns.txt",
        &[
            "source = \"python\"\ninclude = [\"a[\"]",
            "source = \"python\"\nexclude = [\"tests\", \"{a\"]",
            "source = \"python\"\nexclude = [\"\"]",
        ],
    );
}

#[test]
fn what_an_edit_affects_is_told_and_a_file_of_no_module_refused() {
    let book = book("source = \"python\"\ngranularity = \"item\"");
    book.write("python/pkg/a.py", b"class A:\n    \"\"\"A class.\"\"\"\n");
    book.write(
        "python/pkg/b.py",
        b"from .a import A\n\nclass B(A):\n    \"\"\"Another.\"\"\"\n",
    );
    let cases: [&[&str]; 6] = [
        &["affected", "python/pkg/a.py"],
        &["affected", "pkg/../python/pkg/__init__.py"],
        &[
            "affected",
            "--book",
            ".",
            "python/pkg/__init__.py",
            "python/pkg/b.py",
        ],
        &["affected", "src/start.md", "python/pkg/a.py"],
        &["affected", "python/pkg/gone.py"],
        &["affected"],
    ];
    check(
        "affected.txt",
        cases.map(|arguments| {
            let run = run(book.root(), arguments, "");
            let code = if run.stderr.is_empty() {
                EXIT_OK
            } else {
                EXIT_USAGE
            };
            assert_eq!(run.code, code, "{}", run.stderr);
            (arguments.join(" "), run.stdout + &run.stderr)
        }),
    );
}

#[test]
fn a_template_with_a_mistake_is_named_with_its_line_and_ours_takes_its_place() {
    let pages = |book: &TempBook| run(book.root(), &[], &sent_for(book).to_string());
    let as_without = pages(&book("source = \"python\"")).stdout;
    let cases = [
        ("page.html", "<h1>\n{% if page.title %}\n"),
        ("page.html", "\n{{ page.title|shout }}"),
        ("page.html", "{% include \"other.html\" %}"),
        // One that others include, some lines deep.
        ("module.html", "<p>\n\n{{ module.name.first.letter }}</p>"),
    ];
    check(
        "templates.txt",
        cases.map(|(name, template)| {
            let book = book("source = \"python\"");
            book.write(&format!("theme/autodoc/{name}"), template.as_bytes());
            let first = pages(&book);
            assert_eq!((first.code, &first.stdout), (EXIT_OK, &as_without), "{template}");
            // What is kept between runs hides no finding.
            assert_eq!(pages(&book).stderr, first.stderr);
            (template.to_owned(), first.stderr)
        }),
    );
}

#[test]
fn a_template_of_the_book_is_used_beside_a_broken_one() {
    let book = book("source = \"python\"");
    book.write("theme/autodoc/module.html", b"<p>Mine: {{ module.name }}</p>");
    book.write("theme/autodoc/index.html", b"{{ page.none.such }}");
    let made = run(book.root(), &[], &sent_for(&book).to_string());
    assert!(made.stdout.contains("Mine: pkg") && made.stdout.contains("autodoc-modules"));
    assert_eq!(
        made.stderr.matches("broken-template").count(),
        1,
        "{}",
        made.stderr
    );
    book.write("theme/autodoc/index.html", b"{{ page.title }}");
    let mended = run(book.root(), &[], &sent_for(&book).to_string());
    assert_eq!((mended.stderr.as_str(), mended.code), ("", EXIT_OK));
}

#[test]
fn a_template_that_is_never_used_is_a_warning() {
    let book = book("source = \"python\"");
    book.write("theme/autodoc/modul.html", b"");
    let run = run(book.root(), &[], &sent_for(&book).to_string());
    assert_eq!(run.code, EXIT_OK);
    check("unused-template.txt", [("modul.html".to_owned(), run.stderr)]);
}

#[test]
fn a_book_that_mdbook_cannot_load_is_refused_with_the_reason() {
    let cases: [(&str, &str, &[&[&str]]); 4] = [
        ("book.toml", "[book\n", &READERS[1..]),
        ("book.toml", "[book]\ntitle = 3\n", &READERS[1..]),
        ("book.toml", "[book]\nsrc = \"text\"\n", &[&["build"]]),
        ("src/SUMMARY.md", "- [Start](start.md\n", &[&["build"]]),
    ];
    check(
        "loading.txt",
        cases.map(|(path, text, commands)| {
            let book = book("source = \"python\"");
            book.write(path, text.as_bytes());
            (
                format!("{path}\n{text}"),
                refusal_by_all(&book, commands, EXIT_USAGE),
            )
        }),
    );
}

#[test]
fn a_directory_without_a_book_or_python_is_refused() {
    let directory = TempBook::new(&[("README.txt", "Nothing here.")]);
    let cases: [&[&str]; 5] = [
        &["build"],
        &["check"],
        &["build", "nowhere"],
        &["check", "nowhere"],
        &["build", "README.txt"],
    ];
    check(
        "directories.txt",
        cases.map(|arguments| {
            let message = refusal(run(directory.root(), arguments, ""), EXIT_USAGE);
            (arguments.join(" "), message)
        }),
    );
    assert_eq!(files_below(directory.root()).len(), 1);
}

#[test]
fn a_directory_that_is_not_a_built_book_is_not_emptied() {
    let project = TempBook::new(&[("pkg/__init__.py", ""), ("book/notes.txt", "precious")]);
    let before = content(&project);
    let message = refusal(run(project.root(), &["build"], ""), EXIT_USAGE);
    assert_eq!(content(&project), before);
    check("foreign-directory.txt", [("build".to_owned(), message)]);
    for _ in 0..2 {
        let run = run(project.root(), &["build", "--dest-dir", "site"], "");
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (EXIT_OK, "the book is in `[ROOT]/site`\n")
        );
        assert!(files_below(project.root()).contains("site/api/pkg.html"));
    }
}

/// When a file was last written.
fn written(path: &Path) -> std::time::SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

#[test]
fn the_style_sheet_is_kept_current_where_the_book_asks_for_it() {
    let options = |path: &str| format!("source = \"python\"\n[output.html]\nadditional-css = [\"{path}\"]");
    let asking = book(&options("css/mdbook-autodoc.css"));
    let path = asking.root().join("css/mdbook-autodoc.css");
    let build = |book: &TempBook| {
        let run = run(book.root(), &["build"], "");
        assert_eq!((run.code, run.stderr.as_str()), (EXIT_OK, ""));
    };
    build(&asking);
    let current = fs::read_to_string(&path).unwrap();
    assert!(current.contains(".autodoc"));
    let once = written(&path);
    build(&asking);
    assert_eq!(written(&path), once, "it was written again");
    fs::write(&path, "/* of another version */").unwrap();
    build(&asking);
    assert_eq!(fs::read_to_string(&path).unwrap(), current);
}

#[test]
fn a_style_sheet_that_cannot_be_written_ends_a_run_only_if_there_is_none() {
    let options = |path: &str| format!("source = \"python\"\n[output.html]\nadditional-css = [\"{path}\"]");
    let path = "src/start.md/mdbook-autodoc.css";
    let none = refusal_by_all(&book(&options(path)), &[&["build"]], EXIT_ENVIRONMENT);

    let other = book(&options("mdbook-autodoc.css"));
    let file = other.root().join("mdbook-autodoc.css");
    fs::write(&file, "/* of another version */").unwrap();
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    let run = run(other.root(), &["build"], "");
    assert_eq!(run.code, EXIT_OK);
    check(
        "style-sheet.txt",
        [
            (path.to_owned(), none),
            ("mdbook-autodoc.css, read-only".to_owned(), run.stderr),
        ],
    );
}

/// Packages whose docstrings are read for different reasons.
const PACKAGES: &[(&str, &str)] = &[
    ("python/set/__init__.py", "\"\"\"Do ``it``.\"\"\"\n"),
    (
        "python/told/__init__.py",
        "\"\"\"Do `it`.\"\"\"\n__docformat__ = 'reStructuredText en'\n",
    ),
    (
        "python/told/parts/__init__.py",
        "\"\"\"Do it.\n\nParameters\n----------\nx : int\n\"\"\"\n",
    ),
    (
        "python/told/own.py",
        "\"\"\"C{Do} it.\"\"\"\n__docformat__ = 'epytext'\n",
    ),
    (
        "python/told/other.py",
        "\"\"\"Do it.\"\"\"\n__docformat__ = 'nonsense'\n",
    ),
    (
        "python/seen/__init__.py",
        "\"\"\"Do it.\n\nArgs:\n    x: A ``b``.\n\"\"\"\n\n\ndef f():\n    \"\"\"Do `it`.\"\"\"\n\n\nclass C:\n    def g(self, x):\n        \
         \"\"\"Do it.\n\n        :param x: A ``b``.\n        \"\"\"\n",
    ),
    (
        "python/bare/__init__.py",
        "\"\"\"Do it.\"\"\"\n\nx = 1  #: The number.\n",
    ),
    ("python/silent/__init__.py", ""),
];

/// What `--stats=json` tells, the last line of standard error.
fn stats(book: &TempBook, arguments: &[&str], input: &str) -> Value {
    let run = run(book.root(), arguments, input);
    assert_eq!(run.code, EXIT_OK, "{}", run.stderr);
    serde_json::from_str(run.stderr.lines().last().unwrap()).unwrap()
}

#[test]
fn a_run_tells_what_it_did() {
    let book = book("source = 'python'");
    let check = |more: &[&str]| {
        let arguments = [&["check", "--stats=json"], more].concat();
        stats(&book, &arguments, "")
    };
    let cold = check(&[]);
    let files = cold["files"].as_u64().unwrap();
    assert!(files > 0 && cold["bytes"].as_u64().unwrap() > 0, "{cold}");
    assert_eq!((&cold["extracted"], &cold["cached"]), (&json!(files), &json!(0)));
    // It needs no pages.
    assert_eq!((&cold["pages"], &cold["rendered"]), (&json!(0), &json!(0)));
    assert!(cold["cache_bytes"].as_u64().unwrap() > 0, "{cold}");
    assert!(!cold["slowest_files"].as_array().unwrap().is_empty(), "{cold}");
    let names = |stats: &Value| {
        let phases = stats["phases"].as_array().unwrap().iter();
        phases
            .map(|phase| phase["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let all = "start, find, extract, compare, take, see, read, resolve, plan, link chapters, examine, keep, put away, save";
    assert_eq!(names(&cold).join(", "), all);
    let seconds = |stats: &Value| {
        let phases = stats["phases"].as_array().unwrap().iter();
        let sum: f64 = phases.map(|phase| phase["seconds"].as_f64().unwrap()).sum();
        (sum, stats["seconds"].as_f64().unwrap())
    };
    let (phases, whole) = seconds(&cold);
    assert!((phases - whole).abs() < 1e-6, "{phases} {whole}");

    let warm = check(&["--jobs", "3"]);
    assert_eq!((&warm["extracted"], &warm["cached"]), (&json!(0), &json!(files)));
    let phases = "start, find, extract, compare, take, save";
    assert_eq!(
        (&warm["resolved"], names(&warm).join(", ").as_str()),
        (&json!(false), phases)
    );
    // The preprocessor takes the same options, and the same facts; it renders, and the next one takes its pages.
    let book_json = json!([
        {"root": book.root(), "renderer": "html", "mdbook_version": "0.5.4",
         "config": {"preprocessor": {"autodoc": {"source": "python"}}}},
        {"items": []}
    ]);
    let first = stats(&book, &["--stats=json"], &book_json.to_string());
    assert_eq!((&first["extracted"], &first["reused"]), (&json!(0), &json!(0)));
    assert_eq!(first["rendered"], first["pages"]);
    assert!(names(&first).contains(&"render".to_owned()));
    let hosted = stats(&book, &["--stats=json"], &book_json.to_string());
    assert_eq!(
        (&hosted["rendered"], &hosted["reused"]),
        (&json!(0), &first["pages"])
    );
    assert!(names(&hosted).ends_with(&["save", "inject", "write"].map(str::to_owned)));
    let (phases, whole) = seconds(&hosted);
    assert!((phases - whole).abs() < 1e-6, "{phases} {whole}");
    let emptied = check(&["--clean"]);
    assert_eq!(emptied["extracted"], files);
    let nothing_kept = check(&["--no-cache"]);
    assert_eq!(
        (&nothing_kept["extracted"], &nothing_kept["cache_bytes"]),
        (&json!(files), &json!(0))
    );

    // mdBook puts its question behind the options of the command in book.toml.
    assert_eq!(
        run(book.root(), &["--stats", "supports", "html"], "").code,
        EXIT_OK
    );
    let before = stats(&book, &["--stats=json", "check"], "");
    assert_eq!(before["extracted"], 0);
    let said = run(book.root(), &["check", "--stats", "--profile"], "").stderr;
    for word in ["files ", "cache ", "time ", "phase ", "on one thread"] {
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn verbose_tells_the_style_of_each_package_and_what_decided_it() {
    let book = book("source = [\"python\", { path = \"python/set\", docstring-style = \"markdown\" }]");
    for (path, text) in PACKAGES {
        book.write(path, text.as_bytes());
    }
    let said = |arguments: &[&str]| {
        let run = run(book.root(), arguments, "");
        assert_eq!(run.code, EXIT_OK, "{}", run.stderr);
        run.stderr
    };
    assert_eq!(said(&["check"]), "");
    assert_eq!(said(&["build"]), "");
    // A build says too how the book is rendered.
    let small = " INFO the book is rendered at once: it has no more than 32 chapters\n";
    assert_eq!(
        said(&["build", "--verbose"]),
        format!("{}{small}", said(&["check", "-v"]))
    );
    check(
        "verbose.txt",
        ["check -v", "check -vv"].map(|line| {
            let arguments: Vec<&str> = line.split(' ').collect();
            (line.to_owned(), said(&arguments))
        }),
    );
    book.write(
        "book.toml",
        b"[preprocessor.autodoc]\nsource = 'python'\ndocstring-style = 'google'\n",
    );
    check(
        "verbose-set.txt",
        [("docstring-style = 'google'".to_owned(), said(&["check", "-v"]))],
    );
}

#[test]
fn clean_removes_what_a_run_has_kept_and_nothing_else() {
    let book = book("source = \"python\"");
    let before = files_below(book.root());
    assert_eq!(run(book.root(), &["check"], "").code, EXIT_OK);
    assert_ne!(files_below(book.root()), before);
    let removed = run(book.root(), &["clean"], "");
    assert_eq!((removed.code, removed.stderr.as_str()), (EXIT_OK, ""));
    assert!(
        removed.stdout.starts_with("removed ")
            && removed.stdout.ends_with(" from `[ROOT]/.mdbook-autodoc`\n"),
        "{}",
        removed.stdout
    );
    assert_eq!(files_below(book.root()), before);
    assert!(!book.root().join(".mdbook-autodoc").exists());
    let cases: [&[&str]; 3] = [
        &["clean"],
        &["clean", ".", "--cache-dir", "src"],
        &["clean", ".", "--cache-dir", "src/start.md"],
    ];
    check(
        "clean.txt",
        cases.map(|arguments| {
            let run = run(book.root(), arguments, "");
            let code = if run.stderr.is_empty() {
                EXIT_OK
            } else {
                EXIT_ENVIRONMENT
            };
            assert_eq!(run.code, code);
            (arguments.join(" "), run.stderr + &run.stdout)
        }),
    );
    assert_eq!(files_below(book.root()), before);
}

#[test]
fn a_preprocessor_is_as_verbose_as_mdbook() {
    let book = book("source = \"python\"");
    let said = |level: &str| {
        let output = snapbox::cmd::Command::new(BINARY)
            .current_dir(book.root())
            .env("MDBOOK_LOG", level)
            .stdin(sent_for(&book).to_string())
            .output();
        String::from_utf8(output.unwrap().stderr).unwrap()
    };
    let told = "`pkg`: docstrings by what stands in them: 1 plain; 1 as most others\n\
                no links to the source: it is in no repository\n";
    for (level, text) in [
        ("info", ""),
        ("debug", told),
        ("mdbook_autodoc=trace", told),
        ("=", ""),
    ] {
        assert_eq!(said(level), text, "{level}");
    }
}

#[test]
fn findings_have_their_place_and_fail_check_alone() {
    let cases = [
        ("x = 1\n", EXIT_OK),
        ("x = 1\n\ndef f(:\n    pass\n", EXIT_FINDINGS),
        ("__all__ = ['missing']\n", EXIT_OK),
    ];
    check(
        "findings.txt",
        cases.map(|(python, code)| {
            let book = book("source = \"python/pkg\"");
            book.write("python/pkg/mod.py", python.as_bytes());
            let check = run(book.root(), &["check"], "");
            assert_eq!(check.code, code, "{python}");
            let build = run(book.root(), &["build"], "");
            assert_eq!(
                (build.code, build.stdout.as_str()),
                (EXIT_OK, "the book is in `[ROOT]/book`\n")
            );
            assert_eq!(build.stderr, check.stderr);
            assert!(files_below(&book.output()).contains("api/pkg/mod.html"));
            (python.to_owned(), check.stderr + &check.stdout)
        }),
    );
}

/// A module with a finding of each severity, and one whose place is not told by its line alone.
const ODD: &str = "\
class C:
    'One\\n\\n:param é𝒳: Two.\\n:param b: Three.'

    def __init__(self, a: str, b: int, c: int) -> None: ...

    def f(self, number: int) -> None:
\t\"\"\"Count.

\tArgs:
\t\tnumer (str): See :unknown:`this`.
\t\"\"\"
    x: int = 1  #: See :unknown:`that`.
";

#[test]
fn findings_are_printed_in_the_form_that_is_asked_for() {
    let book = book("source = \"python/pkg\"");
    book.write("python/pkg/mod.py", ODD.as_bytes());
    let cases: [&[&str]; 6] = [
        &["--output-format", "concise"],
        &["--output-format", "full"],
        &["--output-format", "json"],
        &["--output-format", "github"],
        &["--max-per-code", "1"],
        &[
            "--deny",
            "warnings",
            "--deny",
            "unknown-markup",
            "--output-format",
            "concise",
        ],
    ];
    check(
        "formats.txt",
        cases.map(|options| {
            let run = run(book.root(), &[&["check"], options].concat(), "");
            let is_denied = options.contains(&"--deny");
            assert_eq!(run.code, if is_denied { EXIT_FINDINGS } else { EXIT_OK });
            let is_for_programs = options.contains(&"json") || options.contains(&"github");
            assert_eq!(run.stderr.is_empty(), is_for_programs, "{}", run.stderr);
            (options.join(" "), run.stderr + &run.stdout)
        }),
    );
}

#[test]
fn what_is_denied_ends_a_build_before_a_page_is_written() {
    let book = book("source = \"python/pkg\"\nlints.unknown-parameter = \"deny\"");
    book.write("python/pkg/mod.py", ODD.as_bytes());
    let before = files_below(&book.output());
    let message = refusal_by_all(&book, &[&[], &["build"]], EXIT_FINDINGS);
    assert_eq!(files_below(&book.output()), before);
    let checked = run(book.root(), &["check"], "");
    assert_eq!(checked.code, EXIT_FINDINGS);
    check(
        "denied.txt",
        [("lints.unknown-parameter = \"deny\"".to_owned(), message)],
    );
}

#[test]
fn what_is_allowed_is_not_mentioned_and_what_is_warned_of_is_printed_by_builds() {
    for (code, level, in_check, in_build) in [
        ("unknown-parameter", "allow", false, false),
        ("unknown-parameter", "warn", true, true),
        ("unknown-markup", "allow", false, false),
        ("unknown-markup", "warn", true, true),
        ("missing-parameter", "warn", true, true),
    ] {
        let book = book(&format!("source = \"python/pkg\"\nlints.{code} = \"{level}\""));
        book.write("python/pkg/mod.py", ODD.as_bytes());
        for (command, expected) in [("check", in_check), ("build", in_build)] {
            let run = run(book.root(), &[command], "");
            assert_eq!(run.code, EXIT_OK, "{}", run.stderr);
            let is_found = run.stderr.contains(&format!("warning[{code}]"));
            assert_eq!(is_found, expected, "{command}, {code}: {}", run.stderr);
            assert!(!run.stderr.contains(&format!("info[{code}]")), "{}", run.stderr);
        }
    }
}
