//! What the judge saw of a secret, kept until the paths are known at which it stands: where none of them leaves it the
//! confidence that is asked for, nobody need look at the file.

use bstr::BString;

use crate::engine::{Candidate, Claim, Engine};
use crate::judge::{Assigned, Head, Place, Told, Verdict, View};
use crate::model::Confidence;
use crate::rule::RuleIndex;
use crate::run::placed;

/// A view that lives on by itself, and what was said of it without a path.
#[derive(Debug)]
pub(super) struct Shown {
    rule: RuleIndex,
    /// Name, secret, match, the three names that it stands under, line above, before and after, one behind the other.
    text: Box<[u8]>,
    lengths: [usize; 9],
    makes: bool,
    assigned: Option<Assigned>,
    verdict: Verdict,
    claim: Option<Claim>,
}

impl Shown {
    pub(super) fn of(engine: &Engine, candidate: &Candidate<'_>, view: &View<'_>, verdict: Verdict) -> Self {
        let View { rule: _, secret, name, assigned, matched, head, above, before, after } = view;
        let Told { parents: [first, second, third], makes } = head.told();
        let parts = [*name, *secret, *matched, first, second, third, *above, *before, *after];
        let claim = if verdict.summed { engine.claim(candidate) } else { None };
        let (text, lengths) = (parts.concat().into(), parts.map(<[u8]>::len));
        Self { rule: candidate.index, text, lengths, makes, assigned: *assigned, verdict, claim }
    }

    /// Whether a look at a path may find it with this much confidence.
    pub(super) fn may_count(&self, engine: &Engine, path: &BString, least: Confidence) -> bool {
        let Some(rule) = engine.rules().get(self.rule) else { return true };
        let mut rest: &[u8] = &self.text;
        let [name, secret, matched, first, second, third, above, before, after] = self.lengths.map(|length| {
            let (part, behind) = rest.split_at_checked(length).unwrap_or_default();
            rest = behind;
            part
        });
        let head = Head::Told(Told { parents: [first, second, third], makes: self.makes });
        let view = View { rule, secret, name, assigned: self.assigned, matched, head, above, before, after };
        let verdict = placed(self.verdict.clone(), &view, Place::of(path), false, &|| self.claim);
        rule.paths.admits(path) && verdict.confidence >= Some(least)
    }
}
