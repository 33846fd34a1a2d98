//! GitLab's secret detection report, version 15.2.1
//! (<https://gitlab.com/gitlab-org/security-products/security-report-schemas>).
//!
//! The excerpt of the source that the schema knows stays out: it would be the secret.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::super::view::View;
use super::super::{grade, machine};
use crate::model::{Finding, Occurrence};

/// The commit of a scan of a folder, as GitLab's own analyser writes it.
const NO_COMMIT: &str = "0000000";

/// Writes the report.
pub(in crate::report) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let vendor = json!({ "name": "reticent" });
    let tool = json!({ "id": "reticent", "name": "reticent", "version": env!("CARGO_PKG_VERSION"), "vendor": vendor });
    let status = if view.options.gaps.is_complete(view.report) { "success" } else { "failure" };
    let messages: Vec<Value> = super::gaps(view)
        .into_iter()
        .map(|gap| json!({ "level": if gap.incomplete { "warn" } else { "info" }, "value": gap.text }))
        .collect();
    let document = json!({
        "version": "15.2.1",
        "scan": {
            "analyzer": tool,
            "scanner": tool,
            "start_time": view.options.time,
            "end_time": view.options.time,
            "status": status,
            "type": "secret_detection",
            "messages": messages,
        },
        "vulnerabilities": super::ranked(view).into_iter().map(|(f, o)| vulnerability(view, f, o)).collect::<Vec<_>>(),
    });
    machine::write_line(&document, out)
}

fn vulnerability(view: &View<'_>, finding: &Finding, place: &Occurrence) -> Value {
    let rule = &finding.rule;
    let sha = finding.provenance.as_deref().map_or(NO_COMMIT, |told| told.introduced.id.as_str());
    let link = rule.provider.revoke.iter().chain(&rule.references).map(|url| json!({ "url": url })).collect::<Vec<_>>();
    let mut identifiers = vec![json!({ "type": "reticent_rule_id", "name": rule.id, "value": rule.id })];
    identifiers.extend(rule.tags.iter().filter_map(|tag| {
        let number = tag.strip_prefix("CWE-")?;
        let url = format!("https://cwe.mitre.org/data/definitions/{number}.html");
        Some(json!({ "type": "cwe", "name": tag, "value": number, "url": url }))
    }));
    let (start, end) = super::location(finding, place);
    let told = finding.provenance.as_deref().map(|told| format!(" {}", view.came_and_went(told)));
    let inside = !finding.origin.inside.is_empty();
    let inside = if inside { format!(" It lies in {}.", view.place(&finding.origin, place)) } else { String::new() };
    let description = view.prose(&rule.description) + &inside + &told.unwrap_or_default();
    json!({
        "id": uuid(&finding.fingerprint, place.location.start.line),
        "name": cut(&view.prose(&rule.title), 255),
        "description": description,
        "severity": severity(finding),
        "solution": cut(&view.prose(&rule.fix), 7000),
        "identifiers": identifiers,
        "links": link,
        "location": {
            "file": super::file(view, &finding.origin),
            "start_line": start.line,
            "end_line": end.line,
            "commit": { "sha": sha },
        },
    })
}

/// As docs/reports.md has it.
fn severity(finding: &Finding) -> &'static str {
    let number = grade::security_severity(finding.severity, finding.confidence).parse::<f64>();
    match number {
        Ok(7.0..) => "High",
        Ok(4.0..) => "Medium",
        _ => "Low",
    }
}

/// The fingerprint with the line, in the form of a UUID of version 8 (RFC 9562), which leaves its bits to us.
fn uuid(fingerprint: &str, line: u64) -> String {
    let number = u128::from_str_radix(fingerprint, 16).unwrap_or_default() ^ u128::from(line).rotate_left(1);
    let bits = number & !(0xf << 76 | 0xc << 60) | 8 << 76 | 8 << 60;
    let text = format!("{bits:032x}");
    let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
    format!("{}-{}-{}-{}-{}", part(0..8), part(8..12), part(12..16), part(16..20), part(20..32))
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_become_uuids() {
        let one = uuid("ffffffffffffffffffffffffffffffff", 1);
        assert_eq!(one, "ffffffff-ffff-8fff-bfff-fffffffffffd");
        assert_ne!(one, uuid("ffffffffffffffffffffffffffffffff", 2));
    }
}
