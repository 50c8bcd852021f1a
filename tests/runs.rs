//! The script that measures whole runs works; how fast anything is, nothing here says.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test starts programs and reads files, and may panic"
)]

#[expect(dead_code, reason = "the test builds no book itself")]
mod support;

use std::fs;
use std::process::Command;

use serde_json::Value;
use support::tools;

/// What the script finds out, with one round of everything.
fn measured(arguments: &[&str]) -> Option<Value> {
    let python = tools::python()?;
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("found.json");
    let mut command = Command::new(python);
    command.arg(tools::repository().join("benches/runs.py"));
    command.args(["--rounds", "1", "--program", env!("CARGO_BIN_EXE_mdbook-autodoc")]);
    command
        .arg("--json")
        .arg(&json)
        .args(arguments)
        .current_dir(tools::repository());
    let output = command.output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}{stderr}");
    assert!(printed.contains("| part | what | cost |"), "{printed}");
    let found: Value = serde_json::from_slice(&fs::read(&json).unwrap()).unwrap();
    Some(found[0].clone())
}

#[test]
fn every_part_is_measured_of_a_package() {
    let Some(found) = measured(&["example-book/python"]) else {
        return;
    };
    let cold = &found["cold"];
    assert!(cold["files"].as_u64().unwrap() > 10, "{cold}");
    assert_eq!(
        (&cold["griffe_files"], &cold["differing_files"]),
        (&cold["files"], &0.into())
    );
    for (part, figures) in [
        ("warm", &["ours", "walk", "read_packs"][..]),
        ("edit", &["a comment", "a docstring"]),
        ("memory", &["preprocessor", "dump", "build"]),
        ("threads", &["one_thread", "two_threads", "two_processes"]),
    ] {
        for figure in figures {
            let peak = &found[part][figure]["peak_bytes"];
            assert!(
                peak.as_u64().is_some_and(|bytes| bytes > 100_000),
                "{part}, {figure}: {found}"
            );
        }
    }
    let (work, json) = (
        &found["warm"]["seconds_without_json"],
        &found["warm"]["seconds_of_json"],
    );
    assert!(
        work.as_f64().is_some_and(|work| work > 0.0) && json.as_f64().is_some_and(|json| json > 0.0),
        "{found}"
    );
    let book = &found["book"];
    assert!(
        book["cpu_share"].is_f64() || book["left_out"].is_string(),
        "{book}"
    );
}

#[test]
fn what_is_generated_is_edited() {
    let Some(found) = measured(&["--modules", "150", "--only", "edit"]) else {
        return;
    };
    assert_eq!(found["files"], 150);
    for edit in ["a body", "a docstring", "a base class of 100", "a re-export"] {
        assert_eq!(found["edit"][edit]["extracted"], 1, "{edit}: {found}");
    }
}
