//! A gate that a pull request cannot switch off, and what a range adds that keeps findings quiet.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing helper fails its test")]

mod support;

use support::{Run, Tree, git, token};

/// How our markers begin; written so that the test file holds none.
const OURS: &str = concat!("retic", "ent:");

fn commit(tree: &Tree, message: &str) {
    tree.git(&["add", "--all"]).git(&["commit", "--quiet", "--allow-empty", "-m", message]);
}

fn line(seed: &str) -> String {
    format!("token: {}\n", token(seed))
}

fn allowed(seed: &str) -> String {
    format!("token: {} # {OURS} allow[secret/*] sample data\n", token(seed))
}

/// A repository with an allow of its own on `main`, and a branch for a pull request.
fn begun() -> Tree {
    let tree = Tree::repository();
    tree.bytes("src/old.yml", allowed("old").as_bytes()).bytes("a.txt", b"a\n");
    commit(&tree, "first");
    tree.git(&["checkout", "-qb", "pull"]);
    tree
}

/// What a pull request may try: the kind of it, and what it does.
type Attempt = (&'static str, Box<dyn Fn(&Tree)>);

/// All with a token in `src/new.yml`.
fn attempts() -> Vec<Attempt> {
    let plain = |tree: &Tree| _ = tree.bytes("src/new.yml", line("new").as_bytes());
    vec![
        ("inline", Box::new(|tree| _ = tree.bytes("src/new.yml", allowed("new").as_bytes()))),
        (
            "foreign-marker",
            Box::new(|tree| {
                let text = format!("token: {} # {}\n", token("new"), concat!("gitleaks:", "allow"));
                tree.bytes("src/new.yml", text.as_bytes());
            }),
        ),
        (
            "config",
            Box::new(move |tree| {
                plain(tree);
                tree.bytes("reticent.toml", b"[[allow]]\nrule = \"secret/*\"\nreason = \"trust me\"\n");
            }),
        ),
        (
            "config",
            Box::new(move |tree| {
                plain(tree);
                tree.bytes("reticent.toml", b"disable = [\"*\"]\n");
            }),
        ),
        (
            "ignore-file",
            Box::new(move |tree| {
                plain(tree);
                tree.bytes(".reticentignore", b"# ours\nsrc/\n");
            }),
        ),
        (
            "ignore-file",
            Box::new(move |tree| {
                plain(tree);
                tree.bytes("src/.reticentignore", b"*.yml\n");
            }),
        ),
        (
            "baseline",
            Box::new(move |tree| {
                plain(tree);
                tree.run("baseline create --reason because").exits(0);
            }),
        ),
    ]
}

/// Runs in every format, and checks the exit code and that each says what is added.
fn in_every_format(tree: &Tree, command: &str, code: i32, kind: &str) {
    let json = tree.run(&format!("{command} --format json")).exits(code);
    let listed = json.json()["added_suppressions"].as_array().cloned().unwrap_or_default();
    assert!(listed.iter().any(|added| added["kind"] == kind), "{}", json.shown());
    assert!(listed.iter().all(|added| added["counts"] == (code == 0)), "{}", json.shown());
    tree.run(&format!("{command} --format jsonl")).exits(code).says("\"type\":\"added-suppression\"");
    tree.run(&format!("{command} --format oneline")).exits(code).says("note[added-suppression]");
    tree.run(&format!("{command} --format sarif")).exits(code).says(", adds ");
    let text = tree.run(command).exits(code).says("added:");
    text.keeps_quiet_on(&token("new")).keeps_quiet_on("because").keeps_quiet_on("trust me");
}

#[test]
fn what_a_pull_request_adds_does_not_count() {
    for (kind, attempt) in attempts() {
        let tree = begun();
        attempt(&tree);
        commit(&tree, "try");
        // Without trust it counts, and is told.
        in_every_format(&tree, "diff main..HEAD", 0, kind);
        in_every_format(&tree, "diff main..HEAD --trust-config-from main", 1, kind);
        in_every_format(&tree, "scan --trust-config-from main", 1, kind);
        tree.run("scan").exits(0);
        let found = tree.run("scan --trust-config-from main --format oneline");
        let open: Vec<&str> = found.out.lines().filter(|line| line.contains("error[secret/")).collect();
        assert!(open.len() == 1 && open[0].starts_with("src/new.yml"), "{kind}: {}", found.shown());
    }
}

#[test]
fn what_stands_in_the_trusted_commit_counts() {
    let tree = begun();
    tree.run("scan").exits(0);
    tree.run("scan --trust-config-from main").exits(0).says("1 suppressed");
    // The same comment on another secret, in the same file, is no allow of it.
    tree.bytes("src/old.yml", (allowed("old") + &allowed("new")).as_bytes());
    commit(&tree, "borrow");
    tree.run("scan").exits(0);
    let run = tree.run("scan --trust-config-from main --format oneline").exits(1).says("src/old.yml:2");
    run.keeps_quiet_on("src/old.yml:1:");
    tree.run("diff main..HEAD --trust-config-from main").exits(1);
    // What the trusted commit allows by configuration, baseline and ignore file is allowed.
    for name in ["reticent.toml", ".reticentignore", "baseline"] {
        let tree = begun();
        tree.git(&["checkout", "-q", "main"]);
        tree.bytes("src/known.yml", line("known").as_bytes());
        match name {
            "baseline" => _ = tree.run("baseline create --reason because").exits(0),
            "reticent.toml" => {
                _ = tree.bytes(name, b"[[allow]]\nrule = \"secret/*\"\npaths = [\"src/*\"]\nreason = \"x\"\n");
            }
            _ => _ = tree.bytes(name, b"src/known.yml\n"),
        }
        commit(&tree, "known");
        tree.git(&["checkout", "-qb", "later"]);
        std::fs::remove_file(tree.path(if name == "baseline" { ".reticent-baseline.jsonl" } else { name })).unwrap();
        tree.bytes("b.txt", b"b\n");
        commit(&tree, "take it away");
        tree.run("scan").exits(1);
        let run = tree.run("scan --trust-config-from main");
        assert_eq!(run.code, 0, "{name}: {}", run.shown());
    }
}

#[test]
fn a_wrong_revision_is_an_error() {
    let tree = begun();
    for command in ["scan", "diff HEAD", "staged"] {
        tree.run(&format!("{command} --trust-config-from nothing-of-this-name")).exits(2).says("--trust-config-from");
    }
    Tree::new().run("scan --trust-config-from main").exits(2).says("no git repository");
}

#[test]
fn the_index_is_held_to_the_trusted_commit() {
    let tree = begun();
    tree.bytes("src/new.yml", allowed("new").as_bytes()).git(&["add", "--all"]);
    in_every_format(&tree, "staged", 0, "inline");
    in_every_format(&tree, "staged --trust-config-from main", 1, "inline");
    tree.run("hook run pre-commit").exits(0).says("suppression added").says("src/new.yml:1");
    tree.run("hook run pre-commit --trust-config-from main").exits(1).says("it does not count");
}

/// Pushes to a bare repository whose hook is ours.
fn push(tree: &Tree, server: &Tree, trusted: Option<&str>) -> Run {
    let flag = trusted.map(|revision| format!(" --trust-config-from {revision}")).unwrap_or_default();
    let program = env!("CARGO_BIN_EXE_reticent");
    server.bytes("hooks/pre-receive", format!("#!/bin/sh\nexec '{program}' hook run pre-receive{flag}\n").as_bytes());
    let mode = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
    std::fs::set_permissions(server.path("hooks/pre-receive"), mode).unwrap();
    let address = server.path("");
    Run::of(&git(&tree.path(""), &["push", "--quiet", address.to_str().unwrap(), "HEAD:refs/heads/pull"]))
}

#[test]
fn a_server_trusts_what_it_has() {
    for (_, attempt) in attempts() {
        let tree = begun();
        let server = Tree::new();
        server.git(&["init", "--quiet", "--bare", "--initial-branch=main"]);
        let address = server.path("");
        tree.git(&["push", "--quiet", address.to_str().unwrap(), "main"]);
        attempt(&tree);
        commit(&tree, "try");
        let run = push(&tree, &server, Some("main"));
        assert_ne!(run.code, 0, "{}", run.shown());
        assert!(run.err.contains("nothing of this push was taken"), "{}", run.shown());
    }
}

#[test]
fn a_range_names_the_commit_that_adds_a_finding() {
    let tree = begun();
    tree.bytes("src/new.yml", line("new").as_bytes());
    commit(&tree, "Add the token");
    tree.bytes(".mailmap", b"Real Name <real@example.org> <someone@example.org>\n");
    commit(&tree, "map");
    let id = String::from_utf8(git(&tree.path(""), &["rev-parse", "HEAD~1"]).stdout).unwrap();
    let run = tree.run("diff main..HEAD --format json").exits(1);
    let told = &run.json()["findings"][0]["added_in"];
    assert_eq!((told["id"].as_str(), told["author"].as_str()), (Some(id.trim()), Some("Real Name")));
    assert_eq!(told["summary"], "Add the token");
    let short = &id[..12];
    for format in ["text", "oneline", "sarif", "jsonl"] {
        tree.run(&format!("diff main..HEAD --format {format}")).exits(1).says(short).says("Real Name");
    }
    tree.run("diff main..HEAD").exits(1).says("= from").says("Add the token");
    assert!(tree.run("scan --format json").json()["findings"][0].get("added_in").is_none());
}
