//! From facts as written to what the engine runs.

use super::clause::FactClauses;
use super::compile::Found;
use super::fact::LANGUAGES;
use super::raw::RawRule;

impl Found<'_> {
    /// A rule on facts alone has no other matcher, and no keywords of its own.
    pub(super) fn check_stands_alone(&mut self, raw: &RawRule) {
        let id = raw.id.get_ref();
        if raw.near.is_some() || raw.assignment.is_some() {
            self.problem(self.start, format!("rule {id}: `fact` stands alone, or with a `pattern`"));
        }
        if !raw.keywords.is_empty() {
            self.problem(self.start, format!("rule {id}: the keywords stand with each `fact`"));
        }
    }

    /// What a rule says of facts.
    pub(super) fn facts(&mut self, raw: &RawRule) -> Option<FactClauses> {
        let id = raw.id.get_ref();
        if raw.fact.is_empty() {
            return None;
        }
        // A statement and a secret at one place would be told twice.
        if raw.pattern.is_some() && raw.client.is_none() {
            self.problem(
                self.start,
                format!("rule {id}: `fact` and `pattern` stand together in rules on applications alone"),
            );
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
        Some(FactClauses::new(raw.fact.clone()))
    }
}
