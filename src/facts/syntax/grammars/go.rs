//! Go.

use std::sync::OnceLock;

use crate::facts::syntax::grammar::Grammar;
use crate::facts::syntax::grammar::Role::*;

pub(super) static GO: Grammar = Grammar {
    language: || tree_sitter_go::LANGUAGE.into(),
    kinds: &[
        ("comment", Skip),
        ("identifier field_identifier package_identifier type_identifier", Name),
        ("selector_expression qualified_type", Member),
        ("pointer_type generic_type", Wrap("first")),
        ("index_expression", Index),
        ("call_expression", Call(&["function"])),
        ("composite_literal", Call(&["type"])),
        ("argument_list", Arguments),
        ("interpreted_string_literal raw_string_literal rune_literal", Text),
        ("interpreted_string_literal_content raw_string_literal_content", Piece),
        ("int_literal", Number),
        ("true", True),
        ("false", False),
        ("nil", Null),
        ("literal_value", List),
        ("keyed_element", Pair),
        ("literal_element parenthesized_expression unary_expression", Wrap("")),
        ("type_conversion_expression", Wrap("operand")),
        ("binary_expression", Binary),
        ("const_spec var_spec", Bind("name", "value")),
        ("short_var_declaration assignment_statement", Bind("left", "right")),
        ("parameter_list", Parameters),
        ("function_declaration method_declaration", Function("name")),
        ("func_literal", Function("")),
        ("import_spec", Import),
    ],
    roles: OnceLock::new(),
};
