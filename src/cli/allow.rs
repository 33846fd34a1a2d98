//! `allow list`.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::Failure;
use super::args::AllowAction;
use super::given::Given;
use super::origins::Origins;
use super::output::{note, say};
use super::scan::{start_of, stop_flag};
use super::session::Session;
use super::world::World;
use crate::config::Settings;
use crate::model::{Exit, SuppressionKind, printable};
use crate::order::Order as _;
use crate::report::Redactor;
use crate::run::{self, Gathered, Progress};
use crate::source::Root;
use crate::suppress::{BASELINE_FILE, Listed, Standing, Terms};

/// Runs an `allow` command.
pub(super) fn run(action: &AllowAction, world: &World, origins: &Origins<'_>) -> Result<Exit, Failure> {
    let AllowAction::List { stale, paths, rules, reading } = action;
    let root = Root::resolve(paths, &world.cwd, reading.trust_owner)?;
    // What keeps something quiet that is not sure is of use to those who ask for that.
    let given = Given::without_report(rules, Some(reading)).with_the_unsure();
    let session = Session::open(&given, start_of(&root), &root.dir, world, origins)?;
    let (stop, progress) = (stop_flag(), Progress::default());
    let path: PathBuf = root.dir.join(BASELINE_FILE);
    let baseline = match session.baseline()? {
        None if path.exists() => Some(session.read_baseline(&path)?),
        found => found,
    };
    let gathered = run::scan(&root, &session.context(baseline, &stop, &progress));
    if gathered.report.interrupted {
        return Ok(Exit::Interrupted);
    }
    let redactor = Redactor::new(&gathered.report)?;
    let listed = everything(&session.settings, gathered);
    let shown: Vec<&Listed> = listed.iter().filter(|entry| !stale || entry.standing.is_stale()).collect();
    let lines: Vec<String> = shown.iter().map(|entry| line(entry, &redactor)).collect();
    say(&lines.concat())?;
    note(&format!("{} of {} allows", shown.len(), listed.len()));
    Ok(Exit::Clean)
}

/// Markers and baseline as the run listed them, and the allows of the configuration.
fn everything(settings: &Settings, gathered: Gathered) -> Vec<Listed> {
    let mut listed = gathered.listed;
    for (number, allow) in settings.allows.iter().enumerate() {
        let standing = if allow.is_expired(settings.as_of) {
            Standing::Expired
        } else if gathered.used_allows.contains(&number) {
            Standing::Used
        } else {
            Standing::Unused
        };
        let terms =
            Terms { state: allow.state, reason: allow.reason.clone(), owner: allow.owner.clone(), until: allow.until };
        listed.push(Listed {
            kind: SuppressionKind::Config,
            place: allow.from.to_string(),
            names: vec![allow.rule.pattern.clone()],
            terms: Some(terms),
            standing,
        });
    }
    listed.order_by(|a, b| (a.kind, &a.place).cmp(&(b.kind, &b.place)));
    listed
}

fn line(entry: &Listed, redactor: &Redactor) -> String {
    let kind = match entry.kind {
        SuppressionKind::Inline => "inline",
        SuppressionKind::ForeignMarker => "foreign",
        SuppressionKind::Baseline => "baseline",
        SuppressionKind::Config => "config",
    };
    let mut text = format!("{:10} {:9} {} [{}]", entry.standing.to_string(), kind, entry.place, entry.names.join(", "));
    if let Some(terms) = &entry.terms {
        _ = write!(text, " {}", terms.reason);
        let until = terms.until.map(|date| format!(" until {date}")).unwrap_or_default();
        let owner = terms.owner.as_ref().map(|owner| format!(" owner {owner}")).unwrap_or_default();
        _ = write!(text, "{until}{owner}");
    }
    let mut text = printable(&redactor.bytes(text.as_bytes()));
    text.push('\n');
    text
}
