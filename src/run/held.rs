//! What rules on applications and rules on secrets and keys say of one place, told once.
//!
//! A secret that a public client holds is the secret's finding, which knows the value and its provider, with the severity and the
//! evidence of what says why it may not stand there (`join_held`). A literal that both name is the more specific rule's
//! (`leave_doubles`). What a rule covers by its own words is left out on its line (`leave_covered`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::{Finding, Origin, Related, Span};
use crate::rule::Terms;

/// What may lie between the name that a statement is about and the secret that it gets: an operator, quotes, blanks.
const BETWEEN: u64 = 8;

/// Joins statements that a credential is held (rules with `holds`) with the secrets that they are about. `terms` knows what a
/// rule on applications asks for.
pub(super) fn join_held<'r>(findings: &mut Vec<Finding>, terms: impl Fn(&str) -> Option<&'r Terms>) {
    let holds = |finding: &Finding| terms(&finding.rule.id).is_some_and(|terms| terms.holds);
    let mut statements: BTreeMap<&Origin, Vec<usize>> = BTreeMap::new();
    for (number, finding) in findings.iter().enumerate().filter(|(_, finding)| holds(finding)) {
        statements.entry(&finding.origin).or_default().push(number);
    }
    let mut joined: Vec<(usize, usize)> = Vec::new();
    let mut taken = BTreeSet::new();
    let secrets = findings.iter().enumerate().filter(|(_, f)| f.rule.family() == "secret" && f.is_open());
    for (secret, finding) in secrets {
        for &statement in statements.get(&finding.origin).into_iter().flatten() {
            if findings.get(statement).is_some_and(|said| meet(said, finding)) && taken.insert(statement) {
                joined.push((secret, statement));
            }
        }
    }
    for (secret, statement) in joined {
        let Some(said) = findings.get(statement).cloned() else { continue };
        let Some(finding) = findings.get_mut(secret) else { continue };
        finding.severity = finding.severity.max(said.severity);
        // A vault, the advice for secrets of servers, is none for what runs where its users are.
        let mut info = (*finding.rule).clone();
        info.description.clone_from(&said.rule.description);
        info.fix.clone_from(&said.rule.fix);
        finding.rule = Arc::new(info);
        let message = format!("{} ({})", said.rule.title, said.rule.id);
        let why = Related { origin: said.origin.clone(), location: said.first().location, message };
        let known = std::mem::take(&mut finding.related);
        finding.related.push(why);
        for related in known.into_iter().chain(said.related) {
            if !finding.related.contains(&related) {
                finding.related.push(related);
            }
        }
    }
    let mut number = 0;
    findings.retain(|_| {
        number += 1;
        !taken.contains(&(number - 1))
    });
}

/// Leaves one finding for a secret that a rule on applications and a rule on secrets both name: the more specific rule's. `about`
/// knows of a rule whether it is on applications, and how specific it is.
pub(super) fn leave_doubles(findings: &mut Vec<Finding>, about: impl Fn(&str) -> Option<(bool, u8)>) {
    let mut places: BTreeMap<&Origin, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (number, finding) in findings.iter().enumerate().filter(|(_, finding)| finding.secret.makes_groups()) {
        let Some((of_application, _)) = about(&finding.rule.id) else { continue };
        let (applications, secrets) = places.entry(&finding.origin).or_default();
        if of_application { applications.push(number) } else { secrets.push(number) }
    }
    let mut doubles = BTreeSet::new();
    for (applications, secrets) in places.values() {
        for (&one, &other) in applications.iter().flat_map(|one| secrets.iter().map(move |other| (one, other))) {
            let (Some(said), Some(secret)) = (findings.get(one), findings.get(other)) else { continue };
            let rank = |finding: &Finding| about(&finding.rule.id).map(|(_, rank)| rank);
            if rank(secret) > rank(said) {
                doubles.extend(lies_within(said, secret).then_some(one));
            } else {
                doubles.extend(lies_within(secret, said).then_some(other));
            }
        }
    }
    let mut number = 0;
    findings.retain(|_| {
        number += 1;
        !doubles.contains(&(number - 1))
    });
}

/// Whether all places of a finding overlap with places of another.
fn lies_within(inner: &Finding, outer: &Finding) -> bool {
    let overlap = |a: &Span, b: &Span| a.start < b.end.max(b.start + 1) && b.start < a.end.max(a.start + 1);
    let meets = |span: &Span| outer.occurrences().iter().any(|other| overlap(span, &other.location.span));
    inner.occurrences().iter().all(|one| meets(&one.location.span))
}

/// Leaves out what a rule on applications says itself on the same line (rules with `covers`), unless somebody allowed the one and
/// not the other.
pub(super) fn leave_covered<'r>(findings: &mut Vec<Finding>, terms: impl Fn(&str) -> Option<&'r Terms>) {
    let mut covered: BTreeSet<(String, Origin, u64)> = BTreeSet::new();
    for finding in findings.iter().filter(|finding| finding.is_open()) {
        for rule in terms(&finding.rule.id).into_iter().flat_map(|terms| &terms.covers) {
            let lines = finding.occurrences().iter().map(|one| one.location.start.line);
            covered.extend(lines.map(|line| (rule.to_string(), finding.origin.clone(), line)));
        }
    }
    findings.retain(|finding| {
        let says = |line: u64| covered.contains(&(finding.rule.id.clone(), finding.origin.clone(), line));
        covered.is_empty() || !finding.occurrences().iter().all(|one| says(one.location.start.line))
    });
}

/// Whether all that a statement says is said of places where a secret stands.
fn meet(said: &Finding, secret: &Finding) -> bool {
    said.occurrences()
        .iter()
        .all(|one| secret.occurrences().iter().any(|other| touch(&one.location.span, &other.location.span)))
}

fn touch(name: &Span, secret: &Span) -> bool {
    name.start < secret.end && secret.start <= name.end.saturating_add(BETWEEN)
}
