//! What is not looked at again because something else speaks for it is looked at as soon as that may have changed.

use std::fs;

use super::cache::{OURS, idle, key, line, same_and_quiet};
use super::support::{Tree, git, token};
use super::{commit, findings, gaps};

/// A secret that stands in several files and versions, and in nothing that another one is in.
fn copies() -> Tree {
    let tree = Tree::repository();
    commit(&tree, "a.env", &line("copied"), "first");
    commit(&tree, "b.env", &format!("{}more = 1\n", line("copied")), "second");
    commit(&tree, "a.env", &format!("a = 1\n{}", line("copied")), "another version");
    commit(&tree, "c/d.env", &format!("b = 1\n{}", line("copied")), "third");
    same_and_quiet(&tree, "");
    tree
}

/// The path and the status of the only finding.
#[track_caller]
fn only(tree: &Tree) -> (String, String) {
    let run = same_and_quiet(tree, "");
    let found = findings(&run);
    assert_eq!(found.len(), 1, "{}", run.shown());
    let finding = &found[0];
    assert_eq!(finding["secret"], token("copied"));
    let word = |name: &str| finding[name].as_str().unwrap().to_owned();
    (word("path"), word("status"))
}

#[test]
fn another_copy_speaks_where_the_first_is_kept_quiet() {
    let tree = copies();
    let is = |path: &str, status: &str| assert_eq!(only(&tree), (path.to_owned(), status.to_owned()));
    is("a.env", "open");
    // In the source, at HEAD.
    let allowed = format!("{} # {OURS} allow[secret/*] sample\n", line("copied").trim());
    commit(&tree, "a.env", &allowed, "allow");
    is("b.env", "open");
    is("b.env", "open");
    commit(&tree, "b.env", &allowed, "allow the next");
    is("c/d.env", "open");
    commit(&tree, "a.env", "a = 1\n", "gone");
    is("a.env", "open");
}

#[test]
fn another_copy_speaks_where_settings_keep_the_first_quiet() {
    let tree = copies();
    let allow = |paths: &str| {
        let config = format!("[[allow]]\nrule = \"secret/*\"\npaths = [{paths}]\nreason = \"a sample\"\n");
        fs::write(tree.path("reticent.toml"), config).unwrap();
    };
    for (paths, speaks) in
        [("'b.env'", "a.env"), ("'a.env'", "b.env"), ("'a.env', 'b.env'", "c/d.env"), ("'c/'", "a.env")]
    {
        allow(paths);
        for _ in 0..2 {
            let run = same_and_quiet(&tree, "");
            let found = findings(&run);
            let open: Vec<_> = found.iter().filter(|finding| finding["status"] == "open").collect();
            assert!(open.len() == 1 && open[0]["path"] == speaks, "{paths}: {}", run.shown());
        }
    }
}

#[test]
fn comments_count_as_the_settings_of_the_day_say() {
    let tree = copies();
    let theirs = concat!("gitleaks", ":allow");
    commit(&tree, "e.env", &format!("{} # {theirs}\n", line("copied").trim()), "theirs");
    commit(&tree, "f.env", &format!("{} # {OURS} allow[secret/*] sample\n", line("copied").trim()), "ours");
    commit(&tree, "a.env", &format!("{} # {theirs}\n", line("copied").trim()), "theirs in the first");
    for config in ["own = false", "foreign = []", "foreign = ['gitleaks']", "own = true", "foreign = []\nown = false"] {
        fs::write(tree.path("reticent.toml"), format!("[markers]\n{config}\n")).unwrap();
        same_and_quiet(&tree, "");
        same_and_quiet(&tree, "");
    }
}

#[test]
fn another_copy_speaks_where_the_first_is_gone() {
    let tree = Tree::repository();
    commit(&tree, "README", "hello\n", "begin");
    // The same secret where it is worth less, and elsewhere, later, where it is worth more.
    commit(&tree, "src/settings.py", &format!("one = 1\n{}", idle()), "weak");
    commit(&tree, "README.md", &format!("two: 2\n{}", idle()), "weak as well");
    tree.git(&["checkout", "-qb", "strong"]);
    commit(&tree, "deploy/production.env", &idle(), "strong");
    tree.git(&["checkout", "-q", "main"]);
    let places = |run: &super::Run| -> Vec<String> {
        findings(run).iter().map(|finding| finding["path"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(places(&same_and_quiet(&tree, "")), ["deploy/production.env"]);
    commit(&tree, "other", "other\n", "unrelated");
    assert_eq!(places(&same_and_quiet(&tree, "")), ["deploy/production.env"]);
    // What only a branch led to does not count without it.
    tree.git(&["branch", "-qD", "strong"]);
    for more in ["--refs main", "", "--path src", "--unreachable"] {
        same_and_quiet(&tree, more);
    }
    commit(&tree, "deploy/next.env", &format!("# again\n{}", idle()), "strong elsewhere");
    assert_eq!(places(&same_and_quiet(&tree, "--refs main")), ["deploy/next.env"]);
    // What spoke last is outdone by something older that comes back.
    tree.git(&["branch", "strong", "HEAD~1"]);
    same_and_quiet(&tree, "");
    commit(&tree, "src/settings.py", &format!("more = 3\n{}", idle()), "weak still");
    same_and_quiet(&tree, "");
}

#[test]
fn a_key_is_listed_once_a_path_whichever_versions_hold_it() {
    let tree = Tree::repository();
    let versions = ["", "# one\n", "# one\n# two\n", "\n"];
    for (at, more) in versions.iter().enumerate() {
        commit(&tree, "key.pem", &format!("{more}{}", key(0x11)), &format!("version {at}"));
        commit(&tree, "other/key.pem", &format!("# {at}\n{more}{}{}", key(0x13), key(0x11)), &format!("other {at}"));
    }
    let keys = |run: &super::Run| run.json()["keys"]["list"].as_array().unwrap().len();
    assert_eq!(keys(&same_and_quiet(&tree, "")), 3);
    assert_eq!(keys(&same_and_quiet(&tree, "")), 3);
    commit(&tree, "other/key.pem", &format!("{}# last\n{}", key(0x11), key(0x13)), "turned around");
    commit(&tree, "third/key.pem", &key(0x13), "and another place");
    assert_eq!(keys(&same_and_quiet(&tree, "")), 4);
    let allowed = format!("# {OURS} allow[key/*] a sample\n{}", key(0x11));
    commit(&tree, "key.pem", &allowed, "allow");
    same_and_quiet(&tree, "");
    same_and_quiet(&tree, "");
}

fn python(bits: &str) -> String {
    format!("from Crypto.PublicKey import RSA\nBITS = {bits}\nkey = RSA.generate(BITS)\n")
}

#[test]
fn code_that_changes_or_comes_elsewhere_is_judged() {
    let tree = Tree::repository();
    commit(&tree, "src/deep/good.py", &python("3072"), "good");
    commit(&tree, "src/bad.py", &python("1024"), "bad");
    commit(&tree, "lib/notes.txt", &python("1024"), "no code by its name");
    let weak = || {
        let run = same_and_quiet(&tree, "");
        let found = findings(&run);
        let weak = found.iter().filter(|finding| finding["rule"] == "key/rsa-generation-short");
        let paths: Vec<String> = weak.map(|finding| finding["path"].as_str().unwrap().to_owned()).collect();
        paths.join(" ")
    };
    assert_eq!(weak(), "src/bad.py");
    commit(&tree, "README", "hello\n", "unrelated");
    assert_eq!(weak(), "src/bad.py");
    commit(&tree, "src/deep/good.py", &python("1024"), "worse");
    assert_eq!(weak(), "src/bad.py src/deep/good.py");
    // The same objects under other names: a file, a folder, a link that becomes a file.
    tree.git(&["mv", "lib/notes.txt", "lib/notes.py"]).git(&["commit", "-qm", "code now"]);
    assert_eq!(weak(), "lib/notes.py src/bad.py src/deep/good.py");
    tree.git(&["mv", "src", "moved"]).git(&["commit", "-qm", "moved"]);
    assert_eq!(weak(), "lib/notes.py moved/bad.py moved/deep/good.py");
    tree.git(&["rm", "-qr", "moved"]).git(&["commit", "-qm", "gone"]);
    assert_eq!(weak(), "lib/notes.py");
    // Another branch, with nothing new in the repository.
    tree.git(&["checkout", "-q", "HEAD~3"]);
    assert_eq!(weak(), "src/bad.py src/deep/good.py");
    assert_eq!(weak(), "src/bad.py src/deep/good.py");
    for more in ["--path lib", "--only-removed", "--refs main", ""] {
        same_and_quiet(&tree, more);
    }
    tree.git(&["checkout", "-q", "main"]);
    assert_eq!(weak(), "lib/notes.py");
}

#[test]
fn code_that_was_not_there_is_judged_when_it_comes() {
    let tree = Tree::repository();
    commit(&tree, "src/deep/bad.py", &python("1024"), "bad");
    commit(&tree, "src/good.py", &python("3072"), "good");
    let id = String::from_utf8(git(&tree.path(""), &["rev-parse", "HEAD:src/deep/bad.py"]).stdout);
    let id = id.unwrap().trim().to_owned();
    fs::remove_file(tree.path(&format!(".git/objects/{}/{}", &id[..2], &id[2..]))).unwrap();
    for _ in 0..2 {
        assert!(!same_and_quiet(&tree, "").out.contains("rsa-generation-short"));
    }
    // As in a partial clone that fetches later.
    tree.git(&["hash-object", "-w", "src/deep/bad.py"]);
    for _ in 0..2 {
        assert!(same_and_quiet(&tree, "").out.contains("rsa-generation-short"));
    }
}

#[test]
fn a_submodule_is_told_again_though_its_commit_is_here() {
    let tree = Tree::repository();
    commit(&tree, "a.txt", "a = 1\n", "first");
    let head = String::from_utf8(git(&tree.path(""), &["rev-parse", "HEAD"]).stdout).unwrap();
    let ours = format!("160000,{},itself", head.trim());
    tree.git(&["update-index", "--add", "--cacheinfo", &ours]).git(&["commit", "--quiet", "-m", "itself"]);
    for _ in 0..2 {
        assert_eq!(gaps(&same_and_quiet(&tree, "")), ["submodule"]);
    }
}
