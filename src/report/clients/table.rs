//! A list for people: an application a paragraph, with what shows its kind and what is wrong.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{Client, Clients, joined};
use crate::client::Evidence;
use crate::model::printable;
use crate::report::words::count;

/// Writes the inventory.
pub(super) fn write(clients: &Clients, explain: bool, out: &mut dyn Write) -> io::Result<()> {
    let told: Vec<&Client> = clients.clients.iter().filter(|client| client.is_told()).collect();
    for client in &told {
        one(client, explain, out)?;
        writeln!(out)?;
    }
    let rest = clients.clients.len() - told.len();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for client in &told {
        *kinds.entry(client.unit.kind.as_str()).or_default() += 1;
    }
    let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    let sum = if told.is_empty() { "no application that signs in".to_owned() } else { kinds.join(", ") };
    write!(out, "{sum}")?;
    if rest > 0 {
        write!(out, "; {} with nothing to do with identity", count(rest as u64, "unit"))?;
    }
    writeln!(out, " ({} read)", count(clients.files, "file"))?;
    if clients.gaps > 0 {
        writeln!(out, "{} could not be read whole; `reticent scan` names them", count(clients.gaps, "place"))?;
    }
    Ok(())
}

fn one(client: &Client, explain: bool, out: &mut dyn Write) -> io::Result<()> {
    let unit = &client.unit;
    writeln!(out, "{}  {}", shown(&unit.path), unit.kind.as_str())?;
    let line = |out: &mut dyn Write, name: &str, text: String| {
        if text.is_empty() { Ok(()) } else { writeln!(out, "  {name:<10}{}", shown(&text)) }
    };
    line(out, "platform", joined(&unit.platforms))?;
    line(out, "library", client.libraries())?;
    line(out, "flows", joined(&unit.flows))?;
    line(out, "proof", client.proofs())?;
    if explain {
        for evidence in &unit.evidence {
            let weight =
                if evidence.weight == 0 { String::new() } else { format!("{} +{}", evidence.side, evidence.weight) };
            writeln!(out, "  {weight:<16}{}", shown(&because(evidence)))?;
        }
    } else {
        let best: Vec<String> = unit.best(client.side()).into_iter().map(because).collect();
        for (number, text) in best.iter().enumerate() {
            writeln!(out, "  {:<10}{}", if number == 0 { "because" } else { "" }, shown(text))?;
        }
    }
    for fault in &client.faults {
        let place = format!("{}:{}", fault.path, fault.line);
        writeln!(out, "  {:<10}{} ({}, {})", fault.severity, shown(&fault.title), fault.rule, shown(&place))?;
    }
    Ok(())
}

fn because(evidence: &Evidence) -> String {
    format!("{} ({}:{})", evidence.says, evidence.path, evidence.line)
}

fn shown(text: &str) -> String {
    printable(text.as_bytes())
}
