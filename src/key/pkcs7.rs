//! PKCS#7 and CMS (RFC 5652): the certificates and revocation lists that a message carries.

use super::der::{OID, SEQUENCE, Tlv, first};
use super::material::{Key, Visibility};
use super::x509;

/// Most certificates of one message.
const MOST: usize = 1000;

/// What a message holds.
pub(super) enum Content<'d> {
    /// Keys and certificates.
    Keys(Vec<Key>),
    /// Data, which may be a structure again, as in PKCS#12.
    Data(Tlv<'d>),
}

/// `ContentInfo`.
pub(super) fn read<'d>(tlv: &Tlv<'d>) -> Content<'d> {
    let none = Content::Keys(Vec::new());
    let Some((oid, content)) = content_info(tlv) else { return none };
    match oid.as_str() {
        "1.2.840.113549.1.7.2" => Content::Keys(signed_data(&content)),
        "1.2.840.113549.1.7.1" => content.octets().and_then(first).map_or(none, Content::Data),
        "1.2.840.113549.1.7.3" => Content::Keys(vec![Key::new("encrypted message", None, Visibility::Message)]),
        _ => none,
    }
}

/// Type and content.
pub(super) fn content_info<'d>(tlv: &Tlv<'d>) -> Option<(String, Tlv<'d>)> {
    let mut fields = tlv.sequence()?;
    let oid = fields.only(OID)?.oid()?;
    Some((oid, first(fields.only(0xa0)?.body)?))
}

fn signed_data(content: &Tlv<'_>) -> Vec<Key> {
    let sets = content.elements().filter(|tlv| matches!(tlv.tag, 0xa0 | 0xa1));
    sets.flat_map(|set| set.elements().filter(|tlv| tlv.tag == SEQUENCE).take(MOST).collect::<Vec<_>>())
        .filter_map(|signed| x509::signed(&signed))
        .collect()
}
