//! Names that get a value or a type.

use tree_sitter::Node;

use super::grammar::Role;
use super::walker::{Walker, named, with_fields, wrapped};
use crate::facts::Language;
use crate::facts::fact::{Argument, Binding, Term, Value};

/// Longer types are no names of ciphers.
const LONGEST_TYPE: usize = 160;

/// Types that say nothing.
const GUESSED: &[&str] = &["var", "auto", "val", "let", "object", "Object", "Any", "any"];

impl Walker<'_> {
    /// A declaration or an assignment; as a value it is what is assigned, which nobody asks for.
    pub(super) fn bind(&mut self, node: Node<'_>, name: &str, value: &str) -> Value {
        let (target, value) = self.sides(node, name, value);
        let Some(target) = target else { return self.others(node) };
        // C: a declaration around a declarator that has a value of its own.
        if name == "declarator" && matches!(self.role(target), Role::Bind(..)) {
            return self.others(node);
        }
        let declared = self.declared(node);
        // To find a parent costs a walk down from the top.
        let within = || node.parent().is_some_and(|parent| parent.kind() == "compound_statement");
        if target.kind() == "function_declarator" && within() && self.made(target, declared.as_deref()) {
            return Value::Unknown;
        }
        let targets = targets(target);
        let values: Vec<Node<'_>> = match value {
            Some(value) if is_list(value.kind()) => named(value),
            Some(value) => vec![value],
            None => Vec::new(),
        };
        let mut values = values.into_iter();
        let pattern = target.kind() == "object_pattern";
        for target in &targets {
            let term = values.next().map(|value| self.bound(value, declared.as_deref()));
            if pattern
                && let Some(term) = &term
                && let Some(from) = self.whole(&term.value)
            {
                self.unpack(&targets, &from, term.span.clone());
                break;
            }
            self.push(node, *target, term, declared.clone());
        }
        values.for_each(|value| _ = self.term(value));
        // C++: `CryptoPP::DES::Encryption cipher;` makes one.
        if value.is_none()
            && self.is_c()
            && let Some(made) = declared.filter(|made| made.contains('.') && self.role(target) == Role::Name)
        {
            self.push_call(made, None, Vec::new(), node);
        }
        // Types, modifiers and further declarators may hold calls too.
        let known = |child: &Node<'_>| child.id() == target.id() || value.is_some_and(|v| v.id() == child.id());
        for child in named(node).into_iter().filter(|child| !known(child)) {
            if !matches!(self.role(child), Role::Name | Role::Member | Role::Wrap(_)) {
                self.term(child);
            }
        }
        Value::Unknown
    }

    fn is_c(&self) -> bool {
        matches!(self.facts.language, Language::C | Language::Cpp)
    }

    /// `type Old = cbc::Encryptor<des::Des>;`: a name that is used as the type that it stands for.
    pub(super) fn alias(&mut self, node: Node<'_>) -> Value {
        let (name, of) = (node.child_by_field_name("name"), node.child_by_field_name("type"));
        if let (Some(name), Some(of)) = (name, of)
            && of.byte_range().len() < LONGEST_TYPE
        {
            let (path, declared) = (self.first_name(name), Some(flattened(&self.source(of))));
            let (span, scope) = (node.byte_range(), self.scope);
            self.facts.bindings.push(Binding { path, term: None, declared, parameter: None, span, scope });
        }
        Value::Unknown
    }

    /// C++: what looks like a function that is declared within another one makes an object: `context c(context::tlsv1);`.
    fn made(&mut self, target: Node<'_>, declared: Option<&str>) -> bool {
        let (Some(declared), Some(list)) = (declared, target.child_by_field_name("parameters")) else { return false };
        let plain = |child: &Node<'_>| child.kind() == "parameter_declaration" && child.named_child_count() == 1;
        let parameters = named(list);
        if parameters.is_empty() || !parameters.iter().all(plain) {
            return false;
        }
        let argument = |child: &Node<'_>| {
            let path = flattened(&self.source(*child));
            Argument { name: None, term: Term::new(Value::Name(path), child.byte_range()) }
        };
        let arguments = parameters.iter().map(argument).collect();
        let call = self.push_call(declared.to_owned(), None, arguments, list);
        if let Some(name) = target.child_by_field_name("declarator") {
            let (term, span) = (Some(Term::new(call, list.byte_range())), target.byte_range());
            let (path, scope) = (self.first_name(name), self.scope);
            let declared = Some(declared.to_owned());
            self.facts.bindings.push(Binding { path, term, declared, parameter: None, span, scope });
        }
        true
    }

    /// The nodes of a binding's name and value.
    fn sides<'n>(&self, node: Node<'n>, name: &str, value: &str) -> (Option<Node<'n>>, Option<Node<'n>>) {
        let children = named(node);
        let target = match name {
            "" => children.iter().copied().find(|child| matches!(self.role(*child), Role::Name | Role::Bind(..))),
            field => node.child_by_field_name(field),
        };
        let value = match value {
            "" => {
                let is_value = |child: &Node<'_>| {
                    target.is_some_and(|target| child.start_byte() >= target.end_byte())
                        && !child.kind().contains("type")
                        && !matches!(child.kind(), "getter" | "setter" | "bracketed_argument_list")
                };
                children.last().copied().filter(is_value)
            }
            "none" => None,
            "first" => children.first().copied(),
            field => node.child_by_field_name(field),
        };
        (target, value)
    }

    fn bound(&mut self, value: Node<'_>, declared: Option<&str>) -> Term {
        // C++: `Type name(arguments)`.
        if self.role(value) == Role::Arguments
            && let Some(declared) = declared
        {
            let mut arguments = Vec::new();
            self.arguments(value, &mut arguments);
            let call = self.push_call(declared.to_owned(), None, arguments, value);
            return Term::new(call, value.byte_range());
        }
        // C++: `unsigned bits{1024};`.
        let alone = self.is_c() && value.kind() == "initializer_list" && value.named_child_count() == 1;
        let inner = value.named_child(0).filter(|inner| alone && self.role(*inner) != Role::Pair);
        self.term(inner.unwrap_or(value))
    }

    /// What a pattern takes apart: a name, or a module that is brought in on the spot.
    fn whole(&self, value: &Value) -> Option<String> {
        let Value::Call(at) = value else {
            return if let Value::Name(name) = value { Some(name.clone()) } else { None };
        };
        let call = self.facts.calls.get(*at).filter(|call| call.callee == "require")?;
        let module = call.arguments.first()?.term.text()?;
        Some(module.strip_prefix("node:").unwrap_or(module).replace('/', "."))
    }

    /// `const { a, b: c } = d`.
    fn unpack(&mut self, targets: &[Node<'_>], from: &str, span: std::ops::Range<usize>) {
        for target in targets {
            let key = target.child_by_field_name("key").unwrap_or(*target);
            let name = target.child_by_field_name("value").unwrap_or(*target);
            let term = Term::new(Value::Name(format!("{from}.{}", self.source(key))), span.clone());
            let (path, scope) = (self.source(name), self.scope);
            let span = target.byte_range();
            self.facts.bindings.push(Binding { path, term: Some(term), declared: None, parameter: None, span, scope });
        }
    }

    fn push(&mut self, node: Node<'_>, target: Node<'_>, term: Option<Term>, declared: Option<String>) {
        let inner = if let Role::Bind(..) = self.role(target) { self.sides(target, "", "none").0 } else { None };
        let target = inner.unwrap_or(target);
        let mut path = self.path(target);
        if path.root.is_some() {
            self.others(target);
        }
        if path.text.is_empty() && self.facts.language == Language::Swift {
            path.text = subscript(&self.source(target)).unwrap_or_default();
        }
        if path.text.is_empty() {
            return;
        }
        // C#: `Type name = new(…)`.
        if let Some(Value::Call(at)) = term.as_ref().map(|term| &term.value)
            && self.facts.calls.get(*at).is_some_and(|call| call.callee.is_empty() && call.receiver.is_none())
        {
            let before = self.facts.bindings.iter().rev().find(|b| b.path == path.text && b.declared.is_some());
            let of_type = declared.clone().or_else(|| before.and_then(|binding| binding.declared.clone()));
            if let Some(call) = self.facts.calls.get_mut(*at) {
                call.callee = of_type.unwrap_or_default();
            }
        }
        let span = target.start_byte()..term.as_ref().map_or(node.end_byte(), |term| term.span.end);
        let scope = self.scope;
        self.facts.bindings.push(Binding { path: path.text, term, declared, parameter: None, span, scope });
    }

    /// The type that a declaration names.
    pub(super) fn declared(&self, node: Node<'_>) -> Option<String> {
        let around = || node.parent().and_then(|parent| parent.child_by_field_name("type"));
        let by_field = node.child_by_field_name("type").or_else(around);
        let of = by_field.or_else(|| {
            // Kotlin and Swift have no field for it.
            let inner = named(node).into_iter().find(|child| child.kind() == "variable_declaration");
            let children = with_fields(inner.unwrap_or(node));
            let found = children.into_iter().find(|(child, field)| {
                *field != Some("value") && matches!(child.kind(), "type_annotation" | "user_type" | "nullable_type")
            });
            found.map(|(child, _)| child)
        })?;
        let of = if of.kind() == "type_annotation" { wrapped(of, "")? } else { of };
        // C++: the cipher of a mode is one of its type's parameters, `CBC_Mode<DES>::Encryption`.
        if self.is_c() && of.byte_range().len() < LONGEST_TYPE {
            let source = self.source(of);
            if source.contains('<') {
                return Some(flattened(&source)).filter(|path| !path.is_empty());
            }
        }
        let path = self.path(of);
        (path.root.is_none() && !path.text.is_empty() && !GUESSED.contains(&path.text.as_str())).then_some(path.text)
    }
}

/// Swift: `attributes[kSecAttrKeySizeInBits as String]` as a path.
fn subscript(source: &str) -> Option<String> {
    let (owner, key) = source.trim().strip_suffix(']')?.split_once('[')?;
    let key = key.split_whitespace().next()?.trim_matches('"');
    let plain = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    (plain(owner) && plain(key)).then(|| format!("{owner}.{key}"))
}

/// The names of a type with its parameters as one path: `CBC_Mode<CryptoPP::DES>::Encryption`.
fn flattened(source: &str) -> String {
    let name = |c: char| c.is_alphanumeric() || c == '_';
    source.split(|c| !name(c)).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".")
}

/// Several values side by side.
fn is_list(kind: &str) -> bool {
    matches!(
        kind,
        "expression_list"
            | "pattern_list"
            | "tuple_pattern"
            | "left_assignment_list"
            | "right_assignment_list"
            | "array_pattern"
            | "list_literal"
    )
}

/// The names on the left.
fn targets(target: Node<'_>) -> Vec<Node<'_>> {
    if is_list(target.kind()) || target.kind() == "object_pattern" { named(target) } else { vec![target] }
}
