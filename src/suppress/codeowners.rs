//! CODEOWNERS: who owns a path.

use bstr::ByteSlice as _;
use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

/// Where the file lies, in the order in which GitHub and GitLab look for it.
pub const PLACES: [&str; 4] = [".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/// A CODEOWNERS file in the syntax of GitHub or GitLab.
///
/// The last line that matches a path names its owners; under GitLab's `[sections]`, the last one of each section does.
/// A line that is no pattern is passed over, as both do.
#[derive(Clone, Debug, Default)]
pub struct Owners {
    globs: GlobSet,
    /// For each glob, the line that it comes from.
    lines: Vec<usize>,
    rules: Vec<OwnerRule>,
}

#[derive(Clone, Debug)]
struct OwnerRule {
    section: usize,
    owners: Vec<String>,
}

impl Owners {
    /// Reads a file.
    pub fn read(bytes: &[u8]) -> Self {
        let mut owners = Self::default();
        let mut set = GlobSetBuilder::new();
        let (mut section, mut default) = (0, Vec::new());
        for line in bytes.lines() {
            let line = line.to_str_lossy();
            let words = words(line.trim());
            let Some((first, rest)) = words.split_first() else { continue };
            if is_section(line.trim()) {
                section += 1;
                default = section_owners(line.trim());
                continue;
            }
            let rule = owners.rules.len();
            let named = if rest.is_empty() { default.clone() } else { rest.to_vec() };
            owners.rules.push(OwnerRule { section, owners: named });
            for glob in globs(first).iter().filter_map(|glob| compile(glob)) {
                set.add(glob);
                owners.lines.push(rule);
            }
        }
        // Every glob was compiled by itself; all of them together can only be too large.
        match set.build() {
            Ok(globs) => Self { globs, ..owners },
            Err(_) => Self::default(),
        }
    }

    /// The owners of a path, parted by blanks.
    pub fn owner(&self, path: &[u8]) -> Option<String> {
        let mut last: Vec<&OwnerRule> = Vec::new();
        let mut rules: Vec<usize> = self
            .globs
            .matches(path.to_path_lossy())
            .into_iter()
            .filter_map(|glob| self.lines.get(glob).copied())
            .collect();
        rules.sort_unstable();
        for rule in rules.iter().filter_map(|&rule| self.rules.get(rule)) {
            last.retain(|other| other.section != rule.section);
            last.push(rule);
        }
        let mut names: Vec<&str> = Vec::new();
        for name in last.iter().flat_map(|rule| &rule.owners) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        if names.is_empty() { None } else { Some(names.join(" ")) }
    }
}

fn compile(glob: &str) -> Option<Glob> {
    GlobBuilder::new(glob).literal_separator(true).backslash_escape(true).build().ok()
}

/// The words of a line up to a comment; a backslash keeps a blank in its word.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut escaped) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        if escaped {
            // `\#` and `\ ` are the characters themselves; other escapes are the glob's business.
            if c != '#' && c != ' ' {
                word.push('\\');
            }
            word.push(c);
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c.is_whitespace() {
            words.push(std::mem::take(&mut word));
        } else if c == '#' && word.is_empty() {
            break;
        } else {
            word.push(c);
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// `[Name]`, `^[Name]` (optional), `[Name][2]` (two approvals), each with default owners behind it.
fn is_section(line: &str) -> bool {
    let line = line.strip_prefix('^').unwrap_or(line);
    line.starts_with('[') && line.contains(']')
}

fn section_owners(line: &str) -> Vec<String> {
    let behind = line.rsplit_once(']').map_or("", |(_, behind)| behind);
    words(behind.trim())
}

/// The globs of a pattern: it means a file, or all that lies below a folder.
fn globs(pattern: &str) -> Vec<String> {
    // Neither host knows character classes or alternatives here; such characters occur in file names.
    let pattern: String =
        pattern.chars().flat_map(|c| if "[]{}".contains(c) { vec!['\\', c] } else { vec![c] }).collect();
    let anchored = pattern.trim_end_matches('/').contains('/');
    let base = pattern.trim_matches('/');
    if base.is_empty() {
        return vec!["**".to_owned()];
    }
    let base = if anchored { base.to_owned() } else { format!("**/{base}") };
    let below = format!("{base}/**");
    if pattern.ends_with('/') {
        vec![below]
    } else if base.ends_with("/*") && anchored {
        // `docs/*` means the files right there only.
        vec![base]
    } else {
        vec![base, below]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(file: &str, path: &str) -> Option<String> {
        Owners::read(file.as_bytes()).owner(path.as_bytes())
    }

    #[test]
    fn the_last_match_wins() {
        let file =
            "# all\n* @all\n*.js @js # web\n/build/ @ops\ndocs/* docs@example.com\napps/ @apps @second\r\n/apps/free\n";
        for (path, expected) in [
            ("README.md", Some("@all")),
            ("a/b/x.js", Some("@js")),
            ("build/logs/x.js", Some("@ops")),
            ("docs/x.md", Some("docs@example.com")),
            ("docs/deep/x.md", Some("@all")),
            ("src/apps/x.js", Some("@apps @second")),
            ("apps/free/x", None),
        ] {
            assert_eq!(owner(file, path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn blanks_and_brackets_are_parts_of_names() {
        assert_eq!(owner("/a\\ b/ @x", "a b/c").as_deref(), Some("@x"));
        assert_eq!(owner("/app/[id]/{x} @x", "app/[id]/{x}").as_deref(), Some("@x"));
        assert_eq!(owner("\\#x @x", "#x").as_deref(), Some("@x"));
    }

    #[test]
    fn sections_add_up() {
        let file = "* @all\n[Docs][2] @writers\n*.md\n/src/*.md @lead\n^[Ops]\n*.tf @ops\n";
        assert_eq!(owner(file, "a.md").as_deref(), Some("@all @writers"));
        assert_eq!(owner(file, "src/a.md").as_deref(), Some("@all @lead"));
        assert_eq!(owner(file, "x.tf").as_deref(), Some("@all @ops"));
    }

    #[test]
    fn nonsense_owns_nothing() {
        assert_eq!(owner("\u{0}\n[\n\\\n***\n", "a"), None);
        assert_eq!(owner("", "a"), None);
    }
}
