//! Zero configuration: the project around the book.

use mdbook_autodoc::discover::{DiscoverOptions, Files, Project, discover, find_project};

use super::{Repository, at, codes, shown};

/// Looks for what a pyproject.toml declares.
#[track_caller]
fn check(pyproject: &str, files: &str, expected: &str) {
    let repository = Repository::with(files, &[("pyproject.toml", pyproject)]);
    assert_eq!(repository.names(""), expected, "{files} with\n{pyproject}");
}

#[test]
fn packages_for_setuptools_are_found() {
    for (pyproject, files, expected) in [
        (
            "[tool.setuptools]\npackage-dir = {'' = 'code'}",
            "code/p/ code/m.py",
            "m p",
        ),
        (
            "[tool.setuptools]\npackages = ['p', 'p.s']\npackage-dir = {p = 'code'}",
            "code/ code/s/",
            "p p.s",
        ),
        ("[tool.setuptools]\npackages = ['n.p']", "n/p/ q/", "n.p [n]"),
        ("[tool.setuptools]\npy-modules = ['m']", "m.py n.py", "m"),
        (
            "[tool.setuptools.packages.find]\nwhere = ['code']",
            "code/p/ code/n/q/",
            "n.q p [n]",
        ),
        (
            "[tool.setuptools.packages.find]\nwhere = ['code']\nnamespaces = false",
            "code/p/ code/n/q/",
            "p",
        ),
        (
            "[tool.setuptools.packages.find]\ninclude = ['p*']\nexclude = ['pq']",
            "p/ pq/ q/",
            "p",
        ),
    ] {
        check(pyproject, files, expected);
    }
}

#[test]
fn packages_for_hatch_poetry_flit_and_pdm_are_found() {
    for (pyproject, files, expected) in [
        // Hatch
        (
            "[tool.hatch.build.targets.wheel]\npackages = ['code/p']",
            "code/p/ code/q/",
            "p",
        ),
        (
            "[tool.hatch.build.targets.wheel]\nonly-include = ['code/n/p']\nsources = ['code']",
            "code/n/p/",
            "n.p [n]",
        ),
        (
            "[tool.hatch.build.targets.wheel.sources]\n'code/p' = 'q'",
            "code/p/",
            "q",
        ),
        ("[tool.hatch.build]\npackages = ['code/p']", "code/p/", "p"),
        // Poetry
        (
            "[tool.poetry]\npackages = [{include = 'p', from = 'code'}]",
            "code/p/ code/q/",
            "p",
        ),
        (
            "[tool.poetry]\npackages = [{include = 'n/p/**/*.py'}, {include = 'm.py'}]",
            "n/p/ m.py o.py",
            "m n.p [n]",
        ),
        (
            "[tool.poetry]\npackages = [{include = 'p'}, {include = 'q', format = 'sdist'}]",
            "p/ q/",
            "p",
        ),
        ("[tool.poetry]\nname = 'My-Pkg'", "my_pkg/ other/", "my_pkg"),
        // Flit
        ("[tool.flit.module]\nname = 'n.p'", "src/n/p/ src/q/", "n.p [n]"),
        ("[tool.flit.metadata]\nmodule = 'm'", "m.py n.py", "m"),
        // PDM
        ("[tool.pdm.build]\npackage-dir = 'code'", "code/p/", "p"),
        (
            "[tool.pdm.build]\npackage-dir = 'code'\nincludes = ['code/p']",
            "code/p/ code/q/",
            "p",
        ),
    ] {
        check(pyproject, files, expected);
    }
}

#[test]
fn packages_for_maturin_scikit_build_and_uv_are_found() {
    for (pyproject, files, expected) in [
        // Maturin
        (
            "[tool.maturin]\npython-source = 'py3'\nmodule-name = 'p._p'",
            "py3/p/ py3/p/_p.pyi",
            "p +p._p",
        ),
        (
            "[project]\nname = 'p-q'\n[tool.maturin]",
            "p_q.pyi src/lib.rs src/x.py",
            "+p_q",
        ),
        ("[tool.maturin]\npython-packages = ['p']", "p/ q/", "p"),
        // scikit-build-core
        (
            "[tool.scikit-build]\nwheel.packages = ['code/p']",
            "code/p/ code/q/",
            "p",
        ),
        (
            "[tool.scikit-build.wheel.packages]\n'n/p' = 'code/x'",
            "code/x/",
            "n.p [n]",
        ),
        // uv
        (
            "[project]\nname = 'My-Pkg'\n[build-system]\nbuild-backend = 'uv_build'",
            "src/my_pkg/ src/q/",
            "my_pkg",
        ),
        (
            "[tool.uv.build-backend]\nmodule-root = ''\nmodule-name = ['n.p', 'q']",
            "n/p/ q/ r/",
            "n.p q [n]",
        ),
        (
            "[tool.uv.workspace]\nmembers = ['x/*']\nexclude = ['x/c']",
            "x/a-1/pyproject.toml x/a-1/src/p/ x/b/q/ x/c/r/",
            "p q",
        ),
    ] {
        check(pyproject, files, expected);
    }
}

#[test]
fn what_older_setuptools_projects_declare_is_found_without_running_them() {
    let find =
        "[options]\npackages = find:\npackage_dir =\n    =code\n[options.packages.find]\nwhere = code\n";
    for (contents, files, expected) in [
        (&[("setup.cfg", find)][..], "code/p/", "p"),
        (&[("setup.cfg", "[options]\npy_modules = m")], "m.py n.py", "m"),
        (
            &[("setup.cfg", "[options]\npackages =\n  p\n  p.s\n  q")],
            "p/ p/s/ q/ r/",
            "p p.s q",
        ),
        (
            &[(
                "setup.py",
                "setup(packages=find_packages('code'), package_dir={'': 'code'})",
            )],
            "code/p/",
            "p",
        ),
        (
            &[("setup.py", "P = ['p']\nsetup(packages=P + ['q'])")],
            "p/ q/ r/",
            "p q",
        ),
        (&[("setup.py", "raise SystemExit(1)")], "p/", "p"),
        // The files complete each other.
        (
            &[
                ("pyproject.toml", "[tool.setuptools]\npy-modules = ['m']"),
                ("setup.py", "setup(packages=['p', 'm-stubs'])"),
            ],
            "m.py p/ q/ m-stubs/__init__.pyi",
            "m +m p",
        ),
    ] {
        assert_eq!(
            Repository::with(files, contents).names(""),
            expected,
            "{files} with {contents:?}"
        );
    }
}

#[test]
fn the_usual_layouts_need_no_declaration() {
    for (name, files, expected) in [
        ("x", "src/p/ src/q.py tests/ README.md", "p q"),
        ("x", "python/p/", "p"),
        ("x", "pysrc/p/", "p"),
        ("x", "lib/p/ src/p.c", "p"),
        ("x", "src/ns/p/", "ns.p [ns]"),
        ("x", "src/ns/m.py", "ns.m [ns]"),
        ("x", "p/ docs/x.py examples/ setup.py", "p"),
        ("x", "m.py setup.py conftest.py noxfile.py tasks.py", "m"),
        (
            "google-x",
            "google/x/ scripts/y.py tests/z.py tools/t/",
            "google.x [google]",
        ),
        ("PyYAML", "src/x.c lib/yaml/ lib/_yaml/", "_yaml yaml"),
        ("python-dateutil", "src/dateutil/ src/other/", "dateutil other"),
        ("p", "p/ q/ p-stubs/__init__.pyi", "p +p"),
        ("p", "p.py q.py p.pyi", "p +p"),
        // The top of the project is the package.
        (
            "a.b",
            "__init__.py __main__.py m.py setup.py docs/x.py",
            "a.b a.b.__main__ a.b.m [a]",
        ),
    ] {
        let pyproject = format!("[project]\nname = '{name}'");
        let repository = Repository::with(files, &[("pyproject.toml", &pyproject)]);
        assert_eq!(repository.names(""), expected, "{files} of {name}");
    }
}

#[test]
fn the_packages_of_an_sdist_are_those_that_it_lists() {
    let lists = [
        ("PKG-INFO", "Name: x-y\n"),
        ("x_y.egg-info/top_level.txt", "p\nq\n"),
    ];
    assert_eq!(Repository::with("setup.py p/ q.py r/", &lists).names(""), "p q");
}

#[test]
fn the_nearest_directory_with_modules_is_the_project() {
    for (files, expected) in [
        // No project at all.
        ("p/", "p"),
        ("src/p/", "p"),
        ("m.py README.md", "m"),
        // A package of the book goes before the project around it, scripts of the book do not.
        ("docs/p/ setup.py src/q/", "p"),
        ("docs/m.py setup.py src/q/", "q"),
        // The nearest project has tools only.
        ("docs/pyproject.toml setup.py src/q/", "q"),
        // The book stands in the package.
        ("setup.py p/ ../repo-1.0/docs/../docs/x.txt", "p"),
    ] {
        assert_eq!(Repository::new(files).names(""), expected, "{files}");
    }
}

#[test]
fn nothing_beyond_the_repository_counts() {
    let repository = Repository::new("../setup.py ../q/");
    let message = repository.names("");
    assert!(message.starts_with("no Python project in `"), "{message}");
    assert!(
        message.ends_with("set `source` in [preprocessor.autodoc]"),
        "{message}"
    );
}

#[test]
fn broken_metadata_leave_the_usual_places_and_are_reported() {
    let repository = Repository::with("src/p/", &[("pyproject.toml", "[project")]);
    assert_eq!(repository.names(""), "p");
    assert_eq!(codes(&repository.find("")), ["unreadable-file ../pyproject.toml"]);
}

#[test]
fn a_package_without_a_project_is_its_own_project() {
    let repository = Repository::new("p/ p/a.py q/");
    let package = at(&repository, "p");
    let project = find_project(&Files::Disk, &package).unwrap();
    assert_eq!(
        (&project.root, project.import_roots.as_slice()),
        (&package, &[package.clone()][..])
    );
    let found = discover(&DiscoverOptions {
        base: package,
        ..repository.options("")
    });
    assert_eq!(found.as_ref().unwrap().files[0].display, "__init__.py");
    assert_eq!(shown(found), "p p.a");
}

/// The fields of a project that may be unknown.
fn facts(project: &Project) -> [Option<&str>; 6] {
    let readme = project
        .readme
        .as_ref()
        .and_then(|path| path.strip_prefix(&project.root).ok()?.to_str());
    let Project {
        name,
        version,
        description,
        repository,
        requires_python,
        ..
    } = project;
    let [name, version, description] = [name, version, description].map(Option::as_deref);
    [
        name,
        version,
        description,
        readme,
        repository.as_deref(),
        requires_python.as_deref(),
    ]
}

#[test]
fn metadata_are_read_from_every_kind_of_project() {
    let pep_621 = "[project]\nname = 'A-B'\nversion = '1.2'\ndescription = \"One\\n  line\"\n\
                   readme = {file = 'doc.md'}\nrequires-python = '>=3.9'\n[project.urls]\n\
                   Homepage = 'https://a.org'\n'Source Code' = 'https://github.com/a/b/tree/main/x'\n";
    let poetry = "[tool.poetry]\nname = 'p'\nversion = '1'\nreadme = ['README.rst']\nrepository = 'git@x'\n\
                  homepage = 'https://gitlab.com/a/b.git'\ndependencies = {python = '^3.8'}\n";
    let cfg = "[metadata]\nname = p\nversion = attr: p.about.__version__\nproject_urls =\n    Docs = https://d.org\n    \
               Source = https://s.org/r\n[options]\npython_requires = >=3.7\n";
    let setup = "setup(name='p', version='3', url='https://github.com/a/p', description='d')\n";
    let sdist = "Name: p\nVersion: 9\nSummary: s\nHome-page: UNKNOWN\nProject-URL: Source, https://x.org/y\n\
                 Requires-Python: >=3\n\nName: no\n";
    let forge = "https://github.com/a/b";
    let cases = [
        (
            "doc.md README.md",
            &[("pyproject.toml", pep_621)][..],
            [
                Some("A-B"),
                Some("1.2"),
                Some("One line"),
                Some("doc.md"),
                Some(forge),
                Some(">=3.9"),
            ],
        ),
        (
            "README.rst",
            &[("pyproject.toml", poetry)],
            [
                Some("p"),
                Some("1"),
                None,
                Some("README.rst"),
                Some("https://gitlab.com/a/b"),
                Some(">=3.8,<4"),
            ],
        ),
        (
            "",
            &[("setup.cfg", cfg), ("p/about.py", "__version__: str = '4.5'\n")],
            [
                Some("p"),
                Some("4.5"),
                None,
                None,
                Some("https://s.org/r"),
                Some(">=3.7"),
            ],
        ),
        (
            "README",
            &[("setup.py", setup)],
            [
                Some("p"),
                Some("3"),
                Some("d"),
                Some("README"),
                Some("https://github.com/a/p"),
                None,
            ],
        ),
        (
            "setup.py",
            &[("PKG-INFO", sdist)],
            [
                Some("p"),
                Some("9"),
                Some("s"),
                None,
                Some("https://x.org/y"),
                Some(">=3"),
            ],
        ),
        // A README outside of the project is none of it.
        (
            "../other/README.md",
            &[(
                "pyproject.toml",
                "[project]\nname = 'p'\nreadme = '../other/README.md'",
            )],
            [Some("p"), None, None, None, None, None],
        ),
    ];
    for (files, contents, expected) in cases {
        let repository = Repository::with(&format!("p/ {files}"), contents);
        let project = find_project(&Files::Disk, &at(&repository, "docs")).unwrap();
        assert_eq!(project.root, repository.root);
        assert_eq!(facts(&project), expected, "{files} with {contents:?}");
    }
}

#[test]
fn versions_are_read_from_where_they_are_written() {
    for (pyproject, file, content, expected) in [
        (
            "[tool.hatch.version]\npath = 'p/v.py'",
            "p/v.py",
            "VERSION = \"7\"",
            Some("7"),
        ),
        (
            "[tool.pdm.version]\nsource = 'file'\npath = 'p/v.py'",
            "p/v.py",
            "__version__ = '8'",
            Some("8"),
        ),
        (
            "[build-system]\nbuild-backend = 'flit_core.buildapi'",
            "p/__init__.py",
            "__version__ = '9'",
            Some("9"),
        ),
        (
            "[tool.setuptools.dynamic]\nversion = {attr = 'p.V'}",
            "p/__init__.py",
            "V = '10'  # note",
            Some("10"),
        ),
        (
            "[tool.setuptools.dynamic]\nversion = {file = 'VERSION'}",
            "VERSION",
            "11\n",
            Some("11"),
        ),
        (
            "[tool.setuptools.dynamic]\nversion = {attr = 'p.V'}",
            "p/__init__.py",
            "V = '.'.join(parts)",
            Some("."),
        ),
        (
            "[tool.setuptools_scm]",
            "p/__init__.py",
            "__version__ = '0'",
            None,
        ),
    ] {
        let repository = Repository::with("p/", &[("pyproject.toml", pyproject), (file, content)]);
        let project = find_project(&Files::Disk, &at(&repository, "docs")).unwrap();
        assert_eq!(project.version.as_deref(), expected, "{pyproject} with {content}");
    }
}
