//! `[rule.verify]`: the one request that tells whether a credential is still valid, as data.
//!
//! The room `verify/` fills it in and sends it, where a person asks for that. What is wrong with it is told when the rule is
//! compiled, so that nothing is left to decide then.

use std::collections::BTreeMap;

use serde::Deserialize;

/// `[rule.verify]`. In its texts `{secret}` stands for the secret, `{NAME}` for the part of the credential that `parts` names,
/// `{{` and `}}` for braces.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct RawVerify {
    /// The provider's page that describes the request.
    pub source: String,
    /// `GET` or `POST`; without one it is `POST` where there is a body.
    pub method: Option<String>,
    /// `https://HOST/…`. The host is fixed unless `hosts` says which are meant.
    pub url: String,
    /// Hosts that a filled-in URL may have: whole, or with all before a dot (`.example.com`).
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Header fields.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// User and password of HTTP's basic authentication: `{id}:{secret}`.
    pub basic: Option<String>,
    /// The body as a form, field by field.
    #[serde(default)]
    pub form: BTreeMap<String, String>,
    /// The body as JSON.
    pub json: Option<String>,
    /// Names for the other parts of the credential: for each the rules of `pair` that find it.
    #[serde(default)]
    pub parts: BTreeMap<String, Vec<String>>,
    /// A signer: `aws-sigv4`.
    pub sign: Option<String>,
    /// Answers that say that it is valid: one of them.
    pub live: Vec<RawAnswer>,
    /// Answers that say that it is not. All others say nothing.
    #[serde(default)]
    pub dead: Vec<RawAnswer>,
}

/// An answer that means something. All that it names must hold.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct RawAnswer {
    /// One of these.
    #[serde(default)]
    pub status: Vec<u32>,
    /// A JSON pointer (`/user/id`) that leads to something other than null.
    pub json: Option<String>,
    /// What stands there, as text: one of these.
    #[serde(default)]
    pub is: Vec<String>,
    /// The body holds one of these texts.
    #[serde(default)]
    pub contains: Vec<String>,
}

/// A piece of a text with places to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// As it is.
    Literal(&'t str),
    /// The value of this name.
    Value(&'t str),
}

/// Cuts a text into its pieces; `None` where braces do not match or hold no name.
pub fn pieces(text: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at_checked(at)?;
        pieces.push(Piece::Literal(before));
        if let Some(behind) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
            pieces.push(Piece::Literal(from.get(..1)?));
            rest = behind;
            continue;
        }
        let (name, behind) = from.strip_prefix('{')?.split_once('}')?;
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
            return None;
        }
        pieces.push(Piece::Value(name));
        rest = behind;
    }
    pieces.push(Piece::Literal(rest));
    Some(pieces)
}

/// The host of a URL of ours, with no port and no user; `None` if it is of another form.
pub fn host_of(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let named = host.split('.').all(|label| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    });
    (named && host.contains('.')).then_some(host)
}

impl RawVerify {
    /// All its texts that may have places to fill in.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let one = [Some(&self.url), self.basic.as_ref(), self.json.as_ref()];
        one.into_iter().flatten().chain(self.headers.values()).chain(self.form.values()).map(String::as_str)
    }

    /// Whether a filled-in URL may go to a host.
    pub fn admits(&self, host: &str) -> bool {
        self.hosts.iter().any(|allowed| host == allowed || allowed.starts_with('.') && host.ends_with(allowed.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_at_their_places() {
        use Piece::{Literal, Value};
        assert_eq!(pieces("a{id}b").unwrap(), [Literal("a"), Value("id"), Literal("b")]);
        let json = pieces(r#"{{"q":"{secret}"}}"#).unwrap();
        let text: String = json.iter().map(|piece| if let Literal(text) = piece { text } else { "*" }).collect();
        assert_eq!(text, r#"{"q":"*"}"#);
        for wrong in ["{", "}", "{}", "{A}", "a{b", "{{}"] {
            assert_eq!(pieces(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_host_is_a_name_and_nothing_else() {
        assert_eq!(host_of("https://api.example.com/user?x"), Some("api.example.com"));
        for wrong in [
            "http://api.example.com/",
            "https://user@api.example.com/",
            "https://api.example.com:8443/",
            "https://localhost/",
            "https://api..example.com/",
            "https://API.example.com/",
            "https://{x}.example.com/",
            "https://[::1]/",
        ] {
            assert_eq!(host_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_suffix_admits_what_lies_below_it() {
        let verify = RawVerify { hosts: vec![".example.com".into(), "api.example.org".into()], ..RawVerify::default() };
        assert!(verify.admits("a.example.com") && verify.admits("api.example.org"));
        assert!(
            !verify.admits("example.com") && !verify.admits("badexample.com") && !verify.admits("x.api.example.org")
        );
    }
}
