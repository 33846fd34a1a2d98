//! The drawing of the rooms stays true: imports go down, every room says what it is, and the documents name what exists.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing helper fails its test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The floors of `ARCHITECTURE.md`, from the top. A room imports from floors below its own.
const FLOORS: &[&[&str]] = &[
    &["cli", "audit"],
    &["run"],
    &["config"],
    &["source", "hygiene", "suppress", "report"],
    &["engine", "peer"],
    &["judge", "key", "client", "verify"],
    &["facts"],
    &["rule"],
    &["check"],
    &["blob"],
    &["model"],
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    String::from_utf8(fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))).unwrap()
}

fn floor(room: &str) -> usize {
    FLOORS.iter().position(|rooms| rooms.contains(&room)).unwrap_or_else(|| panic!("{room} has no floor"))
}

/// The folders of `src/`.
fn rooms() -> Vec<String> {
    let entries = fs::read_dir(root().join("src")).unwrap().map(Result::unwrap);
    let folders = entries.filter(|entry| entry.path().is_dir());
    folders.map(|entry| entry.file_name().into_string().unwrap()).collect()
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The rooms that a file names: `crate::room`, also in `use crate::{room, …}`.
fn imports(text: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = text.get(at + 7..).unwrap_or_default();
        match rest.strip_prefix('{') {
            Some(list) => {
                let list = list.split_once(';').map_or(list, |(list, _)| list);
                found.extend(list.split([',', '{', '}', '\n']).map(|part| word(part.trim())));
            }
            None => _ = found.insert(word(rest)),
        }
    }
    found
}

#[test]
fn imports_go_down_only() {
    let rooms = rooms();
    let mut wrong = Vec::new();
    for room in &rooms {
        let mut files = Vec::new();
        rust_files(&root().join("src").join(room), &mut files);
        for file in files {
            let others = imports(&read(&file)).into_iter().filter(|name| rooms.contains(name) && name != room);
            let upwards = others.filter(|other| floor(other) <= floor(room));
            wrong.extend(upwards.map(|other| format!("{} imports {other}", file.display())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_architecture_shows_the_floors_of_this_test() {
    let rooms: BTreeSet<String> = rooms().into_iter().collect();
    let shown = |names: &&[&str]| {
        let here: Vec<&str> = names.iter().copied().filter(|name| rooms.contains(*name)).collect();
        (!here.is_empty()).then(|| here.join(", "))
    };
    let floors: Vec<String> = FLOORS.iter().filter_map(shown).collect();
    let line = format!("main, {}", floors.join(" · "));
    assert!(read(&root().join("ARCHITECTURE.md")).contains(&line), "ARCHITECTURE.md lacks\n{line}");
}

#[test]
fn every_room_says_what_it_is() {
    for room in rooms() {
        let text = read(&root().join("src").join(&room).join("mod.rs"));
        let doc: Vec<&str> = text.lines().take_while(|line| line.starts_with("//!")).collect();
        assert!(doc.join(" ").len() > 80, "src/{room}/mod.rs says too little about the room");
        assert!(read(&root().join("ARCHITECTURE.md")).contains(&format!("| `{room}/` |")), "no row for {room}/");
    }
}

/// Whatever stands in backticks and looks like a path is one, in the tables that say where things go.
#[test]
fn the_documents_name_paths_that_exist() {
    let tops = ["src/", "rules/", "tests/", "fixtures/", "docs/", "benches/", ".ci/"];
    let mut wrong = Vec::new();
    for name in ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "CHANGELOG.md"] {
        for word in read(&root().join(name)).split('`').skip(1).step_by(2) {
            let is_path = tops.iter().any(|top| word.starts_with(top)) && !word.contains(char::is_whitespace);
            // A name in capitals is to be filled in.
            let filled = word
                .split(|c: char| !c.is_ascii_alphabetic())
                .any(|part| part.len() > 2 && part.chars().all(|c| c.is_ascii_uppercase()));
            let path = match word.rsplit_once('/') {
                Some((folder, file)) if filled || file.contains('*') => folder,
                _ => word,
            };
            if is_path && !root().join(path).exists() {
                wrong.push(format!("{name}: {word}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut files = vec!["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "rules/README.md"];
    let docs: Vec<String> = fs::read_dir(root().join("docs"))
        .unwrap()
        .map(|entry| format!("docs/{}", entry.unwrap().file_name().into_string().unwrap()))
        .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.extend(docs.iter().map(String::as_str));
    let mut wrong = Vec::new();
    for name in files {
        let folder = root().join(name).parent().unwrap().to_path_buf();
        for (at, _) in read(&root().join(name)).match_indices("](") {
            let text = read(&root().join(name));
            let target = text.get(at + 2..).unwrap_or_default().split([')', '#', '\n']).next().unwrap_or_default();
            // Pages that docs/build.sh has the program write.
            let made = name == "docs/SUMMARY.md" && ["commands.md", "rules.md", "schema.md"].contains(&target);
            if !target.is_empty() && !made && !target.contains("://") && !folder.join(target).exists() {
                wrong.push(format!("{name}: {target}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_document_is_in_the_book() {
    let summary = read(&root().join("docs/SUMMARY.md"));
    let names =
        fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let lost: Vec<String> = names
        .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "md") && name != "SUMMARY.md")
        .filter(|name| !summary.contains(&format!("({name})")))
        .collect();
    assert!(lost.is_empty(), "docs/SUMMARY.md lacks {lost:?}");
}
