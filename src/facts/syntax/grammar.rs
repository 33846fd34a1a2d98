//! What the node kinds of a grammar mean to us: one table a language, looked up by number.
//!
//! A table says what each kind of node *is* (a name, a call, a binding …); the walker knows what to do with each of
//! those. tree-sitter's own query language was tried in thought and left out: values nest, so that the walker has to
//! evaluate recursively anyway, and a query takes milliseconds to compile, which a hook's one small file would pay for.

use std::sync::OnceLock;

/// What a node is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing of its own; its children are looked at.
    #[default]
    Other,
    /// A comment: not looked into.
    Skip,
    /// An identifier.
    Name,
    /// A path: its named children joined by dots.
    Member,
    /// A member by a key in brackets.
    Index,
    /// A call; the fields that make up its callee (none: the first child).
    Call(&'static [&'static str]),
    /// The arguments of a call.
    Arguments,
    /// One argument that may have a name.
    Argument,
    /// A string.
    Text,
    /// A part of a string that is what it says.
    Piece,
    /// A number.
    Number,
    /// `true`.
    True,
    /// `false`.
    False,
    /// `null`.
    Null,
    /// Elements in order, or pairs.
    List,
    /// A key with its value.
    Pair,
    /// Means what one of its children means: the field's, or the last one's.
    Wrap(&'static str),
    /// Two operands and an operator.
    Binary,
    /// A condition with two values.
    Either,
    /// A name and its value, by their fields.
    Bind(&'static str, &'static str),
    /// Another name for a type.
    Alias,
    /// The parameters of a function.
    Parameters,
    /// One parameter, where no list holds them.
    Parameter,
    /// A function; the field of its name.
    Function(&'static str),
    /// A class or a module; the field of its name.
    Class(&'static str),
    /// An import.
    Import,
}

/// A language: its parser, and what its nodes are.
pub(super) struct Grammar {
    /// The parser's tables.
    pub language: fn() -> tree_sitter::Language,
    /// Kinds, separated by blanks, and their role.
    pub kinds: &'static [(&'static str, Role)],
    /// The roles by the number of the kind.
    pub roles: OnceLock<Vec<Role>>,
}

impl Grammar {
    /// The role of a kind of node.
    pub(super) fn role(&self, kind: u16) -> Role {
        self.roles.get_or_init(|| self.index()).get(usize::from(kind)).copied().unwrap_or_default()
    }

    fn index(&self) -> Vec<Role> {
        let language = (self.language)();
        let count = u16::try_from(language.node_kind_count()).unwrap_or(u16::MAX);
        let role = |kind: u16| {
            let name = language.node_kind_for_id(kind).filter(|_| language.node_kind_is_named(kind))?;
            let row = self.kinds.iter().find(|(kinds, _)| kinds.split_ascii_whitespace().any(|kind| kind == name));
            row.map(|row| row.1)
        };
        (0..count).map(|kind| role(kind).unwrap_or_default()).collect()
    }

    /// Kinds of the table that the grammar does not have: spelling mistakes, or a grammar that changed.
    #[cfg(test)]
    pub(super) fn unknown_kinds(&self) -> Vec<&'static str> {
        let language = (self.language)();
        let kinds = self.kinds.iter().flat_map(|(kinds, _)| kinds.split_ascii_whitespace());
        kinds.filter(|kind| language.id_for_node_kind(kind, true) == 0).collect()
    }
}
