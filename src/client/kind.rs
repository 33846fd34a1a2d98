//! From weights to a kind.

use std::collections::BTreeSet;

use super::evidence::Evidence;

/// What kind of client an application is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Runs where its users, or anybody, can read it.
    Public,
    /// Runs where a secret can be kept.
    Confidential,
    /// Has parts of either.
    Both,
    /// Checks tokens and asks for none.
    ResourceOnly,
    /// Code for other applications.
    Library,
    /// Nothing to do with identity.
    None,
    /// Something to do with identity, and too little is seen to say what.
    Unknown,
}

impl Kind {
    /// Those that a person may declare.
    pub const DECLARED: [Self; 6] =
        [Self::Public, Self::Confidential, Self::Both, Self::ResourceOnly, Self::Library, Self::None];

    /// The word that rules and reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Confidential => "confidential",
            Self::Both => "both",
            Self::ResourceOnly => "resource-only",
            Self::Library => "library",
            Self::None => "none",
            Self::Unknown => "unknown",
        }
    }
}

/// Most that one side's evidence adds up to.
const CAP: u32 = 16;
/// A clue of this weight proves its side where it stands.
pub(super) const PROOF: u8 = 5;

/// The weight of a side: its three best groups of clues.
pub(super) fn weight_of(evidence: &[Evidence], side: &str) -> u32 {
    let mut groups: Vec<(u8, &str)> =
        evidence.iter().filter(|e| e.side == side).map(|e| (e.weight, e.group.as_str())).collect();
    groups.sort_unstable_by(|a, b| b.cmp(a));
    let mut seen = BTreeSet::new();
    groups.retain(|(_, group)| seen.insert(*group));
    groups.iter().take(3).map(|(weight, _)| u32::from(*weight)).sum::<u32>().min(CAP)
}

/// A name that speaks of identity in what users run, and elsewhere of whatever holds credentials for others.
const WORD: &str = "client-secret-word";

/// Whether it goes to users whatever else is in it.
fn is_shipped(evidence: &[Evidence]) -> bool {
    evidence.iter().any(|e| e.side == "public" && e.platform.is_some() && e.weight > PROOF)
}

/// Whether the evidence of one unit has to do with identity.
pub(super) fn is_about_identity(evidence: &[Evidence]) -> bool {
    let command = evidence.iter().any(|e| e.group == "command-line");
    // A package for developers that has a parameter of that name is a library of identity.
    let named = is_shipped(evidence) || (weight_of(evidence, "library") >= 4 && !command);
    evidence.iter().any(|e| e.identity && (named || e.group != WORD))
}

/// What the evidence of one unit says.
pub(super) fn kind_of(evidence: &[Evidence]) -> Kind {
    if !is_about_identity(evidence) {
        return Kind::None;
    }
    // A window of its own, and nothing that serves others: whatever it asks for tokens as, it runs where its users are.
    let shows = evidence.iter().any(|e| e.side == "public" && e.platform.is_some() && e.weight >= PROOF);
    let serves = evidence.iter().any(|e| e.side == "confidential" && !e.identity);
    let command = evidence.iter().any(|e| e.group == "command-line");
    let library = weight_of(evidence, "library");
    if library >= u32::from(PROOF) || (library == 4 && !command && !shows) {
        return Kind::Library;
    }
    let public = weight_of(evidence, "public");
    let confidential = weight_of(evidence, "confidential");
    let resource = weight_of(evidence, "resource");
    let proofs = |side: &str| -> BTreeSet<&str> {
        evidence.iter().filter(|e| e.side == side && e.weight >= PROOF).map(|e| e.path.as_str()).collect()
    };
    let (proves_public, proves_confidential) = (proofs("public"), proofs("confidential"));
    let apart = proves_public.iter().any(|path| proves_confidential.iter().any(|other| other != path));
    if is_shipped(evidence) || (shows && !serves) {
        // What is shipped to users is public, whatever it calls itself.
        return Kind::Public;
    }
    // An authorization server is asked for tokens, and asks nobody.
    if evidence.iter().any(|e| e.group == "authorization-server") && confidential < 5 && public < 4 {
        return Kind::None;
    }
    let even = public.abs_diff(confidential) <= 1 && !proves_public.is_empty() && !proves_confidential.is_empty();
    if public >= 4 && confidential >= 5 && (apart || even) {
        return Kind::Both;
    }
    // An API that takes tokens is a client as well only where it proves that it asks for some.
    if resource >= 4 && confidential < 5 && public < 4 {
        return Kind::ResourceOnly;
    }
    let asks = evidence.iter().any(|e| e.group == "asks-for-tokens");
    let installed = evidence
        .iter()
        .any(|e| e.group == "command-line" && ![".go", "go.mod"].iter().any(|end| e.path.ends_with(end)));
    match () {
        () if public >= 4 && public >= confidential => Kind::Public,
        () if confidential >= 3 => Kind::Confidential,
        () if public >= 4 => Kind::Public,
        // What serves others and asks for tokens can keep what it proves itself by.
        () if serves && asks && resource == 0 => Kind::Confidential,
        // Who installs a command runs it. Servers in Go are commands as well.
        () if installed && !serves && resource == 0 => Kind::Public,
        () => Kind::Unknown,
    }
}
