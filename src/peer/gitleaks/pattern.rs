//! A regular expression of a configuration.

use regex::bytes::{Regex, RegexBuilder};

use super::super::go;

/// Most bytes that a compiled pattern may take.
const LARGEST: usize = 64 << 20;

/// Compiles a pattern as Go means it. The error says what is wrong with it in one line.
pub(super) fn compile(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(&go::translate(pattern)).size_limit(LARGEST).build().map_err(|error| match error {
        regex::Error::Syntax(text) => {
            // The last line says what is wrong; those before it draw a picture.
            let line = text.lines().last().unwrap_or_default();
            let line = line.strip_prefix("error: ").unwrap_or(line);
            if line.contains("look-around") { format!("{line} (nor in gitleaks)") } else { line.to_owned() }
        }
        other => other.to_string(),
    })
}

/// Joins patterns as gitleaks does before it compiles them: an inline flag of one holds for those after it, too.
pub(super) fn joined(patterns: &[String]) -> Result<Option<Regex>, String> {
    if patterns.is_empty() { Ok(None) } else { compile(&format!("(?:{})", patterns.join("|"))).map(Some) }
}
