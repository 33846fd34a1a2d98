//! What a scan saw beside its findings, as rows: applications with their kinds, keys with their measures. The page shows
//! them, and the JSON report holds them for the pages that are made of it. The commands `clients` and `keys` tell more.

use std::collections::{BTreeMap, BTreeSet};

use bstr::BString;
use jiff::civil::Date;

use super::clients::{Client, Clients};
use super::inventory::{Inventory, KeyPlace, protection};
use crate::client::Kind;
use crate::key::{Verdict, Visibility};
use crate::order::Order as _;

/// What a scan saw beside its findings. What was not looked for is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventories {
    /// Applications with their kinds.
    pub applications: Option<Applications>,
    /// Keys and certificates with their measures.
    pub keys: Option<Keys>,
}

/// The applications of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applications {
    /// Those that have to do with identity, or in which something is wrong; by path.
    pub list: Vec<Application>,
    /// How many others there are.
    pub others: u64,
}

/// An application.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Application {
    /// Its folder, relative to the root; `.` for the root itself.
    pub path: String,
    /// What kind of client it is.
    pub kind: Kind,
    /// Where it runs, as far as that is seen.
    pub platforms: Vec<String>,
    /// Identity libraries, with versions where they are written down.
    pub libraries: BTreeMap<String, Option<String>>,
    /// How it proves its identity.
    pub proofs: Vec<String>,
    /// What shows its kind, the weightiest first.
    pub because: Vec<Because>,
}

/// Something that shows what an application is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Because {
    /// What it shows.
    pub says: String,
    /// The file.
    pub path: String,
    /// Counted from 1.
    pub line: u64,
}

/// The keys of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// In the order of their places.
    pub list: Vec<KeyRow>,
    /// By what they were judged; nothing where there is none.
    pub judged: Vec<Judged>,
}

/// A key or a certificate: what anybody may know of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyRow {
    /// Where it stands.
    pub place: KeyPlace,
    /// What it is, in a few words.
    pub what: String,
    /// In what it is written down.
    pub container: String,
    /// Who may see it.
    pub visibility: Visibility,
    /// How a private key is protected; empty where that says nothing.
    pub protection: String,
    /// The worst that is said of it.
    pub verdict: Verdict,
    /// Why.
    pub reasons: Vec<String>,
}

/// By what keys were judged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Judged {
    /// What the policy is.
    pub policy: String,
    /// The day.
    pub as_of: Date,
}

impl From<&Clients> for Applications {
    fn from(clients: &Clients) -> Self {
        let list: Vec<Application> =
            clients.clients.iter().filter(|client| client.is_told()).map(Application::from).collect();
        let others = clients.clients.len() - list.len();
        Self { list, others: others as u64 }
    }
}

impl From<&Client> for Application {
    fn from(client: &Client) -> Self {
        let unit = &client.unit;
        let because = unit.best(client.side()).into_iter().map(|evidence| Because {
            says: evidence.says.clone(),
            path: evidence.path.clone(),
            line: evidence.line,
        });
        Self {
            path: unit.path.clone(),
            kind: unit.kind,
            platforms: unit.platforms.iter().cloned().collect(),
            libraries: unit.libraries.clone(),
            proofs: unit.proofs.iter().cloned().collect(),
            because: because.collect(),
        }
    }
}

impl From<&Inventory> for Keys {
    fn from(inventory: &Inventory) -> Self {
        let rows = inventory.entries.iter().map(|entry| KeyRow {
            place: entry.place.clone(),
            what: entry.key.describe(),
            container: entry.key.container.to_string(),
            visibility: entry.key.visibility,
            protection: protection(&entry.key),
            verdict: entry.verdict,
            reasons: entry.weaknesses.iter().map(|said| said.detail.clone()).collect(),
        });
        let list: Vec<KeyRow> = rows.collect();
        // A report without keys is the same on every day.
        let judged = Judged { policy: inventory.policy_title.clone(), as_of: inventory.as_of };
        Self { judged: if list.is_empty() { Vec::new() } else { vec![judged] }, list }
    }
}

impl Inventories {
    /// Puts a folder, which ends with a slash, before every path.
    pub(super) fn move_below(&mut self, folder: &str) {
        for application in self.applications.iter_mut().flat_map(|all| &mut all.list) {
            application.path = below(folder, &application.path);
            application.because.iter_mut().for_each(|because| because.path.insert_str(0, folder));
        }
        for key in self.keys.iter_mut().flat_map(|all| &mut all.list) {
            let mut path = BString::from(folder);
            path.extend_from_slice(&key.place.origin.path);
            key.place.origin.path = path;
        }
    }

    /// Takes in those of another report; of the same repository, what both have is told once.
    pub(super) fn take_in(&mut self, other: Self, same_repository: bool) {
        if let Some(theirs) = other.applications {
            let mine = self.applications.get_or_insert_default();
            add(&mut mine.list, theirs.list, same_repository);
            mine.list.order_by(|a, b| a.path.cmp(&b.path));
            mine.others += theirs.others;
        }
        if let Some(theirs) = other.keys {
            let mine = self.keys.get_or_insert_default();
            add(&mut mine.list, theirs.list, same_repository);
            mine.list.order_by(|a, b| (&a.place.origin, a.place.line).cmp(&(&b.place.origin, b.place.line)));
            add(&mut mine.judged, theirs.judged, true);
        }
    }
}

/// The path of an application whose root lies in a folder, which ends with a slash or is empty.
pub(super) fn below(folder: &str, path: &str) -> String {
    match (folder.trim_end_matches('/'), path) {
        ("", path) => path.to_owned(),
        (folder, ".") => folder.to_owned(),
        _ => format!("{folder}{path}"),
    }
}

/// Adds rows to others; if asked to, those only that are not there.
fn add<T: Ord + Clone>(mine: &mut Vec<T>, theirs: Vec<T>, once: bool) {
    let known: BTreeSet<T> = if once { mine.iter().cloned().collect() } else { BTreeSet::new() };
    mine.extend(theirs.into_iter().filter(|row| !known.contains(row)));
}
