//! Elliptic curves: by object identifier, by name, by parameters, and whether a point lies on one.

use std::sync::OnceLock;

use dashu_int::UBig;
use dashu_int::ops::BitTest as _;

use super::der::{INTEGER, OID, SEQUENCE, Tlv, bit_length};

/// A curve that has a name.
#[derive(Clone, Debug)]
pub(super) struct Curve {
    /// As OpenSSL writes it.
    pub(super) name: &'static str,
    /// In dots.
    pub(super) oid: &'static str,
    /// Bits of the group's order.
    pub(super) bits: u32,
    /// Over a binary field.
    pub(super) binary: bool,
    /// Prime, a and b of a curve over a prime field.
    equation: Option<[UBig; 3]>,
    order: Vec<u8>,
}

/// Named curves, written from `openssl ecparam -list_curves` and `-param_enc explicit` of OpenSSL 3.0: name, object identifier,
/// bits of the order, field, prime, a, b, x of the generator, order.
const TABLE: &str = include_str!("curves.tsv");

/// Names that are not in OpenSSL's table, with the bits of their order.
const OTHERS: [(&str, &str, u32); 10] = [
    ("1.2.643.2.2.35.1", "GOST R 34.10-2001 CryptoPro-A", 256),
    ("1.2.643.2.2.35.2", "GOST R 34.10-2001 CryptoPro-B", 256),
    ("1.2.643.2.2.35.3", "GOST R 34.10-2001 CryptoPro-C", 256),
    ("1.2.643.2.2.36.0", "GOST R 34.10-2001 CryptoPro-XchA", 256),
    ("1.2.643.7.1.2.1.1.1", "GOST R 34.10-2012-256-A", 256),
    ("1.2.643.7.1.2.1.2.1", "GOST R 34.10-2012-512-A", 512),
    ("1.2.643.7.1.2.1.2.2", "GOST R 34.10-2012-512-B", 512),
    ("1.2.250.1.223.101.256.1", "FRP256v1", 256),
    ("1.3.6.1.4.1.3029.1.5.1", "X25519", 253),
    ("1.3.6.1.4.1.11591.15.1", "Ed25519", 253),
];

fn curves() -> &'static [Curve] {
    static CURVES: OnceLock<Vec<Curve>> = OnceLock::new();
    CURVES.get_or_init(|| TABLE.lines().filter_map(read).collect())
}

fn read(line: &'static str) -> Option<Curve> {
    let mut fields = line.split('\t');
    let (name, oid) = (fields.next()?, fields.next()?);
    let bits = fields.next()?.parse().ok()?;
    let binary = fields.next()? == "binary";
    let mut hex = || fields.next().and_then(|digits| UBig::from_str_radix(digits, 16).ok());
    let (p, a, b, _, order) = (hex(), hex(), hex(), hex(), hex()?);
    let equation = p.zip(a).zip(b).map(|((p, a), b)| [p, a, b]);
    Some(Curve { name, oid, bits, binary, equation, order: order.to_be_bytes().to_vec() })
}

/// What is known of the curve of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// Its name, or its object identifier in dots where no name is known.
    pub(super) name: String,
    /// Bits of the group's order; 0 where they are not known.
    pub(super) bits: u32,
    /// Over a binary field.
    pub(super) binary: bool,
    /// It was given by its parameters instead of its name.
    pub(super) explicit: bool,
}

impl Shape {
    fn of(curve: &Curve, explicit: bool) -> Self {
        Self { name: curve.name.to_owned(), bits: curve.bits, binary: curve.binary, explicit }
    }
}

/// By object identifier.
pub(super) fn by_oid(oid: &str) -> Shape {
    if let Some(curve) = curves().iter().find(|curve| curve.oid == oid) {
        return Shape::of(curve, false);
    }
    let other = OTHERS.iter().find(|(known, ..)| *known == oid);
    let (name, bits) = other.map_or((oid, 0), |(_, name, bits)| (*name, *bits));
    Shape { name: name.to_owned(), bits, binary: false, explicit: false }
}

/// By one of the names that programs give it.
pub(super) fn by_name(name: &str) -> Shape {
    let plain = match name {
        "P-192" | "nistp192" | "NIST P-192" | "secp192r1" => "prime192v1",
        "P-224" | "nistp224" | "NIST P-224" => "secp224r1",
        "P-256" | "nistp256" | "NIST P-256" | "secp256r1" => "prime256v1",
        "P-384" | "nistp384" | "NIST P-384" => "secp384r1",
        "P-521" | "nistp521" | "NIST P-521" => "secp521r1",
        "P-256K" => "secp256k1",
        "nistk163" => "sect163k1",
        "nistb233" => "sect233r1",
        "nistk233" => "sect233k1",
        "nistk283" => "sect283k1",
        "nistb409" => "sect409r1",
        "nistk409" => "sect409k1",
        "nistt571" => "sect571k1",
        other => other,
    };
    match curves().iter().find(|curve| curve.name.eq_ignore_ascii_case(plain)) {
        Some(curve) => Shape::of(curve, false),
        None => Shape { name: name.to_owned(), bits: 0, binary: false, explicit: false },
    }
}

/// From the parameters of a key (RFC 5480, X9.62): a name, or the numbers themselves.
pub(super) fn from_parameters(tlv: &Tlv<'_>) -> Option<Shape> {
    match tlv.tag {
        OID => Some(by_oid(&tlv.oid()?)),
        SEQUENCE => explicit(tlv),
        _ => None,
    }
}

fn explicit(tlv: &Tlv<'_>) -> Option<Shape> {
    let mut fields = tlv.sequence()?;
    fields.only(INTEGER)?;
    let mut field = fields.only(SEQUENCE)?.elements();
    let binary = field.only(OID)?.oid()? == "1.2.840.10045.1.2";
    let size = field.next().and_then(|parameters| parameters.number()).map_or(0, |prime| prime.bit_length());
    let equation = fields.only(SEQUENCE)?;
    let _generator = fields.next()?;
    let Some(order) = fields.next().and_then(|order| order.number()) else {
        return Some(Shape { name: "explicit".to_owned(), bits: size, binary, explicit: true });
    };
    let b = equation.elements().nth(1).and_then(|b| b.octets()).map(super::der::trim).unwrap_or_default();
    let same = |curve: &&Curve| {
        curve.order == order.bytes
            && curve.equation.as_ref().is_none_or(|[_, _, known]| *known == UBig::from_be_bytes(b))
    };
    Some(match curves().iter().find(same) {
        Some(curve) => Shape::of(curve, true),
        None => Shape { name: "explicit".to_owned(), bits: bit_length(order.bytes), binary, explicit: true },
    })
}

/// Whether an encoded point (SEC 1, section 2.3.3) lies on the named curve; none where that is not known.
pub(super) fn holds(name: &str, point: &[u8]) -> Option<bool> {
    let curve = curves().iter().find(|curve| curve.name == name)?;
    let equation = curve.equation.as_ref()?;
    let [prime, ..] = equation;
    let (form, rest) = point.split_first()?;
    let size = prime.bit_len().div_ceil(8);
    match form {
        4 | 6 | 7 if rest.len() == 2 * size => {
            let (x, y) = rest.split_at(size);
            let (x, y) = (UBig::from_be_bytes(x), UBig::from_be_bytes(y));
            Some(x < *prime && y < *prime && (&y * &y) % prime == right_side(&x, equation))
        }
        2 | 3 if rest.len() == size => {
            let x = UBig::from_be_bytes(rest);
            Some(x < *prime && is_square(&right_side(&x, equation), prime))
        }
        _ => Some(false),
    }
}

/// x³ + ax + b.
fn right_side(x: &UBig, [prime, a, b]: &[UBig; 3]) -> UBig {
    ((x * x + a) * x + b) % prime
}

/// Euler's criterion.
fn is_square(value: &UBig, prime: &UBig) -> bool {
    if value.is_zero() {
        return true;
    }
    let ring = dashu_int::fast_div::ConstDivisor::new(prime.clone());
    let half = (prime - 1u8) >> 1;
    ring.reduce(value.clone()).pow(&half).residue().is_one()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert_eq!(curves().len(), TABLE.lines().count());
        assert!(curves().iter().all(|curve| curve.binary != curve.equation.is_some()));
        assert_eq!(by_oid("1.2.840.10045.3.1.7").name, "prime256v1");
        assert_eq!(by_name("nistp521").bits, 521);
        assert_eq!(by_oid("1.2.3").name, "1.2.3");
    }

    #[test]
    fn generators_lie_on_their_curves() {
        for line in TABLE.lines().filter(|line| line.contains("\tprime\t")) {
            let fields: Vec<&str> = line.split('\t').collect();
            let size = UBig::from_str_radix(fields[4], 16).unwrap().bit_len().div_ceil(8);
            let digits = format!("02{:0>width$}", fields[7], width = 2 * size);
            let point: Vec<u8> =
                (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect();
            assert_eq!(holds(fields[0], &point), Some(true), "{}", fields[0]);
            assert_eq!(holds(fields[0], &[0]), Some(false));
        }
    }
}
