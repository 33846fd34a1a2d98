//! What the code at `HEAD` makes of keys: told with the rest, and of old versions nothing.

use super::commit;
use super::support::Tree;
use serde_json::Value;

/// What is said of code: path, who is to be asked, and the rest of it.
fn weak(tree: &Tree, flags: &str) -> Vec<(String, String, Value)> {
    let run = tree.run(&format!("history --format json --exit-code 0 {flags}")).exits(0);
    let found = run.json()["findings"].as_array().cloned().unwrap_or_default();
    let told = |finding: Value| {
        let of = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (of(&finding["path"]), of(&finding["provenance"]["introduced"]["summary"]), finding)
    };
    found.into_iter().filter(|finding| finding["rule"] == "key/rsa-generation-short").map(told).collect()
}

fn python(bits: &str, more: &str) -> String {
    format!("from Crypto.PublicKey import RSA\n{more}\nBITS = {bits}\nkey = RSA.generate(BITS)\n")
}

#[test]
fn code_is_judged_as_it_stands_at_head_with_the_commit_that_brought_it_in() {
    let tree = Tree::repository();
    commit(&tree, "README", "hello\n", "begin");
    commit(&tree, "src/mended.py", &python("1024", ""), "Make keys that are too short for a while");
    tree.git(&["checkout", "-qb", "side"]);
    commit(&tree, "src/keys.py", &python("3072", ""), "Make keys");
    commit(&tree, "src/keys.py", &python("1024", ""), "Make them shorter");
    commit(&tree, "src/keys.py", &python("1024", "# of the service"), "Say what for");
    tree.git(&["checkout", "-q", "main"]);
    commit(&tree, "README", "hello again\n", "unrelated");
    tree.git(&["merge", "-q", "--no-ff", "-m", "Merge the side", "side"]);
    commit(&tree, "src/mended.py", &python("3072", ""), "Make long ones");
    let found = weak(&tree, "");
    let [(path, introduced, finding)] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!((path.as_str(), introduced.as_str()), ("src/keys.py", "Make them shorter"));
    assert_eq!((&finding["provenance"]["at_head"], &finding["provenance"]["refs"][0]), (&true.into(), &"main".into()));
    let scanned = tree.run("scan . --format json").exits(1);
    let same = |other: &Value| other["rule"] == finding["rule"] && other["fingerprint"] == finding["fingerprint"];
    assert!(scanned.json()["findings"].as_array().is_some_and(|all| all.iter().any(same)), "{}", scanned.shown());
    for flags in ["--only-live", "--path src", "--since 2001-01-01", "--cache kept", "--cache kept", "--jobs 1"] {
        assert_eq!(weak(&tree, flags).len(), 1, "{flags}");
    }
    for flags in ["--only-removed", "--path README", "--max-count 1", "--author nobody", "--refs refs/heads/side"] {
        assert_eq!(weak(&tree, flags).len(), 0, "{flags}");
    }
    // Of the first parents alone it is the merge that brings it.
    assert_eq!(weak(&tree, "--first-parent")[0].1, "Merge the side");
    let text = tree.run("history").exits(1);
    text.says("Make them shorter").says("at HEAD");
}

#[test]
fn what_is_allowed_in_the_code_is_allowed_in_its_history() {
    let tree = Tree::repository();
    let allow = concat!("  # retic", "ent: allow[key/rsa-generation-short] for a test of old clients\n");
    commit(&tree, "src/keys.py", &python("1024", "").replace("(BITS)\n", &format!("(BITS){allow}")), "Make keys");
    assert!(weak(&tree, "").iter().all(|(_, _, finding)| finding["status"] != "open"));
    tree.run("history").exits(0);
}
