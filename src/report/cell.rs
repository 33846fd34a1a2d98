//! Cells of comma-separated values (RFC 4180), for every table that a spreadsheet may open.

/// A line of cells.
pub(super) fn row(cells: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    cells.into_iter().map(|cell| quoted(cell.as_ref())).collect::<Vec<_>>().join(",")
}

/// In quotes where a reader would trip; a leading sign of a formula is taken from spreadsheets.
fn quoted(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n', ';']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_cells_and_are_never_formulas() {
        assert_eq!(row(["a,b", "say \"x\"", "plain"]), "\"a,b\",\"say \"\"x\"\"\",plain");
        assert_eq!(row(["=1+1", "=cmd|x,y"]), "'=1+1,\"'=cmd|x,y\"");
    }
}
