//! Rules, an engine, one text: what is found in standard input, and how sure the judge is. Shows masks, never secrets.
//!
//! `cargo run --example scan_bytes < config.yml`

use std::error::Error;
use std::io::{self, Read as _, Write};

use reticent::engine::Engine;
use reticent::model::Origin;
use reticent::rule::{RuleSet, builtin};
use reticent::run::{BlobInput, Scanner};

pub(crate) fn scan(text: &[u8], out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let rules = RuleSet::compile(builtin(), &[], &|_| true, &[]);
    let engine = Engine::new(rules.map_err(|problems| format!("{problems:?}"))?);
    let origin = Origin::file("stdin");
    let outcome = Scanner::new(&engine).scan(&BlobInput::whole(&origin, text));
    for spot in outcome.spots {
        let Some((rule, sure)) = engine.rules().get(spot.rule).zip(spot.verdict.confidence) else { continue };
        let at = spot.location.start;
        writeln!(out, "{}:{}: {} ({sure}) {}", at.line, at.column, rule.info.id, spot.masked)?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut text = Vec::new();
    io::stdin().take(64 << 20).read_to_end(&mut text)?;
    scan(&text, &mut io::stdout().lock())
}
