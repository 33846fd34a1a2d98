//! What other programs themselves say of the keys that they made, against what we measure: the size is read from their output,
//! not from what they were asked for.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::Tree;
use crate::truth::{has, is, keys, shell};

/// What a program prints on its standard output in a folder.
pub(crate) fn says(tree: &Tree, script: &str) -> String {
    let output =
        Command::new("sh").arg("-euc").arg(script).current_dir(tree.path("")).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The first number in the words behind a mark.
fn number_behind(text: &str, mark: &str) -> Option<u64> {
    let behind = text.split_once(mark)?.1;
    let digits: String = behind.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// The sizes of the keys of a file.
fn sizes(keys: &[Value], path: &str) -> Vec<u64> {
    keys.iter().filter(|key| key["path"] == path).filter_map(|key| key["bits"].as_u64()).collect()
}

#[test]
fn openssl_says_the_same_of_every_form_of_a_key() {
    if !has("openssl") {
        return;
    }
    let tree = Tree::new();
    shell(
        &tree,
        "
        openssl genrsa -out r.pem 1536 2>/dev/null; openssl genrsa -out odd.pem 1023 2>/dev/null
        openssl genrsa -3 -out three.pem 2048 2>/dev/null
        openssl dsaparam -genkey -noout -out dsa.pem 1024 2>/dev/null; openssl pkcs8 -topk8 -nocrypt -in dsa.pem -out dsa8.pem
        openssl dsa -in dsa.pem -pubout -out dsapub.pem 2>/dev/null
        openssl dsa -in dsa.pem -outform DER -out dsa.der 2>/dev/null
        openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out dhp.pem
        openssl genpkey -paramfile dhp.pem -out dh.pem; openssl pkey -in dh.pem -pubout -out dhpub.pem
        openssl pkey -in dh.pem -outform DER -out dh.der
        for c in secp192k1 prime192v1 secp160r1 sect163k1 sect571r1 brainpoolP160r1 brainpoolP512t1 c2tnb191v1 \
            wap-wsg-idm-ecid-wtls1 secp112r1; do
            openssl ecparam -name $c -genkey -noout -out ec-$c.pem
            openssl ec -in ec-$c.pem -pubout -outform DER -out ec-$c.der 2>/dev/null
        done
        for c in prime192v1 sect163k1; do openssl ecparam -name $c -param_enc explicit -genkey -noout -out long-$c.pem; done
        ",
    );
    let keys = keys(&tree);
    let names = says(&tree, "ls");
    for file in names.lines().filter(|name| *name != "dhp.pem") {
        let is_der = file.rsplit('.').next() == Some("der");
        let public = ["dsapub.pem", "dhpub.pem"].contains(&file) || (file.starts_with("ec-") && is_der);
        let form = if is_der { "-inform DER" } else { "" };
        let flag = if public { "-pubin" } else { "" };
        let text = says(&tree, &format!("openssl pkey {form} {flag} -in {file} -noout -text"));
        let bits = number_behind(&text, "Key: (").unwrap_or_else(|| panic!("{file}: {text}"));
        // Of a curve OpenSSL counts the bits of the field or of the order, which differ by one for some.
        let ours = sizes(&keys, file);
        let near = |ours: &u64| ours.abs_diff(bits) <= u64::from(file.contains("ec-") || file.contains("long-")) * 2;
        assert!(ours.iter().any(near), "{file}: OpenSSL says {bits}, we say {ours:?}");
    }
    is(&keys, "dhp.pem", ("DH", Some(2048), "", "parameters", false));
}

#[test]
fn openssl_opens_what_we_say_is_sealed() {
    if !has("openssl") {
        return;
    }
    let tree = Tree::new();
    shell(
        &tree,
        "
        openssl genrsa -out r.pem 2048 2>/dev/null
        openssl req -new -x509 -key r.pem -subj /CN=a -days 30 -sha1 -out c.pem
        for s in PBE-SHA1-3DES PBE-SHA1-RC4-128; do
            openssl pkcs8 -topk8 -in r.pem -v1 $s -passout pass:xy -out $s.pem -provider legacy -provider default || true
        done
        openssl pkcs8 -topk8 -in r.pem -v2 des3 -passout pass:xy -iter 5000 -out three.pem
        openssl pkcs8 -topk8 -in r.pem -v2 aes-256-cbc -passout pass:xy -outform DER -out sealed.der
        for c in des des3 aes192; do
            openssl rsa -in r.pem -traditional -$c -passout pass:xy -out dek-$c.pem -provider legacy -provider default 2>/dev/null
        done
        openssl pkcs12 -export -legacy -inkey r.pem -in c.pem -passout pass:changeit -out old.p12
        openssl pkcs12 -export -inkey r.pem -in c.pem -passout pass:changeit -iter 150000 -out slow.p12
        touch index.txt; echo 01 > crlnumber
        printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index.txt\\ncrlnumber=crlnumber\\ndefault_md=sha1\\ndefault_crl_days=9\\n' > ca.cnf
        openssl ca -config ca.cnf -gencrl -keyfile r.pem -cert c.pem -out list.crl 2>/dev/null
        openssl crl -in list.crl -outform DER -out list.der.crl
        rm -f PBE-SHA1-RC4-128.pem.tmp
        ",
    );
    let keys = keys(&tree);
    let of = |path: &str| keys.iter().find(|key| key["path"] == path).unwrap_or_else(|| panic!("{path} is not seen"));
    let cipher = |path: &str| of(path)["protection"]["cipher"].as_str().unwrap_or_default().to_owned();
    assert_eq!(cipher("three.pem"), "DES-EDE3-CBC");
    assert_eq!(of("three.pem")["protection"]["rounds"], 5000);
    assert_eq!(cipher("sealed.der"), "AES-256-CBC");
    assert!(cipher("PBE-SHA1-3DES.pem").contains("DES"), "{}", of("PBE-SHA1-3DES.pem"));
    for (file, wanted) in
        [("dek-des.pem", "DES-CBC"), ("dek-des3.pem", "DES-EDE3-CBC"), ("dek-aes192.pem", "AES-192-CBC")]
    {
        assert_eq!(cipher(file), wanted);
        is(&keys, file, ("RSA", Some(2048), "", "private", true));
    }
    is(&keys, "old.p12", ("RSA", Some(2048), "", "private", true));
    is(&keys, "old.p12", ("RSA", Some(2048), "", "certificate", false));
    // More iterations than are tried.
    is(&keys, "slow.p12", ("unknown", None, "", "private", true));
    for file in ["list.crl", "list.der.crl"] {
        assert_eq!(of(file)["visibility"], "revocation-list");
        assert_eq!(of(file)["certificate"]["signature"], "SHA-1");
    }
    let end = says(&tree, "openssl x509 -in c.pem -noout -enddate -dateopt iso_8601");
    let day = end.trim().strip_prefix("notAfter=").and_then(|end| end.get(..10)).unwrap_or_default();
    assert_eq!(of("c.pem")["certificate"]["not_after"].as_str(), Some(day));
}

#[test]
fn ssh_keygen_lists_the_same_sizes() {
    if !has("ssh-keygen") {
        return;
    }
    let tree = Tree::new();
    shell(
        &tree,
        "
        for b in 1024 1536 2047 3072; do ssh-keygen -q -t rsa -b $b -N '' -f rsa$b 2>/dev/null || true; done
        for b in 256 384 521; do ssh-keygen -q -t ecdsa -b $b -N '' -f ecdsa$b; done
        ssh-keygen -q -t dsa -N '' -f dsa 2>/dev/null || true
        ssh-keygen -q -t ed25519 -N passw -f ed; ssh-keygen -q -t rsa -b 1024 -N passw -m PEM -f oldsealed
        ssh-keygen -q -t rsa -b 1024 -N passw -m PKCS8 -f pkcs8sealed; ssh-keygen -q -t rsa -b 1024 -N '' -m PKCS8 -f pkcs8
        ssh-keygen -q -s ed -P passw -I me -h -n host ecdsa256.pub
        ",
    );
    let keys = keys(&tree);
    for file in says(&tree, "ls *.pub").lines() {
        let line = says(&tree, &format!("ssh-keygen -l -f {file}"));
        let bits: u64 = line.split(' ').next().unwrap().parse().unwrap();
        assert!(sizes(&keys, file).contains(&bits), "{file}: {line} and {:?}", sizes(&keys, file));
        let half = file.trim_end_matches(".pub").trim_end_matches("-cert");
        // A sealed PKCS#8 shows no public half.
        if half != "pkcs8sealed" && !file.contains("-cert") {
            assert!(sizes(&keys, half).contains(&bits), "{half}: {line} and {:?}", sizes(&keys, half));
        }
    }
    is(&keys, "ecdsa256-cert.pub", ("EC", Some(256), "", "certificate", false));
    is(&keys, "oldsealed", ("RSA", Some(1024), "", "private", true));
}

#[test]
fn gnupg_lists_the_same_packets() {
    if !has("gpg") {
        return;
    }
    let tree = Tree::new();
    shell(
        &tree,
        "
        export GNUPGHOME=$PWD/home; mkdir -m 700 home
        for p in 'rsa1024 a' 'dsa1024 b' 'brainpoolP256r1 c' 'secp256k1 d' 'nistp521 e' 'rsa3072 f'; do
            set -- $p
            gpg --batch --quiet --passphrase pw --pinentry-mode loopback --quick-generate-key $2@example.org $1 default never 2>/dev/null
            gpg --batch --quiet --export $2@example.org > $2.gpg
            gpg --batch --quiet --passphrase pw --pinentry-mode loopback --export-secret-keys $2@example.org > $2-secret.gpg
        done
        printf 'Key-Type: DSA\\nKey-Length: 1024\\nSubkey-Type: ELG-E\\nSubkey-Length: 1024\\nName-Email: g@example.org\\n%%no-protection\\n%%commit\\n' > batch
        gpg --batch --quiet --gen-key batch 2>/dev/null; rm batch
        gpg --batch --quiet --export g@example.org > g.gpg; gpg --batch --quiet --export-secret-keys g@example.org > g-secret.gpg
        gpgconf --kill all
        for f in *.gpg; do gpg --batch --list-packets $f > $f.packets 2>/dev/null; done
        rm -rf home
        ",
    );
    let keys = keys(&tree);
    for file in says(&tree, "ls *.gpg").lines() {
        let packets = says(&tree, &format!("cat {file}.packets"));
        // Each key packet begins with its version, and its first number is the modulus or the prime, or names the curve.
        let mut of_gpg: Vec<u64> = Vec::new();
        for packet in packets.split(":public key packet:").flat_map(|p| p.split(":secret key packet:")).skip(1) {
            let bits = number_behind(packet, "pkey[0]: ").filter(|bits| *bits > 100 || packet.contains("pkey[0]: ["));
            of_gpg.extend(bits.filter(|_| packet.contains("pkey[0]: [") && !packet.contains("pkey[0]: [80 bits]")));
        }
        let ours = sizes(&keys, file);
        assert!(!ours.is_empty(), "{file} is not seen");
        for bits in of_gpg.iter().filter(|bits| **bits >= 512) {
            assert!(ours.contains(bits), "{file}: gpg says {of_gpg:?}, we say {ours:?}");
        }
    }
    is(&keys, "c.gpg", ("EC", Some(256), "brainpoolP256r1", "public", false));
    is(&keys, "e.gpg", ("EC", Some(521), "secp521r1", "public", false));
    is(&keys, "g.gpg", ("ElGamal", Some(1024), "", "public", false));
    let sealed = keys.iter().find(|key| key["path"] == "a-secret.gpg" && key["visibility"] == "private").unwrap();
    assert_eq!(sealed["encrypted"], true);
}

#[test]
fn keytool_lists_the_same_keys() {
    if !has("keytool") {
        return;
    }
    let tree = Tree::new();
    shell(
        &tree,
        "
        make() { keytool -genkeypair -alias $6 -dname CN=a -keyalg $1 -keysize $2 -sigalg $5 -storetype $3 -keystore $4 \
            -storepass changeit -keypass changeit >/dev/null 2>&1; }
        make RSA 1024 JKS many.jks SHA1withRSA r; make DSA 1024 JKS many.jks SHA1withDSA d; make EC 384 JKS many.jks SHA256withECDSA e
        make RSA 3072 JCEKS one.jceks SHA256withRSA r; make RSA 2048 PKCS12 two.p12 SHA256withRSA r
        ",
    );
    let keys = keys(&tree);
    for (file, kind) in [("many.jks", "JKS"), ("one.jceks", "JCEKS"), ("two.p12", "PKCS12")] {
        let list = says(
            &tree,
            &format!("keytool -list -v -storetype {kind} -keystore {file} -storepass changeit 2>/dev/null"),
        );
        let mut count = 0;
        for line in list.lines().filter(|line| line.contains("-bit ")) {
            let bits = number_behind(line, ":").unwrap();
            count += 1;
            assert!(sizes(&keys, file).contains(&bits), "{file}: {line}; we say {:?}", sizes(&keys, file));
        }
        assert!(count > 0, "{list}");
    }
}

#[test]
fn small_tools_make_what_we_name() {
    let tree = Tree::new();
    let mut wanted = Vec::new();
    if has("age-keygen") {
        shell(&tree, "age-keygen -o age.txt 2>/dev/null");
        wanted.push(("age.txt", ("X25519", Some(256), "", "private", false)));
    }
    if has("wg") {
        shell(
            &tree,
            "printf '[Interface]\\nPrivateKey = %s\\n[Peer]\\nPublicKey = %s\\nPresharedKey = %s\\n' \"$(wg genkey)\" \"$(wg genkey | wg pubkey)\" \"$(wg genpsk)\" > wg0.conf",
        );
        wanted.push(("wg0.conf", ("X25519", Some(256), "", "private", false)));
        wanted.push(("wg0.conf", ("X25519", Some(256), "", "public", false)));
        wanted.push(("wg0.conf", ("ChaCha20", Some(256), "", "secret", false)));
    }
    if has("minisign") {
        shell(&tree, "minisign -G -W -p mini.pub -s mini.key >/dev/null 2>&1");
        wanted.push(("mini.pub", ("Ed25519", Some(256), "", "public", false)));
        wanted.push(("mini.key", ("Ed25519", Some(256), "", "private", false)));
    }
    if has("signify-openbsd") {
        shell(&tree, "signify-openbsd -G -n -p sig.pub -s sig.sec");
        wanted.push(("sig.pub", ("Ed25519", Some(256), "", "public", false)));
        wanted.push(("sig.sec", ("Ed25519", Some(256), "", "private", false)));
    }
    if has("dnssec-keygen") {
        shell(
            &tree,
            "mkdir d; dnssec-keygen -q -K d -a RSASHA256 -b 1024 a.example >/dev/null; dnssec-keygen -q -K d -a ECDSAP384SHA384 b.example >/dev/null
             dnssec-keygen -q -K d -a ED25519 c.example >/dev/null; mv d/Ka.*.private ra.private; mv d/Kb.*.private rb.private; mv d/Kc.*.private rc.private; rm -r d",
        );
        wanted.push(("ra.private", ("RSA", Some(1024), "", "private", false)));
        wanted.push(("rb.private", ("EC", Some(384), "", "private", false)));
        wanted.push(("rc.private", ("Ed25519", Some(256), "", "private", false)));
    }
    let keys = keys(&tree);
    for (file, of) in wanted {
        is(&keys, file, of);
    }
}
