//! What is too large to be decoded is named, and the rest is read.

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use reticent::source::git::ObjectKind;
use reticent::source::history::{Bounds, FaultKind, History, Like, Number, Visitor, traverse};

use super::support::{Tree, git, token};
use super::{commit, gaps, secrets};

/// A loose object as git writes it, in one block that is not compressed.
fn loose(content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap();
    let (mut a, mut b) = (1u32, 0u32);
    for byte in content {
        a = (a + u32::from(*byte)) % 65521;
        b = (b + a) % 65521;
    }
    let mut file = vec![0x78, 0x01, 0x01];
    file.extend(length.to_le_bytes());
    file.extend((!length).to_le_bytes());
    file.extend(content);
    file.extend((b << 16 | a).to_be_bytes());
    file
}

/// A repository with an object that says it has so many bytes, and a token beside it.
fn with_giant(size: u64) -> Tree {
    let tree = Tree::repository();
    commit(&tree, "small.txt", &format!("token: {}\n", token("small")), "small");
    let id = "5e".repeat(20);
    let file = tree.path(&format!(".git/objects/{}/{}", &id[..2], &id[2..]));
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, loose(format!("blob {size}\0and so on").as_bytes())).unwrap();
    let small = String::from_utf8(git(&tree.path(""), &["rev-parse", "HEAD:small.txt"]).stdout).unwrap();
    let listing = format!("100644 blob {id}\tgiant.txt\n100644 blob {}\tsmall.txt\n", small.trim());
    fs::write(tree.path("listing"), listing).unwrap();
    let made = |command: &str| {
        let output =
            std::process::Command::new("sh").current_dir(tree.path("")).args(["-c", command]).output().unwrap();
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    let top = made("git mktree --missing < listing");
    let who = "-c user.name=S -c user.email=s@example.org";
    let next = made(&format!("git {who} commit-tree {top} -p HEAD -m giant"));
    made(&format!("git update-ref HEAD {next}"));
    tree
}

#[test]
fn a_giant_is_a_gap() {
    let tree = with_giant(600 << 20);
    let run = tree.run("history --format json").exits(1).says("giant.txt").says("629145600 bytes");
    assert_eq!(gaps(&run), ["limit"], "{}", run.shown());
    assert_eq!(secrets(&tree, ""), [token("small")]);
    tree.run("history --path giant.txt").exits(3);
    tree.run("history --path giant.txt --allow-incomplete limit").exits(0);
    // Nor does it get into a cache as something that was read.
    for _ in 0..2 {
        let run = tree.run("history --format json --cache .git/cache").exits(1);
        assert_eq!(gaps(&run), ["limit"], "{}", run.shown());
    }
    // A range streams it; here there is nothing behind its head to be streamed.
    let run = tree.run("diff HEAD --format json").exits(3);
    assert_eq!(gaps(&run), ["corrupt"], "{}", run.shown());
}

#[test]
fn a_binary_over_the_size_limit_is_listed() {
    let tree = Tree::repository();
    let bytes = [&b"\0\x01\x02"[..], &[0; 3000], token("binary").as_bytes()].concat();
    tree.bytes("data.bin", &bytes).git(&["add", "."]).git(&["commit", "-qm", "binary"]);
    let run = tree.run("history --max-file-size 2000 --format json").exits(0);
    assert_eq!(gaps(&run), ["too-large"], "{}", run.shown());
    tree.run("history --max-file-size 2000 --strict").exits(3);
    tree.run("history").exits(1);
    for command in ["diff HEAD", "scan"] {
        let run = tree.run(&format!("{command} --max-file-size 2000 --format json")).exits(0);
        assert_eq!(gaps(&run), ["too-large"], "{command}: {}", run.shown());
    }
}

struct Count<'c>(&'c Mutex<Vec<(ObjectKind, usize)>>);

impl Visitor for Count<'_> {
    type Left = ();

    fn object(&mut self, _: Number, kind: ObjectKind, content: &[u8], _: Option<Like<'_, ()>>) {
        self.0.lock().unwrap().push((kind, content.len()));
    }
}

/// How many objects are read under a limit, and what is not.
fn read(folder: &Path, largest: u64) -> (usize, Vec<FaultKind>) {
    let history = History::open(folder, false).unwrap();
    let seen = Mutex::new(Vec::new());
    let bounds = Bounds { jobs: 2, largest, waiting: 1 << 30 };
    let (_, faults) = traverse(&history, &bounds, &[], &|| Count(&seen), &AtomicBool::new(false));
    let seen = seen.into_inner().unwrap();
    assert!(seen.iter().all(|(_, length)| *length as u64 <= largest));
    (seen.len(), faults.iter().map(|fault| fault.kind).collect())
}

#[test]
fn a_pack_with_something_too_large_is_read_to_its_end() {
    let tree = Tree::repository();
    for number in 0..30 {
        let text =
            (0..number * 40).map(|line| format!("line {line} of a text that grows")).collect::<Vec<_>>().join("\n");
        commit(&tree, "text.txt", &text, "more");
    }
    let folder = tree.path("");
    let (all, none) = read(&folder, 1 << 20);
    assert_eq!(none, []);
    for _ in 0..2 {
        let (some, faults) = read(&folder, 20_000);
        assert!(!faults.is_empty() && faults.iter().all(|kind| *kind == FaultKind::Limit), "{faults:?}");
        assert_eq!(some + faults.len(), all);
        tree.git(&["gc", "--quiet"]);
    }
}
