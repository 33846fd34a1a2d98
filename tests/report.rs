//! `reticent report`: reports that were written before, converted, filtered, put together and compared.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a failing helper fails its test")]

mod support;

use std::fs::OpenOptions;

use support::{Run, Tree, expand, token};

/// Two tokens and a password, scanned into `old.json`.
fn tree() -> Tree {
    let tree = Tree::repository();
    tree.file("deploy/.env", "GITHUB_TOKEN=gh<<>>p_<<alnum:30>><<checksum>>\n");
    tree.bytes("again.env", format!("A={}\n", token("deploy/.env")).as_bytes());
    tree.file("src/db.py", "password = \"<<alnum:20>>\"\n");
    scan(&tree, "old.json");
    tree
}

fn scan(tree: &Tree, file: &str) {
    let output = format!("json={file}");
    tree.run_list(&["scan", "--exit-code", "0", "--output", &output, "."]).exits(0);
}

/// Ignores the reports themselves, which lie in the tree.
fn count(run: &Run) -> usize {
    run.json()["findings"].as_array().unwrap().len()
}

/// Beside findings: a public client with its key, a private key that anybody can use, a folder that is no application.
fn applications_and_keys(tree: &Tree) {
    let depends = "{ \"dependencies\": { \"@azure/msal-browser\": \"^3.10.0\", \"react-dom\": \"18\" } }\n";
    tree.file("web <b>/package.json", depends);
    tree.file(
        "web <b>/key.pub",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f a\n",
    );
    tree.file("math/go.mod", "module example.com/math\n");
    tree.bytes("desk/Desk.csproj", b"<UseWPF>true</UseWPF>\n");
    tree.file("desk/Main.cs", "var app = PublicClientApplicationBuilder.Create(id).Build();\n");
    tree.file("desk/id.pem", "<<pem:RSA PRIVATE KEY>>\n");
}

/// A section of a page.
fn section(page: &str, name: &str) -> String {
    let open = format!("<section aria-labelledby=\"{name}\">");
    let rest = page.split_once(&open).unwrap_or_else(|| panic!("no {name} in {page}")).1;
    rest.split_once("</section>").unwrap().0.to_owned()
}

#[test]
fn every_format_is_what_the_scan_itself_had_written() {
    let tree = tree();
    applications_and_keys(&tree);
    let paths = ["deploy", "src", "again.env", "web <b>", "math", "desk"];
    let scan = |flags: &[&str]| tree.run_list(&[&["scan", "--explain", "--exit-code", "0"], flags, &paths].concat());
    // The signals, which the page shows in any case, are in the JSON if it is asked for them.
    scan(&["--output", "json=part.json"]).exits(0);
    for format in ["text", "oneline", "json", "jsonl", "sarif", "html", "markdown", "csv", "github", "azure", "junit"] {
        let scanned = scan(&["--format", format]).exits(0).out;
        let converted = tree.run(&format!("report part.json --explain --format {format}")).exits(0);
        assert!(!converted.err.contains("holds no lists"), "{}", converted.shown());
        assert!(converted.out == scanned, "{format}:\n{}\nis not\n{scanned}", converted.out);
    }
    let page = tree.run("report part.json --format html").exits(0).out;
    let (clients, keys) = (section(&page, "clients"), section(&page, "keys"));
    assert!(clients.contains("<td><code>web &lt;b&gt;</code></td><td>public</td>"), "{clients}");
    assert!(clients.contains("MSAL.js") && clients.contains("1 more unit"), "{clients}");
    assert!(keys.contains("web &lt;b&gt;/key.pub:1") && keys.contains("desk/id.pem:1"), "{keys}");
    assert!(keys.contains("Judged by the policy "), "{keys}");
    let key = expand("<<pem:RSA PRIVATE KEY>>", "desk/id.pem");
    assert!(
        key.lines().count() > 3 && key.lines().all(|line| line.len() < 40 || !tree.read("part.json").contains(line))
    );
}

#[test]
fn a_page_from_a_folder_of_the_tree_is_the_same_by_way_of_json() {
    let tree = Tree::new();
    applications_and_keys(&tree);
    tree.run("scan --explain --exit-code 0 desk --output json=part.json --output html=a.html").exits(0);
    tree.run("report part.json --explain --output html=b.html").exits(0);
    assert_eq!(tree.read("a.html"), tree.read("b.html"));
    assert!(section(&tree.read("b.html"), "clients").contains("<code>desk</code>"));
}

#[test]
fn applications_and_keys_are_put_together_and_chosen_by_path() {
    let tree = Tree::new();
    applications_and_keys(&tree);
    tree.run_list(&["scan", "--exit-code", "0", "--output", "json=a.json", "desk", "web <b>", "math"]).exits(0);
    tree.run_list(&["scan", "--exit-code", "0", "--output", "json=b.json", "--as-of", "2026-01-31", "desk"]).exits(0);
    let paths = |run: &Run| {
        let json = run.json();
        ["applications", "keys"].map(|what| {
            let list = json[what]["list"].as_array().unwrap().clone();
            list.iter().map(|row| row["path"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        })
    };
    let all = [vec!["desk", "web <b>"], vec!["desk/id.pem", "web <b>/key.pub"]];
    assert_eq!(paths(&tree.run("report a.json --format json").exits(0)), all);
    let both = tree.run("report b.json a.json --format json").exits(0);
    assert_eq!(paths(&both), all, "what both have is told once\n{}", both.shown());
    let page = tree.run("report b.json a.json --format html").exits(0).out;
    assert!(section(&page, "keys").contains(", as of 2026-01-31, or by the policy "), "{page}");
    let apart = paths(&tree.run("report x/=a.json y=b.json --format json").exits(0));
    let below = [vec!["x/desk", "x/web <b>", "y"], vec!["x/desk/id.pem", "x/web <b>/key.pub", "y/id.pem"]];
    assert_eq!(apart, below);
    let desk = tree.run("report a.json --format json --path desk").exits(0);
    assert_eq!(paths(&desk), [vec!["desk"], vec!["desk/id.pem"]]);
    let desk = desk.says("2 of 4 applications and keys are left out").json();
    assert_eq!(desk["applications"]["others"], 0);
    assert_eq!(paths(&tree.run("report a.json --format json --not-path desk")), [["web <b>"], ["web <b>/key.pub"]]);
    assert_eq!(
        paths(&tree.run("report a.json --format json --not-path *.pem --not-path *.pub")),
        [all[0].clone(), vec![]]
    );
    assert_eq!(paths(&tree.run("report a.json --format json --rule secret/none")), all);
}

#[test]
fn a_report_without_lists_is_read_and_what_is_wrong_in_them_is_told() {
    let tree = Tree::new();
    applications_and_keys(&tree);
    tree.run_list(&["scan", "--exit-code", "0", "--output", "json=a.json", "desk", "web <b>"]).exits(0);
    let whole: serde_json::Value = serde_json::from_str(&tree.read("a.json")).unwrap();
    let mut old = whole.clone();
    for list in ["applications", "keys"] {
        old.as_object_mut().unwrap().remove(list);
    }
    tree.bytes("old.json", old.to_string().as_bytes());
    let page =
        tree.run("report old.json --format html").exits(0).says("old.json: holds no lists of applications and keys");
    assert!(!page.out.contains("id=\"clients\"") && !page.out.contains("id=\"keys\""));
    tree.run("report old.json").exits(0).keeps_quiet_on("holds no lists");
    for (place, value, says) in [
        ("/applications", serde_json::json!([]), "damaged: expected "),
        ("/applications/list/1/kind", "odd".into(), "application 2: `odd` is no kind of application that this program"),
        ("/applications/list/0/path", 1.into(), "damaged: expected a string"),
        ("/applications/list/0/evidence/0/line", 0.into(), "application 1: its line is none"),
        ("/applications/others", u64::MAX.into(), "is too large a number"),
        ("/keys/list", "none".into(), "damaged: expected a sequence"),
        ("/keys/list/1/verdict", "\u{1b}fine".into(), "key 2: `\u{241b}fine` is no verdict on a key"),
        ("/keys/list/0/visibility", "open".into(), "key 1: `open` is no visibility of a key"),
        ("/keys/judged/0/as_of", "today".into(), "policy of keys 1: `today` is no day; one is written as YYYY-MM-DD"),
    ] {
        let mut wrong = whole.clone();
        *wrong.pointer_mut(place).unwrap_or_else(|| panic!("no {place}")) = value;
        tree.bytes("wrong.json", wrong.to_string().as_bytes());
        let run = tree.run("report wrong.json --format html").exits(2).says("wrong.json: ").says(says);
        assert!(run.out.is_empty(), "{}", run.shown());
    }
    let mut hostile = whole;
    hostile["applications"]["list"][0]["path"] = "a\u{1b}[31m</code><script>".into();
    hostile["applications"]["list"][0]["evidence"][0]["says"] = "<script>\u{7}".into();
    hostile["keys"]["list"][0]["reasons"] = serde_json::json!(["<img src=x>"]);
    tree.bytes("hostile.json", hostile.to_string().as_bytes());
    let page = tree.run("report hostile.json --format html").exits(0).out;
    assert!(!page.contains(['\u{1b}', '\u{7}']) && !page.contains("<img") && page.matches("<script>").count() == 1);
}

#[test]
fn findings_are_chosen_and_what_is_left_out_is_said() {
    let tree = tree();
    let whole = tree.run("report old.json --format json").exits(0);
    assert_eq!(count(&whole), 3, "{}", whole.shown());
    assert_eq!(count(&tree.run("report old.json --format json --rule secret/github-*").says("1 of 3 findings")), 2);
    assert_eq!(count(&tree.run("report old.json --format json --not-rule github-pat")), 1);
    assert_eq!(count(&tree.run("report old.json --format json --path deploy")), 1);
    assert_eq!(count(&tree.run("report old.json --format json --not-path *.env --not-path /src")), 0);
    assert_eq!(count(&tree.run("report old.json --format json --min-severity error")), 3);
    tree.run("report old.json --min-confidence low").exits(0).says("scan with --min-confidence low");
    tree.run("report old.json --rule [").exits(2).says("--rule [: no glob of rule ids");
    tree.run("report old.json --path ../x").exits(2).says("--path ../x: no glob of paths");
}

#[test]
fn it_fails_for_findings_only_where_it_is_asked_to() {
    let tree = tree();
    tree.run("report old.json --quiet").exits(0);
    tree.run("report old.json --fail-on error").exits(1);
    tree.run("report old.json --fail-on error --exit-code 7").exits(7);
    tree.run("report old.json --fail-on error --path nothing-here").exits(0);
}

#[test]
fn several_reports_become_one() {
    let tree = tree();
    tree.run("scan --exit-code 0 --output json=a.json deploy").exits(0);
    tree.run("scan --exit-code 0 --output json=b.json src deploy").exits(0);
    let both = tree.run("report a.json b.json --format json").exits(0);
    assert_eq!(count(&both), 2, "what both have is told once\n{}", both.shown());
    let apart = tree.run("report x=a.json y=b.json --format oneline").exits(0);
    for path in ["x/deploy/.env:1:", "y/deploy/.env:1:", "y/src/db.py:1:"] {
        assert!(apart.out.contains(path), "{path} in\n{}", apart.shown());
    }
    let input = tree.read("a.json");
    tree.run_with_input("report - --format oneline", input.as_bytes()).exits(0).says("deploy/.env:1:");
}

#[test]
fn a_comparison_tells_what_is_new_and_what_is_gone() {
    let tree = tree();
    tree.file("new.env", "GITHUB_TOKEN=gh<<>>p_<<alnum:30>><<checksum>>\n");
    // Two lines further down it is the same finding.
    tree.bytes("deploy/.env", format!("# moved\n\nGITHUB_TOKEN={}\n", token("deploy/.env")).as_bytes());
    std::fs::remove_file(tree.path("src/db.py")).unwrap();
    scan(&tree, "new.json");
    let text = tree.run("report compare old.json new.json").exits(0);
    assert_eq!(text.out.lines().last(), Some("1 new, 1 gone, 2 unchanged"), "{}", text.shown());
    assert!(text.out.starts_with("new   error[secret/github-personal-access-token]  new.env:1:14  "), "{}", text.out);
    assert!(text.out.contains("\ngone  error[secret/hardcoded-password]  src/db.py:1:"), "{}", text.out);
    tree.run("report compare old.json new.json --fail-on error").exits(1);
    tree.run("report compare new.json old.json --fail-on error --not-path src").exits(0);
    let json = tree.run("report compare old.json new.json --format json").exits(0).json();
    assert_eq!(json["summary"]["failing"], 1);
    assert_eq!(
        (json["new"][0]["path"].as_str(), json["gone"][0]["path"].as_str()),
        (Some("new.env"), Some("src/db.py"))
    );
    tree.run("report compare old.json new.json --format markdown").says("### reticent: 1 new, 1 gone, 2 unchanged");
    for run in ["", " --format json", " --format markdown"] {
        let run = tree.run(&format!("report compare old.json new.json --verbose{run}"));
        assert!(!run.out.contains(&token("deploy/.env")) && !run.out.contains(&token("new.env")));
    }
}

#[test]
fn a_finding_that_was_allowed_since_is_gone_and_one_whose_allow_is_over_is_new() {
    let tree = tree();
    tree.run("baseline create --reason known deploy src again.env").exits(0);
    scan(&tree, "new.json");
    tree.run("report compare old.json new.json").exits(0).says("fingerprints depend on the key in the baseline");
    let baseline = tree.read(".reticent-baseline.jsonl");
    tree.bytes(".reticent-baseline.jsonl", format!("{}\n", baseline.lines().next().unwrap()).as_bytes());
    scan(&tree, "old.json");
    tree.run("report compare old.json new.json").exits(0).says("0 new, 3 gone (3 of them suppressed now), 0 unchanged");
    tree.run("report compare new.json old.json --fail-on error").exits(1).says("3 new, 0 gone, 0 unchanged");
}

#[test]
fn what_is_no_report_is_refused_with_a_word_on_what_it_is() {
    let tree = tree();
    let whole = tree.read("old.json");
    tree.bytes("cut.json", &whole.as_bytes()[..whole.len() / 2]);
    tree.bytes("empty.json", b"").bytes("text.json", b"error: no such thing");
    let wide: Vec<u8> = format!("\u{feff}{whole}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    tree.bytes("wide.json", &wide);
    tree.bytes("marked.json", format!("\u{feff}{whole}").as_bytes());
    tree.run("report marked.json").exits(0);
    tree.bytes("two.json", whole.replacen("\"version\":1", "\"version\":2", 1).as_bytes());
    tree.bytes("gitleaks.json", b"[{\"RuleID\": \"github-pat\"}]");
    tree.bytes("other.json", whole.replacen("\"name\":\"reticent\"", "\"name\":\"trivy\"", 1).as_bytes());
    tree.bytes("baseline.json", b"{\"version\": \"1.5.0\", \"plugins_used\": [], \"results\": {}}");
    tree.bytes("wrong.json", whole.replacen("\"line\":1", "\"line\":0", 1).as_bytes());
    tree.bytes("type.json", whole.replacen("\"files\":", "\"files\":\"many\",\"x\":", 1).as_bytes());
    tree.run("scan --exit-code 0 --output sarif=a.sarif --output jsonl=a.jsonl .").exits(0);
    for (file, says) in [
        ("cut.json", "cut.json: cut off in the middle, after"),
        ("empty.json", "the file is empty"),
        ("text.json", "no JSON at all"),
        ("two.json", "version 2 of the report, written by reticent"),
        ("wide.json", "UTF-16, as `>` of Windows PowerShell writes it"),
        ("gitleaks.json", "a list, as other tools write it"),
        ("other.json", "a report of another tool, `trivy`"),
        ("baseline.json", "not a report of reticent but a baseline of detect-secrets"),
        ("a.sarif", "not a report of reticent but a SARIF file"),
        ("a.jsonl", "JSON lines"),
        ("wrong.json", "finding 1: its place is none"),
        ("type.json", "damaged: expected u64"),
        ("none.json", "none.json: "),
        ("deploy", "deploy: a folder"),
    ] {
        let run = tree.run(&format!("report {file}")).exits(2).says(says);
        assert!(run.out.is_empty(), "{}", run.shown());
        tree.run(&format!("report compare old.json {file}")).exits(2).says(says);
    }
}

/// Half a gigabyte of nothing takes no memory to be refused, and a pipe that never ends is refused as well.
#[test]
fn a_report_beyond_the_limit_is_refused_unread() {
    let tree = tree();
    let file = OpenOptions::new().create(true).truncate(true).write(true).open(tree.path("large.json")).unwrap();
    file.set_len(500_000_000).unwrap();
    tree.run("report large.json").exits(2).says("larger than 64000000 bytes; raise --max-report-size");
    tree.run("report old.json --max-report-size 1KB").exits(2).says("larger than 1000 bytes");
    tree.run_with_input("report - --max-report-size 1KB", &[b' '; 5000]).exits(2).says("standard input: ");
    tree.run("report old.json --max-report-size many").exits(2).says("--max-report-size: not a size");
}

#[test]
fn an_output_that_is_a_folder_is_refused() {
    let tree = tree();
    tree.run("report old.json --output deploy").exits(2).says("name a file, not a folder");
    tree.run("report compare old.json old.json --output deploy").exits(2).says("name a file, not a folder");
}

/// A browser that is handed ten thousand findings at once takes minutes for a key.
#[test]
fn a_page_of_many_findings_shows_some_at_first() {
    let tree = Tree::new();
    let lines: String = (0..450).map(|n| expand("T=gh<<>>p_<<alnum:30>><<checksum>>\n", &n.to_string())).collect();
    tree.bytes("a.env", lines.as_bytes());
    tree.run("scan a.env --output page.html --exit-code 0").exits(0);
    let page = tree.read("page.html");
    let pages = page.matches("<div class=\"cards\">").count();
    let (all, later) = (page.matches("<article ").count(), page.matches("<article class=\"error later\"").count());
    assert_eq!((pages, all, later), (3, 450, 250));
    assert!(page.contains("id=\"more\" hidden") && !page.contains("article { content-visibility"));
}
