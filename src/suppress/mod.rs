//! What keeps a finding quiet, and who said so: markers in the source, the baseline, allows of the configuration.
//!
//! The only room that knows of suppression. The engine hands over the offsets of [`MARKER_WORDS`] and gets [`Marker`]s
//! back ([`read_all`]); once a file is read to its end, `apply` says which findings they keep quiet, and what is wrong
//! with the markers themselves: those [`AllowProblem`]s become findings of the rules in `rules`. A finding that no
//! marker keeps quiet is looked up in the allows of the configuration (which are the
//! business of `config`) and in the [`Baseline`].

mod apply;
mod baseline;
mod codeowners;
mod coverage;
mod fingerprint;
mod foreign;
mod glob;
mod ignorefile;
mod inline;
mod judge;
mod limits;
mod line;
mod listing;
mod marker;
mod problem;
mod read;
mod rules;
mod standing;
mod terms;

pub use apply::{Applied, Options, Spot, apply};
pub use baseline::{Baseline, BaselineApplied, Entry, FILE_NAME as BASELINE_FILE, Row, Updated, header_length};
pub use codeowners::{Owners, PLACES as CODEOWNERS_PLACES};
pub use fingerprint::{BadKey, RepositoryKey, fingerprints, tag};
pub use ignorefile::{FILE_NAME as IGNORE_FILE, check as check_ignore_file};
pub use limits::Limits;
pub use listing::{Listed, list_baseline, list_markers};
pub use marker::{MAX_MARKERS, Marker, Reach, Statement, Tool};
pub use problem::FileProblem;
pub use read::{MARKER_WORDS, read, read_all};
pub use rules::{AllowProblem, ProblemKind, rules};
pub use standing::Standing;
pub use terms::{Terms, parse_date};
