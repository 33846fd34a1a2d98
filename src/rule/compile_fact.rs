//! From facts as written to what the engine runs.

use super::compile::Found;
use super::compiled::Matcher;
use super::fact::{FactClauses, LANGUAGES};
use super::raw::RawRule;

impl Found<'_> {
    /// The matcher of a rule on facts.
    pub(super) fn facts(&mut self, raw: &RawRule) -> Matcher {
        let id = raw.id.get_ref();
        if raw.pattern.is_some() || raw.near.is_some() || raw.assignment.is_some() {
            self.problem(self.start, format!("rule {id}: `fact` stands with no other matcher"));
        }
        if !raw.keywords.is_empty() {
            self.problem(self.start, format!("rule {id}: the keywords stand with each `fact`"));
        }
        for name in raw.fact.iter().flat_map(|fact| &fact.languages).filter(|name| !LANGUAGES.contains(&name.as_str()))
        {
            self.problem(self.start, format!("rule {id}: no language `{name}`; there are {}", LANGUAGES.join(", ")));
        }
        for fact in &raw.fact {
            if let Err(error) = fact.check() {
                self.problem(self.start, format!("rule {id}: {error}"));
            }
        }
        Matcher::Facts(FactClauses::new(raw.fact.clone()))
    }
}
