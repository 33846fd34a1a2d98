//! From a rule's `[rule.verify]` and a credential to a request.
//!
//! A value is written as its place asks for: with percent signs in a URL and in a form, with escapes in JSON, as it is in a
//! header field, where a byte that could end the line makes the request impossible.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::request::{Method, Request};
use super::sign::Signer;
use super::values::{Unfit, Values};
use crate::model::Finding;
use crate::rule::{RawVerify, host_of};

/// The request that asks the provider about a finding. `clock` is for signatures.
pub fn fill(verify: &RawVerify, finding: &Finding, clock: jiff::Timestamp) -> Result<Request, Unfit> {
    let values = Values::of(verify, finding.secret.expose(), &finding.parts)?;
    // A secret that is a URL goes where it says, if that is the provider's.
    let whole = verify.url.starts_with('{');
    let url = values.fill(&verify.url, if whole { as_url } else { in_url })?;
    let host = host_of(&url).filter(|host| verify.hosts.is_empty() || verify.admits(host)).ok_or(Unfit::Host)?;
    let host = host.to_owned();
    let mut headers = Vec::new();
    for (name, value) in &verify.headers {
        headers.push((name.clone(), values.fill(value, in_header)?));
    }
    if let Some(basic) = &verify.basic {
        let pair = values.fill(basic, |value| Some(value.to_owned()))?;
        headers.push(("Authorization".to_owned(), format!("Basic {}", STANDARD.encode(pair))));
    }
    let body = body(verify, &values, &mut headers)?;
    let posts = body.is_some() || verify.method.as_deref() == Some("POST");
    let method = if posts { Method::Post } else { Method::Get };
    let mut request = Request { method, url, host, headers, body, loopback: false };
    if let Some(signer) = verify.sign.as_deref().and_then(Signer::named) {
        signer.sign(&mut request, &values, clock)?;
    }
    Ok(request)
}

fn body(
    verify: &RawVerify,
    values: &Values<'_>,
    headers: &mut Vec<(String, String)>,
) -> Result<Option<Vec<u8>>, Unfit> {
    let (kind, body) = if let Some(json) = &verify.json {
        ("application/json", values.fill(json, in_json)?)
    } else if verify.form.is_empty() {
        return Ok(None);
    } else {
        let mut fields = Vec::new();
        for (name, value) in &verify.form {
            // The field as a whole, so that what the rule itself says is written for a form, too.
            let value = values.fill(value, |value| Some(value.to_owned()))?;
            fields.push(format!("{}={}", percent(name), percent(&value)));
        }
        ("application/x-www-form-urlencoded", fields.join("&"))
    };
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        headers.push(("Content-Type".to_owned(), kind.to_owned()));
    }
    Ok(Some(body.into_bytes()))
}

/// RFC 3986: everything but what is never special.
pub(super) fn percent(text: &str) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or('0').to_ascii_uppercase();
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte.into());
        } else {
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

/// A value within a URL. Colons are allowed in paths, and some providers do not read them otherwise.
fn in_url(value: &str) -> Option<String> {
    let text = percent(value).replace("%3A", ":");
    // A part of a path that is all dots would lead elsewhere.
    (!value.bytes().all(|byte| byte == b'.')).then_some(text)
}

/// A value that is a URL: as it is, of plain characters.
fn as_url(value: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?=&%+".contains(&byte);
    let climbs = value.split(['/', '?']).any(|part| part == "..");
    (value.starts_with("https://") && value.bytes().all(plain) && !climbs).then(|| value.to_owned())
}

fn in_header(value: &str) -> Option<String> {
    value.bytes().all(|byte| (b'!'..=b'~').contains(&byte)).then(|| value.to_owned())
}

fn in_json(value: &str) -> Option<String> {
    let quoted = serde_json::to_string(value).ok()?;
    quoted.strip_prefix('"')?.strip_suffix('"').map(str::to_owned)
}
