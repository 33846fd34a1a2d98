//! Findings as SARIF results.

use std::collections::BTreeMap;

use serde_sarif::sarif::{
    Location as SarifLocation, Message, PropertyBag, Result as SarifResult, ResultLevel,
    Suppression as SarifSuppression,
};

use super::choice::LOCATIONS;
use super::parts;
use super::rules::Table;
use crate::model::{
    CommitInfo, Finding, LiveState, Provenance, Severity, Status, Suppression, SuppressionKind, SuppressionState,
    Verified,
};
use crate::report::grade;
use crate::report::view::View;
use crate::report::words::sentence;

/// One finding, in all its places.
pub(super) fn result(view: &View<'_>, rules: &Table<'_>, finding: &Finding) -> SarifResult {
    let places = finding.occurrences().iter().take(LOCATIONS);
    let suppression = match &finding.status {
        Status::Open => None,
        Status::Suppressed(suppression) => Some(suppression),
    };
    SarifResult {
        rule_id: Some(view.clean(&finding.rule.id)),
        rule_index: rules.index(&finding.rule.id),
        level: Some(match finding.severity {
            Severity::Error => ResultLevel::Error,
            Severity::Warning => ResultLevel::Warning,
            Severity::Note => ResultLevel::Note,
        }),
        locations: Some(places.map(|place| parts::occurrence(view, &finding.origin, place)).collect()),
        occurrence_count: i64::try_from(finding.occurrences().len()).ok().filter(|&count| count > 1),
        partial_fingerprints: Some(fingerprints(finding)).filter(|all| !all.is_empty()),
        related_locations: Some(related(view, finding)).filter(|all| !all.is_empty()),
        rank: Some(grade::rank(finding.confidence)),
        properties: Some(properties(view, finding, suppression)),
        suppressions: suppression.map(|suppression| vec![suppressed(view, suppression)]),
        ..SarifResult::builder().message(message(view, finding)).build()
    }
}

/// What it is, how sure we are, why it matters, what to do. The first sentence is all that GitHub's list shows.
fn message(view: &View<'_>, finding: &Finding) -> Message {
    let rule = &finding.rule;
    let mut words = vec![view.prose(&rule.title)];
    // Never the secret itself, whatever --reveal says.
    let masked = view.clean(&finding.masked);
    if !masked.is_empty() {
        words.push(format!("'{masked}'"));
    }
    if !finding.origin.inside.is_empty() {
        words.push(format!("in '{}'", view.path(&finding.origin)));
    }
    words.push(format!("({} confidence).", finding.confidence));
    if let Some(told) = finding.verified.as_ref().filter(|told| told.state != LiveState::Unknown) {
        words.push(sentence(&format!("Live: {}", view.live(told))));
    }
    if let Some(told) = finding.provenance.as_deref() {
        words.push(sentence(&format!("Since {}", view.told(&told.introduced))));
    }
    words.extend([&rule.description, &rule.fix].map(|part| sentence(&view.prose(part))));
    words.retain(|part| !part.is_empty());
    Message::builder().text(words.join(" ")).build()
}

fn fingerprints(finding: &Finding) -> BTreeMap<String, String> {
    let own = Some(("reticent/v1", &finding.fingerprint)).filter(|(_, value)| !value.is_empty());
    let line = finding.first().line_hash.as_ref().map(|hash| ("primaryLocationLineHash", hash));
    own.into_iter().chain(line).map(|(name, value)| (name.to_owned(), value.clone())).collect()
}

fn related(view: &View<'_>, finding: &Finding) -> Vec<SarifLocation> {
    let location = |(id, related): (i64, &crate::model::Related)| {
        let message = Message::builder().text(sentence(&view.prose(&related.message))).build();
        let place = parts::bare(view, &related.origin, Some(related.location));
        SarifLocation { id: Some(id), message: Some(message), ..place }
    };
    (1..).zip(finding.related.iter().take(LOCATIONS)).map(location).collect()
}

fn properties(view: &View<'_>, finding: &Finding, suppression: Option<&Suppression>) -> PropertyBag {
    let mut bag = parts::properties(None, [("confidence", finding.confidence.as_str())]);
    let more = &mut bag.additional_properties;
    if view.options.detail.explain {
        let signals: BTreeMap<&str, i32> = finding.signals.iter().map(|s| (&*s.name, s.weight)).collect();
        more.insert("signals".to_owned(), serde_json::json!(signals));
    }
    if let Some(told) = finding.provenance.as_deref() {
        more.insert("provenance".to_owned(), provenance(view, told));
    }
    if let Some(told) = &finding.verified {
        more.insert("verified".to_owned(), verified(view, told));
    }
    if let Some(told) = finding.added_in.as_deref() {
        more.insert("addedIn".to_owned(), commit(view, told));
    }
    let Some(suppression) = suppression else { return bag };
    more.insert("state".to_owned(), state(suppression.state).into());
    for (name, value) in [("owner", &suppression.owner), ("until", &suppression.until)] {
        if let Some(value) = value {
            more.insert(name.to_owned(), view.clean(value).into());
        }
    }
    bag
}

fn verified(view: &View<'_>, told: &Verified) -> serde_json::Value {
    let said = [("host", &told.host), ("at", &told.at), ("why", &told.why)];
    let said = said.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name, view.clean(text)));
    std::iter::once(("state", told.state.as_str().to_owned())).chain(said).collect()
}

fn commit(view: &View<'_>, commit: &CommitInfo) -> serde_json::Value {
    serde_json::json!({
        "id": view.clean(&commit.id),
        "author": view.clean(&commit.author),
        "date": view.clean(&commit.date),
        "summary": view.prose(&commit.summary),
    })
}

/// Where in a history it stands. SARIF's own `provenance` of a result is about runs, not about commits.
fn provenance(view: &View<'_>, told: &Provenance) -> serde_json::Value {
    let commit = |told: &CommitInfo| commit(view, told);
    serde_json::json!({
        "introduced": commit(&told.introduced),
        "removed": told.removed.as_ref().map(commit),
        "commits": told.commits,
        "pathCount": told.path_count,
        "refs": told.refs.iter().map(|name| view.clean(name)).collect::<Vec<_>>(),
        "refCount": told.ref_count,
        "atHead": told.at_head,
        "owner": told.owner.as_deref().map(|owner| view.clean(owner)),
    })
}

fn state(state: SuppressionState) -> &'static str {
    match state {
        SuppressionState::FalsePositive => "false-positive",
        SuppressionState::Accepted => "accepted",
        SuppressionState::ToRotate => "to-rotate",
    }
}

fn suppressed(view: &View<'_>, suppression: &Suppression) -> SarifSuppression {
    let kind = match suppression.kind {
        SuppressionKind::Inline | SuppressionKind::ForeignMarker => "inSource",
        SuppressionKind::Baseline | SuppressionKind::Config => "external",
    };
    let reason = view.prose(&suppression.reason);
    SarifSuppression {
        justification: Some(if reason.is_empty() { state(suppression.state).to_owned() } else { reason }),
        status: Some("accepted".into()),
        ..SarifSuppression::builder().kind(kind).build()
    }
}
