//! Keys whose private half is public knowledge: those that Debian's OpenSSL made, those of a list that a person brings, and no others.

use sha2::{Digest as _, Sha256};

use crate::findings::modulus;
use crate::support::Tree;
use crate::support::der::rsa;

/// What `ssh-keygen` made on a machine of 32 bits as process 5429 (2,048 bits of RSA; it admits root to the virtual machine
/// Metasploitable) and as process 1390 (1,024 bits of DSA), as others published them: their MD5 fingerprints are
/// 57:c3:11:5d:77:c5:63:90:33:2d:c5:c4:99:78:62:7a and 00:00:5b:35:76:4e:0b:24:01:a9:dc:bc:a5:b6:b6:b5.
const SSH: [(&str, &str); 2] = [
    (
        "ssh-rsa",
        "AAAAB3NzaC1yc2EAAAABIwAAAQEApmGJFZNl0ibMNALQx7M6sGGoi4KNmj6PVxpbpG70lShHQqldJkcteZZdPFSbW76IUiPR0Oh+\
WBV0x1c6iPL/0zUYFHyFKAz1e6/5teoweG1jr2qOffdomVhvXXvSjGaSFwwOYB8R0QxsOWWTQTYSeBa66X6e777GVkHCDLYgZSo8\
wWr5JXln/Tw7XotowHr8FEGvw2zW1krU3Zo9Bzp0e0ac2U+qUGIzIu/WwgztLZs5/D9IyhtRWocyQPE+kcP+Jz2mt4y1uA73KqoX\
fdw5oGUkxdFo9f1nu2OwkjOc+Wv8Vw7bwkf+1RgiOMgiJ5cCs4WocyVxsXovcNnbALTp3w==",
    ),
    (
        "ssh-dss",
        "AAAAB3NzaC1kc3MAAACBAKVoODZWLzlhBMaD6gEcpjBM2KCe1hMT5oPlJImQfo0cEtX0kMvI1NVm25mnlv/ug3YDVQFR0JypYP1p\
inne2ovaj+R6W47vB2CCXs4aoLSaMJ8a0xrwzHZD5XqMQW2wqEpDypiRdBlMoWaLjoGqPdO2loPXbdxrQ2jYEiL8p5K3AAAAFQDd\
UonKhIPB9ZLPJ1eY3YrAc4duMwAAAIEAoAQlFX17iHkDHQ1enkKghbVcWqBav4EAFt2i+VZfXPqx+6dzN5SXgZCq4taYWv8bbKjy\
+tg7QAeDGTtOOf0KDbgkD5OB6wtlIyKO6Ubz0Ogt5m6mYjjj9FzrobbbQqKyEZlAfoXx8lIPRBEcQUOSmPW5wzyktasjxsjDcBVm\
UToAAACAVPiTpudeLu44IOMOoO8xcdKlXDCDR54XtDOGCpjlM4TF14yTLaKAEj6u+tc+fbl7uYqwUW1F3mHisBLKOXBYuJvVR5o2\
wxf6DhLOD28vTwf0SNZDqNErMGV0S56VrJUXmcwV4u1G1GgGT5SFIeAn8TwSW8VQ1uJ6Jh5jDrMKW6k=",
    ),
];

/// What `openssl genrsa 2048` made, by its own code with Debian's patch: <https://github.com/CVE-2008-0166/key_generator>. As process
/// 4711 on 64 bits without `~/.rnd` and on 32 bits, highest byte first, with an empty one; as process 1 on 32 bits with one.
const OPENSSL: [&str; 3] = [
    "AAAAB3NzaC1yc2EAAAADAQABAAABAQDGyDk7KFF7WX7PEbtSkGEiqc67SyJx9iAwy780JUqgWO+rc7oW6i+VRJ3g1tkmPRCwK7ii\
KWyQuevcywIIg+67lmWiEasz4WxpPCXD3IBGOhDVK0QPmuxbueATIpJmKClgbhZjc0HtA73MBcJbWo+0KKfTtZVFeA+k40o12Wb3\
PWBNFym131oYxZYZCXgZZUYNyC4EU/xlMdjCqKaJWDRf7gME2NdRdDQRPiZx2jdYUzFi503SkHvPwOMZfTRFo8ZC6j3eXi4M7SNa\
mk2yCQqMqTV/MI9tfWuMutXVMxhObVHBZEVrfzjVUezkM6M7s2jca9u29wSYbnJ8epbK6ld5",
    "AAAAB3NzaC1yc2EAAAADAQABAAABAQC3UhTAbDYt+HvmPjzL8BkRJ7VIwlsV7g+oduy+yudFrnZV5PQm2qhLqZSzsKcddsQNhMww\
ZClU7yDuV2P7+c31Llg2sDOh5qN5ZnXXx/R+bq/OOCrhEdl/h2E6KJ6MOXQbtnMDp2ajybbVPJoiP3YZjouj+OXwc//UcInMLMbm\
CgGMXnGwK6E91IyMb0HuUWhJY8IzOI7l+5MODqQH43wuhz3SSadKBtczY1vpqt/UHRwrcNhapv/dqyOHHOkwx/yDkpYVb2g2vl6y\
SA0/oVF7lXw9YTTipPZ4amTLV25jRjzqdFDZmWuG4NLqhvMVcaHcdqIGH+8J2XTjrxzPLQc7",
    "AAAAB3NzaC1yc2EAAAADAQABAAABAQC7l/BOMd358HUT689R42LJSGrjqhyuvg8XkGkWnlcQFUf0J17aaMrBJ1vtfnDGJwd963eG\
0bMAdyZcp+2LhqYSBR6EEeRuzKb1S9WvCny/7D2hFyv4RJCiSc4m63hnujk8i86GymBOs3Lvunqytelnd1WYo9EJ1M4S5QqPg1gq\
er7tqz0SNsOV5KNf0hUXdHcQjx9IfrC5D6SXgBNS0KV2noifkziox/EDd9RIfTHp2xlWU654Z+E+1BDNUxTN6pv0eUqucCNcTort\
t6TNRkswrPIO6b/anEjQGzQ+h2uOFHndFddekq9zu0sSJMJmHX7RhtN90GqGEDoTxLEhpmYd",
];

/// The rules that a scan names for a line of `authorized_keys`.
fn rules(kind: &str, key: &str) -> Vec<String> {
    let tree = Tree::new();
    tree.bytes("authorized_keys", format!("{kind} {key} someone@example.org\n").as_bytes());
    rules_of(&tree, "")
}

fn rules_of(tree: &Tree, arguments: &str) -> Vec<String> {
    let run = tree.run(&format!("scan --format json --exit-code 0 {arguments}")).exits(0);
    let findings = run.json()["findings"].as_array().unwrap().clone();
    findings.iter().map(|finding| finding["rule"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn keys_that_debian_made_are_known() {
    for (kind, key) in SSH.into_iter().chain(OPENSSL.map(|key| ("ssh-rsa", key))) {
        let found = rules(kind, key);
        assert!(found.iter().any(|rule| rule == "key/debian-weak"), "{kind} {key}: {found:?}");
    }
}

#[test]
fn a_key_beside_it_is_another() {
    for (kind, key) in SSH.into_iter().chain(OPENSSL.map(|key| ("ssh-rsa", key))) {
        // The number before the last group of four characters is another, and the key as long.
        let (start, end) = key.split_at(key.len() - 8);
        let other = if end.starts_with('A') { 'B' } else { 'A' };
        let found = rules(kind, &format!("{start}{other}{}", &end[1..]));
        assert!(!found.iter().any(|rule| rule == "key/debian-weak"), "{kind} {key}: {found:?}");
    }
}

#[test]
fn a_list_in_the_form_of_badkeys_is_read() {
    let tree = Tree::new();
    let number = modulus(2048);
    tree.bytes("key.pem", rsa(&number, &[1, 0, 1]).as_bytes());
    let digest = Sha256::digest(&number[number.iter().take_while(|byte| **byte == 0).count()..]);
    let record = |first: u8| [&[first; 15][..], &[9]].concat();
    let own = [&digest[..15], &[2]].concat();
    let mut records = [record(0), own, record(0xff)];
    records.sort();
    tree.bytes("lists/blocklist.dat", &records.concat());
    assert_eq!(rules_of(&tree, ""), Vec::<String>::new());
    assert_eq!(rules_of(&tree, "--known-keys lists/blocklist.dat"), ["key/published"]);
    tree.run("scan --known-keys lists/blocklist.dat").exits(1).says("lists/blocklist.dat lists it, in collection 2");
    tree.bytes("lists/other.dat", &[record(0), record(0xff)].concat());
    assert_eq!(rules_of(&tree, "--known-keys lists/other.dat"), Vec::<String>::new());
    tree.bytes("reticent.toml", b"[keys]\nknown = [\"lists/other.dat\", \"lists/blocklist.dat\"]\n");
    assert_eq!(rules_of(&tree, ""), ["key/published"]);
    let inventory = tree.run("keys --format json").exits(0).json();
    assert_eq!(inventory["keys"][0]["verdict"], "error", "{inventory}");
    // What is no such list is said, and nothing is scanned.
    tree.bytes("lists/other.dat", &[record(0xff), record(0)].concat());
    tree.run("scan").exits(2).says("lists/other.dat").says("record 2 is out of order");
    tree.bytes("lists/other.dat", b"short");
    tree.run("scan").exits(2).says("blocklist.dat, unpacked");
    tree.bytes("reticent.toml", b"");
    tree.run("scan --known-keys lists/none.dat").exits(2).says("lists/none.dat");
}
