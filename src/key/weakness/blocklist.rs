//! Lists of compromised keys that a person brings along, in the form of badkeys' `blocklist.dat`
//! (<https://github.com/badkeys/badkeys/blob/main/docs/BLOCKLISTFORMAT.md>): sorted records of 16 bytes, of which 15 are the first of
//! the fingerprint and the last one tells which of the author's collections the key is from.

use std::fmt;
use std::sync::Arc;

use super::known;
use crate::key::der::trim;
use crate::key::material::{Key, Public};

/// Bytes of a record.
const RECORD: usize = 16;

/// Bytes of a public key of Ed448, the longest that is a point.
const LONGEST_POINT: usize = 57;

/// Compromised keys, by fingerprint.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::key) struct Blocklist {
    /// What a person calls it.
    name: String,
    digest: [u8; 32],
    records: Arc<[u8]>,
}

impl fmt::Debug for Blocklist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Blocklist").field(&self.digest).finish()
    }
}

impl Blocklist {
    /// A list as it lies in a file; what is wrong with it otherwise.
    pub(in crate::key) fn new(name: &str, bytes: &[u8]) -> Result<Self, String> {
        let (records, rest) = bytes.as_chunks::<RECORD>();
        if !rest.is_empty() || records.is_empty() {
            return Err(format!(
                "{} bytes are no records of {RECORD} bytes; expected is badkeys' blocklist.dat, unpacked",
                bytes.len()
            ));
        }
        if let Some(at) = records.windows(2).position(|pair| pair.first() > pair.last()) {
            return Err(format!("record {} is out of order; expected is badkeys' blocklist.dat, unpacked", at + 2));
        }
        Ok(Self { name: name.to_owned(), digest: known::digest(bytes), records: bytes.into() })
    }

    /// What it says of a key; none where it does not list it.
    pub(in crate::key) fn says(&self, key: &Key) -> Option<String> {
        let full = match &key.public {
            // Ed25519 and its like are hashed as numbers there, without leading zeros; keys of lattices, which are longer, are not.
            Public::Raw(bytes) if bytes.len() <= LONGEST_POINT => known::digest(trim(bytes)),
            _ => known::fingerprint(key)?,
        };
        let wanted = full.first_chunk::<{ RECORD - 1 }>()?;
        let (records, _) = self.records.as_chunks::<RECORD>();
        let at = records.partition_point(|record| record.as_slice() < wanted.as_slice());
        let [found @ .., collection] = records.get(at)?;
        (found == wanted).then(|| format!("{} lists it, in collection {collection}", self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::material::Visibility;

    fn key(byte: u8) -> Key {
        let public = Public::Raw(vec![byte; 32]);
        Key { public, ..Key::new("Ed25519", None, Visibility::Public) }
    }

    #[test]
    fn keys_of_the_list_are_found_and_no_others() {
        let record = |byte: u8| {
            let mut record = known::fingerprint(&key(byte)).unwrap()[..RECORD].to_vec();
            record[RECORD - 1] = byte;
            record
        };
        let mut records: Vec<Vec<u8>> = (1..200).map(record).collect();
        records.sort();
        let list = Blocklist::new("x.dat", &records.concat()).unwrap();
        assert!((1..200).all(|byte| list.says(&key(byte)) == Some(format!("x.dat lists it, in collection {byte}"))));
        assert!((200..=255).all(|byte| list.says(&key(byte)).is_none()));
        assert!(!format!("{list:?}").contains("records"));
    }

    #[test]
    fn a_point_with_a_leading_zero_is_hashed_as_a_number() {
        let mut point = vec![7; 32];
        point[0] = 0;
        let digest = known::digest(&point[1..]);
        let record = [&digest[..RECORD - 1], &[3]].concat();
        let list = Blocklist::new("x", &record).unwrap();
        let key = |bytes: Vec<u8>| Key { public: Public::Raw(bytes), ..Key::new("Ed25519", None, Visibility::Public) };
        assert!(list.says(&key(point.clone())).is_some());
        assert!(list.says(&key(vec![7; 32])).is_none());
    }

    #[test]
    fn what_is_no_list_is_refused() {
        assert!(Blocklist::new("x", b"").is_err());
        assert!(Blocklist::new("x", &[0; 17]).unwrap_err().contains("17 bytes"));
        let records = [[2; RECORD], [1; RECORD]].concat();
        assert!(Blocklist::new("x", &records).unwrap_err().contains("record 2"));
    }
}
