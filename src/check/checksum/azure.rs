//! Microsoft's keys: Marvin32 hashes over the decoded bytes, and the CRC-32 of Azure DevOps.
//!
//! Signatures and seeds are those of <https://github.com/microsoft/security-utilities>; a seed is eight ASCII letters.

use super::super::rng::Rng;
use super::Validity;
use super::codec::{BASE62, from_base32, from_base64, number, split_tail, to_base32, to_base64};
use super::marvin::marvin32;

/// A signature, the length of the key in bytes, and the seeds that its service uses.
struct Service {
    signature: &'static str,
    length: usize,
    seeds: &'static [&'static [u8; 8]],
}

const fn service(signature: &'static str, length: usize, seeds: &'static [&'static [u8; 8]]) -> Service {
    Service { signature, length, seeds }
}

const MESSAGING: &[&[u8; 8]] = &[b"Send0000", b"Manage00", b"Listen00", b"System00", b"Unknown0"];

const SERVICES: &[Service] = &[
    service("AzFu", 40, &[b"Functi00", b"Master00", b"System00"]),
    service("AzSe", 39, &[b"Query000", b"PAdmin00"]),
    service("AzCa", 33, &[b"Access00"]),
    service("ACDb", 64, &[b"MastRW00", b"MastRO00", b"SysAll00", b"Resour00", b"SystRO00", b"Encryp00", b"SystRW00"]),
    service("APIM", 64, &[b"IoTHub00", b"Tenant00", b"Gatewy00", b"GitKey00"]),
    service("AIoT", 32, &[b"IoTHub00", b"DpsKey00", b"Device00"]),
    service("AZEG", 32, &[b"SendRecv"]),
    service("+ASt", 64, &[b"Default0"]),
    service("+ABa", 64, &[b"AbAcct00"]),
    service("+ACR", 39, &[b"ACRDflt0"]),
    service("+AMC", 64, &[b"Classic0"]),
    service("+ASb", 32, MESSAGING),
    service("+AEh", 32, MESSAGING),
    service("+ARm", 32, MESSAGING),
    service("+SQL", 32, &[b"UsrPwd00"]),
];

/// Check digits at the end of an identifiable key, and the signature before them.
const CHECK: usize = 6;
const SIGNATURE: usize = 4;

fn service_of(signature: &[u8]) -> Option<&'static Service> {
    SERVICES.iter().find(|service| service.signature.as_bytes() == signature)
}

/// The signature, where an identifiable key has it.
fn signature_of(text: &[u8]) -> Option<&[u8]> {
    let start = text.len().checked_sub(CHECK + SIGNATURE)?;
    text.get(start..start + SIGNATURE)
}

fn unpadded(mut text: &[u8]) -> &[u8] {
    for _ in 0..2 {
        text = text.strip_suffix(b"=").unwrap_or(text);
    }
    text
}

pub(super) fn check_identifiable(secret: &[u8]) -> Validity {
    let Some(service) = signature_of(unpadded(secret)).and_then(service_of) else {
        // Keys from before signatures, and services whose seed is not known.
        return Validity::Unknown;
    };
    Validity::of_parsed(from_base64(secret).and_then(|bytes| {
        let (body, sum) = bytes.split_last_chunk::<4>()?;
        let valid = |seed: &&[u8; 8]| {
            let hash = marvin32(body, **seed).to_le_bytes();
            hash == *sum || (service.signature == "AzCa" && written_without_signs(body, hash, secret))
        };
        Some(bytes.len() == service.length && service.seeds.iter().any(valid))
    }))
}

/// Redis writes `P` and `F` for `+` and `/`.
fn written_without_signs(body: &[u8], hash: [u8; 4], secret: &[u8]) -> bool {
    to_base64(&[body, &hash].concat()).replace('+', "P").replace('/', "F").as_bytes() == secret
}

/// The check digits, padding included, that belong behind a text that ends in a signature.
fn identifiable_tail(text: &str, service: &Service, seed: [u8; 8]) -> Option<String> {
    let mut bytes = from_base64(format!("{text}AAAAAA").as_bytes())?;
    let body = bytes.len().checked_sub(4)?;
    bytes.truncate(body);
    bytes.extend(marvin32(&bytes, seed).to_le_bytes());
    let tail = to_base64(&bytes).get(text.len()..)?.to_owned();
    Some(if service.signature == "AzFu" { tail.replace('+', "-").replace('/', "_") } else { tail })
}

/// What stands before the check digits, in characters.
fn identifiable_start(service: &Service) -> usize {
    (service.length * 8).div_ceil(6) - CHECK
}

/// Behind a text and a signature of the right length, the check digits; otherwise a whole key, of the service whose
/// signature stands alone (`+ASt`) or of any.
pub(super) fn make_identifiable(so_far: &str, seed: &mut Rng) -> String {
    let named = SERVICES.iter().find(|service| so_far.ends_with(service.signature));
    let service = named.or_else(|| seed.pick(&SERVICES.iter().collect::<Vec<_>>()));
    let Some(service) = service else { return String::new() };
    let key = seed.pick(service.seeds).copied().unwrap_or(*b"Default0");
    let start = so_far.len().checked_sub(identifiable_start(service)).and_then(|at| so_far.get(at..));
    let tail = start.filter(|_| named.is_some()).and_then(|text| identifiable_tail(text, service, key));
    tail.unwrap_or_else(|| {
        let text = seed.text(BASE62, identifiable_start(service) - SIGNATURE) + service.signature;
        let tail = identifiable_tail(&text, service, key).unwrap_or_default();
        text + &tail
    })
}

/// Characters of a common annotated key before its check digits, and the seed that all of them share.
const CASK_BODY: usize = 80;
const CASK_SEED: [u8; 8] = *b"Default0";

/// The six check digits as base 62 (filled up on the right) and as base64.
fn cask_digits(body: &[u8]) -> Option<[String; 2]> {
    let hash = marvin32(&from_base64(body)?, CASK_SEED).to_le_bytes();
    let mut plain = number(u32::from_be_bytes(hash).into(), BASE62, 1);
    while plain.len() < CHECK {
        plain.push('0');
    }
    Some([plain, to_base64(&hash).trim_end_matches('=').to_owned()])
}

pub(super) fn check_cask(secret: &[u8]) -> Validity {
    let Some((body, tail)) = secret.split_at_checked(CASK_BODY) else { return Validity::Invalid };
    let marked = matches!(body.get(52..60), Some([b'J', b'Q', b'Q', b'J', b'9', b'9' | b'D' | b'H', _, b'A'..=b'L']));
    let digits = match tail.strip_suffix(b"==") {
        Some(tail) if tail.len() == CHECK => tail,
        None if tail.len() == 4 => tail,
        _ => return Validity::Invalid,
    };
    // The last of six characters carries two bits: in a key that was decoded and encoded again the others are gone.
    let sure = digits.get(..5).unwrap_or(digits);
    let fits = |text: &String| text.as_bytes().starts_with(sure);
    Validity::of(marked && cask_digits(body).is_some_and(|both| both.iter().any(fits)))
}

pub(super) fn make_cask(so_far: &str, seed: &mut Rng) -> String {
    let body = so_far.len().checked_sub(CASK_BODY).and_then(|at| so_far.get(at..));
    let body = body.filter(|body| body.get(52..57) == Some("JQQJ9"));
    let tail = |body: &str| cask_digits(body.as_bytes()).map(|[plain, _]| plain.chars().take(4).collect::<String>());
    body.and_then(tail).unwrap_or_else(|| {
        let signature = if so_far.len() == SIGNATURE { so_far } else { "ACOG" };
        let body = format!("{}JQQJ99BAACAAAAAAAAAAAAAA{signature}", seed.text(BASE62, 52));
        let tail = tail(&body).unwrap_or_default();
        body + &tail
    })
}

const ENTRA_DIGITS: &[u8; 66] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~";

fn entra_digits(text: &[u8]) -> String {
    number(marvin32(text, *b"AadPwd00").into(), ENTRA_DIGITS, 6).chars().take(3).collect()
}

pub(super) fn check_entra(secret: &[u8]) -> Validity {
    match secret.get(3..6) {
        Some(b"8Q~") => {
            let parts = split_tail(secret, 3).filter(|_| secret.len() == 40);
            Validity::of_parsed(parts.map(|(text, tail)| entra_digits(text).as_bytes() == tail))
        }
        _ => Validity::Unknown,
    }
}

pub(super) fn make_entra(so_far: &str, seed: &mut Rng) -> String {
    let start = so_far.len().checked_sub(37).and_then(|at| so_far.get(at..)).filter(|t| t.get(3..6) == Some("8Q~"));
    if let Some(text) = start {
        return entra_digits(text.as_bytes());
    }
    let text = format!("{}8Q~{}", seed.text(BASE62, 3), seed.text(BASE62, 31));
    let tail = entra_digits(text.as_bytes());
    text + &tail
}

/// What the sum is mixed with: tokens of users, tokens of applications.
const ADO_SEEDS: [u32; 2] = [0xe0b9_692d, 0x1019_f92e];
/// Where the sum's bytes stand, the lowest first.
const ADO_PLACES: [usize; 4] = [22, 8, 7, 2];

fn ado_sum(bytes: &[u8]) -> u32 {
    let body: Vec<u8> =
        bytes.iter().enumerate().filter(|(at, _)| !ADO_PLACES.contains(at)).map(|(_, &byte)| byte).collect();
    crc32fast::hash(&body)
}

pub(super) fn check_ado(secret: &[u8]) -> Validity {
    if secret.len() != 52 {
        return Validity::Unknown;
    }
    Validity::of_parsed(from_base32(secret).map(|(bytes, clean)| {
        let place = |at: &usize| bytes.get(*at).copied().map_or(0, u32::from);
        let found = ADO_PLACES.iter().rev().fold(0, |sum, at| (sum << 8) | place(at));
        clean && bytes.len() == 32 && ADO_SEEDS.contains(&(found ^ ado_sum(&bytes)))
    }))
}

pub(super) fn make_ado(seed: &mut Rng) -> String {
    let mut bytes = seed.bytes(32);
    let sum = ado_sum(&bytes) ^ ADO_SEEDS[0];
    for (at, byte) in ADO_PLACES.into_iter().zip(sum.to_le_bytes()) {
        if let Some(slot) = bytes.get_mut(at) {
            *slot = byte;
        }
    }
    to_base32(&bytes).to_ascii_lowercase()
}
