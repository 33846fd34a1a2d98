//! `.gitleaksignore`: findings by their fingerprints.

use super::super::note::Note;

/// A fingerprint: `[commit:]file:rule:line`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint {
    /// In full, in hexadecimal; without one, every commit and the tree are meant.
    pub commit: Option<String>,
    /// With `/` between its parts.
    pub path: String,
    /// gitleaks' id of the rule.
    pub rule: String,
    /// Counts from 1; 0 where the path is the finding.
    pub line: u64,
    /// The line of the ignore file.
    pub at: usize,
}

/// Reads an ignore file. Lines that gitleaks itself can match with nothing are told.
pub fn read(name: &str, text: &str) -> (Vec<Fingerprint>, Vec<Note>) {
    let (mut found, mut notes) = (Vec::new(), Vec::new());
    for (at, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match parse(line, at) {
            Some(fingerprint) => found.push(fingerprint),
            None => notes.push(Note::new(name, at, "no fingerprint: write [commit:]file:rule:line")),
        }
    }
    (found, notes)
}

/// From behind, because a path may hold colons, which gitleaks warns of and still compares.
fn parse(line: &str, at: usize) -> Option<Fingerprint> {
    let (rest, number) = line.rsplit_once(':')?;
    let (rest, rule) = rest.rsplit_once(':')?;
    let is_id = |word: &str| matches!(word.len(), 40 | 64) && word.bytes().all(|b| b.is_ascii_hexdigit());
    let (commit, path) = match rest.split_once(':') {
        Some((commit, path)) if is_id(commit) => (Some(commit.to_ascii_lowercase()), path),
        _ => (None, rest),
    };
    let line = number.parse().ok()?;
    if path.is_empty() || rule.is_empty() {
        return None;
    }
    let path = path.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path).to_owned();
    Some(Fingerprint { commit, path, rule: rule.to_owned(), line, at })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_read_from_behind() {
        let id = "a".repeat(40);
        let (found, notes) =
            read("x", &format!("# why\n{id}:src/a.py:aws-key:12\n\na\\b.py:r:3\nodd:name.py:r:4\nnothing\n"));
        let seen: Vec<_> =
            found.iter().map(|f| (f.commit.is_some(), f.path.as_str(), f.rule.as_str(), f.line)).collect();
        assert_eq!(
            seen,
            [(true, "src/a.py", "aws-key", 12), (false, "a/b.py", "r", 3), (false, "odd:name.py", "r", 4)]
        );
        assert_eq!(notes.len(), 1);
        assert_eq!(notes[0].line, 6);
    }
}
