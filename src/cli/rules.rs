//! `rules list|explain|test`.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::args::{RuleArgs, RulesAction};
use super::given::Given;
use super::load::read_rules;
use super::origins::Origins;
use super::output::say;
use super::session::Session;
use super::world::World;
use super::{Failure, output};
use crate::engine::Engine;
use crate::model::{Exit, RuleInfo};
use crate::rule::{RawVerify, RuleSet, builtin};
use crate::run::test_examples;
use crate::source::{Root, Snapshot};

/// Runs a `rules` command.
pub(super) fn run(action: RulesAction, world: &World, origins: &Origins<'_>) -> Result<Exit, Failure> {
    match action {
        RulesAction::List(args) => list(&args, world, origins),
        RulesAction::Explain { id, rules } => explain(&id, &rules, world, origins),
        RulesAction::Test { files } => test(&files),
    }
}

fn open(args: &RuleArgs, world: &World, origins: &Origins<'_>) -> Result<Session, Failure> {
    let root = Root::resolve(&[PathBuf::from(".")], &world.cwd, false)?;
    Session::open(&Given::without_report(args, None), &world.cwd, &root.dir, world, origins)
}

fn list(args: &RuleArgs, world: &World, origins: &Origins<'_>) -> Result<Exit, Failure> {
    let session = open(args, world, origins)?;
    let mut text = String::new();
    // Clues are never reported; `reticent clients --explain` shows them.
    let rules: Vec<_> = session.engine.rules().rules().iter().filter(|rule| rule.clue.is_none()).collect();
    let width = rules.iter().map(|rule| rule.info.id.len()).max().unwrap_or(0);
    for rule in &rules {
        let RuleInfo { id, severity, confidence, title, .. } = rule.info.as_ref();
        writeln!(text, "{id:width$}  {severity:7}  {confidence:6}  {title}")
            .map_err(|e| Failure::new(e.to_string()))?;
    }
    say(&text)?;
    output::note(&output::count(rules.len(), "rule"));
    Ok(Exit::Clean)
}

/// What may have been meant by a name that no rule has.
fn near<'r>(id: &str, known: impl Iterator<Item = &'r RuleInfo> + Clone) -> String {
    let word = id.rsplit('/').next().unwrap_or(id).to_lowercase();
    let holds = |rule: &&RuleInfo| {
        rule.id.split(['/', '-']).any(|part| part == word)
            || rule.title.to_lowercase().split(' ').any(|part| part == word)
    };
    let named = |rule: &&RuleInfo| rule.aliases.iter().any(|alias| *alias == word);
    let mut like: Vec<&str> = known.clone().filter(named).map(|rule| rule.id.as_str()).collect();
    if like.is_empty() {
        like.extend(known.clone().filter(holds).map(|rule| rule.id.as_str()));
    }
    if like.is_empty() {
        let distance = |rule: &&RuleInfo| strsim::damerau_levenshtein(id, &rule.id);
        let nearest = known.min_by_key(distance).filter(|rule| distance(rule) <= id.chars().count() / 3);
        like.extend(nearest.map(|rule| rule.id.as_str()));
    }
    match like.as_slice() {
        [] => "`reticent rules list` names them all".to_owned(),
        [one] => format!("did you mean {one}?"),
        some => {
            let more = if some.len() > 6 { " …" } else { "" };
            format!("did you mean one of {}{more}", some.iter().take(6).copied().collect::<Vec<_>>().join(", "))
        }
    }
}

fn explain(id: &str, args: &RuleArgs, world: &World, origins: &Origins<'_>) -> Result<Exit, Failure> {
    let session = open(args, world, origins)?;
    let mut known = session.engine.rules().known().clone();
    known.extend(crate::suppress::rules().into_iter().map(|rule| (rule.id.clone(), rule)));
    let found = known.get(id).or_else(|| known.values().find(|rule| rule.aliases.iter().any(|alias| alias == id)));
    let Some(rule) = found else {
        return Err(Failure::new(format!("no rule {id}; {}", near(id, known.values().map(AsRef::as_ref)))));
    };
    let set = session.engine.rules();
    let verify = set.find(&rule.id).and_then(|index| set.get(index)?.verify());
    say(&describe(rule, verify.as_ref()))?;
    Ok(Exit::Clean)
}

/// All that is known of a rule, as a page.
fn describe(rule: &RuleInfo, verify: Option<&RawVerify>) -> String {
    let mut page = format!("{}\n{}\n\n{}\n\nWhat to do\n  {}\n", rule.id, rule.title, rule.description, rule.fix);
    let mut row = |name: &str, value: &str| {
        if !value.is_empty() {
            _ = writeln!(page, "{name:<12}{value}");
        }
    };
    row("\nProvider", "");
    row("Severity", rule.severity.as_str());
    row("Confidence", rule.confidence.as_str());
    row("Provider", &rule.provider.name);
    row("Revoke", rule.provider.revoke.as_deref().unwrap_or_default());
    row("Format", rule.provider.source.as_deref().unwrap_or_default());
    if let Some(RawVerify { url, source, .. }) = verify {
        row("Live check", &format!("{url}\n            {source}"));
    }
    row("Also called", &rule.aliases.join(", "));
    row("Tags", &rule.tags.join(", "));
    row("See", &rule.references.join("\n            "));
    page
}

/// Checks rules against their own examples: the built-in ones, or those of files.
fn test(files: &[PathBuf]) -> Result<Exit, Failure> {
    let builtin = if files.is_empty() { builtin() } else { Vec::new() };
    let own = files.iter().map(|file| read_rules(&Snapshot::Disk, file, file.display().to_string()));
    let own = own.collect::<Result<Vec<_>, _>>()?;
    let rules = RuleSet::compile(builtin, &own, &|_| true, &[]).map_err(|problems| Failure::all(&problems))?;
    let engine = Engine::new(rules);
    let (tested, problems) = test_examples(&engine);
    if !problems.is_empty() {
        return Err(Failure::all(&problems));
    }
    let (rules, examples) = (output::count(engine.rules().rules().len(), "rule"), output::count(tested, "example"));
    say(&format!("{rules}, {examples}: all as they say\n"))?;
    Ok(Exit::Clean)
}
