//! RSA keys in XML (W3C XML Signature, and .NET's `ToXmlString`).

use super::base64::{decode, is_digit};
use super::der::Number;
use super::found::Found;
use super::material::{Key, Visibility};

/// The longest element.
const LONGEST: usize = 16 * 1024;

/// Reads the `<RSAKeyValue>` at a place.
pub(super) fn read(text: &[u8], at: usize) -> Option<Found> {
    let rest = text.get(at..text.len().min(at + LONGEST))?;
    let lower = rest.to_ascii_lowercase();
    let end = memchr::memmem::find(&lower, b"</rsakeyvalue>").map_or(rest.len(), |at| at + 14);
    let element = |name: &str| {
        let open = format!("<{name}>");
        let start = memchr::memmem::find(lower.get(..end)?, open.as_bytes())? + open.len();
        let body = rest.get(start..end)?;
        let body = body.get(..memchr::memchr(b'<', body)?)?;
        let digits = body.iter().all(|byte| is_digit(*byte) || *byte == b'=' || byte.is_ascii_whitespace());
        (digits && !body.is_empty()).then(|| decode(body.iter().copied()))
    };
    let (modulus, exponent) = (element("modulus")?, element("exponent")?);
    let private = element("d").is_some_and(|d| d.len() > 8) || element("p").is_some_and(|p| p.len() > 8);
    let visibility = if private { Visibility::Private } else { Visibility::Public };
    let mut key = Key::rsa(Number::unsigned(&modulus), Number::unsigned(&exponent), visibility);
    if let Some((p, q)) = element("p").zip(element("q")) {
        super::weakness::rsa::private_parts(&mut key, super::der::trim(&p), super::der::trim(&q));
    }
    let range = at..at + end;
    let shown = at..at + 13;
    Some(Found { hidden: at + 13..range.end, range, shown, keys: vec![key.within("XML")] })
}
