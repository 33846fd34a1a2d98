//! The JSON report. [`v1`] is its shape; here it is filled.

mod beside;
mod origin;
mod v1;

use std::collections::BTreeMap;
use std::io::{self, Write};

use self::origin::OriginV1;
use self::v1::{
    AdditionV1, BySeverity, ByState, CommitV1, CoverageV1, DocumentV1, ExcerptV1, GapV1, LocationV1, OccurrenceV1,
    PositionV1, ProvenanceV1, RelatedV1, RuleV1, ScopeV1, SignalV1, SummaryV1, SuppressionV1, ToolV1, VerificationV1,
    VerifiedV1,
};
use super::view::View;
use super::{machine, uri};
use crate::model::{
    Addition, CommitInfo, Coverage, Excerpt, Finding, Gap, Location, Occurrence, Origin, Position, Provenance,
    RuleInfo, Secret, Severity, Signal, Status, Suppression, SuppressionKind, SuppressionState, Verified, printable,
};

pub(super) use self::v1::{FindingV1, VERSION};

/// Writes the report.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let scope = &view.report.scope;
    let document = DocumentV1 {
        version: VERSION,
        tool: ToolV1 { name: "reticent", version: env!("CARGO_PKG_VERSION") },
        scope: ScopeV1 {
            repository: view.repository(),
            revision: scope.revision.clone(),
            branch: scope.branch.as_deref().map(|branch| view.masked_text(branch)),
            prefix: view.masked_text(&scope.prefix),
        },
        summary: summary(view),
        rules: rules(view),
        findings: findings(view),
        gaps: gaps(view),
        added_suppressions: additions(view),
        applications: beside::applications(view),
        keys: beside::keys(view),
    };
    machine::write_line(&document, out)
}

/// The listed findings, suppressed ones among them, in the report's order.
fn listed<'a>(view: &View<'a>) -> impl Iterator<Item = &'a Finding> {
    let least = view.options.min_confidence;
    view.report.findings.iter().filter(move |finding| finding.confidence >= least)
}

/// What the whole comes to.
pub(super) fn summary<'a>(view: &View<'a>) -> SummaryV1<'a> {
    let figures = view.report.figures;
    let mut open = BySeverity::default();
    for finding in view.open() {
        *match finding.severity {
            Severity::Error => &mut open.error,
            Severity::Warning => &mut open.warning,
            Severity::Note => &mut open.note,
        } += 1;
    }
    let mut gaps = BTreeMap::new();
    for gap in &view.report.gaps {
        *gaps.entry(gap.kind.as_str()).or_default() += 1;
    }
    SummaryV1 {
        complete: view.options.gaps.is_complete(view.report),
        interrupted: view.report.interrupted,
        files: figures.files,
        bytes: figures.bytes,
        history: figures.history.map(|Coverage { commits, trees, blobs, tags }| CoverageV1 {
            commits,
            trees,
            blobs,
            tags,
        }),
        open,
        failing: view.open().filter(|finding| view.fails(finding)).count() as u64,
        fail_on: view.options.fail_on.as_str(),
        hidden: view.hidden().map_or(0, |(number, _)| number),
        min_confidence: view.options.min_confidence.as_str(),
        uncounted: figures.uncounted,
        suppressed: by_state(view),
        gaps,
        verification: view.report.verification.as_ref().map(|told| VerificationV1 {
            asked: told.asked,
            live: told.live,
            dead: told.dead,
            unknown: told.unknown,
            reasons: &told.reasons,
            left_out: told.left_out,
        }),
    }
}

fn by_state(view: &View<'_>) -> ByState {
    let mut states = ByState::default();
    for finding in view.suppressed() {
        let Status::Suppressed(suppression) = &finding.status else { continue };
        *match suppression.state {
            SuppressionState::FalsePositive => &mut states.false_positive,
            SuppressionState::Accepted => &mut states.accepted,
            SuppressionState::ToRotate => &mut states.to_rotate,
        } += 1;
        states.foreign_marker += u64::from(suppression.kind == SuppressionKind::ForeignMarker);
    }
    states
}

/// The rules of the listed findings, by id.
fn rules<'a>(view: &View<'a>) -> Vec<RuleV1<'a>> {
    let rules: BTreeMap<&str, &'a RuleInfo> = listed(view).map(|f| (f.rule.id.as_str(), &*f.rule)).collect();
    let rule = |rule: &'a RuleInfo| RuleV1 {
        id: &rule.id,
        aliases: &rule.aliases,
        title: &rule.title,
        description: &rule.description,
        fix: &rule.fix,
        severity: rule.severity.as_str(),
        confidence: rule.confidence.as_str(),
        tags: &rule.tags,
        references: &rule.references,
        provider: Some(rule.provider.name.as_ref()).filter(|name| !name.is_empty()),
        revoke: rule.provider.revoke.as_deref(),
        source: rule.provider.source.as_deref(),
    };
    rules.into_values().map(rule).collect()
}

/// The listed findings.
pub(super) fn findings<'a>(view: &View<'a>) -> Vec<FindingV1<'a>> {
    let mut groups: BTreeMap<(&str, &Secret), usize> = BTreeMap::new();
    let mut last = 0;
    let mut group = |finding: &'a Finding| {
        let next = last + 1;
        let alone = !finding.secret.makes_groups();
        let group = if alone { next } else { *groups.entry((&finding.rule.id, &finding.secret)).or_insert(next) };
        last = last.max(group);
        group
    };
    listed(view).map(|f| finding(view, f, group(f))).collect()
}

pub(super) fn finding<'a>(view: &View<'_>, finding: &'a Finding, group: usize) -> FindingV1<'a> {
    let detail = view.options.detail;
    let (status, suppressed) = match &finding.status {
        Status::Open => ("open", None),
        Status::Suppressed(told) => ("suppressed", Some(suppression(view, told))),
    };
    let related = finding.related.iter().map(|related| RelatedV1 {
        origin: origin(view, &related.origin),
        location: location(related.location),
        message: view.masked_text(&related.message),
    });
    let signal = |signal: &'a Signal| SignalV1 { name: &signal.name, weight: signal.weight };
    FindingV1 {
        rule: &finding.rule.id,
        title: &finding.rule.title,
        severity: finding.severity.as_str(),
        confidence: finding.confidence.as_str(),
        origin: origin(view, &finding.origin),
        masked: printable(finding.masked.as_bytes()),
        secret: (detail.reveal && finding.secret.can_be_revealed()).then(|| printable(finding.secret.expose())),
        group,
        fingerprint: &finding.fingerprint,
        status,
        suppression: suppressed,
        provenance: finding.provenance.as_deref().map(|told| provenance(view, told)),
        added_in: finding.added_in.as_deref().map(|told| commit(view, told)),
        verified: finding.verified.as_ref().map(verified),
        occurrences: finding.occurrences().iter().map(occurrence).collect(),
        related: related.collect(),
        signals: detail.explain.then(|| finding.signals.iter().map(signal).collect()),
    }
}

fn verified(told: &Verified) -> VerifiedV1<'_> {
    let said = |text| Some(text).filter(|text: &&str| !text.is_empty());
    VerifiedV1 { state: told.state.as_str(), host: said(&told.host), at: said(&told.at), why: said(&told.why) }
}

fn provenance(view: &View<'_>, told: &Provenance) -> ProvenanceV1 {
    ProvenanceV1 {
        introduced: commit(view, &told.introduced),
        removed: told.removed.as_ref().map(|removed| commit(view, removed)),
        commits: told.commits,
        paths: told.paths.iter().map(|path| origin(view, path)).collect(),
        path_count: told.path_count,
        refs: told.refs.iter().map(|name| view.masked_text(name)).collect(),
        ref_count: told.ref_count,
        at_head: told.at_head,
        owner: told.owner.as_deref().map(|owner| view.masked_text(owner)),
    }
}

fn commit(view: &View<'_>, commit: &CommitInfo) -> CommitV1 {
    CommitV1 {
        id: commit.id.clone(),
        author: view.masked_text(&commit.author),
        email: view.masked_text(&commit.email),
        date: Some(commit.date.clone()).filter(|date| !date.is_empty()),
        summary: view.masked_text(&commit.summary),
    }
}

fn suppression(view: &View<'_>, suppression: &Suppression) -> SuppressionV1 {
    SuppressionV1 {
        kind: match suppression.kind {
            SuppressionKind::Inline => "inline",
            SuppressionKind::ForeignMarker => "foreign-marker",
            SuppressionKind::Baseline => "baseline",
            SuppressionKind::Config => "config",
        },
        state: suppression.state.as_str(),
        reason: view.masked_text(&suppression.reason),
        owner: suppression.owner.as_deref().map(|owner| view.masked_text(owner)),
        until: suppression.until.clone(),
    }
}

fn occurrence(occurrence: &Occurrence) -> OccurrenceV1<'_> {
    let Excerpt { text, mark, width, clipped_left, clipped_right } = &occurrence.excerpt;
    OccurrenceV1 {
        location: location(occurrence.location),
        excerpt: ExcerptV1 {
            text,
            mark: *mark,
            width: *width,
            clipped_left: *clipped_left,
            clipped_right: *clipped_right,
        },
        line_hash: occurrence.line_hash.as_deref(),
    }
}

fn location(location: Location) -> LocationV1 {
    let position = |Position { line, column }| PositionV1 { line, column };
    LocationV1 {
        span: [location.span.start, location.span.end],
        start: position(location.start),
        end: position(location.end),
    }
}

fn origin(view: &View<'_>, origin: &Origin) -> OriginV1 {
    let masked = view.masked(origin);
    let exact = str::from_utf8(&masked.path).is_ok();
    OriginV1 {
        path: masked.path.to_string(),
        path_encoded: (!exact).then(|| uri::encode(&masked.path)),
        inside: masked.inside.iter().map(ToString::to_string).collect(),
        inside_encoded: if masked.inside.iter().all(|name| str::from_utf8(name).is_ok()) {
            Vec::new()
        } else {
            masked.inside.iter().map(|name| uri::encode(name)).collect()
        },
    }
}

/// What the range adds that keeps findings quiet.
pub(super) fn additions(view: &View<'_>) -> Vec<AdditionV1> {
    let addition = |addition: &Addition| AdditionV1 {
        kind: addition.kind.as_str(),
        origin: origin(view, &addition.origin),
        line: addition.line,
        counts: addition.counts,
    };
    view.report.additions.iter().map(addition).collect()
}

/// What was not scanned.
pub(super) fn gaps(view: &View<'_>) -> Vec<GapV1> {
    let gap = |gap: &Gap| GapV1 {
        kind: gap.kind.as_str(),
        origin: origin(view, &gap.origin),
        detail: view.masked_text(&gap.detail),
        advice: gap.kind.advice(),
        incomplete: view.is_incomplete(gap.kind),
    };
    view.report.gaps.iter().map(gap).collect()
}
