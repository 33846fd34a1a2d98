//! Comma-separated values (RFC 4180), one key a line.

use std::io::{self, Write};

use super::{Inventory, InventoryEntry, protection, verdict, visibility};
use crate::model::printable;

const HEAD: &str = "path,line,container,algorithm,bits,curve,visibility,encrypted,protection,not_before,not_after,subject,issuer,\
signature,fingerprint,verdict,weaknesses,same,pairs";

/// Writes the inventory.
pub(super) fn write(inventory: &Inventory, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{HEAD}\r\n")?;
    for entry in &inventory.entries {
        let fields: Vec<String> = fields(entry).iter().map(|field| quoted(field)).collect();
        write!(out, "{}\r\n", fields.join(","))?;
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

/// In quotes where a reader would trip; a leading sign of a formula is taken from spreadsheets.
fn quoted(field: &str) -> String {
    let formula = field.starts_with(['=', '+', '-', '@']);
    let field = if formula { format!("'{field}") } else { field.to_owned() };
    if field.contains([',', '"', '\r', '\n', ';']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stay_fields() {
        assert_eq!(quoted("a,b"), "\"a,b\"");
        assert_eq!(quoted("say \"x\""), "\"say \"\"x\"\"\"");
        assert_eq!(quoted("=1+1"), "'=1+1");
        assert_eq!(HEAD.split(',').count(), 19);
    }
}
