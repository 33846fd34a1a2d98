//! The command line. What needs no secret is a file in `tests/cmd/`, one behaviour each; the rest is here, in trees that are
//! made when the tests run.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a failing helper fails its test")]

mod support;

use support::{Tree, token};

/// `TRYCMD=overwrite` takes the real output in. `RETICENT_BIN` names another program than the one built for the tests: what
/// is shipped is built without assertions, and libraries do other things then.
#[test]
fn commands() {
    let cases = trycmd::TestCases::new();
    if let Some(program) = std::env::var_os("RETICENT_BIN") {
        cases.register_bin("reticent", std::path::Path::new(&program));
    }
    for name in
        ["CONFIG", "POLICY", "BASELINE", "AS_OF", "MAX_FILE_SIZE", "ALLOW_INCOMPLETE", "JOBS", "FORMAT", "FAIL_ON"]
    {
        cases.env(format!("RETICENT_UNUSED_{name}"), "");
    }
    cases.env("SOURCE_DATE_EPOCH", "1767225600").env("COLUMNS", "100").case("tests/cmd/*.toml");
}

/// A repository with an error, a warning and a note, all sure or nearly so.
fn tree() -> Tree {
    let tree = Tree::repository();
    tree.file("deploy/.env", "# production\nGITHUB_TOKEN=gh<<>>p_<<alnum:30>><<checksum>>\n");
    tree.bytes("again.env", format!("A={}\n", token("deploy/.env")).as_bytes());
    tree.bytes("own.toml", OWN.as_bytes());
    tree.file("warn.txt", "ourwarn_<<hex:32>>\n").file("note.txt", "ournote_<<hex:32>>\n");
    tree
}

/// A rule for each of the other severities.
const OWN: &str = "\
[[rule]]
id = 'secret/our-warning'
title = 'our warning'
description = 'To be looked at.'
severity = 'warning'
confidence = 'high'
keywords = ['ourwarn_']
pattern = '(?P<secret>ourwarn_[0-9a-f]{32})'
fix = 'Look at it.'
[[rule]]
id = 'secret/our-note'
title = 'our note'
description = 'Good to know.'
severity = 'note'
confidence = 'high'
keywords = ['ournote_']
pattern = '(?P<secret>ournote_[0-9a-f]{32})'
fix = 'Nothing.'
";

#[test]
fn a_scan_with_findings() {
    let tree = tree();
    insta::assert_snapshot!("scan_text", tree.run("scan --rules own.toml deploy warn.txt note.txt").shown());
    insta::assert_snapshot!(
        "scan_oneline",
        tree.run("scan --rules own.toml deploy warn.txt note.txt --format oneline").shown()
    );
    insta::assert_snapshot!("scan_explain", tree.run("scan deploy --explain").shown());
}

#[test]
fn exit_codes_follow_severity_and_confidence() {
    let tree = tree();
    for (arguments, code) in [
        ("scan own.toml", 0),
        ("scan deploy", 1),
        ("scan deploy --exit-code 17", 17),
        ("scan deploy --exit-code 0", 0),
        ("scan own.toml --exit-code 17", 0),
        ("scan --rules own.toml warn.txt note.txt", 0),
        ("scan --rules own.toml warn.txt note.txt --fail-on warning", 1),
        ("scan --rules own.toml note.txt --fail-on warning", 0),
        ("scan --rules own.toml note.txt --fail-on note", 1),
        ("scan deploy --disable secret/*", 0),
        ("scan deploy --disable * --enable secret/github-*", 1),
        ("stdin --nonsense", 2),
    ] {
        assert_eq!(tree.run(arguments).code, code, "{arguments}");
    }
}

#[test]
fn quiet_says_nothing_beside_the_report() {
    let tree = tree();
    let output = tree.command(&["scan", "own.toml", "--quiet"]).output().unwrap();
    assert!(output.stderr.is_empty());
    let output = tree.command(&["scan", "own.toml"]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("took "));
}

#[test]
fn outputs_go_where_they_are_sent() {
    let tree = tree();
    // The text as usual, and files beside it.
    tree.run("scan deploy --output sarif=a.sarif --output json=b.json").exits(1).says("deploy/.env:2:14");
    assert!(tree.read("a.sarif").contains("\"2.1.0\"") && tree.read("b.json").contains("\"version\":"));
    // The report goes into the file, by its extension or by --format.
    let run = tree.run("scan deploy --output c.sarif").exits(1);
    assert!(run.out.is_empty() && tree.read("c.sarif").contains("\"2.1.0\""));
    tree.run("scan deploy --output d.txt --format oneline").exits(1);
    assert!(tree.read("d.txt").starts_with("deploy/.env:2:14: error["));
    tree.run("scan deploy --output json=/dev/null").exits(1);
    tree.run("scan own.toml --output e.sarif").exits(0);
    assert!(tree.read("e.sarif").contains("\"results\":[]"));
}

#[test]
fn standard_input_is_judged_by_the_name_that_it_gets() {
    let tree = Tree::new();
    let text = format!("TOKEN={}\n", token("stdin"));
    tree.run_with_input("stdin --path deploy/prod.env", text.as_bytes()).exits(1).says("deploy/prod.env:1:7");
    tree.run_with_input("stdin", text.as_bytes()).exits(1).says("stdin:1:7");
    tree.run_with_input("stdin --format json", b"nothing").exits(0);
}

#[test]
fn colours_come_when_asked_for() {
    let tree = tree();
    tree.run("scan deploy").keeps_quiet_on("\x1b[");
    tree.run("scan deploy --color always").says("\x1b[");
    let colored = |name: &str, value: &str| {
        String::from_utf8_lossy(&tree.command(&["scan", "deploy"]).env(name, value).output().unwrap().stdout)
            .contains("\x1b[")
    };
    assert!(colored("CLICOLOR_FORCE", "1") && !colored("NO_COLOR", "1"));
}

#[test]
fn variables_say_what_flags_say_and_flags_win() {
    let tree = tree();
    tree.bytes("other.toml", b"disable = [\"secret/*\"]\n");
    let run = |name: &str, value: &str, arguments: &[&str]| {
        let mut command = tree.command(arguments);
        let output = command.env(format!("RETICENT_{name}"), value).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let own = &["scan", "warn.txt", "note.txt", "--rules", "own.toml"];
    assert_eq!(run("FAIL_ON", "warning", own).0, 1);
    assert_eq!(run("FAIL_ON", "warning", &[own, &["--fail-on", "error"][..]].concat()).0, 0);
    assert_eq!(run("EXIT_CODE", "9", &["scan", "deploy"]).0, 9);
    assert!(run("FORMAT", "oneline", &["scan", "deploy"]).1.starts_with("deploy/.env:2:14: "));
    assert_eq!(run("CONFIG", "other.toml", &["scan", "deploy"]).0, 0);
    assert_eq!(run("JOBS", "1", &["scan", "deploy"]).0, 1);
    assert_eq!(run("JOBS", "many", &["scan", "deploy"]).0, 2);
    assert_eq!(run("MIN_CONFIDENCE", "high", &["scan", "deploy"]).0, 1);
    assert_eq!(run("ALLOW_INCOMPLETE", "lfs,unreadable", &["scan", "deploy"]).0, 1);
    assert_eq!(run("MAX_FILE_SIZE", "1 parsec", &["scan", "deploy"]).0, 2);
    assert_eq!(run("AS_OF", "2026-02-30", &["scan", "deploy"]).0, 2);
    assert_eq!(run("POLICY", "missing.toml", &["scan", "deploy"]).0, 2);
    assert_eq!(run("BASELINE", "missing.jsonl", &["scan", "deploy"]).0, 2);
}

#[test]
fn a_baseline_lives_through_its_commands() {
    let tree = tree();
    let create = ["baseline", "create", "--reason", "before us", "--owner", "@web", "--until", "2026-12-31"];
    insta::assert_snapshot!("baseline_create", anonymous(&tree, &tree.run_list(&create).exits(0).shown()));
    tree.run_list(&create).exits(2).says("--force");
    tree.run("scan").exits(0).says("suppressed");
    insta::assert_snapshot!("baseline_show", anonymous(&tree, &tree.run("baseline show").exits(0).shown()));
    tree.bytes("new.env", format!("TOKEN={}\n", token("new")).as_bytes());
    tree.run("scan").exits(1).says("new.env:1:7").keeps_quiet_on("deploy/.env:");
    tree.run("baseline update").exits(0).says("1 new ones left out");
    tree.run_list(&["baseline", "update", "--reason", "later"]).exits(0).says("1 added");
    tree.run("scan").exits(0);
    std::fs::remove_file(tree.path("new.env")).unwrap();
    tree.run("baseline prune").exits(0).says("1 taken out, 2 left");
    tree.run("scan --as-of 2027-01-01").exits(1);
}

fn anonymous(tree: &Tree, text: &str) -> String {
    text.replace(&*tree.path("").to_string_lossy(), "ROOT")
}

#[test]
fn allows_are_listed_with_what_they_are_good_for() {
    let tree = Tree::new();
    let name = "reticent";
    let lines = [
        format!("TOKEN={} # {name}: allow[secret/github-*] made up", token("a")),
        format!("# {name}: allow[secret/jwt] nothing here"),
        "x = 1".to_owned(),
        format!("y = 1 # {name}: allow[secret/jwt] over until=2025-12-31"),
        format!("z = 1 # {name}: allow everything"),
        String::new(),
    ];
    tree.bytes("app.py", lines.join("\n").as_bytes());
    tree.run("scan").exits(0).says("1 suppressed: 1 accepted");
    insta::assert_snapshot!("allow_list", tree.run("allow list").exits(0).shown());
    insta::assert_snapshot!("allow_list_stale", tree.run("allow list --stale").exits(0).shown());
}

#[test]
fn the_configuration_that_init_writes_is_read_and_changes_nothing() {
    let tree = tree();
    let before = tree.run("scan --format json --no-ignore deploy").out;
    tree.run("init").exits(0).says("wrote reticent.toml");
    tree.run("config check").exits(0).says("no mistakes");
    assert_eq!(tree.run("scan --format json --no-ignore deploy").out, before);
}

#[test]
fn schemas_are_json_and_completions_are_scripts() {
    let tree = Tree::new();
    for arguments in ["config schema", "config schema --policy"] {
        assert!(tree.run(arguments).exits(0).json()["properties"].is_object());
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        tree.run(&format!("completions {shell}")).exits(0).says("reticent").says("baseline");
    }
    tree.run("completions tcsh").exits(2);
    let words = tree.run("completions bash").out;
    for all in ["text oneline json", "error warning note", "high medium low"] {
        assert!(words.contains(all), "{all}");
    }
}

#[test]
fn rules_are_listed_and_tested() {
    let tree = Tree::new();
    let run = tree.run("rules list").exits(0).says("secret/github-personal-access-token");
    assert!(run.out.lines().count() > 60 && run.err.contains(" rules"));
    tree.run("rules test").exits(0).says("all as they say");
}
