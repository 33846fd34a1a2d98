//! What a configuration says of applications.

use super::{kinds, monorepo};
use crate::support::Tree;

#[test]
fn a_declaration_has_the_last_word() {
    let tree = Tree::new();
    tree.file("tool/pyproject.toml", "[project]\nname = \"tool\"\n");
    tree.file("tool/main.py", "data = {\"client_id\": ID, \"client_secret\": SECRET}\n");
    tree.file(
        "infra/main.tf",
        "resource \"azuread_application\" \"a\" {\n  fallback_public_client_enabled = true\n}\n",
    );
    let found = |tree: &Tree| -> Vec<String> {
        let json = tree.run("scan --format json").json();
        json["findings"].as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(found(&tree), ["client/public-flow-enabled"]);
    let said = "[[client]]\npath = \"tool\"\nkind = \"public\"\n\n[[client]]\npath = \"infra\"\nkind = \"public\"\nflows = [\"device-code\"]\n";
    tree.file("reticent.toml", said);
    assert_eq!(found(&tree), ["client/public-credential-api"], "the kind holds, and the flow needs the switch");
    assert_eq!(kinds(&tree).get("tool").map(String::as_str), Some("public"));
    tree.run("scan").says("a public client: is declared as public").says("reticent.toml:1");
    tree.run("clients --explain").says("is declared as public (reticent.toml:1)");
    tree.run("config show").says("[[client]]").says("flows = [\"device-code\"]");
}

#[test]
fn a_declaration_against_strong_evidence_is_reported() {
    let tree = monorepo();
    tree.file("reticent.toml", "[[client]]\npath = \"web\"\nkind = \"confidential\"\n");
    let run = tree.run("scan").exits(0);
    let run = run.says("client/declaration-against-evidence").says("web is declared as confidential and looks public");
    run.says("builds a public client with MSAL.js").says("reticent.toml:1");
    tree.file("reticent.toml", "[[client]]\npath = \"web\"\nkind = \"public\"\n");
    tree.run("scan").exits(0).says("no findings");
}

#[test]
fn a_declaration_that_cannot_be_meant_is_refused_with_its_place() {
    for (text, says) in [
        ("[[client]]\npath = \"web\"\nkind = \"mobile\"\n", "reticent.toml:3:8"),
        ("[[client]]\npath = \"../web\"\nkind = \"public\"\n", "leads out of the folder"),
        ("[[client]]\npath = \"web\"\nkind = \"public\"\nflows = [\"ropc\"]\n", "reticent.toml:4:10"),
        (
            "[[client]]\npath = \"web\"\nkind = \"public\"\n[[client]]\npath = \"./web/\"\nkind = \"both\"\n",
            "said twice",
        ),
        ("[[client]]\nkind = \"public\"\n", "path"),
    ] {
        let tree = Tree::new();
        tree.file("reticent.toml", text);
        tree.run("scan").exits(2).says(says);
    }
}
