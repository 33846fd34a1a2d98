//! GitHub's hash of a line is unsalted: it is given exactly, or not at all.

use std::collections::BTreeMap;

use reticent::check::line_hash::line_hash;

use crate::support::{Tree, expand, token};

/// The hash of each finding, by the line on which it begins.
fn hashes(tree: &Tree) -> BTreeMap<u64, Option<String>> {
    let sarif = tree.run("scan --format sarif --min-confidence low a.env").json();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let line = |result: &serde_json::Value| {
        result["locations"][0]["physicalLocation"]["region"]["startLine"].as_u64().unwrap()
    };
    let hash = |result: &serde_json::Value| {
        result["partialFingerprints"]["primaryLocationLineHash"].as_str().map(str::to_owned)
    };
    results.iter().map(|result| (line(result), hash(result))).collect()
}

#[test]
fn a_line_with_long_random_secrets_has_the_hash_that_github_computes() {
    let tree = Tree::repository();
    let text = format!("# é\r\n\tA = {}\r\n\r\nB={}\n", token("a"), token("b"));
    tree.bytes("a.env", text.as_bytes());
    let expected = [2, 4].map(|line| (line, line_hash(text.as_bytes(), line)));
    assert_eq!(hashes(&tree), BTreeMap::from(expected));
}

/// A password could be tried out: 36 characters behind the token it is among the hundred.
#[test]
fn no_hash_is_given_where_a_weaker_secret_is_among_the_hundred_characters() {
    let tree = Tree::repository();
    let weak = format!("password = \"{}\"\n", expand("<<password:10>>", "w"));
    let far = "# nothing to see here\n".repeat(12);
    tree.bytes("a.env", format!("A={}\n{weak}{far}B={}\n", token("a"), token("b")).as_bytes());
    let found = hashes(&tree);
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!((&found[&1], &found[&2]), (&None, &None));
    assert!(found[&15].is_some());
}
