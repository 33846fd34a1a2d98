//! One table a language.

#![allow(clippy::enum_glob_use, reason = "a table of roles reads better without the enum's name in every cell")]

mod c;
mod dotnet;
mod go;
mod jvm;
mod php;
mod python;
mod ruby;
mod rust;
mod script;
mod swift;

use super::grammar::Grammar;
use crate::facts::Language;

/// The table of a language that is read with tree-sitter.
pub(super) fn grammar(language: Language) -> Option<&'static Grammar> {
    Some(match language {
        Language::Java => &jvm::JAVA,
        Language::Kotlin => &jvm::KOTLIN,
        Language::CSharp => &dotnet::CSHARP,
        Language::Python => &python::PYTHON,
        Language::JavaScript | Language::TypeScript | Language::Tsx => &script::TSX,
        Language::Go => &go::GO,
        Language::Ruby => &ruby::RUBY,
        Language::Php => &php::PHP,
        Language::Rust => &rust::RUST,
        Language::C | Language::Cpp => &c::C_AND_CPP,
        Language::Swift => &swift::SWIFT,
        _ => return None,
    })
}
