//! C and C++.

use std::sync::OnceLock;

use crate::facts::syntax::grammar::Grammar;
use crate::facts::syntax::grammar::Role::*;

/// C is read with the grammar of C++, which takes nearly all of it: one table of a megabyte less in the program.
pub(super) static C_AND_CPP: Grammar = Grammar {
    language: || tree_sitter_cpp::LANGUAGE.into(),
    kinds: &[
        ("comment", Skip),
        ("identifier field_identifier type_identifier primitive_type namespace_identifier this", Name),
        ("field_expression qualified_identifier", Member),
        ("template_type template_function", Wrap("name")),
        ("subscript_expression", Index),
        ("call_expression", Call(&["function"])),
        ("new_expression compound_literal_expression", Call(&["type"])),
        ("argument_list", Arguments),
        ("string_literal char_literal raw_string_literal", Text),
        ("string_content raw_string_content", Piece),
        ("concatenated_string", Binary),
        ("number_literal", Number),
        ("true", True),
        ("false", False),
        ("null", Null),
        ("initializer_list", List),
        ("initializer_pair", Pair),
        ("parenthesized_expression", Wrap("")),
        ("cast_expression", Wrap("value")),
        ("pointer_expression", Wrap("argument")),
        ("pointer_declarator array_declarator", Wrap("declarator")),
        ("binary_expression", Binary),
        ("conditional_expression", Either),
        ("alias_declaration", Alias),
        ("init_declarator", Bind("declarator", "value")),
        ("declaration", Bind("declarator", "none")),
        ("field_declaration", Bind("declarator", "default_value")),
        ("enumerator", Bind("name", "value")),
        ("preproc_def", Bind("name", "value")),
        ("preproc_arg", Text),
        ("assignment_expression", Bind("left", "right")),
        ("parameter_list", Parameters),
        ("function_definition", Function("declarator")),
        ("lambda_expression", Function("")),
        ("class_specifier struct_specifier namespace_definition", Class("name")),
        ("preproc_include", Import),
    ],
    roles: OnceLock::new(),
};
