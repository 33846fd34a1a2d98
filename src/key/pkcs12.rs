//! PKCS#12 (RFC 7292): what a store shows without its password, and what it shows to the passwords that everybody knows.

use super::der::{INTEGER, OCTET_STRING, OID, SEQUENCE, Tlv, first, joined};
use super::material::{Key, Protection, Visibility};
use super::{password, pkcs, pkcs7, protection, x509};

/// Most bags of one store.
const MOST: usize = 1000;

/// `PFX`.
pub(super) fn read(tlv: &Tlv<'_>, depth: usize) -> Vec<Key> {
    let Some(mut fields) = tlv.sequence() else { return Vec::new() };
    fields.only(INTEGER);
    let Some(safe) = fields.only(SEQUENCE) else { return Vec::new() };
    let Some((_, content)) = pkcs7::content_info(&safe) else { return Vec::new() };
    let bytes = joined(&content, 0);
    let mut store = Store::default();
    store.safes(&bytes, depth);
    let mut keys = store.keys;
    if let Some(password) = store.password {
        for key in &mut keys {
            let with = password::named(password);
            if key.is_private() {
                key.weakness("key/usual-password", format!("the store opens with {with}"));
            }
            key.remark = Some(format!("opened with {with}"));
        }
    }
    if store.closed || keys.is_empty() {
        let mut closed = Key::new("unknown", None, Visibility::Store);
        closed.protection = store.protection;
        keys.push(closed);
    }
    keys.into_iter().map(|key| key.within("PKCS#12")).collect()
}

/// What a store gave so far.
#[derive(Default)]
struct Store {
    keys: Vec<Key>,
    /// A part could not be opened.
    closed: bool,
    protection: Option<Protection>,
    /// The usual password that opened a part.
    password: Option<&'static str>,
    /// Passwords were tried, and none opened a part.
    tried: bool,
}

impl Store {
    fn safes(&mut self, bytes: &[u8], depth: usize) {
        let Some(list) = first(bytes) else { return };
        for safe in list.elements().take(MOST) {
            let Some((oid, content)) = pkcs7::content_info(&safe) else { continue };
            match oid.as_str() {
                "1.2.840.113549.1.7.1" => self.bags(&joined(&content, 0), depth),
                "1.2.840.113549.1.7.6" => self.encrypted(&content, depth),
                _ => self.closed = true,
            }
        }
    }

    /// `EncryptedData`: version, and type, scheme and content.
    fn encrypted(&mut self, content: &Tlv<'_>, depth: usize) {
        let mut fields = content.elements();
        fields.only(INTEGER);
        let Some(info) = fields.only(SEQUENCE) else { return };
        let mut fields = info.elements();
        fields.only(OID);
        let Some(scheme) = fields.only(SEQUENCE) else { return };
        self.protection = protection::scheme(&scheme);
        let sealed = fields.next().map(|tlv| joined(&tlv, 0)).unwrap_or_default();
        match self.open(&scheme, &sealed) {
            Some(plain) => self.bags(&plain, depth),
            None => self.closed = true,
        }
    }

    /// Tries the usual passwords, once a store; then only the one that opened a part.
    fn open(&mut self, scheme: &Tlv<'_>, sealed: &[u8]) -> Option<Vec<u8>> {
        if let Some(password) = self.password {
            return password::open(scheme, sealed, password);
        }
        if std::mem::replace(&mut self.tried, true) {
            return None;
        }
        let opens = |word: &'static str| password::open(scheme, sealed, word).map(|plain| (word, plain));
        let (word, plain) = password::USUAL.into_iter().find_map(opens)?;
        self.password = Some(word);
        Some(plain)
    }

    /// A private key under a password, opened if it is a usual one.
    fn shrouded(&mut self, value: &Tlv<'_>) {
        let Some(closed) = pkcs::encrypted(value) else { return };
        let mut fields = value.elements();
        let opened = fields.only(SEQUENCE).zip(fields.next()).and_then(|(scheme, sealed)| {
            let plain = self.open(&scheme, &joined(&sealed, 0))?;
            pkcs::pkcs8(&first(&plain)?)
        });
        let protection = closed.protection.clone();
        self.keys.push(opened.map_or(closed, |key| Key { protection, ..key }));
    }

    fn bags(&mut self, bytes: &[u8], depth: usize) {
        let Some(list) = first(bytes) else { return };
        for bag in list.elements().take(MOST) {
            let mut fields = bag.elements();
            let Some(oid) = fields.only(OID).and_then(|tlv| tlv.oid()) else { continue };
            let Some(value) = fields.only(0xa0).and_then(|tlv| first(tlv.body)) else { continue };
            match oid.strip_prefix("1.2.840.113549.1.12.10.1.") {
                Some("1") => self.keys.extend(pkcs::pkcs8(&value)),
                Some("2") => self.shrouded(&value),
                Some("3") => self.keys.extend(certificate(&value)),
                Some("6") if depth < pkcs::DEPTH => self.bags(value.raw, depth + 1),
                _ => {}
            }
        }
    }
}

fn certificate(bag: &Tlv<'_>) -> Option<Key> {
    let mut fields = bag.elements();
    fields.only(OID)?;
    let inner = first(fields.only(0xa0)?.body).filter(|tlv| tlv.tag == OCTET_STRING)?;
    x509::signed(&first(inner.body)?)
}
