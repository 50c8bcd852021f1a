//! Gives the program a name for what it is made of: the cache holds what another program made for nothing.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a build script reads the sources, speaks to cargo on standard output, and may panic"
)]

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

fn main() {
    let mut files = vec![PathBuf::from("Cargo.toml"), PathBuf::from("Cargo.lock")];
    for directory in ["src", "theme"] {
        add_files(Path::new(directory), &mut files);
    }
    for given in ["Cargo.toml", "Cargo.lock", "src", "theme"] {
        println!("cargo:rerun-if-changed={given}");
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        // A package that is unpacked from its archive may come without a lock file.
        let bytes = fs::read(&file).unwrap_or_default();
        (file.to_string_lossy().replace('\\', "/"), bytes).hash(&mut hasher);
    }
    println!("cargo:rustc-env=AUTODOC_BUILD={:016x}", hasher.finish());
}

fn add_files(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("the sources can be listed") {
        let path = entry.expect("the sources can be listed").path();
        if path.is_dir() {
            add_files(&path, files);
        } else {
            files.push(path);
        }
    }
}
