//! Rust.

use std::sync::OnceLock;

use crate::facts::syntax::grammar::Grammar;
use crate::facts::syntax::grammar::Role::*;

pub(super) static RUST: Grammar = Grammar {
    language: || tree_sitter_rust::LANGUAGE.into(),
    kinds: &[
        ("line_comment block_comment", Skip),
        ("identifier type_identifier field_identifier primitive_type self crate super", Name),
        ("scoped_identifier scoped_type_identifier field_expression", Member),
        ("generic_type generic_function", Wrap("first")),
        ("reference_type", Wrap("type")),
        ("index_expression", Index),
        ("call_expression", Call(&["function"])),
        ("struct_expression", Call(&["name"])),
        ("arguments", Arguments),
        ("string_literal raw_string_literal char_literal", Text),
        ("string_content", Piece),
        ("integer_literal", Number),
        ("boolean_literal", Name),
        ("array_expression field_initializer_list tuple_expression", List),
        ("field_initializer", Pair),
        ("parenthesized_expression", Wrap("")),
        ("reference_expression type_cast_expression", Wrap("value")),
        ("try_expression await_expression", Wrap("first")),
        ("unary_expression", Wrap("")),
        ("binary_expression", Binary),
        ("if_expression match_expression", Either),
        ("type_item", Alias),
        ("let_declaration", Bind("pattern", "value")),
        ("const_item static_item", Bind("name", "value")),
        ("assignment_expression", Bind("left", "right")),
        ("parameters closure_parameters", Parameters),
        ("function_item", Function("name")),
        ("closure_expression", Function("")),
        ("mod_item", Class("name")),
        ("use_declaration", Import),
    ],
    roles: OnceLock::new(),
};
