//! Promise 3: the same input gives the same bytes, whatever the thread count.

use super::FORMATS;
use crate::support::{Tree, expand};

/// Many files with many findings, some secrets in several of them.
fn busy_tree() -> Tree {
    let tree = Tree::repository();
    for number in 0..150 {
        let text = format!(
            "# {number}\npassword = \"<<password:16>>\"\nTOKEN=gh<<>>p_<<alnum:30>><<checksum>>\n{}\n",
            expand("client_secret = \"<<alnum:32>>\"", &(number % 7).to_string())
        );
        tree.file(&format!("d{}/e{}/f{number}.conf", number % 5, number % 3), &text);
    }
    tree.git(&["add", "."]).git(&["commit", "--quiet", "-m", "all"]);
    tree
}

#[test]
fn threads_and_repetition_change_no_byte() {
    let tree = busy_tree();
    for format in FORMATS {
        let run = |jobs: &str| tree.run(&format!("scan --format {format} --verbose --jobs {jobs}")).exits(1).out;
        let first = run("1");
        assert!(first.len() > 1000);
        for jobs in ["1", "2", "7"] {
            assert!(run(jobs) == first, "{format} differs with {jobs} threads");
        }
    }
}

#[test]
fn what_is_named_twice_and_in_another_order_is_the_same() {
    let tree = busy_tree();
    let run = |paths: &str| tree.run(&format!("scan --format json {paths}")).exits(1).out;
    assert_eq!(run("d0 d1 d2 d3 d4"), run("d4 d2 d0 d1 d3 d2/e1 d0"));
}

#[test]
fn the_folder_that_it_lies_in_changes_nothing() {
    let (here, there) = (busy_tree(), busy_tree());
    let run = |tree: &Tree| tree.run("scan --format jsonl").out;
    let without_revision = |text: String| text.lines().filter(|line| !line.contains("\"revision\"")).count();
    assert_eq!(without_revision(run(&here)), without_revision(run(&there)));
    assert!(!run(&here).contains(&*here.path("").to_string_lossy()));
}

#[test]
fn today_is_an_input() {
    let tree = Tree::new();
    tree.file("a.env", "TOKEN=gh<<>>p_<<alnum:30>><<checksum>>\n");
    tree.run("baseline create --reason known --until 2026-06-30").exits(0);
    for (day, code) in [("2026-06-30", 0), ("2026-07-01", 1)] {
        tree.run(&format!("scan --baseline .reticent-baseline.jsonl --as-of {day}")).exits(code);
        let epoch = if code == 0 { "1782820800" } else { "1782907200" };
        let mut command = tree.command(&["scan", "--baseline", ".reticent-baseline.jsonl"]);
        let output = command.env("SOURCE_DATE_EPOCH", epoch).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{day}");
    }
}
