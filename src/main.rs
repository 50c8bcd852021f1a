//! The command `mdbook-autodoc`; see [`mdbook_autodoc::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    mdbook_autodoc::cli::run()
}
