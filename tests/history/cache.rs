//! With a cache only what is new is read, and what is told is the same.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::support::{Run, Tree, expand, git, token};
use super::{commit, findings};

/// How our markers begin; written so that the test file holds none.
pub(super) const OURS: &str = concat!("retic", "ent:");

pub(super) fn line(seed: &str) -> String {
    format!("token: {}\n", token(seed))
}

/// Something in which nothing is found in a translation, and a secret elsewhere.
pub(super) fn idle() -> String {
    format!("db_password = \"summer{}\"\n", 2019)
}

/// A public RSA key, weak by its size.
pub(super) fn key(last: u8) -> String {
    let modulus: Vec<u8> =
        [0, 0xc5].into_iter().chain((0..125).map(|at: u8| at.wrapping_mul(37) ^ 0x5a)).chain([last]).collect();
    let der = [&[0x30, 0x81, 0x88, 2, 0x81, 0x80][..], &modulus, &[2, 3, 1, 0, 1]].concat();
    let (head, foot) = (format!("-----{} RSA PUBLIC KEY-----", "BEGIN"), "-----END RSA PUBLIC KEY-----");
    format!("{head}\n{}\n{foot}\n", STANDARD.encode(der))
}

/// A history with everything that a cache has to do with.
fn history() -> Tree {
    let tree = Tree::repository();
    commit(&tree, "README", "hello\n", "begin");
    commit(&tree, "conf/a.yml", &line("one"), "Add the configuration");
    commit(
        &tree,
        "conf/quiet.yml",
        &format!("{} # {OURS} allow[secret/*] sample data\n", line("quiet").trim()),
        "quiet",
    );
    commit(&tree, "plain.txt", "nothing that a rule looks for\n", &format!("message\n\n{}", line("message")));
    commit(&tree, "id_rsa", "no key at all\n", "a file with a name");
    commit(&tree, "big.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n", "lfs");
    commit(&tree, "app/locales/fr/messages.yml", &idle(), "what is nothing where it stands");
    tree.git(&["mv", "conf/a.yml", "conf/b.yml"]).git(&["commit", "-qm", "rename"]);
    tree.git(&["tag", "-a", "v1", "-m", &line("tag")]).git(&["rm", "-q", "conf/b.yml"]).git(&["commit", "-qm", "gone"]);
    tree.git(&["checkout", "-qb", "side"]);
    commit(&tree, "side/deep/c.yml", &line("side"), "side");
    tree.git(&["checkout", "-q", "main"]).git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]);
    tree
}

const COLD: &str = "history --format json --reveal --min-confidence low";

/// A run with the cache, which must say what a run without one says.
#[track_caller]
fn same(tree: &Tree, more: &str) -> Run {
    let cold = tree.run(&format!("{COLD} {more}"));
    let warm = tree.run(&format!("{COLD} {more} --cache .git/cache"));
    assert_eq!((warm.code, &warm.out), (cold.code, &cold.out));
    warm
}

/// The same, and the cache was of use.
#[track_caller]
pub(super) fn same_and_quiet(tree: &Tree, more: &str) -> Run {
    let run = same(tree, more);
    assert_eq!(run.err, "");
    run
}

#[test]
fn a_second_run_says_the_same() {
    let tree = history();
    let first = same_and_quiet(&tree, "");
    assert!(findings(&first).len() >= 5, "{}", first.shown());
    let written = fs::read(tree.path(".git/cache/history.cache")).unwrap();
    for more in ["", "--refs side", "--first-parent", "--path conf", "--only-live", "--unreachable", "--max-count 2"] {
        same_and_quiet(&tree, more);
    }
    assert_eq!(fs::read(tree.path(".git/cache/history.cache")).unwrap(), written, "nothing is new");
    tree.git(&["gc", "--quiet"]);
    same_and_quiet(&tree, "");
}

#[test]
fn what_is_new_is_found_and_placed() {
    let tree = history();
    same_and_quiet(&tree, "");
    commit(&tree, "new.yml", &line("new"), "new");
    // What was clean goes on to where its name alone is a finding, and what was not to another folder.
    tree.git(&["mv", "plain.txt", "id_ed25519"]).git(&["commit", "-qm", "a name"]);
    same_and_quiet(&tree, "");
    tree.git(&["mv", "side", "elsewhere"]).git(&["commit", "-qm", "a folder moves"]);
    same_and_quiet(&tree, "");
    commit(&tree, "again.yml", &line("one"), "what was taken out comes back");
    tree.git(&["rm", "-q", "new.yml"]).git(&["commit", "-qm", "gone again"]);
    same_and_quiet(&tree, "");
    // The version at HEAD speaks for all.
    commit(&tree, "again.yml", &format!("{} # {OURS} allow[secret/*] sample\n", line("one").trim()), "allow");
    same_and_quiet(&tree, "");
    tree.git(&["notes", "add", "-m", &line("note")]);
    same_and_quiet(&tree, "");
}

#[test]
fn what_is_little_is_read_again_and_not_written_down() {
    let tree = history();
    let many = |from: usize, count: usize| {
        for number in from..from + count {
            let text = format!("{number}\n").repeat(40);
            fs::create_dir_all(tree.path("many")).unwrap();
            fs::write(tree.path(&format!("many/{number}.txt")), text).unwrap();
        }
        tree.git(&["add", "many"]).git(&["commit", "-qm", "many"]);
    };
    let written = || fs::read(tree.path(".git/cache/history.cache")).unwrap();
    many(0, 700);
    let first = findings(&same_and_quiet(&tree, "")).len();
    let before = written();
    for number in 0..2 {
        commit(&tree, "notes.txt", &format!("nothing, {number}\n"), "little");
        assert_eq!(findings(&same_and_quiet(&tree, "")).len(), first);
        assert!(written() == before, "few objects of hundreds are new");
    }
    commit(&tree, "new.yml", &line("new"), "new");
    assert_eq!(findings(&same_and_quiet(&tree, "")).len(), first + 1);
    assert!(written() != before, "a new secret is looked for in all that has something in it, which is not done twice");
    let before = written();
    many(700, 20);
    assert_eq!(findings(&same_and_quiet(&tree, "")).len(), first + 1);
    assert!(written() != before, "many objects are new");
    let before = written();
    commit(&tree, "much.txt", &"nothing\n".repeat(10_000), "one large file");
    assert_eq!(findings(&same_and_quiet(&tree, "")).len(), first + 1);
    assert!(written() != before, "few objects are new, of many bytes");
}

#[test]
fn what_was_nothing_is_looked_at_where_it_stands_elsewhere() {
    for elsewhere in ["deploy/production.env", "app/locales/de/messages.yml"] {
        let tree = history();
        let cold = same_and_quiet(&tree, "");
        assert!(!cold.out.contains("messages.yml"), "{}", cold.shown());
        // The same blob moves; then the same secret comes in another one.
        tree.git(&["mv", "app/locales/fr/messages.yml", "moved"]).git(&["commit", "-qm", "away"]);
        same_and_quiet(&tree, "");
        fs::create_dir_all(tree.path(elsewhere).parent().unwrap()).unwrap();
        tree.git(&["mv", "moved", elsewhere]).git(&["commit", "-qm", "and on"]);
        same_and_quiet(&tree, "");
        same_and_quiet(&tree, "--path conf");
        commit(&tree, "other.env", &format!("# more\n{}", idle()), "the same secret");
        let run = same_and_quiet(&tree, "");
        assert!(run.out.contains("other.env") || run.out.contains("production.env"), "{}", run.shown());
        same_and_quiet(&tree, "--refs side");
        commit(&tree, "last", "last\n", "last");
        same_and_quiet(&tree, "--refs main");
        same_and_quiet(&tree, "");
    }
    // A new version of an idle file, and a ref that leads to what none led to.
    let tree = history();
    tree.git(&["checkout", "-q", "--detach"]);
    commit(&tree, "lost.env", &idle(), "lost");
    let id = String::from_utf8(git(&tree.path(""), &["rev-parse", "HEAD"]).stdout).unwrap();
    tree.git(&["checkout", "-q", "main"]);
    same_and_quiet(&tree, "");
    commit(&tree, "app/locales/fr/messages.yml", &format!("{}more\n", idle()), "grown");
    same_and_quiet(&tree, "");
    tree.git(&["branch", "found", id.trim()]);
    let run = same_and_quiet(&tree, "");
    assert!(run.out.contains("lost.env"), "{}", run.shown());
}

#[test]
fn what_files_come_to_is_judged_by_the_settings_of_the_day() {
    let tree = history();
    let config = |text: &str| {
        fs::write(tree.path("reticent.toml"), text).unwrap();
    };
    commit(&tree, "key.pem", &key(0x11), "a key");
    commit(&tree, "other/key.pem", &key(0x13), "another key");
    let run = same_and_quiet(&tree, "");
    assert!(run.out.contains("key/rsa"), "{}", run.shown());
    // A file with a known secret grows, a key gets a second place, settings say otherwise what counts where.
    commit(&tree, "side/deep/c.yml", &format!("# more\n{}", line("side")), "grown");
    commit(&tree, "third/key.pem", &format!("# again\n{}", key(0x13)), "the same key");
    same_and_quiet(&tree, "");
    config("[[path]]\nmatch = [\"side/\"]\nmin-confidence = \"high\"\n");
    same_and_quiet(&tree, "");
    same_and_quiet(&tree, "");
    config("[[path]]\nmatch = [\"conf/\"]\ndisable = [\"secret/*\"]\n");
    same_and_quiet(&tree, "");
    commit(&tree, "last", "last\n", "last");
    same_and_quiet(&tree, "");
}

#[test]
fn refs_that_go_and_histories_that_are_rewritten_are_right() {
    let tree = history();
    same_and_quiet(&tree, "");
    // A ref goes; what it led to is still there, and then is not.
    commit(&tree, "late.yml", &line("late"), "late");
    tree.git(&["branch", "late"]).git(&["reset", "-q", "--hard", "HEAD~1"]);
    same_and_quiet(&tree, "");
    tree.git(&["branch", "-D", "late"]);
    let run = same_and_quiet(&tree, "--refs main");
    assert!(!run.out.contains(&token("late")));
    // A force push.
    tree.git(&["reset", "-q", "--hard", "HEAD~1"]);
    commit(&tree, "other.yml", &line("other"), "another end");
    same_and_quiet(&tree, "");
    tree.git(&["reflog", "expire", "--expire=now", "--all"]).git(&["gc", "--quiet", "--prune=now"]);
    let _ = fs::remove_file(tree.path(".git/ORIG_HEAD"));
    tree.git(&["gc", "--quiet", "--prune=now"]);
    let run = same_and_quiet(&tree, "");
    assert!(!run.out.contains(&token("late")));
    // All of it is written anew, with one file left out.
    let folder = tree.path("");
    let filter = "git rm -q --cached --ignore-unmatch conf/quiet.yml";
    let done = git(&folder, &["filter-branch", "-f", "--index-filter", filter, "--", "--all"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    same(&tree, "");
    for name in ["side", "main"] {
        git(&folder, &["update-ref", "-d", &format!("refs/original/refs/heads/{name}")]);
    }
    git(&folder, &["tag", "-d", "v1"]);
    git(&folder, &["update-ref", "-d", "refs/original/refs/tags/v1"]);
    tree.git(&["reflog", "expire", "--expire=now", "--all"]).git(&["gc", "--quiet", "--prune=now"]);
    let run = same(&tree, "");
    assert!(!run.out.contains(&token("quiet")), "{}", run.shown());
    same_and_quiet(&tree, "");
}

#[test]
fn what_is_missing_or_damaged_is_told_each_time() {
    let tree = history();
    commit(&tree, "dir/x.txt", "something\n", "x");
    let id = |revision: &str| {
        String::from_utf8(git(&tree.path(""), &["rev-parse", revision]).stdout).unwrap().trim().to_owned()
    };
    let file = |id: &str| tree.path(&format!(".git/objects/{}/{}", &id[..2], &id[2..]));
    let (blob, tree_id) = (id("HEAD:dir/x.txt"), id("HEAD:side"));
    same_and_quiet(&tree, "");
    fs::remove_file(file(&blob)).unwrap();
    let run = same_and_quiet(&tree, "");
    assert_eq!(super::gaps(&run).iter().filter(|kind| *kind == "missing").count(), 1, "{}", run.shown());
    same_and_quiet(&tree, "");
    fs::remove_file(file(&tree_id)).unwrap();
    same_and_quiet(&tree, "");
    same_and_quiet(&tree, "");
    // It comes back, as in a partial clone that fetches later.
    tree.git(&["hash-object", "-w", "dir/x.txt"]);
    same_and_quiet(&tree, "");
    same_and_quiet(&tree, "");
}

#[test]
fn a_cache_that_is_not_ours_is_dropped() {
    let tree = history();
    same_and_quiet(&tree, "");
    let file = tree.path(".git/cache/history.cache");
    let good = fs::read(&file).unwrap();
    let elsewhere = Tree::repository();
    commit(&elsewhere, "a.yml", &line("elsewhere"), "elsewhere");
    same_and_quiet(&elsewhere, "");
    let foreign = fs::read(elsewhere.path(".git/cache/history.cache")).unwrap();
    let mut newer = good.clone();
    newer[24] = 9;
    let mut damaged = good.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    let cut = good[..good.len() - 1].to_vec();
    for (bytes, why) in [
        (newer, "a newer version"),
        (damaged, "damaged"),
        (cut, "damaged"),
        (Vec::new(), "damaged"),
        (foreign, "another repository"),
    ] {
        fs::write(&file, &bytes).unwrap();
        let run = same(&tree, "").says(why).says("warning: the cache");
        assert_eq!(run.err.lines().count(), 1);
        same_and_quiet(&tree, "");
    }
    for more in ["--disable secret/github-*", "--max-file-size 10", "--key-policy relaxed"] {
        same(&tree, more).says("other rules or settings");
        same_and_quiet(&tree, more);
    }
}

#[test]
fn a_cache_holds_no_text() {
    let tree = history();
    let password = expand("<<alnum:24>>", "password");
    commit(&tree, "deploy/settings.env", &format!("db_password = \"{password}\"\n"), "settings");
    same_and_quiet(&tree, "");
    let bytes = fs::read(tree.path(".git/cache/history.cache")).unwrap();
    let one = token("one");
    for text in [&one, &one[4..12], &password, "deploy", "settings", "quiet.yml", "Someone", "sample data", "begin"] {
        assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
    }
}
