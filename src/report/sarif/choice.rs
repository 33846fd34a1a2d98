//! Which findings go into SARIF: the gravest first, and no more than GitHub takes.

use std::cmp::Reverse;

use crate::model::{Finding, Severity};
use crate::order::Order as _;
use crate::report::view::View;

/// GitHub refuses a run with more results.
const RESULTS: usize = 25_000;

/// GitHub shows no more results than this, the gravest.
pub(super) const SHOWN: usize = 5_000;

/// More locations of one result GitHub does not show.
pub(super) const LOCATIONS: usize = 100;

/// GitHub refuses files over 10 MB after gzip. What follows is an estimate from above, so that some room is left.
const BYTES: u64 = 9_500_000;

/// The findings of a run.
pub(super) struct Choice<'a> {
    /// What goes in, the gravest first.
    pub(super) kept: Vec<&'a Finding>,
    /// How many were left out for lack of room.
    pub(super) cut: usize,
}

impl<'a> Choice<'a> {
    pub(super) fn of(view: &View<'a>) -> Self {
        let options = &view.options.sarif;
        let mut kept: Vec<&Finding> = view.open().collect();
        if options.suppressed {
            kept.extend(view.suppressed());
        }
        // An identifier is no alert; advice on an application is what the level is for.
        let advice = |finding: &Finding| matches!(finding.rule.family(), "client" | "hygiene");
        kept.retain(|finding| options.notes || finding.severity > Severity::Note || advice(finding));
        // The sort is stable: equals keep the report's order.
        kept.order_by_key(|finding| (!finding.is_open(), Reverse(finding.severity), Reverse(finding.confidence)));
        let mut room = BYTES;
        let fits = |finding: &&&Finding| match room.checked_sub(compressed(finding)) {
            Some(rest) => {
                room = rest;
                true
            }
            None => false,
        };
        let fitting = kept.iter().take(RESULTS).take_while(fits).count();
        let cut = kept.len() - fitting;
        kept.truncate(fitting);
        Self { kept, cut }
    }
}

/// At most how many bytes of a gzip file a finding takes. Names, rule texts and punctuation repeat and all but vanish;
/// numbers, hashes, paths and quoted text do not.
fn compressed(finding: &Finding) -> u64 {
    let path = finding.origin.path.len() + finding.origin.inside.iter().map(|name| name.len()).sum::<usize>();
    let place = |text: usize| 40 + text;
    let own: usize = finding.occurrences().iter().take(LOCATIONS).map(|o| place(o.excerpt.text.len())).sum();
    let related: usize =
        finding.related.iter().take(LOCATIONS).map(|r| place(r.message.len() + r.origin.path.len())).sum();
    (80 + path + own + related) as u64
}
