//! What the documents show is what the program does: every `console` block of the README and of CONTRIBUTING.md is run, in
//! a made-up tree, and its output compared. `SNAPSHOTS=overwrite` writes the real output into the documents.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a failing helper fails its test")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::{Run, Tree};

fn document(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    String::from_utf8(fs::read(document(name)).unwrap()).unwrap()
}

/// The tree that the README shows.
fn shop() -> Tree {
    let tree = Tree::repository();
    tree.file("deploy/.env", "# production\nGITHUB_TOKEN=gh<<>>p_<<alnum:30>><<checksum>>\n");
    tree.file(
        "src/db.py",
        "import db\n\npool = db.connect(\n    host=\"db.shop.internal\",\n    password=\"<<password:16>>\",\n)\n",
    );
    tree.file("notes/old.txt", "the old one was gh<<>>p_<<alnum:30>><<checksum>>, gone since May\n");
    tree.bytes("README.md", b"# Shop\n");
    tree.git(&["add", "."]).git(&["commit", "--quiet", "-m", "shop"]);
    tree
}

/// The commands of a text, each with the output that is shown below it, as ranges of lines.
fn commands(text: &str) -> Vec<(String, std::ops::Range<usize>)> {
    let lines: Vec<&str> = text.lines().collect();
    let (mut found, mut inside) = (Vec::new(), false);
    for (at, line) in lines.iter().enumerate() {
        if line.starts_with("```") {
            inside = *line == "```console";
        } else if let (true, Some(command)) = (inside, line.strip_prefix("$ ")) {
            let rest = lines[at + 1..].iter();
            let length = rest.take_while(|line| !line.starts_with("$ ") && !line.starts_with("```")).count();
            found.push((command.to_owned(), at + 1..at + 1 + length));
        }
    }
    found
}

/// Runs one command as a shell would, with `reticent` meaning the program under test.
fn run(tree: &Tree, command: &str) -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_reticent")).parent().unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var_os("PATH").unwrap().display());
    let mut shell = Command::new("sh");
    shell.current_dir(tree.path("")).env_clear().env("PATH", path).env("SOURCE_DATE_EPOCH", "1767225600");
    shell.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for who in ["AUTHOR", "COMMITTER"] {
        shell.env(format!("GIT_{who}_NAME"), "Someone").env(format!("GIT_{who}_EMAIL"), "someone@example.org");
    }
    let run = Run::of(&shell.args(["-c", &format!("{command} 2>&1")]).output().unwrap());
    let timed = |line: &&str| line.starts_with("took ");
    let root = tree.path("").display().to_string();
    let lines: Vec<String> =
        run.out.lines().filter(|line| !timed(line)).map(|line| line.replace(&root, "~/shop")).collect();
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

/// Runs the commands of a document in order, and compares or writes.
#[track_caller]
fn check(name: &str, tree: &Tree) {
    let text = read(name);
    let lines: Vec<&str> = text.lines().collect();
    let (mut fresh, mut done) = (String::new(), 0);
    let commands = commands(&text);
    assert!(!commands.is_empty(), "{name} shows no command");
    for (command, shown) in commands {
        let output = run(tree, &command);
        for line in &lines[done..shown.start] {
            fresh.push_str(line);
            fresh.push('\n');
        }
        fresh.push_str(&output);
        done = shown.end;
    }
    for line in &lines[done..] {
        fresh.push_str(line);
        fresh.push('\n');
    }
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        fs::write(document(name), &fresh).unwrap();
    } else {
        assert!(fresh == text, "{name} shows something else than the program does:\n{fresh}");
    }
}

#[test]
fn the_readme_shows_what_the_program_does() {
    check("README.md", &shop());
}

#[test]
fn a_rule_in_five_minutes_works_as_written() {
    let tree = Tree::new();
    // The file that the text tells to write is the one that stands in it.
    let text = read("CONTRIBUTING.md");
    let rule = text.split_once("```toml\n").unwrap().1.split_once("```").unwrap().0;
    tree.bytes("acme.toml", rule.as_bytes());
    check("CONTRIBUTING.md", &tree);
}

/// One table, in two documents.
#[test]
fn the_table_of_severities_is_the_same_everywhere() {
    let rows = |name: &str| {
        let text = read(name);
        let row = |line: &&str| ["| error |", "| warning |", "| note |"].iter().any(|start| line.starts_with(start));
        text.lines().filter(row).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(rows("README.md").len(), 9);
    assert_eq!(rows("README.md"), rows("docs/reports.md"));
}

/// The set-up in two commands, and the same test command in CI.
#[test]
fn ci_runs_the_test_command_of_the_readme() {
    let readme = read("README.md");
    for command in ["cargo install --path . --locked && reticent scan path/to/repo", "cargo test --locked"] {
        assert!(readme.contains(command), "the README lacks `{command}`");
    }
    assert!(read(".ci/run").lines().any(|line| line.trim().ends_with("cargo test --locked")));
}

#[test]
fn the_readme_names_every_exit_code_command_and_format() {
    let readme = read("README.md");
    for code in ["| 0 |", "| 1 |", "| 2 |", "| 3 |", "| 130 |"] {
        assert!(readme.contains(code), "the README lacks exit code {code}");
    }
    let help = shop().run("--help").exits(0).out;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    for command in commands.filter_map(|line| line.split_whitespace().next()).filter(|command| *command != "help") {
        assert!(readme.contains(&format!("reticent {command}")), "the README lacks `reticent {command}`");
    }
    for format in ["text", "oneline", "json", "jsonl", "sarif"] {
        assert!(readme.contains(&format!("`{format}`")), "the README lacks the format {format}");
    }
}
