//! A report as its reader wants it: which findings show, in which groups, and text that is safe to print.

use std::collections::BTreeMap;
use std::io;

use super::redact::Redactor;
use super::{Options, uri};
use crate::model::{
    CommitInfo, Confidence, Finding, GapKind, LiveState, Occurrence, Origin, Provenance, Report, Secret, Verified,
    printable,
};

/// A report, the options, and what follows from both.
pub(super) struct View<'a> {
    /// The report.
    pub(super) report: &'a Report,
    /// How it is to be shown.
    pub(super) options: &'a Options,
    redactor: Redactor,
}

/// One secret of one rule, in all the places where it stands.
pub(super) struct Group<'a> {
    /// The finding that speaks for the group: the gravest, then the surest, then the first.
    pub(super) lead: &'a Finding,
    /// The others, in the report's order.
    pub(super) others: Vec<&'a Finding>,
}

impl<'a> View<'a> {
    pub(super) fn new(report: &'a Report, options: &'a Options) -> io::Result<Self> {
        Ok(Self { report, options, redactor: Redactor::new(report)? })
    }

    /// The findings that count and show.
    pub(super) fn open(&self) -> impl Iterator<Item = &'a Finding> {
        let least = self.options.min_confidence;
        self.report.open().filter(move |finding| finding.confidence >= least)
    }

    /// The suppressed findings that show.
    pub(super) fn suppressed(&self) -> impl Iterator<Item = &'a Finding> {
        let least = self.options.min_confidence;
        self.report.suppressed().filter(move |finding| finding.confidence >= least)
    }

    /// How many findings are not sure enough to show, and what the least sure of them ask for. Of those that the run
    /// counted and did not keep nobody knows how sure they were.
    pub(super) fn hidden(&self) -> Option<(u64, Confidence)> {
        let least = self.options.min_confidence;
        let kept = || self.report.open().map(|finding| finding.confidence).filter(|&c| c < least);
        let counted = (self.report.figures.hidden > 0).then_some(Confidence::Low);
        let least_sure = kept().chain(counted).min()?;
        Some((kept().count() as u64 + self.report.figures.hidden, least_sure))
    }

    /// Whether less sure findings are left out.
    pub(super) fn asks_for_sure_ones(&self) -> bool {
        self.options.min_confidence > Confidence::Low
    }

    /// Whether a finding fails the run.
    pub(super) fn fails(&self, finding: &Finding) -> bool {
        finding.is_open()
            && finding.confidence >= self.options.min_confidence
            && finding.severity >= self.options.fail_on
    }

    /// Whether a gap of this kind makes the run incomplete.
    pub(super) fn is_incomplete(&self, kind: GapKind) -> bool {
        self.options.gaps.is_incomplete(kind)
    }

    /// The open findings, one secret in many places being one group.
    pub(super) fn groups(&self) -> Vec<Group<'a>> {
        let mut members: Vec<Vec<&'a Finding>> = Vec::new();
        let mut known: BTreeMap<(&'a str, &'a Secret), usize> = BTreeMap::new();
        for finding in self.open() {
            let next = members.len();
            // A finding without a secret (a setting, a missing one) is alone.
            let alone = !finding.secret.makes_groups();
            let at = if alone { next } else { *known.entry((&finding.rule.id, &finding.secret)).or_insert(next) };
            match members.get_mut(at) {
                Some(group) => group.push(finding),
                None => members.push(vec![finding]),
            }
        }
        members.into_iter().filter_map(Group::of).collect()
    }

    /// Text from the scanned tree or from a rule, on one line, masked, without control characters.
    pub(super) fn clean(&self, text: &str) -> String {
        printable(&self.redactor.bytes(text.as_bytes()))
    }

    /// The same for a format that escapes what it must: masked, otherwise exact.
    pub(super) fn masked_text(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.redactor.bytes(text.as_bytes())).into_owned()
    }

    /// As [`View::clean`], with runs of white space (a rule's line breaks) made one blank.
    pub(super) fn prose(&self, text: &str) -> String {
        self.clean(&text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// A path as a person reads it, from where they stand.
    pub(super) fn path(&self, origin: &Origin) -> String {
        let mut path = self.clean(&self.report.scope.prefix);
        path.push_str(&self.masked(origin).display());
        path
    }

    /// A path with a line, as a person reads it.
    pub(super) fn place(&self, origin: &Origin, occurrence: &Occurrence) -> String {
        format!("{}:{}", self.path(origin), occurrence.location.start.line)
    }

    /// The beginning of a commit's id, as git shortens it in a large repository.
    pub(super) fn short_id(&self, commit: &CommitInfo) -> String {
        self.clean(commit.id.get(..12).unwrap_or(&commit.id))
    }

    /// `4b825dc642cb 2024-03-02 Ada Lovelace`.
    pub(super) fn commit(&self, commit: &CommitInfo) -> String {
        let words = [self.short_id(commit), self.clean(&commit.date), self.prose(&commit.author)];
        words.iter().filter(|word| !word.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// `4b825dc642cb 2024-03-02 Ada Lovelace: Add the deploy script`.
    pub(super) fn told(&self, commit: &CommitInfo) -> String {
        match self.prose(&commit.summary) {
            summary if summary.is_empty() => self.commit(commit),
            summary => format!("{}: {summary}", self.commit(commit)),
        }
    }

    /// What the provider says of a credential, for a person.
    pub(super) fn live(&self, told: &Verified) -> String {
        let Verified { state, host, at, why } = told;
        let (host, at, why) = (self.clean(host), self.clean(at), self.prose(why));
        match state {
            LiveState::Live => format!("yes: {host} takes it ({at})"),
            LiveState::Dead => format!("no: {host} refuses it ({at}); it still has to go from here"),
            LiveState::Unknown if host.is_empty() => format!("not known: {why}"),
            LiveState::Unknown => format!("not known: {host}: {why} ({at})"),
        }
    }

    /// Which commit brought a finding in, and which took it away.
    pub(super) fn came_and_went(&self, told: &Provenance) -> String {
        let gone = told.removed.as_ref().map(|removed| format!("; gone since {}", self.commit(removed)));
        format!("Came in with {}{}.", self.told(&told.introduced), gone.unwrap_or_default())
    }

    /// The origin with every secret in it masked, otherwise as it is.
    pub(super) fn masked(&self, origin: &Origin) -> Origin {
        let mask = |bytes: &[u8]| self.redactor.bytes(bytes).into_owned().into();
        Origin { path: mask(&origin.path), inside: origin.inside.iter().map(|name| mask(name)).collect() }
    }

    /// The secret, or its mask if nobody asked for it.
    pub(super) fn secret(&self, finding: &Finding) -> String {
        let reveal = self.options.detail.reveal && finding.secret.can_be_revealed();
        let bytes = if reveal { finding.secret.expose() } else { finding.masked.as_bytes() };
        printable(bytes)
    }

    /// The repository's URL, masked and without user information.
    pub(super) fn repository(&self) -> Option<String> {
        let url = self.report.scope.repository.as_deref()?;
        Some(self.masked_text(&uri::without_userinfo(url)))
    }
}

impl<'a> Group<'a> {
    fn of(members: Vec<&'a Finding>) -> Option<Self> {
        let gravest = members.iter().map(|f| (f.severity, f.confidence)).max()?;
        let at = members.iter().position(|f| (f.severity, f.confidence) == gravest)?;
        let mut others = members;
        let lead = others.remove(at);
        Some(Self { lead, others })
    }

    /// Every place but the one that is shown in full.
    pub(super) fn elsewhere(&self) -> impl Iterator<Item = (&'a Finding, &'a Occurrence)> {
        let rest = self.lead.occurrences().iter().skip(1).map(|occurrence| (self.lead, occurrence));
        rest.chain(self.others.iter().flat_map(|other| other.occurrences().iter().map(|o| (*other, o))))
    }
}
