//! What names mean, within their file: constants, aliases, the algorithm that an object was made for.
//!
//! One level and a little more: a name leads to what is assigned to it, a parameter to what the file's own calls pass.
//! Nothing is followed into another file, and every search has a limit.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::fact::{Binding, Call, Facts, ScopeId, Term, Value};
use super::path::{CalleePath, own};
use super::through::{Coding, Inner, through};

/// How many steps a search may take from a name to its value.
pub(super) const DEPTH: usize = 7;

/// Values or paths that one search gives at most.
pub(super) const MOST: usize = 8;

/// Facts with an index of their names.
#[derive(Debug)]
pub struct Resolver<'f> {
    /// What was read.
    pub facts: &'f Facts,
    by_path: BTreeMap<&'f str, Vec<usize>>,
    pub(super) paths: Vec<OnceCell<Vec<CalleePath>>>,
}

/// A value that a search came to.
#[derive(Clone, Debug)]
pub struct Found<'f> {
    /// What it is.
    pub value: Cow<'f, Value>,
    /// How its text is to be decoded.
    pub coding: Coding,
    /// Where it is written.
    pub span: std::ops::Range<usize>,
}

impl<'f> Resolver<'f> {
    /// Indexes facts.
    pub fn new(facts: &'f Facts) -> Self {
        let mut by_path: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, binding) in facts.bindings.iter().enumerate() {
            by_path.entry(own(&binding.path)).or_default().push(at);
        }
        Self { facts, by_path, paths: vec![OnceCell::new(); facts.calls.len()] }
    }

    /// The values that a term may have.
    pub fn values(&self, term: &'f Term, scope: ScopeId) -> Vec<Found<'f>> {
        let mut found = Vec::new();
        self.follow(term, scope, Coding::Plain, DEPTH, &mut found);
        found
    }

    pub(super) fn follow(
        &self,
        term: &'f Term,
        scope: ScopeId,
        coding: Coding,
        depth: usize,
        out: &mut Vec<Found<'f>>,
    ) {
        if out.len() >= MOST {
            return;
        }
        let here = |value| Found { value, coding, span: term.span.clone() };
        let Some(depth) = depth.checked_sub(1) else {
            out.push(here(Cow::Owned(Value::Unknown)));
            return;
        };
        match &term.value {
            Value::Either(terms) => terms.iter().for_each(|term| self.follow(term, scope, coding, depth, out)),
            Value::Join(parts) => {
                let text = self.joined(parts, scope, depth).map_or(Value::Unknown, Value::Text);
                out.push(here(Cow::Owned(text)));
            }
            Value::Math(operator, terms) => {
                out.push(here(Cow::Owned(self.calculated(operator, terms, scope, depth))));
            }
            Value::Name(path) => {
                let meant = self.meaning(path, scope, term.span.start, depth);
                if meant.is_empty() {
                    out.push(here(Cow::Borrowed(&term.value)));
                }
                for (term, scope) in meant {
                    self.follow(term, scope, coding, depth, out);
                }
            }
            Value::Call(at) if self.fetched(*at).is_some() => {
                for (term, scope) in self.meaning(&self.fetched(*at).unwrap_or_default(), scope, term.span.start, depth)
                {
                    self.follow(term, scope, coding, depth, out);
                }
            }
            Value::Call(at) => match self.facts.calls.get(*at).and_then(through) {
                Some((inner, more)) => match inner {
                    Inner::Term(inner) => self.follow(inner, scope, coding.then(more), depth, out),
                    Inner::Name(name) => {
                        for (term, scope) in self.meaning(name, scope, term.span.start, depth) {
                            self.follow(term, scope, coding.then(more), depth, out);
                        }
                    }
                },
                None => out.push(here(Cow::Borrowed(&term.value))),
            },
            _ => out.push(here(Cow::Borrowed(&term.value))),
        }
    }

    /// What a path is bound to where it is used, with the scope of each value.
    fn meaning(&self, path: &str, scope: ScopeId, at: usize, depth: usize) -> Vec<(&'f Term, ScopeId)> {
        let bindings = self.bindings(own(path), scope, at);
        let mut meant = Vec::new();
        for binding in &bindings {
            if binding.parameter.is_some() {
                meant.extend(self.passed(binding));
            }
            meant.extend(binding.term.as_ref().map(|term| (term, binding.scope)));
        }
        if meant.is_empty() && bindings.is_empty() {
            meant = self.member(own(path), scope, at, depth);
        }
        meant.truncate(MOST);
        meant
    }

    /// What a reference such as `azuread_application.cli.id` is a member of: the mapping that it is in, whether it is written
    /// there or made by whoever runs the configuration.
    pub fn owner(&self, term: &Term, scope: ScopeId) -> Vec<&'f Term> {
        let Value::Name(path) = &term.value else { return Vec::new() };
        let Some((owner, _)) = path.rsplit_once('.') else { return Vec::new() };
        self.meaning(own(owner), scope, term.span.start, DEPTH).into_iter().map(|(term, _)| term).collect()
    }

    /// What a member of a name got after the name was made: `options["bits"] = 1024`, `options.bits = 1024`.
    pub fn assigned(&self, term: &Term, scope: ScopeId, name: &str) -> Option<&'f Term> {
        let Value::Name(path) = &term.value else { return None };
        let whole = format!("{}.{name}", own(path));
        let here: Vec<ScopeId> = self.facts.enclosing(scope).collect();
        let known = self.by_path.get(whole.as_str())?.iter().filter_map(|&at| self.facts.bindings.get(at));
        let mut held = known.filter(|binding| here.contains(&binding.scope) && binding.span.end <= term.span.start);
        held.next_back()?.term.as_ref()
    }

    /// `options.bits`, where `options` is bound to members.
    fn member(&self, path: &str, scope: ScopeId, at: usize, depth: usize) -> Vec<(&'f Term, ScopeId)> {
        let (Some((owner, name)), Some(depth)) = (path.rsplit_once('.'), depth.checked_sub(1)) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (term, scope) in self.meaning(owner, scope, at, depth) {
            // Also of what a constructor was told by name: `Config{Bits: 1024}`, `Settings(bits = 1024)`.
            let members = match self.frozen(&term.value) {
                Value::Map(members) => members,
                Value::Call(at) => match self.facts.calls.get(*at) {
                    Some(call) => &call.arguments,
                    None => continue,
                },
                Value::List(terms) => {
                    let at = name.parse::<usize>().ok().and_then(|at| terms.get(at));
                    found.extend(at.map(|term| (term, scope)));
                    continue;
                }
                _ => continue,
            };
            let named = members.iter().find(|member| member.name.as_deref() == Some(name));
            found.extend(named.map(|member| (&member.term, scope)));
        }
        found
    }

    /// The path of a member that is asked for by its name: `OPTIONS.fetch(:bits)`, `options.get("bits")`.
    fn fetched(&self, call: usize) -> Option<String> {
        let call = self.facts.calls.get(call)?;
        let owner = call.callee.strip_suffix(".fetch").or_else(|| call.callee.strip_suffix(".get"))?;
        let key = call.arguments.first()?.term.text()?;
        Some(format!("{owner}.{key}"))
    }

    /// A mapping that a call hands on: `{ bits: 1024 }.freeze`.
    fn frozen(&self, value: &'f Value) -> &'f Value {
        let Value::Call(at) = value else { return value };
        match self.facts.calls.get(*at).and_then(through) {
            Some((Inner::Term(Term { value: inner @ (Value::Map(_) | Value::List(_)), .. }), _)) => inner,
            _ => value,
        }
    }

    /// The bindings of a path that hold at a place: the last one before it in its function, else those around it.
    pub(super) fn bindings(&self, path: &str, scope: ScopeId, at: usize) -> Vec<&'f Binding> {
        let known: Vec<&'f Binding> =
            self.by_path.get(path).into_iter().flatten().filter_map(|&at| self.facts.bindings.get(at)).collect();
        if known.is_empty() {
            return self.of_class(path);
        }
        let mut declared = Vec::new();
        for scope in self.facts.enclosing(scope) {
            let here: Vec<&'f Binding> = known.iter().copied().filter(|binding| binding.scope == scope).collect();
            let function = self.facts.scopes.get(scope).is_some_and(|scope| scope.function);
            let holds = |b: &&&Binding| function || b.term.is_some() || (scope == 0 && b.declared.is_none());
            // One whose value is being made holds only afterwards: `key = pad(key)`.
            let before = here.iter().rev().find(|b| b.span.end <= at || b.parameter.is_some());
            if let Some(last) = before.filter(holds).filter(|_| function || here.len() == 1 || scope == 0) {
                return vec![last];
            }
            let valued: Vec<&'f Binding> = here.iter().copied().filter(|binding| binding.term.is_some()).collect();
            if !function && !valued.is_empty() {
                return valued;
            }
            if !function && !here.is_empty() {
                declared = here;
                break;
            }
        }
        // Fields that get their value in a method; else what is known of them is their type.
        let fields = known.into_iter().filter(|binding| binding.term.is_some() && binding.parameter.is_none());
        declared.into_iter().chain(fields).take(MOST).collect()
    }

    /// `Config.BITS`, where a class `Config` of this file has a constant `BITS`.
    fn of_class(&self, path: &str) -> Vec<&'f Binding> {
        let Some((owner, name)) = path.rsplit_once('.') else { return Vec::new() };
        let owner = owner.rsplit('.').next().unwrap_or(owner);
        let of_owner = |binding: &&'f Binding| {
            self.facts
                .enclosing(binding.scope)
                .take(2)
                .any(|scope| self.facts.scopes.get(scope).is_some_and(|scope| !scope.function && scope.name == owner))
        };
        let known = self.by_path.get(name).into_iter().flatten().filter_map(|&at| self.facts.bindings.get(at));
        known.filter(|binding| binding.term.is_some()).filter(of_owner).take(MOST).collect()
    }

    /// What the file's own calls pass for a parameter.
    pub(super) fn passed(&self, parameter: &'f Binding) -> Vec<(&'f Term, ScopeId)> {
        let (Some(place), Some(function)) = (parameter.parameter, self.facts.scopes.get(parameter.scope)) else {
            return Vec::new();
        };
        let class = self.facts.scopes.get(function.parent).map_or("", |scope| scope.name.as_str());
        let name = if matches!(function.name.as_str(), "__init__" | "constructor" | "initialize" | "__construct") {
            class
        } else {
            function.name.as_str()
        };
        if name.is_empty() {
            return Vec::new();
        }
        let calls = self.facts.calls.iter().filter(|call| {
            let callee = call.callee.strip_suffix(".new").unwrap_or(&call.callee);
            callee.rsplit('.').next() == Some(name) && !call.arguments.is_empty()
        });
        let argument = |call: &'f Call| {
            let named = call.arguments.iter().find(|argument| argument.name.as_deref() == Some(&parameter.path));
            let placed = || call.arguments.get(place).filter(|argument| argument.name.is_none());
            named.or_else(placed).map(|argument| (&argument.term, call.scope))
        };
        calls.filter_map(argument).take(MOST).collect()
    }
}

/// The sides of a condition, or the term itself.
pub(super) fn alternatives(term: &Term) -> &[Term] {
    match &term.value {
        Value::Either(terms) => terms,
        _ => std::slice::from_ref(term),
    }
}
