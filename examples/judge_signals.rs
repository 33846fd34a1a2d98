//! Prints, for every name with a value below a folder, the signals that the judge sees: input of `benches/judge/fit.py`.
//!
//! One JSON object a line: `path`, `line`, `start` and `end` (columns in characters from 0), `group`, `score`, `signals`,
//! and `covered` where a rule with a format of its own takes the place. No secret's text.

use std::io::Write as _;
use std::path::PathBuf;

use reticent::blob::{Content, Segment, sniff};
use reticent::engine::{Engine, Mode};
use reticent::judge::Place;
use reticent::model::{Confidence, Extent};
use reticent::rule::{RuleSet, builtin};
use reticent::run::judge;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder: PathBuf = std::env::args_os().nth(1).ok_or("usage: judge_signals FOLDER")?.into();
    let rules = RuleSet::compile(builtin(), &[], &|_| true, &[]);
    let engine = Engine::new(rules.map_err(|problems| format!("{problems:?}"))?);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for entry in ignore::WalkBuilder::new(&folder).standard_filters(false).build() {
        let entry = entry?;
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            continue;
        }
        let text = std::fs::read(entry.path())?;
        if sniff(&text) != Content::Text {
            continue;
        }
        let path = entry.path().strip_prefix(&folder)?.to_string_lossy().into_owned();
        let place = Place::of(path.as_bytes());
        let mut rows = std::collections::BTreeMap::new();
        let mut others: Vec<std::ops::Range<usize>> = Vec::new();
        let mut found = |candidate: reticent::engine::Candidate<'_>| {
            let verdict = judge(&engine, &candidate, place, true);
            if verdict.summed {
                rows.insert((candidate.secret.start, candidate.secret.end), (verdict, candidate.rule.info.id.clone()));
            } else if verdict.confidence >= Some(Confidence::Medium) {
                others.push(candidate.secret.clone());
            }
        };
        engine.scan(&Segment::whole(&text), (path.as_bytes(), None), Mode::Text, &mut found, &mut |_, _| {});
        for ((start, end), (verdict, rule)) in rows {
            let from = Extent::of(text.get(..start).unwrap_or_default()).position();
            let to = Extent::of(text.get(..end).unwrap_or_default()).position();
            let signals: Vec<&str> = verdict.signals.iter().map(|signal| signal.name.as_ref()).collect();
            let covered = others.iter().any(|other| other.start < end && start < other.end);
            let row = serde_json::json!({"path": path, "line": from.line, "start": from.column - 1, "end": to.column - 1,
                "group": format!("{:?}", verdict.group()), "score": verdict.score, "rule": rule, "covered": covered,
                "signals": signals});
            writeln!(out, "{row}")?;
        }
    }
    Ok(())
}
