//! Keys and certificates that are put together when a test runs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// ASN.1: tag, length, contents.
pub(crate) fn der(tag: u8, body: &[u8]) -> Vec<u8> {
    let length = body.len().to_be_bytes();
    let digits: Vec<u8> = length.iter().copied().skip_while(|byte| *byte == 0).collect();
    let mut out = vec![tag];
    if body.len() < 0x80 {
        out.push(u8::try_from(body.len()).unwrap());
    } else {
        out.push(0x80 | u8::try_from(digits.len()).unwrap());
        out.extend(digits);
    }
    out.extend(body);
    out
}

/// `RSAPublicKey` in armour; the numbers as they are to stand there.
pub(crate) fn rsa(modulus: &[u8], exponent: &[u8]) -> String {
    let body = der(0x30, &[der(2, modulus), der(2, exponent)].concat());
    armour("RSA PUBLIC KEY", &body)
}

/// PEM.
pub(crate) fn armour(label: &str, bytes: &[u8]) -> String {
    let text = STANDARD.encode(bytes);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----{} {label}-----\n{}\n-----END {label}-----\n", "BEGIN", lines.join("\n"))
}

/// A certificate of an RSA key that counts between two times, as `250101000000Z`; nobody signed it.
pub(crate) fn certificate(modulus: &[u8], [from, until]: [&[u8]; 2]) -> Vec<u8> {
    let name = der(0x30, &der(0x31, &der(0x30, &[der(6, &[0x55, 4, 3]), der(0x0c, b"a")].concat())));
    let sha256 = der(0x30, &[der(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11]), vec![5, 0]].concat());
    let days = der(0x30, &[der(0x17, from), der(0x17, until)].concat());
    let key = der(0x30, &[der(2, modulus), der(2, &[1, 0, 1])].concat());
    let algorithm = der(0x30, &[der(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]), vec![5, 0]].concat());
    let spki = der(0x30, &[algorithm, der(3, &[&[0][..], &key].concat())].concat());
    let body = der(0x30, &[der(2, &[5]), sha256.clone(), name.clone(), days, name, spki].concat());
    der(0x30, &[body, sha256, der(3, &[0; 129])].concat())
}
