//! Swift.

use std::sync::OnceLock;

use crate::facts::syntax::grammar::Grammar;
use crate::facts::syntax::grammar::Role::*;

pub(super) static SWIFT: Grammar = Grammar {
    language: || tree_sitter_swift::LANGUAGE.into(),
    kinds: &[
        ("comment multiline_comment", Skip),
        ("simple_identifier type_identifier self_expression", Name),
        ("navigation_expression user_type navigation_suffix", Member),
        ("type_annotation pattern directly_assignable_expression", Wrap("")),
        ("call_expression constructor_expression", Call(&[])),
        ("call_suffix constructor_suffix value_arguments", Arguments),
        ("value_argument", Argument),
        ("line_string_literal multi_line_string_literal raw_string_literal", Text),
        ("line_str_text multi_line_str_text raw_str_part", Piece),
        ("integer_literal hex_literal oct_literal bin_literal", Number),
        ("boolean_literal", Name),
        ("nil_literal", Null),
        ("array_literal dictionary_literal", List),
        ("prefix_expression", Wrap("target")),
        ("tuple_expression", Wrap("")),
        ("as_expression try_expression await_expression", Wrap("expr")),
        ("postfix_expression", Wrap("target")),
        ("additive_expression multiplicative_expression nil_coalescing_expression bitwise_operation", Binary),
        ("ternary_expression", Either),
        ("property_declaration", Bind("name", "value")),
        ("assignment", Bind("target", "result")),
        ("parameter", Parameter),
        ("function_declaration init_declaration", Function("name")),
        ("lambda_literal", Function("")),
        ("class_declaration", Class("name")),
        ("import_declaration", Import),
    ],
    roles: OnceLock::new(),
};
