//! What a change adds that keeps findings quiet: comments, and lines of the files that say what is allowed.

use std::collections::BTreeSet;

use bstr::{BStr, ByteSlice as _};

use super::context::Context;
use super::versions::Version;
use crate::config::NAMES;
use crate::model::{Addition, AdditionKind, Origin};
use crate::suppress::{BASELINE_FILE, IGNORE_FILE, Statement, Tool, header_length};

/// Most bytes of a file that says what is allowed.
pub(super) const LARGEST: u64 = 16 << 20;

/// What a file says of findings by its name, if it does.
pub(super) fn kind_of(path: &BStr, context: &Context<'_>) -> Option<AdditionKind> {
    let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    let is = |wanted: &str| name == wanted.as_bytes();
    if NAMES.iter().any(|name| is(name)) {
        Some(AdditionKind::Config)
    } else if path == ".gitleaksignore" && context.tools.contains(&Tool::Gitleaks) {
        Some(AdditionKind::ForeignMarker)
    } else if is(IGNORE_FILE) {
        Some(AdditionKind::IgnoreFile)
    } else {
        (is(BASELINE_FILE) || context.is_baseline(&Origin::file(path))).then_some(AdditionKind::Baseline)
    }
}

/// The lines of such a file that none of its versions before has. Of a configuration what stands together counts once.
pub(super) fn of_file(
    kind: AdditionKind,
    origin: &Origin,
    before: &[Vec<u8>],
    now: &[u8],
    context: &Context<'_>,
) -> Vec<Addition> {
    let known: BTreeSet<&[u8]> = before.iter().flat_map(|text| text.lines()).map(<[u8]>::trim).collect();
    let header = if kind == AdditionKind::Baseline { now.get(..header_length(now)).unwrap_or_default() } else { b"" };
    let header = header.lines().count();
    let mut found: Vec<Addition> = Vec::new();
    let mut last = 0;
    for (number, line) in (1..).zip(now.lines()).skip(header) {
        let line = line.trim();
        if line.is_empty() || line.starts_with(b"#") || known.contains(line) {
            continue;
        }
        if kind != AdditionKind::Config || last == 0 || last + 1 != number {
            let counts = context.trusted.is_none();
            found.push(Addition { origin: origin.clone(), line: number, kind, counts });
        }
        last = number;
    }
    found
}

/// The comments of a file that none of its versions before has, or not as often.
pub(super) fn of_markers(origin: &Origin, now: &Version, before: &[&Version], context: &Context<'_>) -> Vec<Addition> {
    let mut found = Vec::new();
    for (at, (marker, _)) in now.markers.iter().enumerate() {
        let kind = match &marker.statement {
            Statement::Allow { .. } | Statement::Off { .. } => AdditionKind::Inline,
            Statement::Foreign { tool, .. } if context.tools.contains(tool) => AdditionKind::ForeignMarker,
            _ => continue,
        };
        let same = |statement: &&Statement| **statement == marker.statement;
        let earlier = now.statements().take(at).filter(same).count();
        let most = before.iter().map(|old| old.statements().filter(same).count()).max().unwrap_or_default();
        if earlier >= most {
            let (line, counts) = (marker.location.start.line, context.trusted.is_none());
            found.push(Addition { origin: origin.clone(), line, kind, counts });
        }
    }
    found
}
