//! Keys of every container and algorithm, made by other programs when the test runs, and measured as those measure them.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::Tree;

/// Whether a program is there; where it is not, the reason why a test does nothing is printed.
pub(crate) fn has(program: &str) -> bool {
    let found = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .stdin(Stdio::null())
        .status();
    if found.is_err() {
        eprintln!("skipped: {program} is not installed; .ci/run installs it");
    }
    found.is_ok()
}

/// Runs a shell script in a folder; it must succeed.
pub(crate) fn shell(tree: &Tree, script: &str) {
    let output =
        Command::new("sh").arg("-euc").arg(script).current_dir(tree.path("")).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
}

/// The inventory of a folder.
pub(crate) fn keys(tree: &Tree) -> Vec<Value> {
    tree.run("keys --format json").exits(0).json()["keys"].as_array().unwrap().clone()
}

/// Checks that a file has one key of these measures: algorithm, bits, curve, visibility, encrypted.
#[track_caller]
pub(crate) fn is(keys: &[Value], path: &str, wanted: (&str, Option<u64>, &str, &str, bool)) {
    let (algorithm, bits, curve, visibility, encrypted) = wanted;
    let fits = |key: &&Value| {
        key["path"] == path
            && key["algorithm"] == algorithm
            && (key["bits"].as_u64() == bits)
            && (curve.is_empty() || key["curve"] == curve)
            && key["visibility"] == visibility
            && key["encrypted"] == encrypted
    };
    let here: Vec<&Value> = keys.iter().filter(|key| key["path"] == path).collect();
    assert!(keys.iter().any(|key| fits(&key)), "{path}: {wanted:?} is not among {here:#?}");
}

#[test]
fn openssl_keys_have_the_size_that_openssl_says() {
    if !has("openssl") {
        return;
    }
    let tree = Tree::new();
    shell(
        &tree,
        "
        for n in 512 1024 2048 3072; do openssl genrsa -out rsa$n.pem $n 2>/dev/null; done
        openssl rsa -in rsa1024.pem -traditional -out pkcs1.pem 2>/dev/null
        openssl rsa -in rsa1024.pem -outform DER -out pkcs8.der 2>/dev/null
        openssl rsa -in rsa1024.pem -traditional -outform DER -out pkcs1.der 2>/dev/null
        openssl rsa -in rsa1024.pem -traditional -aes128 -passout pass:xy -out dek.pem 2>/dev/null
        openssl pkcs8 -topk8 -in rsa1024.pem -v2 aes-256-cbc -passout pass:xy -out pbes2.pem
        openssl pkcs8 -topk8 -in rsa1024.pem -scrypt -passout pass:xy -out scrypt.pem
        openssl rsa -in rsa1024.pem -pubout -out spki.pem 2>/dev/null
        openssl rsa -in rsa1024.pem -RSAPublicKey_out -out pkcs1pub.pem 2>/dev/null
        openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024 -out pss.pem 2>/dev/null
        for c in prime256v1 secp384r1 secp521r1 secp224r1 secp256k1 brainpoolP256r1 sect233r1; do
            openssl ecparam -name $c -genkey -noout -out sec1-$c.pem
            openssl pkcs8 -topk8 -nocrypt -in sec1-$c.pem -out pkcs8-$c.pem
            openssl ec -in sec1-$c.pem -pubout -out pub-$c.pem 2>/dev/null
        done
        openssl ecparam -name prime256v1 -param_enc explicit -genkey -noout -out explicit.pem
        for a in ED25519 ED448 X25519 X448; do openssl genpkey -algorithm $a -out $a.pem; done
        openssl dsaparam -genkey -noout -out dsa.pem 1024 2>/dev/null
        openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out dh.pem
        openssl req -new -x509 -key rsa1024.pem -subj /CN=a -days 3650 -md5 -out cert.pem
        openssl req -new -key rsa2048.pem -subj /CN=b -out request.csr
        openssl x509 -in cert.pem -outform DER -out cert.der
        openssl crl2pkcs7 -nocrl -certfile cert.pem -out chain.p7b
        openssl pkcs12 -export -inkey rsa1024.pem -in cert.pem -passout pass:changeit -out usual.p12
        openssl pkcs12 -export -inkey rsa1024.pem -in cert.pem -passout pass:kvn3-02kd -out closed.p12
        ",
    );
    let keys = keys(&tree);
    let private = |bits| ("RSA", Some(bits), "", "private", false);
    for bits in [512, 1024, 2048, 3072] {
        is(&keys, &format!("rsa{bits}.pem"), private(bits));
    }
    for file in ["pkcs1.pem", "pkcs8.der", "pkcs1.der"] {
        is(&keys, file, private(1024));
    }
    is(&keys, "dek.pem", ("RSA", Some(1024), "", "private", true));
    is(&keys, "pbes2.pem", ("unknown", None, "", "private", true));
    is(&keys, "scrypt.pem", ("unknown", None, "", "private", true));
    for file in ["spki.pem", "pkcs1pub.pem"] {
        is(&keys, file, ("RSA", Some(1024), "", "public", false));
    }
    is(&keys, "pss.pem", ("RSA-PSS", Some(1024), "", "private", false));
    let curves = [
        ("prime256v1", 256),
        ("secp384r1", 384),
        ("secp521r1", 521),
        ("secp224r1", 224),
        ("secp256k1", 256),
        ("brainpoolP256r1", 256),
        ("sect233r1", 233),
    ];
    for (curve, bits) in curves {
        is(&keys, &format!("sec1-{curve}.pem"), ("EC", Some(bits), curve, "private", false));
        is(&keys, &format!("pkcs8-{curve}.pem"), ("EC", Some(bits), curve, "private", false));
        is(&keys, &format!("pub-{curve}.pem"), ("EC", Some(bits), curve, "public", false));
    }
    is(&keys, "explicit.pem", ("EC", Some(256), "prime256v1", "private", false));
    for (name, bits) in [("Ed25519", 256), ("Ed448", 456), ("X25519", 256), ("X448", 448)] {
        is(&keys, &format!("{}.pem", name.to_uppercase()), (name, Some(bits), "", "private", false));
    }
    is(&keys, "dsa.pem", ("DSA", Some(1024), "", "private", false));
    is(&keys, "dh.pem", ("DH", Some(2048), "", "parameters", false));
    for file in ["cert.pem", "cert.der", "chain.p7b"] {
        is(&keys, file, ("RSA", Some(1024), "", "certificate", false));
    }
    is(&keys, "request.csr", ("RSA", Some(2048), "", "request", false));
    is(&keys, "usual.p12", ("RSA", Some(1024), "", "private", true));
    is(&keys, "usual.p12", ("RSA", Some(1024), "", "certificate", false));
    is(&keys, "closed.p12", ("unknown", None, "", "private", true));
    let of = |path: &str| keys.iter().find(|key| key["path"] == path).unwrap();
    assert_eq!(of("scrypt.pem")["protection"]["kdf"], "scrypt");
    assert_eq!(of("pbes2.pem")["protection"]["cipher"], "AES-256-CBC");
    assert_eq!(of("dek.pem")["protection"]["kdf"], "MD5");
    assert_eq!(of("cert.pem")["certificate"]["signature"], "MD5");
    assert!(of("cert.pem")["pairs"].as_array().unwrap().iter().any(|pair| pair["path"] == "rsa1024.pem"));
}

#[test]
fn ssh_keys_have_the_size_that_ssh_keygen_says() {
    if !has("ssh-keygen") {
        return;
    }
    let tree = Tree::new();
    shell(
        &tree,
        "
        ssh-keygen -q -t rsa -b 1024 -N '' -f rsa; ssh-keygen -q -t rsa -b 2048 -N pass -a 4 -f sealed
        ssh-keygen -q -t ecdsa -b 384 -N '' -f ecdsa; ssh-keygen -q -t ed25519 -N '' -f ed25519
        ssh-keygen -q -t rsa -b 1024 -N '' -m PEM -f old; ssh-keygen -e -f rsa.pub > rfc4716.txt
        ssh-keygen -q -s ed25519 -I me -n root rsa.pub
        cat rsa.pub ecdsa.pub > authorized_keys; (printf 'example.org '; cut -d' ' -f1-2 ed25519.pub) > known_hosts
        ",
    );
    let keys = keys(&tree);
    for (file, wanted) in [
        ("rsa", ("RSA", Some(1024), "", "private", false)),
        ("rsa.pub", ("RSA", Some(1024), "", "public", false)),
        ("sealed", ("RSA", Some(2048), "", "private", true)),
        ("ecdsa", ("EC", Some(384), "secp384r1", "private", false)),
        ("ed25519", ("Ed25519", Some(256), "", "private", false)),
        ("old", ("RSA", Some(1024), "", "private", false)),
        ("rfc4716.txt", ("RSA", Some(1024), "", "public", false)),
        ("rsa-cert.pub", ("RSA", Some(1024), "", "certificate", false)),
        ("authorized_keys", ("RSA", Some(1024), "", "public", false)),
        ("authorized_keys", ("EC", Some(384), "", "public", false)),
        ("known_hosts", ("Ed25519", Some(256), "", "public", false)),
    ] {
        is(&keys, file, wanted);
    }
    let sealed = keys.iter().find(|key| key["path"] == "sealed").unwrap();
    assert_eq!(sealed["protection"]["rounds"], 4);
    assert_eq!(sealed["verdict"], "warning", "four rounds are few");
}

#[test]
fn putty_keys_have_the_size_that_puttygen_says() {
    if !has("puttygen") || !has("ssh-keygen") {
        return;
    }
    let tree = Tree::new();
    shell(
        &tree,
        "
        ssh-keygen -q -t rsa -b 2048 -N '' -f rsa; ssh-keygen -q -t ed25519 -N '' -f ed; echo xy > pass
        puttygen rsa -o rsa3.ppk; puttygen rsa -o rsa2.ppk --ppk-param version=2
        puttygen ed -o sealed.ppk --new-passphrase pass; puttygen ed -o sealed2.ppk --ppk-param version=2 --new-passphrase pass
        ",
    );
    let keys = keys(&tree);
    is(&keys, "rsa3.ppk", ("RSA", Some(2048), "", "private", false));
    is(&keys, "rsa2.ppk", ("RSA", Some(2048), "", "private", false));
    is(&keys, "sealed.ppk", ("Ed25519", Some(255), "", "private", true));
    is(&keys, "sealed2.ppk", ("Ed25519", Some(255), "", "private", true));
    let kdf = |path: &str| keys.iter().find(|key| key["path"] == path).unwrap()["protection"]["kdf"].clone();
    assert_eq!((kdf("sealed.ppk"), kdf("sealed2.ppk")), ("Argon2id".into(), "SHA-1".into()));
}

#[test]
fn openpgp_keys_have_the_size_that_gnupg_says() {
    if !has("gpg") {
        return;
    }
    let tree = Tree::new();
    shell(
        &tree,
        "
        export GNUPGHOME=$PWD/home; mkdir -m 700 home
        gpg --batch --quiet --passphrase '' --quick-generate-key a@example.org rsa1024 default never 2>/dev/null
        gpg --batch --quiet --passphrase '' --quick-generate-key b@example.org ed25519 default never 2>/dev/null
        gpg --batch --quiet --passphrase '' --quick-generate-key c@example.org nistp256 default never 2>/dev/null
        for n in a b c; do
            gpg --batch --armor --export $n@example.org > $n.asc
            gpg --batch --armor --export-secret-keys $n@example.org > $n-secret.asc
            gpg --batch --export $n@example.org > $n.gpg
        done
        cp home/pubring.kbx ring.kbx; gpgconf --kill all; rm -r home
        ",
    );
    let keys = keys(&tree);
    for ending in [".asc", ".gpg"] {
        is(&keys, &format!("a{ending}"), ("RSA", Some(1024), "", "public", false));
        is(&keys, &format!("b{ending}"), ("Ed25519", Some(256), "", "public", false));
        is(&keys, &format!("c{ending}"), ("EC", Some(256), "prime256v1", "public", false));
    }
    is(&keys, "a-secret.asc", ("RSA", Some(1024), "", "private", false));
    is(&keys, "ring.kbx", ("RSA", Some(1024), "", "public", false));
    is(&keys, "ring.kbx", ("Ed25519", Some(256), "", "public", false));
}

#[test]
fn java_stores_show_what_keytool_put_in() {
    if !has("keytool") {
        return;
    }
    let tree = Tree::new();
    shell(
        &tree,
        "
        make() { keytool -genkeypair -alias a -dname CN=a -keyalg \"$3\" -keysize \"$4\" -storetype \"$1\" -keystore \"$2\" \
            -storepass \"$5\" -keypass \"$5\" >/dev/null 2>&1; }
        make JKS a.jks RSA 1024 changeit; make JCEKS b.jceks RSA 2048 kvn302kd; make PKCS12 c.p12 EC 256 changeit
        ",
    );
    let keys = keys(&tree);
    is(&keys, "a.jks", ("RSA", Some(1024), "", "private", true));
    is(&keys, "b.jceks", ("RSA", Some(2048), "", "certificate", false));
    is(&keys, "c.p12", ("EC", Some(256), "", "private", true));
    let rules = |path: &str| -> Vec<String> {
        let here = keys.iter().filter(|key| key["path"] == path && key["visibility"] == "private");
        here.flat_map(|key| key["weaknesses"].as_array().unwrap().clone())
            .map(|w| w["rule"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(rules("a.jks").contains(&"key/usual-password".to_owned()));
    assert!(!rules("b.jceks").contains(&"key/usual-password".to_owned()));
}

#[test]
fn python_agrees_on_fingerprints_and_web_keys() {
    let script = r"
import json, hashlib, base64
from cryptography.hazmat.primitives.asymmetric import rsa, ec
from cryptography.hazmat.primitives import serialization as s
b = lambda n: base64.urlsafe_b64encode(n.to_bytes((n.bit_length() + 7) // 8, 'big')).rstrip(b'=').decode()
k = rsa.generate_private_key(65537, 1024); n = k.public_key().public_numbers()
e = ec.generate_private_key(ec.SECP384R1()).public_key().public_numbers()
json.dump({'keys': [{'kty': 'RSA', 'n': b(n.n), 'e': b(n.e)}, {'kty': 'EC', 'crv': 'P-384', 'x': b(e.x), 'y': b(e.y)}]}, open('jwks.json', 'w'))
open('key.pem', 'wb').write(k.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()))
print(hashlib.sha256(n.n.to_bytes(128, 'big')).hexdigest())
";
    let tree = Tree::new();
    let output = Command::new("python3").args(["-c", script]).current_dir(tree.path("")).output();
    let Ok(output) = output.map_err(|error| eprintln!("skipped: python3: {error}")) else { return };
    if !output.status.success() {
        eprintln!("skipped: python3 has no cryptography; .ci/run installs it");
        return;
    }
    let keys = keys(&tree);
    is(&keys, "jwks.json", ("RSA", Some(1024), "", "public", false));
    is(&keys, "jwks.json", ("EC", Some(384), "secp384r1", "public", false));
    let fingerprint = String::from_utf8(output.stdout).unwrap();
    let same = keys.iter().filter(|key| key["fingerprint"] == fingerprint.trim()).count();
    assert_eq!(same, 2, "the key stands in both files");
}
