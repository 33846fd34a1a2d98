//! Comma-separated values (RFC 4180), one key a line.

use std::io::{self, Write};

use super::super::cell::row;
use super::{Inventory, InventoryEntry, protection, verdict, visibility};
use crate::model::printable;

const HEAD: &str = "path,line,container,algorithm,bits,curve,visibility,encrypted,protection,not_before,not_after,subject,issuer,\
signature,fingerprint,verdict,weaknesses,same,pairs";

/// Writes the inventory.
pub(super) fn write(inventory: &Inventory, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{HEAD}\r\n")?;
    for entry in &inventory.entries {
        write!(out, "{}\r\n", row(fields(entry)))?;
    }
    Ok(())
}

fn fields(entry: &InventoryEntry) -> Vec<String> {
    let key = &entry.key;
    let certificate = key.certificate.as_deref();
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let weaknesses: Vec<String> = entry.weaknesses.iter().map(|w| format!("{}: {}", w.rule, w.detail)).collect();
    let places = |places: &[super::KeyPlace]| places.iter().map(super::KeyPlace::shown).collect::<Vec<_>>().join("; ");
    vec![
        printable(entry.place.path().as_bytes()),
        entry.place.line.to_string(),
        key.container.to_string(),
        key.algorithm.to_string(),
        key.bits.map(|bits| bits.to_string()).unwrap_or_default(),
        key.curve.clone().unwrap_or_default(),
        visibility(key.visibility).to_owned(),
        key.protection.is_some().to_string(),
        protection(key),
        day(certificate.and_then(|certificate| certificate.not_before)),
        day(certificate.and_then(|certificate| certificate.not_after)),
        certificate.map(|certificate| printable(certificate.subject.as_bytes())).unwrap_or_default(),
        certificate.map(|certificate| printable(certificate.issuer.as_bytes())).unwrap_or_default(),
        certificate.map(|certificate| certificate.signature.to_string()).unwrap_or_default(),
        entry.fingerprint.clone().unwrap_or_default(),
        verdict(entry.verdict).to_owned(),
        weaknesses.join("; "),
        places(&entry.same),
        places(&entry.pairs),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_names_every_field() {
        assert_eq!(HEAD.split(',').count(), 19);
    }
}
