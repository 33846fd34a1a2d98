//! stub
use std::str::FromStr;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksum {
    Crc32Base62,
    Other,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    Valid,
    Invalid,
    Unknown,
}
impl FromStr for Checksum {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        Ok(if s == "crc32-base62" { Self::Crc32Base62 } else { Self::Other })
    }
}
impl Checksum {
    pub fn check(self, _secret: &[u8]) -> Validity {
        Validity::Unknown
    }
}
