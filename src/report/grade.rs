//! What severity and confidence mean to other programs. The one table behind SARIF and the documents.

use crate::model::{Confidence, Severity};

/// GitHub's `security-severity` of a rule: a number written as a string, as its upload check asks for.
pub(super) fn security_severity(severity: Severity, confidence: Confidence) -> &'static str {
    match (severity, confidence) {
        (Severity::Error, Confidence::High) => "8.5",
        (Severity::Error, Confidence::Medium) => "7.5",
        (Severity::Error, Confidence::Low) => "6.0",
        (Severity::Warning, Confidence::High) => "5.5",
        (Severity::Warning, Confidence::Medium) => "4.5",
        (Severity::Warning, Confidence::Low) => "3.5",
        (Severity::Note, Confidence::High) => "2.0",
        (Severity::Note, Confidence::Medium) => "1.5",
        (Severity::Note, Confidence::Low) => "1.0",
    }
}

/// SARIF's `rank`: 0 to 100, by how sure we are.
pub(super) fn rank(confidence: Confidence) -> f64 {
    match confidence {
        Confidence::High => 90.0,
        Confidence::Medium => 60.0,
        Confidence::Low => 20.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of docs/reports.md, line by line.
    fn table() -> String {
        let mut table = String::new();
        for severity in [Severity::Error, Severity::Warning, Severity::Note] {
            for confidence in [Confidence::High, Confidence::Medium, Confidence::Low] {
                let number = security_severity(severity, confidence);
                let (github, gitlab) = match number.parse::<f64>().unwrap() {
                    n if n >= 7.0 => ("high", "High"),
                    n if n >= 4.0 => ("medium", "Medium"),
                    _ => ("low", "Low"),
                };
                let code = if severity == Severity::Error && confidence >= Confidence::Medium { "1" } else { "0" };
                let sarif = match (severity, confidence) {
                    (Severity::Note, Confidence::Low) => {
                        format!("`{severity}`, with `--sarif-notes` and `--min-confidence low`")
                    }
                    (_, Confidence::Low) => format!("`{severity}`, with `--min-confidence low`"),
                    (Severity::Note, _) => format!("`{severity}`, with `--sarif-notes`"),
                    _ => format!("`{severity}`"),
                };
                table.push_str(&format!(
                    "| {severity} | {confidence} | {code} | {sarif} | {number} ({github}) | {gitlab} |\n"
                ));
            }
        }
        table
    }

    #[test]
    fn the_documents_show_this_table() {
        let table = table();
        assert!(include_str!("../../docs/reports.md").contains(&table), "docs/reports.md lacks\n{table}");
    }
}
