//! Literals and what operators make of them.

use tree_sitter::Node;

use super::grammar::Role;
use super::walker::{DEPTH, Walker, named};
use crate::facts::fact::{Term, Value};
use crate::facts::{Language, literal};

impl Walker<'_> {
    /// A string, or the join of its parts where something is put into it.
    pub(super) fn string(&mut self, node: Node<'_>) -> Value {
        if node.kind() == "preproc_arg" {
            return self.defined(node);
        }
        let children = named(node);
        if children.is_empty() {
            return Value::Text(literal::plain(&self.source(node)));
        }
        let raw = self.text.get(node.start_byte()).is_some_and(|b| matches!(b, b'r' | b'R' | b'`' | b'@'));
        let (mut text, mut parts) = (String::new(), Vec::new());
        let mut named_next = false;
        for child in children {
            let mut source = self.source(child);
            // Kotlin: `$name` is a sign and what stands behind it.
            if std::mem::take(&mut named_next) {
                let end = source.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(source.len());
                let rest = source.split_off(end);
                let name = std::mem::replace(&mut source, rest);
                parts.push(Term::new(Value::Text(std::mem::take(&mut text)), node.byte_range()));
                parts.push(Term::new(named_or_unknown(name), child.byte_range()));
            }
            match self.role(child) {
                Role::Piece if self.facts.language == Language::Kotlin && source == "$" => named_next = true,
                Role::Piece if raw => text.push_str(&source),
                Role::Piece => text.push_str(&literal::unescape(&source)),
                _ if child.kind().contains("escape") => text.push_str(&literal::unescape(&source)),
                _ if child.kind().ends_with("_start") || child.kind().ends_with("_end") => {}
                Role::Text => parts.push(self.term(child)),
                _ => {
                    parts.push(Term::new(Value::Text(std::mem::take(&mut text)), node.byte_range()));
                    let inner = named(child);
                    let inner = inner.first().copied().filter(|_| inner.len() == 1).unwrap_or(child);
                    parts.push(self.term(inner));
                }
            }
        }
        if parts.is_empty() {
            return Value::Text(text);
        }
        parts.push(Term::new(Value::Text(text), node.byte_range()));
        Value::Join(parts)
    }

    /// What a macro stands for: `#define CIPHER EVP_des_cbc()`, `#define BITS (512 * 2)`.
    fn defined(&mut self, node: Node<'_>) -> Value {
        let source = self.source(node);
        let callee = source.trim().strip_suffix("()").unwrap_or_default();
        let is_name = !callee.is_empty() && callee.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if is_name {
            return self.push_call(callee.to_owned(), None, Vec::new(), node);
        }
        literal::macro_value(source.trim())
    }

    /// Two operands.
    pub(super) fn binary(&mut self, node: Node<'_>) -> Value {
        let children: Vec<Node<'_>> = named(node).into_iter().filter(|child| self.role(*child) != Role::Skip).collect();
        let ends = (children.first().map_or(0, Node::end_byte), children.get(1).map_or(0, Node::start_byte));
        let operator = self.text.get(ends.0..ends.1).unwrap_or_default();
        let operator = String::from_utf8_lossy(operator.trim_ascii()).into_owned();
        let terms: Vec<Term> = children.into_iter().map(|child| self.term(child)).collect();
        // Scala and Kotlin have their operators as named nodes.
        let (operator, terms) = match (operator.as_str(), terms.as_slice()) {
            ("", [left, Term { value: Value::Name(name), .. }, right]) => {
                (name.clone(), vec![left.clone(), right.clone()])
            }
            _ => (operator, terms),
        };
        // A pair, as mappings are written in Kotlin.
        if matches!(operator.as_str(), "to" | "->") && terms.len() == 2 {
            self.note(&terms, &[]);
            return Value::Unknown;
        }
        literal::joined(&operator, terms)
    }

    /// The value of a block is that of its last expression.
    fn tail(&mut self, node: Node<'_>) -> Term {
        if !matches!(node.kind(), "block" | "else_clause" | "control_structure_body") || self.depth >= DEPTH {
            return self.term(node);
        }
        self.depth += 1;
        let mut last = Term::new(Value::Unknown, node.byte_range());
        for child in named(node) {
            last = self.tail(child);
        }
        self.depth -= 1;
        last
    }

    /// A condition with two values, or a choice with one for each case.
    pub(super) fn either(&mut self, node: Node<'_>) -> Value {
        let children = named(node);
        if children.iter().any(|child| is_case(*child) || child.kind() == "match_block") {
            return self.cases(children);
        }
        let condition = usize::from(self.facts.language == Language::Python);
        let mut terms = Vec::new();
        for (at, child) in children.into_iter().enumerate() {
            let term = self.tail(child);
            if at != condition {
                terms.push(term);
            }
        }
        Value::Either(terms)
    }

    /// The values of the cases of a choice.
    fn cases(&mut self, children: Vec<Node<'_>>) -> Value {
        let mut terms = Vec::new();
        for child in children.into_iter().flat_map(opened).collect::<Vec<_>>() {
            if is_case(child) {
                terms.extend(self.case(child));
            } else {
                self.term(child);
            }
        }
        Value::Either(terms)
    }

    /// The value of a case; its conditions are looked at.
    fn case(&mut self, node: Node<'_>) -> Option<Term> {
        let mut parts = named(node);
        let last = parts.pop()?;
        for part in parts {
            self.term(part);
        }
        Some(self.tail(last))
    }
}

/// The cases in the block that Rust and PHP have around them.
fn opened(node: Node<'_>) -> Vec<Node<'_>> {
    if node.kind() == "match_block" { named(node) } else { vec![node] }
}

fn named_or_unknown(name: String) -> Value {
    if name.is_empty() { Value::Unknown } else { Value::Name(name) }
}

/// One case of a choice that has a value.
fn is_case(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "when_entry"
            | "match_arm"
            | "match_conditional_expression"
            | "match_default_expression"
            | "switch_expression_arm"
    )
}
