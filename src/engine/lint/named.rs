//! Names that get a value, in whatever way code says it: a member, an argument, a variable, a text with its value beside it.

use super::Linter;
use super::select::Site;
use crate::facts::{Argument, Call, ScopeId, Term, Value};
use crate::rule::plain_name;

/// Calls that ask for a value, or compare two, and so give none.
const ASKS: [&str; 14] = [
    "get", "opt", "find", "fetch", "has", "is", "contains", "equal", "assert", "expect", "should", "log", "print",
    "check",
];

impl<'f> Linter<'f> {
    /// The places where one of some names, in plain notation, gets a value.
    pub(super) fn named(&self, names: &[String]) -> Vec<Site<'f>> {
        let wanted = |name: &str| {
            let last = name.rsplit('.').next().unwrap_or(name);
            let last = plain_name(last);
            names.contains(&last)
        };
        let facts = self.facts();
        let mut sites: Vec<Site<'f>> = Vec::new();
        for binding in facts.bindings.iter().filter(|binding| wanted(&binding.path)) {
            if let Some(term) = &binding.term {
                sites.push(Site { span: binding.span.clone(), ..site(term, binding.scope) });
            }
        }
        sites.extend(facts.members.iter().filter(|m| wanted(&m.name)).map(|member| site(&member.term, member.scope)));
        for call in &facts.calls {
            let arguments = call.arguments.iter().filter(|argument| argument.name.as_deref().is_some_and(&wanted));
            sites.extend(arguments.map(|argument| site(&argument.term, call.scope)));
            sites.extend(pair(call, &wanted).map(|term| site(term, call.scope)));
        }
        sites.sort_by_key(|site| (site.span.start, site.span.end));
        sites.dedup_by(|a, b| a.value.map(|term| &term.span) == b.value.map(|term| &term.span));
        sites
    }
}

fn site(term: &Term, scope: ScopeId) -> Site<'_> {
    Site { arguments: &[], receiver: None, value: Some(term), span: term.span.clone(), scope }
}

/// The value of `add("name", value)`, `Item(name: "name", value: value)`, `"name" to value`.
fn pair<'f>(call: &'f Call, wanted: &dyn Fn(&str) -> bool) -> Option<&'f Term> {
    let is_wanted = |argument: &Argument| matches!(&argument.term.value, Value::Text(text) if wanted(text));
    let of_name = |name: &str| call.arguments.iter().find(|argument| argument.name.as_deref() == Some(name));
    if let (Some(name), Some(value)) = (of_name("name"), of_name("value"))
        && is_wanted(name)
    {
        return Some(&value.term);
    }
    let last = call.callee.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let [name, value, ..] = call.arguments.as_slice() else { return None };
    let gives = !ASKS.iter().any(|word| last.starts_with(word));
    (gives && name.name.is_none() && value.name.is_none() && is_wanted(name)).then_some(&value.term)
}
