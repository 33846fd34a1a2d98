//! What the places of a request are filled in with: the secret and the parts of its credential.

use std::collections::BTreeMap;

use crate::model::CredentialPart;
use crate::rule::{Piece, RawVerify, pieces};

/// Why there is no request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// This part of the credential was not found near the secret.
    Part(String),
    /// The secret, or a part, holds what its place in the request cannot hold.
    Value,
    /// The filled-in URL would go to a host that is none of the provider's.
    Host,
    /// A temporary key without its session token.
    Session,
}

impl Unfit {
    /// In a few words.
    pub fn why(&self) -> String {
        match self {
            Self::Part(name) => format!("its {} does not stand near", name.replace('_', " ")),
            Self::Value => "holds characters that a request cannot hold".to_owned(),
            Self::Host => "its host is none of the provider's".to_owned(),
            Self::Session => "its session token does not stand near".to_owned(),
        }
    }
}

/// How a value is written in its place.
pub(super) type Write = fn(&str) -> Option<String>;

/// What the places are filled in with.
#[derive(Debug)]
pub(super) struct Values<'v>(BTreeMap<&'v str, &'v str>);

impl<'v> Values<'v> {
    /// The secret and the parts that the check names.
    pub(super) fn of(verify: &'v RawVerify, secret: &'v [u8], parts: &'v [CredentialPart]) -> Result<Self, Unfit> {
        let text = |bytes: &'v [u8]| str::from_utf8(bytes).ok().filter(|text| !text.is_empty()).ok_or(Unfit::Value);
        let mut values = BTreeMap::from([("secret", text(secret)?)]);
        for (name, rules) in &verify.parts {
            if let Some(part) = parts.iter().find(|part| rules.contains(&part.rule)) {
                values.insert(name, text(part.secret.expose())?);
            }
        }
        Ok(Self(values))
    }

    /// One of them.
    pub(super) fn get(&self, name: &str) -> Result<&'v str, Unfit> {
        self.0.get(name).copied().ok_or_else(|| Unfit::Part(name.to_owned()))
    }

    /// A text of the rule with its places filled in.
    pub(super) fn fill(&self, text: &str, write: Write) -> Result<String, Unfit> {
        let mut filled = String::with_capacity(text.len() + 64);
        for piece in pieces(text).unwrap_or_default() {
            match piece {
                Piece::Literal(text) => filled.push_str(text),
                Piece::Value(name) => filled.push_str(&write(self.get(name)?).ok_or(Unfit::Value)?),
            }
        }
        Ok(filled)
    }
}
