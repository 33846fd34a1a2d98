//! The index, ranges and hooks, with the real git.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a failing helper fails its test")]

mod support;

use std::path::Path;
use std::process::Command;

use support::{Run, Tree, token};

/// A line with a token.
fn env(seed: &str) -> Vec<u8> {
    format!("T={}\n", token(seed)).into_bytes()
}

/// Runs git with our program on the path, so that its hooks find it.
fn git(folder: &Path, arguments: &[&str]) -> Run {
    let program = Path::new(env!("CARGO_BIN_EXE_reticent")).parent().unwrap();
    #[expect(clippy::disallowed_methods, reason = "a test stands where a person's shell does")]
    let path = std::env::var("PATH").unwrap();
    let folders = [program.to_path_buf()].into_iter().chain(std::env::split_paths(&path));
    let path = std::env::join_paths(folders).unwrap();
    let mut git = Command::new("git");
    git.env_clear().env("PATH", path).env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    git.env("GIT_MERGE_AUTOEDIT", "no").env("GIT_EDITOR", "true");
    for who in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{who}_NAME"), "Someone").env(format!("GIT_{who}_EMAIL"), "someone@example.org");
    }
    git.args(["-c", "protocol.file.allow=always", "-c", "commit.gpgsign=false", "-C"]).arg(folder).args(arguments);
    Run::of(&git.output().unwrap())
}

fn here(tree: &Tree, arguments: &[&str]) -> Run {
    git(&tree.path(""), arguments)
}

fn commit(tree: &Tree, message: &str) {
    tree.git(&["add", "--all"]).git(&["commit", "--quiet", "--no-verify", "--allow-empty", "-m", message]);
}

/// A repository with one commit.
fn begun() -> Tree {
    let tree = Tree::repository();
    tree.bytes("a.txt", b"a\n");
    commit(&tree, "first");
    tree
}

/// A repository with one commit and our hooks.
fn hooked() -> Tree {
    let tree = begun();
    tree.run("hook install").exits(0);
    tree
}

/// Paths with findings.
fn files(run: &Run) -> Vec<String> {
    let mut files: Vec<String> = run.out.lines().filter_map(|line| Some(line.split_once(':')?.0.to_owned())).collect();
    files.sort();
    files.dedup();
    files
}

#[test]
fn the_index_counts_and_the_working_tree_does_not() {
    let tree = begun();
    tree.bytes("in.env", &env("in")).git(&["add", "in.env"]).bytes("in.env", b"clean again\n");
    tree.bytes("out.env", &env("out")).bytes("a.txt", &env("unstaged"));
    assert_eq!(files(&tree.run("staged --format oneline").exits(1)), ["in.env"]);
    tree.git(&["add", "in.env"]).run("staged").exits(0);
    // Only announced: a commit would not hold it.
    tree.git(&["add", "--intent-to-add", "out.env"]).run("staged").exits(0);
}

#[test]
fn what_was_there_before_is_no_news() {
    let tree = begun();
    let (old, new) = (env("old"), env("new"));
    tree.bytes("a.env", &old);
    commit(&tree, "old");
    tree.bytes("a.env", &[&old[..], b"more\n"].concat()).git(&["add", "."]).run("staged").exits(0);
    tree.git(&["mv", "-f", "a.env", "moved.env"]).run("staged").exits(0);
    tree.git(&["update-index", "--chmod=+x", "moved.env"]).run("staged").exits(0);
    // Once more in the same file, or in another one, is more than before.
    tree.bytes("moved.env", &[&old[..], &old[..]].concat()).git(&["add", "."]).run("staged").exits(1);
    tree.bytes("moved.env", &old).bytes("copy.env", &old).git(&["add", "."]);
    assert_eq!(files(&tree.run("staged --format oneline").exits(1)), ["copy.env"]);
    tree.git(&["rm", "--quiet", "--cached", "copy.env"])
        .bytes("moved.env", &[old, new].concat())
        .git(&["add", "moved.env"]);
    assert_eq!(tree.run("staged --format oneline").exits(1).out.lines().count(), 1);
}

#[test]
fn named_files_are_read_whole_unless_the_commit_changes_all_of_them() {
    let tree = begun();
    tree.bytes("old.env", &env("old")).bytes("other.txt", b"x\n");
    commit(&tree, "old");
    tree.run("staged old.env").exits(1).says("old.env:1:3");
    tree.run("staged old.env other.txt a.txt").exits(1);
    tree.bytes("old.env", &[&env("old")[..], b"more\n"].concat()).git(&["add", "."]);
    tree.run("staged old.env").exits(0);
    tree.run("staged --whole old.env").exits(1);
    tree.run("staged old.env a.txt").exits(1);
    // Not in the index: from the working tree. Gone from both: a gap.
    tree.bytes("new.env", &env("new")).run("staged new.env").exits(1);
    tree.run("staged gone.env").exits(3);
}

#[test]
fn names_of_any_kind_and_the_first_commit() {
    use std::os::unix::ffi::OsStrExt as _;
    let tree = Tree::repository();
    let names: [&[u8]; 4] = [b"with space.env", b"quote'\".env", b"new\nline.env", b"caf\xe9.env"];
    for name in names {
        std::fs::write(tree.path("").join(std::ffi::OsStr::from_bytes(name)), env("odd")).unwrap();
    }
    std::os::unix::fs::symlink("with space.env", tree.path("link")).unwrap();
    tree.git(&["add", "--all"]);
    assert_eq!(tree.run("staged --format json").exits(1).json()["findings"].as_array().unwrap().len(), 4);
}

#[test]
fn a_range_is_decided_commit_by_commit() {
    let tree = begun();
    tree.git(&["tag", "base"]).bytes("x.env", &env("x"));
    commit(&tree, "in");
    tree.git(&["mv", "x.env", "y.env"]);
    commit(&tree, "moved");
    tree.git(&["rm", "--quiet", "y.env"]);
    commit(&tree, &format!("out, not {}", token("message")));
    assert_eq!(files(&tree.run("diff base..HEAD --format oneline").exits(1)), ["COMMIT_EDITMSG", "x.env"]);
    for same in ["diff base...HEAD", "diff --merge-base base", "diff base.."] {
        assert_eq!(files(&tree.run(&format!("{same} --format oneline")).exits(1)).len(), 2, "{same}");
    }
    let id = |revision: &str| here(&tree, &["rev-parse", revision]).out.trim().to_owned();
    let push = |old: &str| {
        let line = format!("refs/heads/main {} refs/heads/main {old}\n", id("HEAD"));
        tree.run_with_input("diff --stdin-refs --format oneline", line.as_bytes())
    };
    assert_eq!(files(&push(&id("base")).exits(1)), ["COMMIT_EDITMSG", "x.env"]);
    assert_eq!(files(&push(&id("HEAD~1")).exits(1)), ["COMMIT_EDITMSG"]);
    // A branch that is new there brings all that it has.
    assert_eq!(files(&push(&"0".repeat(40)).exits(1)).len(), 2);
    tree.run_with_input("diff --stdin-refs", b"no update\n").exits(2).says("line 1");
    tree.run("diff HEAD~1").exits(0);
    assert_eq!(files(&tree.run("diff HEAD~2 --format oneline").exits(1)), ["x.env"]);
    tree.run("diff nowhere..HEAD").exits(2).says("names no commit");
    tree.run("diff").exits(2);
    Tree::new().run("diff HEAD").exits(2).says("not in a git repository");
    Tree::new().run("staged").exits(2).says("not in a git repository");
}

#[test]
fn what_a_merge_alone_brings_in_is_found_and_what_it_takes_over_is_not() {
    let tree = begun();
    tree.git(&["checkout", "--quiet", "-b", "side"]).bytes("side.env", &env("side"));
    commit(&tree, "side");
    tree.git(&["checkout", "--quiet", "main"]).bytes("main.txt", b"m\n");
    commit(&tree, "main");
    tree.git(&["merge", "--quiet", "--no-commit", "--no-ff", "side"]);
    tree.run("staged").exits(0);
    tree.bytes("evil.env", &env("evil")).git(&["add", "."]);
    assert_eq!(files(&tree.run("staged --format oneline").exits(1)), ["evil.env"]);
    tree.git(&["commit", "--quiet", "--no-verify", "-m", "merge"]);
    assert_eq!(files(&tree.run("diff HEAD --format oneline").exits(1)), ["evil.env"]);
}

#[test]
fn an_allow_at_the_end_of_a_range_counts_for_all_of_it() {
    let tree = begun();
    tree.bytes("x.env", &env("x"));
    commit(&tree, "in");
    tree.run("diff HEAD~1..HEAD").exits(1);
    let marker = concat!("reticent", ": allow[secret/github-*] made up");
    tree.bytes("x.env", format!("T={} # {marker}\n", token("x")).as_bytes());
    commit(&tree, "allowed");
    tree.run("diff HEAD~2..HEAD").exits(0).says("1 suppressed");
}

/// What libgit2 refuses goes through the git program; without one the answer is no green.
#[test]
fn other_formats_are_read_through_the_program() {
    for format in ["--object-format=sha256", "--ref-format=reftable"] {
        let tree = Tree::new();
        if !support::git(&tree.path(""), &["init", "--quiet", "--initial-branch=main", format]).status.success() {
            eprintln!("not tried: this git does not know {format}");
            continue;
        }
        tree.bytes("a.txt", b"a\n");
        commit(&tree, "first");
        tree.bytes("x.env", &env("x")).git(&["add", "."]);
        assert_eq!(files(&tree.run("staged --format oneline").exits(1)), ["x.env"], "{format}");
        commit(&tree, "second");
        assert_eq!(files(&tree.run("diff HEAD~1..HEAD --format oneline").exits(1)), ["x.env"], "{format}");
        let mut command = tree.command(&["staged"]);
        Run::of(&command.env("PATH", "/nowhere").output().unwrap()).exits(2).says("install git");
    }
}

#[test]
fn a_missing_blob_is_no_green() {
    let tree = begun();
    tree.bytes("x.env", &env("x"));
    commit(&tree, "x");
    let id = String::from_utf8(support::git(&tree.path(""), &["rev-parse", "HEAD:x.env"]).stdout).unwrap();
    let (folder, file) = id.trim().split_at(2);
    std::fs::remove_file(tree.path(&format!(".git/objects/{folder}/{file}"))).unwrap();
    tree.run("diff HEAD").exits(3).says("missing");
    let shallow = Tree::new();
    let url = format!("file://{}", tree.path("").display());
    let tree = begun();
    commit(&tree, "second");
    let url = url.replace(&url, &format!("file://{}", tree.path("").display()));
    shallow.git(&["clone", "--quiet", "--depth=1", &url, "clone"]);
    let mut command = shallow.command(&["diff", "HEAD"]);
    let run = Run::of(&command.current_dir(shallow.path("clone")).output().unwrap());
    run.exits(3).says("shallow");
}

#[test]
fn every_way_to_commit_is_stopped() {
    let tree = hooked();
    tree.bytes("x.env", &env("x")).git(&["add", "x.env"]);
    here(&tree, &["commit", "-m", "x"]).exits(1).says("x.env:1:3").says("Three ways out").says("revoke it first");
    tree.git(&["rm", "--quiet", "--cached", "x.env"]);
    tree.bytes("a.txt", &env("a"));
    here(&tree, &["commit", "-am", "x"]).exits(1).says("a.txt:1:3");
    here(&tree, &["commit", "-m", "x", "--", "a.txt"]).exits(1).says("a.txt:1:3");
    tree.git(&["checkout", "--quiet", "a.txt"]);
    here(&tree, &["commit", "--allow-empty", "-m", &token("m")]).exits(1).says("in the commit message");
    here(&tree, &["commit", "--allow-empty", "-m", "fine"]).exits(0);
    tree.bytes("a.txt", &env("a")).git(&["add", "a.txt"]);
    here(&tree, &["commit", "--amend", "--no-edit"]).exits(1).says("a.txt:1:3");
}

#[test]
fn merges_run_their_own_hook() {
    let tree = hooked();
    tree.git(&["checkout", "--quiet", "-b", "side"]).bytes("side.env", &env("side"));
    commit(&tree, "side");
    tree.git(&["checkout", "--quiet", "main"]).bytes("main.txt", b"m\n");
    commit(&tree, "main");
    // It brings nothing of its own: the secret is the side branch's, and was reported there.
    here(&tree, &["merge", "side"]).exits(0);
    // A conflict whose resolution adds one.
    tree.git(&["checkout", "--quiet", "-b", "one"]).bytes("a.txt", b"one\n");
    commit(&tree, "one");
    tree.git(&["checkout", "--quiet", "-b", "two", "HEAD~1"]).bytes("a.txt", b"two\n");
    commit(&tree, "two");
    here(&tree, &["merge", "one"]).exits(1);
    tree.bytes("a.txt", &env("resolved")).git(&["add", "a.txt"]);
    here(&tree, &["commit", "--no-edit"]).exits(1).says("a.txt:1:3");
}

#[test]
fn linked_worktrees_and_submodules_have_the_hook_of_their_own_repository() {
    let tree = hooked();
    let other = Tree::new();
    let (side, sub) = (other.path("side"), begun());
    tree.git(&["worktree", "add", "--quiet", &side.display().to_string(), "-b", "side"]);
    support::write(&side.join("x.env"), &env("x"));
    git(&side, &["add", "x.env"]).exits(0);
    git(&side, &["commit", "-m", "x"]).exits(1).says("x.env:1:3");
    tree.git(&["submodule", "--quiet", "add", &sub.path("").display().to_string(), "lib"]);
    here(&tree, &["commit", "-m", "lib"]).exits(0);
    let mut install = tree.command(&["hook", "install"]);
    Run::of(&install.current_dir(tree.path("lib")).output().unwrap()).exits(0).says("modules/lib/hooks");
    tree.bytes("lib/x.env", &env("x"));
    git(&tree.path("lib"), &["commit", "-m", "x"]).exits(1);
    git(&tree.path("lib"), &["add", "x.env"]).exits(0);
    git(&tree.path("lib"), &["commit", "-m", "x"]).exits(1).says("x.env:1:3");
}

#[test]
fn a_push_is_judged_by_what_the_other_side_has_not() {
    let (tree, server) = (hooked(), Tree::new());
    server.git(&["init", "--quiet", "--bare", "--initial-branch=main", "."]);
    tree.git(&["remote", "add", "origin", &server.path("").display().to_string()]);
    here(&tree, &["push", "--quiet", "origin", "main"]).exits(0);
    // What a rebase or a cherry-pick brings in meets no other hook.
    tree.bytes("x.env", &env("x"));
    commit(&tree, "in");
    tree.git(&["rm", "--quiet", "x.env"]);
    commit(&tree, "out");
    here(&tree, &["push", "origin", "main"]).exits(1).says("x.env:1:3").says("this push is not made");
    here(&tree, &["push", "origin", "main:new"]).exits(1);
    // Once it is there, it is no news; a force push and a deletion are fine.
    here(&tree, &["push", "--quiet", "--no-verify", "origin", "main"]).exits(0);
    commit(&tree, "fine");
    here(&tree, &["push", "--quiet", "origin", "main", "main:new"]).exits(0);
    here(&tree, &["push", "--quiet", "origin", ":new"]).exits(0);
    tree.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    commit(&tree, "other");
    here(&tree, &["push", "--quiet", "--force", "origin", "main"]).exits(0);
    tree.git(&["tag", "-a", "v1", "-m", &token("tag")]);
    here(&tree, &["push", "origin", "v1"]).exits(1);
}

#[test]
fn a_receiver_takes_nothing_with_a_secret_in_it() {
    let (tree, server) = (begun(), Tree::new());
    server.git(&["init", "--quiet", "--bare", "--initial-branch=main", "."]);
    server.run("hook install pre-receive").exits(0);
    tree.git(&["remote", "add", "origin", &server.path("").display().to_string()]);
    here(&tree, &["push", "--quiet", "origin", "main"]).exits(0);
    tree.bytes("x.env", &env("x"));
    commit(&tree, "x");
    here(&tree, &["push", "origin", "main"]).exits(1).says("nothing of this push was taken").says("x.env:1:3");
    assert!(!support::git(&server.path(""), &["cat-file", "-e", "main:x.env"]).status.success());
    here(&tree, &["push", "--quiet", "origin", "HEAD~1:refs/heads/new"]).exits(0);
}

#[test]
fn a_hook_that_was_there_runs_first_and_comes_back() {
    let tree = begun();
    let before = tree.path(".git/hooks/pre-push");
    tree.bytes(".git/hooks/pre-push", b"#!/bin/sh\ncat > seen\nexit 7\n");
    std::fs::set_permissions(&before, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    tree.run("hook install pre-push").exits(0).says("after the hook that was there");
    tree.run("hook install pre-push").exits(0);
    tree.run("hook status").exits(0).says("runs, after the hook that was there before").says("not installed");
    let server = Tree::new();
    server.git(&["init", "--quiet", "--bare", "."]);
    here(&tree, &["push", &server.path("").display().to_string(), "main"]).exits(1);
    assert!(tree.read("seen").contains("refs/heads/main"));
    tree.run("hook uninstall").exits(0).says("is back").says("was not there");
    assert!(tree.read(".git/hooks/pre-push").contains("exit 7"));
}

#[test]
fn the_folder_of_hooks_is_the_one_that_git_uses() {
    let (tree, other) = (begun(), Tree::new());
    tree.git(&["config", "core.hooksPath", "githooks"])
        .run("hook install pre-commit")
        .exits(0)
        .says("githooks/pre-commit");
    tree.bytes("x.env", &env("x")).git(&["add", "x.env"]);
    here(&tree, &["commit", "-m", "x"]).exits(1).says("x.env:1:3");
    tree.git(&["config", "core.hooksPath", &other.path("").display().to_string()]);
    tree.run("hook install").exits(2).says("--shared");
    tree.run("hook install --shared").exits(0);
    tree.git(&["config", "core.hooksPath", ".husky/_"]).run("hook install").exits(2).says("husky");
}

#[test]
fn a_timeout_refuses_unless_it_says_otherwise() {
    let tree = begun();
    tree.bytes("x.txt", b"x\n").git(&["add", "x.txt"]);
    tree.run("hook run pre-commit --timeout 60").exits(0);
    tree.run("hook run pre-commit --timeout 0").exits(3).says("not all was scanned");
    tree.run("hook run pre-commit --timeout 0:open").exits(0).says("goes on all the same");
    tree.run("hook run pre-commit --timeout never").exits(2);
}

/// No user, and a configuration that would run something.
#[test]
fn nothing_that_the_repository_says_is_run() {
    let tree = begun();
    tree.bytes("hostile.sh", b"#!/bin/sh\ntouch \"$(dirname \"$0\")/touched\"\n");
    std::fs::set_permissions(tree.path("hostile.sh"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let run = tree.path("hostile.sh").display().to_string();
    for key in ["core.fsmonitor", "diff.external", "core.pager", "diff.x.textconv", "filter.x.clean", "filter.x.smudge"]
    {
        tree.git(&["config", key, &run]);
    }
    tree.bytes(".git/info/attributes", b"* diff=x filter=x\n").bytes("x.env", &env("x"));
    tree.git(&["-c", "core.fsmonitor=false", "-c", "filter.x.clean=cat", "add", "x.env"]);
    _ = std::fs::remove_file(tree.path("touched"));
    tree.git(&["-c", "core.fsmonitor=false", "-c", "filter.x.clean=cat", "update-index", "--split-index"]);
    _ = std::fs::remove_file(tree.path("touched"));
    tree.run("staged").exits(1);
    tree.run("diff HEAD").exits(0);
    assert!(!tree.path("touched").exists());
}
