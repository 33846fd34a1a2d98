//! Every place where git keeps text.

use super::support::{Tree, git, token};
use super::{commit, findings, gaps, secrets};

fn line(seed: &str) -> String {
    format!("token: {}\n", token(seed))
}

fn has(secrets: &[String], seed: &str) -> bool {
    secrets.contains(&token(seed))
}

fn base() -> Tree {
    let tree = Tree::repository();
    commit(&tree, "README", "hello\n", "begin");
    tree
}

#[test]
fn every_ref_is_followed() {
    let tree = base();
    commit(&tree, "deleted.txt", &line("deleted"), "add");
    tree.git(&["rm", "--quiet", "deleted.txt"]).git(&["commit", "--quiet", "-m", "remove"]);
    tree.git(&["checkout", "--quiet", "-b", "side"]);
    commit(&tree, "side.txt", &line("branch"), "side");
    tree.git(&["checkout", "--quiet", "--orphan", "pull"]);
    commit(&tree, "pull.txt", &line("pull"), "pull");
    tree.git(&["update-ref", "refs/pull/7/head", "HEAD"])
        .git(&["checkout", "--quiet", "main"])
        .git(&["branch", "-D", "pull"]);
    tree.git(&["notes", "add", "-m", &line("note"), "HEAD"]);
    tree.git(&["tag", "-a", "v1", "-m", &line("tag-message"), "HEAD"]);
    commit(&tree, "README", "hello again\n", &format!("a message\n\n{}", line("commit-message")));
    tree.bytes("blob", line("tagged-blob").as_bytes());
    tree.git(&["hash-object", "-w", "blob"]);
    let id = String::from_utf8(git(&tree.path(""), &["hash-object", "blob"]).stdout).unwrap();
    tree.git(&["tag", "of-a-blob", id.trim()]);
    tree.git(&["checkout", "--quiet", "--detach"]);
    commit(&tree, "detached.txt", &line("detached"), "detached");
    let found = secrets(&tree, "");
    for seed in ["deleted", "branch", "pull", "note", "tag-message", "commit-message", "tagged-blob", "detached"] {
        assert!(has(&found, seed), "{seed} is missing");
    }
    tree.git(&["gc", "--quiet"]);
    assert_eq!(secrets(&tree, ""), found, "packed");
    assert_eq!(secrets(&tree, "--jobs 1"), found, "one thread");
    assert!(!has(&secrets(&tree, "--refs main"), "branch"));
    assert!(has(&secrets(&tree, "--refs side"), "branch"));
}

#[test]
fn stashes_merges_and_odd_files_are_read() {
    let tree = base();
    commit(&tree, "a.txt", "one\n", "a");
    for seed in ["stash-older", "stash-newer"] {
        tree.bytes("a.txt", line(seed).as_bytes()).git(&["stash", "push", "--quiet"]);
    }
    tree.bytes("new.txt", line("stash-untracked").as_bytes()).git(&["stash", "push", "--quiet", "-u"]);
    tree.git(&["checkout", "--quiet", "-b", "other"]);
    commit(&tree, "a.txt", "two\n", "two");
    tree.git(&["checkout", "--quiet", "main"]);
    commit(&tree, "a.txt", "three\n", "three");
    assert!(!git(&tree.path(""), &["merge", "--quiet", "other"]).status.success(), "it conflicts");
    commit(&tree, "a.txt", &line("merge-only"), "merge");
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(line("utf-16").encode_utf16().flat_map(u16::to_le_bytes)).collect();
    tree.bytes("wide.txt", &wide).bytes(".gitattributes", b"hidden.txt -diff binary\n");
    tree.bytes("hidden.txt", line("no-diff").as_bytes());
    tree.bytes("in.bin", &[b"\0\x01\x02 ", line("binary").as_bytes(), b"\0\0"].concat());
    tree.bytes("odd \"name\"\ttab.txt", line("odd-name").as_bytes());
    #[cfg(unix)]
    {
        let name = <std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(b"caf\xe9\nline.txt");
        std::fs::write(tree.path("").join(name), line("not-utf-8")).unwrap();
    }
    commit(&tree, "last.txt", "last\n", "odd files");
    tree.git(&["rm", "-r", "--quiet", "."]).git(&["commit", "--quiet", "-m", "all gone"]);
    let found = secrets(&tree, "");
    let mut seeds =
        vec!["stash-older", "stash-newer", "stash-untracked", "merge-only", "utf-16", "no-diff", "binary", "odd-name"];
    if cfg!(unix) {
        seeds.push("not-utf-8");
    }
    for seed in seeds {
        assert!(has(&found, seed), "{seed} is missing");
    }
}

#[test]
fn what_no_ref_leads_to_is_read_when_asked() {
    let tree = base();
    commit(&tree, "a.txt", &line("amended"), "first");
    tree.bytes("a.txt", b"clean\n").git(&["add", "a.txt"]).git(&["commit", "--quiet", "--amend", "-m", "second"]);
    tree.bytes("b.txt", line("dangling").as_bytes())
        .git(&["add", "b.txt"])
        .git(&["rm", "--cached", "--quiet", "b.txt"]);
    std::fs::remove_file(tree.path(".git/ORIG_HEAD")).ok();
    assert_eq!(secrets(&tree, ""), Vec::<String>::new());
    let found = secrets(&tree, "--unreachable");
    assert!(has(&found, "amended") && has(&found, "dangling"), "{}", found.len());
    // Once packed as well.
    tree.git(&["repack", "-adkq"]);
    assert_eq!(secrets(&tree, "--unreachable"), found);
    assert_eq!(secrets(&tree, ""), Vec::<String>::new());
}

#[test]
fn replaced_and_grafted_commits_are_read() {
    let tree = base();
    commit(&tree, "a.txt", &line("replaced"), "with");
    tree.git(&["tag", "old"]);
    commit(&tree, "b.txt", "b\n", "later");
    tree.git(&["checkout", "--quiet", "--orphan", "new"]).git(&["rm", "-rfq", "."]);
    commit(&tree, "a.txt", &line("replacement"), "instead");
    tree.git(&["replace", "old", "new"]).git(&["checkout", "--quiet", "main"]).git(&["branch", "-Dq", "new"]);
    tree.git(&["tag", "-d", "old"]);
    let found = secrets(&tree, "");
    assert!(has(&found, "replaced") && has(&found, "replacement"));
}

#[test]
fn bare_linked_and_shared_repositories_are_read() {
    let tree = base();
    commit(&tree, "a.txt", &line("one"), "one");
    tree.git(&["rm", "-q", "a.txt"]).git(&["commit", "-qm", "gone"]);
    let at = |name: &str| tree.path(name).display().to_string();
    tree.git(&["clone", "-q", "--bare", &at(""), &at("bare.git")]);
    tree.git(&["clone", "-q", "--shared", &at(""), &at("shared")]);
    tree.git(&["worktree", "add", "-q", &at("linked")]);
    for folder in ["bare.git", "shared", "linked", "linked/.."] {
        let run = tree.run(&format!("history {folder} --format json")).exits(1);
        assert_eq!(findings(&run).len(), 1, "{folder}");
    }
    // What is committed in the linked working tree alone, without a branch.
    let linked = tree.path("linked");
    git(&linked, &["checkout", "-q", "--detach"]);
    std::fs::write(linked.join("b.txt"), line("linked")).unwrap();
    git(&linked, &["add", "b.txt"]);
    git(&linked, &["commit", "-qm", "linked"]);
    assert!(has(&secrets(&tree, ""), "linked"));
}

#[test]
fn formats_that_libgit2_refuses_are_read_through_git() {
    for option in ["--object-format=sha256", "--ref-format=reftable"] {
        let tree = Tree::new();
        if !git(&tree.path(""), &["init", "-q", "-b", "main", option]).status.success() {
            continue;
        }
        commit(&tree, "a.txt", &line("inside"), &line("message"));
        tree.git(&["rm", "-q", "a.txt"]).git(&["commit", "-qm", "gone"]);
        let found = secrets(&tree, "");
        assert!(has(&found, "inside") && has(&found, "message"), "{option}");
        // Without git there is nobody to ask.
        let output = tree.command(&["history"]).env("PATH", "/nowhere").output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{option}");
    }
}

#[test]
fn submodules_and_pointers_are_named() {
    let tree = base();
    let inner = Tree::repository();
    commit(&inner, "x", "x\n", "x");
    tree.git(&["submodule", "add", "-q", &inner.path("").display().to_string(), "sub"]).git(&["commit", "-qm", "sub"]);
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n";
    commit(&tree, "big.bin", pointer, "pointer");
    let run = tree.run("history --format json").exits(0);
    let mut kinds = gaps(&run);
    kinds.sort();
    assert_eq!(kinds, ["lfs", "submodule"]);
    tree.run("history --strict").exits(3);
}
