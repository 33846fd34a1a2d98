//! `reticent.toml` and the policy as written: every key optional, every unknown key refused.
//!
//! The doc comments here are the descriptions in the JSON schema, so they speak to the person who writes the file.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::application::{ClientKind, FlowWord};
use super::at::At;
use super::words::{DateWord, Foreign, Kind, SizeWord, State};
use crate::model::{Confidence, Severity};

/// What reticent looks for in a repository, what fails a run, and what is allowed to stay.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "reticent.toml")]
pub(crate) struct RawConfig {
    /// Configuration files to build on, relative to this file. This file wins over them, a later one over an earlier.
    pub(crate) extends: Vec<At<String>>,
    /// The least severity of an open finding that fails the run (exit code 1). Default: error.
    pub(crate) fail_on: Option<At<Severity>>,
    /// The least confidence of a finding that is reported. Default: medium.
    pub(crate) min_confidence: Option<At<Confidence>>,
    /// Rules to switch on: ids, or globs over ids such as `secret/*`. The more specific of two entries wins.
    pub(crate) enable: Vec<At<String>>,
    /// Rules to switch off: ids, or globs over ids such as `hygiene/*`. The more specific of two entries wins.
    pub(crate) disable: Vec<At<String>>,
    /// Media and other binaries above this size are listed as not scanned: bytes, or a number with KB, MB, GB, KiB,
    /// MiB or GiB. Text has no limit. Default: 50MB.
    pub(crate) max_file_size: Option<At<SizeWord>>,
    /// Kinds of gaps that do not make a run incomplete (exit code 3).
    pub(crate) allow_incomplete: Vec<At<Kind>>,
    /// Whether gaps that are only listed otherwise (media over the size limit, encrypted archives, absent submodules
    /// and LFS content) make a run incomplete as well. Default: false.
    pub(crate) strict: Option<At<bool>>,
    /// Whether untracked files that git ignores are left out. Tracked files never are. Default: true.
    pub(crate) ignore_files: Option<At<bool>>,
    /// The file that lists the findings which are known, relative to this file. Default: none.
    pub(crate) baseline: Option<At<String>>,
    /// Files with rules of your own, relative to this file.
    pub(crate) rules: Vec<At<String>>,
    /// Rules of your own. Their keys are those of `rules/README.md`.
    #[schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>")]
    pub(crate) rule: Vec<IgnoredAny>,
    /// Changes to rules, by id or glob over ids: `[rule-settings."secret/hardcoded-password"]`.
    pub(crate) rule_settings: BTreeMap<At<String>, RawRuleSettings>,
    /// Settings for a part of the repository. Where several match a file, the later one wins.
    pub(crate) path: Vec<At<RawPath>>,
    /// Findings that are allowed to stay, with the reason.
    pub(crate) allow: Vec<At<RawAllow>>,
    /// Which comments in the source are taken as an allow.
    pub(crate) markers: RawMarkers,
    /// What SARIF holds.
    pub(crate) sarif: RawSarif,
    /// By what keys and certificates are judged.
    pub(crate) keys: RawKeys,
    /// What applications are, where their folders do not show it.
    pub(crate) client: Vec<At<RawClient>>,
}

/// An application.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawClient {
    /// Its folder, relative to the folder of the configuration; `.` for that folder itself.
    pub(crate) path: At<String>,
    /// Its kind: public (runs where its users can read it), confidential (runs where a secret can be kept), both,
    /// resource-only (checks tokens and asks for none), library, none (has nothing to do with identity).
    pub(crate) kind: At<ClientKind>,
    /// Flows that it uses.
    #[serde(default)]
    pub(crate) flows: Vec<At<FlowWord>>,
}

/// By what keys and certificates are judged.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawKeys {
    /// The policy: default, nist-112, nist-128, bsi-2024, cnsa-1, cnsa-2, relaxed, or a file relative to this one.
    /// Default: default.
    pub(crate) policy: Option<At<String>>,
    /// Lists of compromised keys in the form of badkeys' `blocklist.dat`: files relative to this one.
    pub(crate) known: Vec<At<String>>,
    /// Minimums that differ from the policy's, each with the reason.
    pub(crate) minimum: Vec<At<RawMinimum>>,
}

/// A minimum that differs from the policy's.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawMinimum {
    /// For what: rsa, dsa, dh, ec, aes, hmac, pbkdf2 and the others that a key policy names.
    pub(crate) algorithm: At<String>,
    /// The least number that is no error: bits, or what the policy counts for the algorithm.
    pub(crate) least: u32,
    /// Why.
    pub(crate) reason: At<String>,
}

/// Changes to a rule.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawRuleSettings {
    /// Whether it is on.
    pub(crate) enabled: Option<At<bool>>,
    /// The severity of its findings.
    pub(crate) severity: Option<At<Severity>>,
    /// The confidence of a match that passes its checks, before its surroundings are judged.
    pub(crate) confidence: Option<At<Confidence>>,
}

/// Settings for a part of the repository.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawPath {
    /// The files: globs as in .gitignore, without `!`, relative to the folder of the configuration.
    #[serde(rename = "match")]
    pub(crate) globs: Vec<At<String>>,
    /// Rules to switch on there.
    #[serde(default)]
    pub(crate) enable: Vec<At<String>>,
    /// Rules to switch off there.
    #[serde(default)]
    pub(crate) disable: Vec<At<String>>,
    /// As `fail-on` above, for findings there.
    pub(crate) fail_on: Option<At<Severity>>,
    /// As `min-confidence` above, for findings there.
    pub(crate) min_confidence: Option<At<Confidence>>,
    /// The severity of every finding there.
    pub(crate) severity: Option<At<Severity>>,
}

/// Findings that are allowed to stay.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawAllow {
    /// The rule: an id, or a glob over ids.
    pub(crate) rule: At<String>,
    /// The files: globs as in .gitignore, without `!`, relative to the folder of the configuration. Default: all.
    #[serde(default)]
    pub(crate) paths: Vec<At<String>>,
    /// Regular expressions, one of which is found in the secret (without look-around; `^` and `$` are its ends). Default: any
    /// secret.
    #[serde(default)]
    pub(crate) secrets: Vec<At<String>>,
    /// Why they may stay.
    pub(crate) reason: At<String>,
    /// The last day on which they may (YYYY-MM-DD).
    pub(crate) until: Option<At<DateWord>>,
    /// Who answers for it.
    pub(crate) owner: Option<At<String>>,
    /// What they are: no secrets (false-positive), secrets that stay (accepted), or secrets whose rotation is owed
    /// (to-rotate). The last two stay in the summary. Default: accepted.
    pub(crate) state: Option<At<State>>,
}

/// Which comments in the source are taken as an allow.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawMarkers {
    /// Comments of reticent: `reticent: allow[…]`. Default: true.
    pub(crate) own: Option<At<bool>>,
    /// Comments of other tools: true for all that are known, false for none, or a list of tools. Default: true.
    pub(crate) foreign: Option<At<Foreign>>,
}

/// What SARIF holds.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawSarif {
    /// Whether findings of severity note are in it. Default: false.
    pub(crate) notes: Option<At<bool>>,
    /// Whether suppressed findings are in it, with their reasons. GitHub opens them as alerts. Default: false.
    pub(crate) suppressed: Option<At<bool>>,
    /// What tells apart several uploads for one commit; a part of `automationDetails.id`. Default: none.
    pub(crate) category: Option<At<String>>,
}

/// What an organisation asks of every repository. A repository's configuration, allows, comments and baseline, and the
/// flags and the environment of a run cannot lower it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "reticent policy")]
pub(crate) struct RawPolicy {
    /// The gate is at least this strict: `warning` lets a repository say `warning` or `note`, not `error`.
    pub(crate) fail_on: Option<At<Severity>>,
    /// Findings of this confidence are reported everywhere: `medium` lets a repository say `medium` or `low`.
    pub(crate) min_confidence: Option<At<Confidence>>,
    /// Rules (ids, or globs over ids) that may not be switched off, lowered in severity or confidence, or allowed.
    pub(crate) locked: Vec<At<String>>,
    /// Whether every run is strict.
    pub(crate) strict: Option<At<bool>>,
    /// The size limit for media and other binaries is at least this.
    pub(crate) max_file_size: Option<At<SizeWord>>,
    /// The only kinds of gaps that may be accepted. Default: any.
    pub(crate) allow_incomplete: Option<At<Vec<At<Kind>>>>,
    /// A regular expression that the reason of each allow must match.
    pub(crate) reason_pattern: Option<At<String>>,
    /// The most days that an allow may last from the day of the run. An allow without `until` is then invalid.
    pub(crate) max_until_days: Option<At<u32>>,
    /// Whether each allow must name an owner.
    pub(crate) require_owner: Option<At<bool>>,
    /// Whether comments of reticent may allow findings.
    pub(crate) inline_allows: Option<At<bool>>,
    /// Whether comments of other tools may allow findings.
    pub(crate) foreign_markers: Option<At<bool>>,
    /// Whether `[[allow]]` in a configuration may allow findings.
    pub(crate) config_allows: Option<At<bool>>,
    /// Whether a baseline may allow findings.
    pub(crate) baseline_allows: Option<At<bool>>,
    /// Whether `.reticentignore` may leave files out.
    pub(crate) reticentignore: Option<At<bool>>,
}
