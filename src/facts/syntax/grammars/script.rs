//! JavaScript and TypeScript, with and without JSX.

use std::sync::OnceLock;

use crate::facts::syntax::grammar::Role::*;
use crate::facts::syntax::grammar::{Grammar, Role};

const KINDS: &[(&str, Role)] = &[
    ("comment", Skip),
    ("identifier property_identifier private_property_identifier this super type_identifier", Name),
    ("shorthand_property_identifier undefined", Name),
    ("member_expression nested_identifier nested_type_identifier", Member),
    ("subscript_expression", Index),
    ("call_expression", Call(&["function"])),
    ("new_expression", Call(&["constructor"])),
    ("jsx_self_closing_element jsx_opening_element", Call(&["name"])),
    ("jsx_attribute", Argument),
    ("arguments", Arguments),
    ("string template_string", Text),
    ("string_fragment", Piece),
    ("number", Number),
    ("true", True),
    ("false", False),
    ("null", Null),
    ("object array", List),
    ("pair", Pair),
    ("parenthesized_expression await_expression jsx_expression", Wrap("")),
    ("as_expression satisfies_expression non_null_expression type_annotation", Wrap("first")),
    ("generic_type", Wrap("first")),
    ("binary_expression", Binary),
    ("ternary_expression", Either),
    ("variable_declarator", Bind("name", "value")),
    ("field_definition", Bind("property", "value")),
    ("enum_assignment", Bind("name", "value")),
    ("enum_declaration", Class("name")),
    ("public_field_definition", Bind("name", "value")),
    ("assignment_expression", Bind("left", "right")),
    ("formal_parameters", Parameters),
    ("function_declaration generator_function_declaration method_definition", Function("name")),
    ("function_expression arrow_function", Function("name")),
    ("class_declaration class", Class("name")),
    ("import_statement", Import),
];

/// JavaScript, too: it is TypeScript with JSX and without types; and TypeScript, once it is respelled.
pub(super) static TSX: Grammar =
    Grammar { language: || tree_sitter_typescript::LANGUAGE_TSX.into(), kinds: KINDS, roles: OnceLock::new() };
