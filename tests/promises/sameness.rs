//! Promise 4: a changed secret is a new finding, an unchanged one that moved is not.

use crate::support::{Tree, token};

fn with(text: &str) -> Tree {
    let tree = Tree::new();
    tree.bytes("app.env", text.as_bytes());
    tree.run_list(&["baseline", "create", "--reason", "known", "--owner", "@web"]).exits(0);
    tree
}

const SCAN: &str = "scan --baseline .reticent-baseline.jsonl";

#[test]
fn a_line_that_moved_is_no_new_finding() {
    let tree = with(&format!("TOKEN={}\n", token("one")));
    tree.run(SCAN).exits(0).says("no findings").says("1 suppressed: 1 to rotate (by owner: @web 1)");
    tree.bytes("app.env", format!("# moved\n\n\n  export   TOKEN={} # here\n", token("one")).as_bytes());
    tree.run(SCAN).exits(0);
}

#[test]
fn a_changed_secret_is_a_new_finding() {
    let tree = with(&format!("TOKEN={}\n", token("one")));
    tree.bytes("app.env", format!("TOKEN={}\n", token("two")).as_bytes());
    tree.run(SCAN).exits(1).says("app.env:1:7");
    tree.run("baseline update").exits(0).says("1 new ones left out").says("1 found no more");
    tree.run("baseline prune").exits(0).says("1 taken out, 0 left");
}

#[test]
fn an_entry_that_is_less_sure_now_is_not_called_gone() {
    let tree = with(&format!("TOKEN={}\n", token("one")));
    tree.file("other.ini", "it was <<jwt>>\n");
    tree.bytes("reticent.toml", b"min-confidence = \"low\"\n");
    tree.run("baseline create --reason known --force").exits(0).says("2 findings");
    tree.bytes("reticent.toml", b"min-confidence = \"high\"\n");
    tree.run("baseline update").exits(0).says("1 kept").says("1 less sure or not looked at, and kept");
    tree.run("baseline prune").exits(0).says("0 taken out, 2 left");
}

#[test]
fn a_changed_password_is_noticed_by_twelve_bits() {
    let tree = Tree::new();
    tree.bytes("app.ini", b"");
    let write =
        |seed: &str| tree.bytes("app.ini", crate::support::expand("password = <<alnum:20>>\n", seed).as_bytes());
    write("first");
    tree.run_list(&["baseline", "create", "--reason", "known", "--force"]).exits(0);
    tree.run(SCAN).exits(0);
    let noticed = ["a", "b", "c"].iter().filter(|seed| {
        write(seed);
        tree.run(SCAN).out.contains("app.ini:1:")
    });
    // Each goes unnoticed once in 4,096 runs.
    assert!(noticed.count() >= 2);
}

#[test]
fn the_same_secret_in_another_file_is_a_new_finding() {
    let tree = with(&format!("TOKEN={}\n", token("one")));
    tree.bytes("other.env", format!("TOKEN={}\n", token("one")).as_bytes());
    tree.run(SCAN).exits(1).says("other.env:1:7").keeps_quiet_on("app.env:");
}

#[test]
fn two_thousand_findings_are_taken_in_by_one_command() {
    let tree = Tree::new();
    for file in 0..40 {
        let lines = (0..50).map(|line| format!("TOKEN={}\n", token(&format!("{file}/{line}"))));
        tree.bytes(&format!("old/{file}.env"), lines.collect::<String>().as_bytes());
    }
    let create = ["baseline", "create", "--reason", "legacy", "--owner", "@web", "--until", "2027-01-01"];
    tree.run_list(&create).exits(0).says("2000 findings");
    let text = tree.read(".reticent-baseline.jsonl");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2001);
    assert!(lines[1..].is_sorted());
    tree.run(SCAN).exits(0).says("2,000 suppressed: 2,000 to rotate (by owner: @web 2,000)");
}
