//! `--gitleaks-config`, and gitleaks' own commands. Where a gitleaks is on the path or named by `GITLEAKS`, both are run over the
//! same tree; `tests/gitleaks.sh` does so over real repositories with gitleaks' own configuration.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a failing helper fails its test")]

mod support;

use support::{Run, Tree, expand, token};

const CONFIG: &str = r#"
[[rules]]
id = "acme-key"
description = "Acme key"
regex = '''(?i)\bacme[ =:"']{1,5}([0-9a-f]{32})\b'''
keywords = ["acme"]
entropy = 2
[[rules]]
id = "generic-key"
regex = '''key\s*=\s*["']?([\w-]{20,60})'''
keywords = ["key"]
[[rules.allowlists]]
stopwords = ["example"]
[[rules]]
id = "github"
regex = '''gh[ps]_[0-9A-Za-z]{36}'''
[[rules]]
id = "p12"
path = '''\.p12$'''
[[allowlists]]
paths = ['''^docs/''']
[[allowlists]]
condition = "AND"
paths = ['''\.md$''']
regexes = ['''^gh''']
"#;

fn tree() -> Tree {
    let tree = Tree::repository();
    tree.bytes(".gitleaks.toml", CONFIG.as_bytes());
    tree.file("a.env", "acme = <<hex:32>>\nT=gh<<>>p_<<alnum:30>><<checksum>>\n");
    tree.file("b.py", "key = 'acme-<<lowernum:30>>'\nkey = 'example-<<lowernum:30>>'\n");
    tree.file("docs/c.env", "acme = <<hex:32>>\n");
    tree.file("notes.md", "gh<<>>p_<<alnum:30>><<checksum>>\nacme: <<hex:32>>\n");
    tree.file("ok.env", "acme = <<hex:32>> # gitleaks:allow\n");
    tree.bytes("cert.p12", b"\x30\x82");
    tree.git(&["add", "."]).git(&["commit", "-qm", "first"]);
    tree
}

fn places(run: &Run) -> Vec<String> {
    let lines = run.out.lines().filter(|line| line.contains(": error["));
    lines
        .map(|line| line.split(" (").next().unwrap().replace(": error[secret/gitleaks-", " ").replace(']', ""))
        .collect()
}

#[test]
fn a_configuration_runs_as_gitleaks_runs_it() {
    let tree = tree();
    let run = tree.run("scan --gitleaks-config .gitleaks.toml --format oneline").exits(1);
    assert_eq!(
        places(&run),
        [
            "a.env:1:8 acme-key Acme key",
            "a.env:2:3 github github",
            "b.py:1:8 generic-key generic-key",
            "cert.p12:1:1 p12 p12",
            "notes.md:2:7 acme-key Acme key",
        ],
        "{}",
        run.shown()
    );
    assert!(!run.out.contains(&token("a.env")[4..]) && !run.out.contains(&expand("<<hex:32>>", "a.env")));
    tree.run("scan --gitleaks-config .gitleaks.toml --disable * --enable github --format oneline")
        .exits(1)
        .says("a.env:2:3");
}

#[test]
fn a_history_is_looked_at_commit_after_commit() {
    let tree = tree();
    std::fs::remove_file(tree.path("a.env")).unwrap();
    tree.git(&["commit", "-qam", "gone"]);
    let run = tree.run("history --gitleaks-config .gitleaks.toml --format oneline").exits(1);
    assert!(run.out.contains("a.env:2:3: error[secret/gitleaks-github]"), "{}", run.shown());
    tree.run("history --gitleaks-config .gitleaks.toml --since 2020-01-01").exits(2).says("--since does not go with");
    tree.run("keys --gitleaks-config .gitleaks.toml").exits(2).says("does not go with `keys`");
    tree.run("diff HEAD --gitleaks-config .gitleaks.toml").exits(0);
    tree.run("diff HEAD~1 --gitleaks-config .gitleaks.toml --format oneline").exits(1).says("a.env:1:8");
}

#[test]
fn what_extends_is_put_together_and_what_is_wrong_with_it_is_told() {
    let tree = tree();
    tree.bytes("base.toml", CONFIG.as_bytes());
    tree.bytes(
        "x.toml",
        b"[extend]\npath = 'base.toml'\ndisabledRules = ['p12', 'none']\n[[rules]]\nid = 'github'\nskipReport = true\n[[rules.allowlists]]\npaths = ['a\\.env']\n",
    );
    let run = tree.run("scan --gitleaks-config x.toml --format oneline").exits(1);
    let rules: Vec<String> = places(&run).iter().map(|line| line.split(' ').nth(1).unwrap().to_owned()).collect();
    assert_eq!(rules, ["acme-key", "generic-key", "acme-key"], "{}", run.shown());
    assert!(run.err.contains("x.toml:1: `disabledRules`: there is no rule none in base.toml"), "{}", run.shown());
    assert!(run.err.contains("`required` and `skipReport` are lost"), "{}", run.shown());
    for (text, says) in [
        ("[extend]\npath = 'none.toml'\n", "x.toml:1: `extend`: none.toml: "),
        ("[extend]\npath = 'x.toml'\n", "`extend` leads back to x.toml"),
        (
            "[extend]\nuseDefault = true\n",
            "name config/gitleaks.toml of your gitleaks' release with --gitleaks-default",
        ),
        ("[extend]\nuseDefault = true\npath = 'y'\n", "cannot stand together"),
        ("[[rules]]\nid = 'a'\nregex = '(?<=x)a'\n", "x.toml:1: a: `regex`: look-around"),
        ("[[rules]]\nid = 'a'\n", "neither `regex` nor `path`"),
        ("[[rules]]\nid = 'a'\nregex = 'a(b)'\nsecretGroup = 2\n", "`secretGroup` is 2, and `regex` has 1 groups"),
        ("[[rules]]\nid = 'a'\nregex = 'a'\n[[rules.required]]\nid = 'b'\n", "names b, which is no rule of this file"),
        ("[[allowlists]]\ntargetRules = ['b']\npaths = ['x']\n", "`targetRules`: there is no rule b"),
        ("[[allowlists]]\ncondition = 'NOT'\npaths = ['x']\n", "`condition` is AND or OR, not NOT"),
        ("[[allowlists]]\nmatchCondition = 'AND'\npaths = ['x']\n", "x.toml:2: unknown key `matchCondition`"),
    ] {
        tree.bytes("x.toml", text.as_bytes());
        tree.run("scan --gitleaks-config x.toml").exits(2).says(says);
    }
    tree.bytes("y.toml", b"[extend]\nuseDefault = true\n");
    tree.run("scan --gitleaks-config y.toml --gitleaks-default base.toml --format oneline").exits(1).says("cert.p12");
}

/// Two in one encoded text, one encoded twice; each shown where its text stands, and masked there.
#[test]
fn what_is_encoded_is_decoded_as_deep_as_is_asked_for() {
    use base64::prelude::{BASE64_STANDARD, Engine as _};
    let tree = Tree::repository();
    tree.bytes("c.toml", b"[[rules]]\nid = \"acme\"\nregex = 'acme-[0-9a-f]{32}'\nkeywords = [\"acme-\"]\n");
    let token = |seed: &str| format!("acme-{}", expand("<<hex:32>>", seed));
    let once = BASE64_STANDARD.encode(format!("a: {}\nb: {}\n", token("one"), token("two")));
    let twice = BASE64_STANDARD.encode(BASE64_STANDARD.encode(format!("c: {}", token("three"))));
    tree.bytes("a.yaml", format!("x: 1\nonce: {once}\ntwice: {twice}\n").as_bytes());
    tree.git(&["add", "."]).git(&["commit", "-qm", "first"]);
    for command in ["scan", "history"] {
        let run = tree.run(&format!("{command} --config none --gitleaks-config c.toml --format oneline")).exits(1);
        assert_eq!(
            places(&run),
            ["a.yaml:2:7 acme acme", "a.yaml:2:7 acme acme", "a.yaml:3:8 acme acme"],
            "{}",
            run.shown()
        );
        assert!(!run.out.contains(&once) && !run.out.contains("acme-"), "{}", run.shown());
        let run = tree.run(&format!(
            "{command} --config none --gitleaks-config c.toml --gitleaks-decode-depth 1 --format oneline"
        ));
        assert_eq!(places(&run).len(), 2, "{}", run.shown());
    }
    tree.run("dir . -c c.toml --max-decode-depth 0").exits(0).says("--gitleaks-decode-depth 0");
    tree.run("scan --gitleaks-decode-depth 2").exits(2).says("--gitleaks-config");
}

/// A configuration without a rule would be green for ever.
#[test]
fn a_configuration_that_finds_nothing_and_one_in_the_environment_are_errors() {
    let tree = tree();
    tree.bytes("none.toml", b"title = \"mine\"\n");
    tree.run("scan --gitleaks-config none.toml").exits(2).says("there is no rule in it");
    let mut command = tree.command(&["dir", "."]);
    command.env("GITLEAKS_CONFIG_TOML", CONFIG);
    Run::of(&command.output().unwrap()).exits(2).says("write the configuration into a file");
}

#[test]
fn gitleaks_own_commands_are_understood() {
    let tree = tree();
    let dir = tree.run("dir . -f json -r - --no-banner --redact").exits(1);
    assert!(
        dir.err
            .contains("in ours: reticent scan --no-ignore . --gitleaks-config .gitleaks.toml --format gitleaks-json"),
        "{}",
        dir.shown()
    );
    let first = &dir.json()[0];
    assert_eq!(
        (first["RuleID"].as_str(), first["File"].as_str(), first["StartLine"].as_u64()),
        (Some("acme-key"), Some("a.env"), Some(1))
    );
    assert_eq!(first["Fingerprint"], "a.env:acme-key:1");
    assert!(!dir.out.contains(&expand("<<hex:32>>", "a.env")));
    tree.run("git --exit-code 9 --enable-rule p12,acme-key").exits(9).says("reticent history");
    tree.run("detect --no-git --source . --report-path out.sarif -v").exits(1);
    assert!(tree.read("out.sarif").contains("\"2.1.0\""));
    tree.run("detect --log-opts=HEAD").exits(1).says("reticent diff HEAD");
    tree.run("protect --staged").exits(0).says("reticent staged");
    tree.file("new.env", "acme = <<hex:32>>\n").git(&["add", "new.env"]);
    tree.run("git --pre-commit --staged").exits(1);
    for (arguments, says) in [
        ("dir . --max-target-megabytes 5", "--max-target-megabytes of gitleaks has no counterpart"),
        ("git --baseline-path x.json", "`reticent import gitleaks` makes a baseline of it"),
        ("dir . --redact=20", "--redact of gitleaks has no counterpart"),
        ("dir src --max-decode-depth 0", "--max-decode-depth 0 of gitleaks has no counterpart"),
        ("dir . --enable-rule acme-kee", "no rule is called `acme-kee`"),
        ("protect", "`protect` needs --staged"),
        ("git --log-opts=--since=2020", "--log-opts: a range"),
        ("dir . -f template -r x", "--report-format template has no counterpart"),
        ("dir . --no-such-flag", "unexpected argument"),
    ] {
        tree.run(arguments).exits(2).says(says);
    }
}

#[test]
fn a_policy_that_locks_rules_is_not_got_around() {
    let tree = tree();
    tree.bytes("policy.toml", b"locked = [\"secret/github-*\"]\n");
    tree.run("scan --policy policy.toml --gitleaks-config .gitleaks.toml")
        .exits(2)
        .says("the policy locks `secret/github-*`");
    tree.bytes(".gitleaksignore", b"a.env:github-pat:2\nnotes.md:github-pat:1\n");
    let free = tree.run("scan --format oneline a.env notes.md");
    assert!(!free.out.contains("github-personal"), "{}", free.shown());
    let locked = tree.run("scan --format oneline --policy policy.toml a.env notes.md").exits(1);
    assert_eq!(locked.out.matches("github-personal").count(), 2, "{}", locked.shown());
}
