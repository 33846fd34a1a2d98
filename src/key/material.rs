//! What was measured of one key or certificate: the words that containers, weaknesses and reports share.

use std::borrow::Cow;

use jiff::civil::Date;

use super::der::Number;
use super::policy::Kind;

/// A text that is usually one of ours.
pub(super) type Text = Cow<'static, str>;

/// What an object shows to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Visibility {
    /// The private half.
    Private,
    /// The public half.
    Public,
    /// A public key, signed.
    Certificate,
    /// A public key that asks to be signed.
    Request,
    /// A list of revoked certificates.
    RevocationList,
    /// Parameters that keys are made from.
    Parameters,
    /// A symmetric key.
    Secret,
    /// A store whose content could not be seen.
    Store,
    /// Something signed or encrypted, that tells of its keys.
    Message,
}

/// How a private key is protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protection {
    /// The cipher as its format names it.
    pub cipher: Text,
    /// How the password becomes a key.
    pub kdf: Text,
    /// Its work factor: iterations, or the base-2 logarithm of scrypt's N.
    pub rounds: Option<u64>,
    /// KiB of memory, where it takes some.
    pub memory: Option<u64>,
    /// Why it does not protect well, if it does not.
    pub weak: Option<Text>,
}

/// The public numbers of a key, as they stand in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Public {
    /// Not seen.
    #[default]
    Hidden,
    /// Modulus and exponent.
    Rsa {
        /// Most significant byte first, without leading zeros.
        modulus: Vec<u8>,
        /// Likewise.
        exponent: Vec<u8>,
        /// A modulus or an exponent that is negative as written.
        negative: bool,
    },
    /// Prime, order of the group (empty where it is not given) and public value.
    Group {
        /// The prime.
        prime: Vec<u8>,
        /// The order of the group.
        order: Vec<u8>,
        /// The public value; empty for parameters.
        value: Vec<u8>,
    },
    /// A point as it is encoded.
    Point(Vec<u8>),
    /// A key that is plain bytes.
    Raw(Vec<u8>),
}

/// What a certificate says beside its key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Certificate {
    /// First day on which it holds.
    pub not_before: Option<Date>,
    /// Last day on which it holds.
    pub not_after: Option<Date>,
    /// The hash of its signature (`SHA-256`), or what signs it.
    pub signature: Text,
    /// The common name, or what stands for it, of its subject.
    pub subject: String,
    /// Likewise of who signed it.
    pub issuer: String,
    /// Subject and issuer are the same.
    pub self_signed: bool,
    /// It may sign others.
    pub authority: bool,
    /// Digests of the names, by which a certificate finds its issuer.
    pub(super) names: [[u8; 8]; 2],
}

/// Something wrong with a key, whatever the policy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weakness {
    /// The rule that tells of it: `key/…`.
    pub rule: &'static str,
    /// What was measured, for a person. Holds no key.
    pub detail: String,
}

/// A measured key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// `RSA`, `EC`, `Ed25519` …, or an object identifier.
    pub algorithm: Text,
    /// Under which name policies speak of it.
    pub kind: Option<Kind>,
    /// Its size in bits; none where it cannot be seen.
    pub bits: Option<u32>,
    /// The curve's name.
    pub curve: Option<String>,
    /// Who sees what.
    pub visibility: Visibility,
    /// What it came in: `PEM`, `DER`, `OpenSSH` …
    pub container: Text,
    /// How it is protected; none where nothing does.
    pub protection: Option<Protection>,
    /// Its public numbers.
    pub public: Public,
    /// What a certificate says.
    pub certificate: Option<Box<Certificate>>,
    /// What is wrong with it.
    pub weaknesses: Vec<Weakness>,
    /// What else a person should know of it: a store's password that was guessed.
    pub remark: Option<String>,
}

impl Key {
    /// A key of which nothing is known but what it is called.
    pub(super) fn new(algorithm: impl Into<Text>, kind: Option<Kind>, visibility: Visibility) -> Self {
        Self {
            algorithm: algorithm.into(),
            kind,
            bits: None,
            curve: None,
            visibility,
            container: Cow::Borrowed(""),
            protection: None,
            public: Public::Hidden,
            certificate: None,
            weaknesses: Vec::new(),
            remark: None,
        }
    }

    /// An RSA key.
    pub(super) fn rsa(modulus: Number<'_>, exponent: Number<'_>, visibility: Visibility) -> Self {
        Self {
            bits: Some(modulus.bit_length()),
            public: Public::Rsa {
                modulus: capped(modulus.bytes),
                exponent: capped(exponent.bytes),
                negative: modulus.negative || exponent.negative,
            },
            ..Self::new("RSA", Some(Kind::Rsa), visibility)
        }
    }

    /// A key of a group of a prime's residues.
    pub(super) fn group(algorithm: &'static str, kind: Kind, numbers: [Number<'_>; 3], visibility: Visibility) -> Self {
        let [prime, order, value] = numbers;
        Self {
            bits: Some(prime.bit_length()),
            public: Public::Group {
                prime: capped(prime.bytes),
                order: capped(order.bytes),
                value: capped(value.bytes),
            },
            ..Self::new(algorithm, Some(kind), visibility)
        }
    }

    /// A key on a curve.
    pub(super) fn curve(shape: super::curve::Shape, point: &[u8], visibility: Visibility) -> Self {
        let kind = if shape.binary { Kind::EcBinary } else { Kind::Ec };
        let mut key = Self::new("EC", Some(kind), visibility);
        key.bits = Some(shape.bits).filter(|bits| *bits > 0);
        if shape.explicit {
            key.weakness("key/explicit-curve", format!("its parameters are written out ({})", shape.name));
        }
        if !point.is_empty() {
            key.public = Public::Point(capped(point));
        }
        if shape.name == "SM2" {
            key.algorithm = Cow::Borrowed("SM2");
        }
        key.curve = Some(shape.name);
        key
    }

    /// A key of one of the curves that have a form of their own (Ed25519 …).
    pub(super) fn montgomery(name: &'static str, public: &[u8], visibility: Visibility) -> Self {
        let bits = match name {
            "Ed448" => 456,
            "X448" => 448,
            _ => 256,
        };
        let mut key = Self::new(name, Some(Kind::Eddsa), visibility);
        key.bits = Some(bits);
        if !public.is_empty() {
            key.public = Public::Raw(capped(public));
        }
        key
    }

    /// In a container.
    #[must_use]
    pub(super) fn within(mut self, container: impl Into<Text>) -> Self {
        self.container = container.into();
        self
    }

    /// Notes something that is wrong with it.
    pub(super) fn weakness(&mut self, rule: &'static str, detail: impl Into<String>) {
        self.weaknesses.push(Weakness { rule, detail: detail.into() });
    }

    /// Whether it is a private or a symmetric key that anybody who reads the file can use.
    pub fn is_open_secret(&self) -> bool {
        matches!(self.visibility, Visibility::Private | Visibility::Secret) && self.protection.is_none()
    }

    /// Whether it holds a private half, protected or not.
    pub fn is_private(&self) -> bool {
        matches!(self.visibility, Visibility::Private | Visibility::Secret)
    }

    /// Algorithm and size as a person writes them: `RSA 2048`, `EC P-256`.
    pub fn describe(&self) -> String {
        match (&self.curve, self.bits) {
            (Some(curve), _) => format!("{} {curve}", self.algorithm),
            (None, Some(bits)) => format!("{} {bits}", self.algorithm),
            (None, None) => self.algorithm.clone().into_owned(),
        }
    }

    /// The bytes that make two keys the same key: empty where the public half is not seen.
    pub(super) fn identity(&self) -> &[u8] {
        match &self.public {
            Public::Hidden => &[],
            Public::Rsa { modulus, .. } => modulus,
            Public::Group { value, prime, .. } => {
                if value.is_empty() {
                    prime
                } else {
                    value
                }
            }
            // The x coordinate, so that both forms of a point are one.
            Public::Point(point) => {
                let half = match point.first() {
                    Some(2 | 3) => point.len() - 1,
                    _ => point.len() / 2,
                };
                super::der::trim(point.get(1..=half).unwrap_or(point))
            }
            Public::Raw(bytes) => bytes,
        }
    }
}

/// The longest number that is kept, in bytes: longer ones are measured and not computed with.
pub(super) const LONGEST: usize = 4096;

fn capped(bytes: &[u8]) -> Vec<u8> {
    if bytes.len() > LONGEST { Vec::new() } else { bytes.to_vec() }
}
