//! Python.

use std::sync::OnceLock;

use crate::facts::syntax::grammar::Grammar;
use crate::facts::syntax::grammar::Role::*;

pub(super) static PYTHON: Grammar = Grammar {
    language: || tree_sitter_python::LANGUAGE.into(),
    kinds: &[
        ("comment", Skip),
        ("identifier", Name),
        ("attribute dotted_name", Member),
        ("subscript", Index),
        ("call", Call(&["function"])),
        ("argument_list", Arguments),
        ("keyword_argument", Argument),
        ("string", Text),
        ("concatenated_string", Binary),
        ("string_content", Piece),
        ("integer", Number),
        ("true", True),
        ("false", False),
        ("none", Null),
        ("list tuple dictionary set", List),
        ("pair", Pair),
        ("parenthesized_expression await as_pattern_target", Wrap("")),
        ("type", Wrap("first")),
        ("binary_operator boolean_operator", Binary),
        ("conditional_expression", Either),
        ("assignment named_expression", Bind("left", "right")),
        ("as_pattern", Bind("alias", "first")),
        ("parameters lambda_parameters", Parameters),
        ("function_definition", Function("name")),
        ("lambda", Function("")),
        ("class_definition", Class("name")),
        ("import_statement import_from_statement", Import),
    ],
    roles: OnceLock::new(),
};
