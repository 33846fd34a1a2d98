//! gitleaks (<https://github.com/gitleaks/gitleaks>): its configuration as version 8.30 reads and runs it.
//!
//! Differences that are wanted: an unknown key is an error and not passed over, so is an `extend` that leads in a circle, and
//! what gitleaks drops in silence when it puts configurations together is told.

mod allow;
mod config;
mod decode;
mod detect;
mod ignore;
mod pattern;
mod piece;
mod spoken;
mod table;

pub use config::{Config, ConfigError, DECODE_DEPTH, Load, Rule};
pub use detect::{Hit, Inner};
pub use ignore::{Fingerprint, read as read_ignore};
pub use table::{RawAllowlist, RawConfig, RawRule, Required, read as read_table, read_known};
