//! Several reports as one: of the parts of a repository, of several repositories, of a tree and its history.

use std::collections::BTreeMap;
use std::sync::Arc;

use bstr::BString;

use super::read::Told;
use crate::model::{Finding, FindingParts, Origin, Report, Secret};

/// A report and where it is to stand in the whole.
#[derive(Debug)]
pub struct Piece {
    /// The report.
    pub told: Told,
    /// A folder that is put before its paths.
    pub folder: Option<String>,
}

/// Puts reports together. The same finding in two of them (same repository, rule, path and fingerprint) becomes one, with
/// the places of both; it is open where one of them says so. What was asked of the runs is told as strictly as the
/// strictest of them.
pub fn merge(pieces: Vec<Piece>) -> Option<Told> {
    let one_prefix = pieces.iter().all(|piece| piece.folder.is_none())
        && pieces
            .windows(2)
            .all(|two| matches!(two, [a, b] if a.told.report.scope.prefix == b.told.report.scope.prefix));
    let mut all = pieces.into_iter().map(|piece| {
        let Piece { mut told, folder } = piece;
        match folder {
            Some(folder) => move_below(&mut told, &format!("{}/", folder.trim_end_matches('/'))),
            None if !one_prefix => {
                let prefix = std::mem::take(&mut told.report.scope.prefix);
                move_below(&mut told, &prefix);
            }
            None => {}
        }
        told
    });
    let mut whole = all.next()?;
    for next in all {
        take_in(&mut whole, next);
    }
    whole.report.finish();
    Some(whole)
}

fn take_in(whole: &mut Told, next: Told) {
    let Told { mut report, fail_on, min_confidence, gaps, inventories } = next;
    whole.fail_on = whole.fail_on.min(fail_on);
    whole.min_confidence = whole.min_confidence.min(min_confidence);
    whole.gaps.strict |= gaps.strict;
    // A kind is accepted where every run that met it accepts it.
    let met = |report: &Report, kind| report.gaps.iter().any(|gap| gap.kind == kind);
    let (mine, theirs) = (std::mem::take(&mut whole.gaps.allowed), gaps.allowed);
    whole.gaps.allowed = mine
        .union(&theirs)
        .copied()
        .filter(|kind| {
            (mine.contains(kind) || !met(&whole.report, *kind)) && (theirs.contains(kind) || !met(&report, *kind))
        })
        .collect();
    let scope = &mut whole.report.scope;
    let same_repository = scope.repository == report.scope.repository;
    whole.inventories.take_in(inventories, same_repository);
    if !same_repository || scope.revision != report.scope.revision {
        (scope.revision, scope.branch) = (None, None);
    }
    if !same_repository {
        scope.repository = None;
    } else {
        join(&mut whole.report, &mut report);
    }
    whole.report.merge(report);
}

type Key = (String, Origin, String);

fn key(finding: &Finding) -> Key {
    (finding.rule.id.clone(), finding.origin.clone(), finding.fingerprint.clone())
}

/// Moves what both reports have out of the second into the first, and gives secrets that are known to be the same one
/// number.
fn join(first: &mut Report, second: &mut Report) {
    let known: BTreeMap<Key, usize> = first
        .findings
        .iter()
        .enumerate()
        .filter(|(_, f)| !f.fingerprint.is_empty())
        .map(|(at, f)| (key(f), at))
        .collect();
    let mut same: BTreeMap<Secret, Secret> = BTreeMap::new();
    let mut rest = Vec::new();
    for finding in std::mem::take(&mut second.findings) {
        match known.get(&key(&finding)).and_then(|&at| first.findings.get_mut(at)) {
            Some(mine) => {
                same.insert(finding.secret.clone(), mine.secret.clone());
                unite(mine, finding);
            }
            None => rest.push(finding),
        }
    }
    for finding in &mut rest {
        if let Some(secret) = same.get(&finding.secret) {
            finding.secret = secret.clone();
        }
    }
    second.findings = rest;
}

/// One finding of two reports.
fn unite(mine: &mut Finding, other: Finding) {
    let mut places = mine.occurrences().to_vec();
    places.extend(other.occurrences().iter().filter(|place| !mine.occurrences().contains(place)).cloned());
    let parts = FindingParts {
        rule: Arc::clone(&mine.rule),
        origin: mine.origin.clone(),
        secret: mine.secret.clone(),
        masked: mine.masked.clone(),
        severity: mine.severity.max(other.severity),
        confidence: mine.confidence.max(other.confidence),
        signals: mine.signals.clone(),
        status: if mine.is_open() { mine.status.clone() } else { other.status.clone() },
        occurrences: places,
    };
    let Ok(mut united) = Finding::new(parts) else { return };
    united.fingerprint.clone_from(&mine.fingerprint);
    united.related = if mine.related.is_empty() { other.related } else { std::mem::take(&mut mine.related) };
    united.provenance = mine.provenance.take().or(other.provenance);
    // What is known goes before what is not.
    let told = mine.verified.take().into_iter().chain(other.verified);
    united.verified = told.min_by_key(|told| told.state);
    united.added_in = mine.added_in.take().or(other.added_in);
    *mine = united;
}

/// Puts a folder before every path.
fn move_below(told: &mut Told, folder: &str) {
    let report = &mut told.report;
    report.scope.prefix.clear();
    if folder.is_empty() {
        return;
    }
    told.inventories.move_below(folder);
    let place = |origin: &mut Origin| {
        let mut path = BString::from(folder);
        path.extend_from_slice(&origin.path);
        origin.path = path;
    };
    for finding in &mut report.findings {
        place(&mut finding.origin);
        finding.related.iter_mut().for_each(|related| place(&mut related.origin));
        if let Some(told) = &mut finding.provenance {
            told.paths.iter_mut().for_each(place);
        }
    }
    report.gaps.iter_mut().for_each(|gap| place(&mut gap.origin));
    report.additions.iter_mut().for_each(|addition| place(&mut addition.origin));
}
