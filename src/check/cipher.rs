//! Ciphers, their modes, and lists of them, by the names that code and configuration use.

/// Words that name a cipher that is broken, or whose blocks have 64 bits (SP 800-131A, RFC 7465, Sweet32).
const WEAK: &[(&str, &str)] = &[
    ("des", "DES"),
    ("desede", "3DES"),
    ("desede3", "3DES"),
    ("3des", "3DES"),
    ("des3", "3DES"),
    ("tripledes", "3DES"),
    ("ede3", "3DES"),
    ("tdes", "3DES"),
    ("tdea", "3DES"),
    ("desx", "DESX"),
    ("rc2", "RC2"),
    ("arc2", "RC2"),
    ("rc4", "RC4"),
    ("arc4", "RC4"),
    ("arcfour", "RC4"),
    ("rc5", "RC5"),
    ("blowfish", "Blowfish"),
    ("bf", "Blowfish"),
    ("idea", "IDEA"),
    ("cast", "CAST"),
    ("cast5", "CAST5"),
    ("cast128", "CAST5"),
    ("seed", "SEED"),
    ("nullcipher", "no cipher"),
    ("skipjack", "Skipjack"),
    ("xtea", "XTEA"),
    ("tea", "TEA"),
    ("safer", "SAFER"),
    ("gost28147", "GOST 28147"),
    ("gost", "GOST 28147"),
];

/// Words of a name: split at what is no letter or digit, and where lower case turns to upper case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars().take(200) {
        let turn = before.is_ascii_lowercase() && c.is_ascii_uppercase();
        if (!c.is_ascii_alphanumeric() || turn) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if c.is_ascii_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    words
}

/// The weak cipher that a name names: `DES/ECB/PKCS5Padding`, `des-ede3-cbc`, `EVP_bf_cbc`, `kCCAlgorithm3DES`, `PBEWithMD5AndDES`.
pub fn weak_cipher(name: &str) -> Option<&'static str> {
    let find = |word: &str| WEAK.iter().find(|(weak, _)| *weak == word).map(|row| row.1);
    let plain: String =
        name.chars().filter(char::is_ascii_alphanumeric).take(60).collect::<String>().to_ascii_lowercase();
    if let Some(found) = find(&plain) {
        return Some(found);
    }
    let words = words(name);
    if words.iter().any(|word| word.starts_with("aes") || word.starts_with("chacha") || word == "rijndael") {
        return None;
    }
    let all: Vec<&'static str> = words.iter().filter_map(|word| find(word)).collect();
    // `DES-EDE3` is triple, whatever comes first.
    let triple = || plain.contains("desede") || plain.contains("tripledes") || plain.contains("3des");
    if triple() {
        return Some("3DES");
    }
    let glued = || {
        let tail = plain.split("and").last().unwrap_or_default();
        let pbe = plain.starts_with("pbewith").then_some(tail)?;
        WEAK.iter().find(|(weak, _)| pbe.contains(weak) && weak.len() > 2).map(|row| row.1)
    };
    let rc = || {
        ["rc4", "rc2"]
            .iter()
            .find(|rc| plain.starts_with(**rc) || plain.contains(&format!("algorithm{rc}")))
            .and_then(|rc| find(rc))
    };
    all.first().copied().or_else(rc).or_else(glued)
}

/// Whether a transformation uses ECB: by name, or (as the JCA has it) by naming a block cipher and no mode.
pub fn is_ecb(name: &str, bare_means_ecb: bool) -> bool {
    let words = words(name);
    let bare = bare_means_ecb
        && matches!(name.to_ascii_uppercase().as_str(), "AES" | "AES_128" | "AES_256" | "CAMELLIA" | "ARIA");
    let rsa = words.first().is_some_and(|word| word == "rsa" || word == "ecies");
    bare || (!rsa && words.iter().any(|word| word == "ecb"))
}

/// Parts of a cipher suite's name that make it weak (RFC 7465, RFC 9325, Sweet32).
const SUITES: &[&str] = &[
    "RC4", "3DES", "DES-CBC", "DES_CBC", "DES-CBC3", "EXPORT", "EXP", "NULL", "ANULL", "ENULL", "ADH", "AECDH", "LOW",
    "IDEA", "RC2", "SEED",
];

/// The first weak entry of an OpenSSL cipher list: `HIGH:!RC4:3DES`. What begins with `!` or `-` is taken out, not in.
pub fn weak_suite(list: &str) -> Option<String> {
    let out: Vec<String> =
        list.split([':', ',', ' ']).filter_map(|entry| entry.strip_prefix('!')).map(str::to_ascii_uppercase).collect();
    let weak = |entry: &&str| {
        let upper = entry.trim_matches(['"', '\'', ';']).to_ascii_uppercase();
        let plus = upper.trim_start_matches('+');
        !upper.starts_with(['!', '-', '@'])
            && SUITES
                .iter()
                .any(|suite| plus == *suite || (plus.contains(suite) && suite.len() >= 3 && is_part(plus, suite)))
            && !out.iter().any(|taken| is_part(plus, taken))
    };
    list.split([':', ',', ' ']).find(weak).map(str::to_owned)
}

/// Whether a word stands in a suite's name between dashes.
fn is_part(name: &str, part: &str) -> bool {
    name.match_indices(part).any(|(at, _)| {
        let before = at.checked_sub(1).and_then(|at| name.as_bytes().get(at));
        let after = name.as_bytes().get(at + part.len());
        before.is_none_or(|b| !b.is_ascii_alphanumeric()) && after.is_none_or(|b| !b.is_ascii_alphanumeric())
    })
}

/// SSH algorithms that are broken or too short (RFC 9142, RFC 8758, OpenSSH's release notes).
const SSH: &[&str] = &[
    "ssh-dss",
    "ssh-dss-cert-v01@openssh.com",
    "diffie-hellman-group1-sha1",
    "diffie-hellman-group-exchange-sha1",
    "3des-cbc",
    "blowfish-cbc",
    "cast128-cbc",
    "arcfour",
    "arcfour128",
    "arcfour256",
    "des-cbc",
    "hmac-md5",
    "hmac-md5-96",
    "hmac-sha1-96",
    "hmac-md5-etm@openssh.com",
    "hmac-md5-96-etm@openssh.com",
    "hmac-sha1-96-etm@openssh.com",
    "none",
];

/// The first weak algorithm of an SSH list. A list that begins with `-` takes algorithms out.
pub fn weak_ssh(list: &str) -> Option<&'static str> {
    if list.starts_with('-') {
        return None;
    }
    let mut entries = list.trim_start_matches(['+', '^']).split(',').map(str::trim);
    entries.find_map(|entry| SSH.iter().find(|weak| **weak == entry.to_ascii_lowercase()).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_ciphers_by_name() {
        let cases: &[(&str, &str)] = &[
            ("DES/ECB/PKCS5Padding", "DES"),
            ("DESede/CBC/NoPadding", "3DES"),
            ("des-ede3-cbc", "3DES"),
            ("bf-cbc", "Blowfish"),
            ("EVP_des_cbc", "DES"),
            ("EVP_rc4", "RC4"),
            ("kCCAlgorithm3DES", "3DES"),
            ("PBEWithMD5AndDES", "DES"),
            ("rc4-40", "RC4"),
            ("TripleDES", "3DES"),
            ("RC2", "RC2"),
            ("ARCFOUR", "RC4"),
            ("MCRYPT_BLOWFISH", "Blowfish"),
            ("des3", "3DES"),
            ("DESede", "3DES"),
            ("PBEWithSHA1AndRC4_128", "RC4"),
            ("PBEWithSHA1AndDESede", "3DES"),
            ("algorithms.IDEA", "IDEA"),
        ];
        for (name, wanted) in cases {
            assert_eq!(weak_cipher(name), Some(*wanted), "{name}");
        }
        for name in [
            "AES/GCM/NoPadding",
            "aes-256-cbc",
            "ChaCha20-Poly1305",
            "RSA/ECB/OAEP",
            "description",
            "PBEWithHmacSHA256AndAES_128",
        ] {
            assert_eq!(weak_cipher(name), None, "{name}");
        }
        assert!(is_ecb("AES/ECB/PKCS5Padding", false) && is_ecb("aes-128-ecb", false) && is_ecb("AES", true));
        assert!(
            !is_ecb("RSA/ECB/PKCS1Padding", true) && !is_ecb("AES/CBC/PKCS5Padding", true) && !is_ecb("AES", false)
        );
    }

    #[test]
    fn lists_with_exceptions() {
        assert_eq!(weak_suite("RC4-SHA:DES-CBC3-SHA").as_deref(), Some("RC4-SHA"));
        assert_eq!(weak_suite("HIGH:!RC4:!3DES:!aNULL"), None);
        assert_eq!(weak_suite("ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-SHA"), None);
        assert_eq!(weak_suite("HIGH:MEDIUM:3DES"), Some("3DES".to_owned()));
        assert_eq!(weak_ssh("+ssh-dss"), Some("ssh-dss"));
        assert_eq!(weak_ssh("-ssh-dss"), None);
        assert_eq!(weak_ssh("aes128-ctr,3des-cbc"), Some("3des-cbc"));
    }
}
