//! A Mermaid graph: applications, what they sign in with, how they prove themselves (<https://mermaid.js.org>).

use std::io::{self, Write};

use super::super::words::count;
use super::{Client, Clients};

/// Writes the graph.
pub(super) fn write(clients: &Clients, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "graph LR")?;
    for (number, client) in clients.clients.iter().filter(|client| client.is_told()).enumerate() {
        writeln!(out, "  a{number}[\"{}<br/>{}\"]", text(&client.unit.path), client.unit.kind.as_str())?;
        link(number, client, out)?;
    }
    Ok(())
}

fn link(number: usize, client: &Client, out: &mut dyn Write) -> io::Result<()> {
    for (at, library) in client.unit.libraries.keys().enumerate() {
        writeln!(out, "  a{number} -->|signs in with| l{number}_{at}([\"{}\"])", text(library))?;
    }
    for (at, proof) in client.unit.proofs.iter().enumerate() {
        writeln!(out, "  a{number} -->|proves itself by| p{number}_{at}{{\"{}\"}}", text(proof))?;
    }
    if !client.faults.is_empty() {
        writeln!(out, "  a{number} -.-|{}| f{number}((\"!\"))", count(client.faults.len() as u64, "finding"))?;
    }
    Ok(())
}

/// Mermaid's own signs, as entities.
fn text(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}
