//! Repositories that are damaged, cut off or hostile.

use std::fs;
use std::path::PathBuf;

use super::support::{Tree, git, token};
use super::{commit, gaps, secrets};

fn id(tree: &Tree, revision: &str) -> String {
    String::from_utf8(git(&tree.path(""), &["rev-parse", revision]).stdout).unwrap().trim().to_owned()
}

fn loose(tree: &Tree, id: &str) -> PathBuf {
    tree.path(&format!(".git/objects/{}/{}", &id[..2], &id[2..]))
}

/// Three commits; the first and the last hold a token.
fn repository() -> Tree {
    let tree = Tree::repository();
    commit(&tree, "a.txt", &format!("token: {}\n", token("first")), "first");
    commit(&tree, "dir/b.txt", "nothing\n", "second");
    commit(&tree, "c.txt", &format!("token: {}\n", token("last")), "third");
    tree
}

#[test]
fn missing_objects_are_named_and_the_rest_is_read() {
    for (revision, kind) in
        [("HEAD:dir/b.txt", "blob"), ("HEAD~1:dir", "tree"), ("HEAD~1", "commit"), ("HEAD~1^{tree}", "tree")]
    {
        let tree = repository();
        fs::remove_file(loose(&tree, &id(&tree, revision))).unwrap();
        let run = tree.run("history --format json");
        assert!(gaps(&run).contains(&"missing".to_owned()), "{revision}: {}", run.shown());
        assert!(run.out.contains(kind), "{revision}");
        assert!(secrets(&tree, "").contains(&token("last")), "{revision}");
        tree.run("history --refs nothing-of-this-name --format json");
    }
    let tree = repository();
    commit(&tree, "a.txt", "clean\n", "clean");
    for revision in ["HEAD~3:a.txt", "HEAD:c.txt"] {
        fs::remove_file(loose(&tree, &id(&tree, revision))).unwrap();
    }
    tree.run("history").exits(3);
    tree.run("history --allow-incomplete missing").exits(0);
}

#[test]
fn damaged_objects_are_named_and_the_rest_is_read() {
    let tree = repository();
    let file = loose(&tree, &id(&tree, "HEAD~1:dir/b.txt"));
    make_writable(&file);
    fs::write(&file, b"not zlib at all").unwrap();
    let run = tree.run("history --format json").exits(1);
    assert_eq!(gaps(&run), ["corrupt"]);
    assert_eq!(secrets(&tree, "").len(), 2);
}

#[test]
fn a_damaged_commit_graph_changes_nothing() {
    let tree = repository();
    (0..20).for_each(|n| commit(&tree, "more.txt", &format!("{n}\n"), "more"));
    let told = || ["history", "diff HEAD~21..HEAD"].map(|run| tree.run(&format!("{run} --format json")).exits(1).out);
    let wanted = told();
    assert!(wanted.iter().all(|out| out.contains("c.txt")));
    tree.git(&["commit-graph", "write", "--reachable"]);
    assert_eq!(told(), wanted);
    let file = tree.path(".git/objects/info/commit-graph");
    let graph = fs::read(&file).unwrap();
    make_writable(&file);
    // Its tables follow the head and the list of chunks; each byte of them is wrong once.
    for damage in 0..8 {
        let wrong = |(at, byte): (usize, u8)| if at > 100 && at % 8 == damage { byte ^ 0x55 } else { byte };
        fs::write(&file, graph.iter().copied().enumerate().map(wrong).collect::<Vec<u8>>()).unwrap();
        assert_eq!(told(), wanted, "{damage}");
    }
    for length in [0, 8, graph.len() / 2, graph.len() - 1] {
        fs::write(&file, &graph[..length]).unwrap();
        assert_eq!(told(), wanted, "{length}");
    }
}

#[test]
fn a_damaged_pack_costs_what_hangs_on_the_damage() {
    // Many versions of one file, so that there are deltas.
    let tree = Tree::repository();
    let text = |n: usize| -> String {
        let lines = (0..300).map(|line| format!("line {line} {}\n", if line == n { "changed" } else { "same" }));
        lines.collect::<String>() + &format!("token: {}\n", token(&format!("v{}", n / 4)))
    };
    for n in 0..12 {
        commit(&tree, "a.txt", &text(n), "more");
    }
    tree.git(&["repack", "-adq"]);
    let whole = secrets(&tree, "");
    assert_eq!(whole.len(), 3);
    let pack = tree
        .names(".git/objects/pack")
        .into_iter()
        .find(|name| name.rsplit_once('.').is_some_and(|(_, ending)| ending == "pack"))
        .unwrap();
    let pack = tree.path(&format!(".git/objects/pack/{pack}"));
    make_writable(&pack);
    let bytes = fs::read(&pack).unwrap();
    let mut seen_gap = false;
    for at in [bytes.len() / 4, bytes.len() / 2, bytes.len() - 60] {
        let mut changed = bytes.clone();
        changed[at] ^= 0xff;
        changed[at + 1] ^= 0xff;
        fs::write(&pack, &changed).unwrap();
        let run = tree.run("history --format json");
        assert!([0, 1, 3].contains(&run.code), "{}", run.shown());
        seen_gap |= gaps(&run).contains(&"corrupt".to_owned());
    }
    assert!(seen_gap);
    fs::write(&pack, &bytes[..bytes.len() / 2]).unwrap();
    let run = tree.run("history --format json");
    assert!(!gaps(&run).is_empty() && run.code != 0, "{}", run.shown());
    fs::write(&pack, b"PACK").unwrap();
    let run = tree.run("history --format json");
    assert!(!gaps(&run).is_empty() && run.code != 0, "{}", run.shown());
}

#[test]
fn a_shallow_history_is_incomplete() {
    let tree = Tree::repository();
    for n in 0..4 {
        commit(&tree, "a.txt", &format!("{n}\n"), "more");
    }
    let from = format!("file://{}", tree.path("").display());
    tree.git(&["clone", "-q", "--depth", "2", &from, "shallow"]);
    let run = tree.run("history shallow --format json").exits(3);
    assert_eq!(gaps(&run), ["shallow"]);
    tree.run("history shallow --allow-incomplete shallow").exits(0);
}

#[test]
fn refs_and_alternates_that_lead_nowhere_are_named() {
    let tree = repository();
    fs::write(tree.path(".git/refs/heads/broken"), format!("{}\n", "1".repeat(40))).unwrap();
    let run = tree.run("history --format json").exits(1);
    assert_eq!(gaps(&run), ["missing"]);
    fs::remove_file(tree.path(".git/refs/heads/broken")).unwrap();
    // A circle of alternates, and one that is not there.
    let other = Tree::repository();
    let alternates = |tree: &Tree, lines: String| tree.bytes(".git/objects/info/alternates", lines.as_bytes()).path("");
    alternates(&other, format!("{}\n", tree.path(".git/objects").display()));
    alternates(&tree, format!("{}\n", other.path(".git/objects").display()));
    assert_eq!(secrets(&tree, "").len(), 2);
    alternates(&tree, "/not/there\n".to_owned());
    let run = tree.run("history --format json").exits(1);
    assert_eq!(gaps(&run), ["missing"]);
}

#[test]
fn strange_commits_and_trees_are_read() {
    let tree = repository();
    let write = |kind: &str, content: &[u8]| {
        tree.bytes("object", content);
        let output = git(&tree.path(""), &["hash-object", "-t", kind, "--literally", "-w", "object"]);
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    let blob = write("blob", format!("token: {}\n", token("odd")).as_bytes());
    let bytes =
        |hex: &str| (0..20).map(|n| u8::from_str_radix(&hex[2 * n..2 * n + 2], 16).unwrap()).collect::<Vec<u8>>();
    let entry = |mode: &str, name: &str, id: &str| [mode.as_bytes(), b" ", name.as_bytes(), b"\0", &bytes(id)].concat();
    let inner = write("tree", &entry("100644", "config", &blob));
    let outer = write("tree", &[entry("40000", "..", &inner), entry("40000", ".git", &inner)].concat());
    for (n, header) in ["", "author\n", "author A <a> 99999999999999999999 +9999\ncommitter x\n"].iter().enumerate() {
        let id = write("commit", format!("tree {outer}\n{header}\nodd\n").as_bytes());
        tree.git(&["update-ref", &format!("refs/odd/{n}"), &id]);
    }
    let run = tree.run("history --format json").exits(1);
    assert!(secrets(&tree, "").contains(&token("odd")), "{}", run.shown());
    assert_eq!(gaps(&run), Vec::<String>::new());
}

#[test]
fn nothing_of_the_repository_is_executed() {
    let tree = repository();
    let trace = Tree::new();
    let touched = trace.path("touched");
    let run = format!("touch {}", touched.display());
    for key in ["core.fsmonitor", "core.sshCommand", "core.pager", "diff.external", "core.askPass", "gpg.program"] {
        tree.git(&["config", key, &run]);
    }
    for key in ["filter.x.clean", "filter.x.smudge", "diff.x.textconv", "alias.cat-file", "uploadpack.packObjectsHook"]
    {
        tree.git(&["config", key, &run]);
    }
    tree.run("history").exits(1);
    tree.run("history --unreachable --format sarif").exits(1);
    assert!(!touched.exists());
}

fn make_writable(file: &std::path::Path) {
    let mut permissions = fs::metadata(file).unwrap().permissions();
    #[expect(clippy::permissions_set_readonly_false, reason = "a file of the test's own")]
    permissions.set_readonly(false);
    fs::set_permissions(file, permissions).unwrap();
}
