//! Opening a repository: every form that git has for one, and nothing in it that would make us run or read something.

use std::path::Path;

use reticent::source::git::{At, GitError, Repository, changes, staged};

use crate::support::{Tree, git, token};

fn open(path: &Path) -> Result<Repository, GitError> {
    Repository::open(At::Folder(path), false)
}

fn commit_all(tree: &Tree, message: &str) {
    tree.git(&["add", "--all"]).git(&["commit", "--quiet", "--allow-empty", "-m", message]);
}

/// Both readers give the same answers to every question.
#[test]
fn both_readers_agree() {
    for format in ["--object-format=sha1", "--object-format=sha256", "--ref-format=reftable"] {
        let tree = Tree::new();
        if !git(&tree.path(""), &["init", "--quiet", "--initial-branch=main", format]).status.success() {
            eprintln!("not tried: this git does not know {format}");
            continue;
        }
        tree.bytes("a/b/one.txt", b"one\n").bytes("two.txt", b"two\n");
        commit_all(&tree, "first\n\nand more");
        tree.bytes("a/b/one.txt", b"changed\n").git(&["rm", "--quiet", "two.txt"]).git(&["tag", "-m", "t", "v1"]);
        commit_all(&tree, "second");
        let repository = open(&tree.path("a")).unwrap();
        assert_eq!(repository.is_built_in(), format == "--object-format=sha1", "{format}");
        assert_eq!(repository.place().top.as_deref(), Some(tree.path("").as_path()));
        let (head, first) = (repository.head().unwrap(), repository.resolve("v1").unwrap());
        assert_eq!(repository.resolve("HEAD~1").unwrap(), first);
        assert!(matches!(repository.resolve("--all"), Err(GitError::Revision(_))));
        assert_eq!(repository.range(&[head], &[]).unwrap(), [first, head]);
        assert_eq!(repository.range(&[head], &[first]).unwrap(), [head]);
        assert_eq!(repository.merge_base(head, first).unwrap(), Some(first));
        let (new, old) = (repository.commit(head).unwrap(), repository.commit(first).unwrap());
        assert_eq!((old.subject().to_string().as_str(), new.parents.as_slice()), ("first", [first].as_slice()));
        assert_eq!(new.author.name, "Someone");
        let changed = changes(&repository, Some(new.tree), Some(old.tree)).unwrap();
        let paths: Vec<_> = changed.iter().map(|change| change.path.to_string()).collect();
        assert_eq!(paths, ["a/b/one.txt", "two.txt"]);
        let blob = repository.lookup(new.tree, "a/b/one.txt".into()).unwrap().unwrap();
        assert_eq!(repository.object(blob.id, 100).unwrap().data.unwrap().as_slice(), b"changed\n");
        assert_eq!(repository.object(blob.id, 3).unwrap().data, None);
        assert_eq!(repository.lookup(new.tree, "a/b/one.txt/x".into()).unwrap(), None);
        assert!(staged(&repository, &repository.index().unwrap(), Some(new.tree)).unwrap().is_empty());
        let names: Vec<_> =
            repository.references().unwrap().named.into_iter().map(|(name, _)| name.to_string()).collect();
        assert_eq!(names, ["refs/heads/main", "refs/tags/v1"]);
    }
}

/// A split and a sparse index, which libgit2 refuses, and the others that it reads.
#[test]
fn every_form_of_the_index_is_read() {
    let prepare: [(&str, &[&[&str]]); 4] = [
        ("split", &[&["update-index", "--split-index"]]),
        ("sparse", &[&["sparse-checkout", "set", "--cone", "--sparse-index", "a"]]),
        ("version 4", &[&["update-index", "--index-version", "4"]]),
        ("plain", &[]),
    ];
    for (name, commands) in prepare {
        let tree = Tree::repository();
        tree.bytes("a/one", b"1\n").bytes("b/two", b"2\n").bytes("c/d/three", b"3\n");
        commit_all(&tree, "all");
        for command in commands {
            tree.git(command);
        }
        tree.bytes("a/new", b"new\n").git(&["add", "a/new"]);
        let repository = open(&tree.path("")).unwrap();
        let index = repository.index().unwrap();
        let paths: Vec<_> = index.iter().map(|entry| entry.path.to_string()).collect();
        assert_eq!(paths, ["a/new", "a/one", "b/two", "c/d/three"], "{name}");
        let head = repository.commit(repository.head().unwrap()).unwrap();
        assert_eq!(staged(&repository, &index, Some(head.tree)).unwrap().len(), 1, "{name}");
    }
}

#[test]
fn every_place_of_a_repository_is_found() {
    let tree = Tree::repository();
    tree.bytes("a.txt", b"a\n");
    commit_all(&tree, "a");
    let here = tree.path("").display().to_string();
    let other = Tree::new();
    let to = |name: &str| other.path(name).display().to_string();
    other.git(&["clone", "--quiet", "--bare", &here, &to("bare.git")]);
    other.git(&["clone", "--quiet", "--shared", &here, &to("shared")]);
    other.git(&["clone", "--quiet", "--depth=1", &format!("file://{here}"), &to("shallow")]);
    other.git(&["init", "--quiet", "--separate-git-dir", &to("kept"), &to("led")]);
    tree.git(&["worktree", "add", "--quiet", &to("linked"), "-b", "side"]);
    let bare = open(&other.path("bare.git")).unwrap();
    assert!(bare.place().bare && bare.place().top.is_none() && bare.head().is_some());
    assert!(open(&other.path("shared")).unwrap().commit(bare.head().unwrap()).is_ok());
    assert!(open(&other.path("shallow")).unwrap().place().shallow && !bare.place().shallow);
    assert_eq!(open(&other.path("led")).unwrap().place().git_dir, other.path("kept"));
    let linked = open(&other.path("linked")).unwrap();
    assert_eq!(linked.place().common_dir, tree.path(".git"));
    assert!(linked.place().git_dir.ends_with("worktrees/linked"));
    assert!(matches!(open(&Tree::new().path("")), Err(GitError::NotARepository(_))));
}

#[test]
fn what_lies_outside_is_not_included_unless_somebody_says_so() {
    let (tree, other) = (Tree::repository(), Tree::new());
    tree.bytes("a.env", format!("T={}\n", token("a")).as_bytes()).bytes(".gitconfig", b"");
    commit_all(&tree, "a");
    other.bytes("more", b"[user]\n\tname = x\n");
    tree.git(&["config", "include.path", "../.gitconfig"]);
    assert!(open(&tree.path("")).is_ok());
    tree.git(&["config", "include.path", &other.path("more").display().to_string()]);
    assert!(matches!(open(&tree.path("")), Err(GitError::Includes(_))));
    assert!(Repository::open(At::Folder(&tree.path("")), true).is_ok());
    tree.run("scan").exits(1).says("includes").says("a.env:1:3");
}

/// As root one may give a folder away; nobody else can try it.
#[cfg(unix)]
#[test]
fn a_repository_of_somebody_else_is_read_when_its_owner_is_trusted() {
    let tree = Tree::repository();
    tree.bytes("a.env", format!("T={}\n", token("a")).as_bytes()).bytes(".gitignore", b"*.env\n");
    tree.git(&["add", "--force", "--all"]);
    let given = ["", ".git"].map(|name| std::os::unix::fs::chown(tree.path(name), Some(12345), None));
    if given.iter().any(Result::is_err) {
        eprintln!("not tried: only root can give a folder away");
        return;
    }
    assert!(matches!(open(&tree.path("")), Err(GitError::Owner(_))));
    tree.run("scan").exits(3).says("belongs").says("--trust-owner");
    tree.run("scan --trust-owner").exits(1).says("a.env:1:3");
}
