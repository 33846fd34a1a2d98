//! The words of `[[client]]`: kinds of applications and flows. What they mean is `client`'s.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use crate::client;

/// What an application is, by the word that reports use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientKind(pub(crate) client::Kind);

impl<'de> Deserialize<'de> for ClientKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let found = client::Kind::DECLARED.into_iter().find(|kind| kind.as_str() == word);
        found.map(Self).ok_or_else(|| serde::de::Error::custom("not a kind of client"))
    }
}

impl JsonSchema for ClientKind {
    fn schema_name() -> Cow<'static, str> {
        "ClientKind".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": client::Kind::DECLARED.map(client::Kind::as_str) })
    }
}

/// A flow by the word that a configuration has for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FlowWord(pub(crate) client::Flow);

impl<'de> Deserialize<'de> for FlowWord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let found = client::Flow::ALL.into_iter().find(|flow| flow.as_str() == word);
        found.map(Self).ok_or_else(|| serde::de::Error::custom("not a flow"))
    }
}

impl JsonSchema for FlowWord {
    fn schema_name() -> Cow<'static, str> {
        "Flow".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": client::Flow::ALL.map(client::Flow::as_str) })
    }
}
