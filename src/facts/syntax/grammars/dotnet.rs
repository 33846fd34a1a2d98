//! C#.

use std::sync::OnceLock;

use crate::facts::syntax::grammar::Grammar;
use crate::facts::syntax::grammar::Role::*;

pub(super) static CSHARP: Grammar = Grammar {
    language: || tree_sitter_c_sharp::LANGUAGE.into(),
    kinds: &[
        ("comment", Skip),
        ("identifier predefined_type", Name),
        ("member_access_expression qualified_name conditional_access_expression member_binding_expression", Member),
        ("alias_qualified_name", Member),
        ("element_access_expression", Index),
        ("generic_name array_type nullable_type", Wrap("first")),
        ("invocation_expression", Call(&["function"])),
        ("object_creation_expression", Call(&["type"])),
        ("implicit_object_creation_expression", Call(&["type"])),
        ("attribute", Call(&["name"])),
        ("argument_list attribute_argument_list", Arguments),
        ("argument attribute_argument", Argument),
        ("string_literal verbatim_string_literal raw_string_literal interpolated_string_expression", Text),
        ("character_literal", Text),
        ("string_literal_content raw_string_content string_content", Piece),
        ("integer_literal", Number),
        ("boolean_literal", Name),
        ("null_literal", Null),
        ("initializer_expression collection_expression", List),
        ("array_creation_expression implicit_array_creation_expression", Wrap("")),
        ("parenthesized_expression await_expression", Wrap("")),
        ("postfix_unary_expression", Wrap("first")),
        ("cast_expression", Wrap("value")),
        ("binary_expression", Binary),
        ("conditional_expression switch_expression", Either),
        ("variable_declarator", Bind("name", "")),
        ("property_declaration", Bind("name", "value")),
        ("arrow_expression_clause", Wrap("")),
        ("assignment_expression", Bind("left", "right")),
        ("parameter_list", Parameters),
        ("method_declaration constructor_declaration local_function_statement", Function("name")),
        ("class_declaration struct_declaration record_declaration interface_declaration", Class("name")),
        ("using_directive", Import),
    ],
    roles: OnceLock::new(),
};
