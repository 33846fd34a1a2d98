//! `--verify`: a live check of what was found, by whoever types it.
//!
//! No environment variable and no configuration switches it on, and the hooks do not know it: what is found leaves the machine.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use globset::{Glob, GlobSet, GlobSetBuilder};
use jiff::Timestamp;

use super::args::VerifyArgs;
use super::session::Session;
use super::world::World;
use super::{Failure, complain, output};
use crate::model::{LiveState, Report, Verified};
use crate::rule::Rule;
use crate::verify::{self, Check, Curl};

/// What `--verify` without a value means.
const EVERY: &str = "*";

/// How long a host is left alone between two requests: five a second at most.
const PAUSE: Duration = Duration::from_millis(200);

/// What was asked for, checked before anything is scanned.
#[derive(Debug)]
pub(super) struct LiveCheck {
    curl: Curl,
    rules: GlobSet,
    endpoints: BTreeMap<String, String>,
    only: bool,
    quiet: bool,
}

impl LiveCheck {
    /// Nothing, unless somebody asked.
    pub(super) fn new(
        args: &VerifyArgs,
        quiet: bool,
        session: &Session,
        world: &World,
    ) -> Result<Option<Self>, Failure> {
        if args.verify.is_empty() {
            return Ok(None);
        }
        let mut set = GlobSetBuilder::new();
        for word in &args.verify {
            let glob = Glob::new(word).map_err(|error| Failure::new(format!("--verify={word}: {}", error.kind())))?;
            admitted(word, &glob, session)?;
            set.add(glob);
        }
        let rules = set.build().map_err(|error| Failure::new(format!("--verify: {error}")))?;
        for rule in asking(session).filter(|rule| !rule.trusted) {
            complain(&format!("warning: {}", refused(rule)));
        }
        let endpoints = args.verify_endpoint.iter().map(|word| endpoint(word)).collect::<Result<_, _>>()?;
        let curl = world.search.as_deref().and_then(|search| verify::find(search, session.root()));
        let curl = curl.ok_or_else(|| {
            Failure::new(
                "--verify sends its requests with the program `curl`, which is not in any folder of PATH; install it, or \
                 scan without --verify",
            )
        })?;
        Ok(Some(Self { curl, rules, endpoints, only: args.only_verified, quiet }))
    }

    /// Asks about what was found.
    pub(super) fn run(&self, report: &mut Report, session: &Session, stop: &AtomicBool) {
        let check = Check {
            selects: &|id| self.rules.is_match(id),
            endpoints: &self.endpoints,
            pause: PAUSE,
            clock: &Timestamp::now,
            stop,
        };
        verify::check(report, session.engine.rules(), &self.curl, &check);
        if self.only {
            let before = report.findings.len();
            let confirmed = |told: &Verified| told.state == LiveState::Live;
            report.findings.retain(|finding| !finding.is_open() || finding.verified.as_ref().is_some_and(confirmed));
            let left_out = (before - report.findings.len()) as u64;
            report.verification.iter_mut().for_each(|told| told.left_out = left_out);
        }
        if !self.quiet {
            let hosts: std::collections::BTreeSet<&str> = report
                .findings
                .iter()
                .filter_map(|finding| finding.verified.as_ref())
                .map(|told| told.host.as_str())
                .filter(|host| !host.is_empty())
                .collect();
            if !hosts.is_empty() {
                output::note(&format!("asked {}", hosts.into_iter().collect::<Vec<_>>().join(", ")));
            }
        }
    }
}

/// The rules in force that have a live check.
fn asking(session: &Session) -> impl Iterator<Item = &Rule> {
    session.engine.rules().rules().iter().filter(|rule| rule.verify().is_some())
}

/// A word that names no rule which can be asked about is a mistake.
fn admitted(word: &str, glob: &Glob, session: &Session) -> Result<(), Failure> {
    let matcher = glob.compile_matcher();
    let named: Vec<&Rule> = asking(session).filter(|rule| matcher.is_match(&rule.info.id)).collect();
    let Some(first) = named.first() else {
        let known = session.engine.rules().known().keys().any(|id| matcher.is_match(id));
        if word == EVERY {
            return Err(Failure::new("--verify: no rule in force has a live check"));
        }
        let what = if known { "has no live check or is off" } else { "is no rule" };
        return Err(Failure::new(format!(
            "--verify={word}: it {what}; `reticent rules explain ID` tells whether a rule has a live check"
        )));
    };
    if named.iter().any(|rule| rule.trusted) { Ok(()) } else { Err(Failure::new(refused(first))) }
}

fn refused(rule: &Rule) -> String {
    let (file, line) = &rule.written;
    format!(
        "{file}:{line}: the live check of {} is refused: the rule is part of what is scanned, and must not say where secrets \
         are sent; name its file with --rules to trust it",
        rule.info.id
    )
}

/// `RULE=URL`, where the URL is of a server on this machine.
fn endpoint(word: &str) -> Result<(String, String), Failure> {
    let wrong = || Failure::new(format!("--verify-endpoint {word}: write RULE=http://127.0.0.1:PORT"));
    let (rule, url) = word.split_once('=').ok_or_else(wrong)?;
    let port = url.strip_prefix("http://127.0.0.1:").or_else(|| url.strip_prefix("http://[::1]:")).ok_or_else(wrong)?;
    port.parse::<u16>().map_err(|_unquoted| wrong())?;
    Ok((rule.to_owned(), url.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_stands_in_for_a_provider() {
        assert_eq!(endpoint("a=http://127.0.0.1:80").unwrap(), ("a".to_owned(), "http://127.0.0.1:80".to_owned()));
        for wrong in [
            "a",
            "a=https://127.0.0.1:80",
            "a=http://127.0.0.1:80@evil.example",
            "a=http://127.0.0.1:80/x",
            "a=http://127.0.0.1.evil.example:80",
            "a=http://localhost:80",
            "a=http://127.0.0.1:",
            "a=http://127.0.0.1:99999",
        ] {
            assert!(endpoint(wrong).is_err(), "{wrong}");
        }
    }
}
