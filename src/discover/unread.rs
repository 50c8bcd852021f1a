//! Modules that are there and have no source that is read: compiled ones, and those that are left out.

#![expect(clippy::disallowed_methods, reason = "this module looks for files")]

use std::fs;

use super::DiscoverOptions;
use super::ignored::Ignored;

/// Whether a package may have the module `name` although it was not read. `init` is the file of the package as it is
/// displayed.
///
/// A file or directory of that name settles it. One that `.gitignore` names is made when the package is built, and
/// so are most modules with a private name that are not there: the parts in C or Rust, and the version.
pub fn may_have_module(options: &DiscoverOptions, init: &str, name: &str) -> bool {
    let init = options.base.join(init);
    let Some(directory) = init.parent() else {
        return true;
    };
    let is_made = name.starts_with('_') || name == "version" || name.contains("_pb2");
    let is_there = || {
        let entries = fs::read_dir(directory).into_iter().flatten().flatten();
        entries
            .filter_map(|entry| entry.file_name().into_string().ok())
            .any(|file| file == name || file.split('.').next() == Some(name))
    };
    let is_ignored = || {
        let rules = Ignored::above(directory).with(directory);
        rules.covers(&directory.join(format!("{name}.py")), false)
    };
    is_made || is_there() || is_ignored()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_may_be_compiled_left_out_or_made_later() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("data")).unwrap();
        for (file, text) in [
            (".gitignore", "made.py\n"),
            ("fast.cpython-311-x86_64-linux-gnu.so", ""),
            ("slow.pyx", ""),
        ] {
            fs::write(root.path().join(file), text).unwrap();
        }
        let options = DiscoverOptions {
            base: root.path().to_owned(),
            sources: Vec::new(),
            include: Vec::new(),
            exclude: Vec::new(),
            gitignore: true,
            max_file_size: 0,
            everything: false,
        };
        let names = [
            "fast", "slow", "made", "data", "_core", "version", "a_pb2", "fas", "other",
        ];
        let found = names.map(|name| may_have_module(&options, "__init__.py", name));
        assert_eq!(found, [true, true, true, true, true, true, true, false, false]);
    }
}
