//! The inventory of applications: what `reticent clients` prints, one file a format.

mod json;
mod mermaid;
mod table;

use std::io::{self, Write};

use crate::client::{Kind, Unit};

/// What is wrong in an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The rule's id.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// How bad.
    pub severity: &'static str,
    /// The file.
    pub path: String,
    /// Counted from 1.
    pub line: u64,
}

/// An application with what is wrong in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// The application.
    pub unit: Unit,
    /// In the order of their places.
    pub faults: Vec<Fault>,
}

/// All applications of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clients {
    /// By path.
    pub clients: Vec<Client>,
    /// Files that were read.
    pub files: u64,
    /// Files that were not, or not whole.
    pub gaps: u64,
}

/// The formats of this inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ClientsFormat {
    /// A table for people.
    Table,
    /// JSON.
    Json,
    /// A graph for Markdown.
    Mermaid,
}

/// Writes the inventory. `explain` shows all evidence.
pub fn clients(format: ClientsFormat, clients: &Clients, explain: bool, out: &mut dyn Write) -> io::Result<()> {
    match format {
        ClientsFormat::Table => table::write(clients, explain, out),
        ClientsFormat::Json => json::write(clients, out),
        ClientsFormat::Mermaid => mermaid::write(clients, out),
    }
}

impl Client {
    /// Whether it is worth a line: an application that has to do with identity, or in which something is wrong.
    pub(super) fn is_told(&self) -> bool {
        self.unit.kind != Kind::None || !self.faults.is_empty()
    }

    /// The side of the evidence that decided.
    pub(super) fn side(&self) -> &'static str {
        match self.unit.kind {
            Kind::Confidential => "confidential",
            Kind::ResourceOnly => "resource",
            Kind::Library => "library",
            _ => "public",
        }
    }

    /// Libraries with their versions.
    pub(super) fn libraries(&self) -> String {
        let shown = self.unit.libraries.iter().map(|(name, version)| match version {
            Some(version) => format!("{name} {version}"),
            None => name.clone(),
        });
        shown.collect::<Vec<_>>().join(", ")
    }

    pub(super) fn proofs(&self) -> String {
        joined(&self.unit.proofs)
    }
}

pub(super) fn joined(words: &std::collections::BTreeSet<String>) -> String {
    words.iter().cloned().collect::<Vec<_>>().join(", ")
}
