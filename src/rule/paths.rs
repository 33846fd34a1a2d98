//! Where a rule applies: globs over paths.

use std::sync::OnceLock;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::model::Text;

/// Where a rule applies.
#[derive(Debug)]
pub struct PathGate {
    pub(super) only: Vec<Text>,
    pub(super) never: Vec<Text>,
    sets: OnceLock<(Globs, Globs)>,
}

impl PathGate {
    pub(super) fn new(only: Vec<Text>, never: Vec<Text>) -> Self {
        Self { only, never, sets: OnceLock::new() }
    }

    /// Whether the rule applies everywhere.
    pub fn is_open(&self) -> bool {
        self.only.is_empty() && self.never.is_empty()
    }

    /// The globs of `paths`.
    pub fn only(&self) -> &[Text] {
        &self.only
    }

    /// Whether the rule applies to a path (with `/` between its parts).
    pub fn admits(&self, path: &[u8]) -> bool {
        if self.is_open() {
            return true;
        }
        let (only, never) = self.sets.get_or_init(|| (Globs::of(&self.only), Globs::of(&self.never)));
        (self.only.is_empty() || only.is_match(path)) && !never.is_match(path)
    }
}

/// Globs, of which most ask for no more than how a path ends.
#[derive(Debug)]
struct Globs {
    /// Of `**/*.ts`, `.ts`.
    ends: Vec<Text>,
    /// Of `**/Dockerfile`, the name.
    names: Vec<Text>,
    /// The others.
    set: GlobSet,
}

impl Globs {
    fn of(patterns: &[Text]) -> Self {
        let is_plain = |text: &str| {
            !text.is_empty()
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+'))
        };
        let (mut ends, mut names, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for pattern in patterns {
            let last = pattern.strip_prefix("**/").unwrap_or_default();
            match last.strip_prefix('*') {
                Some(end) if end.starts_with('.') && is_plain(end) => ends.push(Text::from(end.to_owned())),
                None if is_plain(last) => names.push(Text::from(last.to_owned())),
                _ => others.push(pattern),
            }
        }
        let set =
            if others.is_empty() { GlobSet::empty() } else { globs(&others).unwrap_or_else(|_| GlobSet::empty()) };
        Self { ends, names, set }
    }

    fn is_match(&self, path: &[u8]) -> bool {
        let ends_with = |end: &str| {
            let from = path.len().checked_sub(end.len());
            from.and_then(|from| path.get(from..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end.as_bytes()))
        };
        let is_named = |name: &str| {
            ends_with(name) && path.len().checked_sub(name.len() + 1).is_none_or(|at| path.get(at) == Some(&b'/'))
        };
        self.ends.iter().any(|end| ends_with(end))
            || self.names.iter().any(|name| is_named(name))
            || (!self.set.is_empty() && self.set.is_match(bstr::ByteSlice::to_path_lossy(path)))
    }
}

/// Builds a set of path globs; case does not count, because file systems may ignore it.
pub(super) fn globs<S: AsRef<str>>(patterns: &[S]) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = GlobBuilder::new(pattern.as_ref()).case_insensitive(true).literal_separator(true).build();
        set.add(glob.map_err(|e| e.to_string())?);
    }
    set.build().map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_globs_match_what_globs_do() {
        let all = [
            "**/*.ts",
            "**/*.d.ts",
            "**/Dockerfile",
            "**/.env",
            "**/*test*",
            "**/lib/**",
            "*.md",
            "**/a/b.c",
            "**/*ts",
        ];
        let paths = [
            "a.ts",
            "A.TS",
            ".ts",
            "ts",
            "a/b/c.d.ts",
            "a/.ts",
            "x/Dockerfile",
            "dockerfile",
            "xDockerfile",
            "a/.env",
            "a.env",
            "atest",
            "lib/a",
            "x/lib/y",
            "a.md",
            "b/a.md",
            "a/b.c",
            "z/a/b.c",
            "a.ts/b",
            "",
            "/",
            "bits",
        ];
        for glob in all {
            let (ours, theirs) = (Globs::of(&[Text::from(glob)]), globs(&[glob]).unwrap());
            for path in paths {
                assert_eq!(ours.is_match(path.as_bytes()), theirs.is_match(path), "{glob} {path}");
            }
        }
    }
}
