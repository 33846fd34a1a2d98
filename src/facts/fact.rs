//! The one normal form of what code and configuration state, whatever their language.

use std::ops::Range;

use super::Language;

/// A function, class or file in which names are declared. The file itself is scope 0.
pub type ScopeId = usize;

/// Longer names are no names of settings.
const NAMED: usize = 60;

/// The name of an argument whose members are arguments themselves: `**options`, `...defaults`, `@parameters`.
pub const SPREAD: &str = "**";

/// Longer lists are data.
const LISTED: usize = 16;

/// So many values may be put together in one, or chosen from.
const JOINED: usize = 64;

/// So many choices may stand in one another.
const CHOICES: usize = 8;

/// Everything that one file states.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The language it was read as.
    pub language: Language,
    /// Calls, constructions, commands, directives and mappings of configuration.
    pub calls: Vec<Call>,
    /// Names that get a value or a type.
    pub bindings: Vec<Binding>,
    /// Members of mappings in code, wherever these stand, and pairs of a text and a value.
    pub members: Vec<Member>,
    /// What is brought in from elsewhere.
    pub imports: Vec<Import>,
    /// Functions and classes; the first is the file.
    pub scopes: Vec<Scope>,
    /// Something was left out: the text or its nesting was over a limit.
    pub cut: bool,
    /// The text breaks the rules of its language somewhere; the facts are those of the rest.
    pub broken: bool,
}

/// A call with its arguments.
///
/// A mapping of a configuration file is one too: its key path is the callee, its members are the named arguments.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Dotted path as written (`KeyPairGenerator.getInstance`); of a chained call the part behind the inner call.
    pub callee: String,
    /// What the callee is a member of, where that is more than a name: an inner call, a literal.
    pub receiver: Option<Box<Term>>,
    /// In the order in which they are written.
    pub arguments: Vec<Argument>,
    /// The whole call, from the beginning of its receiver.
    pub span: Range<usize>,
    /// Where it stands.
    pub scope: ScopeId,
}

/// An argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// Its name, where it is passed by name; of a command's flag the name without dashes.
    pub name: Option<String>,
    /// What is passed.
    pub term: Term,
}

/// A member of a mapping: a name and what it gets. No name of the code means it.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// What it gets.
    pub term: Term,
    /// Where it stands.
    pub scope: ScopeId,
}

/// A value with its place in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// What it is.
    pub value: Value,
    /// Where it is written.
    pub span: Range<usize>,
}

/// A value as far as its text tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A whole number.
    Int(i64),
    /// A string or bytes, without quotes and escapes.
    Text(String),
    /// True or false.
    Bool(bool),
    /// `null`, `None`, `nil`.
    Null,
    /// A dotted path that may be resolved.
    Name(String),
    /// The value of a call, by its place in [`Facts::calls`].
    Call(usize),
    /// Members in order.
    List(Vec<Term>),
    /// Members by name.
    Map(Vec<Argument>),
    /// Texts joined.
    Join(Vec<Term>),
    /// An operator between numbers, some of which have names: `1 << cost`.
    Math(&'static str, Vec<Term>),
    /// One of several: both sides of a condition, a default behind a name.
    Either(Vec<Term>),
    /// Anything else.
    Unknown,
}

/// A name that gets a value, or of which a type is declared.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// Dotted: a variable, a field, a key path.
    pub path: String,
    /// What it gets, where that is written.
    pub term: Option<Term>,
    /// The type it is declared with.
    pub declared: Option<String>,
    /// The place among the parameters of its scope.
    pub parameter: Option<usize>,
    /// From the beginning of the name to the end of the value.
    pub span: Range<usize>,
    /// Where it stands.
    pub scope: ScopeId,
}

/// Something brought in from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// As written (`java.security.KeyPairGenerator`, `crypto/rsa`, `@azure/msal-browser`), a member behind a dot.
    pub path: String,
    /// What it is called here; none for everything that the path holds.
    pub name: Option<String>,
    /// Where.
    pub span: Range<usize>,
}

/// A function or a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Its name; empty for a lambda and for the file.
    pub name: String,
    /// The scope around it; the file is its own.
    pub parent: ScopeId,
    /// It is a function, whose names are seen by nobody else.
    pub function: bool,
}

impl Term {
    /// A value at a place.
    pub fn new(value: Value, span: Range<usize>) -> Self {
        Self { value, span }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Whether a value may be noted beside where it stands: none that holds mappings, which note their own members, nor data.
fn is_plain(term: &Term, depth: usize) -> bool {
    match &term.value {
        Value::Map(_) => false,
        Value::List(terms) => {
            terms.len() <= LISTED && terms.iter().all(|t| !matches!(t.value, Value::Map(_) | Value::List(_)))
        }
        Value::Either(terms) | Value::Join(terms) | Value::Math(_, terms) => {
            depth > 0 && terms.len() <= JOINED && terms.iter().all(|term| is_plain(term, depth - 1))
        }
        _ => true,
    }
}

impl Facts {
    /// Nothing yet, but for the scope of the file.
    pub fn new(language: Language) -> Self {
        let file = Scope { name: String::new(), parent: 0, function: false };
        Self { language, scopes: vec![file], ..Self::default() }
    }

    /// Keeps the plain members of a mapping, and a text with its value (`("grant_type", grant)`).
    pub(super) fn note(&mut self, terms: &[Term], members: &[Argument], scope: ScopeId) {
        let named = members.iter().filter_map(|member| Some((member.name.as_deref()?, &member.term)));
        let pair = match terms {
            [Term { value: Value::Text(name), .. }, term] => Some((name.as_str(), term)),
            _ => None,
        };
        let known = named.chain(pair).filter(|(name, term)| name.len() <= NAMED && is_plain(term, CHOICES));
        let known = known.map(|(name, term)| Member { name: name.to_owned(), term: term.clone(), scope });
        self.members.extend(known);
    }

    /// The scopes around a place, from the innermost to the file.
    pub fn enclosing(&self, scope: ScopeId) -> impl Iterator<Item = ScopeId> {
        let mut next = Some(scope);
        std::iter::from_fn(move || {
            let here = next?;
            next = self.scopes.get(here).map(|scope| scope.parent).filter(|&parent| parent != here);
            Some(here)
        })
    }
}
