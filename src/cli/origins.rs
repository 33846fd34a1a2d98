//! Whether a value was typed or came from the environment, for `config show --origin`.

use clap::ArgMatches;
use clap::parser::ValueSource;

use crate::config::{SettingOrigin, Sourced};

/// The matches of the innermost command.
#[derive(Debug)]
pub(super) struct Origins<'m>(&'m ArgMatches);

impl<'m> Origins<'m> {
    /// Descends to the command that was given.
    pub(super) fn of(mut matches: &'m ArgMatches) -> Self {
        while let Some((_, inner)) = matches.subcommand() {
            matches = inner;
        }
        Self(matches)
    }

    /// Adds to a value where it comes from. `id` is the argument's field name.
    pub(super) fn add<T>(&self, id: &str, value: T) -> Sourced<T> {
        let name = id.replace('_', "-");
        // What the command has no flag for was not typed.
        let from_environment =
            self.0.try_contains_id(id).is_err() || self.0.value_source(id) == Some(ValueSource::EnvVariable);
        let from = if from_environment {
            SettingOrigin::Environment(format!("RETICENT_{}", id.to_uppercase()))
        } else {
            SettingOrigin::Flag(format!("--{name}"))
        };
        Sourced { value, from }
    }
}
