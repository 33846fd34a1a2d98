//! Making a baseline, and keeping it true.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::super::fingerprint::{RepositoryKey, tag};
use super::super::rules::is_ours;
use super::super::terms::Terms;
use super::{Baseline, Entry, place};
use crate::model::{Finding, Status, SuppressionKind};
use crate::order::Order as _;

/// What an update did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Updated {
    /// Entries that match a finding, and stay.
    pub kept: usize,
    /// Entries that match nothing now, and stay too: `prune` drops them.
    pub unmatched: usize,
    /// Entries past their last day that got the new terms.
    pub renewed: usize,
    /// Findings that were taken in.
    pub added: usize,
    /// Findings that are not, because nobody gave a reason.
    pub left_out: usize,
}

impl Baseline {
    /// Takes all open findings in, under one reason.
    pub fn create(key: RepositoryKey, findings: &[Finding], terms: &Terms) -> Self {
        let mut baseline = Self::new(key);
        for finding in findings.iter().filter(|finding| finding.is_open() && may_enter(finding)) {
            baseline.add(finding, terms);
        }
        baseline.sort();
        baseline
    }

    /// Keeps every entry with its own reason, and brings those that match up to date (the rule's present id, the
    /// repository's key). With `terms`, takes new findings in and renews what is past its last day.
    pub fn update(&mut self, findings: &[Finding], terms: Option<&Terms>, as_of: Date) -> Updated {
        let mut new: Vec<&Finding> = Vec::new();
        let matched = self.refresh(findings, |finding, known| {
            if !known && may_enter(finding) && is_left_to_us(finding) {
                new.push(finding);
            }
        });
        let mut updated =
            Updated { kept: matched.len(), unmatched: self.entries.len() - matched.len(), ..Updated::default() };
        let Some(terms) = terms else {
            updated.left_out = new.len();
            self.tidy(updated.unmatched == 0);
            return updated;
        };
        for at in matched {
            if let Some(entry) = self.entries.get_mut(at).filter(|entry| entry.terms.is_expired(as_of)) {
                entry.terms = terms.clone();
                updated.renewed += 1;
            }
        }
        for finding in new {
            self.add(finding, terms);
            updated.added += 1;
        }
        self.tidy(updated.unmatched == 0);
        updated
    }

    /// Drops the entries that match nothing now, and says how many. `judged` tells whether an entry's rule ran and its
    /// file was scanned: an entry that had no chance to match stays.
    pub fn prune(&mut self, findings: &[Finding], judged: impl Fn(&Entry) -> bool) -> usize {
        let matched = self.refresh(findings, |_, _| {});
        let before = self.entries.len();
        let mut at = 0;
        self.entries.retain(|entry| {
            at += 1;
            matched.contains(&(at - 1)) || !judged(entry)
        });
        let dropped = before - self.entries.len();
        self.tidy(self.entries.len() == matched.len());
        dropped
    }

    /// Brings the entries that match a finding up to date and gives them; tells `see` of each finding whether it is
    /// known.
    fn refresh<'f>(&mut self, findings: &'f [Finding], mut see: impl FnMut(&'f Finding, bool)) -> BTreeSet<usize> {
        let mut fresh: BTreeMap<usize, (String, String)> = BTreeMap::new();
        let index = self.index();
        for finding in findings {
            let found = self.matching(&index, finding);
            see(finding, !found.is_empty());
            if found.is_empty() {
                continue;
            }
            let Some(key) = self.key() else { continue };
            let rule = &finding.rule;
            let tag = tag(key, &rule.id, rule.random_bits, &finding.origin, &finding.secret);
            fresh.extend(found.iter().map(|&at| (at, (rule.id.clone(), tag.clone()))));
        }
        let matched = fresh.keys().copied().collect();
        for (at, (rule, tag)) in fresh {
            if let Some(entry) = self.entries.get_mut(at) {
                (entry.rule, entry.tag) = (rule, tag);
            }
        }
        matched
    }

    fn add(&mut self, finding: &Finding, terms: &Terms) {
        let Some(key) = self.key() else { return };
        let rule = &finding.rule;
        let tag = tag(key, &rule.id, rule.random_bits, &finding.origin, &finding.secret);
        self.entries.push(Entry {
            rule: rule.id.clone(),
            origin: place(finding).into_owned(),
            tag,
            terms: terms.clone(),
            location: None,
        });
    }

    /// Sorts, drops what is there twice, and the keys of other branches once no entry needs them.
    fn tidy(&mut self, all_under_our_key: bool) {
        if all_under_our_key {
            self.keys.truncate(1);
        }
        self.sort();
    }

    fn sort(&mut self) {
        self.entries.order_by(|a, b| a.order().cmp(&b.order()));
        self.entries.dedup_by(|a, b| a.order() == b.order());
    }
}

/// What is wrong with allows is for people to mend, not to accept.
fn may_enter(finding: &Finding) -> bool {
    !is_ours(&finding.rule.id)
}

/// Whether no marker and no configuration keeps a finding quiet already.
fn is_left_to_us(finding: &Finding) -> bool {
    match &finding.status {
        Status::Open => true,
        Status::Suppressed(suppression) => suppression.kind == SuppressionKind::Baseline,
    }
}
