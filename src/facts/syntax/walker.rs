//! What a walk over a tree has at hand, and what is asked of single nodes.

use tree_sitter::Node;

use super::grammar::{Grammar, Role};
use crate::facts::fact::{Facts, ScopeId, Term};

/// Deeper nodes are left out.
pub(super) const DEPTH: usize = 220;

/// What the walk has at hand.
pub(super) struct Walker<'t> {
    pub(super) text: &'t [u8],
    pub(super) grammar: &'static Grammar,
    pub(super) facts: Facts,
    pub(super) scope: ScopeId,
    /// What calls without a receiver are made on: Kotlin's `apply { … }`.
    pub(super) implicit: Option<Term>,
    pub(super) depth: usize,
}

/// A dotted path, and what it begins with where that is no name.
#[derive(Debug)]
pub(super) struct Path<'n> {
    pub(super) text: String,
    pub(super) root: Option<Node<'n>>,
}

impl<'t> Walker<'t> {
    pub(super) fn new(text: &'t [u8], grammar: &'static Grammar, facts: Facts) -> Self {
        Self { text, grammar, facts, scope: 0, implicit: None, depth: 0 }
    }

    pub(super) fn role(&self, node: Node<'_>) -> Role {
        if node.is_named() { self.grammar.role(node.kind_id()) } else { Role::Other }
    }

    /// The text of a node.
    pub(super) fn source(&self, node: Node<'_>) -> String {
        String::from_utf8_lossy(self.text.get(node.byte_range()).unwrap_or_default()).into_owned()
    }
}

/// Adds a part to a dotted path.
pub(super) fn join(path: &mut String, part: &str) {
    if !path.is_empty() && !part.is_empty() {
        path.push('.');
    }
    path.push_str(part);
}

/// The named children.
pub(super) fn named(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).collect()
}

/// The named children, each with its field.
pub(super) fn with_fields(node: Node<'_>) -> Vec<(Node<'_>, Option<&'static str>)> {
    let mut cursor = node.walk();
    let mut children = Vec::new();
    if cursor.goto_first_child() {
        loop {
            if cursor.node().is_named() {
                children.push((cursor.node(), cursor.field_name()));
            }
            if !cursor.goto_next_sibling() {
                break;
            }
        }
    }
    children
}

/// The child that a wrapper means.
pub(super) fn wrapped<'n>(node: Node<'n>, field: &str) -> Option<Node<'n>> {
    let children = || named(node);
    match field {
        "" => children().into_iter().next_back(),
        "first" => children().into_iter().next(),
        field => node.child_by_field_name(field).or_else(|| children().into_iter().next_back()),
    }
}

/// Whether a node puts the members of a mapping in its place.
pub(super) fn is_spread(node: Node<'_>) -> bool {
    matches!(node.kind(), "dictionary_splat" | "spread_element" | "hash_splat_argument")
}
