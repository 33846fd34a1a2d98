//! What `scan` reports of keys: each weakness under its rule, beside the secret and not instead of it.

use base64::Engine as _;

use crate::support::Tree;
use crate::support::der::{armour, certificate, der, rsa};

/// A modulus of so many bits that has no small factor and is no product of close primes: found by counting up.
pub(crate) fn modulus(bits: u32) -> Vec<u8> {
    use dashu_int::UBig;
    let p = (UBig::ONE << (bits / 2) as usize) - 3u8;
    let q = (UBig::ONE << (bits as usize - bits as usize / 2)) - (UBig::ONE << 20) - 1u8;
    let odd = |n: UBig| if &n % 2u8 == 0 { n + 1u8 } else { n };
    let mut n = odd(p * q);
    while (3u32..4096).step_by(2).any(|d| &n % d == 0) {
        n += 2u8;
    }
    let bytes = n.to_be_bytes().to_vec();
    if bytes[0] & 0x80 != 0 { [vec![0], bytes].concat() } else { bytes }
}

fn rules(tree: &Tree, arguments: &str) -> Vec<String> {
    let run = tree.run(&format!("scan --format json --exit-code 0 {arguments}")).exits(0);
    let findings = run.json()["findings"].as_array().unwrap().clone();
    findings
        .iter()
        .map(|finding| finding["rule"].as_str().or(finding["rule"]["id"].as_str()).unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn sizes_are_judged_by_the_policy_that_is_asked_for() {
    let tree = Tree::new();
    tree.bytes("key.pem", rsa(&modulus(2048), &[1, 0, 1]).as_bytes());
    assert_eq!(rules(&tree, ""), Vec::<String>::new());
    assert_eq!(rules(&tree, "--key-policy nist-128"), ["key/too-short"]);
    assert_eq!(rules(&tree, "--key-policy bsi-2024"), ["key/short"]);
    tree.bytes("reticent.toml", b"[keys]\npolicy = \"nist-128\"\n");
    assert_eq!(rules(&tree, ""), ["key/too-short"]);
    tree.bytes(
        "reticent.toml",
        b"[keys]\npolicy = \"nist-128\"\n[[keys.minimum]]\nalgorithm = \"rsa\"\nleast = 2048\nreason = \"old terminals\"\n",
    );
    assert_eq!(rules(&tree, ""), Vec::<String>::new());
    // A minimum with a reason holds under whatever policy is asked for.
    assert_eq!(rules(&tree, "--key-policy cnsa-1"), Vec::<String>::new());
    tree.bytes("reticent.toml", b"");
    tree.bytes("own.toml", b"title = 'ours'\nreviewed = '2026-01-01'\n[rsa]\nerror = 4096\n");
    assert_eq!(rules(&tree, "--key-policy ./own.toml"), ["key/too-short"]);
    tree.run("scan --key-policy nist").exits(2).says("nist-112");
}

#[test]
fn a_few_bits_short_is_a_warning_of_its_own() {
    let tree = Tree::new();
    tree.bytes("key.pem", rsa(&modulus(2047), &[1, 0, 1]).as_bytes());
    assert_eq!(rules(&tree, ""), ["key/rsa-odd-length"]);
}

#[test]
fn a_private_key_is_one_secret_and_what_is_weak_of_it() {
    let n = modulus(1024);
    let number = |bytes: &[u8]| der(2, bytes);
    let key = der(
        0x30,
        &[&[0][..], &n, &[1, 0, 1], &[5; 128], &[7; 64], &[9; 64], &[3; 64], &[3; 64], &[3; 64]].map(number).concat(),
    );
    let tree = Tree::new();
    tree.bytes("a.pem", armour("RSA PRIVATE KEY", &key).as_bytes());
    let mut found = rules(&tree, "");
    found.sort();
    assert_eq!(found, ["key/mismatched-pair", "key/too-short", "secret/private-key"]);
    let other = Tree::new();
    other.bytes("a.der", &key);
    let mut found = rules(&other, "");
    found.sort();
    assert_eq!(found, ["key/mismatched-pair", "key/too-short", "secret/private-key-file"]);
    let bare = Tree::new();
    let text = base64::engine::general_purpose::STANDARD.encode(&key);
    bare.bytes("app.conf", format!("blob {text}\n").as_bytes());
    let run = bare.run("scan --format oneline --exit-code 0").exits(0);
    run.says("secret/private-key-file").says("key/too-short").keeps_quiet_on(&text[40..80]);
}

#[test]
fn exponents_factors_and_close_primes() {
    use dashu_int::UBig;
    let tree = Tree::new();
    let good = modulus(2048);
    tree.bytes("small.pem", rsa(&good, &[3]).as_bytes());
    tree.bytes("broken.pem", rsa(&good, &[1]).as_bytes());
    let p = (UBig::ONE << 1024) - 105u8;
    let close = (&p * (&p + 4_000u32)).to_be_bytes();
    tree.bytes("close.pem", rsa(&[&[0][..], &close].concat(), &[1, 0, 1]).as_bytes());
    let found = rules(&tree, "");
    for rule in ["key/rsa-small-exponent", "key/rsa-broken-exponent"] {
        assert!(found.contains(&rule.to_owned()), "{rule}: {found:?}");
    }
    assert!(found.iter().any(|rule| rule == "key/rsa-close-primes" || rule == "key/rsa-small-factor"), "{found:?}");
}

#[test]
fn keys_that_share_a_prime_are_found_together() {
    use dashu_int::UBig;
    // Three Mersenne primes.
    let [p, q, r] = [607usize, 521, 1279].map(|n| (UBig::ONE << n) - 1u8);
    let tree = Tree::new();
    tree.bytes("a.pem", rsa(&(&p * &r).to_be_bytes(), &[1, 0, 1]).as_bytes());
    tree.bytes("deep/b.pem", rsa(&(&q * &r).to_be_bytes(), &[1, 0, 1]).as_bytes());
    tree.bytes("c.pem", rsa(&modulus(2048), &[1, 0, 1]).as_bytes());
    let shared = |tree: &Tree| {
        let run = tree.run("scan --format oneline --exit-code 0").exits(0);
        run.out.lines().filter(|line| line.contains("key/rsa-shared-factor")).count()
    };
    assert_eq!(shared(&tree), 2);
    let marker = format!("# reticent: {}[key/rsa-shared-factor] for the tests until=2030-01-01", "allow");
    let quiet = format!("{marker}\n{}", rsa(&(&p * &r).to_be_bytes(), &[1, 0, 1]));
    tree.bytes("a.pem", quiet.as_bytes());
    assert_eq!(shared(&tree), 1);
    tree.run("scan --format oneline --exit-code 0").exits(0).keeps_quiet_on("hygiene/");
}

#[test]
fn a_marker_keeps_a_weak_key_quiet() {
    let tree = Tree::new();
    let key = rsa(&modulus(1024), &[1, 0, 1]);
    let marker = format!("# reticent: {}[key/too-short] for the tests until=2030-01-01", "allow");
    tree.bytes("key.txt", format!("{marker}\n{key}").as_bytes());
    assert_eq!(tree.run("scan").code, 0);
    assert!(tree.run("keys").exits(0).out.contains("error"));
}

#[test]
fn an_expired_certificate_is_a_note_by_the_day_of_the_run() {
    let certificate = certificate(&modulus(2048), [b"250101000000Z", b"250601000000Z"]);
    let tree = Tree::new();
    tree.bytes("a.crt", armour("CERTIFICATE", &certificate).as_bytes());
    assert_eq!(rules(&tree, "--as-of 2025-06-01"), Vec::<String>::new());
    assert_eq!(rules(&tree, "--as-of 2025-06-02"), ["key/certificate-expired"]);
}
