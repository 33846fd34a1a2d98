//! `man`: manual pages, made of what the commands say of themselves.

use std::path::Path;

use clap::Command;

use super::args::ManArgs;
use super::{Failure, output};
use crate::model::Exit;
use crate::report::sink;

/// `reticent man`.
pub(super) fn man(args: &ManArgs, command: Command) -> Result<Exit, Failure> {
    let mut command = command.name("reticent");
    command.build();
    match &args.into {
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(|error| Failure::new(format!("{}: {error}", folder.display())))?;
            let count = pages(&command, "reticent", folder)?;
            output::say(&format!("wrote {count} pages to {}\n", folder.display()))?;
        }
        None => output::say(&page(&command, "reticent")?)?,
    }
    Ok(Exit::Clean)
}

/// A page for a command, and one for each command below it. Says how many.
fn pages(command: &Command, name: &str, folder: &Path) -> Result<usize, Failure> {
    let text = page(command, name)?;
    sink::to_file(&folder.join(format!("{name}.1")), |out| out.write_all(text.as_bytes()))?;
    let mut count = 1;
    let shown = |command: &&Command| !command.is_hide_set() && command.get_name() != "help";
    for below in command.get_subcommands().filter(shown) {
        count += pages(below, &format!("{name}-{}", below.get_name()), folder)?;
    }
    Ok(count)
}

fn page(command: &Command, name: &str) -> Result<String, Failure> {
    let mut text = Vec::new();
    // The name of a page has hyphens, that of the command blanks.
    let command = command.clone().display_name(name.to_owned());
    clap_mangen::Man::new(command)
        .title(name)
        .section("1")
        .manual("reticent")
        .date("")
        .source(concat!("reticent ", env!("CARGO_PKG_VERSION")))
        .render(&mut text)
        .map_err(|error| Failure::new(format!("the manual page of {name}: {error}")))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
