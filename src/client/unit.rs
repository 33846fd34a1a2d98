//! Application units: which folder is one, and which clues belong to it.

use std::collections::{BTreeMap, BTreeSet};

use super::declared::Declared;
use super::evidence::{Evidence, Seen};
use super::kind::{Kind, PROOF, is_about_identity, kind_of, weight_of};
use crate::order::Order as _;

/// An application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its folder, relative to the root; `.` for the root itself.
    pub path: String,
    /// What makes it a unit: `npm`, `dotnet` …
    pub sorts: BTreeSet<String>,
    /// What kind of client it is.
    pub kind: Kind,
    /// What the evidence in it says strongly, where a declaration says otherwise.
    pub contradicted: Option<Kind>,
    /// Where it runs, as far as that is seen.
    pub platforms: BTreeSet<String>,
    /// Identity libraries, with versions where they are written down.
    pub libraries: BTreeMap<String, Option<String>>,
    /// Flows that it uses.
    pub flows: BTreeSet<String>,
    /// How it proves its identity.
    pub proofs: BTreeSet<String>,
    /// What shows it, the weightiest first.
    pub evidence: Vec<Evidence>,
}

impl Unit {
    /// What a side weighs.
    pub fn weight(&self, side: &str) -> u32 {
        weight_of(&self.evidence, side)
    }

    /// Whether a clue, or one of a group, was seen; in a file, unless that is empty.
    pub fn has(&self, clue: &str, file: &str) -> bool {
        let here = |e: &Evidence| file.is_empty() || e.path == file;
        self.evidence.iter().any(|e| (e.id == clue || e.group == clue) && here(e))
    }

    /// Whether it goes to users' devices or browsers.
    pub fn is_shipped(&self) -> bool {
        self.evidence.iter().any(|e| e.side == "public" && e.platform.is_some())
    }

    /// Whether it has to do with identity.
    pub fn is_about_identity(&self) -> bool {
        is_about_identity(&self.evidence)
    }

    /// The weightiest evidence of a side, at most three, each of another group.
    pub fn best(&self, side: &str) -> Vec<&Evidence> {
        let mut groups = BTreeSet::new();
        self.evidence.iter().filter(|e| e.side == side && groups.insert(e.group.as_str())).take(3).collect()
    }
}

/// The units of a tree.
#[derive(Clone, Debug, Default)]
pub struct Units {
    by_path: BTreeMap<String, Unit>,
    /// Clues and their groups in files that belong to no unit: scripts by themselves.
    loose: BTreeSet<(String, String)>,
    /// Names that clues captured: by folder, clue and name, the files and lines.
    names: BTreeMap<[String; 3], Vec<(String, u64)>>,
}

/// Parts of paths that hold other people's code.
const FOREIGN: [&str; 7] =
    ["node_modules", "bower_components", "third_party", "Pods", "vendor", "site-packages", "lib/jquery"];

fn is_foreign(path: &str) -> bool {
    path.split('/').any(|part| FOREIGN.contains(&part)) || path.contains("wwwroot/lib/")
}

/// What is inside a file is named behind its path and this.
const INSIDE: char = '!';

/// The folder that a container's content is in, as it were.
fn within(path: &str) -> String {
    format!("{path}{INSIDE}")
}

fn folder(path: &str, up: u8) -> &str {
    let mut at = path;
    for _ in 0..=up {
        at = at.rsplit_once('/').map_or("", |(folder, _)| folder);
    }
    at
}

/// The folder of samples below a unit in which a file stands.
fn sample_within(path: &str, unit: &str) -> Option<String> {
    let below = path.strip_prefix(unit)?;
    let first = below.trim_start_matches('/').split('/').next()?;
    let shows =
        matches!(first.to_ascii_lowercase().as_str(), "sample" | "samples" | "example" | "examples" | "demo" | "demos");
    shows.then(|| if unit.is_empty() { first.to_owned() } else { format!("{unit}/{first}") })
}

impl Units {
    /// Gathers clues into units and judges each; what a configuration declares has the last word.
    pub fn of(mut seen: Vec<Seen<'_>>, declared: &[Declared]) -> Self {
        seen.retain(|seen| !is_foreign(seen.path));
        seen.order_by(|a, b| (a.path, a.line, a.id).cmp(&(b.path, b.line, b.id)));
        let mut units = Self::default();
        let workspaces: BTreeSet<&str> = seen.iter().filter(|s| s.clue.workspace).map(|s| folder(s.path, 0)).collect();
        let made = |seen: &Seen<'_>| {
            let at = if seen.clue.artefact { within(seen.path) } else { folder(seen.path, seen.clue.up).to_owned() };
            Some((at, seen.clue.unit.clone()?))
        };
        for (at, sort) in seen.iter().filter_map(made).filter(|(at, _)| !workspaces.contains(at.as_str())) {
            units.open(&at).sorts.insert(sort.to_string());
        }
        for one in declared {
            units.open(&one.path);
        }
        let of_library = |seen: &&Seen<'_>| seen.clue.side == "library" && seen.clue.weight >= 4;
        let libraries: BTreeSet<String> =
            seen.iter().filter(of_library).filter_map(|seen| units.key_of(seen.path)).collect();
        for seen in &seen {
            units.name(seen);
            let at = match units.key_of(seen.path) {
                _ if seen.clue.artefact => within(seen.path),
                // What shows how to use a library is no part of it.
                Some(at) if libraries.contains(&at) && seen.clue.weight >= 4 => {
                    sample_within(seen.path, &at).unwrap_or(at)
                }
                Some(at) => at,
                // A program without a manifest: its folder is the unit.
                None if seen.clue.weight >= 4 => folder(seen.path, 0).to_owned(),
                None => {
                    units.loose.extend([seen.id, &seen.clue.group].map(|name| (seen.path.to_owned(), name.to_owned())));
                    continue;
                }
            };
            units.open(&at).take(seen);
        }
        for unit in units.by_path.values_mut() {
            unit.evidence.order_by(|a, b| (b.weight, &a.path, a.line).cmp(&(a.weight, &b.path, b.line)));
            unit.kind = kind_of(&unit.evidence);
        }
        units.native_parts();
        for one in declared {
            units.open(&one.path).declare(one);
        }
        units
    }

    /// The native half of a package for React Native or Flutter is part of the package.
    fn native_parts(&mut self) {
        let is_library = |at: &str| self.by_path.get(at).is_some_and(|unit| unit.kind == Kind::Library);
        let native =
            |at: &str| matches!(at.rsplit('/').next(), Some("android" | "ios" | "macos" | "windows" | "linux"));
        let parts: Vec<String> =
            self.by_path.keys().filter(|at| native(at) && is_library(folder(at, 0))).cloned().collect();
        for at in parts {
            self.open(&at).kind = Kind::Library;
        }
    }

    fn name(&mut self, seen: &Seen<'_>) {
        if let Some(name) = seen.value.filter(|_| seen.clue.library.is_none()) {
            let key = [folder(seen.path, 0), seen.id, name].map(str::to_owned);
            self.names.entry(key).or_default().push((seen.path.to_owned(), seen.line));
        }
    }

    /// Where a clue captured a name in another file of the folder.
    pub fn named(&self, clue: &str, name: &str, file: &str) -> Option<(&str, u64)> {
        let places = self.names.get(&[folder(file, 0), clue, name].map(str::to_owned))?;
        places.iter().find(|(path, _)| path != file).map(|(path, line)| (path.as_str(), *line))
    }

    fn open(&mut self, at: &str) -> &mut Unit {
        self.by_path.entry(at.to_owned()).or_insert_with(|| Unit {
            path: if at.is_empty() { ".".to_owned() } else { at.trim_end_matches(INSIDE).to_owned() },
            sorts: BTreeSet::new(),
            kind: Kind::Unknown,
            contradicted: None,
            platforms: BTreeSet::new(),
            libraries: BTreeMap::new(),
            flows: BTreeSet::new(),
            proofs: BTreeSet::new(),
            evidence: Vec::new(),
        })
    }

    /// The deepest unit above a path.
    fn key_of(&self, path: &str) -> Option<String> {
        let mut at = folder(path, 0);
        loop {
            if self.by_path.contains_key(at) {
                return Some(at.to_owned());
            }
            if at.is_empty() {
                return None;
            }
            at = folder(at, 0);
        }
    }

    /// The unit that a file belongs to.
    pub fn unit_of(&self, path: &str) -> Option<&Unit> {
        self.by_path.get(&self.key_of(path)?)
    }

    /// Whether a clue, or one of a group, was seen in a file that belongs to no unit.
    pub fn is_loose(&self, clue: &str, file: &str) -> bool {
        self.loose.contains(&(file.to_owned(), clue.to_owned()))
    }

    /// The unit in a folder; the root's is empty.
    pub fn at(&self, folder: &str) -> Option<&Unit> {
        self.by_path.get(folder)
    }

    /// All units, by path.
    pub fn iter(&self) -> impl Iterator<Item = &Unit> {
        self.by_path.values()
    }
}

impl Unit {
    /// Takes a declaration for what holds, and keeps in mind what speaks strongly against it.
    fn declare(&mut self, declared: &Declared) {
        let shipped = self.evidence.iter().any(|e| e.side == "public" && e.platform.is_some());
        let strong = |side: &str| self.evidence.iter().any(|e| e.side == side && e.weight >= PROOF);
        let against = match (declared.kind, self.kind) {
            (Kind::Public | Kind::None, Kind::Confidential) => strong("confidential"),
            (Kind::Confidential | Kind::ResourceOnly, Kind::Public) => strong("public"),
            (Kind::None, Kind::Public) => strong("public") && self.is_about_identity(),
            (Kind::Library, Kind::Public) => shipped,
            _ => false,
        };
        self.contradicted = against.then_some(self.kind);
        self.kind = declared.kind;
        self.flows.extend(declared.flows());
        self.evidence.splice(0..0, declared.evidence());
    }

    fn take(&mut self, seen: &Seen<'_>) {
        let clue = seen.clue;
        let add = |set: &mut BTreeSet<String>, what: &Option<crate::model::Text>| {
            set.extend(what.as_ref().map(ToString::to_string));
        };
        add(&mut self.platforms, &clue.platform);
        add(&mut self.flows, &clue.flow);
        add(&mut self.proofs, &clue.proof);
        if let Some(library) = &clue.library {
            let version = seen.value.filter(|_| clue.version).map(str::to_owned);
            let known = self.libraries.entry(library.to_string()).or_default();
            *known = known.take().or(version);
        }
        if self.evidence.iter().any(|e| e.id == seen.id && e.path == seen.path) {
            return;
        }
        self.evidence.push(Evidence {
            side: clue.side.to_string(),
            weight: clue.weight,
            group: clue.group.to_string(),
            id: seen.id.to_owned(),
            says: seen.says.to_owned(),
            path: seen.path.to_owned(),
            line: seen.line,
            identity: clue.identity,
            platform: clue.platform.as_ref().map(ToString::to_string),
        });
    }
}
