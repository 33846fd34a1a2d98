//! Forms of keys that few programs still make, against those that do, or that still read them.

use super::tools::says;
use super::truth::{has, is, keys, shell};
use crate::support::{Tree, expand};

/// A store with a pair and four secret keys; the script's variable `made` is the password.
const MAKE: &str = r#"
with="-storetype JCEKS -keystore s.jceks -storepass $made -keypass $made"
keytool -genkeypair -alias p -dname CN=a -keyalg RSA -keysize 2048 $with >/dev/null 2>&1
for n in 128 192 256; do keytool -genseckey -alias s$n -keyalg AES -keysize $n $with >/dev/null 2>&1; done
keytool -genseckey -alias d -keyalg DESede -keysize 168 $with >/dev/null 2>&1
"#;

#[test]
fn the_secret_keys_of_a_java_store_are_all_listed() {
    if !has("keytool") {
        return;
    }
    let (tree, password) = (Tree::new(), expand("<<alnum:10>>", "store"));
    shell(&tree, &format!("made={password}; {MAKE}"));
    let list = says(&tree, &format!("keytool -list -storetype JCEKS -keystore s.jceks -storepass {password}"));
    let keys = keys(&tree);
    let ours = |visibility: &str| keys.iter().filter(|key| key["visibility"] == visibility).count();
    assert_eq!(ours("secret"), list.matches("SecretKeyEntry").count(), "{list}");
    assert_eq!((ours("secret"), ours("private"), ours("certificate")), (4, 1, 1));
    assert!(!keys.iter().any(|key| key["weaknesses"].to_string().contains("unreadable")), "{keys:#?}");
}

/// Where Debian and others put the jar of BouncyCastle's provider.
const BOUNCY: [&str; 2] = ["/usr/share/java/bcprov.jar", "/usr/share/java/bcprov/bcprov.jar"];

/// Stores of three of BouncyCastle's formats, each with a pair, a secret key and a certificate.
const MAKE_BOUNCY: &str = r#"
bc="-providerclass org.bouncycastle.jce.provider.BouncyCastleProvider -providerpath $jar"
openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -subj /CN=c 2>/dev/null
make() {
  with="-storetype $1 -keystore $2 -storepass $3 $bc"
  keytool -genkeypair -alias p -dname CN=a -keyalg RSA -keysize 1024 $with -keypass $3
  keytool -genseckey -alias s -keyalg AES -keysize 192 $with -keypass $3
  keytool -importcert -noprompt -alias c -file c.pem $with
}
{ make BKS a.bks changeit; make BKS b.bks $made; make UBER c.uber $made; make BCFKS d.bcfks $made; } >/dev/null 2>&1
rm k.pem c.pem
"#;

#[test]
fn stores_of_bouncy_castle_show_what_keytool_lists() {
    let Some(jar) = BOUNCY.into_iter().find(|path| std::path::Path::new(path).exists()) else {
        eprintln!("skipped: no bcprov.jar; .ci/run installs it");
        return;
    };
    if !has("keytool") || !has("openssl") {
        return;
    }
    let (tree, password) = (Tree::new(), expand("<<alnum:10>>", "bouncy"));
    shell(&tree, &format!("made={password}; jar={jar}; {MAKE_BOUNCY}"));
    let provider = format!("-providerclass org.bouncycastle.jce.provider.BouncyCastleProvider -providerpath {jar}");
    let list =
        says(&tree, &format!("keytool -list -v -storetype BKS -keystore b.bks -storepass {password} {provider}"));
    let keys = keys(&tree);
    let ours =
        |path: &str, seen: &str| keys.iter().filter(|key| key["path"] == path && key["visibility"] == seen).count();
    for path in ["a.bks", "b.bks"] {
        assert_eq!(ours(path, "private"), list.matches("PrivateKeyEntry").count(), "{list}");
        assert_eq!(ours(path, "secret"), list.matches("SecretKeyEntry").count(), "{list}");
        assert_eq!(ours(path, "certificate"), list.matches("Serial number:").count(), "{list}");
        is(&keys, path, ("RSA", Some(1024), "", "private", true));
        is(&keys, path, ("RSA", Some(2048), "", "certificate", false));
    }
    assert_eq!((ours("b.bks", "private"), ours("b.bks", "secret"), ours("b.bks", "certificate")), (1, 1, 2));
    let says = |path: &str, word: &str| keys.iter().any(|key| key["path"] == path && key.to_string().contains(word));
    assert!(says("a.bks", "key/usual-password") && !says("b.bks", "key/usual-password"));
    assert_eq!((ours("c.uber", "store"), ours("d.bcfks", "store")), (1, 1));
    assert!(says("d.bcfks", "PBKDF2") && !keys.iter().any(|key| key.to_string().contains("unreadable")), "{keys:#?}");
}

#[test]
fn keys_of_the_first_version_of_ssh_are_measured() {
    if !has("puttygen") {
        return;
    }
    let tree = Tree::new();
    shell(&tree, "printf '' > none; puttygen -t rsa1 -b 1024 -o one --new-passphrase none 2>/dev/null; rm none");
    let said = says(&tree, "puttygen -l one");
    assert!(said.starts_with("1024 "), "{said}");
    is(&keys(&tree), "one", ("RSA", Some(1024), "", "private", false));
}

#[test]
fn keys_of_hardware_tokens_are_what_ssh_keygen_says() {
    if !has("ssh-keygen") {
        return;
    }
    let tree = Tree::new();
    // The token's part of a key cannot be made without one; the public half is an ordinary one with the application's name.
    let make = r"
import base64, struct, subprocess
s = lambda b: struct.pack('>I', len(b)) + b
for kind, sk, options in [('ssh-ed25519', 'sk-ssh-ed25519@openssh.com', []), ('ecdsa-sha2-nistp256', 'sk-ecdsa-sha2-nistp256@openssh.com', ['-b', '256'])]:
    name = kind.split('-')[0] if kind.startswith('ecdsa') else 'ed25519'
    subprocess.run(['ssh-keygen', '-q', '-t', name, *options, '-N', '', '-f', name], check=True)
    blob = base64.b64decode(open(name + '.pub').read().split()[1])
    rest = blob[4 + len(kind):]
    open('sk_' + name + '.pub', 'w').write(sk + ' ' + base64.b64encode(s(sk.encode()) + rest + s(b'ssh:')).decode() + ' a\n')
";
    std::fs::write(tree.path("make.py"), make).unwrap();
    shell(&tree, "python3 make.py; rm make.py ed25519* ecdsa*");
    let said = says(&tree, "for file in sk_*.pub; do ssh-keygen -l -f $file; done");
    assert!(said.contains("(ECDSA-SK)") && said.contains("(ED25519-SK)"), "{said}");
    assert_eq!(said.lines().filter(|line| line.starts_with("256 ")).count(), 2, "{said}");
    let keys = keys(&tree);
    is(&keys, "sk_ed25519.pub", ("Ed25519", Some(256), "", "public", false));
    is(&keys, "sk_ecdsa.pub", ("EC", Some(256), "prime256v1", "public", false));
}

#[test]
fn packets_of_the_third_and_sixth_version_have_the_size_of_their_keys() {
    if !has("gpg") {
        return;
    }
    let tree = Tree::new();
    // RFC 4880, 5.5.2: version 3, when, days of validity, algorithm 1 (RSA), modulus, exponent. RFC 9580, 5.5.2.3: version 6,
    // when, algorithm 27 (Ed25519), length, key.
    let make = r"
import struct, subprocess
n = int(subprocess.run('openssl genrsa 1024 2>/dev/null | openssl rsa -noout -modulus 2>/dev/null', shell=True, stdout=subprocess.PIPE).stdout.split(b'=')[1], 16)
mpi = lambda x: struct.pack('>H', x.bit_length()) + x.to_bytes((x.bit_length() + 7) // 8, 'big')
body = b'\x03' + struct.pack('>IH', 1000000000, 0) + b'\x01' + mpi(n) + mpi(17)
user = b'Someone <someone@example.org>'
made = subprocess.run('openssl genpkey -algorithm ed25519 | openssl pkey -pubout -outform DER', shell=True, stdout=subprocess.PIPE).stdout[-32:]
six = b'\x06' + struct.pack('>IBI', 1700000000, 27, 32) + made
open('six.gpg', 'wb').write(b'\xc6' + bytes([len(six)]) + six)
open('three.gpg', 'wb').write(b'\x99' + struct.pack('>H', len(body)) + body + b'\xb4' + bytes([len(user)]) + user)
";
    std::fs::write(tree.path("make.py"), make).unwrap();
    shell(&tree, "python3 make.py; rm make.py; mkdir -m 700 home");
    let said = says(&tree, "gpg --homedir home --list-packets three.gpg");
    shell(&tree, "rm -r home");
    // GnuPG calls it obsolete, and so knows which it is.
    assert!(said.contains("version 3"), "{said}");
    let keys = keys(&tree);
    is(&keys, "three.gpg", ("RSA", Some(1024), "", "public", false));
    is(&keys, "six.gpg", ("Ed25519", Some(256), "", "public", false));
}
