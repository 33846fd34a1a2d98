//! Calls and constructions.

use tree_sitter::Node;

use super::grammar::Role;
use super::walker::{Path, Walker, is_spread, join, named};
use crate::facts::Language;
use crate::facts::fact::{Argument, Binding, Call, SPREAD, Term, Value};

/// Kotlin's functions whose block is about what they are called on.
const SCOPED: &[&str] = &["apply", "run", "also", "let", "with", "use"];

impl Walker<'_> {
    /// A call, as a value.
    pub(super) fn call(&mut self, node: Node<'_>, fields: &[&str]) -> Value {
        let children = named(node);
        let parts: Vec<Node<'_>> = if fields.is_empty() {
            children.iter().copied().find(|child| self.role(*child) != Role::Arguments).into_iter().collect()
        } else {
            fields.iter().filter_map(|field| node.child_by_field_name(field)).collect()
        };
        let (callee, mut receiver) = self.callee(&parts);
        if receiver.is_none() && !callee.contains('.') {
            receiver = self.implicit.clone().map(Box::new);
        }
        let mut arguments = Vec::new();
        for child in children.into_iter().filter(|child| parts.iter().all(|part| part.id() != child.id())) {
            match self.role(child) {
                Role::Arguments => self.arguments(child, &mut arguments),
                // The body of a literal, an initialiser, a tag.
                Role::List => self.members(child, &mut arguments),
                Role::Argument => arguments.push(self.pair(child)),
                _ if child.kind().ends_with("lambda") => {
                    // Kotlin: `with(generator) { … }` is about what it is given.
                    let given = self.given(&callee, &arguments, receiver.as_deref());
                    let about = given.as_ref().map_or(callee.as_str(), |_| "with");
                    self.block(child, about, given.as_ref().or(receiver.as_deref()));
                }
                _ => _ = self.term(child),
            }
        }
        // PHP: `define('BITS', 1024)` gives a name its value.
        if self.facts.language == Language::Php
            && callee == "define"
            && let [Argument { term: Term { value: Value::Text(name), .. }, .. }, Argument { term, .. }, ..] =
                arguments.as_slice()
        {
            let (path, term, span) = (name.clone(), Some(term.clone()), node.byte_range());
            self.facts.bindings.push(Binding { path, term, declared: None, parameter: None, span, scope: 0 });
        }
        // Go: `[]uint16{…}` is a list, `map[string]int{…}` a mapping.
        if node.kind() == "composite_literal"
            && let Some(kind) = parts.first().map(Node::kind)
            && kind != "type_identifier"
        {
            match kind {
                "slice_type" | "array_type" | "implicit_length_array_type" => {
                    return Value::List(arguments.into_iter().map(|argument| argument.term).collect());
                }
                "map_type" => return Value::Map(arguments),
                _ => {}
            }
        }
        self.push_call(callee, receiver, arguments, node)
    }

    /// What Kotlin's `with` is given: in its own arguments, or in those of the call that the block follows.
    fn given(&self, callee: &str, arguments: &[Argument], receiver: Option<&Term>) -> Option<Term> {
        if callee == "with" {
            return arguments.first().map(|given| given.term.clone());
        }
        let Some(Term { value: Value::Call(at), .. }) = receiver.filter(|_| callee.is_empty()) else { return None };
        let with = self.facts.calls.get(*at).filter(|call| call.callee == "with" && call.receiver.is_none())?;
        with.arguments.first().map(|given| given.term.clone())
    }

    /// The callee's path, and what it is a member of where that is no name.
    fn callee(&mut self, parts: &[Node<'_>]) -> (String, Option<Box<Term>>) {
        let (mut text, mut receiver) = (String::new(), None);
        for part in parts {
            let path: Path<'_> = self.path(*part);
            if let Some(root) = path.root {
                receiver = Some(Box::new(self.term(root)));
            }
            join(&mut text, &path.text);
        }
        (text, receiver)
    }

    /// Notes a call and gives its value.
    pub(super) fn push_call(
        &mut self,
        callee: String,
        receiver: Option<Box<Term>>,
        arguments: Vec<Argument>,
        node: Node<'_>,
    ) -> Value {
        let call = Call { callee, receiver, arguments, span: node.byte_range(), scope: self.scope };
        self.facts.calls.push(call);
        Value::Call(self.facts.calls.len() - 1)
    }

    /// What is passed.
    pub(super) fn arguments(&mut self, node: Node<'_>, out: &mut Vec<Argument>) {
        for child in named(node) {
            match self.role(child) {
                Role::Skip => {}
                Role::Arguments => self.arguments(child, out),
                _ if is_spread(child) && child.kind() != "spread_element" => {
                    let argument = self.spread(child);
                    out.push(argument);
                }
                Role::Argument | Role::Pair => {
                    let argument = self.pair(child);
                    out.push(argument);
                }
                _ => {
                    let term = self.term(child);
                    out.push(Argument { name: None, term });
                }
            }
        }
    }

    /// `**options`, `...defaults`: what its members are called, only what it means tells.
    pub(super) fn spread(&mut self, node: Node<'_>) -> Argument {
        let inner = named(node).into_iter().next_back().unwrap_or(node);
        let term =
            if inner.id() == node.id() { Term::new(Value::Unknown, node.byte_range()) } else { self.term(inner) };
        Argument { name: Some(SPREAD.to_owned()), term }
    }

    fn members(&mut self, node: Node<'_>, out: &mut Vec<Argument>) {
        match self.term(node).value {
            Value::Map(members) => out.extend(members),
            Value::List(terms) => out.extend(terms.into_iter().map(|term| Argument { name: None, term })),
            _ => {}
        }
    }

    /// A block that is handed to a call; in some of Kotlin's it is about the receiver.
    fn block(&mut self, node: Node<'_>, callee: &str, receiver: Option<&Term>) {
        let (owner, function) = callee.rsplit_once('.').unwrap_or(("", callee));
        if self.facts.language != Language::Kotlin || !SCOPED.contains(&function) {
            self.others(node);
            return;
        }
        let named = || Term::new(Value::Name(owner.to_owned()), node.byte_range());
        let about = receiver.cloned().or_else(|| (!owner.is_empty()).then(named));
        if let Some(about) = &about {
            let (path, span) = ("it".to_owned(), node.byte_range());
            let term = Some(about.clone());
            let scope = self.scope;
            self.facts.bindings.push(Binding { path, term, declared: None, parameter: None, span, scope });
        }
        let outer = std::mem::replace(&mut self.implicit, about);
        self.others(node);
        self.implicit = outer;
    }
}
