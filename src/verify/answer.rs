//! What an answer means.

use crate::model::LiveState;
use crate::rule::{RawAnswer, RawVerify};

/// What came back: not more than the transport reads.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status of the last answer, which is not that of a redirect's goal: redirects are not followed.
    pub status: u32,
    /// The body, as far as it was read.
    pub body: Vec<u8>,
    /// There was more.
    pub cut: bool,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A provider may repeat what it was sent.
        f.debug_struct("Answer").field("status", &self.status).field("cut", &self.cut).finish_non_exhaustive()
    }
}

/// What an answer says of the credential; with why, where it says nothing.
pub fn judge(verify: &RawVerify, answer: &Answer) -> (LiveState, String) {
    let status = answer.status;
    if (300..400).contains(&status) {
        return (LiveState::Unknown, "redirected elsewhere".to_owned());
    }
    let json = (!answer.cut).then(|| serde_json::from_slice(&answer.body).ok()).flatten();
    let holds = |all: &[RawAnswer]| all.iter().any(|expected| fits(expected, answer, json.as_ref()));
    match (holds(&verify.live), holds(&verify.dead)) {
        (true, false) => (LiveState::Live, String::new()),
        (false, true) => (LiveState::Dead, String::new()),
        _ if answer.cut => (LiveState::Unknown, "answered with too much".to_owned()),
        _ => (LiveState::Unknown, format!("status {status}")),
    }
}

fn fits(expected: &RawAnswer, answer: &Answer, json: Option<&serde_json::Value>) -> bool {
    let status = expected.status.is_empty() || expected.status.contains(&answer.status);
    let pointed = expected.json.as_ref().is_none_or(|pointer| {
        let found = json.and_then(|json| json.pointer(pointer)).and_then(text_of);
        found.is_some_and(|text| expected.is.is_empty() || expected.is.contains(&text))
    });
    let holds = |text: &String| memchr::memmem::find(&answer.body, text.as_bytes()).is_some();
    status && pointed && (expected.contains.is_empty() || expected.contains.iter().any(holds))
}

/// A value as text; null is none.
fn text_of(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verify() -> RawVerify {
        let answer = |status: &[u32], json: Option<&str>, is: &[&str]| RawAnswer {
            status: status.to_vec(),
            json: json.map(str::to_owned),
            is: is.iter().map(|&word| word.to_owned()).collect(),
            contains: Vec::new(),
        };
        RawVerify {
            live: vec![answer(&[200], Some("/ok"), &["true"]), answer(&[203], None, &[])],
            dead: vec![answer(&[200], Some("/error"), &["invalid_auth", "7"]), answer(&[401, 203], None, &[])],
            ..RawVerify::default()
        }
    }

    fn said(status: u32, body: &str) -> (LiveState, String) {
        judge(&verify(), &Answer { status, body: body.into(), cut: false })
    }

    #[test]
    fn only_what_the_rule_names_says_anything() {
        assert_eq!(said(200, r#"{"ok":true}"#), (LiveState::Live, String::new()));
        assert_eq!(said(200, r#"{"ok":false,"error":"invalid_auth"}"#), (LiveState::Dead, String::new()));
        assert_eq!(said(200, r#"{"ok":false,"error":7}"#), (LiveState::Dead, String::new()));
        assert_eq!(said(401, "anything"), (LiveState::Dead, String::new()));
        let unknown = |status: u32, body: &str, why: &str| {
            assert_eq!(said(status, body), (LiveState::Unknown, why.to_owned()), "{body}");
        };
        for body in ["", "{", "[1]", r#"{"ok":null}"#, r#"{"ok":false}"#, "<html>ok true</html>", "\u{0}\u{1}"] {
            unknown(200, body, "status 200");
        }
        unknown(500, r#"{"ok":true}"#, "status 500");
        unknown(302, r#"{"ok":true}"#, "redirected elsewhere");
        // It fits both.
        unknown(203, "", "status 203");
    }

    #[test]
    fn a_body_that_was_cut_is_not_read_but_its_status_counts() {
        let cut = |status| judge(&verify(), &Answer { status, body: br#"{"ok":true}"#.to_vec(), cut: true });
        assert_eq!(cut(200), (LiveState::Unknown, "answered with too much".to_owned()));
        assert_eq!(cut(401), (LiveState::Dead, String::new()));
    }

    #[test]
    fn deep_nesting_is_no_json() {
        assert_eq!(said(200, &"[".repeat(60_000)).0, LiveState::Unknown);
    }
}
