//! What is made of several values: numbers with an operator between them, texts put together.

use super::fact::{ScopeId, Term, Value};
use super::literal::arithmetic;
use super::resolve::{Found, Resolver};
use super::through::Coding;

impl<'f> Resolver<'f> {
    /// What an operator makes of two numbers, if each has one value. A text that is added to makes a text.
    pub(super) fn calculated(&self, operator: &str, terms: &'f [Term], scope: ScopeId, depth: usize) -> Value {
        let one = |term: &'f Term| {
            let mut found = Vec::new();
            self.follow(term, scope, Coding::Plain, depth, &mut found);
            // What has a default is that, where nobody here says what else.
            if found.len() > 1 && found.iter().any(|found| !matches!(found.value.as_ref(), Value::Name(_))) {
                found.retain(|found| !matches!(found.value.as_ref(), Value::Name(_)));
            }
            match found.as_slice() {
                [Found { value, .. }] => match value.as_ref() {
                    Value::Int(number) => Some(*number),
                    _ => None,
                },
                _ => None,
            }
        };
        let numbers: Option<Vec<i64>> = terms.iter().map(one).collect();
        match numbers.as_deref() {
            Some([a, b]) => arithmetic(operator, *a, *b),
            _ if operator == "+" => self.joined(terms, scope, depth).map_or(Value::Unknown, Value::Text),
            _ => Value::Unknown,
        }
    }

    /// Parts put together, if each has one value.
    pub(super) fn joined(&self, parts: &'f [Term], scope: ScopeId, depth: usize) -> Option<String> {
        let mut whole = String::new();
        for part in parts {
            let mut found = Vec::new();
            self.follow(part, scope, Coding::Plain, depth, &mut found);
            // What has a default is that, where nobody here says what else.
            if found.len() > 1 && found.iter().any(|found| !matches!(found.value.as_ref(), Value::Name(_))) {
                found.retain(|found| !matches!(found.value.as_ref(), Value::Name(_)));
            }
            match found.as_slice() {
                [Found { value, .. }] => match value.as_ref() {
                    Value::Text(text) => whole.push_str(text),
                    Value::Int(number) => whole.push_str(&number.to_string()),
                    _ => return None,
                },
                _ => return None,
            }
        }
        Some(whole)
    }
}
