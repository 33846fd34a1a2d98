//! Programming languages, read with tree-sitter.
//!
//! tree-sitter is C: what it is given is capped ([`MOST_BYTES`]), its work is counted in steps, and the walk over its
//! tree has a depth. A file that breaks its language's rules still gives the facts of the rest.

mod binding;
mod call;
mod grammar;
mod grammars;
mod imports;
mod literal;
mod parameter;
mod respell;
mod walk;
mod walker;

use std::ops::ControlFlow;

use tree_sitter::{ParseOptions, ParseState, Parser, Tree};

use super::fact::Facts;
use super::{Language, MOST_BYTES};
use grammar::Grammar;
use walker::Walker;

/// How often the parser may report progress (each time is some hundred operations) for each KiB of text, and beside.
/// Ordinary text takes under 40 a KiB; only error recovery that goes wild is cut off.
const REPORTS_A_KIB: usize = 2000;
const REPORTS: usize = 20_000;

/// Reads the facts of a program; `None` where there is no grammar for its language.
pub(super) fn read(language: Language, text: &[u8]) -> Option<Facts> {
    let grammar = grammars::grammar(language)?;
    let short = text.get(..MOST_BYTES.min(text.len())).unwrap_or_default();
    let text = respell::respell(language, short);
    let mut facts = Facts::new(language);
    if let Some(tree) = parse(grammar, &text) {
        facts.broken = tree.root_node().has_error();
        facts = Walker::new(&text, grammar, facts).walk(tree.root_node());
    } else {
        facts.cut = true;
    }
    Some(facts)
}

fn parse(grammar: &Grammar, text: &[u8]) -> Option<Tree> {
    let mut parser = Parser::new();
    parser.set_language(&(grammar.language)()).ok()?;
    let limit = REPORTS + REPORTS_A_KIB * (text.len() / 1024);
    let mut reports = 0;
    let mut count = |_: &ParseState| {
        reports += 1;
        if reports > limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let options = ParseOptions::new().progress_callback(&mut count);
    parser.parse_with_options(&mut |at, _| text.get(at..).unwrap_or_default(), None, Some(options))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_name_kinds_that_the_grammars_have() {
        let mut wrong = Vec::new();
        for name in Language::names() {
            let grammar = Language::named(name).and_then(grammars::grammar);
            wrong
                .extend(grammar.map(Grammar::unknown_kinds).unwrap_or_default().iter().map(|k| format!("{name}: {k}")));
        }
        // JavaScript and TypeScript share a table, as C and C++ do for the most part.
        wrong.retain(|row| {
            !row.starts_with("javascript: ")
                && !row.starts_with("typescript: jsx")
                && !row.ends_with(": field_definition")
        });
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
