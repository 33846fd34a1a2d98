//! Ruby.

use std::sync::OnceLock;

use crate::facts::syntax::grammar::Grammar;
use crate::facts::syntax::grammar::Role::*;

pub(super) static RUBY: Grammar = Grammar {
    language: || tree_sitter_ruby::LANGUAGE.into(),
    kinds: &[
        ("comment", Skip),
        ("identifier constant instance_variable class_variable global_variable self", Name),
        ("scope_resolution", Member),
        ("element_reference", Index),
        ("call", Call(&["receiver", "method"])),
        ("argument_list", Arguments),
        ("string chained_string", Text),
        ("string_content", Piece),
        ("simple_symbol hash_key_symbol", Text),
        ("integer", Number),
        ("true", True),
        ("false", False),
        ("nil", Null),
        ("array hash", List),
        ("pair", Pair),
        ("parenthesized_statements", Wrap("")),
        ("binary", Binary),
        ("conditional", Either),
        ("assignment operator_assignment", Bind("left", "right")),
        ("method_parameters block_parameters lambda_parameters", Parameters),
        ("method singleton_method", Function("name")),
        ("class module", Class("name")),
    ],
    roles: OnceLock::new(),
};
