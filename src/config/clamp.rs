//! The policy has the last word: what asks for less than its minimums is set right, and named.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::allow::Allow;
use super::draft::Draft;
use super::origin::{Overruled, SettingOrigin};
use super::policy::{Claim, Policy};
use super::section::Layer;
use super::words::size_text;
use crate::model::SuppressionKind;
use crate::order::Order as _;

/// Applies the policy to what the layers came to. The gate and the rules of a layer are clamped where they are summed
/// up ([`super::section::PathSettings`]); here they are named.
pub(crate) fn clamp(draft: &mut Draft, policy: &Arc<Policy>, as_of: Date) -> Vec<Overruled> {
    let mut clamp = Clamp { policy, notes: Vec::new() };
    let layers = draft.files.iter().chain(draft.paths.iter().map(|section| &section.layer)).chain([&draft.given]);
    layers.for_each(|layer| clamp.layer(layer));
    clamp.limits(draft);
    clamp.markers(draft);
    clamp.allows(draft, as_of);
    clamp.notes.order();
    clamp.notes.dedup();
    clamp.notes
}

struct Clamp<'a> {
    policy: &'a Policy,
    notes: Vec<Overruled>,
}

impl Clamp<'_> {
    fn note(&mut self, what: String, from: &SettingOrigin, instead: String, policy: SettingOrigin) {
        // What nobody asked for was not refused to anybody.
        if *from != SettingOrigin::Default {
            self.notes.push(Overruled { what, from: from.clone(), instead, policy });
        }
    }

    fn layer(&mut self, layer: &Layer) {
        if let Some(said) = layer.fail_on.as_ref().filter(|said| said.value > self.policy.fail_on) {
            let instead = format!("{} or stricter", self.policy.fail_on);
            self.note(format!("`fail-on = \"{}\"`", said.value), &said.from, instead, self.policy.origin("fail-on"));
        }
        if let Some(said) = layer.min_confidence.as_ref().filter(|said| said.value > self.policy.min_confidence) {
            let what = format!("`min-confidence = \"{}\"`", said.value);
            let instead = format!("{} at most", self.policy.min_confidence);
            self.note(what, &said.from, instead, self.policy.origin("min-confidence"));
        }
    }

    fn limits(&mut self, draft: &mut Draft) {
        let least = self.policy.max_file_size;
        if draft.max_file_size.value < least {
            let what = format!("`max-file-size = \"{}\"`", size_text(draft.max_file_size.value));
            let policy = self.policy.origin("max-file-size");
            self.note(what, &draft.max_file_size.from, format!("{} at least", size_text(least)), policy.clone());
            (draft.max_file_size.value, draft.max_file_size.from) = (least, policy);
        }
        if self.policy.strict && !draft.strict.value {
            let policy = self.policy.origin("strict");
            self.note(
                "`strict = false`".to_owned(),
                &draft.strict.from,
                "every run is strict".to_owned(),
                policy.clone(),
            );
            (draft.strict.value, draft.strict.from) = (true, policy);
        }
        for (kind, from) in std::mem::take(&mut draft.allow_incomplete) {
            if self.policy.allow_incomplete.contains(&kind) {
                draft.allow_incomplete.insert(kind, from);
            } else {
                let policy = self.policy.origin("allow-incomplete");
                let instead = "gaps of this kind may not be accepted".to_owned();
                self.note(format!("`allow-incomplete = [\"{kind}\"]`"), &from, instead, policy);
            }
        }
    }

    fn markers(&mut self, draft: &mut Draft) {
        if !self.policy.allows.contains(&SuppressionKind::Inline) && draft.markers.own.value {
            let policy = self.policy.origin("inline-allows");
            let from = std::mem::replace(&mut draft.markers.own.from, policy.clone());
            draft.markers.own.value = false;
            self.note("`markers.own`".to_owned(), &from, "comments may not allow findings".to_owned(), policy);
        }
        let foreign = &mut draft.markers.foreign;
        if !self.policy.allows.contains(&SuppressionKind::ForeignMarker) && !foreign.value.is_empty() {
            let policy = self.policy.origin("foreign-markers");
            let from = std::mem::replace(&mut foreign.from, policy.clone());
            foreign.value = BTreeSet::new();
            let instead = "other tools' comments may not allow findings".to_owned();
            self.note("`markers.foreign`".to_owned(), &from, instead, policy);
        }
        if let Some(baseline) = &draft.baseline
            && !self.policy.allows.contains(&SuppressionKind::Baseline)
        {
            let instead = "a baseline may not allow findings".to_owned();
            self.note("`baseline`".to_owned(), &baseline.from, instead, self.policy.origin("baseline-allows"));
            draft.baseline = None;
        }
    }

    fn allows(&mut self, draft: &mut Draft, as_of: Date) {
        let allows = std::mem::take(&mut draft.allows);
        for allow in allows {
            match self.policy.permits_form(&claim(&allow), as_of) {
                Ok(()) => draft.allows.push(allow),
                Err(refusal) => {
                    let what = format!("the allow of `{}`", allow.rule.pattern);
                    self.note(what, &allow.from, refusal.why, refusal.policy);
                }
            }
        }
    }
}

fn claim(allow: &Allow) -> Claim<'_> {
    Claim { kind: SuppressionKind::Config, reason: &allow.reason, until: allow.until, owner: allow.owner.as_deref() }
}
