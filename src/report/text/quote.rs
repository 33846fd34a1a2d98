//! The quoted line with a caret under the secret.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::paint::Paint;
use crate::model::{Finding, printable};

/// The space left of the bar: a blank, the line number, a blank.
pub(super) fn margin(finding: &Finding) -> usize {
    finding.first().location.start.line.to_string().len().max(2) + 2
}

/// Writes the line and the caret line. A place without a line to quote gets none.
pub(super) fn write(paint: &Paint, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let occurrence = finding.first();
    let excerpt = &occurrence.excerpt;
    if excerpt.text.is_empty() {
        return Ok(());
    }
    let margin = margin(finding);
    let ellipsis = |clipped| if clipped { "…" } else { "" };
    let left = ellipsis(excerpt.clipped_left);
    let number = paint.frame(&format!("{:>1$} |", occurrence.location.start.line, margin - 1));
    let text = printable(excerpt.text.as_bytes());
    writeln!(out, "{number} {left}{text}{}", ellipsis(excerpt.clipped_right))?;

    let before: String = text.chars().take(excerpt.mark).collect();
    let marked: String = text.chars().skip(excerpt.mark).take(excerpt.width.max(1)).collect();
    let indent = " ".repeat(left.width() + before.width());
    let carets = format!("{} {} confidence", "^".repeat(marked.width().max(1)), finding.confidence);
    let bar = paint.frame(&format!("{:margin$}|", ""));
    writeln!(out, "{bar} {indent}{}", paint.severity(finding.severity, &carets))?;
    writeln!(out, "{bar}")
}
