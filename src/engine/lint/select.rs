//! Which value of a statement a rule means.

use std::borrow::Cow;
use std::ops::Range;

use super::Linter;
use crate::facts::{Argument, Found, Language, SPREAD, ScopeId, Term, Value};

/// What makes lists in Kotlin, Scala and Java.
const COLLECTIONS: &[&str] = &[
    "arrayOf",
    "listOf",
    "setOf",
    "mutableListOf",
    "Array",
    "Seq",
    "List",
    "Set",
    "Arrays.asList",
    "List.of",
    "Set.of",
];

/// How many mappings may stand in one another by their members.
const SPREADS: usize = 4;

/// A call or a binding that a clause is about.
pub(super) struct Site<'f> {
    pub(super) arguments: &'f [Argument],
    /// The call that the receiver came from.
    pub(super) receiver: Option<usize>,
    /// What is assigned.
    pub(super) value: Option<&'f Term>,
    pub(super) span: Range<usize>,
    pub(super) scope: ScopeId,
}

impl<'f> Linter<'f> {
    /// What the first of several selectors that leads somewhere leads to: more than one term where a flag is repeated.
    pub(super) fn select(&self, site: &Site<'f>, selectors: &[String]) -> Vec<&'f Term> {
        let found = |selector: &String| Some(self.selected(site, selector)).filter(|terms| !terms.is_empty());
        selectors.iter().find_map(found).unwrap_or_default()
    }

    /// `1`, `key_size`, `1.modulusLength`, `last`, `value`, `receiver.0`.
    fn selected(&self, site: &Site<'f>, selector: &str) -> Vec<&'f Term> {
        self.selected_within(site, selector).unwrap_or_default()
    }

    fn selected_within(&self, site: &Site<'f>, selector: &str) -> Option<Vec<&'f Term>> {
        let mut parts = selector.split('.').peekable();
        let (mut arguments, mut receiver, mut scope) = (site.arguments, site.receiver, site.scope);
        while parts.next_if_eq(&"receiver").is_some() {
            let call = self.facts().calls.get(receiver?)?;
            let outer = self.resolver.callee(receiver?);
            (arguments, scope) = (&call.arguments, call.scope);
            receiver = outer.iter().find_map(|path| path.receiver);
        }
        let first = parts.next()?;
        let unnamed = || arguments.iter().filter(|argument| argument.name.is_none());
        let mut terms: Vec<&'f Term> = match first {
            "value" if site.value.is_some() => vec![site.value?],
            "last" => vec![&unnamed().next_back()?.term],
            "any" => arguments.iter().map(|argument| &argument.term).collect(),
            place if place.bytes().all(|b| b.is_ascii_digit()) => {
                let place: usize = place.parse().ok()?;
                // Passed by name in another order, a place means nothing.
                vec![&arguments.get(place).filter(|a| a.name.is_none()).or_else(|| unnamed().nth(place))?.term]
            }
            name => {
                let named = |argument: &&Argument| argument.name.as_deref().is_some_and(|known| self.same(known, name));
                let found: Vec<&'f Term> = arguments.iter().filter(named).map(|argument| &argument.term).collect();
                let spread = || self.spread(arguments, scope, name, SPREADS).into_iter().collect();
                if found.is_empty() { spread() } else { found }
            }
        };
        for member in parts {
            terms = terms.into_iter().flat_map(|term| self.members(term, scope, member)).collect();
        }
        Some(terms)
    }

    fn same(&self, known: &str, name: &str) -> bool {
        known == name || (self.fold && known.eq_ignore_ascii_case(name))
    }

    /// The members of a name: of a list, those of each of its elements; of a mapping, all that it names so (`*`: all).
    fn members(&self, term: &'f Term, scope: ScopeId, name: &str) -> Vec<&'f Term> {
        let place = name.bytes().all(|b| b.is_ascii_digit());
        match &term.value {
            Value::List(terms) if !place => terms.iter().flat_map(|term| self.members(term, scope, name)).collect(),
            Value::Map(members) if name == "*" => members.iter().map(|member| &member.term).collect(),
            Value::Map(members) if members.iter().filter(|m| m.name.as_deref() == Some(name)).nth(1).is_some() => {
                members.iter().filter(|m| m.name.as_deref() == Some(name)).map(|member| &member.term).collect()
            }
            _ => self.member(term, scope, name).into_iter().collect(),
        }
    }

    /// A member of what a term means, in an object or a list. What it got later counts more than what it was made with.
    fn member(&self, term: &'f Term, scope: ScopeId, name: &str) -> Option<&'f Term> {
        self.member_within(term, scope, name, SPREADS)
    }

    fn member_within(&self, term: &'f Term, scope: ScopeId, name: &str, depth: usize) -> Option<&'f Term> {
        let of_value = |value: &'f Value| match value {
            Value::Map(members) => self.of_value(value, name).or_else(|| self.spread(members, scope, name, depth)),
            Value::Call(at) => self.merged(*at, name, depth).or_else(|| self.of_value(value, name)),
            _ => self.of_value(value, name),
        };
        let direct = self.resolver.assigned(term, scope, name).or_else(|| of_value(&term.value));
        let direct = direct.or_else(|| {
            self.resolver.values(term, scope).into_iter().find_map(|found| match found.value {
                Cow::Borrowed(value) => of_value(value),
                Cow::Owned(_) => None,
            })
        });
        let refers = direct.is_none() && self.facts().language == Language::Hcl;
        let owners = if refers { self.resolver.owner(term, scope) } else { Vec::new() };
        direct.or_else(|| owners.into_iter().find_map(|owner| self.of_value(&owner.value, name)))
    }

    /// A member of a mapping, a list, or a constructor with names for its members.
    fn of_value(&self, value: &'f Value, name: &str) -> Option<&'f Term> {
        match value {
            Value::Map(members) => {
                let fits = |known: &str| self.same(known, name) || known.rsplit('.').next() == Some(name);
                members.iter().find(|m| m.name.as_deref().is_some_and(fits)).map(|member| &member.term)
            }
            Value::List(terms) => name.parse::<usize>().ok().and_then(|place| terms.get(place)),
            Value::Call(at) => {
                let call = self.facts().calls.get(*at)?;
                let mut arguments = call.arguments.iter();
                let placed = || name.parse::<usize>().ok().and_then(|place| call.arguments.get(place));
                let named = arguments.find(|argument| argument.name.as_deref() == Some(name)).or_else(placed);
                named.map(|argument| &argument.term)
            }
            _ => None,
        }
    }

    /// A member of mappings that a call puts together: `array_merge($defaults, ["bits" => 1024])`; the last one counts.
    fn merged(&self, call: usize, name: &str, depth: usize) -> Option<&'f Term> {
        let depth = depth.checked_sub(1)?;
        let call = self.facts().calls.get(call)?;
        let last = call.callee.rsplit('.').next().unwrap_or_default();
        if !matches!(last, "array_merge" | "array_replace" | "assign" | "merge") {
            return None;
        }
        let given = call.arguments.iter().rev().filter(|argument| argument.name.is_none());
        let given = given.map(|argument| &argument.term).chain(call.receiver.as_deref());
        given.into_iter().find_map(|term| self.member_within(term, call.scope, name, depth))
    }

    /// A member of one of the mappings whose members stand among those of a call or of another mapping.
    fn spread(&self, among: &'f [Argument], scope: ScopeId, name: &str, depth: usize) -> Option<&'f Term> {
        let depth = depth.checked_sub(1)?;
        let spread = among.iter().rev().filter(|argument| argument.name.as_deref() == Some(SPREAD));
        spread.into_iter().find_map(|argument| self.member_within(&argument.term, scope, name, depth))
    }

    /// Whether a selector's value is one of those wanted. A selector that ends with `?` need not be there.
    pub(super) fn has(&self, site: &Site<'f>, selector: &str, wanted: &[String]) -> bool {
        if selector == "statement" {
            let statement = self.text.get(site.span.clone()).unwrap_or_default();
            let statement = String::from_utf8_lossy(statement);
            return wanted.iter().any(|wanted| glob(wanted, &statement));
        }
        let (selector, optional) = selector.strip_suffix('?').map_or((selector, false), |selector| (selector, true));
        let terms: Vec<&'f Term> = selector.split('|').flat_map(|selector| self.selected(site, selector)).collect();
        let fits = |term: &&'f Term| self.resolver.values(term, site.scope).iter().any(|f| self.is_one_of(f, wanted));
        if terms.is_empty() { optional } else { terms.iter().any(fits) }
    }

    /// Whether a value is one of those wanted, whatever the case.
    pub(super) fn is_one_of(&self, found: &Found<'f>, wanted: &[String]) -> bool {
        let texts = self.texts(&found.value);
        texts.iter().any(|text| wanted.iter().any(|wanted| glob(wanted, text)))
    }

    /// Whether a call puts its arguments into a list: `arrayOf("a", "b")`.
    fn is_collection(&self, call: usize) -> bool {
        let call = self.facts().calls.get(call).filter(|call| call.receiver.is_none());
        call.is_some_and(|call| COLLECTIONS.contains(&call.callee.as_str()))
    }

    /// A value as text: what it says, or the paths that it may mean.
    pub(super) fn texts(&self, value: &Value) -> Vec<String> {
        let ends = |path: &str| {
            let last = path.rsplit('.').next().unwrap_or(path).to_owned();
            [path.to_owned(), last]
        };
        match value {
            Value::Text(text) => vec![text.clone()],
            Value::Int(number) => vec![number.to_string()],
            Value::Bool(truth) => vec![truth.to_string()],
            Value::Null => vec!["null".to_owned()],
            Value::Name(path) => {
                let imported = self.resolver.imported(path);
                ends(&imported).into_iter().chain([path.clone()]).collect()
            }
            Value::Call(at) if self.is_collection(*at) => {
                let arguments = self.facts().calls.get(*at).map_or(&[][..], |call| &call.arguments);
                arguments.iter().take(64).flat_map(|argument| self.texts(&argument.term.value)).collect()
            }
            Value::Call(at) => self.resolver.callee(*at).iter().flat_map(|path| ends(&path.path)).collect(),
            // That something is there.
            Value::Map(members) if !members.is_empty() => vec!["{}".to_owned()],
            Value::List(terms) => terms.iter().take(64).flat_map(|term| self.texts(&term.value)).collect(),
            _ => Vec::new(),
        }
    }
}

/// Whether a text is what a pattern with `*` in it says, whatever the case.
fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_ascii_lowercase(), text.to_ascii_lowercase());
    let Some((first, rest)) = pattern.split_once('*') else { return text == pattern };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return text.ends_with(part);
        }
        match text.find(part).and_then(|at| text.get(at + part.len()..)) {
            Some(behind) => text = behind,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, text) in [("RSA", "rsa"), ("*", ""), ("Hmac*", "HmacSHA256"), ("a*c*e", "abcde"), ("*b*", "abc")]
        {
            assert!(glob(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("RSA", "RSA2"), ("a*c", "ab"), ("a*b*b", "ab")] {
            assert!(!glob(pattern, text), "{pattern} {text}");
        }
    }
}
