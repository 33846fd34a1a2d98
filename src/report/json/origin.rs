//! Where something stands, as version 1 of the JSON report says it.

use serde::Serialize;

#[derive(Serialize)]
pub(in crate::report) struct OriginV1 {
    pub(super) path: String,
    /// The exact bytes, percent-encoded, where `path` had to replace some that are not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) path_encoded: Option<String>,
    /// Names within archives, outermost first.
    pub(super) inside: Vec<String>,
    /// The same names, percent-encoded, where `inside` had to replace bytes that are not UTF-8.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) inside_encoded: Vec<String>,
}
