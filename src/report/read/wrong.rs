//! What a file is that is no report of ours, and what to do then.

use serde::Deserialize as _;

use super::raw::{Head, Number, Tool};
use crate::model::printable;
use crate::report::json::VERSION;

/// Why a file could not be read as a report: what is wrong, where, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ReadError(String);

impl ReadError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

const AGAIN: &str = "write it with `reticent scan --format json --output FILE`";

/// What a file is, by a key at its top.
fn other(head: &Head) -> Option<&'static str> {
    [
        (&head.runs, "a SARIF file"),
        (&head.plugins_used, "a baseline of detect-secrets"),
        (&head.vulnerabilities, "a report for GitLab"),
        (&head.bom_format, "a CycloneDX file"),
        (&head.keys, "an inventory of keys"),
        (&head.units, "an inventory of applications"),
        (&head.source_metadata, "a report of TruffleHog"),
    ]
    .into_iter()
    .find_map(|(key, what)| key.is_some().then_some(what))
}

/// Refuses what is no report of ours, by the names at its top.
pub(super) fn recognise(bytes: &[u8]) -> Result<(), ReadError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Some(first) = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) else {
        return Err(ReadError::new(format!("the file is empty; {AGAIN}")));
    };
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(ReadError::new(format!("UTF-16, as `>` of Windows PowerShell writes it; {AGAIN}")));
    }
    if *first == b'[' {
        let what = "a list, as other tools write it (gitleaks, Code Climate)";
        return Err(ReadError::new(format!("not a report of reticent but {what}; {AGAIN}")));
    }
    if *first != b'{' {
        return Err(ReadError::new(format!("no JSON at all; {AGAIN}")));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    match Head::deserialize(&mut reader) {
        Ok(head) => check(&head),
        Err(error) if error.is_data() => Err(ReadError::new(format!("not a report of reticent; {AGAIN}"))),
        Err(error) => Err(of_json(&error, bytes.len())),
    }
}

fn check(head: &Head) -> Result<(), ReadError> {
    if head.r#type.as_deref().is_some_and(|kind| ["finding", "gap", "summary", "added-suppression"].contains(&kind)) {
        return Err(ReadError::new(format!(
            "JSON lines, which leave out what other formats need to know of rules; {AGAIN}"
        )));
    }
    let but = other(head).map(|what| format!(" but {what}")).unwrap_or_default();
    let Some(Tool { name: Some(name), version }) = &head.tool else {
        return Err(ReadError::new(format!("not a report of reticent{but}; {AGAIN}")));
    };
    if name != "reticent" {
        let name = printable(name.as_bytes());
        return Err(ReadError::new(format!("a report of another tool, `{}`; {AGAIN}", shortened(&name))));
    }
    let by = version.as_deref().map(|version| printable(version.as_bytes()));
    let by = by.map(|version| format!(", written by reticent {}", shortened(&version))).unwrap_or_default();
    match head.version {
        Some(Number(Some(number))) if number == u64::from(VERSION) => {}
        Some(Number(Some(number))) => {
            let ours = env!("CARGO_PKG_VERSION");
            return Err(ReadError::new(format!(
                "version {number} of the report{by}; this program (reticent {ours}) reads version {VERSION}: use the \
                 program that wrote it, or scan again"
            )));
        }
        _ => return Err(ReadError::new(format!("the report says no version; {AGAIN}"))),
    }
    if head.findings.is_none() {
        return Err(ReadError::new(format!("not a report of findings{but}; {AGAIN}")));
    }
    Ok(())
}

/// A name of somebody else's choosing, no longer than a message can bear.
pub(super) fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST { text.to_owned() } else { text.chars().take(MOST).chain(['…']).collect() }
}

/// What the parser says. It quotes names of fields and types, never values.
pub(super) fn of_json(error: &serde_json::Error, length: usize) -> ReadError {
    let (line, column) = (error.line(), error.column());
    if error.is_eof() {
        return ReadError::new(format!("cut off in the middle, after {length} bytes; fetch it again, or scan again"));
    }
    if error.is_syntax() {
        return ReadError::new(format!("no JSON from line {line}, column {column} on; {AGAIN}"));
    }
    let said = error.to_string();
    // A wrong value is quoted by the parser; what a report holds is not repeated.
    let what = match said.split_once(", expected ") {
        Some((_, expected)) => format!("expected {expected}"),
        None => said,
    };
    ReadError::new(format!("damaged: {}; {AGAIN}", shortened_at(&what)))
}

fn shortened_at(text: &str) -> String {
    text.chars().take(200).collect()
}
