//! Names of rules with `*` and `?`.

use crate::model::RuleInfo;

/// Longer than any rule's id; what is longer is no name of a rule.
const LONGEST: usize = 100;

/// Whether a pattern matches a whole text: `*` any run of characters (`/` too), `?` one; ASCII case does not matter.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    // After a `*`: where to go on in the pattern, and how much of the text the star has taken.
    let mut star: Option<(usize, usize)> = None;
    while let Some(&byte) = text.get(t) {
        match (pattern.get(p), star) {
            (Some(b'*'), _) => {
                star = Some((p + 1, t));
                p += 1;
            }
            (Some(&wanted), _) if wanted == b'?' || wanted.eq_ignore_ascii_case(&byte) => {
                p += 1;
                t += 1;
            }
            (_, Some((after, taken))) => {
                star = Some((after, taken + 1));
                p = after;
                t = taken + 1;
            }
            _ => return false,
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(|&byte| byte == b'*'))
}

/// Whether a pattern names a rule, by its id or by the id that another tool gives it.
pub(super) fn names(pattern: &str, rule: &RuleInfo) -> bool {
    matches(pattern, &rule.id) || rule.aliases.iter().any(|alias| matches(pattern, alias))
}

/// Whether any of the patterns names a rule.
pub(super) fn any_names(patterns: &[String], rule: &RuleInfo) -> bool {
    patterns.iter().any(|pattern| names(pattern, rule))
}

/// Whether a text can be the name of a rule, with or without `*` and `?`.
pub(super) fn is_well_formed(pattern: &str) -> bool {
    !pattern.is_empty()
        && pattern.len() <= LONGEST
        && pattern.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./*?@:+ ".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_span_slashes_and_case_does_not_matter() {
        for (pattern, text, expected) in [
            ("secret/*", "secret/aws-key", true),
            ("*", "secret/aws-key", true),
            ("secret/aws-*", "secret/aws-access-key", true),
            ("*key", "secret/aws-key", true),
            ("*a*b*c", "xxaxxbxxbc", true),
            ("secret/?ws", "secret/aws", true),
            ("Secret/AWS", "secret/aws", true),
            ("secret/aws", "secret/aws-key", false),
            ("secret", "secret/aws", false),
            ("", "secret/aws", false),
            ("*x", "secret/aws", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
