//! The words that every other room speaks: what was found, where, how sure we are, what was not looked at.
//!
//! Plain data without behaviour beyond its own laws (a [`Report`] merges, a [`Secret`] does not print). Nothing here
//! reads a file, knows a rule's pattern or writes a format.

mod addition;
mod clean;
mod exit;
mod finding;
mod gap;
mod info;
mod level;
mod mask;
mod origin;
mod position;
mod provenance;
mod report;
mod secret;
mod verified;

pub use addition::{Addition, AdditionKind};
pub use clean::printable;
pub use exit::Exit;
pub use finding::{
    Excerpt, Finding, FindingParts, NoLocation, Occurrence, Related, Signal, Status, Suppression, SuppressionKind,
    SuppressionState,
};
pub use gap::{Gap, GapKind};
pub use info::{Provider, RuleInfo, Text};
pub use level::{Confidence, Severity, UnknownLevel};
pub use mask::{MASK, mask};
pub use origin::Origin;
pub use position::{Extent, Location, Position, Span};
pub use provenance::{CommitInfo, Provenance};
pub use report::{Coverage, Figures, Report, Scope};
pub use secret::Secret;
pub use verified::{CredentialPart, LiveState, Verification, Verified};
