//! Version 1 of the JSON report as it is read: the counterpart of `json/v1.rs`.
//!
//! Fields that came into version 1 later have defaults; fields that are not known are passed over, because a newer
//! version of the program may add some. Nothing is flattened or tried in turn, because serde would keep whole subtrees of
//! the file for that, many times their size.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::lists::{RawApplications, RawKeys};

#[derive(Debug, Deserialize)]
pub(super) struct Document {
    pub(super) scope: Scope,
    pub(super) summary: Summary,
    pub(super) rules: Vec<Rule>,
    pub(super) findings: Vec<Finding>,
    pub(super) gaps: Vec<Gap>,
    #[serde(default)]
    pub(super) added_suppressions: Vec<Addition>,
    pub(super) applications: Option<RawApplications>,
    pub(super) keys: Option<RawKeys>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Scope {
    pub(super) repository: Option<String>,
    pub(super) revision: Option<String>,
    pub(super) branch: Option<String>,
    #[serde(default)]
    pub(super) prefix: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Summary {
    pub(super) interrupted: bool,
    pub(super) files: u64,
    pub(super) bytes: u64,
    pub(super) history: Option<Coverage>,
    pub(super) fail_on: String,
    pub(super) hidden: u64,
    pub(super) min_confidence: String,
    pub(super) uncounted: u64,
    pub(super) verification: Option<Verification>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Verification {
    pub(super) asked: u64,
    pub(super) live: u64,
    pub(super) dead: u64,
    pub(super) unknown: u64,
    pub(super) reasons: BTreeMap<String, u64>,
    pub(super) left_out: u64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Verified {
    pub(super) state: String,
    pub(super) host: Option<String>,
    pub(super) at: Option<String>,
    pub(super) why: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Coverage {
    pub(super) commits: u64,
    pub(super) trees: u64,
    pub(super) blobs: u64,
    pub(super) tags: u64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) aliases: Vec<String>,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) fix: String,
    pub(super) severity: String,
    pub(super) confidence: String,
    pub(super) tags: Vec<String>,
    pub(super) references: Vec<String>,
    pub(super) provider: Option<String>,
    pub(super) revoke: Option<String>,
    pub(super) source: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Finding {
    pub(super) rule: String,
    pub(super) severity: String,
    pub(super) confidence: String,
    pub(super) path: String,
    pub(super) path_encoded: Option<String>,
    pub(super) inside: Vec<String>,
    #[serde(default)]
    pub(super) inside_encoded: Vec<String>,
    pub(super) masked: String,
    pub(super) secret: Option<String>,
    pub(super) group: u64,
    pub(super) fingerprint: String,
    pub(super) status: String,
    pub(super) suppression: Option<Suppression>,
    pub(super) provenance: Option<Provenance>,
    pub(super) added_in: Option<Commit>,
    pub(super) verified: Option<Verified>,
    pub(super) occurrences: Vec<Occurrence>,
    pub(super) related: Vec<Related>,
    #[serde(default)]
    pub(super) signals: Vec<Signal>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Origin {
    pub(super) path: String,
    pub(super) path_encoded: Option<String>,
    pub(super) inside: Vec<String>,
    #[serde(default)]
    pub(super) inside_encoded: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Suppression {
    pub(super) kind: String,
    pub(super) state: String,
    pub(super) reason: String,
    pub(super) owner: Option<String>,
    pub(super) until: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Provenance {
    pub(super) introduced: Commit,
    pub(super) removed: Option<Commit>,
    pub(super) commits: u64,
    pub(super) paths: Vec<Origin>,
    pub(super) path_count: u64,
    pub(super) refs: Vec<String>,
    pub(super) ref_count: u64,
    pub(super) at_head: bool,
    #[serde(default)]
    pub(super) owner: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Commit {
    pub(super) id: String,
    pub(super) author: String,
    pub(super) email: String,
    pub(super) date: Option<String>,
    pub(super) summary: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Occurrence {
    pub(super) span: [u64; 2],
    pub(super) start: Position,
    pub(super) end: Position,
    pub(super) excerpt: Excerpt,
    pub(super) line_hash: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Position {
    pub(super) line: u64,
    pub(super) column: u64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Excerpt {
    pub(super) text: String,
    pub(super) mark: usize,
    pub(super) width: usize,
    pub(super) clipped_left: bool,
    pub(super) clipped_right: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Related {
    pub(super) path: String,
    pub(super) path_encoded: Option<String>,
    pub(super) inside: Vec<String>,
    #[serde(default)]
    pub(super) inside_encoded: Vec<String>,
    pub(super) span: [u64; 2],
    pub(super) start: Position,
    pub(super) end: Position,
    pub(super) message: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Signal {
    pub(super) name: String,
    pub(super) weight: i32,
}

#[derive(Debug, Deserialize)]
pub(super) struct Addition {
    pub(super) kind: String,
    pub(super) path: String,
    pub(super) path_encoded: Option<String>,
    pub(super) inside: Vec<String>,
    #[serde(default)]
    pub(super) inside_encoded: Vec<String>,
    pub(super) line: u64,
    pub(super) counts: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Gap {
    pub(super) kind: String,
    pub(super) path: String,
    pub(super) path_encoded: Option<String>,
    pub(super) inside: Vec<String>,
    #[serde(default)]
    pub(super) inside_encoded: Vec<String>,
    pub(super) detail: String,
    pub(super) incomplete: bool,
}

/// What tells a report of ours from any other file.
#[derive(Debug, Deserialize)]
pub(super) struct Head {
    pub(super) version: Option<Number>,
    pub(super) tool: Option<Tool>,
    pub(super) findings: Option<IgnoredAny>,
    /// JSON lines of ours have one.
    pub(super) r#type: Option<String>,
    // What stands at the top of files that are likely to be given instead.
    pub(super) runs: Option<IgnoredAny>,
    pub(super) plugins_used: Option<IgnoredAny>,
    pub(super) vulnerabilities: Option<IgnoredAny>,
    #[serde(rename = "bomFormat")]
    pub(super) bom_format: Option<IgnoredAny>,
    pub(super) keys: Option<IgnoredAny>,
    pub(super) units: Option<IgnoredAny>,
    #[serde(rename = "SourceMetadata")]
    pub(super) source_metadata: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Tool {
    pub(super) name: Option<String>,
    pub(super) version: Option<String>,
}

/// A whole number, or something else, of which nothing is kept.
#[derive(Debug)]
pub(super) struct Number(pub(super) Option<u64>);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl<'de> Visitor<'de> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_u64<E>(self, number: u64) -> Result<Number, E> {
        Ok(Number(Some(number)))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Number, E> {
        Ok(Number(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Number, E> {
        Ok(Number(None))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Number, E> {
        Ok(Number(None))
    }

    fn visit_str<E>(self, _: &str) -> Result<Number, E> {
        Ok(Number(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Number, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Number(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Number, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Number(None))
    }
}
