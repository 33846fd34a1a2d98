//! The reader of packs against git: every object that git packed is read, once, and is what git says it is.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use reticent::source::git::ObjectKind;
use reticent::source::history::{Bounds, History, Like, Number, Visitor, traverse};

use super::commit;
use super::support::{Tree, git};

/// For each object how often it came, and its name by what came.
type Seen = Mutex<BTreeMap<Number, Vec<String>>>;

struct Hash<'h>(&'h Seen);

impl Visitor for Hash<'_> {
    type Left = ();

    fn object(&mut self, number: Number, kind: ObjectKind, content: &[u8], _: Option<Like<'_, ()>>) {
        let kind = match kind {
            ObjectKind::Commit => git2::ObjectType::Commit,
            ObjectKind::Tree => git2::ObjectType::Tree,
            ObjectKind::Blob => git2::ObjectType::Blob,
            ObjectKind::Tag => git2::ObjectType::Tag,
        };
        let name = git2::Oid::hash_object(kind, content).unwrap().to_string();
        self.0.lock().unwrap().entry(number).or_default().push(name);
    }
}

/// A history of files that grow, shrink, fork and swap, with branches and tags.
fn history() -> Tree {
    let tree = Tree::repository();
    let line = |seed: usize| format!("{seed} {} of a text, {}\n", seed.wrapping_mul(2_654_435_761), seed % 97);
    for version in 0..60_usize {
        let text: String = (version % 7 * 20..400 + version * 3).map(|at| line(at + version / 10 * 13)).collect();
        commit(&tree, &format!("folder/{}.txt", version % 5), &text, &format!("version {version}"));
        if version % 9 == 0 {
            tree.git(&["tag", "-a", "-m", "a tag with a message", &format!("v{version}")]);
            tree.git(&["checkout", "-q", "-b", &format!("side{version}")]);
        }
    }
    tree
}

fn compare(tree: &Tree, jobs: usize, waiting: usize) {
    let folder = tree.path("");
    let listed = git(&folder, &["cat-file", "--batch-all-objects", "--batch-check=%(objectname)"]).stdout;
    let listed = String::from_utf8(listed).unwrap();
    let history = History::open(&folder, false).unwrap();
    let seen = Seen::default();
    let bounds = Bounds { jobs, largest: 1 << 20, waiting };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().unwrap();
    let (kinds, faults) = pool.install(|| traverse(&history, &bounds, &[], &|| Hash(&seen), &AtomicBool::new(false)));
    assert!(faults.is_empty() && kinds.iter().all(Option::is_some), "{faults:?}");
    let seen = seen.into_inner().unwrap();
    for (number, names) in &seen {
        assert_eq!(*names, [history.objects().id(*number).unwrap().to_string()]);
    }
    let mut read: Vec<String> = seen.into_values().flatten().collect();
    read.sort();
    assert_eq!(read, listed.lines().collect::<Vec<_>>(), "{jobs} {waiting}");
}

#[test]
fn whatever_git_packs_is_read_as_git_reads_it() {
    let tree = history();
    compare(&tree, 2, 1 << 30);
    // Differences from what lies before (a distance), and from what is named.
    for offsets in ["true", "false"] {
        for depth in ["1", "50", "4095"] {
            let setting = format!("repack.usedeltabaseoffset={offsets}");
            tree.git(&["-c", &setting, "repack", "-adfq", &format!("--depth={depth}"), "--window=50"]);
            for jobs in [1, 2, 8] {
                compare(&tree, jobs, 1 << 30);
            }
        }
    }
}

#[test]
fn a_limit_on_what_waits_loses_nothing() {
    let tree = history();
    tree.git(&["repack", "-adfq", "--depth=50", "--window=50"]);
    for waiting in [0, 20_000, 100_000] {
        compare(&tree, 2, waiting);
    }
}
