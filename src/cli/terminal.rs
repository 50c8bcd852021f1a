//! What standard error and standard output go to, and what may be shown there.

use std::io::IsTerminal as _;

/// Whether a variable of the environment says something.
#[expect(
    clippy::disallowed_methods,
    reason = "the environment says who reads the output"
)]
fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Whether a terminal shows the text as it comes and nothing else: Emacs and other editors have such ones.
#[expect(clippy::disallowed_methods, reason = "the environment names the terminal")]
fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|name| name == "dumb")
}

/// Whether a person reads it: a terminal that no test farm pretends to be and whose log mdBook does not write.
pub(super) fn is_for_people() -> bool {
    std::io::stderr().is_terminal() && !is_set("CI") && !is_set("MDBOOK_LOG")
}

/// Whether text may have colors there.
pub(super) fn has_colors() -> bool {
    may_have_colors(std::io::stderr().is_terminal())
}

/// As the environment asks for it (<https://no-color.org>, <https://bixense.com/clicolors/>).
#[expect(
    clippy::disallowed_methods,
    reason = "the environment says whether colors are wanted"
)]
fn may_have_colors(is_terminal: bool) -> bool {
    let is_zero = |name| std::env::var_os(name).is_some_and(|value| value == "0");
    let is_forced = is_set("CLICOLOR_FORCE") && !is_zero("CLICOLOR_FORCE");
    let is_fitting = is_terminal && !is_dumb() && !is_zero("CLICOLOR");
    !is_set("NO_COLOR") && (is_forced || is_fitting)
}

/// How many columns it has, if it is a terminal.
pub(super) fn width() -> Option<usize> {
    let (width, _) = terminal_size::terminal_size_of(std::io::stderr())?;
    Some(usize::from(width.0))
}

/// Whether text on standard output may have colors.
pub(super) fn page_has_colors() -> bool {
    may_have_colors(std::io::stdout().is_terminal())
}

/// How many columns standard output has, if it is a terminal.
pub(super) fn page_width() -> Option<usize> {
    let (width, _) = terminal_size::terminal_size_of(std::io::stdout())?;
    Some(usize::from(width.0))
}

/// Whether lines may be drawn there and taken away again.
pub(super) fn can_draw() -> bool {
    std::io::stderr().is_terminal() && !is_set("CI") && !is_dumb()
}
