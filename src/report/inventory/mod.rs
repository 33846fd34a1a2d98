//! The inventory of keys: what `reticent keys` prints, one file a format.

mod cbom;
mod csv;
mod json;
mod table;

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::civil::Date;

use crate::key::{Key, Verdict, Visibility, Weakness};
use crate::model::{GapKind, Origin, printable};

/// Where a key stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyPlace {
    /// The file.
    pub origin: Origin,
    /// Counted from 1; 1 in a binary.
    pub line: u64,
}

/// A key with all that is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InventoryEntry {
    /// Where it stands.
    pub place: KeyPlace,
    /// What was measured.
    pub key: Key,
    /// SHA-256 of what makes it, in hexadecimal digits.
    pub fingerprint: Option<String>,
    /// The worst that is said of it.
    pub verdict: Verdict,
    /// Why.
    pub weaknesses: Vec<Weakness>,
    /// Where the same key stands in the same role.
    pub same: Vec<KeyPlace>,
    /// Where its other half, or a certificate for it, stands.
    pub pairs: Vec<KeyPlace>,
}

/// All keys of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inventory {
    /// In the order of their places.
    pub entries: Vec<InventoryEntry>,
    /// The policy's name.
    pub policy: String,
    /// What it is.
    pub policy_title: String,
    /// The day by which they were judged.
    pub as_of: Date,
    /// Files that were read.
    pub files: u64,
    /// What was not, by kind.
    pub gaps: BTreeMap<GapKind, u64>,
}

/// The formats of an inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum InventoryFormat {
    /// A table for people.
    Table,
    /// JSON.
    Json,
    /// Comma-separated values (RFC 4180).
    Csv,
    /// A cryptography bill of materials (`CycloneDX` 1.6).
    Cbom,
}

/// Writes an inventory. `prefix` stands before each path where a person reads it; `width` is that of the terminal.
pub fn inventory(
    format: InventoryFormat,
    inventory: &Inventory,
    prefix: &str,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        InventoryFormat::Table => table::write(inventory, prefix, width, out),
        InventoryFormat::Json => json::write(inventory, out),
        InventoryFormat::Csv => csv::write(inventory, out),
        InventoryFormat::Cbom => cbom::write(inventory, out),
    }
}

impl KeyPlace {
    /// The path as text, with what it was unpacked from.
    fn path(&self) -> String {
        self.origin.display()
    }

    /// `path:line`, safe to print.
    pub(super) fn shown(&self) -> String {
        format!("{}:{}", printable(self.path().as_bytes()), self.line)
    }
}

/// The word for a visibility.
pub(super) fn visibility(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Private => "private",
        Visibility::Public => "public",
        Visibility::Certificate => "certificate",
        Visibility::Request => "request",
        Visibility::RevocationList => "revocation-list",
        Visibility::Parameters => "parameters",
        Visibility::Secret => "secret",
        Visibility::Store => "store",
        Visibility::Message => "message",
    }
}

/// The word for a verdict.
pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ok => "ok",
        Verdict::Note => "note",
        Verdict::Warning => "warning",
        Verdict::Error => "error",
        Verdict::Unknown => "unknown",
    }
}

/// How a private key is protected, in a few words; empty where that says nothing.
pub(super) fn protection(key: &Key) -> String {
    match &key.protection {
        None if key.is_private() => "not encrypted".to_owned(),
        None => String::new(),
        Some(protection) => {
            let rounds = protection.rounds.map(|rounds| format!(" ({rounds})")).unwrap_or_default();
            format!("{}, {}{rounds}", protection.cipher, protection.kdf)
        }
    }
}
