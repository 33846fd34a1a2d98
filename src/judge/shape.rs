//! Shapes of values: what a text is when it is no secret.

use super::signal::{Collector, Sig};
use super::value::Value;

/// The shapes that a value has.
pub(super) fn of_shape(value: &Value, out: &mut Collector) {
    let (secret, classes) = (&*value.secret, value.classes());
    let all = |member: &dyn Fn(u8) -> bool| secret.iter().all(|&b| member(b));
    let first_letter = secret.first().is_some_and(u8::is_ascii_alphabetic);
    out.when(
        first_letter
            && secret.contains(&b'_')
            && classes.upper == 0
            && all(&|b| b.is_ascii_alphanumeric() || b == b'_'),
        Sig::ShapeIdentifier,
    );
    out.when(
        first_letter && classes.lower == 0 && classes.upper > 2 && all(&|b| b.is_ascii_alphanumeric() || b == b'_'),
        Sig::ShapeConstant,
    );
    out.when(
        first_letter
            && classes.upper > 0
            && classes.lower > 0
            && classes.digits == 0
            && classes.punctuation == 0
            && classes.blanks == 0,
        Sig::ShapeCamel,
    );
    out.when(
        first_letter && secret.contains(&b'.') && all(&|b| b.is_ascii_alphanumeric() || b"._".contains(&b)),
        Sig::ShapeDotted,
    );
    out.when(
        first_letter
            && secret.contains(&b'-')
            && classes.digits == 0
            && all(&|b| b.is_ascii_alphanumeric() || b == b'-'),
        Sig::ShapeKebab,
    );
    out.when(secret.len() >= 16 && all(&|b| b.is_ascii_hexdigit()) && classes.digits > 0, Sig::ShapeHex);
    out.when(
        secret.len() >= 16 && secret.ends_with(b"=") && all(&|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b)),
        Sig::ShapeBase64,
    );
    of_things(value, out);
}

/// How paths and web addresses begin.
const URLS: &[&str] = &["/", "./", "../", "~/", "c:\\", "file:", "urn:", "www.", "#/", "mailto:"];

/// How web addresses begin.
const WEB: &[&str] = &["http://", "https://", "ftp://", "www."];

/// How digests, public keys and names of resources begin.
const PUBLIC: &[&str] = &[
    "sha1-",
    "sha256-",
    "sha384-",
    "sha512-",
    "sha256:",
    "sha256//",
    "ssh-rsa",
    "ssh-ed25519",
    "ecdsa-sha2",
    "-----begin",
    "data:",
    "arn:",
    "projects/",
    "refs/",
    "aaaab3nza",
];

/// How hashes of passwords begin.
const HASHED: &[&str] = &[
    "$2a$", "$2b$", "$2y$", "$argon2", "$scrypt", "$pbkdf2", "pbkdf2_", "$6$", "$5$", "$1$", "$apr1$", "{ssha",
    "{sha}", "{bcrypt}",
];

/// How hosts of one's own begin.
const HOSTS: &[&str] = &["localhost", "127.", "192.168.", "10."];

/// The public things that a value may be.
fn of_things(value: &Value, out: &mut Collector) {
    let (secret, classes, lower) = (&*value.secret, value.classes(), value.lower());
    let has = |mark: &[u8]| memchr::memmem::find(lower, mark).is_some();
    let first = lower.first().copied();
    // The first byte by itself: nearly always it says no.
    let starts_with = |mark: &str| mark.as_bytes().first().copied() == first && lower.starts_with(mark.as_bytes());
    let starts = |marks: &[&str]| marks.iter().any(|mark| starts_with(mark));
    let all = |member: &dyn Fn(u8) -> bool| secret.iter().all(|&b| member(b));
    out.when(is_uuid(secret), Sig::ShapeUuid);
    out.when(is_uuid(secret) && !is_random_uuid(secret), Sig::ShapeUuidOther);
    out.when(has(b"://") || starts(URLS), Sig::ShapeUrl);
    out.when(starts(WEB) || is_module(secret), Sig::ShapeWeb);
    out.when(starts(PUBLIC), Sig::ShapePublic);
    // With the letters of a time: `2019-04-15T04:19:00Z`.
    let number = classes.letters() <= 2
        && all(&|b| b.is_ascii_digit() || b".,:-/ +TZ".contains(&b))
        && classes.punctuation > 0
        && (classes.letters() == 0 || secret.contains(&b':'));
    out.when(number || (starts_with("0x") && secret.len() <= 10), Sig::ShapeNumber);
    out.when(starts(HASHED), Sig::ShapeHashed);
    out.when(is_file_name(lower), Sig::ShapeFile);
    out.when(classes.other * 2 > secret.len(), Sig::ShapeProse);
    out.when(secret.contains(&b'<') || secret.contains(&b'>'), Sig::ShapeMarkup);
    out.when(starts(HOSTS) || lower.ends_with(b".com") || lower.ends_with(b".local"), Sig::ShapeHost);
    out.when(secret.contains(&b'@') && secret.contains(&b'.') && classes.blanks == 0, Sig::ShapeEmail);
    out.when(secret.contains(&b'%') && has(b"%s") || has(b"%d") || has(b"{}") || has(b"{0}"), Sig::ShapeFormat);
    out.when(secret.iter().any(|b| b"(){}[];".contains(b)), Sig::ShapeCode);
}

/// Whether a value is the hash of a password, as Unix, LDAP and frameworks write them.
pub(super) fn is_password_hash(value: &[u8]) -> bool {
    let lower = value.to_ascii_lowercase();
    HASHED.iter().any(|mark| lower.starts_with(mark.as_bytes()))
}

fn is_uuid(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"{").and_then(|t| t.strip_suffix(b"}")).unwrap_or(text);
    let dash = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    text.len() == 36 && text.iter().enumerate().all(|(at, b)| if dash(at) { *b == b'-' } else { b.is_ascii_hexdigit() })
}

/// Version 4, of the variant of RFC 9562: of the others some hold the time and the machine, and some were made up.
fn is_random_uuid(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"{").unwrap_or(text);
    text.get(14) == Some(&b'4') && text.get(19).is_some_and(|b| b"89abAB".contains(b))
}

/// The path of a module, as Go imports it: `k8s.io/client-go/pkg`, a host and then names.
fn is_module(secret: &[u8]) -> bool {
    let name = |text: &[u8]| {
        text.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._~-".contains(b)) && !text.is_empty()
    };
    if !secret.contains(&b'/') {
        return false;
    }
    let mut parts = secret.split(|byte| *byte == b'/');
    let host = parts.next().unwrap_or_default();
    let top = host.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    let hosted = top.len() < host.len() && (2..=6).contains(&top.len()) && top.iter().all(u8::is_ascii_lowercase);
    hosted && name(host) && parts.all(name)
}

fn is_file_name(lower: &[u8]) -> bool {
    const ENDS: [&[u8]; 29] = [
        b".json",
        b".yml",
        b".yaml",
        b".xml",
        b".txt",
        b".pem",
        b".key",
        b".crt",
        b".cer",
        b".p12",
        b".pfx",
        b".jks",
        b".py",
        b".js",
        b".ts",
        b".rb",
        b".go",
        b".php",
        b".html",
        b".md",
        b".png",
        b".svg",
        b".conf",
        b".cfg",
        b".env",
        b".properties",
        b".sh",
        b".pub",
        b".java",
    ];
    ENDS.iter().any(|end| lower.ends_with(end))
        && lower.iter().all(|b| b.is_ascii_alphanumeric() || b"._-/\\@".contains(b))
}
