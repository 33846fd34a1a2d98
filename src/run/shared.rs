//! Identifiers that applications of two kinds share: one client ID for what users run and for what a server keeps a secret for.

use std::collections::BTreeMap;

use crate::client::{Kind, Unit};
use crate::model::{Finding, Location, Origin, Related};

/// Shorter texts are names that many applications have.
const SHORTEST: usize = 16;

/// Where each identifier is used, by the side of the application.
#[derive(Debug, Default)]
pub(super) struct Shared(BTreeMap<Vec<u8>, [Option<(Origin, Location)>; 2]>);

impl Shared {
    /// Notes a finding whose match ends with an identifier.
    pub(super) fn note(&mut self, finding: &Finding, unit: &Unit) {
        let (Some(side), Some(id)) = (side(unit), identifier(finding.secret.expose())) else { return };
        let places = self.0.entry(id.to_ascii_lowercase()).or_default();
        if let Some(place) = places.get_mut(side) {
            place.get_or_insert_with(|| (finding.origin.clone(), finding.first().location));
        }
    }

    /// Whether the other side uses the identifier too; says so with the finding.
    pub(super) fn tell(&self, finding: &mut Finding, unit: &Unit) -> bool {
        let (Some(side), Some(id)) = (side(unit), identifier(finding.secret.expose())) else { return false };
        let other = self.0.get(&id.to_ascii_lowercase()).and_then(|places| places.get(1 - side)?.clone());
        let Some((origin, location)) = other else { return false };
        let whom = if side == 0 { "a confidential client" } else { "a public client" };
        finding.related.push(Related { origin, location, message: format!("the same identifier in {whom}") });
        true
    }
}

/// 0 for a public client, 1 for one that proves itself by a credential.
fn side(unit: &Unit) -> Option<usize> {
    match unit.kind {
        Kind::Public => Some(0),
        Kind::Confidential if !unit.proofs.is_empty() => Some(1),
        _ => None,
    }
}

/// The identifier that a statement's text ends with; the text stands between zeros ([`crate::model::Secret::statement`]).
fn identifier(text: &[u8]) -> Option<&[u8]> {
    let text = text.split(|b| *b == 0).find(|part| !part.is_empty())?;
    let text = text.strip_suffix(b"\"").or_else(|| text.strip_suffix(b"'")).unwrap_or(text);
    let fits = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_');
    let start = text.iter().rposition(|b| !fits(b)).map_or(0, |at| at + 1);
    text.get(start..).filter(|id| id.len() >= SHORTEST)
}

/// The name that a statement's text ends with: `azuread_application.name`.
pub(super) fn name_at_end(text: &[u8]) -> Option<&str> {
    let text = text.split(|b| *b == 0).find(|part| !part.is_empty())?;
    let fits = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let start = text.iter().rposition(|b| !fits(b)).map_or(0, |at| at + 1);
    std::str::from_utf8(text.get(start..)?).ok().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{identifier, name_at_end};

    #[test]
    fn names_are_the_last_part() {
        assert_eq!(name_at_end(b"\0application_id=azuread_application.my-app\x000"), Some("my-app"));
        assert_eq!(name_at_end(b"\0x=\x000"), None);
    }

    #[test]
    fn identifiers_are_what_a_match_ends_with() {
        assert_eq!(
            identifier(b"clientId: \"11111111-2222-3333-4444-555555555555\""),
            Some(&b"11111111-2222-3333-4444-555555555555"[..])
        );
        assert_eq!(identifier(b"\0CLIENT_ID=1234-abcdefghij.apps.x\x000"), Some(&b"1234-abcdefghij.apps.x"[..]));
        assert_eq!(identifier(b"clientId: \"web\""), None);
    }
}
