//! Globs over rule ids and over paths, compiled.

use std::ffi::OsStr;
use std::path::Path;

use bstr::{BStr, BString, ByteSlice as _, ByteVec as _};
use globset::{Candidate, GlobBuilder, GlobMatcher, GlobSet, GlobSetBuilder};

use super::document::Spot;
use super::origin::SettingOrigin;
use crate::model::RuleInfo;

/// A glob over rule ids: `secret/github-pat`, `secret/*`, `*`. The ids that other tools give a rule count as well; case
/// does not.
#[derive(Clone, Debug)]
pub struct RuleGlob {
    /// As written.
    pub pattern: String,
    /// Who wrote it.
    pub from: SettingOrigin,
    pub(crate) spot: Option<Spot>,
    matcher: GlobMatcher,
}

impl RuleGlob {
    /// Compiles a glob. The error says what is wrong with it, without quoting it.
    pub(crate) fn new(pattern: &str, from: SettingOrigin, spot: Option<Spot>) -> Result<Self, String> {
        if pattern.is_empty() {
            return Err("an empty text matches no rule; `*` matches all".to_owned());
        }
        let glob = GlobBuilder::new(pattern)
            .case_insensitive(true)
            .backslash_escape(true)
            .build()
            .map_err(|e| e.kind().to_string())?;
        Ok(Self { pattern: pattern.to_owned(), from, spot, matcher: glob.compile_matcher() })
    }

    /// One that was typed behind a flag. The error says what is wrong with it.
    pub fn typed(flag: &str, pattern: &str) -> Result<Self, String> {
        Self::new(pattern, SettingOrigin::Flag(flag.to_owned()), None)
    }

    /// Whether the rule is meant.
    pub fn matches(&self, rule: &RuleInfo) -> bool {
        self.matcher.is_match(&rule.id)
            || rule.aliases.iter().any(|alias| self.matcher.is_match(alias.as_ref() as &str))
    }

    /// Whether it names one rule.
    pub fn is_exact(&self) -> bool {
        !self.pattern.contains(['*', '?', '[', '{', '\\'])
    }

    /// The more specific of two globs has the greater rank.
    pub(crate) fn rank(&self) -> (bool, usize) {
        (self.is_exact(), self.pattern.len())
    }
}

/// Globs over paths, with the meaning that they have in a `.gitignore`.
#[derive(Clone, Debug)]
pub struct PathGlobs {
    /// As written.
    pub patterns: Vec<String>,
    set: GlobSet,
    base: Base,
}

impl PathGlobs {
    /// Compiles globs that are relative to a folder. The error says which one is wrong, and what is wrong with it.
    pub(crate) fn new(patterns: &[&str], base: &Base) -> Result<Self, Vec<(usize, String)>> {
        let mut builder = GlobSetBuilder::new();
        let mut wrong = Vec::new();
        for (index, pattern) in patterns.iter().enumerate() {
            match path_globs(pattern) {
                Ok(globs) => globs.into_iter().for_each(|glob| {
                    builder.add(glob);
                }),
                Err(why) => wrong.push((index, why)),
            }
        }
        match builder.build() {
            Ok(set) if wrong.is_empty() => {
                Ok(Self { patterns: patterns.iter().map(|p| (*p).to_owned()).collect(), set, base: base.clone() })
            }
            Err(error) if wrong.is_empty() => Err(vec![(0, error.kind().to_string())]),
            _ => Err(wrong),
        }
    }

    /// Compiles globs that were typed, relative to the root of the scan. The error says which one is wrong, and why.
    pub fn typed(patterns: &[&str]) -> Result<Self, Vec<(usize, String)>> {
        Self::new(patterns, &Base::Same)
    }

    /// Whether a path, relative to the root of the scan, is meant.
    pub fn matches(&self, path: &BStr) -> bool {
        let is_match = |path: &[u8]| self.set.is_match_candidate(&Candidate::from_bytes(path));
        match &self.base {
            Base::Same => is_match(path),
            Base::Above(prefix) => is_match(&[prefix.as_slice(), path].concat()),
            Base::Below(prefix) => path.strip_prefix(prefix.as_slice()).is_some_and(is_match),
            Base::Elsewhere => false,
        }
    }

    /// The same as plain globs over paths relative to the root of the scan, in which `*` stops at a slash. None for a
    /// folder that does not lie in the root.
    pub fn plain(&self) -> Vec<String> {
        let prefix = match &self.base {
            Base::Same => String::new(),
            Base::Below(prefix) => globset::escape(&prefix.to_str_lossy()),
            Base::Above(_) | Base::Elsewhere => return Vec::new(),
        };
        let globs = self.patterns.iter().filter_map(|pattern| path_globs(pattern).ok()).flatten();
        globs.map(|glob| format!("{prefix}{}", glob.glob())).collect()
    }
}

/// The globs that say what a line of a `.gitignore` says: the path itself, and all that is below it.
fn path_globs(pattern: &str) -> Result<Vec<globset::Glob>, String> {
    if pattern.starts_with('!') {
        return Err("`!` takes nothing back here".to_owned());
    }
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    let anchored = pattern.trim_end_matches('/').contains('/');
    let plain = pattern.trim_start_matches('/');
    let folder = plain.ends_with('/');
    let plain = plain.trim_end_matches('/');
    if plain.is_empty() {
        return Err("it names no file; `**` names all".to_owned());
    }
    if plain.split('/').any(|part| part == "..") {
        return Err("`..` leads out of the folder of the configuration".to_owned());
    }
    let whole = if anchored { plain.to_owned() } else { format!("**/{plain}") };
    let compile = |glob: &str| {
        let built = GlobBuilder::new(glob).literal_separator(true).backslash_escape(true).build();
        built.map_err(|error| error.kind().to_string())
    };
    let below = compile(&format!("{whole}/**"))?;
    if folder { Ok(vec![below]) } else { Ok(vec![compile(&whole)?, below]) }
}

/// Where the folder that globs are relative to lies, seen from the root of the scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    /// It is the root of the scan.
    Same,
    /// It contains the root; the root's path in it, with a slash at the end.
    Above(BString),
    /// It lies in the root; its path there, with a slash at the end.
    Below(BString),
    /// Neither.
    Elsewhere,
}

impl Base {
    /// A folder that is relative to the base, relative to the root of the scan; `None` if it lies outside.
    pub(crate) fn folder(&self, written: &str) -> Result<Option<String>, &'static str> {
        let parts: Vec<&str> = written.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
        if written.is_empty() || written.starts_with('/') || written.contains('\\') {
            return Err("name it relative to the folder of the configuration, with `/` between its parts");
        }
        if parts.contains(&"..") {
            return Err("`..` leads out of the folder of the configuration");
        }
        let path = parts.join("/");
        let joined = |prefix: &BString| format!("{}{path}", prefix.to_str_lossy()).trim_end_matches('/').to_owned();
        Ok(match self {
            Self::Same => Some(path),
            Self::Below(prefix) => Some(joined(prefix)),
            Self::Above(prefix) => {
                let prefix = prefix.to_str_lossy();
                format!("{path}/").strip_prefix(prefix.as_ref()).map(|rest| rest.trim_end_matches('/').to_owned())
            }
            Self::Elsewhere => None,
        })
    }

    /// Both folders absolute and canonical.
    pub(crate) fn new(base: &Path, root: &Path) -> Self {
        let slashed = |path: &Path| {
            let mut parts = BString::default();
            for part in path.components() {
                parts.push_str(os_bytes(part.as_os_str()));
                parts.push_byte(b'/');
            }
            parts
        };
        if base == root {
            Self::Same
        } else if let Ok(inner) = root.strip_prefix(base) {
            Self::Above(slashed(inner))
        } else if let Ok(inner) = base.strip_prefix(root) {
            Self::Below(slashed(inner))
        } else {
            Self::Elsewhere
        }
    }
}

fn os_bytes(name: &OsStr) -> Vec<u8> {
    Vec::from_os_string(name.to_owned()).unwrap_or_else(|name| name.to_string_lossy().into_owned().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        PathGlobs::new(&[pattern], &Base::Same).is_ok_and(|globs| globs.matches(path.into()))
    }

    #[test]
    fn path_globs_mean_what_they_mean_to_git() {
        for (pattern, path) in [
            ("docs", "docs/a.md"),
            ("docs", "x/docs/y/a.md"),
            ("/docs", "docs/a.md"),
            ("docs/", "x/docs/a.md"),
            ("*.md", "x/a.md"),
            ("services/legacy/**", "services/legacy/a/b"),
            ("services/*/a", "services/x/a"),
            ("./a/b", "a/b"),
            ("**", ".env"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in
            [("/docs", "x/docs/a.md"), ("docs/", "docs"), ("a/*", "b/a/c"), ("services/*/a", "services/x/y/a")]
        {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
    }

    #[test]
    fn what_no_file_can_match_is_refused() {
        for pattern in ["", "/", "!x", "../x", "a/../b", "[", "{a"] {
            assert!(PathGlobs::new(&[pattern], &Base::Same).is_err(), "{pattern}");
        }
    }

    #[test]
    fn globs_are_relative_to_their_own_folder() {
        let matches = |base: &str, root: &str, path: &str| {
            let base = Base::new(Path::new(base), Path::new(root));
            PathGlobs::new(&["/a/*.md"], &base).is_ok_and(|globs| globs.matches(path.into()))
        };
        assert!(matches("/r", "/r", "a/x.md"));
        assert!(matches("/r", "/r/a", "x.md"));
        assert!(!matches("/r", "/r/b", "x.md"));
        assert!(matches("/r/s", "/r", "s/a/x.md"));
        assert!(!matches("/r/s", "/r", "a/x.md"));
        assert!(!matches("/q", "/r", "a/x.md"));
    }

    #[test]
    fn plain_globs_are_relative_to_the_root() {
        let plain = |base: &str| {
            let base = Base::new(Path::new(base), Path::new("/r"));
            PathGlobs::new(&["/a/", "*.md"], &base).map(|globs| globs.plain())
        };
        assert_eq!(plain("/r").unwrap(), ["a/**", "**/*.md", "**/*.md/**"]);
        assert_eq!(plain("/r/[s]").unwrap(), ["[[]s[]]/a/**", "[[]s[]]/**/*.md", "[[]s[]]/**/*.md/**"]);
        assert_eq!(plain("/").unwrap(), [""; 0]);
    }

    #[test]
    fn rule_globs_cross_the_slash() {
        let glob = |pattern| RuleGlob::new(pattern, SettingOrigin::Default, None);
        assert!(glob("*").is_ok_and(|g| g.matcher.is_match("secret/a")));
        assert!(glob("secret/*").is_ok_and(|g| g.matcher.is_match("secret/a") && !g.matcher.is_match("key/a")));
        assert!(glob("").is_err() && glob("[").is_err());
    }
}
