//! Keys come out of a history, a range and the index as they come out of a tree.

use crate::findings::modulus;
use crate::support::der::{der, rsa};
use crate::support::{Run, Tree};

fn short() -> String {
    rsa(&modulus(1024), &[1, 0, 1])
}

fn commit(tree: &Tree, message: &str) {
    tree.git(&["add", "-A"]).git(&["commit", "-qm", message]);
}

/// A weak key, then a good one in its place.
fn repository() -> Tree {
    let tree = Tree::repository();
    tree.bytes("readme", b"nothing yet\n");
    commit(&tree, "begin");
    tree.bytes("keys/old.pem", short().as_bytes());
    commit(&tree, "a key");
    tree.git(&["rm", "-q", "keys/old.pem"]);
    tree.bytes("keys/new.pem", rsa(&modulus(2048), &[1, 0, 1]).as_bytes());
    commit(&tree, "a better key");
    tree
}

fn count(run: &Run, rule: &str) -> usize {
    run.out.lines().filter(|line| line.contains(rule)).count()
}

#[test]
fn a_history_tells_of_a_key_that_is_gone() {
    let tree = repository();
    assert_eq!(tree.run("scan").code, 0);
    let run = tree.run("history --format oneline").exits(1);
    assert_eq!(count(&run, "key/too-short"), 1, "{}", run.shown());
    tree.run("history").exits(1).says("a key");
}

#[test]
fn the_inventory_of_a_history_lists_each_key_once_a_path() {
    let tree = repository();
    tree.bytes("keys/new.pem", format!("renewed in spring\n{}", rsa(&modulus(2048), &[1, 0, 1])).as_bytes());
    commit(&tree, "say when");
    let json = tree.run("keys --history --format json").exits(0).json();
    let keys: Vec<_> = json["keys"].as_array().unwrap().iter().map(|key| (&key["path"], &key["bits"])).collect();
    assert_eq!(keys.len(), 2, "{keys:?}");
    assert_eq!(keys[1].0, "keys/old.pem");
    let now = tree.run("keys --format json").exits(0).json();
    assert_eq!(now["keys"].as_array().unwrap().len(), 1);
    tree.run("keys --history a b").exits(2).says("one repository");
}

#[test]
fn a_history_finds_files_that_are_keys_as_a_whole() {
    let tree = Tree::repository();
    let n = modulus(1024);
    let number = |bytes: &[u8]| der(2, bytes);
    let parts = [&[0][..], &n, &[1, 0, 1], &[5; 128], &[7; 64], &[9; 64], &[3; 64], &[3; 64], &[3; 64]];
    tree.bytes("server.der", &der(0x30, &parts.map(number).concat()));
    commit(&tree, "a key");
    tree.git(&["rm", "-q", "server.der"]);
    tree.bytes("readme", b"gone\n");
    commit(&tree, "no key");
    let run = tree.run("history --format oneline").exits(1);
    assert_eq!((count(&run, "key/too-short"), count(&run, "secret/private-key-file")), (1, 1), "{}", run.shown());
}

#[test]
fn keys_of_two_times_share_a_prime() {
    use dashu_int::UBig;
    // Three Mersenne primes.
    let [p, q, r] = [607usize, 521, 1279].map(|n| (UBig::ONE << n) - 1u8);
    let tree = Tree::repository();
    for product in [&p * &r, &q * &r] {
        tree.bytes("a.pem", rsa(&product.to_be_bytes(), &[1, 0, 1]).as_bytes());
        commit(&tree, "a key");
    }
    assert_eq!(count(&tree.run("scan --format oneline"), "key/rsa-shared-factor"), 0);
    let run = tree.run("history --format oneline").exits(1);
    assert_eq!(count(&run, "key/rsa-shared-factor"), 2, "{}", run.shown());
}

#[test]
fn the_index_and_a_range_tell_of_what_is_added() {
    let tree = Tree::repository();
    tree.bytes("old.pem", short().as_bytes());
    commit(&tree, "begin");
    tree.bytes("readme", b"text\n").git(&["add", "-A"]);
    assert_eq!(tree.run("staged").code, 0);
    tree.git(&["mv", "old.pem", "moved.pem"]);
    assert_eq!(tree.run("staged").code, 0, "a key that moves is not added");
    tree.bytes("new.pem", rsa(&modulus(1000), &[1, 0, 1]).as_bytes()).git(&["add", "-A"]);
    let run = tree.run("staged --format oneline").exits(1);
    assert_eq!(count(&run, "key/too-short"), 1, "{}", run.shown());
    commit(&tree, "add");
    let run = tree.run("diff HEAD --format oneline").exits(1);
    assert_eq!(count(&run, "key/too-short"), 1, "{}", run.shown());
    run.says("new.pem");
}
