//! The program in which people read long texts.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// What `less` is told where nothing tells it: to leave a text that fits the screen there and end, and to show colors.
const LESS: &str = "FRX";

/// Gives a text to the program that `PAGER` names, or to `less`; whether there is such a program.
pub(super) fn show(text: &str) -> bool {
    #[expect(clippy::disallowed_methods, reason = "the environment names the program")]
    let [pager, less, term] = ["PAGER", "LESS", "TERM"].map(std::env::var_os);
    let pager = pager.unwrap_or_else(|| "less".into());
    let is_dumb = term.is_some_and(|term| term == "dumb");
    if is_dumb || pager.is_empty() || pager == "cat" {
        return false;
    }
    // It may have arguments, as in `less -S`.
    let mut command = if cfg!(windows) {
        Command::new(&pager)
    } else {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(&pager);
        shell
    };
    if less.is_none() {
        command.env("LESS", LESS);
    }
    let Ok(mut child) = command.stdin(Stdio::piped()).spawn() else {
        return false;
    };
    if let Some(mut input) = child.stdin.take() {
        // Who has read enough leaves.
        let _ = input.write_all(text.as_bytes());
    }
    // 127 is what a shell says of a program that is not there.
    child.wait().is_ok_and(|status| status.code() != Some(127))
}
