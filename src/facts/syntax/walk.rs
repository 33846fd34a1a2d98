//! One walk over a tree: every node is looked at once, and either understood or gone into.

use tree_sitter::Node;

use super::grammar::Role;
use super::imports;
use super::walker::{DEPTH, Path, Walker, is_spread, join, named, with_fields, wrapped};
use crate::facts::fact::{Argument, Facts, Scope, Term, Value};
use crate::facts::literal;

/// Members of one list that are kept.
const MEMBERS: usize = 4096;

impl Walker<'_> {
    pub(super) fn walk(mut self, root: Node<'_>) -> Facts {
        self.others(root);
        self.facts
    }

    /// What a node is as a value. Everything below it is looked at, once.
    pub(super) fn term(&mut self, node: Node<'_>) -> Term {
        if self.depth >= DEPTH {
            self.facts.cut = true;
            return Term::new(Value::Unknown, node.byte_range());
        }
        self.depth += 1;
        let value = self.value(node);
        self.depth -= 1;
        Term::new(value, node.byte_range())
    }

    fn value(&mut self, node: Node<'_>) -> Value {
        match self.role(node) {
            Role::Skip => Value::Unknown,
            Role::Name => literal::word(&self.source(node)),
            Role::Member | Role::Index => self.member(node),
            Role::Call(fields) => self.call(node, fields),
            Role::Text => self.string(node),
            Role::Number => literal::number(&self.source(node)),
            Role::True => Value::Bool(true),
            Role::False => Value::Bool(false),
            Role::Null => Value::Null,
            Role::List => self.list(node),
            Role::Wrap(field) => match wrapped(node, field) {
                Some(inner) => self.term(inner).value,
                None => Value::Unknown,
            },
            Role::Binary => self.binary(node),
            Role::Either => self.either(node),
            Role::Bind(name, value) => self.bind(node, name, value),
            Role::Alias => self.alias(node),
            Role::Parameters => self.parameters(node),
            Role::Parameter => self.parameter_alone(node),
            Role::Function(field) => self.inside(node, field, true),
            Role::Class(field) => self.inside(node, field, false),
            Role::Import => {
                imports::read(self, node);
                Value::Unknown
            }
            Role::Pair | Role::Arguments | Role::Argument | Role::Piece | Role::Other => self.others(node),
        }
    }

    /// A node without a meaning of its own; what is below it is looked at.
    pub(super) fn others(&mut self, node: Node<'_>) -> Value {
        for child in named(node) {
            self.term(child);
        }
        Value::Unknown
    }

    /// A function or a class: its names are its own.
    fn inside(&mut self, node: Node<'_>, field: &str, function: bool) -> Value {
        let name = node.child_by_field_name(field).map(|name| self.first_name(name)).unwrap_or_default();
        let outer = self.scope;
        self.scope = self.facts.scopes.len();
        self.facts.scopes.push(Scope { name, parent: outer, function });
        self.others(node);
        self.scope = outer;
        Value::Unknown
    }

    /// The first identifier in a node.
    pub(super) fn first_name(&self, node: Node<'_>) -> String {
        let mut node = node;
        for _ in 0..8 {
            if self.role(node) == Role::Name {
                return literal::identifier(&self.source(node));
            }
            if matches!(self.role(node), Role::Member) {
                return self.path(node).text;
            }
            match node.named_child(0) {
                Some(child) => node = child,
                None => break,
            }
        }
        String::new()
    }

    /// A node as a dotted path.
    pub(super) fn path<'n>(&self, node: Node<'n>) -> Path<'n> {
        self.path_within(node, 0)
    }

    fn path_within<'n>(&self, node: Node<'n>, depth: usize) -> Path<'n> {
        let rooted = || Path { text: String::new(), root: Some(node) };
        if depth > 40 {
            return rooted();
        }
        match self.role(node) {
            Role::Name => Path { text: literal::identifier(&self.source(node)), root: None },
            Role::Member => self.joined(named(node), depth),
            Role::Wrap(field) => wrapped(node, field).map_or_else(rooted, |inner| self.path_within(inner, depth + 1)),
            Role::Index => {
                let mut parts = named(node);
                let Some(key) = parts.pop().filter(|_| !parts.is_empty()) else { return rooted() };
                let mut path = self.joined(parts.into_iter().take(1).collect(), depth);
                let key = literal::plain(&self.source(key));
                join(&mut path.text, key.trim_matches(['[', ']']).trim_matches(['"', '\'', ':']));
                path
            }
            // Ruby: a call without arguments may as well be a member.
            Role::Call(fields) if fields == ["receiver", "method"] && self.has_no_arguments(node) => {
                let parts = fields.iter().filter_map(|field| node.child_by_field_name(field)).collect();
                self.joined(parts, depth)
            }
            _ => rooted(),
        }
    }

    fn has_no_arguments(&self, node: Node<'_>) -> bool {
        !named(node).iter().any(|child| self.role(*child) == Role::Arguments)
    }

    fn joined<'n>(&self, parts: Vec<Node<'n>>, depth: usize) -> Path<'n> {
        let mut whole = Path { text: String::new(), root: None };
        for (at, part) in parts.into_iter().enumerate() {
            if at > 0 && matches!(self.role(part), Role::Other | Role::Skip) {
                continue;
            }
            let path = self.path_within(part, depth + 1);
            if at == 0 {
                whole = path;
            } else {
                join(&mut whole.text, &path.text);
            }
        }
        whole
    }

    /// A member as a value: a path, or a call without arguments on what is no name.
    fn member(&mut self, node: Node<'_>) -> Value {
        let Path { text, root } = self.path(node);
        match root {
            None => Value::Name(text),
            Some(root) if root.id() == node.id() => self.others(node),
            Some(root) => {
                let receiver = Some(Box::new(self.term(root)));
                self.push_call(text, receiver, Vec::new(), node)
            }
        }
    }

    fn list(&mut self, node: Node<'_>) -> Value {
        let (mut terms, mut members) = (Vec::new(), Vec::new());
        let mut key: Option<String> = None;
        for (child, field) in with_fields(node) {
            let full = terms.len() + members.len() >= MEMBERS;
            match (self.role(child), field) {
                (Role::Skip, _) => {}
                _ if full => _ = self.term(child),
                _ if is_spread(child) && matches!(node.kind(), "object" | "dictionary" | "hash") => {
                    members.push(self.spread(child));
                }
                (_, Some("key")) if self.role(node) == Role::List => key = Some(self.key(child)),
                (Role::Pair | Role::Argument, _) => match self.pair(child) {
                    Argument { name: None, term } => terms.push(term),
                    member => members.push(member),
                },
                // An object's initialiser in C#.
                (Role::Bind("left", "right"), _) if node.kind() == "initializer_expression" => {
                    members.push(self.pair(child));
                }
                (Role::Name, _) if child.kind().starts_with("shorthand") => {
                    let name = Some(self.source(child));
                    members.push(Argument { name, term: self.term(child) });
                }
                _ => {
                    let term = self.term(child);
                    match key.take() {
                        Some(name) => members.push(Argument { name: Some(name), term }),
                        None => terms.push(term),
                    }
                }
            }
        }
        self.note(&terms, &members);
        if members.is_empty() { Value::List(terms) } else { Value::Map(members) }
    }

    /// Keeps the plain members of a mapping, and a text with its value.
    pub(super) fn note(&mut self, terms: &[Term], members: &[Argument]) {
        self.facts.note(terms, members, self.scope);
    }

    /// A key, or a name, with its value; without a name where there is but one child.
    pub(super) fn pair(&mut self, node: Node<'_>) -> Argument {
        let fields = ["key", "name", "left", "field", "designator"];
        let children = named(node);
        let name = fields.iter().find_map(|field| node.child_by_field_name(field));
        let name = name.or_else(|| children.first().copied().filter(|_| children.len() > 1));
        let value = ["value", "right"].iter().find_map(|field| node.child_by_field_name(field));
        let value =
            value.or_else(|| children.last().copied()).filter(|value| name.is_none_or(|n| n.id() != value.id()));
        let name = name.map(|name| self.key(name));
        match value {
            Some(value) => Argument { name, term: self.term(value) },
            None => Argument { name, term: Term::new(Value::Unknown, node.byte_range()) },
        }
    }

    /// The text of a key.
    fn key(&mut self, node: Node<'_>) -> String {
        if self.role(node) == Role::Text
            && let Value::Text(text) = self.string(node)
        {
            return text;
        }
        let Path { text, root } = self.path(node);
        if root.is_none() && !text.is_empty() {
            return text;
        }
        literal::plain(&self.source(node).chars().take(80).collect::<String>())
    }
}
