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

    /// The table of docs/reports.md.
    fn table() -> String {
        let levels = [Severity::Error, Severity::Warning, Severity::Note];
        let sure = [Confidence::High, Confidence::Medium, Confidence::Low];
        levels.iter().flat_map(|&severity| sure.map(|confidence| row(severity, confidence))).collect()
    }

    fn row(severity: Severity, confidence: Confidence) -> String {
        let number = security_severity(severity, confidence);
        let (github, gitlab) = match number.parse::<f64>().unwrap() {
            7.0.. => ("high", "High"),
            4.0.. => ("medium", "Medium"),
            _ => ("low", "Low"),
        };
        let code = u8::from(severity == Severity::Error && confidence >= Confidence::Medium);
        let asked = match (severity, confidence) {
            (Severity::Note, Confidence::Low) => ", with `--sarif-notes` and `--min-confidence low`",
            (Severity::Note, _) => ", with `--sarif-notes`",
            (_, Confidence::Low) => ", with `--min-confidence low`",
            _ => "",
        };
        format!("| {severity} | {confidence} | {code} | `{severity}`{asked} | {number} ({github}) | {gitlab} |\n")
    }

    #[test]
    fn the_documents_show_this_table() {
        let table = table();
        assert!(include_str!("../../docs/reports.md").contains(&table), "docs/reports.md lacks\n{table}");
    }
}
