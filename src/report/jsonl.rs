//! One JSON object a line, for `jq` and pipelines: findings, what a range adds that keeps findings quiet, gaps, then one
//! summary. The objects are those of the JSON report, with `type` and `version` in front.

use std::io::{self, Write};

use serde::Serialize;

use super::json::{self, VERSION};
use super::machine;
use super::view::View;

#[derive(Serialize)]
struct Line<T> {
    r#type: &'static str,
    version: u32,
    #[serde(flatten)]
    body: T,
}

/// Writes the report.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    for body in json::findings(view) {
        machine::write_line(&Line { r#type: "finding", version: VERSION, body }, out)?;
    }
    for body in json::additions(view) {
        machine::write_line(&Line { r#type: "added-suppression", version: VERSION, body }, out)?;
    }
    for body in json::gaps(view) {
        machine::write_line(&Line { r#type: "gap", version: VERSION, body }, out)?;
    }
    machine::write_line(&Line { r#type: "summary", version: VERSION, body: json::summary(view) }, out)
}
