//! What of the arguments a session is opened with.

use std::path::Path;
use std::sync::Arc;

use super::Failure;
use super::args::{Common, OutputArgs, ReadingArgs, RuleArgs};
use crate::model::Confidence;
use crate::source::git::Repository;
use crate::source::{Base, Snapshot};

/// What `Session::open` is given of the arguments.
pub(super) struct Given<'a> {
    /// Rules and configuration.
    pub(super) rules: &'a RuleArgs,
    /// What is read.
    pub(super) reading: Option<&'a ReadingArgs>,
    /// What is reported.
    pub(super) output: Option<&'a OutputArgs>,
    /// Where all that says what is allowed is read from.
    pub(super) from: Arc<Snapshot>,
    /// From which confidence on findings are looked at, where no flag can say so.
    pub(super) least: Option<Confidence>,
    /// What is read is no application as it stands, and not judged as one.
    pub(super) past: bool,
    /// A session of this run has warned of what there is to warn of.
    pub(super) warned: bool,
}

impl<'a> Given<'a> {
    /// All that a command takes which looks at content.
    pub(super) fn of(Common { rules, reading, output }: &'a Common) -> Self {
        Self {
            rules,
            reading: Some(reading),
            output: Some(output),
            from: Arc::default(),
            least: None,
            past: false,
            warned: false,
        }
    }

    /// Of a command that writes no report.
    pub(super) fn without_report(rules: &'a RuleArgs, reading: Option<&'a ReadingArgs>) -> Self {
        Self { rules, reading, output: None, from: Arc::default(), least: None, past: false, warned: false }
    }

    /// With everything that is found, however unsure.
    pub(super) fn with_the_unsure(self) -> Self {
        Self { least: Some(Confidence::Low), ..self }
    }

    /// For a second session of the same run.
    pub(super) fn again(self) -> Self {
        Self { warned: true, ..self }
    }

    /// For content of the past.
    pub(super) fn of_the_past(self) -> Self {
        Self { past: true, ..self }
    }

    /// With all that says what is allowed from a commit, if one is named.
    pub(super) fn trusting(
        self,
        revision: Option<&str>,
        repository: Option<&Repository>,
        top: &Path,
    ) -> Result<Self, Failure> {
        let Some(revision) = revision else { return Ok(self) };
        let lost = || Failure::new("--trust-config-from: there is no git repository here");
        let base = Base::of(repository.ok_or_else(lost)?, revision, top)
            .map_err(|error| Failure::new(format!("--trust-config-from: {error}")))?;
        Ok(Self { from: Arc::new(Snapshot::Commit(base)), ..self })
    }
}
