//! `.reticentignore`: gitignore globs, and nothing else.
//!
//! The walker reads the files itself (they count in every folder, as `.gitignore` does). Here they are checked, so that a
//! line that would do nothing, or something else than its writer thinks, is an error.

use bstr::ByteSlice as _;
use ignore::gitignore::GitignoreBuilder;

use super::problem::FileProblem;
use crate::model::printable;

/// The name of the file.
pub const FILE_NAME: &str = ".reticentignore";

/// Everything that is wrong with an ignore file.
pub fn check(bytes: &[u8], name: &str) -> Vec<FileProblem> {
    let mut problems = Vec::new();
    for (line, text) in (1..).zip(bytes.lines()) {
        let text = text.to_str_lossy();
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        if let Some((message, advice)) = foreign(text).or_else(|| malformed(text)) {
            problems.push(FileProblem { file: name.to_owned(), line, message, advice });
        }
    }
    problems
}

/// Entries that mean something in another tool's ignore file.
fn foreign(text: &str) -> Option<(String, String)> {
    let is_hash = |word: &str| matches!(word.len(), 40 | 64) && word.bytes().all(|b| b.is_ascii_hexdigit());
    let parts: Vec<&str> = text.split(':').collect();
    let ends_in_line =
        |parts: &[&str]| parts.last().is_some_and(|line| !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit()));
    let message = if parts.len() >= 3 && ends_in_line(&parts) {
        "looks like a gitleaks fingerprint (path:rule:line); this file holds globs of paths only"
    } else if is_hash(text) {
        "looks like the hash of a secret; this file holds globs of paths only"
    } else if ["path:", "hash:", "detector:"].iter().any(|prefix| text.starts_with(prefix)) {
        "looks like an entry of .keyhogignore; this file holds globs of paths only"
    } else if text == "[secrets]" {
        "a section of .secretsignore; this file holds globs of paths only"
    } else {
        return None;
    };
    let advice = if text.starts_with("path:") {
        "write the path alone"
    } else {
        "accept a finding with `reticent baseline create --reason …`, or with a comment on its line"
    };
    Some((message.to_owned(), advice.to_owned()))
}

fn malformed(text: &str) -> Option<(String, String)> {
    // One builder a line: a builder of them all would not say which line is wrong.
    let error = GitignoreBuilder::new("").add_line(None, text).err()?;
    Some((
        format!("`{}` is no glob: {}", printable(text.as_bytes()), cause(&error)),
        "write it as in .gitignore".to_owned(),
    ))
}

fn cause(error: &ignore::Error) -> String {
    match error {
        ignore::Error::Glob { err, .. } => err.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_are_fine() {
        let text = b"# vendored\n\n/vendor/\n!/vendor/ours\n*.snap\r\nC:\\odd\nhost:8080\n\\#x\n";
        assert_eq!(check(text, FILE_NAME), []);
    }

    #[test]
    fn every_mistake_is_told_with_its_line() {
        let hash = "0".repeat(64);
        let text = format!("ok\nsrc/a.py:aws-key:12\n{hash}\ndetector:aws ; reason=x\n[secrets]\n{{a\n");
        let problems = check(text.as_bytes(), FILE_NAME);
        let lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6]);
        assert!(problems[0].to_string().starts_with(".reticentignore:2: looks like a gitleaks fingerprint"));
        assert!(problems[0].advice.contains("baseline create"));
        assert!(problems[4].message.contains("no glob"));
    }
}
