//! Checks the rules below `rules/` and packs them into the program, so that it need not read TOML when it starts.
//!
//! The checks are the program's own: the modules below are its files. A mistake in a rule stops the build, with file,
//! line and reason. A new family packs its folder by one more call in `main`, and reads it back in a file like
//! `src/rule/builtin.rs`.

#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    clippy::pedantic,
    reason = "the files below are the program's, which need not fit a script"
)]

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use rule::{Packed, RuleProblem, Source, packed_alone};

/// What the program's `model` has, as far as rules name it.
#[path = "src/model"]
mod model {
    mod info;
    mod level;

    pub use info::{Provider, RuleInfo, Text};
    pub use level::{Confidence, Severity};
}

#[path = "src/blob"]
mod blob {
    mod segment;

    pub use segment::MAX_REACH;
}

#[path = "src/check"]
mod check {
    mod alphabet;
    mod names;

    pub use alphabet::Alphabet;
    pub use names::{Checksum, Structure};
}

#[path = "src/rule"]
mod rule {
    mod branch;
    mod clause;
    mod clue;
    mod compile;
    mod compile_clue;
    mod compile_fact;
    mod compile_verify;
    mod compiled;
    mod duplicates;
    mod fact;
    mod lazy;
    mod literals;
    mod loose;
    mod needs;
    pub(crate) mod pack;
    mod packed;
    mod packer;
    mod paths;
    mod pattern;
    mod problem;
    mod raw;
    mod searched;
    mod shape;
    mod verify;
    mod word;
    mod written;

    pub use compile::compile_file;
    pub use compiled::Rule;
    pub(crate) use duplicates::find_duplicates;
    pub(crate) use pack::unpack_all;
    pub use pack::{Packed, packed_alone};
    pub use problem::RuleProblem;
    pub use raw::Source;
}

fn main() -> io::Result<()> {
    // Cargo looks at the files that the program is made of by itself, but not for this script.
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/rule");
    println!("cargo::rerun-if-changed=src/check");
    println!("cargo::rerun-if-changed=src/model");
    pack("secret", rules)?;
    pack("key", rules)?;
    pack("client", rules)?;
    pack("hygiene", rules)?;
    pack("clue", rules)
}

/// `rules/secret/`, or another family of the same form.
fn rules(sources: &[Source], problems: &mut Vec<RuleProblem>) -> Vec<rule::Rule> {
    let mut rules = Vec::new();
    for source in sources {
        rule::compile_file(source, false, &mut rules, problems);
    }
    rule::find_duplicates(&rules, problems);
    rules.sort_by(|a, b| a.info.id.cmp(&b.info.id));
    rules
}

/// Checks and packs the rules of one family: `rules/FAMILY/` becomes `FAMILY.pack`.
fn pack<T: Packed>(family: &str, check: fn(&[Source], &mut Vec<RuleProblem>) -> Vec<T>) -> io::Result<()> {
    let sources = sources(family)?;
    let mut problems = Vec::new();
    let rules = check(&sources, &mut problems);
    for problem in &problems {
        println!("cargo::error={problem}");
    }
    if !problems.is_empty() {
        return Err(io::Error::other(format!("rules/{family}: {} mistakes", problems.len())));
    }
    let bytes = packed_alone(&rules);
    let back = rule::unpack_all::<T>(bytes.clone().leak());
    if back.is_none_or(|back| back.len() != rules.len()) {
        return Err(io::Error::other(format!("rules/{family}: what was packed cannot be read back")));
    }
    fs::write(PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join(format!("{family}.pack")), bytes)
}

/// The TOML files of a family, in the order of their names.
fn sources(family: &str) -> io::Result<Vec<Source>> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("rules");
    let mut files = Vec::new();
    list(&root.join(family), &mut files)?;
    files.sort();
    let read = |file: &PathBuf| {
        let name = file.strip_prefix(&root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        Ok(Source {
            name: format!("rules/{name}"),
            text: String::from_utf8(fs::read(file)?).map_err(io::Error::other)?,
            trusted: true,
        })
    };
    files.iter().map(read).collect()
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    Ok(())
}
