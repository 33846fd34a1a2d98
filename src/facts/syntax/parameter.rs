//! The parameters of functions, with their places, types and defaults.

use tree_sitter::Node;

use super::grammar::Role;
use super::walker::{Walker, named};
use crate::facts::fact::{Binding, Value};

/// What a method calls its own object; it takes no place among the parameters.
const OWN: &[&str] = &["self", "cls", "this"];

impl Walker<'_> {
    /// A list of parameters.
    pub(super) fn parameters(&mut self, node: Node<'_>) -> Value {
        let mut place = 0;
        for child in named(node) {
            match self.role(child) {
                Role::Skip => {}
                Role::Number | Role::Text | Role::True | Role::False | Role::Null | Role::List => {
                    self.default_of_last(child);
                }
                _ => self.parameter(child, &mut place),
            }
        }
        Value::Unknown
    }

    /// A parameter that stands in no list (Swift); its place is found by those before it.
    pub(super) fn parameter_alone(&mut self, node: Node<'_>) -> Value {
        let scope = self.scope;
        let before = |binding: &&Binding| binding.scope == scope && binding.parameter.is_some();
        let mut place = self.facts.bindings.iter().filter(before).count();
        self.parameter(node, &mut place);
        let equals = node.next_sibling().filter(|next| next.kind() == "=");
        if let Some(next) = equals.and_then(|equals| equals.next_named_sibling()) {
            self.default_of_last(next);
        }
        Value::Unknown
    }

    fn default_of_last(&mut self, value: Node<'_>) {
        let term = self.term(value);
        if let Some(last) = self.facts.bindings.last_mut().filter(|binding| binding.parameter.is_some()) {
            last.term = Some(term);
        }
    }

    fn parameter(&mut self, node: Node<'_>, place: &mut usize) {
        let field = |names: &[&str]| names.iter().find_map(|name| node.child_by_field_name(name));
        let children = named(node);
        let plain = self.role(node) == Role::Name;
        let name = if plain { Some(node) } else { field(&["name", "pattern", "left", "declarator"]) };
        let name = name.or_else(|| children.iter().copied().find(|child| self.role(*child) == Role::Name));
        let Some(name) = name else {
            self.others(node);
            return;
        };
        if name.kind() == "object_pattern" {
            *place += 1;
            return self.taken_apart(name);
        }
        let path = self.first_name(name);
        if path.is_empty() || OWN.contains(&path.as_str()) {
            return;
        }
        let value = field(&["value", "default_value", "right"]).or_else(|| {
            let last = children.last().copied().filter(|last| last.id() != name.id());
            last.filter(|last| matches!(self.role(*last), Role::Number | Role::Text | Role::Call(_) | Role::Null))
        });
        let term = value.map(|value| self.term(value));
        let declared = if plain { None } else { self.declared(node) };
        let parameter = Some(*place);
        *place += 1;
        let (span, scope) = (node.byte_range(), self.scope);
        // TypeScript and PHP: a parameter of the constructor that is a field as well.
        let field = children.iter().any(|child| child.kind() == "accessibility_modifier")
            || node.kind() == "property_promotion_parameter";
        if field && let (Some(class), Some(term)) = (self.facts.scopes.get(scope).map(|s| s.parent), &term) {
            let (path, term, declared, span) = (path.clone(), Some(term.clone()), declared.clone(), span.clone());
            self.facts.bindings.push(Binding { path, term, declared, parameter: None, span, scope: class });
        }
        self.facts.bindings.push(Binding { path, term, declared, parameter, span, scope });
    }

    /// JavaScript: `{ bits = 1024 }` for a parameter; each name has its default.
    fn taken_apart(&mut self, pattern: Node<'_>) {
        for part in named(pattern).into_iter().filter(|part| part.kind() == "object_assignment_pattern") {
            let (Some(left), Some(right)) = (part.child_by_field_name("left"), part.child_by_field_name("right"))
            else {
                continue;
            };
            let (path, term) = (self.source(left), Some(self.term(right)));
            let (span, scope, parameter) = (part.byte_range(), self.scope, None);
            self.facts.bindings.push(Binding { path, term, declared: None, parameter, span, scope });
        }
    }
}
