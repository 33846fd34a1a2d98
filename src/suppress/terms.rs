//! What a statement that keeps a finding quiet says, wherever it stands.

use jiff::civil::Date;

use crate::model::{Suppression, SuppressionKind, SuppressionState};

/// The reason, the owner and the end of a statement that keeps a finding quiet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Terms {
    /// What is said of the finding.
    pub state: SuppressionState,
    /// Why, in words.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day on which it holds.
    pub until: Option<Date>,
}

impl Terms {
    /// Whether its last day is over.
    pub fn is_expired(&self, as_of: Date) -> bool {
        self.until.is_some_and(|until| until < as_of)
    }

    /// As findings carry it.
    pub fn suppression(&self, kind: SuppressionKind) -> Suppression {
        Suppression {
            kind,
            state: self.state,
            reason: self.reason.clone(),
            owner: self.owner.clone(),
            until: self.until.map(|date| date.to_string()),
        }
    }
}

/// Reads `YYYY-MM-DD`, and nothing else that a date may look like.
pub fn parse_date(word: &str) -> Option<Date> {
    let shaped = word.len() == 10
        && word.bytes().enumerate().all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    if shaped { word.parse().ok() } else { None }
}

/// The word for a state.
pub(super) fn state_word(state: SuppressionState) -> &'static str {
    match state {
        SuppressionState::FalsePositive => "false-positive",
        SuppressionState::Accepted => "accepted",
        SuppressionState::ToRotate => "to-rotate",
    }
}

/// The state that a word stands for.
pub(super) fn parse_state(word: &str) -> Option<SuppressionState> {
    [SuppressionState::FalsePositive, SuppressionState::Accepted, SuppressionState::ToRotate]
        .into_iter()
        .find(|&state| state_word(state) == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_dates_are_dates() {
        assert_eq!(parse_date("2026-02-28"), Some(jiff::civil::date(2026, 2, 28)));
        for word in ["2026-02-30", "2026-2-28", "20260228", "2026-02-28T00:00", "", "tomorrow"] {
            assert_eq!(parse_date(word), None, "{word}");
        }
    }

    #[test]
    fn the_last_day_still_holds() {
        let date = jiff::civil::date(2026, 2, 28);
        let terms = Terms { state: SuppressionState::Accepted, reason: String::new(), owner: None, until: Some(date) };
        assert!(!terms.is_expired(date));
        assert!(terms.is_expired(date.tomorrow().unwrap()));
    }
}
