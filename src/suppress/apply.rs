//! Markers meet the findings of their file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::coverage::{Coverage, last_line};
use super::glob::names;
use super::limits::Limits;
use super::marker::{Marker, Reach, Statement, Tool};
use super::rules::{AllowProblem, ProblemKind, rules};
use super::standing::Standing;
use super::terms::Terms;
use crate::model::{Position, RuleInfo, Suppression, SuppressionKind, SuppressionState};
use crate::order::Order as _;

/// A place where a rule found a secret.
#[derive(Clone, Copy, Debug)]
pub struct Spot<'a> {
    /// The rule.
    pub rule: &'a RuleInfo,
    /// Where the secret begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
}

/// By what the markers of a file are judged.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// Today, for the run.
    pub as_of: Date,
    /// The tools whose markers count.
    pub tools: &'a [Tool],
    /// The policy.
    pub limits: &'a Limits,
    /// Every rule that there is, by id; those of this room are known anyway.
    pub known: &'a BTreeMap<String, Arc<RuleInfo>>,
    /// The ids of those that ran on this file: a marker for another is not unused.
    pub ran: &'a BTreeSet<String>,
    /// Whether a marker that keeps nothing quiet is a finding; so only where the whole file was scanned.
    pub judge_unused: bool,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// For each spot, what keeps it quiet.
    pub suppressions: Vec<Option<Suppression>>,
    /// What is wrong with markers, by place.
    pub problems: Vec<AllowProblem>,
    /// For each marker, what it is good for.
    pub standings: Vec<Standing>,
    /// How many spots each other tool's markers keep quiet.
    pub foreign: BTreeMap<Tool, u64>,
}

/// Says for each spot of a file which marker keeps it quiet, and for each marker what is wrong with it.
///
/// `path` is the file's own name, by which some tools read their markers. Neither list need be sorted.
pub fn apply(path: &[u8], spots: &[Spot<'_>], markers: &[Marker], options: &Options<'_>) -> Applied {
    if markers.is_empty() {
        return Applied { suppressions: vec![None; spots.len()], ..Applied::default() };
    }
    let mut order: Vec<usize> = (0..markers.len())
        .filter(|&index| markers.get(index).is_some_and(|m| counts(m, path, options.tools)))
        .collect();
    order.order_by_key(|&index| markers.get(index).map(|marker| marker.location));
    let mut bench = Bench {
        markers,
        options,
        coverage: Coverage::of(markers, &order),
        notes: markers.iter().map(Notes::of).collect(),
        foreign: BTreeMap::new(),
    };
    let suppressions = spots.iter().map(|spot| bench.decide(spot, |_| true)).collect();
    let mut problems = bench.report(&order, |index| !bench.is_for_hygiene(index));
    // A marker may keep the problems of other markers quiet, if it says so by name; what is then left of such markers
    // is judged last.
    let own = rules();
    problems.retain(|problem| {
        problem.kind == ProblemKind::Overruled || {
            let rule = own.iter().find(|rule| rule.id == problem.kind.rule());
            rule.is_none_or(|rule| {
                let spot = Spot { rule, start: problem.location.start, end: problem.location.end };
                bench.decide(&spot, |glob| glob.starts_with("hygiene/")).is_none()
            })
        }
    });
    problems.extend(bench.report(&order, |index| bench.is_for_hygiene(index)));
    problems.order_by_key(|problem| (problem.location, problem.kind));
    let counted: BTreeSet<usize> = order.into_iter().collect();
    let standings = (0..markers.len()).map(|index| bench.standing(index, counted.contains(&index))).collect();
    Applied { suppressions, problems, standings, foreign: bench.foreign }
}

/// Whether a marker counts at all in this file.
fn counts(marker: &Marker, path: &[u8], tools: &[Tool]) -> bool {
    match &marker.statement {
        Statement::Foreign { tool, in_yaml, .. } => tools.contains(tool) && (*in_yaml || !path.ends_with(b".yaml")),
        _ => true,
    }
}

/// What is found out about a marker while the spots are decided.
pub(super) struct Notes {
    /// Which of its rule names matched a spot.
    pub(super) used: Vec<bool>,
    /// Why it was refused, in words.
    pub(super) refused: Option<String>,
    /// It reached a spot after its last day.
    pub(super) late: bool,
}

impl Notes {
    fn of(marker: &Marker) -> Self {
        Self { used: vec![false; globs(&marker.statement).len().max(1)], refused: None, late: false }
    }
}

pub(super) fn globs(statement: &Statement) -> &[String] {
    match statement {
        Statement::Allow { globs, .. } | Statement::Off { globs, .. } => globs,
        _ => &[],
    }
}

pub(super) fn terms(statement: &Statement) -> Option<&Terms> {
    match statement {
        Statement::Allow { terms, .. } | Statement::Off { terms, .. } => Some(terms),
        _ => None,
    }
}

/// The markers of a file while they are looked at.
pub(super) struct Bench<'a> {
    pub(super) markers: &'a [Marker],
    pub(super) options: &'a Options<'a>,
    pub(super) coverage: Coverage,
    pub(super) notes: Vec<Notes>,
    foreign: BTreeMap<Tool, u64>,
}

impl Bench<'_> {
    /// The statement that keeps a spot quiet; every marker that would is noted as used. `counts` chooses rule names.
    fn decide(&mut self, spot: &Spot<'_>, counts: impl Fn(&str) -> bool) -> Option<Suppression> {
        let around: Vec<usize> = self.coverage.around(spot.start, spot.end).collect();
        let mut best: Option<(u8, Suppression, Option<Tool>)> = None;
        for index in around {
            let (Some(marker), Some(notes)) = (self.markers.get(index), self.notes.get_mut(index)) else { continue };
            if !note_names(marker, notes, spot, &counts) {
                continue;
            }
            let (rank, tool, kind, said) = speaks(&marker.statement);
            if said.is_expired(self.options.as_of) {
                notes.late = true;
            } else if let Some(why) = self.options.limits.refuse(kind, &said, spot.rule, self.options.as_of) {
                notes.refused.get_or_insert(why);
            } else if best.as_ref().is_none_or(|(other, ..)| rank < *other) {
                best = Some((rank, said.suppression(kind), tool));
            }
        }
        let (_, suppression, tool) = best?;
        if let Some(tool) = tool {
            *self.foreign.entry(tool).or_default() += 1;
        }
        Some(suppression)
    }
}

/// Whether a marker speaks for a spot; notes by which of its names.
fn note_names(marker: &Marker, notes: &mut Notes, spot: &Spot<'_>, counts: impl Fn(&str) -> bool) -> bool {
    let mut any = false;
    if let Statement::Foreign { tool, reach, rules, .. } = &marker.statement {
        any = foreign_speaks(*tool, *reach, marker, spot) && (rules.is_empty() || is_named(rules, spot.rule));
        any &= counts("");
        notes.used.iter_mut().for_each(|used| *used |= any);
    }
    for (glob, used) in globs(&marker.statement).iter().zip(&mut notes.used) {
        if counts(glob) && names(glob, spot.rule) {
            *used = true;
            any = true;
        }
    }
    any
}

/// Whether another tool's rule names mean a rule: literally, for they know no globs.
fn is_named(rules: &[String], rule: &RuleInfo) -> bool {
    rules.iter().any(|name| {
        name.eq_ignore_ascii_case(&rule.id) || rule.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    })
}

fn foreign_speaks(tool: Tool, reach: Reach, marker: &Marker, spot: &Spot<'_>) -> bool {
    let at = marker.location.start;
    match (tool, reach) {
        (Tool::Trufflehog, _) => spot.end.line == at.line && spot.end <= at,
        // Its ranges must hold the whole secret.
        (Tool::Secretlint, Reach::Line | Reach::NextLine) => spot.start.line == last_line(spot.start, spot.end),
        (Tool::Secretlint, _) => at <= spot.start,
        _ => true,
    }
}

/// What a marker says: how near it is to the spot it speaks for (the lowest wins), whose it is, and its terms.
fn speaks(statement: &Statement) -> (u8, Option<Tool>, SuppressionKind, Terms) {
    let foreign = |tool: Option<Tool>| Terms {
        state: SuppressionState::Accepted,
        reason: tool.map_or_else(String::new, |tool| format!("marker of {tool}")),
        owner: None,
        until: None,
    };
    match statement {
        Statement::Allow { terms, .. } => (0, None, SuppressionKind::Inline, terms.clone()),
        Statement::Off { terms, .. } => (1, None, SuppressionKind::Inline, terms.clone()),
        Statement::Foreign { tool, .. } => (2, Some(*tool), SuppressionKind::ForeignMarker, foreign(Some(*tool))),
        Statement::On { .. } | Statement::Malformed { .. } => (3, None, SuppressionKind::Inline, foreign(None)),
    }
}
