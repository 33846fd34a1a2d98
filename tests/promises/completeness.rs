//! Promise 2: whatever was not scanned is counted and named in every format, and decides the exit code.

use super::FORMATS;
use crate::support::{Tree, token};

/// A binary over the limit, and a file that cannot be read.
fn with_gaps() -> Tree {
    let tree = Tree::new();
    tree.bytes("film.bin", &[0; 3000]);
    tree.bytes("pointer.psd", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n");
    tree
}

#[test]
fn gaps_are_named_in_every_format() {
    let tree = with_gaps();
    for format in FORMATS {
        let run = tree.run(&format!("scan --max-file-size 2KB --format {format}")).exits(0);
        assert!(run.out.contains("film.bin") && run.out.contains("pointer.psd"), "{format}\n{}", run.shown());
        assert!(run.out.contains("3000 bytes"), "{format}\n{}", run.shown());
    }
    let json = tree.run("scan --max-file-size 2KB --format json").json();
    assert_eq!(json["summary"]["gaps"], serde_json::json!({"lfs": 1, "too-large": 1}));
    assert_eq!(json["summary"]["complete"], true);
    let sarif = tree.run("scan --max-file-size 2KB --format sarif").json();
    assert_eq!(sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().unwrap().len(), 2);
}

#[test]
fn what_is_only_listed_counts_under_strict_unless_it_is_allowed() {
    let tree = with_gaps();
    tree.run("scan --max-file-size 2KB").exits(0).says("\nnot scanned:\n");
    tree.run("scan --max-file-size 2KB --strict").exits(3).says("not scanned, so this run is incomplete:");
    tree.run("scan --max-file-size 2KB --strict --allow-incomplete lfs").exits(3);
    tree.run("scan --max-file-size 2KB --strict --allow-incomplete lfs,too-large").exits(0);
    tree.run("scan --max-file-size 2KB --strict --allow-incomplete lfs --allow-incomplete too-large").exits(0);
}

#[cfg(target_os = "linux")]
#[test]
fn an_incomplete_run_is_never_green() {
    let tree = Tree::new();
    for format in FORMATS {
        let run = tree.run(&format!("scan /proc/self/mem --format {format}")).exits(3);
        assert!(run.out.contains("unreadable"), "{format}\n{}", run.shown());
    }
    let json = tree.run("scan /proc/self/mem --format json").json();
    assert_eq!(json["summary"]["complete"], false);
    let sarif = tree.run("scan /proc/self/mem --format sarif").json();
    let notice = &sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(notice["level"], "warning");
    // With findings the code is theirs, and the report says that it is incomplete as well.
    tree.bytes("a.env", format!("TOKEN={}\n", token("a")).as_bytes());
    let folder = tree.path("").display().to_string();
    tree.run_list(&["scan", "/proc/self/mem", &folder]).exits(1).says("so this run is incomplete:");
}

#[test]
fn findings_over_a_thousand_a_rule_and_file_are_counted() {
    let tree = Tree::new();
    let lines = (0..1234).map(|line| format!("TOKEN={}\n", token(&line.to_string())));
    tree.bytes("all.env", lines.collect::<String>().as_bytes());
    tree.run("scan").exits(1).says("1,000 errors in 1 file").says("234 more not listed");
    let json = tree.run("scan --format json").json();
    assert_eq!((&json["summary"]["uncounted"], json["findings"].as_array().unwrap().len()), (&234.into(), 1000));
    for format in ["oneline", "jsonl", "sarif"] {
        tree.run(&format!("scan --format {format}")).exits(1).says("234");
    }
}

#[test]
fn what_is_hidden_for_its_confidence_is_counted() {
    let tree = Tree::new();
    tree.file("tests/fixtures/sample_test.py", "password = \"<<lower:8>>\"\n");
    let all = tree.run("scan --min-confidence low --format json").json()["findings"].as_array().unwrap().len();
    let shown = tree.run("scan --min-confidence high --format json").json();
    let counted = shown["summary"]["hidden"].as_u64().unwrap() + shown["findings"].as_array().unwrap().len() as u64;
    assert_eq!(counted, all as u64);
    assert_eq!(shown["summary"]["min_confidence"], "high");
}
