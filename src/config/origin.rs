//! Where a setting comes from.

use std::fmt;

/// Where a setting comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum SettingOrigin {
    /// Nobody said anything.
    #[default]
    Default,
    /// A configuration file.
    File {
        /// Its name for a person.
        file: String,
        /// From 1.
        line: usize,
    },
    /// A variable of the environment: its name.
    Environment(String),
    /// A flag: `--fail-on`.
    Flag(String),
    /// The organisation's policy.
    Policy {
        /// Its name for a person.
        file: String,
        /// From 1.
        line: usize,
    },
}

impl fmt::Display for SettingOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { file, line } => write!(f, "{file}:{line}"),
            Self::Environment(name) | Self::Flag(name) => f.write_str(name),
            Self::Policy { file, line } => write!(f, "policy {file}:{line}"),
        }
    }
}

/// A value, and where it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub from: SettingOrigin,
}

impl<T> Sourced<T> {
    /// A value that a flag gave.
    pub fn flag(name: &str, value: T) -> Self {
        Self { value, from: SettingOrigin::Flag(name.to_owned()) }
    }

    /// A value that a variable of the environment gave.
    pub fn env(name: &str, value: T) -> Self {
        Self { value, from: SettingOrigin::Environment(name.to_owned()) }
    }

    /// Takes what `other` says, if it says anything.
    pub(crate) fn set(&mut self, other: Option<Self>) {
        if let Some(other) = other {
            *self = other;
        }
    }
}

/// Something that was asked for and that the policy does not permit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Overruled {
    /// What was asked for: `fail-on = "error"`.
    pub what: String,
    /// Who asked.
    pub from: SettingOrigin,
    /// What holds instead, and why.
    pub instead: String,
    /// Where the policy says so.
    pub policy: SettingOrigin,
}

impl fmt::Display for Overruled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, from, instead, policy } = self;
        write!(f, "{what} ({from}) is overruled by {policy}: {instead}")
    }
}
