//! Dotted paths: of names, and of callees with their names resolved.

/// A callee with its names resolved, and the call that its receiver came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalleePath {
    /// `KeyPairGenerator.getInstance.initialize`.
    pub path: String,
    /// The call of `getInstance`, by its place.
    pub receiver: Option<usize>,
}

impl CalleePath {
    /// A member of it.
    #[must_use]
    pub fn then(self, rest: &str) -> Self {
        self.and_then(rest, None)
    }

    pub(super) fn and_then(mut self, rest: &str, receiver: Option<usize>) -> Self {
        super::join(&mut self.path, rest);
        self.receiver = receiver.or(self.receiver);
        self
    }
}

/// A path without what only says that it is the object's own.
pub(super) fn own(path: &str) -> &str {
    ["self.class.", "this.constructor.", "this.", "self.", "Self.", "cls.", "static.", "base."]
        .iter()
        .find_map(|prefix| path.strip_prefix(prefix))
        .unwrap_or(path)
}

/// A path with dots between its parts, whatever the language has there.
pub(super) fn dotted(path: &str) -> String {
    path.replace('/', ".")
}
