//! Every checksum, on secrets that `make` makes up.

use proptest::prelude::{any, prop_assert_eq, proptest};

use super::super::example::{Rng, expand};
use super::{Checksum, Validity};

/// Templates whose expansion must be valid, for each checksum.
fn templates(checksum: Checksum) -> &'static [&'static str] {
    match checksum {
        Checksum::Crc32Base62 => &[
            "ghp_<<alnum:30>><<checksum>>",
            "ghr_<<alnum:70>><<checksum>>",
            "npm_<<alnum:30>><<checksum>>",
            "vcp_<<base64url:50>><<checksum>>",
        ],
        Checksum::Crc32HexBody => {
            &["cfut_<<alnum:40>><<checksum>>", "cfk_<<alnum:40>><<checksum>>", "zpka_<<lowernum:32>>_<<checksum>>"]
        }
        Checksum::Crc32HexLe => &["glsa_<<alnum:32>>_<<checksum>>"],
        Checksum::Crc32HexUpperAll => &[
            "ATATT3xFfGF0<<base64url:171>>=<<checksum>>",
            "ATBB<<alnum:24>><<checksum>>",
            "ATCTT3xFfGN0<<base64url:171>>%3D<<checksum>>",
        ],
        Checksum::Crc32Base64Le => &["cflt<<base64:54>><<checksum>>"],
        Checksum::Crc32Base36Routable => &[
            "glpat-<<base64url:36>>.01.<<checksum>>",
            "glrt-t1_<<base64url:36>>.01.<<checksum>>",
            "glpat-<<base64url:36>>.01.10<<checksum>>",
            "glpat-<<checksum>>",
        ],
        Checksum::Sha256Base32GithubPat => {
            &["github_pat_<<alnum:22>>_<<alnum:43>><<checksum>>", "github_pat_<<checksum>>"]
        }
        Checksum::Marvin32Azure => &[
            "<<base64:76>>+ASt<<checksum>>",
            "<<valid:+ASt>>",
            "<<valid:AzFu>>",
            "<<base64:33>>AIoT<<checksum>>",
            "<<base64:42>>+ACR<<checksum>>",
            "<<valid:AzCa>>",
        ],
        Checksum::Marvin32Cask => &["<<alnum:52>>JQQJ99BAACAAAAAAAAAAAAAAACOG<<checksum>>", "<<valid:AZEG>>"],
        Checksum::Marvin32Entra => &["<<alnum:3>>8Q~<<alnum:31>><<checksum>>"],
        Checksum::Crc16Nkey => &["<<valid:SU>>", "<<valid:SA>>", "<<valid:SN>>"],
        Checksum::Bech32 => &["<<valid:nsec1>>", "AGE-SECRET-KEY-1<<checksum>>"],
        Checksum::Macaroon2 => &["pypi-<<checksum>>", "<<valid:pypi->>"],
        Checksum::Jwt => &["<<jwt>>"],
        Checksum::AwsAccount => &["AKIA<<checksum>>", "ASIA<<checksum>>"],
        Checksum::GrafanaGlc => &["glc_<<checksum>>", "<<b64:{\"k\":\"abcdefgh12345678\",\"n\":\"a key\",\"id\":1}>>"],
        Checksum::SentryOrg => &["sntrys_<<checksum>>"],
        _ => &[],
    }
}

/// One character of every secret of these may change into another unnoticed.
const WEAK: &[Checksum] = &[
    Checksum::AwsAccount,
    Checksum::NugetV4,
    Checksum::DiscordSnowflake,
    Checksum::JfrogReftkn,
    Checksum::GrafanaGlc,
    Checksum::SentryOrg,
    Checksum::Base64IdColon,
    Checksum::Macaroon2,
    Checksum::Jwt,
];

fn made(checksum: Checksum, seed: &str) -> Vec<String> {
    let all = templates(checksum).iter().chain(&["<<valid>>"]);
    all.map(|template| expand(template, Some(checksum), seed).unwrap()).collect()
}

#[test]
fn names() {
    for checksum in Checksum::ALL {
        assert_eq!(checksum.as_str().parse(), Ok(*checksum));
    }
    assert_eq!("luhn".parse::<Checksum>().unwrap_err().to_string(), "unknown checksum `luhn`");
}

#[test]
fn what_is_made_is_valid() {
    for &checksum in Checksum::ALL {
        for seed in 0..40 {
            for secret in made(checksum, &seed.to_string()) {
                assert_eq!(checksum.check(secret.as_bytes()), Validity::Valid, "{checksum:?} {secret}");
            }
        }
    }
}

#[test]
fn a_secret_may_stand_behind_its_name() {
    for template in ["TOKEN=npm_<<alnum:30>><<checksum>>", "https://x:ghp_<<alnum:30>><<checksum>>"] {
        let text = expand(template, Some(Checksum::Crc32Base62), "x").unwrap();
        let secret = text.rsplit(['=', ':']).next().unwrap();
        assert_eq!(Checksum::Crc32Base62.check(secret.as_bytes()), Validity::Valid, "{text}");
    }
    let text =
        expand("AccountName=x;AccountKey=<<base64:76>>+ASt<<checksum>>", Some(Checksum::Marvin32Azure), "x").unwrap();
    assert_eq!(Checksum::Marvin32Azure.check(text.rsplit("Key=").next().unwrap().as_bytes()), Validity::Valid);
}

/// Another character of the same kind.
fn changed(secret: &str, at: usize) -> String {
    let change = |b: u8| match b {
        b'9' => b'2',
        b'z' => b'a',
        b'Z' => b'A',
        b'0'..=b'8' | b'a'..=b'y' | b'A'..=b'Y' => b + 1,
        _ => b,
    };
    secret.bytes().enumerate().map(|(i, b)| char::from(if i == at { change(b) } else { b })).collect()
}

#[test]
fn one_changed_character_is_noticed() {
    for &checksum in Checksum::ALL.iter().filter(|c| !WEAK.contains(c)) {
        let (mut noticed, mut all) = (0, 0);
        for secret in made(checksum, "changed") {
            // The last eight of a fine-grained token are of unknown meaning.
            let end = if checksum == Checksum::Sha256Base32GithubPat { secret.len() - 8 } else { secret.len() };
            // Sums of the body leave the prefix to the rule.
            let start = if matches!(checksum, Checksum::Crc32Base62 | Checksum::Crc32HexBody) { 5 } else { 0 };
            for other in (start..end).map(|at| changed(&secret, at)).filter(|other| *other != secret) {
                all += 1;
                noticed += u32::from(checksum.check(other.as_bytes()) != Validity::Valid);
            }
        }
        assert_eq!(noticed, all, "{checksum:?}");
    }
}

#[test]
fn a_jwt_has_the_signature_of_its_algorithm() {
    let token = expand("<<jwt>>", None, "jwt").unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let with = |signature: &str| Checksum::Jwt.check(format!("{signed}.{signature}").as_bytes());
    assert_eq!(with(signature), Validity::Valid);
    assert_eq!(with(&signature[1..]), Validity::Invalid);
    assert_eq!(with(&signature[..40]), Validity::Invalid);
    assert_eq!(with(""), Validity::Invalid);
    let header = expand("<<b64:{\"alg\":\"ES384\"}>>", None, "").unwrap();
    let payload = signed.split('.').nth(1).unwrap();
    let text = format!("{}.{payload}.", header.trim_end_matches('='));
    let made = Checksum::Jwt.make(&text, &mut Rng::new("es"));
    assert_eq!(Checksum::Jwt.check(format!("{text}{made}").as_bytes()), Validity::Valid);
}

#[test]
fn variants_without_the_check_are_unknown() {
    let unknown = |checksum: Checksum, template: &str| {
        let secret = expand(template, None, "unknown").unwrap();
        assert_eq!(checksum.check(secret.as_bytes()), Validity::Unknown, "{secret}");
    };
    unknown(Checksum::Crc32Base62, "ghs_12345_<<jwt>>");
    unknown(Checksum::Crc32Base36Routable, "glpat-<<base64url:20>>");
    unknown(Checksum::Crc32Base36Routable, "glpat-<<base64url:36>>.<<lowernum:9>>");
    unknown(Checksum::Crc32HexUpperAll, "ATATT3xFfGF0<<base64url:171>>");
    unknown(Checksum::Marvin32Azure, "<<base64:86>>==");
    unknown(Checksum::Marvin32Entra, "<<alnum:3>>7Q~<<alnum:31>>");
    unknown(Checksum::Crc32Ado, "<<alnum:84>>");
    unknown(Checksum::AwsAccount, "AKIAI<<base32:15>>");
    unknown(Checksum::DiscordSnowflake, "mfa.<<base64url:84>>");
    unknown(Checksum::Jwt, "<<jwt>>.<<alnum:20>>.<<alnum:20>>");
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for checksum in Checksum::ALL {
            let _ = checksum.check(&bytes);
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,100}", seed in "[a-z]{4}") {
        for checksum in Checksum::ALL {
            let _ = checksum.check(text.as_bytes());
            let _ = checksum.make(&text, &mut Rng::new(&seed));
        }
    }

    #[test]
    fn no_broken_token_panics(at in 0usize..200, byte in any::<u8>(), cut in 0usize..200) {
        for &checksum in Checksum::ALL {
            for secret in made(checksum, "broken") {
                let mut bytes = secret.into_bytes();
                if let Some(slot) = bytes.get_mut(at) {
                    *slot = byte;
                }
                let _ = checksum.check(&bytes);
                bytes.truncate(cut);
                let _ = checksum.check(&bytes);
            }
        }
    }

    #[test]
    fn make_and_check_agree(seed in "[a-z0-9]{1,12}") {
        for &checksum in Checksum::ALL {
            for secret in made(checksum, &seed) {
                prop_assert_eq!(checksum.check(secret.as_bytes()), Validity::Valid, "{:?} {}", checksum, secret);
            }
        }
    }
}

#[test]
fn a_prefix_in_the_random_part_is_none() {
    for (checksum, so_far) in [
        (Checksum::Crc32HexUpperAll, "key=ATBB5nATBB5Z7FMFDZSyAO8HaFt0"),
        (Checksum::Crc32Base64Le, "key=cflt5ncfltZ7FMFDZSyAO8HaFt05nZ7FMFDZSyAO8HaFt05nZ7FMFDabcd"),
    ] {
        let tail = checksum.make(so_far, &mut Rng::new("any"));
        let token = format!("{}{tail}", so_far.strip_prefix("key=").unwrap());
        assert_eq!(checksum.check(token.as_bytes()), Validity::Valid, "{token}");
    }
}
