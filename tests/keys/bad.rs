//! Input that is meant to break a reader of keys: each gives a finding or nothing, and ends.

use crate::support::der::{armour, der, rsa};
use crate::support::{Run, Tree};

/// The algorithm of an RSA key, without its tag.
const RSA: [u8; 13] = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];

/// Scans files; the run must end well.
fn scan(files: &[(&str, &[u8])]) -> Run {
    let tree = Tree::new();
    for (name, content) in files {
        tree.bytes(name, content);
    }
    tree.run("keys --format json").exits(0);
    let run = tree.run("scan --format oneline --min-confidence low --exit-code 0 --allow-incomplete limit");
    assert!(matches!(run.code, 0), "{}", run.shown());
    run.keeps_quiet_on("internal error")
}

#[test]
fn structures_that_break_off_or_lie() {
    let whole = der(0x30, &[der(2, &[0]), der(2, &[0x7f; 128]), der(2, &[1, 0, 1])].concat());
    let cut = &whole[..whole.len() / 2];
    let lies = [&[0x30, 0x84, 0x7f, 0xff, 0xff, 0xff][..], &whole[4..]].concat();
    let deep: Vec<u8> = std::iter::repeat_n([0x30u8, 0x80], 20_000).flatten().collect();
    let nested = (0..2000).fold(Vec::new(), |inner, _| der(0x30, &inner));
    let own =
        (0..64).fold(whole.clone(), |inner, _| der(0x30, &[der(2, &[0]), der(0x30, &[]), der(4, &inner)].concat()));
    for bytes in [cut, &lies, &deep, &nested, &own] {
        let run = scan(&[("a.der", bytes), ("b.pem", armour("RSA PRIVATE KEY", bytes).as_bytes())]);
        run.says("b.pem").says("key/");
    }
    // A file that its name calls a key is told also where it is only cut off.
    scan(&[("a.der", cut)]).says("a.der").says("key/unreadable");
}

#[test]
fn lengths_in_more_bytes_than_they_need() {
    let body = [der(2, &[&[0x00, 0x91][..], &[0x11; 127]].concat()), der(2, &[1, 0, 1])].concat();
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    let long = [&[0x30, 0x88, 0, 0, 0, 0][..], &length, &body].concat();
    let tree = Tree::new();
    tree.bytes("a.pem", armour("RSA PUBLIC KEY", &long).as_bytes());
    let keys = tree.run("keys --format json").exits(0).json();
    assert_eq!(keys["keys"][0]["bits"], 1024, "{keys}");
}

#[test]
fn a_modulus_of_a_megabyte_costs_no_time() {
    let number = [&[0x71][..], &vec![0x11; 1 << 20]].concat();
    let body = der(0x30, &[der(2, &number), der(2, &[1, 0, 1])].concat());
    let spki = der(0x30, &[der(0x30, &RSA), der(3, &[&[0][..], &body].concat())].concat());
    let began = std::time::Instant::now();
    let run = scan(&[
        ("a.der", &body),
        ("b.der", &spki),
        ("c.pem", armour("RSA PUBLIC KEY", &body).as_bytes()),
        ("d.jwk", format!(r#"{{"kty": "RSA", "e": "AQAB", "n": "{}"}}"#, "cREx".repeat(300_000)).as_bytes()),
    ]);
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
    for file in ["a.der", "b.der"] {
        let hit = run.out.lines().any(|line| line.starts_with(file) && line.contains("key/unusual-number"));
        assert!(hit, "{file}\n{}", run.out);
    }
    assert!(run.out.lines().any(|line| line.starts_with("c.pem") && line.contains("key/unreadable")), "{}", run.out);
}

#[test]
fn numbers_that_nobody_makes() {
    let even = [&[0x70][..], &[0x11; 126], &[2]].concat();
    let run = scan(&[
        ("zero", rsa(&[0], &[3]).as_bytes()),
        ("one", rsa(&[1], &[1]).as_bytes()),
        ("negative", rsa(&[&[0x80][..], &[0x11; 127]].concat(), &[1, 0, 1]).as_bytes()),
        ("even", rsa(&even, &[1, 0, 1]).as_bytes()),
        ("exponent", rsa(&[&[0x71][..], &[0x11; 127]].concat(), &[4]).as_bytes()),
        ("huge", rsa(&[&[0x71][..], &vec![0x11; 500_000]].concat(), &[1, 0, 1]).as_bytes()),
    ]);
    for (file, rule) in [
        ("zero", "key/rsa-small-factor"),
        ("one", "key/rsa-small-factor"),
        ("negative", "key/unusual-number"),
        ("even", "key/rsa-small-factor"),
        ("huge", "key/unusual-number"),
    ] {
        let hit = run.out.lines().any(|line| line.starts_with(file) && line.contains(rule));
        assert!(hit, "{file} {rule}\n{}", run.out);
    }
}

#[test]
fn armour_without_end_and_without_sense() {
    let many = format!("-----{} RSA PRIVATE KEY-----\n", "BEGIN").repeat(1_000_000);
    let garbage =
        format!("-----{} PRIVATE KEY-----\n\u{0}\u{1}%%%%%\\\\\\\\&#x;\n-----END PRIVATE KEY-----\n", "BEGIN");
    let good = armour(
        "RSA PUBLIC KEY",
        &der(0x30, &[der(2, &[&[0, 0x91][..], &[0x11; 127]].concat()), der(2, &[3])].concat()),
    );
    let spoilt = good.replacen('M', "M!!\u{0}$%&", 1).replacen('\n', "\n\t\r\n \u{1}", 1);
    let run = scan(&[
        ("many", many.as_bytes()),
        ("garbage", garbage.as_bytes()),
        ("spoilt", spoilt.as_bytes()),
        ("run", "MIIEpAIBAAKCAQEA".repeat(100_000).as_bytes()),
    ]);
    for (file, rule) in [("spoilt", "key/too-short"), ("run", "key/rsa-broken-exponent")] {
        assert!(run.out.lines().any(|line| line.starts_with(file) && line.contains(rule)), "{file}\n{}", run.out);
    }
    // Headers alone are no keys.
    assert!(!run.out.lines().any(|line| line.starts_with("many")), "{}", run.shown());
}

#[test]
fn a_billion_iterations_are_not_run() {
    let oid = |bytes: &[u8]| der(6, bytes);
    let data = oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1]);
    let scheme = der(
        0x30,
        &[
            oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 1, 3]),
            der(0x30, &[der(4, &[7; 8]), der(2, &1_000_000_000u32.to_be_bytes())].concat()),
        ]
        .concat(),
    );
    let sealed = der(0x30, &[scheme, der(4, &[1; 64])].concat());
    let bag = der(0x30, &[oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1, 2]), der(0xa0, &sealed)].concat());
    let info = |content: &[u8]| der(0x30, &[data.clone(), der(0xa0, &der(4, content))].concat());
    let safe = der(0x30, &info(&der(0x30, &bag)));
    let store = der(0x30, &[der(2, &[3]), info(&safe)].concat());
    let tree = Tree::new();
    tree.bytes("a.p12", &store);
    let keys = tree.run("keys --format json").exits(0).json();
    assert_eq!(keys["keys"][0]["protection"]["rounds"], 1_000_000_000);
}

#[test]
fn stores_that_contradict_themselves() {
    // No entries, and a checksum that no password gives; then an entry that is not there.
    let empty = [&[0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 0, 0][..], &[0xaa; 20]].concat();
    let cut = [&[0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1][..], &[0xff; 40]].concat();
    let run = scan(&[("a.jks", &empty), ("b.jks", &cut)]);
    run.says("b.jks:1:1: note[key/unreadable]").says("a.jks:1:1: note[secret/keystore-file]");
    let tree = Tree::new();
    tree.bytes("a.jks", &empty);
    let keys = tree.run("keys --format json").exits(0).json();
    assert_eq!(keys["keys"][0]["verdict"], "unknown", "no password opens it: {keys}");
}

#[test]
fn web_keys_with_members_of_other_types() {
    for (object, rule) in [
        (r#"{"kty": 5}"#, "key/unreadable"),
        (r#"{"kty": ["RSA"], "n": "AQAB"}"#, "key/unreadable"),
        (r#"{"kty": "RSA", "n": 7, "e": []}"#, "key/unreadable"),
        (r#"{"kty": "EC", "crv": {}, "x": "AA"}"#, "key/unreadable"),
        (r#"{"kty": "oct", "k": 5}"#, "key/unreadable"),
        (r#"{"kty": "RSA", "n": "", "e": "AQAB"}"#, "key/rsa-small-factor"),
        (r#"{"kty": "RSA", "n": "AQAB", "e": "AQAB", "x": {"x": {"kty": 1}}}"#, "key/"),
    ] {
        scan(&[("a.json", object.as_bytes())]).says(rule);
    }
    // Cut off, it is no object.
    scan(&[("a.json", br#"{"kty": "RSA""#)]);
}

#[test]
fn packets_in_packets_are_not_unpacked() {
    let mut bytes = vec![0xc8u8, 2, 1, 0];
    for _ in 0..5000 {
        bytes = [&[0xc8, 255][..], &u32::try_from(bytes.len()).unwrap().to_be_bytes(), &bytes].concat();
    }
    let lying = [&[0x99u8, 0xff, 0xff, 4][..], &[0; 200]].concat();
    let run =
        scan(&[("a.asc", armour("PGP PUBLIC KEY BLOCK", &bytes).as_bytes()), ("b.gpg", &lying), ("c.gpg", &bytes)]);
    for file in ["a.asc", "b.gpg"] {
        assert!(run.out.lines().any(|l| l.starts_with(file) && l.contains("key/unreadable")), "{file}\n{}", run.out);
    }
}
