//! Modules that are there and have no source that is read: compiled ones, and those that are left out.

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
        let entries = options.files.entries(directory);
        entries
            .filter_map(|found| found.name.into_string().ok())
            .any(|file| file == name || file.split('.').next() == Some(name))
    };
    let is_ignored = || {
        let rules = Ignored::above(&options.files, directory).with(&options.files, directory);
        rules.covers(&directory.join(format!("{name}.py")), false)
    };
    is_made || is_there() || is_ignored()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::discover::Files;

    #[test]
    fn a_module_may_be_compiled_left_out_or_made_later() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("data")).unwrap();
        for (file, text) in [
            (".gitignore", "made.py\n"),
            ("fast.cpython-311-x86_64-linux-gnu.so", ""),
            ("slow.pyx", ""),
        ] {
            #[expect(clippy::disallowed_methods, reason = "the test makes its own files")]
            fs::write(root.path().join(file), text).unwrap();
        }
        let options = DiscoverOptions {
            files: Files::Disk,
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
