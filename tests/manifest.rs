//! What Cargo.toml states is true.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test reads the crate's own files"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use semver::Version;
use serde_json::Value;

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// `1.90` as `1.90.0`.
fn version(text: &str) -> Version {
    let dots = text.matches('.').count();
    Version::parse(&format!("{text}{}", ".0".repeat(2 - dots))).unwrap()
}

/// The packages that `root` is built from, development aside.
fn needed_packages<'m>(metadata: &'m Value, root: &'m str) -> BTreeSet<&'m str> {
    let nodes: BTreeMap<&str, &Value> = metadata["resolve"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| (node["id"].as_str().unwrap(), node))
        .collect();
    let mut needed = BTreeSet::new();
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        if !needed.insert(id) {
            continue;
        }
        for dependency in nodes[id]["deps"].as_array().unwrap() {
            let kinds = dependency["dep_kinds"].as_array().unwrap();
            if kinds.iter().any(|kind| kind["kind"] != "dev") {
                open.push(dependency["pkg"].as_str().unwrap());
            }
        }
    }
    needed
}

#[test]
fn no_dependency_needs_a_newer_rust_than_is_stated() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    let own = packages
        .iter()
        .find(|package| package["name"] == "mdbook-autodoc")
        .unwrap();
    let stated = version(own["rust_version"].as_str().unwrap());
    let direct: Vec<&str> = own["dependencies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| found["name"].as_str().unwrap())
        .collect();
    assert!(direct.contains(&"tree-sitter"));
    // What only benchmarks and tests use may be newer: it comes to no user.
    let needed = needed_packages(&metadata, own["id"].as_str().unwrap());
    let newer: Vec<String> = packages
        .iter()
        .filter(|package| needed.contains(package["id"].as_str().unwrap_or_default()))
        .filter_map(|package| {
            Some((
                package["name"].as_str()?,
                version(package["rust_version"].as_str()?),
            ))
        })
        .filter(|(_, needed)| *needed > stated)
        .map(|(name, needed)| format!("{name} needs {needed}"))
        .collect();
    assert!(
        newer.is_empty(),
        "Cargo.toml states {stated}: {}",
        newer.join(", ")
    );
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let manifest = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
    let tables = manifest
        .split("\n[")
        .filter(|table| table.starts_with("dependencies]") || table.starts_with("dev-dependencies]"));
    let lines = tables
        .flat_map(str::lines)
        .skip(1)
        .filter(|line| line.contains(" = "));
    let bare: Vec<&str> = lines.filter(|line| !line.contains('#')).collect();
    assert!(bare.is_empty(), "{}", bare.join("\n"));
}
