//! Command lines and configuration, and Scala and Dart, read by small readers of our own.
//!
//! They need words and key paths with the place of each, which crates for these formats do not give, and they must take
//! what a parser refuses: templates, comments, half a file. None of them runs anything: aliases and entities are never
//! expanded, so that no file is larger than its text.

mod blocks;
mod cursor;
mod dart;
mod data;
mod emit;
mod functions;
mod lines;
mod options;
mod powershell;
mod refer;
mod scala;
mod scalar;
mod shell;
mod spelled;
mod words;
mod xml;
mod yaml;

use super::Language;
use super::fact::Facts;

/// Deeper nesting is left out.
pub(super) const DEPTH: usize = 64;

/// Reads the facts of a file that is no program.
pub(super) fn read(language: Language, text: &[u8]) -> Facts {
    let text = text.get(..super::MOST_BYTES.min(text.len())).unwrap_or_default();
    let mut facts = Facts::new(language);
    match language {
        Language::PowerShell => powershell::read(text, &mut facts),
        Language::Dart => dart::read(text, &mut facts),
        Language::Scala => scala::read(text, &mut facts),
        Language::Hcl | Language::Bicep => blocks::read(text, &mut facts),
        Language::Yaml => yaml::read(text, &mut facts),
        Language::Json => data::read(text, &mut facts),
        Language::Ini => lines::settings(text, &mut facts),
        Language::Directives => lines::directives(text, &mut facts),
        Language::Nginx => lines::statements(text, &mut facts),
        Language::Xml => xml::read(text, &mut facts),
        _ => {
            shell::read(text, 0, &mut facts);
            if language == Language::Shell {
                functions::scopes(text, &mut facts);
            }
        }
    }
    facts
}
