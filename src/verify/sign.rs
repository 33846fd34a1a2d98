//! Signers: requests whose proof is computed from the secret instead of being it.

use hmac::{Hmac, Mac as _};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};

use super::request::{Method, Request};
use super::values::{Unfit, Values};

/// A way of signing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signer {
    /// Version 4 of AWS, for the security token service, which is reached at one address everywhere.
    AwsSigv4,
}

impl Signer {
    /// The signer that a rule names.
    pub(super) fn named(name: &str) -> Option<Self> {
        (name == "aws-sigv4").then_some(Self::AwsSigv4)
    }

    /// Adds the signature.
    pub(super) fn sign(self, request: &mut Request, values: &Values<'_>, clock: Timestamp) -> Result<(), Unfit> {
        match self {
            Self::AwsSigv4 => aws(request, values, clock),
        }
    }
}

/// The region and the service for which the global address of STS takes signatures.
const SCOPE: [&str; 2] = ["us-east-1", "sts"];

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>
fn aws(request: &mut Request, values: &Values<'_>, clock: Timestamp) -> Result<(), Unfit> {
    let id = values.get("id")?;
    let session = values.get("session").ok();
    if !plain(id) || session.is_some_and(|session| !plain(session)) {
        return Err(Unfit::Value);
    }
    // AWS answers as if there were no such key.
    if id.starts_with("ASIA") && session.is_none() {
        return Err(Unfit::Session);
    }
    let time = TimeZone::UTC.to_datetime(clock).strftime("%Y%m%dT%H%M%SZ").to_string();
    let day = time.get(..8).unwrap_or_default().to_owned();
    let mut signed = vec![("host", request.host.clone()), ("x-amz-date", time.clone())];
    signed.extend(session.map(|session| ("x-amz-security-token", session.to_owned())));
    let path_and_query = request.url.get("https://".len() + request.host.len()..).unwrap_or_default();
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let names = signed.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
    let fields: Vec<String> = signed.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let fields = fields.concat();
    let method = if request.method == Method::Get { "GET" } else { "POST" };
    let body = hex(&Sha256::digest(request.body.as_deref().unwrap_or_default()));
    let canonical = format!("{method}\n{path}\n{query}\n{fields}\n{names}\n{body}");
    let [region, service] = SCOPE;
    let scope = format!("{day}/{region}/{service}/aws4_request");
    let to_sign = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{}", hex(&Sha256::digest(canonical)));
    let secret = values.get("secret")?;
    let key = [day.as_str(), region, service, "aws4_request"]
        .iter()
        .fold(format!("AWS4{secret}").into_bytes(), |key, word| mac(&key, word.as_bytes()));
    let signature = hex(&mac(&key, to_sign.as_bytes()));
    let proof = format!("AWS4-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}");
    let fields = signed.into_iter().filter(|(name, _)| *name != "host");
    request.headers.extend(fields.map(|(name, value)| (name.to_owned(), value)));
    request.headers.push(("Authorization".to_owned(), proof));
    Ok(())
}

fn plain(text: &str) -> bool {
    text.bytes().all(|byte| (b'!'..=b'~').contains(&byte))
}

fn mac(key: &[u8], text: &[u8]) -> Vec<u8> {
    // A key of any length will do.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
