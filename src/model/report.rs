//! The complete result of a run.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Addition, Finding, Gap, RuleInfo, Verification};
use crate::order::Order as _;

/// How much of a history was read. Objects are counted once, however many commits hold them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Commits.
    pub commits: u64,
    /// Trees.
    pub trees: u64,
    /// Blobs.
    pub blobs: u64,
    /// Annotated tags.
    pub tags: u64,
}

/// How much was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Files scanned.
    pub files: u64,
    /// Bytes scanned.
    pub bytes: u64,
    /// What was read of a history, if one was.
    pub history: Option<Coverage>,
    /// Findings beyond the most that one rule may report in one file; counted, not kept.
    pub uncounted: u64,
    /// Findings that are less sure than was asked for; counted, not kept.
    pub hidden: u64,
}

/// What was scanned, for headers and links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The folder that every path is relative to, absolute.
    pub root: PathBuf,
    /// The way from the working directory to `root`, to be put before each path that a person reads: empty or ending with `/`.
    pub prefix: String,
    /// The URL of the repository, without credentials.
    pub repository: Option<String>,
    /// The commit that is checked out.
    pub revision: Option<String>,
    /// The branch that is checked out.
    pub branch: Option<String>,
}

/// The complete result: every format is a pure function of it.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What was scanned.
    pub scope: Scope,
    /// Open and suppressed findings; sorted by [`Report::finish`].
    pub findings: Vec<Finding>,
    /// What was not scanned; sorted by [`Report::finish`].
    pub gaps: Vec<Gap>,
    /// What a range adds that keeps findings quiet; sorted by [`Report::finish`].
    pub additions: Vec<Addition>,
    /// How much was read.
    pub figures: Figures,
    /// The rules in force, by id.
    pub rules: BTreeMap<String, Arc<RuleInfo>>,
    /// What live checks came to, if a person asked for them.
    pub verification: Option<Verification>,
    /// The run was stopped before its end.
    pub interrupted: bool,
}

impl Report {
    /// Takes another part of the same run in. Associative and, after [`Report::finish`], commutative.
    pub fn merge(&mut self, other: Self) {
        let Self { scope: _, findings, gaps, additions, figures, rules, verification, interrupted } = other;
        self.findings.extend(findings);
        self.gaps.extend(gaps);
        self.additions.extend(additions);
        let add = |sum: &mut u64, more: u64| *sum = sum.saturating_add(more);
        add(&mut self.figures.files, figures.files);
        add(&mut self.figures.bytes, figures.bytes);
        if let Some(other) = figures.history {
            let sum = self.figures.history.get_or_insert_default();
            add(&mut sum.commits, other.commits);
            add(&mut sum.trees, other.trees);
            add(&mut sum.blobs, other.blobs);
            add(&mut sum.tags, other.tags);
        }
        add(&mut self.figures.uncounted, figures.uncounted);
        add(&mut self.figures.hidden, figures.hidden);
        self.rules.extend(rules);
        if let Some(other) = verification {
            self.verification.get_or_insert_default().merge(other);
        }
        self.interrupted |= interrupted;
    }

    /// Brings everything into the order that reports promise.
    pub fn finish(&mut self) {
        self.findings.order_by(|a, b| a.order().cmp(&b.order()));
        self.gaps.order();
        self.gaps.dedup();
        self.additions.order();
        self.additions.dedup();
    }

    /// The findings that count.
    pub fn open(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.is_open())
    }

    /// The findings that are kept quiet.
    pub fn suppressed(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| !finding.is_open())
    }

    /// Whether something was not scanned that makes the run incomplete.
    pub fn is_incomplete(&self) -> bool {
        self.interrupted || self.gaps.iter().any(|gap| gap.kind.is_incomplete())
    }
}
