//! Configuration that names its own values: variables of Ansible, parameters of `CloudFormation` and ARM.

use super::scalar::scalar;
use crate::facts::fact::{Argument, Binding, Facts, Term, Value};

/// Mappings whose members are names for the rest of the file.
const VARIABLES: &[&str] = &["vars", "set_fact", "env", "environment", "variables", "args"];

/// So many elements of a loop are looked at.
const LOOPED: usize = 16;

/// What a text as a whole refers to: `{{ key_bits }}`, `{{ size | default(1024) }}`, `[parameters('size')]`.
pub(super) fn reference(text: &str) -> Option<Value> {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")) {
        return jinja(inner.trim().trim_matches('-').trim());
    }
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    let (function, name) = inner.strip_suffix("')")?.split_once("('")?;
    (matches!(function, "parameters" | "variables") && is_name(name)).then(|| Value::Name(format!("{function}.{name}")))
}

fn jinja(inner: &str) -> Option<Value> {
    let (name, filters) = inner.split_once('|').map_or((inner, ""), |(name, filters)| (name.trim(), filters));
    if !is_name(name) {
        return None;
    }
    let default = filters.split('|').find_map(|filter| {
        let filter = filter.trim();
        let given = filter.strip_prefix("default(").or_else(|| filter.strip_prefix("d("))?;
        let given = given.split([',', ')']).next()?.trim();
        Some(scalar(given.trim_matches(['"', '\''])))
    });
    let named = Value::Name(name.to_owned());
    Some(match default {
        Some(default) => Value::Either(vec![Term::new(named, 0..0), Term::new(default, 0..0)]),
        None => named,
    })
}

/// A path of names: `item.size`.
fn is_name(text: &str) -> bool {
    let part = |part: &str| {
        let fits = part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        fits && part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
    };
    text.len() < 100 && text.split('.').all(part)
}

/// The value with places: those that a reference is made of stand where it does.
pub(super) fn placed(value: Value, span: std::ops::Range<usize>) -> Term {
    let value = match value {
        Value::Either(terms) => {
            Value::Either(terms.into_iter().map(|term| Term { span: span.clone(), ..term }).collect())
        }
        value => value,
    };
    Term::new(value, span)
}

/// `{"Ref": "KeyBits"}` is a name, all other mappings are what they are.
pub(super) fn mapping(members: Vec<Argument>) -> Value {
    if let [Argument { name: Some(name), term: Term { value: Value::Text(to), .. } }] = members.as_slice()
        && name == "Ref"
        && is_name(to)
    {
        return Value::Name(to.clone());
    }
    Value::Map(members)
}

/// Notes a value under the name by which the file refers to it, where that is not its key path.
pub(super) fn alias(path: &str, term: &Term, facts: &mut Facts) {
    let Some((owner, last)) = path.rsplit_once('.') else { return };
    let parameter = || {
        let name = owner.strip_prefix("Parameters.").filter(|_| last == "Default");
        let azure = owner.rsplit_once("parameters.").filter(|_| last == "defaultValue");
        name.map(str::to_owned).or_else(|| azure.map(|(_, name)| format!("parameters.{name}")))
    };
    let parts: Vec<&str> = path.split('.').collect();
    let of = parts.iter().rposition(|part| VARIABLES.contains(part)).filter(|at| at + 1 < parts.len());
    let variable = of.and_then(|at| parts.get(at + 1..)).map(|parts| parts.join("."));
    if let Some(name) = variable.or_else(parameter) {
        let span = term.span.clone();
        bind(name, term.clone(), span, facts);
    }
}

/// What `item` stands for in a task with a loop: each of the elements.
pub(super) fn loops(task: &Term, members: &[Argument], facts: &mut Facts) {
    let is_loop = |member: &&Argument| matches!(member.name.as_deref(), Some("loop" | "with_items" | "with_list"));
    let Some(Argument { term: Term { value: Value::List(terms), .. }, .. }) = members.iter().find(is_loop) else {
        return;
    };
    // The names hold from the beginning of the task on, for the loop is written behind what it repeats.
    let start = task.span.start..task.span.start;
    let mut names: Vec<(String, Vec<Term>)> = Vec::new();
    let mut add = |name: String, term: &Term| match names.iter_mut().find(|(known, _)| *known == name) {
        Some((_, terms)) => terms.push(term.clone()),
        None => names.push((name, vec![term.clone()])),
    };
    for term in terms.iter().take(LOOPED) {
        match &term.value {
            Value::Map(members) => {
                let parts = members.iter().filter_map(|m| Some((m.name.as_deref()?, &m.term)));
                parts.for_each(|(name, term)| add(format!("item.{name}"), term));
            }
            _ => add("item".to_owned(), term),
        }
    }
    for (name, terms) in names {
        let span = terms.first().map_or(start.clone(), |term| term.span.clone());
        bind(name, Term::new(Value::Either(terms), span), start.clone(), facts);
    }
}

fn bind(path: String, term: Term, span: std::ops::Range<usize>, facts: &mut Facts) {
    facts.bindings.push(Binding { path, term: Some(term), declared: None, parameter: None, span, scope: 0 });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_the_whole_text() {
        let named = |name: &str| Some(Value::Name(name.to_owned()));
        assert_eq!(reference("{{ key_bits }}"), named("key_bits"));
        assert_eq!(reference("{{item.size|int}}"), named("item.size"));
        assert_eq!(reference("[parameters('size')]"), named("parameters.size"));
        for text in ["{{ a }}-{{ b }}", "{{ f(1) }}", "x{{ a }}", "[concat('a')]", "{{ .Values.size }}", "{{ 1024 }}"] {
            assert_eq!(reference(text), None, "{text}");
        }
        let Some(Value::Either(terms)) = reference("{{ bits | default(1024) }}") else { panic!("no default") };
        assert_eq!(terms.last().map(|term| &term.value), Some(&Value::Int(1024)));
    }
}
