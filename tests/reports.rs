//! Every report format, on one canned report.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, which is its purpose"
)]

#[path = "reports/canned.rs"]
mod canned;

use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use reticent::model::{CommitInfo, Confidence, Coverage, Gap, GapKind, Origin, Provenance, Report, Secret, Severity};
use reticent::report::read::{Told, read};
use reticent::report::{Detail, Format, GapPolicy, Look, Options, Rendered, SarifOptions, render, sink};
use serde_json::Value;
use sha2::Digest as _;

fn shown(format: Format, report: &Report, options: &Options) -> String {
    let mut out = Vec::new();
    render(format, report, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn wordy() -> Options {
    Options {
        min_confidence: Confidence::Low,
        detail: Detail { explain: true, verbose: true, reveal: false },
        sarif: SarifOptions { notes: true, suppressed: true, category: Some("nightly".to_owned()) },
        ..Options::default()
    }
}

/// Indented, so that a changed snapshot shows which line changed.
fn pretty(text: &str) -> String {
    let text = text.replace(&format!("\"{}\"", env!("CARGO_PKG_VERSION")), "\"VERSION\"");
    let values = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    values.map(|value| serde_json::to_string_pretty(&value).unwrap()).collect::<Vec<_>>().join("\n")
}

#[test]
fn text() {
    insta::assert_snapshot!(shown(Format::Text, &canned::report(), &Options::default()));
}

#[test]
fn text_with_all_details_on_a_narrow_terminal() {
    let look = Look { width: 60, ..Look::default() };
    insta::assert_snapshot!(shown(Format::Text, &canned::report(), &Options { look, ..wordy() }));
}

#[test]
fn text_with_colours_and_links() {
    let look = Look { color: true, links: true, ..Look::default() };
    let text = shown(Format::Text, &canned::report(), &Options { look, ..Options::default() });
    insta::assert_snapshot!(text.replace('\x1b', "␛"));
}

#[test]
fn text_of_a_clean_tree_is_one_line() {
    let mut report = Report::default();
    report.figures.files = 1204;
    report.figures.bytes = 18_400_000;
    assert_eq!(shown(Format::Text, &report, &Options::default()), "no findings in 1,204 files, 18 MB\n");
}

#[test]
fn text_says_when_nothing_fails_the_run_and_when_it_was_interrupted() {
    let mut report = canned::report();
    report.findings.retain(|finding| finding.severity == Severity::Warning);
    report.gaps.clear();
    report.figures.uncounted = 0;
    report.interrupted = true;
    let text = shown(Format::Text, &report, &Options::default());
    let summary: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("1 warning in")).collect();
    assert_eq!(
        summary,
        [
            "1 warning in 1,204 files, 18 MB (none fails the run: --fail-on error)",
            "interrupted: only what stands above was scanned",
            "1 finding of lower confidence hidden; --min-confidence low shows them",
        ]
    );
}

#[test]
fn carets_stand_under_wide_characters() {
    let mut report = canned::report();
    report.findings.retain(|finding| finding.origin.path.starts_with(b"caf"));
    let text = shown(Format::Text, &report, &Options::default());
    let quoted = text.lines().skip(2).take(2).collect::<Vec<_>>();
    // Three characters of two columns, one blank, one of two columns, three more.
    assert_eq!(
        quoted,
        ["  7 | 日本語 \u{1f600} = ghp_········ # was", "    |             ^^^^^^^^^^^^ high confidence"]
    );
}

#[test]
fn many_places_are_counted_unless_all_are_asked_for() {
    let report = |places: u64| {
        let mut report = canned::report();
        report.findings.truncate(1);
        let all = (1..=places).map(|line| canned::place(line, "T=ghp_········", "ghp_········", false)).collect();
        let first = &report.findings[0];
        let secret = String::from_utf8(first.secret.expose().to_vec()).unwrap();
        report.findings = vec![canned::finding(first.rule.clone(), b"a", &secret, &first.masked, all)];
        report
    };
    let also = |places, options: &Options| {
        let text = shown(Format::Text, &report(places), options);
        text.lines().find_map(|line| line.strip_prefix("    = also  ").map(str::to_owned))
    };
    let brief = Options::default();
    assert_eq!(also(1, &brief), None);
    assert_eq!(also(7, &brief).unwrap(), "shop/a:2, shop/a:3, shop/a:4, shop/a:5, shop/a:6, shop/a:7");
    assert_eq!(also(8, &brief).unwrap(), "shop/a:2, shop/a:3, shop/a:4, shop/a:5, shop/a:6, and 2 more");
    assert_eq!(also(9, &wordy()).unwrap().matches("shop/a:").count(), 8);
}

#[test]
fn oneline() {
    insta::assert_snapshot!(shown(Format::Oneline, &canned::report(), &Options::default()));
}

#[test]
fn json() {
    insta::assert_snapshot!(pretty(&shown(Format::Json, &canned::report(), &Options::default())));
}

#[test]
fn jsonl_with_all_details() {
    insta::assert_snapshot!(shown(Format::Jsonl, &canned::report(), &wordy()));
}

#[test]
fn sarif() {
    insta::assert_snapshot!(pretty(&shown(Format::Sarif, &canned::report(), &Options::default())));
}

#[test]
fn sarif_with_notes_and_suppressed_findings() {
    insta::assert_snapshot!(pretty(&shown(Format::Sarif, &canned::report(), &wordy())));
}

/// tests/sarif-gate.sh judges these files.
#[test]
fn sarif_files_for_the_gate() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let none = Report::default();
    for (name, report, options) in [
        ("canned.sarif", &canned::report(), Options::default()),
        ("canned-all.sarif", &canned::report(), wordy()),
        ("canned-none.sarif", &none, Options::default()),
    ] {
        sink::to_file(&folder.join(name), |out| render(Format::Sarif, report, &options, out)).unwrap();
    }
    std::fs::write(folder.join("canned.secrets"), canned::secrets().join("\n")).unwrap();
}

#[test]
fn sarif_keeps_to_its_schema() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for (report, options) in
        [(canned::report(), Options::default()), (canned::report(), wordy()), (Report::default(), Options::default())]
    {
        let sarif: Value = serde_json::from_str(&shown(Format::Sarif, &report, &options)).unwrap();
        let problems: Vec<String> = validator.iter_errors(&sarif).map(|problem| problem.to_string()).collect();
        assert_eq!(problems, Vec::<String>::new());
        assert!(sarif["runs"][0]["results"].is_array());
    }
}

/// The schema that comes with serde-sarif.
fn schema() -> Value {
    // Packages of other platforms may never have been downloaded.
    let about = cargo(&["-vV"]);
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let args = ["metadata", "--format-version", "1", "--offline", "--locked", "--filter-platform", host];
    let metadata: Value = serde_json::from_str(&cargo(&args)).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let manifest = packages.iter().find(|package| package["name"] == "serde-sarif").unwrap()["manifest_path"].as_str();
    let schema = Path::new(manifest.unwrap()).with_file_name("src").join("schema.json");
    let mut schema: Value = serde_json::from_slice(&std::fs::read(schema).unwrap()).unwrap();
    // Two of its patterns have a `]` too many, which jsonschema takes for what it is.
    for place in ["/definitions/run/properties/language", "/definitions/toolComponent/properties/language"] {
        schema.pointer_mut(place).unwrap().as_object_mut().unwrap().remove("pattern");
    }
    schema
}

fn cargo(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn sarif_is_cut_from_the_least_severe_end_and_says_so() {
    let mut report = Report::default();
    for at in 0..25_010u32 {
        let severity = if at < 20 { Severity::Warning } else { Severity::Error };
        let rule = canned::rule("secret/x", "X", severity, Confidence::High);
        let place = canned::place(1, "········", "········", false);
        let path = format!("{at:05}.txt");
        report.findings.push(canned::finding(rule, path.as_bytes(), &format!("secret-{at}"), "········", vec![place]));
    }
    report.finish();
    let mut out = Vec::new();
    let rendered = render(Format::Sarif, &report, &Options::default(), &mut out).unwrap();
    assert_eq!(rendered, Rendered { cut: 10 });
    let sarif: Value = serde_json::from_slice(&out).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 25_000);
    assert_eq!((&results[0]["level"], &results[24_999]["level"]), (&"error".into(), &"warning".into()));
    let notices = sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(notices.contains("larger files: 10 findings.") && notices.contains("first 5,000 results"), "{notices}");
}

#[test]
fn many_gaps_are_told_by_kind() {
    let mut report = Report::default();
    for at in 0..250 {
        let kind = if at % 2 == 0 { GapKind::Unreadable } else { GapKind::Lfs };
        report.gaps.push(Gap { kind, origin: Origin::file(format!("f{at}")), detail: String::new() });
    }
    report.finish();
    let sarif: Value = serde_json::from_str(&shown(Format::Sarif, &report, &Options::default())).unwrap();
    let notices = sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    let levels: Vec<_> = notices.iter().map(|notice| notice["level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["warning", "note"]);
    assert_eq!(notices[0]["locations"].as_array().unwrap().len(), 100);
    assert!(notices[0]["message"]["text"].as_str().unwrap().starts_with("125 items were not scanned (unreadable)."));
}

#[test]
fn annotations_of_services() {
    for format in [Format::Github, Format::Azure] {
        insta::assert_snapshot!(format.as_str(), shown(format, &canned::report(), &Options::default()));
    }
}

#[test]
fn tables_of_services() {
    for format in [Format::Junit, Format::Markdown, Format::Csv] {
        insta::assert_snapshot!(format.as_str(), shown(format, &canned::report(), &wordy()));
    }
}

/// What the schema 15.2.1 asks for
/// (<https://gitlab.com/gitlab-org/security-products/security-report-schemas>).
#[test]
fn the_report_for_gitlab_has_what_its_schema_asks_for() {
    let report: Value = serde_json::from_str(&shown(Format::Gitlab, &canned::report(), &wordy())).unwrap();
    let scan = &report["scan"];
    assert_eq!((&report["version"], &scan["type"]), (&"15.2.1".into(), &"secret_detection".into()));
    assert!(["success", "failure"].contains(&scan["status"].as_str().unwrap()));
    for tool in [&scan["analyzer"], &scan["scanner"]] {
        assert!(["id", "name", "version"].iter().all(|key| !tool[key].as_str().unwrap().is_empty()));
        assert!(!tool["vendor"]["name"].as_str().unwrap().is_empty());
    }
    for time in [&scan["start_time"], &scan["end_time"]] {
        assert!(time.as_str().unwrap().chars().zip("0000-00-00T00:00:00".chars()).all(|(c, shape)| match shape {
            '0' => c.is_ascii_digit(),
            _ => c == shape,
        }));
    }
    for message in scan["messages"].as_array().unwrap() {
        assert!(["info", "warn", "fatal"].contains(&message["level"].as_str().unwrap()));
        assert!(!message["value"].as_str().unwrap().is_empty());
    }
    let found = report["vulnerabilities"].as_array().unwrap();
    let places: usize = canned::report().open().map(|finding| finding.occurrences().len()).sum();
    assert_eq!(found.len(), places);
    let mut ids: Vec<&str> = found.iter().map(|one| one["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), places);
    for one in found {
        assert!(one["name"].as_str().unwrap().chars().count() <= 255);
        assert!(["Low", "Medium", "High"].contains(&one["severity"].as_str().unwrap()));
        assert!(one["identifiers"].as_array().unwrap().iter().all(|id| !id["value"].as_str().unwrap().is_empty()));
        assert!(
            one["links"].as_array().unwrap().iter().all(|link| link["url"].as_str().unwrap().starts_with("https://"))
        );
        assert!(!one["location"]["commit"]["sha"].as_str().unwrap().is_empty());
        assert!(one["location"]["start_line"].as_u64().unwrap() >= 1);
    }
}

/// Against the schema itself, where `RETICENT_GITLAB_SCHEMA` names its file: it is GitLab's, and `.ci/run` fetches it.
#[test]
fn the_report_for_gitlab_fits_its_schema() {
    let Some(file) = std::env::var_os("RETICENT_GITLAB_SCHEMA") else { return };
    let schema: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(schema["self"]["version"], "15.2.1");
    let schema = jsonschema::validator_for(&schema).unwrap();
    let mut empty = canned::report();
    empty.findings.clear();
    for report in [canned::report(), empty] {
        let report: Value = serde_json::from_str(&shown(Format::Gitlab, &report, &wordy())).unwrap();
        let wrong: Vec<String> = schema.iter_errors(&report).map(|e| format!("{} {e}", e.instance_path())).collect();
        assert_eq!(wrong, Vec::<String>::new());
    }
    // The schema does judge: a report without a type of scan does not fit it.
    let mut report: Value = serde_json::from_str(&shown(Format::Gitlab, &canned::report(), &wordy())).unwrap();
    report["scan"]["type"] = "sast".into();
    assert!(!schema.is_valid(&report));
}

#[test]
fn issues_of_code_climate_have_a_place_and_a_name_of_their_own() {
    let issues: Value = serde_json::from_str(&shown(Format::Codeclimate, &canned::report(), &wordy())).unwrap();
    let issues = issues.as_array().unwrap();
    let mut names: Vec<&str> = issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), issues.len());
    for issue in issues {
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&issue["severity"].as_str().unwrap()));
        assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() >= 1);
        assert!(!issue["location"]["path"].as_str().unwrap().starts_with('/'));
    }
}

#[test]
fn the_page_admits_its_own_script_and_style_and_nothing_else() {
    let page = shown(Format::Html, &canned::report(), &wordy());
    let part = |name: &str| {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        let text = page.split_once(&open).unwrap().1.split_once(&close).unwrap().0;
        assert_eq!(page.matches(&open).count(), 1, "{name}");
        base64(&sha2::Sha256::digest(text))
    };
    let policy = page.split_once("Content-Security-Policy\" content=\"").unwrap().1.split_once('"').unwrap().0;
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(policy.contains(&format!("style-src 'sha256-{}'", part("style"))), "{policy}");
    assert!(policy.contains(&format!("script-src 'sha256-{}'", part("script"))), "{policy}");
    for word in [" src=", " onclick", "javascript:", "<img", "<link", "@import", "url("] {
        assert!(!page.contains(word), "{word}");
    }
    assert_eq!(page.matches("<article ").count(), page.matches("</article>").count());
}

#[test]
fn names_stay_text_in_markup() {
    let mut report = canned::report();
    let hostile = "a</script><script>alert(1)</script>|`x`[y](z) ::error::%0A##vso[x]\".b";
    report.findings[0].origin = Origin::file(hostile);
    report.gaps[0].origin = Origin::file(hostile);
    for format in Format::ALL {
        let text = shown(format, &report, &wordy());
        let lines = || text.lines();
        match format {
            Format::Html | Format::Junit => assert!(!text.contains("<script>alert"), "{format}"),
            Format::Markdown => {
                assert!(!text.contains("](z)") || text.contains("`[y](z)") || text.contains("``"), "{text}");
            }
            Format::Github => assert!(lines().all(|line| line.starts_with("::")), "{text}"),
            Format::Azure => assert!(lines().all(|line| line.match_indices("##vso[").all(|(at, _)| at == 0)), "{text}"),
            _ => {}
        }
    }
}

fn base64(bytes: &[u8]) -> String {
    base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes)
}

#[test]
fn no_format_shows_a_secret_unless_asked() {
    for format in Format::ALL {
        let masked = shown(format, &canned::report(), &wordy());
        let detail = Detail { reveal: true, ..Detail::default() };
        let revealed = shown(format, &canned::report(), &Options { detail, ..Options::default() });
        for secret in canned::secrets() {
            assert!(!masked.contains(&secret), "{format}");
        }
        let github = &canned::secrets()[0];
        // What others' services keep never holds one, whoever asks.
        let never = [Format::Sarif, Format::Github, Format::Gitlab, Format::Azure, Format::Junit, Format::Codeclimate];
        assert_eq!(revealed.contains(github), !never.contains(&format), "{format}");
    }
}

#[test]
fn no_format_shows_a_control_character_or_hides_text() {
    for format in Format::ALL {
        let text = shown(format, &canned::report(), &wordy());
        let odd = text.chars().find(|&c| {
            c.is_control() && c != '\n'
                || ('\u{200b}'..='\u{200f}').contains(&c)
                || ('\u{202a}'..='\u{202e}').contains(&c)
        });
        assert_eq!(odd, None, "{format}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// A secret may stand wherever text of the scanned tree gets into a report.
    #[test]
    fn planted_secrets_stay_hidden(secret in "[A-Za-z0-9+/=~&]{12,60}[0-9][a-z]", n in 0usize..4) {
        let mut report = canned::report();
        report.findings[n].secret = Secret::new(secret.as_bytes());
        report.findings[n].confidence = Confidence::Medium;
        report.findings[n].origin = Origin { path: format!("a/{secret}.b").into(), inside: vec![secret.clone().into()] };
        report.findings[n].related = vec![reticent::model::Related {
            origin: Origin::file(secret.as_str()),
            location: report.findings[n].first().location,
            message: format!("see {secret}"),
        }];
        report.gaps[0].detail = format!("cannot open {secret}");
        report.scope.branch = Some(format!("fix-{secret}"));
        report.scope.repository = Some(format!("https://{secret}@example.org/{secret}"));
        report.finish();
        for format in Format::ALL {
            let text = shown(format, &report, &wordy());
            prop_assert!(!text.contains(&secret), "{}", format);
            let encoded: String = secret.bytes().map(|b| if b.is_ascii_alphanumeric() || b == b'~' || b == b'/' { char::from(b).to_string() } else { format!("%{b:02X}") }).collect();
            prop_assert!(!text.contains(&encoded), "{}", format);
        }
    }
}

/// The canned report as a history would give it: the first finding with its commits.
fn with_history() -> Report {
    let mut report = canned::report();
    let secret = canned::secrets().remove(0);
    let commit = |id: &str, author: &str, summary: &str| CommitInfo {
        id: id.repeat(40),
        author: author.to_owned(),
        email: "ada@example.org".to_owned(),
        date: "2024-03-02".to_owned(),
        summary: summary.to_owned(),
    };
    report.figures.history = Some(Coverage { commits: 34_473, trees: 9, blobs: 120_000, tags: 1 });
    let told = Provenance {
        introduced: commit("a", "Ada \u{1b}[31mLovelace", &format!("Deploy with {secret}")),
        removed: Some(commit("b", "Bob", "Take it out")),
        commits: 14,
        paths: vec![Origin::file("a"), Origin::file("b")],
        path_count: 2,
        refs: (0..8).map(|n| format!("branch-{n}")).collect(),
        ref_count: 80,
        at_head: false,
        owner: Some("@acme/keys".to_owned()),
    };
    report.findings.iter_mut().take(1).for_each(|finding| finding.provenance = Some(Box::new(told.clone())));
    report
}

#[test]
fn every_format_tells_where_in_the_history_a_secret_stands() {
    let report = with_history();
    for format in Format::ALL {
        let text = shown(format, &report, &wordy());
        for part in ["aaaaaaaaaaaa", "bbbbbbbbbbbb", "2024-03-02", "Lovelace"] {
            // gitleaks' report has no room for what took a secret away.
            let room = format != Format::GitleaksJson || part != "bbbbbbbbbbbb";
            assert!(!room || text.contains(part), "{part} is missing in {format}");
        }
        for secret in canned::secrets() {
            assert!(!text.contains(&secret), "{format} tells a secret");
        }
        assert!(!text.contains('\u{1b}'), "{format} lets control characters through");
    }
}

#[test]
fn text_with_history() {
    let text = shown(Format::Text, &with_history(), &Options::default());
    let told: Vec<&str> =
        text.lines().filter(|line| ["= from", "= gone", "= held"].iter().any(|l| line.contains(l))).collect();
    insta::assert_snapshot!(format!(
        "{}\n{}",
        told.join("\n"),
        text.lines().find(|line| line.contains("commits,")).unwrap()
    ));
}

/// What a report was made of is gone after it is written and read back: the secrets, and the folder that links lead to.
/// Everything else that a format shows comes from the JSON.
#[test]
fn every_format_is_the_same_from_a_report_that_was_read_back() {
    let report = with_history();
    let told = reread(&report, &wordy());
    for format in Format::ALL {
        let (again, first) = (shown(format, &told.report, &wordy()), shown(format, &report, &wordy()));
        // Names of authors, which the runs write printable, are made so at the latest when they are read.
        let first = first.replace("Ada \\u001b", "Ada ␛");
        for (again, first) in again.lines().zip(first.lines()) {
            assert_eq!(again, first, "{format}");
        }
        assert_eq!(again.len(), first.len(), "{format}");
    }
    assert_eq!((told.fail_on, told.min_confidence), (Severity::Error, Confidence::Low));
}

#[test]
fn a_report_that_was_read_back_still_knows_what_made_it_incomplete() {
    let report = canned::report();
    let strict = GapPolicy { allowed: [GapKind::Damaged].into(), strict: true };
    let told = reread(&report, &Options { gaps: strict.clone(), ..Options::default() });
    for gap in &report.gaps {
        assert_eq!(told.gaps.is_incomplete(gap.kind), strict.is_incomplete(gap.kind), "{:?}", gap.kind);
    }
}

#[test]
fn a_hostile_report_cannot_act_when_it_is_read() {
    let report = canned::report();
    let mut value: Value = serde_json::from_str(&shown(Format::Json, &report, &Options::default())).unwrap();
    value["rules"][0]["title"] = "\u{1b}[2J</script>".into();
    value["rules"][0]["revoke"] = "javascript:alert(1)".into();
    let excerpt = &mut value["findings"][0]["occurrences"][0]["excerpt"];
    excerpt["text"] = "a\u{1b}]0;x\u{7}\n::error::".into();
    excerpt["mark"] = usize::MAX.into();
    excerpt["width"] = usize::MAX.into();
    value["findings"][0]["path"] = "a\n::error::%0A</script>".into();
    let told = read(value.to_string().as_bytes(), 1).unwrap();
    for format in Format::ALL {
        let text = shown(format, &told.report, &Options::default());
        assert!(!text.contains('\u{1b}') && !text.contains('\u{7}') && !text.contains("javascript:alert"), "{format}");
        assert!(!text.contains("\n::error::"), "{format}");
        assert!(format != Format::Html || text.matches("</script>").count() == 1, "{format}");
    }
}

fn reread(report: &Report, options: &Options) -> Told {
    read(shown(Format::Json, report, options).as_bytes(), 1).unwrap()
}

proptest! {
    /// Whatever is done to a report, reading it ends with a report or with a message, never with a panic, and a report
    /// that was cut is never taken for a whole one.
    #[test]
    fn a_damaged_report_is_an_error(cut in 0usize..60_000, at in 0usize..60_000, byte in any::<u8>()) {
        let whole = shown(Format::Json, &canned::report(), &Options::default()).into_bytes();
        let cut = cut % (whole.len() - 1);
        prop_assert!(read(&whole[..cut], 1).is_err());
        let mut changed = whole.clone();
        let at = at % whole.len();
        changed[at] = byte;
        if let Ok(told) = read(&changed, 1) {
            for format in Format::ALL {
                shown(format, &told.report, &Options::default());
            }
        }
    }
}
