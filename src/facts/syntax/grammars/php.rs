//! PHP.

use std::sync::OnceLock;

use crate::facts::syntax::grammar::Grammar;
use crate::facts::syntax::grammar::Role::*;

pub(super) static PHP: Grammar = Grammar {
    language: || tree_sitter_php::LANGUAGE_PHP.into(),
    kinds: &[
        ("comment", Skip),
        ("name variable_name relative_scope primitive_type", Name),
        ("qualified_name namespace_name member_access_expression class_constant_access_expression", Member),
        ("scoped_property_access_expression nullsafe_member_access_expression", Member),
        ("named_type optional_type", Wrap("first")),
        ("subscript_expression", Index),
        ("function_call_expression", Call(&["function"])),
        ("member_call_expression nullsafe_member_call_expression", Call(&["object", "name"])),
        ("scoped_call_expression", Call(&["scope", "name"])),
        ("object_creation_expression attribute", Call(&[])),
        ("arguments", Arguments),
        ("argument", Argument),
        ("encapsed_string string heredoc nowdoc", Text),
        ("string_content nowdoc_string", Piece),
        ("integer", Number),
        ("boolean", Name),
        ("null", Null),
        ("array_creation_expression", List),
        ("array_element_initializer", Pair),
        ("parenthesized_expression", Wrap("")),
        ("cast_expression", Wrap("value")),
        ("binary_expression", Binary),
        ("conditional_expression match_expression", Either),
        ("const_element", Bind("", "")),
        ("property_element", Bind("name", "default_value")),
        ("assignment_expression", Bind("left", "right")),
        ("formal_parameters", Parameters),
        ("function_definition method_declaration", Function("name")),
        ("anonymous_function arrow_function", Function("")),
        ("class_declaration trait_declaration interface_declaration", Class("name")),
        ("namespace_use_declaration", Import),
    ],
    roles: OnceLock::new(),
};
