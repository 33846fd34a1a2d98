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
        // What the command has no flag for was not typed. clap tells of unknown flags only where it checks itself
        // (`debug_assertions`), and there wants to be asked before it is asked for their source.
        let typed = self.0.try_contains_id(id).is_ok() && self.0.value_source(id) == Some(ValueSource::CommandLine);
        let from = if typed {
            SettingOrigin::Flag(format!("--{}", id.replace('_', "-")))
        } else {
            SettingOrigin::Environment(format!("RETICENT_{}", id.to_uppercase()))
        };
        Sourced { value, from }
    }
}
