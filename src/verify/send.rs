//! Sending: several hosts at once, each host slowly, and none that asks for rest or is not there.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::Ordering;

use jiff::Timestamp;

use super::Transport;
use super::answer::Answer;
use super::fill::fill;
use super::how::Check;
use super::request::Request;
use crate::model::Finding;
use crate::rule::RawVerify;

/// Hosts that are asked at the same time.
const HOSTS: usize = 4;

/// A host that could not be talked to so often in a row is not asked again.
const PATIENCE: usize = 3;

/// A request, and who waits for its answer.
pub(super) struct Job<'r> {
    /// What it is made by.
    pub(super) verify: &'r RawVerify,
    /// The request.
    pub(super) request: Request,
    /// The finding that it was made of.
    pub(super) first: usize,
    /// All findings that it speaks for, each with its rule's reading of the answer.
    pub(super) findings: Vec<(usize, &'r RawVerify)>,
}

/// What came of a request, and when.
pub(super) type Outcome = (Result<Answer, &'static str>, String);

/// Sends all; what was not sent any more has no outcome.
pub(super) fn send(
    jobs: &[Job<'_>],
    findings: &[Finding],
    transport: &dyn Transport,
    how: &Check<'_>,
) -> Vec<Option<Outcome>> {
    let mut hosts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, job) in jobs.iter().enumerate() {
        hosts.entry(&job.request.host).or_default().push(at);
    }
    let queue = Mutex::new(hosts.into_values().collect::<Vec<_>>());
    let outcomes = Mutex::new(jobs.iter().map(|_| None).collect::<Vec<Option<Outcome>>>());
    // Not all of how it is done can be shared between threads.
    let (clock, pause, stop) = (how.clock, how.pause, how.stop);
    let one = |at: usize, nth: usize| -> Option<(bool, bool)> {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        if nth > 0 {
            std::thread::sleep(pause);
        }
        let outcome = ask(jobs.get(at)?, findings, transport, clock);
        let lost = outcome.0.is_err();
        let rest = outcome.0.as_ref().is_ok_and(|answer| answer.status == 429);
        *outcomes.lock().ok()?.get_mut(at)? = Some(outcome);
        Some((lost, rest))
    };
    let host = |mine: Vec<usize>| {
        let mut lost_in_a_row = 0;
        for (nth, at) in mine.into_iter().enumerate() {
            let Some((lost, rest)) = one(at, nth) else { return };
            lost_in_a_row = if lost { lost_in_a_row + 1 } else { 0 };
            if rest || lost_in_a_row >= PATIENCE {
                return;
            }
        }
    };
    let next = || queue.lock().ok()?.pop();
    let work = || std::iter::from_fn(next).for_each(host);
    std::thread::scope(|scope| {
        for _ in 0..HOSTS.min(jobs.len()) {
            scope.spawn(work);
        }
    });
    outcomes.into_inner().unwrap_or_default()
}

fn ask(
    job: &Job<'_>,
    findings: &[Finding],
    transport: &dyn Transport,
    clock: &(dyn Fn() -> Timestamp + Sync),
) -> Outcome {
    let now = clock();
    let at = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    // A signature is of the moment.
    let signed = findings.get(job.first).filter(|_| job.verify.sign.is_some());
    let anew = signed.and_then(|finding| fill(job.verify, finding, now).ok());
    let request = anew.map_or_else(
        || job.request.clone(),
        |anew| Request { url: job.request.url.clone(), loopback: job.request.loopback, ..anew },
    );
    (transport.send(&request), at)
}
