//! Java and Kotlin.

use std::sync::OnceLock;

use crate::facts::syntax::grammar::Grammar;
use crate::facts::syntax::grammar::Role::*;

pub(super) static JAVA: Grammar = Grammar {
    language: || tree_sitter_java::LANGUAGE.into(),
    kinds: &[
        ("line_comment block_comment", Skip),
        ("identifier type_identifier this super integral_type floating_point_type boolean_type", Name),
        ("field_access scoped_identifier scoped_type_identifier", Member),
        ("array_access", Index),
        ("generic_type array_type", Wrap("first")),
        ("method_invocation", Call(&["object", "name"])),
        ("object_creation_expression", Call(&["type"])),
        ("annotation marker_annotation", Call(&["name"])),
        ("argument_list annotation_argument_list", Arguments),
        ("element_value_pair", Argument),
        ("string_literal character_literal", Text),
        ("string_fragment multiline_string_fragment", Piece),
        ("decimal_integer_literal hex_integer_literal octal_integer_literal binary_integer_literal", Number),
        ("true", True),
        ("false", False),
        ("null_literal", Null),
        ("array_initializer element_value_array_initializer", List),
        ("parenthesized_expression", Wrap("")),
        ("cast_expression array_creation_expression", Wrap("value")),
        ("binary_expression", Binary),
        ("ternary_expression", Either),
        ("variable_declarator", Bind("name", "value")),
        ("assignment_expression", Bind("left", "right")),
        ("formal_parameters", Parameters),
        ("method_declaration constructor_declaration", Function("name")),
        ("class_declaration interface_declaration enum_declaration record_declaration", Class("name")),
        ("import_declaration", Import),
    ],
    roles: OnceLock::new(),
};

pub(super) static KOTLIN: Grammar = Grammar {
    language: || tree_sitter_kotlin_ng::LANGUAGE.into(),
    kinds: &[
        ("line_comment block_comment", Skip),
        ("identifier this_expression", Name),
        ("navigation_expression qualified_identifier", Member),
        ("user_type nullable_type", Wrap("first")),
        ("index_expression", Index),
        ("call_expression constructor_invocation", Call(&[])),
        ("value_arguments", Arguments),
        ("value_argument", Argument),
        ("string_literal multiline_string_literal", Text),
        ("string_content", Piece),
        ("number_literal", Number),
        ("collection_literal", List),
        ("parenthesized_expression unary_expression as_expression", Wrap("first")),
        ("binary_expression infix_expression", Binary),
        ("if_expression when_expression", Either),
        ("property_declaration variable_declaration", Bind("", "")),
        ("assignment", Bind("left", "right")),
        ("function_value_parameters class_parameters", Parameters),
        ("function_declaration", Function("name")),
        ("class_declaration object_declaration", Class("name")),
        ("import", Import),
    ],
    roles: OnceLock::new(),
};
