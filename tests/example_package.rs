//! The package of the example book is real: its documentation and the chapters of the book say what it does.

#[expect(dead_code, reason = "Python is all that is needed here")]
mod support;

use std::process::Command;

use support::tools;

#[test]
fn code_in_docstrings_and_chapters_runs() {
    let Some(python) = tools::python_3_12() else {
        return;
    };
    let package = tools::repository().join("example-book/python");
    let arguments = ["-B", "-W", "error", "-m", "unittest"];
    let output = Command::new(python)
        .args(arguments)
        .current_dir(package)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert!(
        stderr.contains("\nRan ") && !stderr.contains("Ran 0 tests"),
        "{stderr}"
    );
}
