//! The examples of the library do what they say, and what is shared between threads may be.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing helper fails its test")]

mod support;

#[path = "../examples/convert.rs"]
#[expect(dead_code, reason = "its main")]
mod convert;
#[path = "../examples/scan_bytes.rs"]
#[expect(dead_code, reason = "its main")]
mod scan_bytes;

use reticent::engine::Engine;
use reticent::model::{Finding, Report};
use reticent::rule::RuleSet;
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
}
