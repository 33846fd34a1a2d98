//! What people are promised of `reticent.toml` and of policies: every mistake at once and in its place, layers in a fixed
//! order, and a policy that nothing goes below.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helpers fail the test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bstr::BStr;
use jiff::civil::Date;
use reticent::config::{
    Claim, ConfigChoice, Level, Overrides, PathSettings, Problems, Request, Settings, Sourced, TEMPLATE, check, load,
    policy_schema, schema, show,
};
use reticent::model::{Confidence, GapKind, Provider, RuleInfo, Secret, Severity, SuppressionKind, SuppressionState};
use reticent::source::Snapshot;
use tempfile::TempDir;

const TODAY: Date = Date::constant(2026, 1, 15);

/// A repository in a folder of its own.
struct Repo {
    folder: TempDir,
    overrides: Overrides,
    policy: Option<PathBuf>,
}

impl Repo {
    fn new(files: &[(&str, &str)]) -> Self {
        let repo = Self { folder: tempfile::tempdir().unwrap(), overrides: Overrides::default(), policy: None };
        fs::create_dir_all(repo.root().join(".git")).unwrap();
        for (name, text) in files {
            repo.write(name, text);
        }
        repo
    }

    /// With one configuration, and the file that fixtures build on.
    fn with(config: &str) -> Self {
        Self::new(&[("config/reticent.toml", config), ("base/base.toml", &fixture("base/base.toml"))])
    }

    fn policy(mut self, name: &str) -> Self {
        self.write("org.toml", &fixture(name));
        self.policy = Some(self.root().join("org.toml"));
        self
    }

    fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join("repo")
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn ask<T>(&self, start: &str, config: ConfigChoice<'_>, ask: impl Fn(&Request<'_>) -> T) -> T {
        let root = self.root();
        ask(&Request {
            cwd: &root,
            start: &root.join(start),
            root: &root,
            from: &Snapshot::Disk,
            config,
            policy: self.policy.as_deref(),
            as_of: TODAY,
            overrides: &self.overrides,
        })
    }

    fn load_from(&self, start: &str) -> Result<Settings, Problems> {
        self.ask(start, ConfigChoice::Find, load)
    }

    fn load(&self) -> Settings {
        self.load_from("config").unwrap_or_else(|problems| panic!("{problems}"))
    }

    fn errors(&self) -> Problems {
        self.load_from("config").unwrap_err()
    }
}

fn fixture_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/config").join(name)
}

fn text_of(path: &Path) -> String {
    String::from_utf8(fs::read(path).unwrap()).unwrap()
}

fn fixture(name: &str) -> String {
    text_of(&fixture_path(name))
}

fn fixtures(folder: &str) -> Vec<(String, String)> {
    let mut paths: Vec<_> = fs::read_dir(fixture_path(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let name = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
    paths.into_iter().map(|path| (name(&path), text_of(&path))).collect()
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../fixtures/config/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn rule(id: &str, alias: &str, severity: Severity) -> RuleInfo {
    RuleInfo {
        id: id.to_owned(),
        aliases: vec![alias.to_owned().into()],
        title: "".into(),
        description: "".into(),
        fix: "".into(),
        severity,
        confidence: Confidence::High,
        references: Vec::new(),
        tags: Vec::new(),
        provider: Provider::default(),
        random_bits: 0,
        prefix: 0,
        off: false,
    }
}

fn named(id: &str) -> RuleInfo {
    rule(id, "", Severity::Error)
}

fn at(settings: &Settings, path: &str) -> Arc<PathSettings> {
    settings.for_path(<&BStr>::from(path))
}

/// A TOML file as JSON; dates are texts.
fn json(text: &str) -> serde_json::Value {
    fn value(toml: toml::Value) -> serde_json::Value {
        match toml {
            toml::Value::Datetime(date) => date.to_string().into(),
            toml::Value::Array(items) => items.into_iter().map(value).collect(),
            toml::Value::Table(table) => table.into_iter().map(|(key, item)| (key, value(item))).collect(),
            other => serde_json::to_value(other).unwrap(),
        }
    }
    value(toml::Value::Table(text.parse().unwrap()))
}

#[test]
fn every_mistake_is_named_in_its_place() {
    for (name, text) in fixtures("invalid") {
        let problems = Repo::with(&text).errors();
        assert!(problems.0.iter().all(|problem| problem.place.is_some()), "{name}");
        snapshot(&name, &problems.to_string());
    }
}

#[test]
fn mistakes_in_a_policy_are_named_too() {
    let repo = Repo::with("zebra = 1").policy("policy/invalid.toml");
    snapshot("policy", &repo.errors().to_string());
}

#[test]
fn long_values_are_never_quoted() {
    let text = fixture("invalid/long-values.toml");
    let shown = Repo::with(&text).errors().to_string();
    assert!(!shown.contains("might be") && !shown.contains("very/long"), "{shown}");
}

#[test]
fn the_schema_and_the_program_refuse_the_same() {
    // What a schema cannot say: globs, the calendar, what is said twice, where files lie.
    let beyond = ["bad-globs", "empty-reason", "no-such-day", "on-and-off", "outside", "syntax"];
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for (name, text) in fixtures("invalid") {
        if !beyond.contains(&name.as_str()) {
            assert!(!validator.is_valid(&json(&text)), "{name}");
        }
    }
    for (name, text) in fixtures("valid") {
        let problems: Vec<String> = validator.iter_errors(&json(&text)).map(|error| error.to_string()).collect();
        assert!(problems.is_empty(), "{name}: {problems:?}");
        assert_eq!(Repo::with(&text).load().warnings, [], "{name}");
    }
    let policies = jsonschema::validator_for(&policy_schema()).unwrap();
    for (name, text) in fixtures("policy") {
        assert_eq!(policies.is_valid(&json(&text)), name != "invalid", "{name}");
    }
}

#[test]
fn the_schemas_are_strict_described_and_free_of_null() {
    fn walk(name: &str, value: &serde_json::Value) {
        match value {
            serde_json::Value::Object(map) => {
                if let Some(serde_json::Value::Object(properties)) = map.get("properties") {
                    assert_eq!(map.get("additionalProperties"), Some(&false.into()), "{name}");
                    let bare = properties.iter().find(|(_, property)| property.get("description").is_none());
                    assert_eq!(bare, None, "{name}");
                }
                map.iter().for_each(|(key, value)| walk(key, value));
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| walk(name, item)),
            serde_json::Value::String(text) => assert_ne!(text, "null", "{name}"),
            _ => {}
        }
    }
    for schema in [schema(), policy_schema()] {
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        walk("", &schema);
    }
}

#[test]
fn the_later_layer_wins() {
    let base = Repo::with("extends = [\"../base/base.toml\"]").load();
    assert_eq!((base.everywhere().fail_on, base.max_file_size.value), (Severity::Note, 1_000_000));

    let mut repo = Repo::with(&fixture("valid/full.toml"));
    let settings = repo.load();
    assert_eq!(settings.everywhere().fail_on, Severity::Warning);
    assert_eq!(settings.max_file_size.value, 64 << 20);
    assert!(!settings.everywhere().enabled(&named("client/x"), true), "what the base says of rules holds on");
    assert_eq!(settings.allows.len(), 2);
    assert_eq!(settings.allows[1].state, SuppressionState::Accepted);
    assert_eq!(settings.allows[1].until, Some(Date::constant(2030, 6, 30)));
    assert_eq!(settings.baseline.as_ref().unwrap().value, repo.root().join("config/baseline.jsonl"));
    assert_eq!(settings.rule_files[0].value, repo.root().join("config/rules.toml"));

    repo.overrides.fail_on = Some(Sourced::env("RETICENT_FAIL_ON", Severity::Note));
    repo.overrides.max_file_size = Some(Sourced::flag("--max-file-size", 7));
    repo.overrides.enable = vec![Sourced::flag("--enable", "client/x".to_owned())];
    repo.overrides.ignore_files = Some(Sourced::flag("--no-ignore", false));
    let settings = repo.load();
    assert_eq!((settings.everywhere().fail_on, settings.max_file_size.value), (Severity::Note, 7));
    assert_eq!(at(&settings, "config/services/legacy/x").fail_on, Severity::Note, "flags win over sections");
    assert!(settings.everywhere().enabled(&named("client/x"), true));
    assert_eq!(settings.ignore_files.from.to_string(), "--no-ignore");
}

#[test]
fn sections_of_a_monorepo() {
    let repo = Repo::new(&[(
        "reticent.toml",
        r#"
            disable = ["hygiene/*"]
            rule-settings."key/weak".severity = "note"
            [[path]]
            match = ["services/*/"]
            enable = ["hygiene/env"]
            min-confidence = "high"
            [[path]]
            match = ["services/pay/**"]
            disable = ["hygiene/*"]
            fail-on = "note"
            severity = "error"
        "#,
    )]);
    let settings = repo.load_from("services/pay/deep").unwrap();
    let all = [at(&settings, "a"), at(&settings, "services/x/a"), at(&settings, "services/pay/a")];
    assert_eq!(all.each_ref().map(|s| s.enabled(&named("hygiene/env"), true)), [false, true, false]);
    assert_eq!(all.each_ref().map(|s| s.min_confidence).map(Confidence::as_str), ["medium", "high", "high"]);
    assert_eq!(all.each_ref().map(|s| s.fail_on.as_str()), ["error", "error", "note"]);
    assert_eq!(
        all.each_ref().map(|s| s.severity(&rule("key/weak", "", Severity::Warning)).as_str()),
        ["note", "note", "error"]
    );
    assert!(settings.rule_needed(&named("hygiene/env"), true) && !settings.rule_needed(&named("hygiene/else"), true));
    assert!(Arc::ptr_eq(&all[2], &at(&settings, "services/pay/b")), "shared");
}

#[test]
fn the_more_specific_entry_wins_within_a_section() {
    let repo = Repo::with("enable = [\"secret/a*\", \"x/y\"]\ndisable = [\"secret/*\", \"secret/abc\", \"*\"]");
    let settings = repo.load();
    let on = |rule| settings.everywhere().enabled(&named(rule), true);
    assert_eq!(["secret/b", "secret/ab", "secret/abc", "x/y", "x/z"].map(on), [false, true, false, true, false]);
}

#[test]
fn globs_are_relative_to_the_configuration_that_was_found() {
    let repo = Repo::new(&[("sub/reticent.toml", "[[path]]\nmatch = [\"/a/\"]\nfail-on = \"note\"")]);
    let gate = |settings: &Settings, path: &str| at(settings, path).fail_on;
    let found = repo.load_from("sub/x").unwrap();
    assert_eq!((gate(&found, "sub/a/f"), gate(&found, "a/f")), (Severity::Note, Severity::Error));
    let given = repo.ask("", ConfigChoice::File(&repo.root().join("sub/reticent.toml")), load).unwrap();
    assert_eq!((gate(&given, "sub/a/f"), gate(&given, "a/f")), (Severity::Error, Severity::Note));
    let none = repo.ask("sub", ConfigChoice::None, load).unwrap();
    assert_eq!((gate(&none, "sub/a/f"), none.file), (Severity::Error, None));
}

#[test]
fn the_nearest_configuration_is_found_within_the_repository() {
    let repo = Repo::new(&[(".reticent.toml", "fail-on = \"note\""), ("a/b/reticent.toml", "fail-on = \"warning\"")]);
    fs::write(repo.root().join("../reticent.toml"), "strict = true").unwrap();
    let gate = |start: &str| repo.load_from(start).unwrap().everywhere().fail_on.as_str();
    assert_eq!(["", "a", "a/b", "a/b/c"].map(gate), ["note", "note", "warning", "warning"]);

    repo.write("reticent.toml", "");
    let both = repo.load_from("a").unwrap_err().to_string();
    assert!(both.contains("are both here\n   = do: keep one of them"), "{both}");

    fs::remove_file(repo.root().join("reticent.toml")).unwrap();
    fs::remove_file(repo.root().join(".reticent.toml")).unwrap();
    assert_eq!(repo.load_from("a").unwrap().file, None, "not beyond the repository's root");
    fs::remove_dir(repo.root().join(".git")).unwrap();
    assert_eq!(repo.load_from("a/b/c").unwrap().file, None, "outside a repository only in the folder itself");
    assert!(repo.load_from("a/b").unwrap().file.is_some());
}

#[test]
fn files_that_build_on_each_other() {
    let extends = |name: &str| format!("extends = [\"{name}\"]");
    let circle = Repo::with(&extends("b.toml"));
    circle.write("config/b.toml", &extends("reticent.toml"));
    snapshot("extends-circle", &circle.errors().to_string());

    let missing = Repo::with(&extends("none.toml"));
    snapshot("extends-missing", &missing.errors().to_string());

    let deep = Repo::with(&extends("1.toml"));
    for n in 1..=10 {
        deep.write(&format!("config/{n}.toml"), &extends(&format!("{}.toml", n + 1)));
    }
    let problems = deep.errors().to_string();
    assert!(problems.contains("more than 8 files build on each other\n  --> config/8.toml:1:12"), "{problems}");

    let twice = Repo::with("extends = [\"a.toml\", \"b.toml\"]");
    twice.write("config/a.toml", &extends("c.toml"));
    twice.write("config/b.toml", &extends("c.toml"));
    twice.write("config/c.toml", "[[allow]]\nrule = \"*\"\nreason = \"r\"");
    assert_eq!(twice.load().allows.len(), 1, "read once");
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_repository() {
    let repo = Repo::with("extends = [\"link.toml\"]");
    fs::write(repo.root().join("../secret.toml"), "password = 1").unwrap();
    std::os::unix::fs::symlink("../../secret.toml", repo.root().join("config/link.toml")).unwrap();
    assert!(repo.errors().to_string().contains("this leads out of the repository"), "{}", repo.errors());
    fs::remove_file(repo.root().join("config/reticent.toml")).unwrap();
    fs::rename(repo.root().join("config/link.toml"), repo.root().join("config/reticent.toml")).unwrap();
    let problems = repo.errors().to_string();
    assert!(problems.contains("leads out of the repository") && !problems.contains("password"), "{problems}");
}

#[test]
fn files_that_cannot_be_read() {
    let repo = Repo::with("");
    let path = repo.root().join("config/reticent.toml");
    let says = |content: &[u8], what: &str| {
        fs::write(&path, content).unwrap();
        let problems = repo.errors().to_string();
        assert!(problems.contains(what), "{problems}");
    };
    says(b"a = 1\nb = \"\xff\"\n", "is not UTF-8 from line 2 on");
    says(&vec![b' '; (1 << 20) + 1], "larger than 1 MB");
    says("\u{feff}fail-on = \"note\"\r\nfoo = 1\r\n".as_bytes(), "config/reticent.toml:2:1");
    says(format!("a = {}{}", "[".repeat(10_000), "]".repeat(10_000)).as_bytes(), "not TOML");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(repo.errors().to_string().contains("not a regular file"));
}

#[test]
fn a_policy_cannot_be_lowered() {
    let mut repo = Repo::with(&fixture("lowering.toml")).policy("policy/strict.toml");
    repo.overrides.min_confidence = Some(Sourced::flag("--min-confidence", Confidence::High));
    repo.overrides.disable = vec![Sourced::flag("--disable", "key/rsa-too-short".to_owned())];
    let mut settings = repo.load();
    let known = [
        rule("secret/github-pat", "", Severity::Error),
        rule("key/rsa-too-short", "", Severity::Error),
        rule("hygiene/a", "", Severity::Note),
    ];
    settings.check_rules(&known.iter().collect::<Vec<_>>());

    let legacy = at(&settings, "config/legacy/x");
    assert_eq!((legacy.fail_on, legacy.min_confidence), (Severity::Warning, Confidence::Medium));
    assert!(legacy.enabled(&named("secret/github-pat"), true) && legacy.enabled(&named("key/rsa-too-short"), true));
    assert!(!legacy.enabled(&named("key/other"), true) && !legacy.enabled(&named("hygiene/a"), true));
    assert_eq!(legacy.severity(&named("secret/github-pat")), Severity::Error);
    assert_eq!(legacy.severity(&named("hygiene/a")), Severity::Note);
    assert_eq!(settings.max_file_size.value, 10_000_000);
    assert!(settings.strict.value && settings.baseline.is_none());
    assert!(settings.gap_counts(GapKind::Damaged) && !settings.gap_counts(GapKind::Lfs));
    assert!(!settings.honours_own_markers() && settings.markers.foreign.value.is_empty());
    assert!(settings.allow_for(&named("secret/github-pat"), "a".into(), &Secret::new(b"x")).is_none());
    assert_eq!(settings.allows.len(), 1);
    snapshot("policy-overrules", &show(&settings, true));
}

#[test]
fn a_policy_judges_every_kind_of_allow() {
    let settings = Repo::with("").policy("policy/strict.toml").load();
    let good = Claim {
        kind: SuppressionKind::Config,
        reason: "SEC-1: x",
        until: Some(Date::constant(2026, 4, 15)),
        owner: Some("me"),
    };
    let rule = named("hygiene/a");
    let judge = |claim: Claim<'_>| settings.policy.permits(&claim, &rule, TODAY).map_err(|refusal| refusal.to_string());
    assert_eq!(judge(good), Ok(()));
    let refused = [
        Claim { reason: "x", ..good },
        Claim { until: None, ..good },
        Claim { until: Some(Date::constant(2026, 4, 16)), ..good },
        Claim { owner: Some(" "), ..good },
        Claim { kind: SuppressionKind::Inline, ..good },
        Claim { kind: SuppressionKind::Baseline, ..good },
        Claim { kind: SuppressionKind::ForeignMarker, ..good },
    ];
    let locked = settings.policy.permits(&good, &named("secret/a"), TODAY).unwrap_err();
    assert_eq!(locked.to_string(), "the rule is locked (policy org.toml:3)");
    snapshot("policy-refuses", &refused.map(|claim| judge(claim).unwrap_err()).join("\n"));

    let none = Repo::with("[[allow]]\nrule = \"*\"\nreason = \"r\"").policy("policy/no-config-allows.toml").load();
    assert_eq!((none.allows.len(), none.overruled.len()), (0, 1));
    let free = Repo::with("").load();
    assert_eq!(free.policy.permits(&Claim { reason: "", until: None, owner: None, ..good }, &rule, TODAY), Ok(()));
}

#[test]
fn allows_may_name_secrets_by_expressions() {
    let text = "[[allow]]\nrule = \"secret/*\"\nsecrets = [\"^made-up-\", \"(?i)sample$\"]\nreason = \"r\"";
    let settings = Repo::with(text).load();
    let holds =
        |secret: &str| settings.allow_for(&named("secret/a"), "t/x".into(), &Secret::new(secret.as_bytes())).is_some();
    assert!(holds("made-up-1") && holds("xSAMPLE"));
    assert!(!holds("not made-up-1") && !holds("samples") && !holds(""));
    // A mistake is told without the expression, which may hold a secret.
    for wrong in ["(made-up-1", "(?<!a)made-up-1", "made-up-1\\\\k<a>"] {
        let text = format!("[[allow]]\nrule = \"*\"\nreason = \"r\"\nsecrets = [\"a\", \"{wrong}\"]\n");
        let problems = Repo::new(&[("reticent.toml", &text)]).load_from("").unwrap_err().to_string();
        assert!(problems.contains("number 2 of `secrets` is not a regular expression"), "{problems}");
        assert!(!problems.contains("made-up-1"), "{problems}");
    }
}

#[test]
fn allows_end_with_their_last_day() {
    let text =
        |until: &str| format!("[[allow]]\nrule = \"secret/*\"\npaths = [\"t/\"]\nreason = \"r\"\nuntil = \"{until}\"");
    let holds = |until: &str, rule: &str, path: &str| {
        let settings = Repo::new(&[("reticent.toml", &text(until))]).load_from("").unwrap();
        settings.allow_for(&named(rule), path.into(), &Secret::new(b"x")).is_some()
    };
    assert!(holds("2026-01-15", "secret/a", "t/x"));
    assert!(!holds("2026-01-14", "secret/a", "t/x"));
    assert!(!holds("2026-01-15", "key/a", "t/x"));
    assert!(!holds("2026-01-15", "secret/a", "u/x"));
    let (problems, _) = Repo::with(&text("2026-01-14")).ask("config", ConfigChoice::Find, |r| check(r, &[]));
    assert!(problems.iter().any(|p| p.message.contains("past its last day")), "{problems:?}");
}

#[test]
fn rules_that_nobody_knows_are_warned_of() {
    let mut repo = Repo::with(&fixture("unknown-rules.toml"));
    repo.overrides.enable = vec![Sourced::flag("--enable", "secret/githubpat".to_owned())];
    let known =
        [rule("secret/github-pat", "github-pat", Severity::Error), rule("secret/aws-key", "aws", Severity::Error)];
    let known: Vec<&RuleInfo> = known.iter().collect();
    let (problems, overruled) = repo.ask("config", ConfigChoice::Find, |request| check(request, &known));
    // A rule that a flag asks for by name is an error: without it the run would look for less than was meant.
    let errors: Vec<&str> = problems.iter().filter(|p| p.level != Level::Warning).map(|p| p.message.as_str()).collect();
    assert!(matches!(errors.as_slice(), [one] if one.contains("`secret/githubpat`")), "{errors:?}");
    assert_eq!(overruled, []);
    snapshot("unknown-rules", &Problems(problems).to_string());
}

#[test]
fn own_rules_keep_their_lines_and_columns() {
    let text = fixture("own-rules.toml");
    let settings = Repo::with(&text).load();
    let rules = &settings.rule_texts[0].text;
    assert_eq!(rules.len(), text.len());
    assert!(rules.parse::<toml::Table>().is_ok_and(|table| table.len() == 1 && table.contains_key("rule")));
    snapshot("own-rules", &rules.lines().map(|line| line.trim_end().to_owned() + "|\n").collect::<String>());
    let wrong = format!("zebra = 1\n{text}[rule.checks]\nleast = -1\n").replace("[sarif]\nnotes = true\n", "");
    assert_eq!(Repo::with(&wrong).errors().0.len(), 1, "a rule's keys are judged elsewhere");
    let inline = Repo::with("rule = [{ id = 'a/b' }]\nstrict = true\n").load();
    assert_eq!(inline.rule_texts[0].text.trim_end(), "rule = [{ id = 'a/b' }]");
    assert!(Repo::with("strict = true").load().rule_texts.is_empty());
}

#[test]
fn show_says_what_holds_and_why() {
    let mut repo = Repo::with(&fixture("valid/full.toml"));
    repo.overrides.disable = vec![Sourced::flag("--disable", "client/*".to_owned())];
    repo.overrides.strict = Some(Sourced::env("RETICENT_STRICT", false));
    let settings = repo.load();
    snapshot("show-origin", &show(&settings, true).replace(&repo.root().display().to_string(), "/repo"));
    assert!(!show(&settings, false).contains("reticent.toml:"));
}

#[test]
fn the_template_changes_nothing_and_each_line_can_be_used() {
    assert_eq!(TEMPLATE.parse::<toml::Table>().unwrap(), toml::Table::new());
    let settings: Vec<&str> =
        TEMPLATE.lines().filter_map(|line| line.strip_prefix('#')).filter(|line| !line.starts_with(' ')).collect();
    // A key of the top by itself; a key of a table with what is above it in the table.
    let mut uses: Vec<String> = Vec::new();
    let mut table = String::new();
    for line in &settings {
        if line.starts_with('[') && *line != "[rule.examples]" {
            table.clear();
        } else if table.is_empty() {
            uses.push((*line).to_owned());
            continue;
        }
        table = format!("{table}{line}\n");
        uses.push(table.clone());
    }
    assert!(uses.len() > 30);
    let whole = settings.join("\n");
    let repo = Repo::new(&[("config/config/reticent-base.toml", "")]);
    for text in uses.iter().chain([&whole]) {
        repo.write("config/reticent.toml", text);
        if let Err(problems) = repo.load_from("config") {
            let required = problems.0.iter().all(|problem| problem.message.contains("is missing in"));
            assert!(required && text != &whole, "{text}\n{problems}");
        }
    }
    let (example, schema) = (json(&whole), schema());
    for (name, properties, table) in [
        ("the top", &schema["properties"], &example),
        ("path", &schema["$defs"]["RawPath"]["properties"], &example["path"][0]),
        ("allow", &schema["$defs"]["RawAllow"]["properties"], &example["allow"][0]),
        ("markers", &schema["$defs"]["RawMarkers"]["properties"], &example["markers"]),
        ("sarif", &schema["$defs"]["RawSarif"]["properties"], &example["sarif"]),
        (
            "rule-settings",
            &schema["$defs"]["RawRuleSettings"]["properties"],
            &example["rule-settings"]["secret/hardcoded-password"],
        ),
    ] {
        for key in properties.as_object().unwrap().keys() {
            assert!(table.get(key).is_some(), "the template lacks `{key}` of {name}");
        }
    }
}

#[test]
fn the_pages_name_every_key() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (page, schema) in [("docs/configuration.md", schema()), ("docs/policy.md", policy_schema())] {
        let text = text_of(&root.join(page));
        let defs = schema["$defs"].as_object().into_iter().flat_map(|defs| defs.values());
        for table in [&schema].into_iter().chain(defs) {
            for key in table["properties"].as_object().into_iter().flat_map(|properties| properties.keys()) {
                assert!(text.contains(&format!("`{key}`")), "{page} does not explain `{key}`");
            }
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 300, ..Default::default() })]

    /// Text of a hostile repository, made by spoiling a good file.
    #[test]
    fn no_file_brings_the_program_down(
        cuts in proptest::collection::vec((proptest::prelude::any::<proptest::sample::Index>(), 0..6usize, "[\\[\\]{}\"'=.,#\n\\\\\u{e9}\u{feff}\r0-]{0,4}"), 1..6)
    ) {
        let mut text = fixture("valid/full.toml");
        for (at, cut, put) in cuts {
            let at = text.char_indices().nth(at.index(text.chars().count() + 1)).map_or(text.len(), |(at, _)| at);
            let end = text[at..].char_indices().nth(cut).map_or(text.len(), |(end, _)| at + end);
            text.replace_range(at..end, &put);
        }
        let repo = Repo::with(&text);
        match repo.load_from("config") {
            Ok(settings) => proptest::prop_assert!(!show(&settings, true).is_empty()),
            Err(problems) => proptest::prop_assert!(!problems.to_string().is_empty()),
        }
    }
}
