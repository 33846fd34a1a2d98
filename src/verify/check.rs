//! The live checks of a whole report: which findings are asked about, how fast, and what becomes of them.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use super::Transport;
use super::answer::judge;
use super::fill::fill;
use super::how::Check;
use super::request::Request;
use super::send::{Job, Outcome, send};
use crate::model::{Confidence, Finding, LiveState, Report, Secret, Severity, Signal, Verification, Verified};
use crate::rule::{RawVerify, RuleSet};

/// Most requests of one run.
pub const MOST: usize = 200;

/// Asks about the open findings of a report, and writes into it what came of it.
pub fn check(report: &mut Report, rules: &RuleSet, transport: &dyn Transport, how: &Check<'_>) {
    let verifies = verifies(report, rules, how);
    let mut said: BTreeMap<usize, Verified> = BTreeMap::new();
    let jobs = jobs(&report.findings, &verifies, how, &mut said);
    let outcomes = send(&jobs, &report.findings, transport, how);
    let mut told = Verification::default();
    for (job, outcome) in jobs.iter().zip(outcomes) {
        told.asked += u64::from(outcome.is_some());
        for (at, verify) in &job.findings {
            said.insert(*at, verified(verify, &job.request.host, outcome.as_ref()));
        }
    }
    count(&report.findings, &said, &mut told);
    for (at, verified) in said {
        if let Some(finding) = report.findings.get_mut(at) {
            apply(finding, verified);
        }
    }
    report.interrupted |= how.stop.load(Ordering::Relaxed);
    report.verification = Some(told);
}

/// The checks of the rules that findings have, where they may be used.
fn verifies(report: &Report, rules: &RuleSet, how: &Check<'_>) -> BTreeMap<String, RawVerify> {
    let mut verifies = BTreeMap::new();
    for finding in report.open() {
        let id = &finding.rule.id;
        if !(how.selects)(id) || verifies.contains_key(id) {
            continue;
        }
        let rule = rules.find(id).and_then(|index| rules.get(index)).filter(|rule| rule.trusted);
        if let Some(verify) = rule.and_then(crate::rule::Rule::verify) {
            verifies.insert(id.clone(), verify);
        }
    }
    verifies
}

/// The requests that are needed, each once. What cannot be asked is said at once.
fn jobs<'r>(
    findings: &[Finding],
    verifies: &'r BTreeMap<String, RawVerify>,
    how: &Check<'_>,
    said: &mut BTreeMap<usize, Verified>,
) -> Vec<Job<'r>> {
    let mut salt = [0; 32];
    // The digests live as long as this function; the salt is for whoever reads its memory.
    _ = getrandom::fill(&mut salt);
    let now = (how.clock)();
    let mut jobs: Vec<Job<'r>> = Vec::new();
    let mut known: BTreeMap<[u8; 32], usize> = BTreeMap::new();
    for (at, finding) in findings.iter().enumerate() {
        let open = finding.is_open() && finding.secret.can_be_revealed() && !finding.secret.is_withheld();
        let Some(verify) = verifies.get(&finding.rule.id).filter(|_| open) else { continue };
        let request = match fill(verify, finding, now) {
            Ok(request) => redirected(request, how.endpoints.get(&finding.rule.id)),
            Err(unfit) => {
                said.insert(at, unknown(unfit.why()));
                continue;
            }
        };
        let digest = request.digest(&salt);
        let full = jobs.len() >= MOST;
        match known.get(&digest).and_then(|&job| jobs.get_mut(job)) {
            Some(job) => job.findings.push((at, verify)),
            None if full => _ = said.insert(at, unknown(format!("more than {MOST} to ask about"))),
            None => {
                known.insert(digest, jobs.len());
                jobs.push(Job { verify, request, first: at, findings: vec![(at, verify)] });
            }
        }
    }
    jobs
}

/// To a server that stands in for the provider, if there is one.
fn redirected(request: Request, endpoint: Option<&String>) -> Request {
    let Some(endpoint) = endpoint else { return request };
    let rest = request.url.get("https://".len() + request.host.len()..).unwrap_or_default();
    Request { url: format!("{endpoint}{rest}"), loopback: true, ..request }
}

fn verified(verify: &RawVerify, host: &str, outcome: Option<&Outcome>) -> Verified {
    match outcome {
        None => unknown("the host was not asked any more".to_owned()),
        Some((Err(why), at)) => {
            let why = (*why).to_owned();
            Verified { state: LiveState::Unknown, host: host.to_owned(), at: at.clone(), why }
        }
        Some((Ok(answer), at)) => {
            let (state, why) = judge(verify, answer);
            Verified { state, host: host.to_owned(), at: at.clone(), why }
        }
    }
}

fn unknown(why: String) -> Verified {
    Verified { state: LiveState::Unknown, host: String::new(), at: String::new(), why }
}

/// Counts credentials, each once, by the best that is known of it.
fn count(findings: &[Finding], said: &BTreeMap<usize, Verified>, told: &mut Verification) {
    let mut best: BTreeMap<(&str, &Secret), &Verified> = BTreeMap::new();
    for (at, verified) in said {
        let Some(finding) = findings.get(*at) else { continue };
        let known = best.entry((&finding.rule.id, &finding.secret)).or_insert(verified);
        if verified.state < known.state {
            *known = verified;
        }
    }
    for verified in best.into_values() {
        match verified.state {
            LiveState::Live => told.live += 1,
            LiveState::Dead => told.dead += 1,
            LiveState::Unknown => {
                told.unknown += 1;
                *told.reasons.entry(verified.why.clone()).or_default() += 1;
            }
        }
    }
}

/// What a provider takes is sure and grave. What it refuses opens nothing any more, and still has to go from here.
fn apply(finding: &mut Finding, verified: Verified) {
    let signal = |name: &'static str, weight| Signal { name: name.into(), weight };
    match verified.state {
        LiveState::Live => {
            finding.severity = if finding.severity == Severity::Note { Severity::Warning } else { Severity::Error };
            finding.confidence = Confidence::High;
            finding.signals.push(signal("live", 100));
        }
        LiveState::Dead => {
            finding.severity = finding.severity.min(Severity::Warning);
            finding.signals.push(signal("refused", 0));
        }
        LiveState::Unknown => {}
    }
    finding.verified = Some(verified);
}
