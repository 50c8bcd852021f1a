//! The command `mdbook-autodoc`; see [`mdbook_autodoc::cli`].

use std::process::ExitCode;

/// Pages are made of many short texts, which it hands out in less time and with fewer holes than the system does.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    mdbook_autodoc::cli::run()
}
