//! SSH keys: the wire format of public keys and certificates, OpenSSH's private files, RFC 4716 (RFC 4253, RFC 8709, `PROTOCOL.key`,
//! `PROTOCOL.certkeys`).

use super::armour::Armour;
use super::base64::{decode, is_digit};
use super::curve;
use super::der::Number;
use super::material::{Certificate, Key, Protection, Visibility};
use super::policy::Kind;

/// Rounds of bcrypt below which a password is soon guessed: `ssh-keygen` has made 16 since 2014.
const FEW: u64 = 16;

/// How a private file begins.
const MAGIC: &[u8] = b"openssh-key-v1\0";

/// Reads length and bytes, again and again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wire<'d> {
    rest: &'d [u8],
}

impl<'d> Wire<'d> {
    /// Of some bytes.
    pub(super) fn of(bytes: &'d [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Four bytes.
    pub(super) fn word(&mut self) -> Option<u32> {
        let (head, rest) = self.rest.split_first_chunk::<4>()?;
        self.rest = rest;
        Some(u32::from_be_bytes(*head))
    }

    fn long(&mut self) -> Option<u64> {
        let (head, rest) = self.rest.split_first_chunk::<8>()?;
        self.rest = rest;
        Some(u64::from_be_bytes(*head))
    }

    /// A string; none where its length lies.
    pub(super) fn string(&mut self) -> Option<&'d [u8]> {
        let mut ahead = *self;
        let length = usize::try_from(ahead.word()?).ok()?;
        let (head, rest) = ahead.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(head)
    }

    fn number(&mut self) -> Option<Number<'d>> {
        self.string().map(Number::signed)
    }
}

/// A public key, or a certificate, in its wire format.
pub(super) fn blob(bytes: &[u8]) -> Option<Key> {
    let mut wire = Wire::of(bytes);
    let name = std::str::from_utf8(wire.string()?).ok()?;
    let (plain, certificate) = match name.split_once("-cert-v0") {
        Some((plain, _)) => (plain, true),
        None => (name.split('@').next().unwrap_or(name), false),
    };
    if certificate {
        wire.string()?;
    }
    let mut key = body(plain, &mut wire)?;
    if certificate {
        key.visibility = Visibility::Certificate;
        key.certificate = signed(&mut wire).map(Box::new);
    }
    Some(key.within("SSH"))
}

fn body(name: &str, wire: &mut Wire<'_>) -> Option<Key> {
    let public = Visibility::Public;
    Some(match name {
        "ssh-rsa" | "rsa-sha2-256" | "rsa-sha2-512" => {
            let exponent = wire.number()?;
            Key::rsa(wire.number()?, exponent, public)
        }
        "ssh-dss" => {
            let (p, q, _, y) = (wire.number()?, wire.number()?, wire.number()?, wire.number()?);
            Key::group("DSA", Kind::Dsa, [p, q, y], public)
        }
        "ssh-ed25519" | "sk-ssh-ed25519" => {
            let key = Key::montgomery("Ed25519", wire.string()?, public);
            if name.starts_with("sk-") { token(key, wire) } else { key }
        }
        // In the world of SSH its size is that of its field.
        "ssh-ed448" => Key { bits: Some(448), ..Key::montgomery("Ed448", wire.string()?, public) },
        _ if name.starts_with("ecdsa-sha2-") || name.starts_with("sk-ecdsa-sha2-") => {
            let curve = std::str::from_utf8(wire.string()?).ok()?;
            let key = Key::curve(curve::by_name(curve), wire.string()?, public);
            if name.starts_with("sk-") { token(key, wire) } else { key }
        }
        _ if name.len() < 64 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') => {
            wire.string()?;
            let kind = name.contains("mldsa").then_some(Kind::MlDsa);
            Key::new(name.to_owned(), kind, public)
        }
        _ => return None,
    })
}

/// A key whose private half is in a token.
fn token(mut key: Key, wire: &mut Wire<'_>) -> Key {
    wire.string();
    key.remark = Some("the private half is in a security key".to_owned());
    key
}

/// What stands in a certificate behind its key.
fn signed(wire: &mut Wire<'_>) -> Option<Certificate> {
    wire.long()?;
    let host = wire.word()? == 2;
    let subject = String::from_utf8_lossy(wire.string()?).into_owned();
    let _principals = wire.string()?;
    let (after, before) = (wire.long()?, wire.long()?);
    wire.string()?;
    wire.string()?;
    wire.string()?;
    let authority = blob_plain(wire.string()?).map(|key| key.describe()).unwrap_or_default();
    let mut signature = Wire::of(wire.string()?);
    let scheme = String::from_utf8_lossy(signature.string()?).into_owned();
    let hash = match scheme.as_str() {
        "ssh-rsa" | "ssh-dss" => "SHA-1".to_owned(),
        "rsa-sha2-256" => "SHA-256".to_owned(),
        "rsa-sha2-512" => "SHA-512".to_owned(),
        _ => scheme,
    };
    let subject: String = subject.chars().take(200).collect();
    Some(Certificate {
        not_before: day(after),
        not_after: day(before),
        signature: hash.into(),
        subject: format!("{} {subject}", if host { "host" } else { "user" }),
        issuer: authority,
        ..Certificate::default()
    })
}

/// A key that is no certificate: who signs may not be signed again here.
fn blob_plain(bytes: &[u8]) -> Option<Key> {
    let mut wire = Wire::of(bytes);
    let name = std::str::from_utf8(wire.string()?).ok()?;
    body(name.split('@').next().unwrap_or(name), &mut wire)
}

/// The day of a time in seconds; none for the end of time.
fn day(seconds: u64) -> Option<jiff::civil::Date> {
    let seconds = i64::try_from(seconds).ok()?;
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    Some(jiff::tz::TimeZone::UTC.to_datetime(time).date())
}

/// A file of `ssh-keygen`.
pub(super) fn openssh_private(bytes: &[u8]) -> Vec<Key> {
    private_file(bytes).unwrap_or_else(|| {
        let mut key = Key::new("unknown", None, Visibility::Private);
        key.weakness("key/unreadable", "an OpenSSH private key whose structure cannot be read");
        vec![key]
    })
}

fn private_file(bytes: &[u8]) -> Option<Vec<Key>> {
    let mut wire = Wire::of(bytes.strip_prefix(MAGIC)?);
    let cipher = String::from_utf8_lossy(wire.string()?).into_owned();
    let kdf = String::from_utf8_lossy(wire.string()?).into_owned();
    let mut options = Wire::of(wire.string()?);
    let rounds = options.string().and_then(|_| options.word());
    let count = wire.word()?.min(64);
    let publics: Vec<&[u8]> = (0..count).map_while(|_| wire.string()).collect();
    let secret = wire.string();
    let protection = (cipher != "none").then(|| {
        let mut protection = Protection {
            cipher: known(cipher),
            kdf: known(kdf),
            rounds: rounds.map(u64::from),
            memory: None,
            weak: None,
        };
        protection.note_rounds(FEW);
        protection
    });
    let keys = publics.iter().map(|public| {
        let mut key = blob(public).unwrap_or_else(|| {
            let mut key = Key::new("unknown", None, Visibility::Private);
            key.weakness("key/unreadable", "its public half cannot be read");
            key
        });
        key.visibility = Visibility::Private;
        key.protection.clone_from(&protection);
        if protection.is_none() && count == 1 {
            check_pair(&mut key, secret.unwrap_or_default());
        }
        key.within("OpenSSH")
    });
    Some(keys.collect())
}

/// The public half that stands beside the private one must be the one outside.
fn check_pair(key: &mut Key, secret: &[u8]) {
    let mut wire = Wire::of(secret);
    if wire.word() != wire.word() {
        key.weakness("key/unreadable", "the check of its private half fails");
        return;
    }
    let Some(name) = wire.string().and_then(|name| std::str::from_utf8(name).ok()) else { return };
    let inside = match name.split('@').next().unwrap_or(name) {
        "ssh-rsa" => {
            let modulus = wire.number();
            modulus.zip(wire.number()).map(|(n, e)| Key::rsa(n, e, Visibility::Private))
        }
        other if other.contains("-cert-v0") => None,
        other => body(other, &mut wire),
    };
    if inside.is_some_and(|inside| inside.identity() != key.identity()) {
        key.weakness("key/mismatched-pair", "its private half belongs to another public half");
    }
}

/// A word of a file, if it looks like one.
fn known(word: String) -> super::material::Text {
    let good = word.len() <= 64 && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-@.".contains(&byte));
    if good { word.into() } else { "unknown".into() }
}

/// `SSHSIG`: the key that signed.
pub(super) fn signature(bytes: &[u8]) -> Option<Key> {
    let mut wire = Wire::of(bytes.strip_prefix(b"SSHSIG")?);
    wire.word()?;
    let mut key = blob(wire.string()?)?;
    key.visibility = Visibility::Message;
    Some(key.within("SSH signature"))
}

/// RFC 4716, and the private form of SSH Communications that PuTTY calls ssh.com.
pub(super) fn ssh2(armour: &Armour) -> Option<Key> {
    if !armour.label.contains("PRIVATE") {
        return blob(&armour.bytes).map(|key| key.within("SSH2"));
    }
    let mut wire = Wire::of(&armour.bytes);
    let mut key = Key::new("unknown", None, Visibility::Private);
    if wire.word()? == 0x3f6f_f9eb {
        wire.word()?;
        let kind = String::from_utf8_lossy(wire.string()?).into_owned();
        let cipher = String::from_utf8_lossy(wire.string()?).into_owned();
        if kind.contains("rsa") {
            (key.algorithm, key.kind) = ("RSA".into(), Some(Kind::Rsa));
        } else if kind.contains("dl-modp") {
            (key.algorithm, key.kind) = ("DSA".into(), Some(Kind::Dsa));
        }
        if cipher != "none" {
            let weak = Some("one round of MD5 makes the key from the password".into());
            key.protection =
                Some(Protection { cipher: known(cipher), kdf: "MD5".into(), rounds: Some(1), memory: None, weak });
        }
    }
    Some(key.within("SSH2"))
}

/// A line of `authorized_keys`, `known_hosts` or a `.pub` file whose base64 begins at `at`: where it ends, and the key.
pub(super) fn line(text: &[u8], at: usize) -> Option<(usize, Key)> {
    let rest = text.get(at..)?;
    let length = rest.iter().take(super::material::LONGEST * 4).take_while(|byte| is_digit(**byte)).count();
    let padding = rest.iter().skip(length).take(2).take_while(|byte| **byte == b'=').count();
    let bytes = decode(rest.get(..length)?.iter().copied());
    Some((at + length + padding, blob(&bytes)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(bytes: &[u8]) -> Vec<u8> {
        [&u32::try_from(bytes.len()).unwrap().to_be_bytes()[..], bytes].concat()
    }

    #[test]
    fn sizes_are_those_of_the_numbers() {
        let modulus = [&[0u8, 0x80][..], &[1; 127]].concat();
        let rsa = [string(b"ssh-rsa"), string(&[1, 0, 1]), string(&modulus)].concat();
        let key = blob(&rsa).unwrap();
        assert_eq!((key.algorithm.as_ref(), key.bits), ("RSA", Some(1024)));
        assert_eq!(blob(&rsa[..rsa.len() - 1]), None);
        let sk = [string(b"sk-ssh-ed25519@openssh.com"), string(&[7; 32]), string(b"ssh:")].concat();
        assert_eq!(blob(&sk).unwrap().algorithm, "Ed25519");
    }

    #[test]
    fn lengths_that_lie_are_refused() {
        assert_eq!(blob(&[0xff; 40]), None);
        assert_eq!(openssh_private(MAGIC)[0].weaknesses[0].rule, "key/unreadable");
    }
}
