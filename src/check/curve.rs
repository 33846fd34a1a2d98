//! Elliptic curves by the names that code and configuration use.

/// Names whose digits are not their size (SEC 2, WAP-WTLS, RFC 8422's list of curves).
const NAMED: &[(&str, u32)] = &[
    ("wtls1", 113),
    ("wtls2", 113),
    ("wtls3", 163),
    ("wtls4", 113),
    ("wtls5", 163),
    ("wtls6", 112),
    ("wtls7", 160),
    ("wtls8", 112),
    ("wtls9", 160),
    ("wtls10", 233),
    ("wtls11", 233),
    ("wtls12", 224),
    ("curve25519", 255),
    ("ed25519", 255),
    ("x25519", 255),
    ("curve448", 448),
    ("ed448", 448),
    ("x448", 448),
    ("oakleyecgroup3", 155),
    ("oakleyecgroup4", 185),
    ("sm2", 256),
    ("secp256k1", 256),
    ("bn254", 254),
];

/// Families of curves, as their names begin when only letters and digits are left.
const FAMILIES: &[(&str, bool)] = &[
    ("secp", false),
    ("sect", true),
    ("prime", false),
    ("brainpoolp", false),
    ("bp", false),
    ("nistp", false),
    ("nistb", true),
    ("nistk", true),
    ("c2pnb", true),
    ("c2tnb", true),
    ("c2onb", true),
    ("ansit", true),
    ("ansip", false),
    ("ecp", false),
    ("ecdsap", false),
    ("k", true),
    ("b", true),
    ("p", false),
    ("frp", false),
    ("numsp", false),
    ("w", false),
];

/// A curve as far as its name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurveName {
    /// Bits of the group's order, or nearly so.
    pub bits: u32,
    /// Over a binary field.
    pub binary: bool,
}

/// What a name says: `secp256r1`, `P-192`, `SECP192R1`, `NID_X9_62_prime192v1`, `X9.62 c2tnb191v1`, `brainpoolP160r1`,
/// `ECCurve.NamedCurves.nistP256`.
pub fn curve(name: &str) -> Option<CurveName> {
    if name.len() > 80 {
        return None;
    }
    let last = name.rsplit(['.', ':', ' ']).next().unwrap_or(name);
    // `X9.62 prime192v1` has its dot before the blank.
    let lower: String = last.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let prefixes = [
        "mbedtlsecpdp",
        "nidx962",
        "x962",
        "nidwapwsgidmecid",
        "nid",
        "wapwsgidmecid",
        "psaeccfamily",
        "eccurve",
        "ec",
        "tls",
    ];
    let short = prefixes.iter().find_map(|prefix| lower.strip_prefix(prefix)).filter(|rest| !rest.is_empty());
    [Some(lower.as_str()), short].into_iter().flatten().find_map(bare)
}

fn bare(name: &str) -> Option<CurveName> {
    if let Some((_, bits)) = NAMED.iter().find(|(known, _)| *known == name) {
        return Some(CurveName { bits: *bits, binary: false });
    }
    let (rest, binary) = FAMILIES.iter().find_map(|(family, binary)| {
        let rest = name.strip_prefix(family)?;
        rest.starts_with(|c: char| c.is_ascii_digit()).then_some((rest, *binary))
    })?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let tail = rest.get(digits.len()..).unwrap_or_default();
    let bits: u32 = digits.parse().ok()?;
    let tail_fits = tail.len() <= 8 && (tail.is_empty() || tail.starts_with(['r', 'k', 'v', 't', 'w', 'h', 's']));
    ((100..=640).contains(&bits) && tail_fits).then_some(CurveName { bits, binary })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_many_tools() {
        let cases: &[(&str, u32)] = &[
            ("secp256r1", 256),
            ("SECP192R1", 192),
            ("P-224", 224),
            ("p192", 192),
            ("prime192v1", 192),
            ("nistP256", 256),
            ("NID_X9_62_prime192v1", 192),
            ("X9.62 c2tnb191v1", 191),
            ("ECCurve.NamedCurves.brainpoolP160r1", 160),
            ("MBEDTLS_ECP_DP_SECP192R1", 192),
            ("brainpoolP384r1tls13", 384),
            ("sect163k1", 163),
            ("ed25519", 255),
            ("wap-wsg-idm-ecid-wtls8", 112),
            ("NID_secp160k1", 160),
            ("X9.62 prime256v1", 256),
            ("P256", 256),
            ("c2pnb163v1", 163),
        ];
        for (name, bits) in cases {
            assert_eq!(curve(name).map(|curve| curve.bits), Some(*bits), "{name}");
        }
        for name in ["RSA", "AES128", "ffdhe2048", "sha256", "modp1", "b", "backend", "private_key", "HS256"] {
            assert_eq!(curve(name), None, "{name}");
        }
    }
}
