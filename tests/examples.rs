//! The examples of the library do what they say, and what is shared between threads may be.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing helper fails its test")]

mod support;

#[path = "../examples/audit.rs"]
#[expect(dead_code, reason = "its main")]
mod audit;
#[path = "../examples/convert.rs"]
#[expect(dead_code, reason = "its main")]
mod convert;
#[path = "../examples/scan_bytes.rs"]
#[expect(dead_code, reason = "its main")]
mod scan_bytes;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use reticent::engine::Engine;
use reticent::rule::RuleSet;
use reticent::{Audit, Builder, Canceller, Confidence, Finding, Report};
use support::{Tree, token};

#[test]
fn a_text_is_scanned() {
    let mut out = Vec::new();
    scan_bytes::scan(format!("token: {}\n", token("x")).as_bytes(), &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert!(out.starts_with("1:8: secret/github-personal-access-token (high) ghp_"), "{out}");
    assert!(!out.contains(&token("x")));
}

#[test]
fn a_report_is_converted() {
    let tree = Tree::new();
    tree.file("a.env", "GITHUB_TOKEN=gh<<>>p_<<alnum:30>><<checksum>>\n");
    let report = tree.run("scan --format json").exits(1);
    let mut out = Vec::new();
    convert::convert(report.out.as_bytes(), &mut out).unwrap();
    let sarif: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(sarif.pointer("/runs/0/results/0/level").and_then(|level| level.as_str()), Some("error"));
    assert!(convert::convert(b"{}", &mut out).is_err());
}

#[test]
fn what_threads_share_is_shared_safely() {
    const fn shared<T: Send + Sync>() {}
    shared::<Engine>();
    shared::<RuleSet>();
    shared::<Report>();
    shared::<Finding>();
    shared::<Audit>();
    shared::<Canceller>();
}

#[test]
fn a_folder_and_its_history_are_audited() {
    let tree = Tree::repository();
    tree.file("a.env", "GITHUB_TOKEN=gh<<>>p_<<alnum:30>><<checksum>>\n");
    tree.git(&["add", "-A"]);
    tree.git(&["commit", "-qm", "one"]);
    let calls = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&calls);
    let count = move |_| _ = counted.fetch_add(1, Ordering::Relaxed);
    let built = Builder::new("2026-01-31").min_confidence(Confidence::High).on_progress(count).jobs(2).build().unwrap();
    let mut out = Vec::new();
    audit::audit(&built, &tree.path(""), &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert_eq!(out.matches("a.env:1: secret/github-personal-access-token ghp_").count(), 2, "{out}");
    assert!(calls.load(Ordering::Relaxed) >= 2);
    assert!(built.folder(&tree.path("none")).unwrap_err().to_string().contains("none"));
    assert!(built.history(&tree.path("none")).is_err());
}

#[test]
fn an_audit_takes_rules_and_says_what_is_wrong_with_them() {
    let rule = "[[rule]]\nid = \"secret/own\"\n";
    let errors = Builder::new("2026-01-31").rules("own.toml", rule).build().unwrap_err().to_string();
    assert!(errors.contains("own.toml"), "{errors}");
    assert!(Builder::new("soon").build().unwrap_err().to_string().contains("soon"));
    assert!(Builder::new("2026-01-31").disable("secret/none-such").build().is_err());
    assert!(Builder::new("2026-01-31").key_policy("none").build().is_err());
    let quiet = Builder::new("2026-01-31").disable("secret/*").build().unwrap();
    let text = format!("token: {}\n", token("x"));
    assert!(quiet.bytes("a.yml", text.as_bytes()).unwrap().findings.is_empty());
}

#[test]
fn a_rule_that_is_not_there_is_an_error_and_no_warning() {
    let error = Builder::new("2026-01-31").disable("secret/no-such").build().unwrap_err().to_string();
    assert!(error.starts_with("no rule is called `secret/no-such`") && error.contains("; "), "{error}");
}

#[test]
fn an_audit_is_cancelled() {
    let tree = Tree::new();
    tree.file("a.env", "A=1\n");
    let canceller = Canceller::default();
    canceller.cancel();
    let built = Builder::new("2026-01-31").canceller(&canceller).build().unwrap();
    assert!(built.folder(&tree.path("")).unwrap().interrupted);
}

#[test]
fn an_audit_of_a_history_says_that_it_was_cancelled_whenever_that_was() {
    let tree = Tree::repository();
    let filler = "nothing = here, but = much, of = it\n".repeat(200);
    for number in 0..400 {
        let text = format!("token: {}\n{filler}", token(&number.to_string()));
        tree.bytes(&format!("{number}/a.yml"), text.as_bytes());
    }
    tree.git(&["add", "--all"]).git(&["commit", "--quiet", "-m", "all"]);
    let audit = |canceller: &Canceller| {
        let built = Builder::new("2026-01-31").jobs(1).canceller(canceller).build().unwrap();
        built.history(&tree.path("")).unwrap()
    };
    let start = Instant::now();
    let whole = audit(&Canceller::default());
    let took = start.elapsed();
    assert_eq!((whole.interrupted, whole.findings.len()), (false, 400));
    for part in 1..16 {
        let canceller = Canceller::default();
        let report = std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(took * part / 16);
                canceller.cancel();
            });
            audit(&canceller)
        });
        assert!(report.interrupted || report.findings.len() == 400, "{part}: {} findings", report.findings.len());
    }
}
