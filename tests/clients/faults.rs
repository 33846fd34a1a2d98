//! Faults of small applications, and what only looks like one: `fixtures/clients/faults.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

use crate::support::Tree;

#[derive(Deserialize)]
struct Table {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    /// Rule, path and line: `client/rule src/a.ts:3`.
    faults: BTreeSet<String>,
    files: BTreeMap<String, String>,
}

fn told(tree: &Tree) -> BTreeSet<String> {
    let json = tree.run("scan --as-of 2026-06-01 --format json").json();
    let mut told = BTreeSet::new();
    for finding in json["findings"].as_array().unwrap() {
        let (rule, path) = (finding["rule"].as_str().unwrap(), finding["path"].as_str().unwrap());
        let about = rule.starts_with("client/") || rule.starts_with("hygiene/");
        if !about || finding["severity"] == "note" {
            continue;
        }
        for place in finding["occurrences"].as_array().unwrap() {
            told.insert(format!("{rule} {path}:{}", place["start"]["line"]));
        }
    }
    told
}

#[test]
fn each_application_has_its_faults_and_no_others() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/clients/faults.toml");
    let table: Table = toml::from_str(std::str::from_utf8(&std::fs::read(path).unwrap()).unwrap()).unwrap();
    assert!(table.case.iter().any(|case| case.faults.is_empty()) && table.case.len() > 40);
    let mut wrong = Vec::new();
    for Case { name, faults, files } in table.case {
        let tree = Tree::new();
        for (path, text) in files {
            tree.file(&path, &text);
        }
        let told = told(&tree);
        wrong.extend(faults.difference(&told).map(|fault| format!("{name}: missed {fault}")));
        wrong.extend(told.difference(&faults).map(|fault| format!("{name}: says {fault}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
