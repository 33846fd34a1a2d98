//! `reticent import`, and the ignore file of gitleaks where it stands.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a failing helper fails its test")]

mod support;

use proptest::prelude::*;
use reticent::peer::gitleaks::Config;
use reticent::peer::import::{From, Imported, read};
use sha1::{Digest as _, Sha1};
use support::{Run, Tree, expand, token};

/// A token, a password and a custom key, committed.
fn tree() -> Tree {
    let tree = Tree::repository();
    tree.file("deploy/.env", "# production\nGITHUB_TOKEN=gh<<>>p_<<alnum:30>><<checksum>>\n");
    tree.file("src/db.py", "password = \"<<alnum:20>>\"\n");
    tree.file("src/acme.py", "key = \"acme_<<hex:32>>\"\n");
    tree.file("vendor/x.py", "password = \"<<alnum:20>>\"\n");
    tree.git(&["add", "."]).git(&["commit", "-qm", "first"]);
    tree
}

fn found(tree: &Tree) -> Vec<String> {
    let run = tree.run("scan --format oneline");
    run.out
        .lines()
        .filter(|line| line.contains(": error["))
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect()
}

/// What stands in `src/db.py`.
fn of_db() -> String {
    expand("<<alnum:20>>", "src/db.py")
}

fn clean(run: &Run) {
    for secret in [token("deploy/.env"), of_db(), expand("<<hex:32>>", "src/acme.py")] {
        assert!(!run.out.contains(&secret) && !run.err.contains(&secret), "{}", run.shown());
    }
}

const GITLEAKS: &str = r"
title = 'ours'
[extend]
useDefault = true
disabledRules = ['generic-api-key', 'no-such-rule']
[[rules]]
id = 'acme-key'
description = 'Acme key'
regex = '''(?i)\bacme_([0-9a-f]{32})\b'''
keywords = ['ACME_']
entropy = 2.5
[[rules.allowlists]]
stopwords = ['example']
[[allowlists]]
description = 'not ours'
paths = ['''(^|/)vendor/''', '''\bodd\b''']
regexes = ['''secret-that-is-allowed''']
";

#[test]
fn a_configuration_of_gitleaks_becomes_ours() {
    let tree = tree();
    tree.bytes(".gitleaks.toml", GITLEAKS.as_bytes());
    assert_eq!(found(&tree).len(), 3, "before");
    let run = tree.run("import gitleaks .gitleaks.toml").exits(0);
    for says in [
        "wrote rules/gitleaks.toml: 1 rule\n",
        "wrote reticent.toml: own rules, 1 rule switched off, 1 allow\n",
        "wrote .reticentignore: ",
        ".gitleaks.toml:3: disabled rule no-such-rule: reticent has none by that name",
        "no glob says the same as the path `\\bodd\\b`",
    ] {
        assert!(run.out.contains(says), "{says} in\n{}", run.shown());
    }
    assert!(!run.out.contains("secret-that-is-allowed"), "{}", run.shown());
    tree.run("config check").exits(0).says("no mistakes");
    tree.run("rules list").exits(0).says("secret/gitleaks-acme-key");
    assert!(found(&tree).iter().any(|place| place == "src/acme.py:1:13:"), "{:?}", found(&tree));
    assert!(!found(&tree).iter().any(|place| place.starts_with("vendor/")), "{:?}", found(&tree));
}

#[test]
fn allowed_expressions_of_gitleaks_become_allows() {
    let tree = tree();
    let (db, env) = (of_db(), token("deploy/.env"));
    let list =
        |extra: &str, secret: &str| format!("[[allowlists]]\ndescription = 'known'\n{extra}regexes = ['^{secret}']\n");
    tree.bytes("g.toml", ("[extend]\nuseDefault = true\n".to_owned() + &list("", &db[..12])).as_bytes());
    let dry =
        tree.run("import gitleaks g.toml --dry-run").exits(0).says("secrets = [1 expression, which may hold a secret]");
    assert!(!dry.out.contains(&db[..12]));
    tree.run("import gitleaks g.toml").exits(0).says("1 allow");
    tree.run("config check").exits(0).says("no mistakes");
    tree.run("config show").exits(0).says("secrets = […] # 1, which may hold a secret").keeps_quiet_on(&db[..12]);
    let left = found(&tree);
    assert!(left.len() == 2 && !left.iter().any(|place| place.starts_with("src/db.py")), "{left:?}");
    tree.run("scan").says("1 suppressed");
    // All conditions must hold: the secret is elsewhere.
    let both = |path: &str| list(&format!("condition = 'AND'\npaths = ['^{path}/']\n"), &env[..12]);
    tree.bytes("g.toml", ("[extend]\nuseDefault = true\n".to_owned() + &both("src")).as_bytes());
    tree.run("import gitleaks g.toml --force").exits(0);
    assert_eq!(found(&tree).len(), 3);
    tree.bytes("g.toml", ("[extend]\nuseDefault = true\n".to_owned() + &both("deploy")).as_bytes());
    tree.run("import gitleaks g.toml --force").exits(0);
    assert_eq!(found(&tree).len(), 2);
    // What looks at the whole line has no counterpart, and is told without its text.
    tree.bytes(
        "g.toml",
        ("[extend]\nuseDefault = true\n".to_owned() + &list("regexTarget = 'line'\n", &db[..12])).as_bytes(),
    );
    tree.run("import gitleaks g.toml --force").exits(0).says("1 allowed `regexes` look at the line");
}

#[test]
fn nothing_is_written_over_and_nothing_by_half() {
    let tree = tree();
    tree.bytes(".gitleaks.toml", GITLEAKS.as_bytes()).bytes("reticent.toml", b"# mine\n");
    tree.run("import gitleaks .gitleaks.toml").exits(2).says("reticent.toml is there already; --force writes over");
    assert_eq!(tree.read("reticent.toml"), "# mine\n");
    assert!(!tree.path("rules").exists() && !tree.path(".reticentignore").exists());
    let dry = tree.run("import gitleaks .gitleaks.toml --dry-run").exits(0).says("would write rules/gitleaks.toml");
    assert!(dry.out.contains("id = \"secret/gitleaks-acme-key\"") && !tree.path("rules").exists());
    // The last file cannot be written: those before it go again.
    std::fs::create_dir(tree.path(".reticentignore")).unwrap();
    tree.run("import gitleaks .gitleaks.toml --force").exits(2).says("name a file, not a folder");
    assert_eq!(tree.read("reticent.toml"), "# mine\n");
    assert!(!tree.path("rules/gitleaks.toml").exists());
    std::fs::remove_dir(tree.path(".reticentignore")).unwrap();
    tree.run("import gitleaks .gitleaks.toml --force").exits(0);
    assert!(tree.read("reticent.toml").contains("rules/gitleaks.toml"));
}

#[test]
fn mistakes_of_a_configuration_are_told_with_their_lines() {
    let tree = tree();
    for (text, says) in [
        ("[[allowlists]]\ndescription = 'x'\n", "an allowlist needs commits, paths, regexes or stopwords"),
        ("title = \n", "x.toml:1: no TOML"),
        ("[[rules]]\nid = 'a'\nregex = 3\n", "x.toml:3: a text is expected here"),
        ("[extend]\nurl = 'https://example.org'\n", "`extend.url` does nothing in gitleaks"),
    ] {
        tree.bytes("x.toml", text.as_bytes());
        tree.run("import gitleaks x.toml").exits(2).says(says);
    }
    tree.bytes("x.toml", b"[[rules]]\nid = 'a'\nregex = '(?<!x)secret=([a-z]+)'\nkeywords = ['secret']\n");
    tree.run("import gitleaks x.toml").exits(0).says("x.toml:1: rule a is not carried over").says("look-around");
    // What is known of a file of an older version is taken, the rest told.
    tree.bytes("x.toml", b"[whitelist]\nfiles = ['x']\n[[allowlists]]\nmatchCondition = 'AND'\npaths = ['^y/']\n");
    tree.run("import gitleaks x.toml")
        .exits(0)
        .says("x.toml:1: unknown key `whitelist` in the file")
        .says("x.toml:4: unknown key `matchCondition` in an allowlist")
        .says("x.toml:3: an allowlist is not carried over: it has a key that is not known");
    assert!(!tree.path(".reticentignore").exists());
    tree.run("import gitleaks none.toml").exits(2).says("none.toml: ");
    tree.run("import gitleaks src").exits(2).says("src: a folder");
}

#[test]
fn fingerprints_of_gitleaks_are_honoured_where_they_stand() {
    let tree = tree();
    tree.bytes(
        ".gitleaksignore",
        b"# known\ndeploy/.env:github-pat:2\nsrc/db.py:github-pat:1\nsrc/db.py:generic-api-key:9\n",
    );
    let run = tree.run("scan").exits(1).says("1 suppressed: 1 accepted");
    clean(&run);
    assert!(!found(&tree).contains(&"deploy/.env:2:14:".to_owned()), "{:?}", found(&tree));
    tree.run("scan deploy --no-foreign-markers").exits(1);
    let head = support::git(&tree.path(""), &["rev-parse", "HEAD"]);
    let head = String::from_utf8(head.stdout).unwrap();
    tree.bytes(".gitleaksignore", format!("{}:deploy/.env:github-pat:2\n", head.trim()).as_bytes());
    tree.run("history --format json").exits(1).says("\"reason\":\".gitleaksignore\"");
    tree.run("scan deploy").exits(1);
    tree.bytes(".gitleaksignore", b"nonsense\n");
    tree.run("scan deploy").exits(1).says("warning: .gitleaksignore:1: no fingerprint");
}

#[test]
fn ignore_file_and_report_of_gitleaks_become_a_baseline() {
    let tree = tree();
    tree.bytes(".gitleaksignore", b"deploy/.env:github-pat:2\ngone.txt:aws-access-token:4\n");
    let report = format!(
        r#"[{{"RuleID": "generic-api-key", "StartLine": 1, "Secret": "{}", "File": "src/db.py", "Commit": ""}}]"#,
        of_db()
    );
    tree.bytes("report.json", report.as_bytes());
    let dry = tree.run("import gitleaks .gitleaksignore report.json --dry-run").exits(0).says("\"rule\":");
    assert!(!dry.out.contains("\"key\"") && !tree.path(".reticent-baseline.jsonl").exists(), "{}", dry.shown());
    let run = tree.run("import gitleaks .gitleaksignore report.json").exits(0);
    assert!(run.out.contains("wrote .reticent-baseline.jsonl: 2 findings known"), "{}", run.shown());
    assert!(run.out.contains(".gitleaksignore:2: gone.txt:4: reticent finds no such thing"), "{}", run.shown());
    clean(&run);
    std::fs::remove_file(tree.path(".gitleaksignore")).unwrap();
    std::fs::remove_file(tree.path("report.json")).unwrap();
    assert_eq!(found(&tree), ["vendor/x.py:1:13:"]);
    assert!(!tree.read(".reticent-baseline.jsonl").contains(&of_db()));
}

#[test]
fn a_secret_that_is_only_in_the_history_is_known_there() {
    let tree = tree();
    std::fs::remove_file(tree.path("deploy/.env")).unwrap();
    tree.git(&["commit", "-qam", "gone"]);
    let report = format!(
        r#"[{{"RuleID": "github-pat", "StartLine": 2, "Secret": "{}", "File": "deploy/.env", "Commit": "x"}}]"#,
        token("deploy/.env")
    );
    let outside = Tree::new();
    outside.bytes("report.json", report.as_bytes());
    tree.run(&format!("import gitleaks {}", outside.path("report.json").display())).exits(0).says("1 finding known");
    tree.run("history --format oneline --rules none.toml").exits(2);
    let left = tree.run("history --format oneline");
    assert!(!left.out.contains("deploy/.env"), "{}", left.shown());
}

#[test]
fn an_audit_of_detect_secrets_is_kept() {
    let tree = tree();
    let sha1 = |text: String| format!("{:x}", Sha1::digest(text));
    let baseline = format!(
        r#"{{"version": "1.5.0", "plugins_used": [{{"name": "HexHighEntropyString", "limit": 3.0}}, {{"name": "Ours", "path": "file://x.py"}}],
"filters_used": [{{"path": "detect_secrets.filters.regex.should_exclude_file", "pattern": ["^vendor/"]}}],
"results": {{
 "src/db.py": [{{"type": "Secret Keyword", "hashed_secret": "{}", "line_number": 1, "is_secret": false}}],
 "deploy/.env": [{{"type": "GitHub Token", "hashed_secret": "{}", "line_number": 99, "is_secret": true}}],
 "gone.py": [{{"type": "Secret Keyword", "hashed_secret": "{}", "line_number": 1}}]}}}}"#,
        sha1(of_db()),
        sha1(token("deploy/.env")),
        "0".repeat(40)
    );
    tree.bytes(".secrets.baseline", baseline.as_bytes());
    let run = tree.run("import detect-secrets .secrets.baseline").exits(0).says("2 findings known");
    assert!(
        run.out.contains("gone.py:1: reticent finds no such thing") && run.out.contains("the plugin Ours"),
        "{}",
        run.shown()
    );
    let written = tree.read(".reticent-baseline.jsonl");
    assert!(
        written.contains("\"state\":\"false-positive\",\"reason\":\"audited in detect-secrets: no secret\""),
        "{written}"
    );
    assert!(
        written.contains("\"state\":\"to-rotate\",\"reason\":\"audited in detect-secrets: a secret\""),
        "{written}"
    );
    assert!(found(&tree).is_empty(), "{:?}", found(&tree));
    for (change, says) in [
        (baseline.replace("\"1.5.0\"", "\"0.14.0\""), "a baseline of detect-secrets 0.14.0; versions 1.x are read"),
        (baseline.replace(&"0".repeat(40), "xyz"), "gone.py: `hashed_secret` is no SHA-1"),
        (baseline.replace("\"results\"", "\"resulted\""), "no baseline of detect-secrets: missing field `results`"),
    ] {
        tree.bytes("wrong.baseline", change.as_bytes());
        tree.run("import detect-secrets wrong.baseline --force").exits(2).says(says);
    }
}

#[test]
fn secrets_that_detect_secrets_excludes_become_allows() {
    let tree = tree();
    let (db, env) = (of_db(), token("deploy/.env"));
    let baseline = format!(
        r#"{{"version": "1.5.0", "plugins_used": [], "filters_used": [
{{"path": "detect_secrets.filters.regex.should_exclude_secret", "pattern": ["^{}", "(?<=x){}"]}},
{{"path": "detect_secrets.filters.regex.should_exclude_line", "pattern": ["{}"]}}], "results": {{}}}}"#,
        &db[..12],
        &env[..12],
        &env[..12]
    );
    tree.bytes(".secrets.baseline", baseline.as_bytes());
    tree.run("import detect-secrets .secrets.baseline")
        .exits(0)
        .says("1 allow")
        .says("1 allowed expressions have what reticent's have not")
        .says("1 patterns of `should_exclude_line`")
        .keeps_quiet_on(&db[..12])
        .keeps_quiet_on(&env[..12]);
    let left = found(&tree);
    assert!(!left.iter().any(|place| place.starts_with("src/db.py")), "{left:?}");
    assert!(left.iter().any(|place| place.starts_with("deploy/.env")), "{left:?}");
}

/// What is told at low confidence only was looked at by somebody, too, and what they said of it is kept.
#[test]
fn an_audit_of_what_is_not_sure_is_kept() {
    let tree = Tree::repository();
    let secret = expand("<<alnum:24>>", "asserted");
    tree.bytes("test/a_test.rb", format!("assert_equal \"x\", show(token: \"{secret}\")\n").as_bytes());
    tree.git(&["add", "."]).git(&["commit", "-qm", "first"]);
    tree.run("scan --format oneline").exits(0).keeps_quiet_on("a_test.rb");
    tree.run("scan --format oneline --min-confidence low").exits(1).says("test/a_test.rb:1:");
    let baseline = format!(
        r#"{{"version": "1.5.0", "results": {{"test/a_test.rb": [{{"type": "Secret Keyword", "hashed_secret": "{:x}", "line_number": 1, "is_secret": false}}]}}}}"#,
        Sha1::digest(&secret)
    );
    tree.bytes(".secrets.baseline", baseline.as_bytes());
    tree.run("import detect-secrets .secrets.baseline")
        .exits(0)
        .says("1 finding known")
        .keeps_quiet_on("no such thing");
    assert!(tree.read(".reticent-baseline.jsonl").contains("\"state\":\"false-positive\""));
    tree.run("scan --format oneline --min-confidence low").exits(0).keeps_quiet_on("a_test.rb:1:");
    tree.run("scan").exits(0);
    tree.run("allow list --stale").exits(0).says("0 of 1 allows");
    tree.run("baseline prune").exits(0).says("0 taken out, 1 left");
}

#[test]
fn files_of_the_other_tools_are_read() {
    let tree = tree();
    tree.bytes(
        ".gitguardian.yaml",
        format!(
            "version: 2\nsecret:\n  ignored_paths: ['vendor/**']\n  ignored_matches:\n    - name: the old one\n      match: {}\n  show_secrets: true\n",
            of_db()
        )
        .as_bytes(),
    );
    let run = tree
        .run("import ggshield .gitguardian.yaml")
        .exits(0)
        .says("1 finding known")
        .says("`show_secrets` is not carried over");
    clean(&run);
    assert!(tree.read(".reticent-baseline.jsonl").contains("ignored in .gitguardian.yaml: the old one"));
    assert_eq!(found(&tree), ["deploy/.env:2:14:"]);

    tree.bytes(".talismanrc", b"fileignoreconfig:\n- filename: deploy/.env\n  checksum: abc\nthreshold: medium\ncustom_patterns:\n- 'acme_[0-9a-f]{32}'\n");
    tree.run("import talisman .talismanrc --force")
        .exits(0)
        .says("1 finding known")
        .says("`threshold` is not carried over");
    assert!(found(&tree).contains(&"src/acme.py:1:8:".to_owned()), "{:?}", found(&tree));

    tree.bytes("hog.yaml", b"detectors:\n- name: acme\n  keywords: [acme_]\n  regex:\n    key: 'acme_([0-9a-f]{32})'\n  verify:\n  - endpoint: http://localhost\n");
    tree.bytes("exclude.txt", b"# why\n^vendor/\n");
    tree.run("import trufflehog hog.yaml exclude.txt --force")
        .exits(0)
        .says("`verify` is not carried over")
        .says("1 rule");
    assert!(found(&tree).contains(&"src/acme.py:1:13:".to_owned()), "{:?}", found(&tree));

    tree.bytes("fisher.yml", b"rules:\n- name: Acme\n  id: kingfisher.acme.1\n  pattern: |\n    (?x)\n    acme_\n    ([0-9a-f]{32})\n  min_entropy: 2.0\n  validation: {type: Http}\n");
    tree.run("import kingfisher fisher.yml --force").exits(0).says("`validation` is not carried over").says("1 rule");
    assert!(found(&tree).contains(&"src/acme.py:1:13:".to_owned()), "{:?}", found(&tree));
    tree.bytes(
        "base.yml",
        b"ExactFindings:\n  matches:\n  - filepath: src/db.py\n    fingerprint: '1'\n    linenum: 1\n",
    );
    tree.run("import kingfisher base.yml --force").exits(0).says("1 finding known");
    // As kingfisher 2.14 writes it.
    tree.bytes(
        "base2.yml",
        b"version: 2\nfingerprint_algorithm: kingfisher-v1\nrepositories:\n- id: local:///x\n  findings:\n  - path: src/db.py\n    \
          fingerprint: '1'\n    rule_id: betterleaks.generic\n    line: 1\n    first_seen_at: 2026-01-31T00:00:00+00:00\n",
    );
    tree.run("import kingfisher base2.yml --force").exits(0).says("1 finding known");
    for (tool, text) in [("ggshield", "version: 7\n"), ("talisman", "fileignoreconfig: 3\n"), ("kingfisher", "a: 1\n")]
    {
        tree.bytes("wrong.yml", text.as_bytes());
        tree.run(&format!("import {tool} wrong.yml")).exits(2);
    }
}

const TOOLS: [From; 6] =
    [From::Gitleaks, From::DetectSecrets, From::Trufflehog, From::Ggshield, From::Talisman, From::Kingfisher];

proptest! {
    /// Whatever stands in a file, it is read or refused, and a configuration that was read can be run.
    #[test]
    fn no_file_is_too_odd(at in 0usize..2000, put in "[\\PC\\n]{0,8}", tool in 0usize..6, scanned in "[a-f0-9_=acme\\n ]{0,80}") {
        let mut text = GITLEAKS.to_owned();
        let at = text.floor_char_boundary(at % text.len());
        text.replace_range(at..text.floor_char_boundary((at + put.len()).min(text.len())), &put);
        for text in [text.as_str(), put.as_str()] {
            let _ = read(TOOLS[tool], "file", text, &mut Imported::default());
            if let Ok(config) = Config::read("file", text, &|_| Ok(("base".to_owned(), String::new()))) {
                for hit in config.detect(b"path", None, scanned.as_bytes()) {
                    prop_assert!(hit.matched.start <= hit.secret.start && hit.secret.end <= hit.matched.end);
                }
            }
        }
    }
}
