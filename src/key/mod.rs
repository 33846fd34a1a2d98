//! Keys and certificates: found in any container, measured from their own bytes, judged under a policy.
//!
//! Parsing is lenient, because a weak or odd key is what is looked for: nothing here refuses a number. A container is a file
//! (`pem`, `ssh`, `openpgp` …), a weakness is a file (`weakness/`), and what a size is worth is data (`policies/key/`). Code that
//! makes keys is the business of `facts/`.

mod armour;
mod bare;
mod base64;
mod binary;
mod bouncy;
mod curve;
mod der;
mod find;
mod found;
mod judge;
mod jwk;
mod material;
mod minisign;
mod openpgp;
mod packet;
mod password;
mod pem;
mod pkcs;
mod pkcs12;
mod pkcs7;
mod policy;
mod ppk;
mod protection;
mod shape;
mod ssh;
mod store;
mod together;
mod weakness;
mod x509;
mod xml;

pub use find::{MOST, keywords};
pub use found::Found;
pub use judge::{Terms, Verdict, judge};
pub use material::{Certificate, Key, Protection, Public, Visibility, Weakness};
pub use policy::{Judgement, Kind, Limit, Policy, PolicyProblem};
pub use together::{TOGETHER, Together, compare};
pub use weakness::gcd::{MOST as MOST_MODULI, shared};

/// Finds what begins at the given places of a text, and looks for weaknesses. See [`keywords`].
pub fn find(text: &[u8], places: &[usize]) -> Vec<Found> {
    examined(find::find(text, places))
}

/// What a file holds as a whole, where its beginning or its name says that it may be a key.
pub fn find_whole(path: &[u8], content: &[u8]) -> Option<Found> {
    examined(binary::read(path, content)).into_iter().next()
}

fn examined(found: impl IntoIterator<Item = Found>) -> Vec<Found> {
    let mut found: Vec<Found> = found.into_iter().collect();
    found.iter_mut().flat_map(|found| &mut found.keys).for_each(weakness::examine);
    found
}

/// SHA-256 of what makes a key, in hexadecimal digits: two keys with one fingerprint are one key. None where the public half is
/// not seen.
pub fn fingerprint(key: &Key) -> Option<String> {
    weakness::known::fingerprint(key).map(hexadecimal)
}

/// What tells a key from others: its fingerprint or, where the public half is not seen, a digest of all that is.
pub fn identity(key: &Key, material: &[u8]) -> String {
    fingerprint(key).unwrap_or_else(|| hexadecimal(weakness::known::digest(material)))
}

fn hexadecimal(bytes: [u8; 32]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
