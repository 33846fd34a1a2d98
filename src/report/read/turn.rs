//! From the report as written to the model, checked.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::said::{lines, origin, text, unknown};
use super::wrong::{ReadError, shortened};
use super::{Told, beside, raw};
use crate::model::{
    Addition, AdditionKind, CommitInfo, Confidence, Coverage, Excerpt, Figures, Finding, FindingParts, Gap, GapKind,
    LiveState, Location, Occurrence, Origin, Position, Provenance, Provider, Related, Report, RuleInfo, Scope, Secret,
    Severity, Signal, Span, Status, Suppression, SuppressionKind, SuppressionState, Text, Verification, Verified,
};
use crate::report::{GapPolicy, Inventories, uri};

type Rules = BTreeMap<String, Arc<RuleInfo>>;

/// The whole of it.
pub(super) fn document(raw: raw::Document, number: u64) -> Result<Told, ReadError> {
    let gaps = policy(&raw.gaps)?;
    let rules: Rules = raw
        .rules
        .into_iter()
        .map(|rule| Ok((rule.id.clone(), Arc::new(info(rule)?))))
        .collect::<Result<_, ReadError>>()?;
    let history = raw.summary.history.map(|raw::Coverage { commits, trees, blobs, tags }| Coverage {
        commits,
        trees,
        blobs,
        tags,
    });
    let findings = raw.findings.into_iter().enumerate().map(|(at, raw)| {
        finding(raw, number, &rules).map_err(|error| ReadError::new(format!("finding {}: {error}", at + 1)))
    });
    let scope = raw.scope;
    let mut report = Report {
        scope: Scope {
            root: std::path::PathBuf::new(),
            prefix: text(&scope.prefix),
            repository: scope.repository.as_deref().map(text),
            revision: scope.revision.as_deref().map(text),
            branch: scope.branch.as_deref().map(text),
        },
        findings: findings.collect::<Result<_, _>>()?,
        gaps: raw.gaps.iter().map(gap).collect::<Result<_, _>>()?,
        additions: raw.added_suppressions.iter().map(addition).collect::<Result<_, _>>()?,
        figures: Figures {
            files: raw.summary.files,
            bytes: raw.summary.bytes,
            history,
            uncounted: raw.summary.uncounted,
            hidden: raw.summary.hidden,
        },
        rules,
        verification: raw.summary.verification.map(verification),
        interrupted: raw.summary.interrupted,
    };
    report.finish();
    Ok(Told {
        report,
        fail_on: word(&raw.summary.fail_on, "severity")?,
        min_confidence: word(&raw.summary.min_confidence, "confidence")?,
        gaps,
        inventories: Inventories {
            applications: raw.applications.as_ref().map(beside::applications).transpose()?,
            keys: raw.keys.as_ref().map(beside::keys).transpose()?,
        },
    })
}

/// A word of a small set.
fn word<T: std::str::FromStr>(word: &str, what: &str) -> Result<T, ReadError> {
    word.parse().map_err(|_unquoted| unknown(word, what))
}

/// Which gaps had made the run incomplete, as the run's own flags would say it.
fn policy(gaps: &[raw::Gap]) -> Result<GapPolicy, ReadError> {
    let mut told: BTreeMap<GapKind, bool> = BTreeMap::new();
    for gap in gaps {
        *told.entry(word(&gap.kind, "kind of gap")?).or_default() |= gap.incomplete;
    }
    let strict = told.iter().any(|(kind, incomplete)| *incomplete && !kind.is_incomplete());
    let allowed = told.into_iter().filter(|(_, incomplete)| !incomplete).map(|(kind, _)| kind);
    Ok(GapPolicy { allowed: allowed.collect(), strict })
}

/// Several lines stay several, and only pages of the web stay links.
fn info(raw: raw::Rule) -> Result<RuleInfo, ReadError> {
    let prose = |words: &str| -> Text { lines(words).into() };
    let list = |words: &[String]| words.iter().map(|word| text(word).into()).collect::<Vec<Text>>();
    let page = |page: Option<String>| page.filter(|page| uri::is_web(page)).map(Text::from);
    Ok(RuleInfo {
        id: text(&raw.id),
        aliases: list(&raw.aliases),
        title: prose(&raw.title),
        description: prose(&raw.description),
        fix: prose(&raw.fix),
        severity: word(&raw.severity, "severity")?,
        confidence: word(&raw.confidence, "confidence")?,
        references: raw.references.into_iter().filter(|page| uri::is_web(page)).map(Text::from).collect(),
        tags: list(&raw.tags),
        provider: Provider {
            name: raw.provider.as_deref().map(text).unwrap_or_default().into(),
            source: page(raw.source),
            revoke: page(raw.revoke),
        },
        off: false,
        random_bits: 0,
        prefix: 0,
    })
}

fn finding(raw: raw::Finding, number: u64, rules: &Rules) -> Result<Finding, ReadError> {
    let rule = rules.get(&raw.rule).ok_or_else(|| {
        ReadError::new(format!("its rule `{}` is not among the report's rules", shortened(&text(&raw.rule))))
    })?;
    let status = match (raw.status.as_str(), raw.suppression) {
        ("open", _) => Status::Open,
        ("suppressed", Some(said)) => Status::Suppressed(suppression(&said)?),
        ("suppressed", None) => return Err(ReadError::new("it is suppressed, but by nothing")),
        (other, _) => return Err(unknown(other, "status")),
    };
    let secret = match &raw.secret {
        Some(revealed) if !revealed.is_empty() => Secret::new(revealed.as_bytes()),
        _ => Secret::withheld(number, raw.group),
    };
    let parts = FindingParts {
        rule: Arc::clone(rule),
        origin: origin(&raw.path, raw.path_encoded.as_deref(), &raw.inside, &raw.inside_encoded),
        secret,
        masked: text(&raw.masked),
        severity: word::<Severity>(&raw.severity, "severity")?,
        confidence: word::<Confidence>(&raw.confidence, "confidence")?,
        signals: raw.signals.into_iter().map(|s| Signal { name: text(&s.name).into(), weight: s.weight }).collect(),
        status,
        occurrences: raw.occurrences.into_iter().map(occurrence).collect::<Result<_, _>>()?,
    };
    let mut finding = Finding::new(parts).map_err(|_no_place| ReadError::new("it has no place"))?;
    finding.fingerprint = text(&raw.fingerprint);
    finding.provenance = raw.provenance.map(|told| Box::new(provenance(told)));
    finding.added_in = raw.added_in.map(|told| Arc::new(commit(told)));
    finding.verified = raw.verified.map(verified).transpose()?;
    finding.related = raw.related.iter().map(related).collect::<Result<_, _>>()?;
    Ok(finding)
}

fn suppression(raw: &raw::Suppression) -> Result<Suppression, ReadError> {
    let kind = match raw.kind.as_str() {
        "inline" => SuppressionKind::Inline,
        "foreign-marker" => SuppressionKind::ForeignMarker,
        "baseline" => SuppressionKind::Baseline,
        "config" => SuppressionKind::Config,
        other => return Err(unknown(other, "kind of suppression")),
    };
    let states = [SuppressionState::FalsePositive, SuppressionState::Accepted, SuppressionState::ToRotate];
    let state = states.into_iter().find(|state| state.as_str() == raw.state);
    Ok(Suppression {
        kind,
        state: state.ok_or_else(|| unknown(&raw.state, "state of a suppression"))?,
        reason: lines(&raw.reason),
        owner: raw.owner.as_deref().map(text),
        until: raw.until.as_deref().map(text),
    })
}

fn verified(raw: raw::Verified) -> Result<Verified, ReadError> {
    let told = |words: Option<String>| words.as_deref().map(text).unwrap_or_default();
    Ok(Verified {
        state: LiveState::named(&raw.state).ok_or_else(|| unknown(&raw.state, "state of a live check"))?,
        host: told(raw.host),
        at: told(raw.at),
        why: told(raw.why),
    })
}

fn verification(raw: raw::Verification) -> Verification {
    let raw::Verification { asked, live, dead, unknown, reasons, left_out } = raw;
    let reasons = reasons.into_iter().map(|(why, number)| (text(&why), number)).collect();
    Verification { asked, live, dead, unknown, reasons, left_out }
}

fn provenance(raw: raw::Provenance) -> Provenance {
    Provenance {
        introduced: commit(raw.introduced),
        removed: raw.removed.map(commit),
        commits: raw.commits,
        paths: raw.paths.iter().take(Provenance::PATHS).map(same_origin).collect(),
        path_count: raw.path_count,
        refs: raw.refs.iter().take(Provenance::REFS).map(|name| text(name)).collect(),
        ref_count: raw.ref_count,
        at_head: raw.at_head,
        owner: raw.owner.as_deref().map(text),
    }
}

fn commit(raw: raw::Commit) -> CommitInfo {
    let date = raw.date.unwrap_or_default();
    CommitInfo {
        id: text(&raw.id),
        author: text(&raw.author),
        email: text(&raw.email),
        date: text(&date),
        summary: text(&raw.summary),
    }
}

fn occurrence(raw: raw::Occurrence) -> Result<Occurrence, ReadError> {
    let quoted = text(&raw.excerpt.text);
    let length = quoted.chars().count();
    let mark = raw.excerpt.mark.min(length);
    Ok(Occurrence {
        location: location(raw.span, &raw.start, &raw.end)?,
        excerpt: Excerpt {
            text: quoted,
            mark,
            width: raw.excerpt.width.min(length - mark),
            clipped_left: raw.excerpt.clipped_left,
            clipped_right: raw.excerpt.clipped_right,
        },
        line_hash: raw.line_hash.filter(|hash| hash.bytes().all(|b| b.is_ascii_hexdigit() || b == b':')),
    })
}

fn location([first, last]: [u64; 2], start: &raw::Position, end: &raw::Position) -> Result<Location, ReadError> {
    let position = |raw: &raw::Position| Position { line: raw.line, column: raw.column };
    let (start, end) = (position(start), position(end));
    let counted = [start.line, start.column, end.line, end.column].into_iter().all(|n| (1..=1 << 53).contains(&n));
    if !counted || start > end || first > last {
        return Err(ReadError::new(
            "its place is none: lines and columns count from 1, and an end is not before its start",
        ));
    }
    Ok(Location { span: Span { start: first, end: last }, start, end })
}

fn related(raw: &raw::Related) -> Result<Related, ReadError> {
    Ok(Related {
        origin: origin(&raw.path, raw.path_encoded.as_deref(), &raw.inside, &raw.inside_encoded),
        location: location(raw.span, &raw.start, &raw.end)?,
        message: lines(&raw.message),
    })
}

fn same_origin(raw: &raw::Origin) -> Origin {
    origin(&raw.path, raw.path_encoded.as_deref(), &raw.inside, &raw.inside_encoded)
}

fn addition(raw: &raw::Addition) -> Result<Addition, ReadError> {
    let kinds = [
        AdditionKind::Inline,
        AdditionKind::ForeignMarker,
        AdditionKind::Baseline,
        AdditionKind::Config,
        AdditionKind::IgnoreFile,
    ];
    let kind = kinds.into_iter().find(|kind| kind.as_str() == raw.kind);
    Ok(Addition {
        origin: origin(&raw.path, raw.path_encoded.as_deref(), &raw.inside, &raw.inside_encoded),
        line: raw.line,
        kind: kind.ok_or_else(|| unknown(&raw.kind, "kind of statement"))?,
        counts: raw.counts,
    })
}

fn gap(raw: &raw::Gap) -> Result<Gap, ReadError> {
    Ok(Gap {
        kind: word(&raw.kind, "kind of gap")?,
        origin: origin(&raw.path, raw.path_encoded.as_deref(), &raw.inside, &raw.inside_encoded),
        detail: lines(&raw.detail),
    })
}
