//! A range finds what its commits add, each looked at by itself, though it searches what their files have in common once.

use std::collections::BTreeSet;

use serde_json::Value;

use super::sameness::{Dice, line};
use super::support::{Tree, git, token};
use super::{commit, findings};

/// A line of Python that the rules on keys judge, or that such a line refers to.
fn code(dice: &mut Dice) -> String {
    let seed = dice.roll(4);
    match dice.roll(40) {
        0 => format!("BITS_{seed} = {}\n", [1024, 3072][dice.roll(2)]),
        1 => format!("key = rsa.generate_private_key(65537, BITS_{seed})\n"),
        2 => "key = rsa.generate_private_key(65537, 512)\n".to_owned(),
        3 => format!("client_secret = SECRET_{seed}\n"),
        4 => format!("SECRET_{seed} = \"{}\"\n", ["Sommer2024", "from the vault"][dice.roll(2)]),
        5 => concat!("# reti", "cent:allow secret/hardcoded-password -- a word of a game\n").to_owned(),
        6 => "\"\"\"\n".to_owned(),
        _ => format!("value_{seed} = compute(key, {seed})  # the usual token of code\n"),
    }
}

/// The commits of the branch, the first one first.
fn commits(tree: &Tree) -> Vec<String> {
    let listed = git(&tree.path(""), &["rev-list", "--reverse", "--topo-order", "HEAD"]).stdout;
    String::from_utf8(listed).unwrap().lines().map(str::to_owned).collect()
}

/// What a finding is told by, with the commit and the lines.
fn told(finding: &Value) -> String {
    let field = |name: &str| finding[name].to_string();
    let lines: Vec<String> =
        finding["occurrences"].as_array().unwrap().iter().map(|place| place["start"]["line"].to_string()).collect();
    let known = ["rule", "path", "secret", "confidence"].map(field);
    format!("{known:?} in {} at {lines:?}", finding["added_in"]["id"])
}

fn diff(tree: &Tree, range: &str) -> Vec<Value> {
    let run = tree.run(&format!("diff {range} --format json --reveal --min-confidence low"));
    assert!([0, 1, 3].contains(&run.code), "{}", run.shown());
    findings(&run)
}

/// What the commits of a range add one by one; of a secret at a path the first.
fn one_by_one(tree: &Tree, commits: &[String]) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let all = commits.iter().flat_map(|commit| diff(tree, commit));
    // A statement about code is no secret, and one of several that read the same is told by its number.
    let name = |finding: &Value| {
        let of = if finding["secret"].is_string() { "secret" } else { "fingerprint" };
        ["rule", "path", of].map(|name| finding[name].to_string())
    };
    all.filter(|finding| seen.insert(name(finding))).map(|finding| told(&finding)).collect()
}

/// Inserts, removes or replaces a line of a file, or moves one within it or to another.
fn edit(files: &mut [Vec<String>], dice: &mut Dice) {
    let which = dice.roll(files.len());
    let new = if which == 1 { code(dice) } else { line(dice) };
    let at = dice.roll(files[which].len());
    match dice.roll(4) {
        0 => files[which].insert(at, new),
        1 => _ = files[which].remove(at),
        2 => files[which][at] = new,
        _ => {
            let moved = files[which].remove(at);
            let to = if which == 1 { 1 } else { dice.roll(2) * 2 };
            let at = dice.roll(files[to].len());
            files[to].insert(at, moved);
        }
    }
}

#[test]
fn a_range_is_the_sum_of_its_commits() {
    for seed in 0..3 {
        let mut dice = Dice(seed);
        let tree = Tree::repository();
        let mut files: Vec<Vec<String>> = vec![
            (0..300).map(|_| line(&mut dice)).collect(),
            (0..300).map(|_| code(&mut dice)).collect(),
            (0..300).map(|_| line(&mut dice)).collect(),
        ];
        for version in 0..20 {
            (0..4).for_each(|_| edit(&mut files, &mut dice));
            for (name, lines) in ["src/config.txt", "src/app.py", "src/more.txt"].iter().zip(&files) {
                tree.bytes(name, lines.concat().as_bytes());
            }
            commit(&tree, "version", &version.to_string(), "another version");
        }
        if seed == 1 {
            tree.git(&["repack", "-adq"]);
        }
        let commits = commits(&tree);
        let range = format!("{}..HEAD", commits[0]);
        let found: BTreeSet<String> = diff(&tree, &range).iter().map(told).collect();
        let wanted = one_by_one(&tree, &commits[1..]);
        let (missing, more): (Vec<_>, Vec<_>) =
            (wanted.difference(&found).collect(), found.difference(&wanted).collect());
        assert!(missing.is_empty() && more.is_empty(), "{seed}: missing {missing:?}, more {more:?}");
        assert!(found.iter().any(|found| found.contains("key/")) && found.len() > 5, "{seed}: {found:?}");
    }
}

#[test]
fn a_secret_is_found_in_a_range_wherever_its_file_changed_before() {
    let tree = Tree::repository();
    let lines: Vec<String> = (0..400).map(|n| format!("value {n} of a long file\n")).collect();
    let filler = lines.concat();
    let two = format!("a = {}\n", token("two"));
    let versions = [
        filler.clone(),
        format!("{filler}new end\n"),
        format!("a = {}\n{}new end\n", token("one"), filler),
        format!("a = {}\n{}newer end\n", token("one"), filler),
        // Twice is more than once, and elsewhere is not.
        format!("{}a = {}\nnewer end\n", filler, token("one")),
        format!("{two}{}a = {}\n{two}", filler, token("one")),
        format!("{two}{filler}"),
        format!("{two}{filler}{two}"),
    ];
    for text in &versions {
        commit(&tree, "long.txt", text, "another version");
    }
    let commits = commits(&tree);
    let added: Vec<(String, usize)> = diff(&tree, &format!("{}..HEAD", commits[0]))
        .iter()
        .map(|finding| {
            let commit = finding["added_in"]["id"].as_str().unwrap();
            let number = commits.iter().position(|known| known == commit).unwrap();
            (finding["secret"].as_str().unwrap().to_owned(), number)
        })
        .collect();
    let mut wanted = vec![(token("one"), 2), (token("two"), 5)];
    wanted.sort();
    let mut added = added;
    added.sort();
    assert_eq!(added, wanted);
    assert_eq!(diff(&tree, &commits[7]).len(), 1, "a second place of a secret is news");
}
