//! What reticent promises about the baseline.

use std::sync::Arc;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use reticent::model::{
    Confidence, Excerpt, Finding, FindingParts, Location, Occurrence, Origin, Position, RuleInfo, Secret, Severity,
    Span, Status, SuppressionKind, SuppressionState,
};
use reticent::suppress::{
    Baseline, Limits, Owners, ProblemKind, RepositoryKey, Standing, Terms, Updated, fingerprints, list_baseline, rules,
};

const TODAY: Date = date(2026, 6, 15);

fn finding_at(rule: &str, bits: u32, path: &str, secret: &str, line: u64) -> Finding {
    let info = RuleInfo {
        id: rule.to_owned(),
        aliases: vec![format!("{rule}-old").into()],
        random_bits: bits,
        ..RuleInfo::clone(&rules()[0])
    };
    let place = Position { line, column: 1 };
    let location = Location { span: Span { start: line, end: line + 1 }, start: place, end: place };
    let excerpt = Excerpt { text: "key = ········".to_owned(), mark: 6, width: 8, ..Excerpt::default() };
    Finding::new(FindingParts {
        rule: Arc::new(info),
        origin: Origin::file(path),
        secret: Secret::new(secret.as_bytes()),
        masked: "········".to_owned(),
        severity: Severity::Error,
        confidence: Confidence::High,
        signals: Vec::new(),
        status: Status::Open,
        occurrences: vec![Occurrence { location, excerpt, line_hash: None }],
    })
    .unwrap()
}

fn finding(path: &str, secret: &str) -> Finding {
    finding_at("secret/one", 64, path, secret, 1)
}

fn terms() -> Terms {
    Terms { state: SuppressionState::Accepted, reason: "legacy".to_owned(), owner: None, until: None }
}

fn key(digit: char) -> RepositoryKey {
    RepositoryKey::from_hex(&digit.to_string().repeat(32)).unwrap()
}

fn read(text: &str) -> Baseline {
    Baseline::read(text.as_bytes(), "b").unwrap()
}

fn open(baseline: &Baseline, findings: &[Finding]) -> usize {
    let mut findings = findings.to_vec();
    baseline.apply(&mut findings, &Owners::default(), &Limits::default(), TODAY);
    findings.iter().filter(|finding| finding.is_open()).count()
}

/// The problems of a text that is no baseline, as a person reads them.
fn mistakes(text: &str) -> Vec<String> {
    Baseline::read(text.as_bytes(), "b").unwrap_err().iter().map(ToString::to_string).collect()
}

const HEADER: &str = "{\"reticent-baseline\":1,\"key\":\"11111111111111111111111111111111\"}\n";

#[test]
fn a_legacy_repository_is_taken_in_at_once_and_stays_quiet() {
    let findings: Vec<Finding> =
        (0..2_500).map(|n| finding(&format!("src/{}.py", n % 700), &format!("s{n}"))).collect();
    let baseline = Baseline::create(key('1'), &findings, &terms());
    let again = read(&baseline.render());
    assert_eq!(again.entries.len(), 2_500);
    assert_eq!(open(&again, &findings), 0);
}

#[test]
fn a_changed_secret_is_new_and_a_moved_line_is_not() {
    for bits in [0, 64] {
        let baseline = Baseline::create(key('1'), &[finding_at("secret/one", bits, "a", "hunter2", 3)], &terms());
        assert_eq!(open(&baseline, &[finding_at("secret/one", bits, "a", "hunter2", 90)]), 0);
        assert_eq!(open(&baseline, &[finding_at("secret/one", bits, "a", "hunter3", 3)]), 1);
        assert_eq!(open(&baseline, &[finding_at("secret/one", bits, "b", "hunter2", 3)]), 1);
        assert_eq!(open(&baseline, &[finding_at("secret/two", bits, "a", "hunter2", 3)]), 1);
    }
}

#[test]
fn the_file_holds_no_secret_and_little_of_a_guessable_one() {
    let findings = [
        finding_at("secret/token", 64, "a", "tokentokentoken", 1),
        finding_at("secret/password", 0, "a", "hunter2", 1),
    ];
    let text = Baseline::create(key('1'), &findings, &terms()).render();
    assert!(!text.contains("hunter2") && !text.contains("tokentoken"));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], HEADER.trim());
    let tag = |line: &str| line.split("\"tag\":\"").nth(1).unwrap().split('"').next().unwrap().len();
    assert_eq!((tag(lines[1]), tag(lines[2])), (3, 16));
    assert!(lines[1].starts_with("{\"rule\":\"secret/password\",\"path\":\"a\",\"tag\":\""));
    assert!(lines[1].ends_with("\",\"state\":\"accepted\",\"reason\":\"legacy\"}"));
}

#[test]
fn two_branches_merge_by_lines() {
    let base = Baseline::create(key('1'), &[finding("a", "1")], &terms());
    let all = [finding("a", "1"), finding("b", "2"), finding("c", "3")];
    let with = |more: &Finding| {
        let mut branch = base.clone();
        branch.update(&[all[0].clone(), more.clone()], Some(&terms()), TODAY);
        branch.render()
    };
    let merged = read(&format!("{}{}", with(&all[1]), with(&all[2])));
    assert_eq!(open(&merged, &all), 0);
    assert_eq!(merged.render().lines().count(), 4, "each line once, sorted");
}

#[test]
fn two_baselines_made_apart_become_one() {
    let (ours, theirs) = ([finding("a", "1")], [finding("b", "2")]);
    let text = format!(
        "{}{}",
        Baseline::create(key('2'), &theirs, &terms()).render(),
        Baseline::create(key('1'), &ours, &terms()).render()
    );
    let mut merged = read(&text);
    let all = [ours[0].clone(), theirs[0].clone()];
    assert_eq!(merged.key(), Some(&key('1')));
    assert_eq!(open(&merged, &all), 0);
    merged.update(&all, None, TODAY);
    assert_eq!(merged.render(), Baseline::create(key('1'), &all, &terms()).render());
}

#[test]
fn every_mistake_is_told_at_once_with_its_line() {
    let entry = "{\"rule\":\"secret/one\",\"path\":\"a\",\"tag\":\"abc\",\"state\":\"accepted\",\"reason\":\"r\"}";
    let text = [
        HEADER.trim(),
        "",
        entry,
        "not json hunter2",
        &entry.replace("\"tag\"", "\"tga\""),
        &entry.replace("abc", "hunter2"),
        &entry.replace("accepted", "hunter2"),
        &entry.replace("\"r\"", "\" \""),
        &entry.replace("\"r\"}", "\"r\",\"until\":\"hunter2\"}"),
        &entry.replace("\"a\"", "\"100%\""),
        &entry.replace("\"abc\"", "12"),
    ]
    .join("\n");
    let found = mistakes(&text);
    let lines: Vec<&str> = found.iter().map(|text| text.split(": ").next().unwrap()).collect();
    assert_eq!(lines, ["b:4", "b:5", "b:6", "b:7", "b:8", "b:9", "b:10", "b:11"]);
    for (mistake, word) in
        found.iter().zip(["JSON", "`tga`", "`tag`", "`state`", "`reason`", "`until`", "%25", "value"])
    {
        assert!(mistake.contains(word), "{mistake}");
    }
    assert!(found.iter().all(|mistake| !mistake.contains("hunter2")), "{found:?}");
}

#[test]
fn what_is_no_baseline_says_so() {
    assert!(mistakes("")[0].contains("header"));
    assert!(mistakes("{}\n{}\n")[0].contains("header"));
    assert_eq!(mistakes("{}\n{}\n").len(), 1);
    assert!(mistakes("\u{0}\u{1}")[0].contains("header"));
    assert!(mistakes("{\"reticent-baseline\":1}")[0].contains("hexadecimal"));
    let newer = mistakes("{\"reticent-baseline\":7,\"keys\":[]}\n{\"what\":1}\n");
    assert_eq!(newer.len(), 1);
    assert!(newer[0].contains("format 7") && newer[0].contains("newer reticent"), "{newer:?}");
}

#[test]
fn conflict_marks_are_explained_once() {
    let text = format!("{HEADER}<<<<<<< ours\n=======\n>>>>>>> theirs\n");
    let found = mistakes(&text);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("b:2: a merge left its conflict marks here; keep the lines of both sides"));
}

#[test]
fn line_ends_and_a_byte_order_mark_do_not_matter() {
    let text = Baseline::create(key('1'), &[finding("a", "1")], &terms()).render();
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert_eq!(read(&windows).render(), text);
}

#[test]
fn an_expired_entry_counts_again_and_says_so() {
    let last = Terms { until: Some(date(2026, 6, 14)), ..terms() };
    let mut findings = [finding("a", "1")];
    let mut baseline = read(&Baseline::create(key('1'), &findings, &last).render());
    let applied = baseline.apply(&mut findings, &Owners::default(), &Limits::default(), TODAY);
    assert!(findings[0].is_open());
    assert_eq!(applied.standings, [Standing::Expired]);
    assert_eq!(applied.problems[0].kind, ProblemKind::Expired);
    assert_eq!(applied.problems[0].location.start.line, 2);
    assert!(applied.problems[0].text.contains("secret/one in a was 2026-06-14"));
    assert_eq!(open(&baseline, &[finding("b", "1")]), 1);

    let renewed = Terms { until: Some(date(2026, 12, 31)), ..terms() };
    let updated = baseline.update(&findings, Some(&renewed), TODAY);
    assert_eq!(updated, Updated { kept: 1, renewed: 1, ..Updated::default() });
    assert_eq!(open(&baseline, &findings), 0);
}

#[test]
fn a_policy_wins_over_the_baseline() {
    let mut findings = [finding("a", "1")];
    let baseline = read(&Baseline::create(key('1'), &findings, &terms()).render());
    let limits = Limits { owner: true, ..Limits::default() };
    let applied = baseline.apply(&mut findings, &Owners::default(), &limits, TODAY);
    assert!(findings[0].is_open());
    assert_eq!(applied.problems[0].kind, ProblemKind::Overruled);

    let owners = Owners::read(b"* @everyone");
    let applied = baseline.apply(&mut findings, &owners, &limits, TODAY);
    assert_eq!(applied.standings, [Standing::Used]);
    let Status::Suppressed(suppression) = &findings[0].status else { panic!() };
    assert_eq!((suppression.kind, suppression.owner.as_deref()), (SuppressionKind::Baseline, Some("@everyone")));
}

#[test]
fn update_keeps_reasons_and_adds_only_with_one() {
    let old = finding("a", "1");
    let mut baseline = Baseline::create(key('1'), &[old.clone(), finding("gone", "9")], &terms());
    let now = [old, finding("b", "2")];
    let updated = baseline.update(&now, None, TODAY);
    assert_eq!(updated, Updated { kept: 1, unmatched: 1, left_out: 1, ..Updated::default() });
    assert_eq!(open(&baseline, &now), 1);

    let new = Terms { reason: "new".to_owned(), ..terms() };
    let updated = baseline.update(&now, Some(&new), TODAY);
    assert_eq!(updated, Updated { kept: 1, unmatched: 1, added: 1, ..Updated::default() });
    let reasons: Vec<&str> = baseline.entries.iter().map(|entry| entry.terms.reason.as_str()).collect();
    assert_eq!(reasons, ["legacy", "new", "legacy"]);

    assert_eq!(baseline.prune(&now, |_| false), 0);
    assert_eq!(baseline.prune(&now, |_| true), 1);
    assert_eq!(open(&baseline, &now), 0);
}

#[test]
fn a_renamed_rule_keeps_its_entries() {
    let baseline = Baseline::create(key('1'), &[finding_at("secret/one-old", 64, "a", "1", 1)], &terms());
    let mut baseline = read(&baseline.render());
    let now = [finding("a", "1")];
    assert_eq!(open(&baseline, &now), 0);
    baseline.update(&now, None, TODAY);
    assert_eq!(baseline.entries[0].rule, "secret/one");
    assert_eq!(open(&baseline, &now), 0);
}

#[test]
fn a_rule_that_learns_to_prove_its_randomness_keeps_its_entries() {
    let short = Baseline::create(key('1'), &[finding_at("secret/one", 0, "a", "1", 1)], &terms());
    assert_eq!(open(&short, &[finding_at("secret/one", 64, "a", "1", 1)]), 0);
    let long = Baseline::create(key('1'), &[finding_at("secret/one", 64, "a", "1", 1)], &terms());
    assert_eq!(open(&long, &[finding_at("secret/one", 0, "a", "1", 1)]), 0);
}

#[test]
fn problems_with_allows_cannot_be_accepted() {
    let problem = finding_at("hygiene/allow-expired", 0, "a", "", 1);
    let baseline = Baseline::create(key('1'), std::slice::from_ref(&problem), &terms());
    assert_eq!(baseline.entries, []);
}

#[test]
fn writing_replaces_the_file_whole_and_keeps_its_rights() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("b.jsonl");
    let baseline = Baseline::create(key('1'), &[finding("a", "1")], &terms());
    std::fs::write(&path, "old").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    }
    baseline.write(&path).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), baseline.render().into_bytes());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }
    assert!(baseline.write(&folder.path().join("missing/b.jsonl")).is_err());
}

#[test]
fn the_table_shows_whose_debt_it_is() {
    let until = Terms { until: Some(date(2026, 1, 1)), state: SuppressionState::ToRotate, ..terms() };
    let mut baseline = Baseline::create(key('1'), &[finding("web/a", "1"), finding("b", "2")], &terms());
    baseline.update(&[finding("web/c", "3")], Some(&until), TODAY);
    let table = baseline.table(&Owners::read(b"/web/ @web"), TODAY);
    let expected = "\
state      owner   rule        entries  expired
accepted   nobody  secret/one        1
accepted   @web    secret/one        1
to-rotate  @web    secret/one        1        1
";
    assert_eq!(table, expected);
}

#[test]
fn entries_are_listed_with_their_lines() {
    let baseline = read(&Baseline::create(key('1'), &[finding("a", "1"), finding("b", "2")], &terms()).render());
    let applied = baseline.apply(&mut [finding("b", "2")], &Owners::default(), &Limits::default(), TODAY);
    let listed = list_baseline("b.jsonl", &baseline, &applied);
    assert_eq!((listed[0].place.as_str(), listed[0].standing), ("b.jsonl:2 (a)", Standing::Unused));
    assert_eq!((listed[1].place.as_str(), listed[1].standing), ("b.jsonl:3 (b)", Standing::Used));
}

#[test]
fn fingerprints_follow_the_secret_under_a_key_and_the_masked_line_without() {
    let of = |secret: &str, line: u64, key: Option<&RepositoryKey>| {
        let mut findings = [finding_at("secret/one", 64, "a", secret, line)];
        fingerprints(&mut findings, key);
        findings[0].fingerprint.clone()
    };
    let ours = key('1');
    assert_eq!(of("hunter2", 1, Some(&ours)), of("hunter2", 9, Some(&ours)));
    assert_ne!(of("hunter2", 1, Some(&ours)), of("hunter3", 1, Some(&ours)));
    assert_ne!(of("hunter2", 1, Some(&ours)), of("hunter2", 1, Some(&key('2'))));
    assert_eq!(of("hunter2", 1, None), of("hunter3", 9, None), "no secret is in it");
    assert_eq!(of("hunter2", 1, None).len(), 32);

    for key in [None, Some(&ours)] {
        let mut twice = [finding("a", ""), finding("a", "")];
        fingerprints(&mut twice, key);
        assert_ne!(twice[0].fingerprint, twice[1].fingerprint);
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(
        rows in proptest::collection::vec(
            (proptest::collection::vec(any::<u8>(), 0..12), proptest::option::of(proptest::collection::vec(any::<u8>(), 0..6)),
             "[^ ]{1}.{0,20}", proptest::option::of(".{0,8}"), 0u32..70),
            0..20,
        )
    ) {
        let findings: Vec<Finding> = rows.iter().map(|(path, inside, reason, _, bits)| {
            let mut finding = finding_at("secret/one", *bits, "", reason, 1);
            finding.origin = Origin { path: path.clone().into(), inside: inside.iter().cloned().map(Into::into).collect() };
            finding
        }).collect();
        let mut baseline = Baseline::new(key('1'));
        for (finding, (_, _, reason, owner, _)) in findings.iter().zip(&rows) {
            let until = owner.as_ref().map(|_| date(2027, 1, 1));
            let terms = Terms { reason: format!("r{reason}"), owner: owner.clone(), until, ..terms() };
            baseline.update(std::slice::from_ref(finding), Some(&terms), TODAY);
        }
        let text = baseline.render();
        let again = Baseline::read(text.as_bytes(), "b").map_err(|problems| TestCaseError::fail(format!("{problems:?}")))?;
        prop_assert_eq!(again.render(), text);
        prop_assert_eq!(open(&again, &findings), 0);
        let plain = |baseline: &Baseline| -> Vec<_> {
            baseline.entries.iter().map(|e| (e.rule.clone(), e.origin.clone(), e.tag.clone(), e.terms.clone())).collect()
        };
        prop_assert_eq!(plain(&again), plain(&baseline));
    }

    #[test]
    fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Baseline::read(&bytes, "b");
        let _ = Baseline::read(&[HEADER.as_bytes(), &bytes].concat(), "b");
        let _ = Owners::read(&bytes).owner(&bytes);
        let _ = reticent::suppress::check_ignore_file(&bytes, "i");
    }
}
