//! Forms of repositories that are seldom seen, and those that are not one's own.

use std::fs;

use super::support::{Run, Tree, git, token};
use super::{commit, gaps, secrets};

/// Two commits in two folders; the second holds a token.
fn repository() -> Tree {
    let tree = Tree::repository();
    commit(&tree, "there/b.txt", "nothing\n", "first");
    commit(&tree, "here/a.env", &format!("token: {}\n", token("committed")), "second");
    tree
}

/// What the next commit would add, and the history, both hold their token.
fn finds_both(tree: &Tree, form: &str) {
    tree.bytes("there/staged.env", format!("token: {}\n", token("staged")).as_bytes());
    tree.git(&["add", "there/staged.env"]);
    let staged = tree.run("staged --format oneline").exits(1);
    assert!(
        staged.out.starts_with("there/staged.env:1:") && staged.out.lines().count() == 1,
        "{form}: {}",
        staged.shown()
    );
    let named = tree.run("staged there/staged.env --format oneline").exits(1);
    assert_eq!(named.out, staged.out, "{form}");
    assert_eq!(secrets(tree, ""), [token("committed")], "{form}");
}

#[test]
fn a_split_index_is_read() {
    let tree = repository();
    tree.git(&["update-index", "--split-index"]);
    let shared = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with("sharedindex.");
    assert!(fs::read_dir(tree.path(".git")).unwrap().any(|entry| shared(&entry.unwrap())));
    finds_both(&tree, "split");
}

#[test]
fn a_sparse_index_is_read() {
    let tree = repository();
    tree.git(&["sparse-checkout", "init", "--cone", "--sparse-index"]);
    tree.git(&["sparse-checkout", "set", "there"]);
    let entries = git(&tree.path(""), &["ls-files", "--sparse"]).stdout;
    assert!(entries.starts_with(b"here/\n"), "the folder is one entry");
    finds_both(&tree, "sparse");
}

#[test]
fn an_index_over_many_packs_changes_nothing() {
    let tree = repository();
    tree.git(&["repack", "-dq"]);
    commit(&tree, "c.env", &format!("token: {}\n", token("later")), "third");
    tree.git(&["repack", "-dq"]);
    let before = tree.run("history --format oneline").exits(1);
    tree.git(&["multi-pack-index", "write"]);
    let index = tree.path(".git/objects/pack/multi-pack-index");
    let told = |run: &Run| run.out.lines().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(told(&tree.run("history --format oneline").exits(1)), told(&before));
    assert_eq!(told(&before).len(), 2);
    // Nor does one that is damaged.
    let mut bytes = fs::read(&index).unwrap();
    bytes.iter_mut().skip(12).step_by(7).for_each(|byte| *byte ^= 0x55);
    fs::remove_file(&index).unwrap();
    fs::write(&index, bytes).unwrap();
    assert_eq!(told(&tree.run("history --format oneline").exits(1)), told(&before));
}

#[test]
fn what_a_partial_clone_left_out_is_named_and_not_fetched() {
    let (from, tree) = (repository(), Tree::new());
    from.git(&["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", from.path("").display());
    tree.git(&["clone", "--quiet", "--filter=blob:none", "--no-checkout", &url, "partial"]);
    let run = tree.run("history partial --format json").exits(3);
    assert_eq!(gaps(&run), ["missing"; 2], "{}", run.shown());
    assert!(run.out.contains("here/a.env"), "{}", run.shown());
    let run = tree.run("history partial --format json").exits(3);
    assert_eq!(gaps(&run).len(), 2, "they are still not here: {}", run.shown());
}

#[test]
fn what_is_included_from_elsewhere_is_not_believed_unasked() {
    let (tree, elsewhere) = (repository(), Tree::new());
    elsewhere.bytes("config", b"[core]\n\tbare = false\n");
    let place = elsewhere.path("config").display().to_string();
    tree.git(&["config", "include.path", &place]);
    tree.run("history").exits(2).says("lies outside of it");
    tree.run("history --trust-owner").exits(1);
}

#[cfg(unix)]
#[test]
fn what_belongs_to_another_is_not_opened_unasked() {
    let tree = repository();
    let other = |place: &str| std::os::unix::fs::chown(tree.path(place), Some(12_345), None);
    if other(".git").and_then(|()| other("")).is_err() {
        eprintln!("not tried: only root can give a repository away");
        return;
    }
    for command in ["history", "staged", "diff HEAD"] {
        tree.run(command).exits(2).says("belongs to another user");
    }
    tree.run("history --trust-owner").exits(1);
    tree.run("diff HEAD --trust-owner").exits(1);
    let settings = git(&tree.path(""), &["config", "--global", "--get-all", "safe.directory"]).stdout;
    assert!(settings.is_empty(), "nothing of it is kept");
}
