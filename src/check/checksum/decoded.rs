//! Tokens that are JSON or fields of text in base64.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::super::rng::Rng;
use super::Validity;
use super::bitcoin::from_base58;
use super::codec::{BASE62, from_base64, to_base64};

fn json<T: DeserializeOwned>(text: &[u8]) -> Option<T> {
    serde_json::from_slice(&from_base64(text)?).ok()
}

/// Whether a text is of one to so many characters that pass a test.
fn is_made_of(text: &str, longest: usize, member: impl Fn(u8) -> bool) -> bool {
    (1..=longest).contains(&text.len()) && text.bytes().all(member)
}

fn alnum(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

pub(super) fn check_jfrog(secret: &[u8]) -> Validity {
    if secret.starts_with(b"AKCp") {
        // An API key: base 58 of 54 bytes, without a sum.
        let whole = from_base58(secret).is_some_and(|bytes| bytes.len() == 54);
        return if whole { Validity::Unknown } else { Validity::Invalid };
    }
    Validity::of_parsed(from_base64(secret).and_then(|bytes| {
        let text = std::str::from_utf8(&bytes).ok()?;
        let mut fields = text.strip_prefix("reftkn:")?.split(':');
        let (version, expiry, rest) = (fields.next()?, fields.next()?, fields.next()?);
        let digits = |b: u8| b.is_ascii_digit();
        let heads = version.len() == 2
            && is_made_of(version, 2, digits)
            && expiry.len() == 10
            && is_made_of(expiry, 10, digits);
        Some(heads && rest.len() >= 16 && is_made_of(rest, 64, alnum) && fields.next().is_none())
    }))
}

pub(super) fn make_jfrog(seed: &mut Rng) -> String {
    let text = format!("reftkn:01:{}:{}", 1_700_000_000 + seed.below(99_999_999), seed.text(BASE62, 28));
    to_base64(text.as_bytes()).trim_end_matches('=').to_owned()
}

/// A Grafana Cloud token.
#[derive(Deserialize)]
struct CloudToken {
    o: String,
    n: String,
    k: String,
    m: CloudRegion,
}

#[derive(Deserialize)]
struct CloudRegion {
    r: String,
}

/// A Grafana API key from before service accounts.
#[derive(Deserialize)]
struct ApiKey {
    k: String,
    n: String,
    id: u64,
}

fn is_key(key: &str) -> bool {
    key.len() >= 8 && is_made_of(key, 256, |b| alnum(b) || b"+/=_-".contains(&b))
}

fn is_name(name: &str) -> bool {
    name.len() <= 512 && !name.contains(|c: char| c.is_control() || c == '\u{fffd}')
}

pub(super) fn check_grafana(secret: &[u8]) -> Validity {
    let old = |text| json::<ApiKey>(text).map(|key| is_key(&key.k) && is_name(&key.n) && key.id > 0);
    let Some(body) = secret.strip_prefix(b"glc_") else { return Validity::of_parsed(old(secret)) };
    let cloud = json::<CloudToken>(body).map(|token| {
        let id = is_made_of(&token.o, 20, |b| b.is_ascii_digit());
        id && is_key(&token.k) && is_name(&token.n) && is_made_of(&token.m.r, 64, |b| alnum(b) || b == b'-')
    });
    // Keys that were moved to the cloud keep their old fields.
    Validity::of_parsed(cloud.or_else(|| old(body)))
}

pub(super) fn make_grafana(so_far: &str, seed: &mut Rng) -> String {
    let (id, name, key) = (100_000 + seed.below(900_000), seed.below(1000), seed.text(BASE62, 24));
    let text = format!(r#"{{"o":"{id}","n":"stack-{name}-hm-read","k":"{key}","m":{{"r":"eu"}}}}"#);
    let start = if so_far.ends_with("glc_") { "" } else { "glc_" };
    format!("{start}{}", to_base64(text.as_bytes()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrgToken {
    iat: f64,
    /// `null` where a server runs without a URL prefix of its own.
    url: Option<String>,
    region_url: String,
    org: String,
}

fn is_url(url: &str) -> bool {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    host.is_some_and(|host| is_made_of(host, 256, |b| alnum(b) || b".-_:/".contains(&b)))
}

pub(super) fn check_sentry(secret: &[u8]) -> Validity {
    let Some(body) = secret.strip_prefix(b"sntrys_") else { return Validity::Unknown };
    let Some(at) = body.iter().rposition(|&b| b == b'_') else { return Validity::Invalid };
    let (claims, tail) = (body.get(..at).unwrap_or_default(), body.get(at + 1..).unwrap_or_default());
    let tail_fits = tail.len() == 43 && tail.iter().all(|&b| alnum(b) || b"+/".contains(&b));
    Validity::of_parsed(json::<OrgToken>(claims).map(|token| {
        let org = is_made_of(&token.org, 128, |b| alnum(b) || b"-_".contains(&b));
        tail_fits && org && token.iat > 1e9 && token.url.as_deref().is_none_or(is_url) && is_url(&token.region_url)
    }))
}

pub(super) fn make_sentry(so_far: &str, seed: &mut Rng) -> String {
    let time = 1_700_000_000 + seed.below(99_999_999);
    let org = seed.text(b"abcdefghijklmnopqrstuvwxyz", 8);
    let text = format!(
        r#"{{"iat": {time}.{:06}, "url": "https://sentry.io", "region_url": "https://us.sentry.io", "org": "{org}"}}"#,
        seed.below(1_000_000)
    );
    let tail = to_base64(&seed.bytes(32));
    let start = if so_far.ends_with("sntrys_") { "" } else { "sntrys_" };
    format!("{start}{}_{}", to_base64(text.as_bytes()), tail.trim_end_matches('='))
}
