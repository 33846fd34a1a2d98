//! What is read of a git repository, and that nothing in it is executed.

use std::fs;

use crate::support::{Run, Tree, git, token};

fn env(seed: &str) -> Vec<u8> {
    format!("TOKEN={}\n", token(seed)).into_bytes()
}

/// The files with findings.
fn files(run: &Run) -> Vec<String> {
    let mut files: Vec<String> = run.out.lines().filter_map(|line| Some(line.split_once(':')?.0.to_owned())).collect();
    files.dedup();
    files
}

#[test]
fn tracked_files_are_scanned_although_they_are_ignored() {
    let tree = Tree::repository();
    tree.bytes("tracked/.env", &env("1")).bytes("untracked/.env", &env("2")).bytes("new.txt", &env("3"));
    tree.git(&["add", "tracked/.env"]);
    tree.bytes(".gitignore", b".env\n");
    assert_eq!(files(&tree.run("scan --format oneline")), ["new.txt", "tracked/.env"]);
    assert_eq!(files(&tree.run("scan --format oneline --no-ignore")), ["new.txt", "tracked/.env", "untracked/.env"]);
    assert_eq!(files(&tree.run("scan --format oneline tracked")), ["tracked/.env"]);
    // What was deleted is not there to be scanned.
    fs::remove_file(tree.path("tracked/.env")).unwrap();
    assert_eq!(files(&tree.run("scan --format oneline").exits(1)), ["new.txt"]);
}

#[test]
fn no_folder_is_left_out_by_its_name() {
    let tree = Tree::repository();
    for folder in ["vendor", "node_modules", "dist", ".hidden", "target", "venv"] {
        tree.bytes(&format!("{folder}/a.env"), &env(folder));
    }
    assert_eq!(files(&tree.run("scan --format oneline")).len(), 6);
}

#[test]
fn outside_of_a_repository_everything_is_scanned() {
    let tree = Tree::new();
    tree.bytes(".gitignore", b"*.env\n").bytes("a.env", &env("a")).bytes(".cache/b.env", &env("b"));
    assert_eq!(files(&tree.run("scan --format oneline")), [".cache/b.env", "a.env"]);
    tree.bytes(".reticentignore", b".cache/\n");
    assert_eq!(files(&tree.run("scan --format oneline")), ["a.env"]);
}

#[test]
fn credentials_in_the_git_configuration_and_in_hooks_are_found() {
    let tree = Tree::repository();
    tree.git(&["remote", "add", "origin", &format!("https://me:{}@github.com/a/b.git", token("remote"))]);
    tree.bytes(".git/hooks/pre-push", &env("hook"));
    assert_eq!(files(&tree.run("scan --format oneline").exits(1)), [".git/config", ".git/hooks/pre-push"]);
}

#[test]
fn absent_submodules_and_lfs_content_are_listed() {
    let library = Tree::repository();
    library.bytes("a.env", &env("a")).git(&["add", "."]).git(&["commit", "--quiet", "-m", "a"]);
    let tree = Tree::repository();
    let url = library.path("").display().to_string();
    tree.git(&["submodule", "--quiet", "add", &url, "lib"]).git(&["commit", "--quiet", "-m", "lib"]);
    assert_eq!(files(&tree.run("scan --format oneline").exits(1)), ["lib/a.env"]);
    tree.git(&["submodule", "--quiet", "deinit", "--force", "lib"]);
    tree.bytes("big.psd", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n");
    let run = tree.run("scan").exits(0).says("lib").says("big.psd").says("git submodule update --init");
    assert_eq!(run.json_gaps(&tree), [("lfs", "big.psd"), ("submodule", "lib")].map(|(a, b)| (a.into(), b.into())));
    tree.run("scan --strict").exits(3);
}

impl Run {
    /// The gaps of a tree as JSON tells them: kind and path.
    fn json_gaps(&self, tree: &Tree) -> Vec<(String, String)> {
        let json = tree.run("scan --format json").json();
        let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let mut gaps: Vec<_> =
            json["gaps"].as_array().unwrap().iter().map(|gap| (word(&gap["kind"]), word(&gap["path"]))).collect();
        gaps.sort();
        gaps
    }
}

#[test]
fn roots_that_overlap_are_scanned_once() {
    let tree = Tree::repository();
    tree.bytes("a/b/c.env", &env("c")).bytes("d.env", &env("d"));
    let run = tree.run("scan --format json a/b/c.env a/b a . a");
    assert_eq!(run.json()["summary"]["files"], tree.run("scan --format json").json()["summary"]["files"]);
    assert_eq!(run.json()["findings"].as_array().unwrap().len(), 2);
}

#[test]
fn paths_are_shown_from_where_the_person_stands() {
    let tree = Tree::repository();
    tree.bytes("a/b/c.env", &env("c"));
    for (folder, path, shown) in [("", ".", "a/b/c.env:1:7"), ("a/b", ".", "c.env:1:7"), ("a/b", "..", "c.env:1:7")] {
        let mut command = tree.command(&["scan", path, "--format", "oneline"]);
        let run = Run::of(&command.current_dir(tree.path(folder)).output().unwrap()).exits(1);
        assert!(run.out.contains(shown), "{folder} {path}\n{}", run.shown());
    }
}

#[test]
fn a_linked_worktree_is_a_repository() {
    let tree = Tree::repository();
    tree.bytes("tracked.env", &env("t")).git(&["add", "."]).git(&["commit", "--quiet", "-m", "t"]);
    tree.bytes("side/.keep", b"");
    tree.git(&["worktree", "add", "--quiet", "side/tree", "-b", "side"]);
    tree.bytes("side/tree/.gitignore", b"*.env\n").bytes("side/tree/other.env", &env("o"));
    let mut command = tree.command(&["scan", "--format", "oneline"]);
    let run = Run::of(&command.current_dir(tree.path("side/tree")).output().unwrap()).exits(1);
    assert_eq!(files(&run), ["tracked.env"]);
}

#[test]
fn a_repository_that_libgit2_refuses_is_scanned_all_the_same() {
    for format in ["--object-format=sha256", "--ref-format=reftable"] {
        let tree = Tree::new();
        if !git(&tree.path(""), &["init", "--quiet", format]).status.success() {
            eprintln!("not tried: this git does not know {format}");
            continue;
        }
        tree.bytes("tracked.env", &env("t")).git(&["add", "."]);
        tree.bytes(".gitignore", b"*.env\n").bytes("untracked.env", &env("u"));
        let run = tree.run("scan --format oneline").exits(1);
        assert_eq!(files(&run), ["tracked.env"], "{format}");
        // Without the git program nobody can tell what is tracked, and that is said.
        let mut command = tree.command(&["scan"]);
        Run::of(&command.env("PATH", "/nowhere").output().unwrap()).exits(3).says("install git");
    }
}

#[test]
fn the_index_of_another_repository_is_not_taken_for_this_one() {
    let (tree, other) = (Tree::new(), Tree::repository());
    git(&tree.path(""), &["init", "--quiet", "--object-format=sha256"]);
    tree.bytes("tracked.env", &env("t")).git(&["add", "."]).bytes(".gitignore", b"*.env\n");
    let mut command = tree.command(&["scan", "--format", "oneline"]);
    command.env("GIT_DIR", other.path(".git")).env("GIT_INDEX_FILE", other.path(".git/index"));
    assert_eq!(files(&Run::of(&command.output().unwrap())), ["tracked.env"]);
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf8_are_scanned_and_told_exactly() {
    use std::os::unix::ffi::OsStrExt as _;
    let tree = Tree::repository();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.env");
    fs::write(tree.path("").join(name), env("latin")).unwrap();
    tree.git(&["add", "."]).bytes(".gitignore", b"*.env\n");
    let json = tree.run("scan --format json").exits(1).json();
    assert_eq!(json["findings"][0]["path_encoded"], "caf%E9.env");
    let sarif = tree.run("scan --format sarif").json();
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(place, "caf%E9.env");
    tree.run("scan").says("caf\u{fffd}.env:1:7");
    tree.run_list(&["baseline", "create", "--reason", "known"]).exits(0);
    tree.run("scan --baseline .reticent-baseline.jsonl").exits(0);
}

#[test]
fn names_and_content_cannot_steer_the_terminal() {
    let tree = Tree::new();
    tree.bytes("a\x1b[31m\r.env", format!("\x1b]0;x\x07TOKEN={} \x1b[2J\u{202e}\n", token("x")).as_bytes());
    for format in super::FORMATS {
        let run = tree.run(&format!("scan --format {format}")).exits(1);
        let raw = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!run.out.contains(raw), "{format}\n{}", run.out.escape_debug());
    }
}

/// Whatever git would run for whoever asks it for the state of a working tree.
#[test]
fn nothing_of_a_repository_is_executed() {
    for object_format in ["sha1", "sha256"] {
        let tree = Tree::new();
        git(&tree.path(""), &["init", "--quiet", &format!("--object-format={object_format}")]);
        tree.bytes("a.txt", b"x\n").git(&["add", "."]);
        let trace = Tree::new();
        let hostile = trace.path("hostile.sh");
        let touched = trace.path("touched");
        fs::write(&hostile, format!("#!/bin/sh\ntouch {}\n", touched.display())).unwrap();
        let mut modes = fs::metadata(&hostile).unwrap().permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut modes, 0o755);
        fs::set_permissions(&hostile, modes).unwrap();
        let run = hostile.display().to_string();
        for key in ["core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "core.askPass", "diff.external"] {
            tree.git(&["config", key, &run]);
        }
        for key in ["filter.x.clean", "filter.x.smudge", "filter.x.process", "diff.x.textconv", "alias.ls-files"] {
            tree.git(&["config", key, &format!("!{run}")]);
        }
        for hook in ["post-index-change", "fsmonitor-watchman", "post-checkout", "pre-commit"] {
            fs::create_dir_all(tree.path(".git/hooks")).unwrap();
            fs::copy(&hostile, tree.path(&format!(".git/hooks/{hook}"))).unwrap();
        }
        tree.bytes(".gitattributes", b"* filter=x diff=x\n").bytes("a.txt", b"changed\n");
        // The trap is set: git itself walks into it.
        git(&tree.path(""), &["status"]);
        assert!(touched.exists(), "the trap does not work");
        fs::remove_file(&touched).unwrap();
        tree.run("scan").exits(0);
        tree.run("scan --no-ignore --format sarif").exits(0);
        assert!(!touched.exists(), "something was executed ({object_format})");
    }
}
