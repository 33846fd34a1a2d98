//! Kinds of small applications in every language and stack that clues are known of: `fixtures/clients/kinds.toml`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::kinds;
use crate::support::Tree;

#[derive(Deserialize)]
struct Table {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    kind: String,
    files: BTreeMap<String, String>,
}

#[test]
fn each_stack_shows_its_kind() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/clients/kinds.toml");
    let table: Table = toml::from_str(std::str::from_utf8(&std::fs::read(path).unwrap()).unwrap()).unwrap();
    assert!(table.case.len() > 50);
    let mut wrong = Vec::new();
    for Case { name, kind, files } in table.case {
        let tree = Tree::new();
        for (path, text) in files {
            tree.file(&path, &format!("{text}\n"));
        }
        let told: Vec<String> = kinds(&tree).into_values().collect();
        if !told.contains(&kind)
            || told.iter().any(|told| *told != kind && matches!(told.as_str(), "public" | "confidential"))
        {
            wrong.push(format!("{name}: {kind} told as {}", told.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
