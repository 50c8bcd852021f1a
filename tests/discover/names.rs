//! Sources of the settings.

use mdbook_autodoc::discover::{DiscoverOptions, discover};

use super::{Repository, at, codes, names, shown, strings};

const PKGUTIL: &str = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n";
const PKG_RESOURCES: &str = "__import__('pkg_resources').declare_namespace(__name__)\n";

#[test]
fn a_source_is_named_by_its_place() {
    for (files, source, expected) in [
        ("p/ p/a.py p/s/ p/s/b.py", "p", "p p.a p.s p.s.b"),
        ("p/ p/s/ p/s/b.py", "p/s", "p.s p.s.b"),
        ("p/ p/s/ p/s/b.py", "p/s/b.py", "p.s.b"),
        ("p/ p/s/ p/s/b.py", "p/../p/s/./b.py", "p.s.b"),
        ("p/ p/s/ p/s/b.py", "p/s/__init__.py", "p.s"),
        ("p/__init__.pyi p/s/", "p/s", "p.s"),
        ("p/ p/__main__.py", "p", "p p.__main__"),
        ("src/p/ src/m.py src/my-script.py src/data/x.txt", "src", "m p"),
        ("m.py m.pyi n.py", "m.py", "m +m"),
        ("m.py m.pyi n.py", "m.pyi", "+m"),
        (
            "foo-stubs/__init__.pyi foo-stubs/a.pyi foo-stubs/a.py",
            "foo-stubs",
            "+foo +foo.a",
        ),
        (
            "site-packages/p/ site-packages/p-1.0.dist-info/a.py site-packages/q.egg-info/b.py",
            "site-packages",
            "p",
        ),
        ("site-packages/ns/p/", "site-packages/ns/p", "ns.p [ns]"),
        ("site-packages/ns/p/", "site-packages/ns", "ns.p [ns]"),
        ("setup.py src/ns/sub/p/", "src/ns/sub", "ns.sub.p [ns] [ns.sub]"),
        ("setup.py src/ns/sub/p/", "src/ns/sub/p", "ns.sub.p [ns] [ns.sub]"),
        ("setup.py src/ns/m.py", "src/ns/m.py", "ns.m [ns]"),
        (
            "setup.py p/ p/setup.py p/core/ p/core/setup.py p/core/a/",
            "p/core/a",
            "p.core.a",
        ),
        ("setup.py p/ p/setup.py p/core/", "p", "p p.core p.setup"),
        ("setup.py src/p/ docs/conf.py", "src/..", "p"),
        ("root/a/ root/docs/conf.py root/ns/b.py", "root", "a ns.b [ns]"),
        (
            "parts/a-1/setup.py parts/a-1/src/p/ parts/b/setup.cfg parts/b/q.py parts/c/",
            "parts",
            "c p q",
        ),
    ] {
        assert_eq!(
            Repository::new(files).names(source),
            expected,
            "{source} in {files}"
        );
    }
}

#[test]
fn a_package_at_the_top_of_its_project_is_called_like_the_project() {
    let files = "x-1/__init__.py x-1/m.py x-1/s/ x-1/s/n.py x-1/setup.py";
    let repository = Repository::with(files, &[("x-1/PKG-INFO", "Name: a.b\n")]);
    for (source, expected) in [
        ("x-1", "a.b a.b.m a.b.s a.b.s.n [a]"),
        ("x-1/m.py", "a.b.m [a]"),
        ("x-1/s", "a.b.s a.b.s.n [a]"),
        ("x-1/s/n.py", "a.b.s.n [a]"),
        ("x-1/__init__.py", "a.b [a]"),
    ] {
        assert_eq!(repository.names(source), expected, "{source}");
    }
}

#[test]
fn a_source_is_read_even_if_its_name_is_excluded() {
    for (files, source, expected) in [
        (
            "Lib/test/ Lib/test/support/ Lib/test/test_a.py Lib/test/test_b/",
            "Lib/test",
            "test test.support test.test_b",
        ),
        ("tests/ tests/a.py tests/tests/", "tests", "tests tests.a"),
        ("tests/p/", "tests/p", "p"),
        ("x/test_a.py", "x/test_a.py", "test_a"),
    ] {
        assert_eq!(
            Repository::new(files).names(source),
            expected,
            "{source} in {files}"
        );
    }
}

#[test]
fn namespace_packages_are_put_together_from_their_portions() {
    let (a, b) = ("a/ns/__init__.py", "b/ns/__init__.py");
    let with_content = format!("{PKGUTIL}x = 1\n");
    for (files, contents, sources, expected) in [
        ("a/ns/x/ b/ns/y.py", &[][..], "a b", "ns.x ns.y [ns]"),
        (
            "a/ns/x/ b/ns/y.py",
            &[(a, PKGUTIL), (b, PKGUTIL)],
            "a b",
            "ns.x ns.y [ns]",
        ),
        (
            "a/ns/x/ b/ns/y.py",
            &[(a, PKGUTIL), (b, &with_content)],
            "a b",
            "ns ns.x ns.y",
        ),
        ("a/ns/x/", &[(a, PKG_RESOURCES)], "a", "ns.x [ns]"),
        (
            "a/ns/deep/er/x.py a/ns/empty/x.txt",
            &[],
            "a",
            "ns.deep.er.x [ns] [ns.deep] [ns.deep.er]",
        ),
        ("a/p/ a/p/d/m.py a/p/e/f.txt", &[], "a", "p p.d.m [p.d]"),
        // A regular package hides the other portions, even those before it.
        ("a/p/x.py b/p/ b/p/y.py", &[], "a b", "p p.y"),
        // One tree, given more than once.
        ("a/p/ a/p/s/", &[], "a/p/s a a/p", "p p.s"),
    ] {
        assert_eq!(
            Repository::with(files, contents).names(sources),
            expected,
            "{sources} in {files}"
        );
    }
}

#[test]
fn stubs_lie_beside_what_they_describe() {
    for (files, sources, expected) in [
        (
            "p/ p/__init__.pyi p/a.py p/a.pyi p/_c.pyi",
            "p",
            "p +p +p._c p.a +p.a",
        ),
        (
            "r/p/ r/p/a.py r/p-stubs/__init__.pyi r/p-stubs/a.pyi",
            "r",
            "p +p p.a +p.a",
        ),
        (
            "p/ typings/p/__init__.pyi typings/p/a.pyi typings/p/b.py",
            "p typings",
            "p +p +p.a",
        ),
        ("r/ns-stubs/p/__init__.pyi", "r", "+ns.p [ns]"),
        ("r/m.py r/m-stubs/__init__.pyi", "r", "m +m"),
        ("r/m.pyi r/m.cpython-313-x86_64-linux-gnu.so", "r", "+m"),
    ] {
        assert_eq!(
            Repository::new(files).names(sources),
            expected,
            "{sources} in {files}"
        );
    }
}

#[test]
fn a_directory_of_stubs_goes_before_stubs_beside_the_modules() {
    let found = Repository::new("r/p/ r/p/a.pyi r/p-stubs/a.pyi").find("r");
    assert_eq!(names(&found), "p +p.a");
    assert_eq!(found.files[1].display, "../r/p-stubs/a.pyi");
}

#[test]
fn patterns_choose_below_the_source() {
    let files = "src/p/ src/p/a.py src/p/s/ src/p/s/b.py src/p/tests/t.py src/q.py";
    let all_left_out = "every Python file in `../src` is left out by `include`, `exclude` or a .gitignore file; \
                        change these settings";
    for (source, include, exclude, expected) in [
        ("src", "", "", "p p.a p.s p.s.b p.tests.t q [p.tests]"),
        ("src", "", "tests", "p p.a p.s p.s.b q"),
        ("src", "", "p/s/** tests q.py", "p p.a"),
        ("src", "", "p/*.py tests", "p.s p.s.b q"),
        ("src", "p/s", "", "p.s p.s.b"),
        ("src", "p", "tests/", "p p.a p.s p.s.b"),
        ("src", "b.py q.py", "", "p.s.b q"),
        ("src/p/s", "p", "", "p.s p.s.b"),
        ("src/p/s", "", "p/s/**", "p.s p.s.b"),
        ("src/q.py", "p", "q.py", "q"),
        ("src", "p", "p", all_left_out),
        ("src", "nothing", "", all_left_out),
        (
            "src",
            "",
            "p[",
            "`p[` in `exclude` is not a valid pattern: unclosed character class; missing ']'",
        ),
    ] {
        let repository = Repository::new(files);
        let patterns = |text: &str| strings(&text.split_whitespace().collect::<Vec<_>>());
        let (include, exclude) = (patterns(include), patterns(exclude));
        let options = DiscoverOptions {
            include,
            exclude,
            ..repository.options(source)
        };
        assert_eq!(shown(discover(&options)), expected, "{options:?}");
    }
}

#[test]
fn gitignore_leaves_out_what_is_below_a_source_but_not_the_source() {
    let repository = Repository::with(
        "p/ p/generated.py p/other.py p/kept/generated.py p/local/x.py env/site-packages/q/generated.py",
        &[
            (".gitignore", "generated.py\n/env/\n/p/other.py\n"),
            ("p/.gitignore", "!kept/generated.py\nlocal/\n"),
            ("env/.gitignore", "*\n"),
        ],
    );
    for (gitignore, source, expected) in [
        (true, "p", "p p.kept.generated [p.kept]"),
        (
            false,
            "p",
            "p p.generated p.kept.generated p.local.x p.other [p.kept] [p.local]",
        ),
        (true, "env/site-packages", "q.generated [q]"),
        (true, "env/site-packages/q", "q.generated [q]"),
    ] {
        let options = DiscoverOptions {
            gitignore,
            ..repository.options(source)
        };
        assert_eq!(shown(discover(&options)), expected, "{gitignore} {source}");
    }
}

#[test]
fn a_name_with_two_meanings_is_reported_where_it_is_not_used() {
    for (files, sources, used, unused) in [
        ("r/p.py r/p/", "r", "../r/p/__init__.py", "../r/p.py"),
        ("r/p.py r/p/x.py", "r", "../r/p.py", "../r/p"),
        ("a/p/ b/p/ b/p/x.py", "a b", "../a/p/__init__.py", "../b/p"),
        ("a/p/ b/p/ b/p/x.py", "b a", "../b/p/__init__.py", "../a/p"),
        ("a/p.py b/p/", "a b", "../a/p.py", "../b/p"),
        ("a/p/x.py b/p/", "a b", "../b/p/__init__.py", "../a/p"),
    ] {
        let found = Repository::new(files).find(sources);
        assert_eq!(found.files[0].display, used, "{sources} in {files}");
        assert_eq!(
            codes(&found),
            [format!("duplicate-module {unused}")],
            "{sources} in {files}"
        );
    }
}

#[test]
fn roots_are_what_a_watcher_has_to_watch() {
    let repository = Repository::new("pyproject.toml src/p/ src/m.py m2.py x/n.py");
    for (sources, roots) in [
        ("", ["src/m.py", "src/p"].as_slice()),
        ("x m2.py src/p", &["m2.py", "src/p", "x"]),
    ] {
        let expected: Vec<_> = roots.iter().map(|root| at(&repository, root)).collect();
        assert_eq!(repository.find(sources).roots, expected);
    }
}

#[test]
fn wrong_sources_get_one_clear_message() {
    let repository = Repository::new("empty/x.txt a.txt my-mod.py my-pkg/ p/tests/x.py");
    for (source, expected) in [
        ("nowhere", "source `../nowhere` does not exist"),
        ("a.txt/x", "source `../a.txt/x` does not exist"),
        (
            "a.txt",
            "source `../a.txt` is neither a directory nor a regular `.py` or `.pyi` file",
        ),
        (
            "my-mod.py",
            "source `../my-mod.py` cannot be imported, because its name is not a Python identifier; rename it",
        ),
        (
            "my-pkg",
            "source `../my-pkg` cannot be imported, because its name is not a Python identifier; rename it",
        ),
        (
            "empty",
            "source `../empty` holds no Python module; looked for packages, namespace packages, `*.py` and `*.pyi` \
             files in it",
        ),
        (
            "p",
            "every Python file in `../p` is left out by `include`, `exclude` or a .gitignore file; change these \
             settings",
        ),
    ] {
        assert_eq!(repository.names(source), expected);
    }
}
