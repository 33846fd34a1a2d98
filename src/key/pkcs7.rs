//! PKCS#7 and CMS (RFC 5652): the certificates and revocation lists that a message carries.

use super::der::{OID, SEQUENCE, Tlv, first};
use super::material::{Key, Visibility};
use super::{pkcs, x509};

/// Most certificates of one message.
const MOST: usize = 1000;

/// `ContentInfo`.
pub(super) fn read(tlv: &Tlv<'_>, depth: usize) -> Vec<Key> {
    let Some((oid, content)) = content_info(tlv) else { return Vec::new() };
    match oid.as_str() {
        "1.2.840.113549.1.7.2" => signed_data(&content),
        // Data may hold a structure again, as PKCS#12 does.
        "1.2.840.113549.1.7.1" => {
            content.octets().and_then(first).map(|inner| pkcs::by_shape(&inner, depth + 1)).unwrap_or_default()
        }
        "1.2.840.113549.1.7.3" => vec![Key::new("encrypted message", None, Visibility::Message)],
        _ => Vec::new(),
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
