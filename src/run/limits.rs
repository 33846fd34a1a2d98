//! What an organisation's policy admits of allows.

use crate::config::Settings;
use crate::model::SuppressionKind;
use crate::suppress::Limits;

/// What the policy admits, in the words of the room that suppresses.
pub fn limits(settings: &Settings) -> Limits {
    let policy = &settings.policy;
    let locked: Vec<String> = policy.locked.iter().map(|glob| glob.pattern.clone()).collect();
    let baseline =
        if policy.allows.contains(&SuppressionKind::Baseline) { locked.clone() } else { vec!["*".to_owned()] };
    Limits {
        locked,
        locked_baseline: baseline,
        // Ours are left out before ([`Settings::honours_own_markers`]), other tools' by the list of tools.
        inline: true,
        reason: policy.reason.clone(),
        longest_days: policy.max_until_days,
        owner: policy.require_owner,
    }
}
