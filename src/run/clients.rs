//! Applications in a run: clues are gathered while files are scanned, and what depends on the kind of an application is
//! decided when all of them are seen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::context::{Context, Gathered};
use super::held::{join_held, leave_covered, leave_doubles};
use super::keep::keep;
use super::outcome::{ClueSpot, Spot};
use super::shared::{Shared, name_at_end};
use crate::check::{PathClass, path_class};
use crate::client::{Declared, Evidence, Kind, Role, Seen, Unit, Units, role};
use crate::model::{
    Excerpt, Finding, FindingParts, Location, Occurrence, Origin, Position, Related, Secret, Severity, Signal, Span,
    Status, Text,
};
use crate::order::Order as _;
use crate::report::{Client, Clients, Fault};
use crate::rule::{Rule, RuleIndex, RuleSet, Terms};

/// The rule on declarations that strong evidence speaks against.
const AGAINST: &str = "client/declaration-against-evidence";

/// Takes the clues out of what a file gave; the rest may be reported.
pub(super) fn take(origin: &Origin, spots: Vec<Spot>, rules: &RuleSet, clues: &mut Vec<ClueSpot>) -> Vec<Spot> {
    let is_clue = |spot: &Spot| rules.get(spot.rule).is_some_and(|rule| rule.clue.is_some());
    if !spots.iter().any(is_clue) {
        return spots;
    }
    let (seen, rest): (Vec<Spot>, Vec<Spot>) = spots.into_iter().partition(is_clue);
    let mut known = BTreeSet::new();
    for spot in seen {
        let version = rules.get(spot.rule).and_then(|rule| rule.clue.as_ref()).is_some_and(|clue| clue.version);
        // One of a kind says all that a file has to say.
        let value = version.then(|| spot.masked.clone()).filter(|value| !value.is_empty());
        if known.insert((spot.rule, value.clone())) {
            clues.push(ClueSpot { origin: origin.clone(), rule: spot.rule, location: spot.location, value });
        }
    }
    rest
}

/// A clue that is a file's path.
pub(super) fn of_path(origin: &Origin, rule: RuleIndex) -> ClueSpot {
    ClueSpot { origin: origin.clone(), rule, location: line(1), value: None }
}

/// The beginning of a line.
fn line(number: u64) -> Location {
    let start = Position { line: number, column: 1 };
    Location { span: Span::default(), start, end: start }
}

/// A file as units name it: what is inside a container, behind the container's path.
fn name_of(origin: &Origin) -> String {
    origin.inside.iter().fold(origin.path.to_string(), |path, name| format!("{path}!/{name}"))
}

/// The applications of a run.
pub fn units(gathered: &Gathered, context: &Context<'_>) -> Units {
    let rules = context.engine.rules();
    let paths: Vec<String> = gathered.clues.iter().map(|spot| name_of(&spot.origin)).collect();
    let seen = gathered.clues.iter().zip(&paths).filter_map(|(spot, path)| {
        let rule = rules.get(spot.rule)?;
        Some(Seen {
            path,
            line: spot.location.start.line,
            clue: rule.clue.as_ref()?,
            id: rule.info.id.strip_prefix("clue/")?,
            says: &rule.info.title,
            value: spot.value.as_deref(),
        })
    });
    Units::of(seen.collect(), &context.settings.clients)
}

/// Drops findings whose application is of another kind than their rule is about, and tells of the application with those
/// that stand in a public client.
pub(super) fn assess(gathered: &mut Gathered, context: &Context<'_>) {
    let rules = context.engine.rules();
    let about: BTreeMap<&str, &Rule> =
        rules.rules().iter().filter(|rule| rule.client.is_some()).map(|rule| (rule.info.id.as_str(), rule)).collect();
    let concerned = |finding: &Finding| about.contains_key(finding.rule.id.as_str());
    let declared = &context.settings.clients;
    if gathered.clues.is_empty() && declared.is_empty() && !gathered.report.findings.iter().any(concerned) {
        return;
    }
    let units = units(gathered, context);
    let places = Places::of(gathered, declared);
    let mut once = BTreeSet::new();
    let mut shared = Shared::default();
    for finding in &gathered.report.findings {
        let asked = about.get(finding.rule.id.as_str()).and_then(|rule| rule.client.as_ref()).is_some_and(|t| t.shared);
        if let Some(unit) = units.unit_of(&name_of(&finding.origin)).filter(|_| asked) {
            shared.note(finding, unit);
        }
    }
    gathered.report.findings.order_by(|a, b| a.order().cmp(&b.order()));
    gathered.report.findings.retain_mut(|finding| {
        let path = name_of(&finding.origin);
        let unit = units.unit_of(&path);
        let Some(terms) = about.get(finding.rule.id.as_str()).and_then(|rule| rule.client.as_ref()) else {
            escalate(finding, unit, &path, &places);
            return true;
        };
        let meets = meets(terms, &units, &path)
            && in_time(terms, finding, context.settings.as_of)
            && (!terms.shared || unit.is_some_and(|unit| shared.tell(finding, unit)))
            && terms.joins.as_ref().is_none_or(|clue| join(finding, clue, &units, &path, &places));
        let first = !terms.once || once.insert((finding.rule.id.clone(), unit.map(|unit| unit.path.clone())));
        if meets && first && !terms.kinds.is_empty() {
            tell(finding, unit, &places);
        }
        meets && first
    });
    let terms = |id: &str| about.get(id).and_then(|rule| rule.client.as_ref());
    leave_doubles(&mut gathered.report.findings, |id| {
        let rule = rules.find(id).and_then(|at| rules.get(at))?;
        Some((rule.is_statement(), rule.specificity()))
    });
    join_held(&mut gathered.report.findings, terms);
    leave_covered(&mut gathered.report.findings, terms);
    contradictions(&units, &places, gathered, context);
}

/// Reports declarations that strong evidence speaks against.
fn contradictions(units: &Units, places: &Places, gathered: &mut Gathered, context: &Context<'_>) {
    let rules = context.engine.rules();
    let Some(rule) = rules.find(AGAINST).and_then(|index| rules.get(index)) else { return };
    for declared in &context.settings.clients {
        let Some(unit) = units.at(&declared.path) else { continue };
        let Some(seen) = unit.contradicted else { continue };
        let origin = Origin::file(declared.file.as_str());
        let here = context.settings.for_path(origin.path.as_ref());
        if !here.enabled(&rule.info, !rule.info.off) {
            continue;
        }
        let parts = FindingParts {
            rule: Arc::clone(&rule.info),
            origin,
            secret: Secret::statement(declared.path.as_bytes(), 0),
            masked: String::new(),
            severity: here.severity(&rule.info),
            confidence: here.confidence(&rule.info),
            signals: vec![Signal { name: "statement".into(), weight: 0 }],
            status: Status::Open,
            occurrences: vec![Occurrence {
                location: line(declared.line),
                excerpt: Excerpt::default(),
                line_hash: None,
            }],
        };
        let Ok(mut found) = Finding::new(parts) else { continue };
        let message = format!("{} is declared as {} and looks {}", unit.path, declared.kind.as_str(), seen.as_str());
        let (origin, location) = (found.origin.clone(), found.first().location);
        found.related.push(Related { origin, location, message });
        let side = if seen == Kind::Confidential { "confidential" } else { "public" };
        for evidence in unit.best(side) {
            let Some((origin, location)) = places.get(evidence) else { continue };
            found.related.push(Related { origin, location, message: evidence.says.clone() });
        }
        keep(found, &here, context, gathered);
    }
}

fn meets(terms: &Terms, units: &Units, path: &str) -> bool {
    let Some(unit) = units.unit_of(path) else {
        return !terms.ask_for_an_application() || meets_alone(terms, units, path);
    };
    let within = if terms.near { path } else { "" };
    let has = |clues: &[Text]| clues.iter().any(|clue| unit.has(clue, within));
    let kind = kind_at(unit, path);
    (terms.kinds.is_empty() || terms.kinds.iter().any(|wanted| wanted == kind.as_str()))
        && (terms.needs.is_empty() || has(&terms.needs))
        && !has(&terms.without)
        && (!terms.shipped || (unit.is_shipped() && role(path) != Role::Server))
        && (!terms.identity || unit.is_about_identity())
}

/// Of a file that belongs to no application: whether what its rule asks for stands in the file itself.
fn meets_alone(terms: &Terms, units: &Units, path: &str) -> bool {
    let here = |clues: &[Text]| clues.iter().any(|clue| units.is_loose(clue, path));
    let of_application = !terms.kinds.is_empty() || terms.shipped || terms.identity;
    terms.near && !of_application && here(&terms.needs) && !here(&terms.without)
}

/// Whether a clue captured, in another file of the folder, the name that a finding ends with; says where.
fn join(finding: &mut Finding, clue: &str, units: &Units, path: &str, places: &Places) -> bool {
    let named = name_at_end(finding.secret.expose()).and_then(|name| units.named(clue, name, path));
    let Some((file, line)) = named else { return false };
    if let Some((origin, location)) = places.at(file, line) {
        finding.related.push(Related { origin, location, message: "what it is for".to_owned() });
    }
    true
}

/// Whether the date that a finding ends with is one that its rule is about; says so with it.
fn in_time(terms: &Terms, finding: &mut Finding, as_of: Date) -> bool {
    if !terms.is_dated() {
        return true;
    }
    let Some(date) = last_date(finding.secret.expose()) else { return false };
    let Ok(days) = date.since(as_of).map(|span| i64::from(span.get_days())) else { return false };
    let asked = (terms.after_days == 0 || days > i64::from(terms.after_days))
        && (terms.within_days == 0 || days <= i64::from(terms.within_days))
        && (!terms.past || days < 0);
    if asked {
        let when = if days < 0 { format!("{} days before", -days) } else { format!("{days} days after") };
        let message = format!("ends on {date}, {when} {as_of} (--as-of)");
        let (origin, location) = (finding.origin.clone(), finding.first().location);
        finding.related.push(Related { origin, location, message });
    }
    asked
}

/// The last date (YYYY-MM-DD) in a text.
fn last_date(text: &[u8]) -> Option<Date> {
    let day = |window: &[u8]| std::str::from_utf8(window).ok()?.parse::<Date>().ok();
    let shaped = |window: &&[u8]| matches!(window, [_, _, _, _, b'-', _, _, b'-', _, _]);
    text.windows(10).rev().filter(shaped).find_map(day)
}

/// The kind of a unit as far as one of its files is concerned.
fn kind_at(unit: &Unit, path: &str) -> Kind {
    match (unit.kind, role(path)) {
        (Kind::Public | Kind::Both, Role::Server) => Kind::Confidential,
        (Kind::Both, Role::Served) => Kind::Public,
        (kind, _) => kind,
    }
}

/// A secret in a public client is one that its users have.
fn escalate(finding: &mut Finding, unit: Option<&Unit>, path: &str, places: &Places) {
    let Some(unit) = unit else { return };
    let shown = matches!(path_class(path.as_bytes()), PathClass::Test | PathClass::Docs | PathClass::Example);
    let public = kind_at(unit, path) == Kind::Public && unit.weight("public") >= 5;
    // A note is about an identifier, which a public client may show.
    if finding.rule.family() != "secret" || finding.severity == Severity::Note || !public || shown {
        return;
    }
    finding.severity = Severity::Error;
    tell(finding, Some(unit), places);
}

/// Adds what shows the kind of the application.
fn tell(finding: &mut Finding, unit: Option<&Unit>, places: &Places) {
    let Some(unit) = unit else { return };
    let side = match unit.kind {
        Kind::Confidential => "confidential",
        Kind::Public | Kind::Both => "public",
        Kind::ResourceOnly | Kind::Library | Kind::None | Kind::Unknown => return,
    };
    for evidence in unit.best(side) {
        let Some((origin, location)) = places.get(evidence) else { continue };
        let what = if side == "public" { "a public client" } else { "a confidential client" };
        let message = format!("{what}: {}", evidence.says);
        finding.related.push(Related { origin, location, message });
    }
}

/// Where each clue stands.
struct Places(BTreeMap<(String, u64), (Origin, Location)>);

impl Places {
    fn of(gathered: &Gathered, declared: &[Declared]) -> Self {
        let place =
            |spot: &ClueSpot| ((name_of(&spot.origin), spot.location.start.line), (spot.origin.clone(), spot.location));
        let said = |one: &Declared| ((one.file.clone(), one.line), (Origin::file(one.file.as_str()), line(one.line)));
        Self(gathered.clues.iter().map(place).chain(declared.iter().map(said)).collect())
    }

    fn get(&self, evidence: &Evidence) -> Option<(Origin, Location)> {
        self.at(&evidence.path, evidence.line)
    }

    fn at(&self, path: &str, line: u64) -> Option<(Origin, Location)> {
        self.0.get(&(path.to_owned(), line)).cloned()
    }
}

/// The inventory of a run's applications.
pub fn inventory_of_clients(gathered: &Gathered, context: &Context<'_>) -> Clients {
    let units = units(gathered, context);
    let mut faults: BTreeMap<String, Vec<Fault>> = BTreeMap::new();
    for finding in gathered.report.findings.iter().filter(|finding| finding.is_open()) {
        let path = name_of(&finding.origin);
        let Some(unit) = units.unit_of(&path) else { continue };
        faults.entry(unit.path.clone()).or_default().push(Fault {
            rule: finding.rule.id.clone(),
            title: finding.rule.title.to_string(),
            severity: finding.severity.as_str(),
            path,
            line: finding.first().location.start.line,
        });
    }
    let clients = units
        .iter()
        .map(|unit| Client { unit: unit.clone(), faults: faults.remove(&unit.path).unwrap_or_default() })
        .collect();
    Clients { clients, files: gathered.report.figures.files, gaps: gathered.report.gaps.len() as u64 }
}
