//! The findings that the other tool knew: looked for by our own rules, and put into a baseline under our own key.

use super::super::args::{ReadingArgs, RuleArgs};
use super::super::given::Given;
use super::super::origins::Origins;
use super::super::scan::stop_flag;
use super::super::session::Session;
use super::super::world::World;
use super::{Failure, Imported};
use crate::model::Finding;
use crate::peer::Note;
use crate::peer::import::{Known, OwnRule};
use crate::run::{self, HistoryOptions, Progress};
use crate::source::Root;
use crate::source::history::History;
use crate::suppress::{Baseline, Entry, RepositoryKey, Terms, tag};

/// The baseline; none if nothing is known. What is found by no rule of ours needs no entry, and is told.
pub(super) fn baseline(
    imported: &mut Imported,
    root: &Root,
    world: &World,
    origins: &Origins<'_>,
    trust_owner: bool,
) -> Result<Option<Baseline>, Failure> {
    if imported.known.is_empty() {
        return Ok(None);
    }
    let folder = tempfile::tempdir().map_err(|error| Failure::new(format!("a temporary folder: {error}")))?;
    let mut rules = RuleArgs::of_nothing();
    if !imported.rules.is_empty() {
        let file = folder.path().join("rules.toml");
        let text: Vec<String> = imported.rules.iter().map(OwnRule::to_toml).collect();
        std::fs::write(&file, text.join("\n")).map_err(|error| Failure::new(format!("a temporary file: {error}")))?;
        rules.rules.push(file);
    }
    let reading = ReadingArgs { trust_owner, ..ReadingArgs::of_nothing() };
    // What the other tool's users said of a thing of which we are not sure is worth keeping as well.
    let given = Given::without_report(&rules, Some(&reading)).with_the_unsure();
    let session = Session::open(&given, &root.dir, &root.dir, world, origins)?;
    let key = RepositoryKey::generate().map_err(|error| Failure::new(format!("no random bytes: {error}")))?;
    let mut baseline = Baseline::new(key);
    let mut used = vec![false; imported.known.len()];
    let (stop, progress) = (stop_flag(), Progress::default());
    let context = session.context(None, &stop, &progress);
    let scanned = run::scan(root, &context);
    take(&scanned.report.findings, &imported.known, &mut used, &mut baseline);
    if used.iter().any(|used| !used)
        && root.repository.is_some()
        && let Ok(history) = History::open(&root.dir, trust_owner)
    {
        let gathered = run::history(&history, &context, &HistoryOptions::default(), None);
        take(&gathered.report.findings, &imported.known, &mut used, &mut baseline);
    }
    if stop.load(std::sync::atomic::Ordering::Relaxed) {
        return Err(Failure::interrupted("interrupted; nothing was written"));
    }
    for (known, _) in imported.known.iter().zip(&used).filter(|(_, used)| !**used) {
        let place = known.path.as_deref().map(|path| crate::model::printable(path.as_bytes())).unwrap_or_default();
        let line = known.line.map(|line| format!(":{line}")).unwrap_or_default();
        let place = if place.is_empty() { "a secret".to_owned() } else { format!("{place}{line}") };
        let text = format!("{place}: reticent finds no such thing, so there is nothing to keep quiet");
        imported.notes.push(Note::new(&known.file, known.at, text));
    }
    Ok((!baseline.entries.is_empty()).then_some(baseline))
}

/// Takes the findings in that are known. Where several statements mean one, the first that was audited counts.
fn take(findings: &[Finding], known: &[Known], used: &mut [bool], baseline: &mut Baseline) {
    for finding in findings {
        let mut terms: Option<Terms> = None;
        for (known, used) in known.iter().zip(used.iter_mut()).filter(|(known, _)| known.means(finding)) {
            *used = true;
            terms.get_or_insert_with(|| Terms {
                state: known.state,
                reason: known.reason.clone(),
                owner: None,
                until: None,
            });
        }
        let (Some(terms), Some(key)) = (terms, baseline.key()) else { continue };
        let rule = &finding.rule;
        let tag = tag(key, &rule.id, rule.random_bits, &finding.origin, &finding.secret);
        let entry = Entry { rule: rule.id.clone(), origin: finding.origin.clone(), tag, terms, location: None };
        let is_there =
            |other: &Entry| other.rule == entry.rule && other.origin == entry.origin && other.tag == entry.tag;
        if !baseline.entries.iter().any(is_there) {
            baseline.entries.push(entry);
        }
    }
}
