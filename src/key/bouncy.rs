//! BouncyCastle's key stores: BKS, entry by entry; UBER, which is encrypted as a whole. Sun's own are in `store`, BCFKS is
//! one of the structures of `pkcs`.
//!
//! BKS's format is that of `BcKeyStoreSpi` in BouncyCastle's provider: version, salt, iterations; entries, each with its kind, alias,
//! date and chain; a zero; and an HMAC of the entries. Certificates lie in it in clear, and so do keys that no password was given for.

use super::der::first;
use super::material::{Key, Protection, Text, Visibility};
use super::policy::Kind;
use super::store::{MOST, long, short, word};
use super::{password, shape, x509};

/// Bytes of the HMAC at the end of a store.
const CHECKSUM: usize = 20;

/// Reads a store; none where the bytes are those of something else.
pub(super) fn store(content: &[u8]) -> Option<Vec<Key>> {
    let mut rest = content;
    let version = word(&mut rest).filter(|version| (1..=2).contains(version))?;
    let salt = long(&mut rest).filter(|salt| (8..=64).contains(&salt.len()))?;
    let rounds = word(&mut rest).filter(|rounds| (1..=10_000_000).contains(rounds)).map(u64::from)?;
    let how = Store { version, rounds };
    // An encrypted store has any byte where the kind of the first entry would be.
    if rest.first().is_none_or(|kind| *kind > SEALED) {
        let mut key = Key::new("unknown", None, Visibility::Store);
        key.protection = Some(how.protection("Twofish"));
        return Some(vec![key.within("UBER")]);
    }
    let body = rest;
    let mut keys = Vec::new();
    let mut whole = false;
    for _ in 0..MOST {
        let Some((kind, behind)) = rest.split_first() else { break };
        rest = behind;
        if *kind == 0 {
            whole = true;
            break;
        }
        let Some(found) = how.entry(*kind, &mut rest) else { break };
        keys.extend(found);
    }
    if keys.is_empty() {
        keys.push(Key::new("unknown", None, Visibility::Store));
    }
    if !whole {
        unreadable(&mut keys, "the store ends within an entry");
    } else if rest.len() != CHECKSUM {
        unreadable(&mut keys, "the store's checksum is missing");
    } else if let Some(found) =
        body.get(..body.len() - CHECKSUM).and_then(|body| password::bouncy_castle(version, (salt, rounds), body, rest))
    {
        for key in keys.iter_mut().filter(|key| key.is_private()) {
            key.weakness("key/usual-password", format!("the store opens with {}", password::named(found)));
        }
    }
    Some(keys.into_iter().map(|key| key.within("BKS")).collect())
}

const CERTIFICATE: u8 = 1;
const KEY: u8 = 2;
const SECRET: u8 = 3;
const SEALED: u8 = 4;

/// What the head of a store says.
struct Store {
    version: u32,
    rounds: u64,
}

impl Store {
    fn protection(&self, cipher: &'static str) -> Protection {
        let mut protection = Protection {
            cipher: Text::from(cipher),
            kdf: Text::from("PKCS#12"),
            rounds: Some(self.rounds),
            memory: None,
            weak: (self.version == 1).then(|| Text::from("a BKS store of version 1 has a checksum of 16 bits")),
        };
        // BouncyCastle itself makes 1024 to 2047.
        protection.note_rounds(1024);
        protection
    }

    fn entry(&self, kind: u8, rest: &mut &[u8]) -> Option<Vec<Key>> {
        short(rest)?;
        *rest = rest.get(8..)?;
        let chain = word(rest)?.min(MOST);
        let mut keys = Vec::new();
        for _ in 0..chain {
            keys.extend(certificate(rest)?);
        }
        match kind {
            CERTIFICATE => keys.extend(certificate(rest)?),
            KEY => keys.extend(open(rest)?),
            SECRET | SEALED => {
                long(rest)?;
                keys.insert(0, self.sealed(keys.first()));
            }
            _ => return None,
        }
        Some(keys)
    }

    /// A sealed key: with a chain it is the private half of its first certificate, as Java takes no private key without one.
    fn sealed(&self, certificate: Option<&Key>) -> Key {
        let mut key = certificate.cloned().unwrap_or_else(|| Key::new("symmetric", None, Visibility::Secret));
        if certificate.is_some() {
            key.visibility = Visibility::Private;
        }
        key.certificate = None;
        key.weaknesses.clear();
        key.protection = Some(self.protection("3DES"));
        key
    }
}

/// Nothing where what stands there is no certificate of X.509.
fn certificate(rest: &mut &[u8]) -> Option<Vec<Key>> {
    short(rest)?;
    let body = long(rest)?;
    Some(first(body).and_then(|tlv| x509::signed(&tlv)).into_iter().collect())
}

fn unreadable(keys: &mut [Key], why: &'static str) {
    for key in keys {
        key.weakness("key/unreadable", why);
    }
}

/// A key that lies in the store as it is: which half, format, algorithm, encoding.
fn open(rest: &mut &[u8]) -> Option<Vec<Key>> {
    let (half, behind) = rest.split_first()?;
    *rest = behind;
    short(rest)?;
    let algorithm = String::from_utf8_lossy(short(rest)?).into_owned();
    let body = long(rest)?;
    if *half == 2 {
        // The policies' kind for symmetric keys of any algorithm, as for JSON Web Keys.
        let mut key = Key::new(algorithm, Some(Kind::Hmac), Visibility::Secret);
        key.bits = u32::try_from(body.len() * 8).ok();
        return Some(vec![key]);
    }
    Some(first(body).map(|tlv| shape::by_shape(&tlv, 0)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> Vec<u8> {
        [&u16::try_from(bytes.len()).unwrap().to_be_bytes()[..], bytes].concat()
    }

    fn head(version: u32) -> Vec<u8> {
        [&version.to_be_bytes()[..], &8u32.to_be_bytes(), &[7; 8], &1500u32.to_be_bytes()].concat()
    }

    fn store_with(entry: &[u8]) -> Vec<u8> {
        [&head(2), entry, &[0], &[9; CHECKSUM]].concat()
    }

    #[test]
    fn keys_that_lie_open_and_sealed_ones_are_told_apart() {
        let before = [text(b"a"), vec![0; 8], vec![0; 4]].concat();
        let open =
            [vec![KEY], before.clone(), vec![2], text(b"RAW"), text(b"AES"), 16u32.to_be_bytes().to_vec(), vec![5; 16]];
        let sealed = [vec![SEALED], before, 40u32.to_be_bytes().to_vec(), vec![5; 40]];
        let keys = store(&store_with(&[open.concat(), sealed.concat()].concat())).unwrap();
        let of = |key: &Key| (key.algorithm.to_string(), key.bits, key.visibility, key.protection.is_some());
        assert_eq!(of(&keys[0]), ("AES".to_owned(), Some(128), Visibility::Secret, false));
        assert_eq!(of(&keys[1]), ("symmetric".to_owned(), None, Visibility::Secret, true));
        assert!(keys.iter().all(|key| key.weaknesses.is_empty()), "{keys:#?}");
    }

    #[test]
    fn a_store_that_is_cut_says_so_and_one_that_is_encrypted_hides_all() {
        let whole = store_with(&[&[SEALED][..], &text(b"a"), &[0; 12], &40u32.to_be_bytes(), &[5; 40]].concat());
        for end in head(2).len() + 1..whole.len() {
            let keys = store(&whole[..end]).unwrap();
            assert!(keys.iter().all(|key| key.weaknesses.iter().any(|w| w.rule == "key/unreadable")), "{end}");
        }
        let keys = store(&[&head(1)[..], &[0x9c; 64]].concat()).unwrap();
        assert_eq!((keys[0].container.as_ref(), keys[0].visibility), ("UBER", Visibility::Store));
        assert_eq!(store(&[&3u32.to_be_bytes()[..], &whole[4..]].concat()), None);
    }
}
