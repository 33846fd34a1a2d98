//! Which markers of a file reach which lines.

use std::collections::{BTreeMap, BTreeSet};

use super::marker::{Marker, Reach, Statement, Tool};
use crate::model::Position;

/// The markers of a file, by what they reach.
pub(super) struct Coverage {
    /// Markers for single lines, by that line.
    by_line: BTreeMap<u64, Vec<usize>>,
    /// Blocks: the marker that begins it, and where it begins and ends.
    blocks: Vec<(usize, Position, Position)>,
    /// Beginnings and ends of blocks that have no counterpart.
    pub(super) stray: Vec<usize>,
}

/// After every place of a file.
const EVER: Position = Position { line: u64::MAX, column: u64::MAX };

impl Coverage {
    /// Lays the markers out; `order` lists those that count, by place.
    pub(super) fn of(markers: &[Marker], order: &[usize]) -> Self {
        let mut coverage = Self { by_line: BTreeMap::new(), blocks: Vec::new(), stray: Vec::new() };
        coverage.lines(markers, order);
        coverage.own_blocks(markers, order);
        coverage.secretlint_blocks(markers, order);
        coverage
    }

    /// The markers that may reach a secret between two places: first those of its lines, then the blocks around it.
    pub(super) fn around(&self, start: Position, end: Position) -> impl Iterator<Item = usize> {
        let lines = self.by_line.range(start.line..=last_line(start, end)).flat_map(|(_, indexes)| indexes);
        let blocks = self.blocks.iter().filter(move |(_, from, to)| (*from < end || *from <= start) && start <= *to);
        lines.copied().chain(blocks.map(|&(index, ..)| index))
    }

    fn lines(&mut self, markers: &[Marker], order: &[usize]) {
        // A line that holds an allow of ours and nothing else is no line that an allow above it could mean.
        let passed: BTreeSet<u64> = order
            .iter()
            .filter_map(|&index| markers.get(index))
            .filter(|marker| marker.alone && matches!(marker.statement, Statement::Allow { .. }))
            .map(Marker::line)
            .collect();
        let mut targets = BTreeMap::new();
        for &line in passed.iter().rev() {
            let below = targets.get(&(line + 1)).copied().unwrap_or(line + 1);
            targets.insert(line, below);
        }
        for (index, marker) in order.iter().filter_map(|&index| Some((index, markers.get(index)?))) {
            let next = marker.line() + 1;
            let line = match &marker.statement {
                Statement::Allow { reach: Reach::NextLine, .. } => targets.get(&next).copied().unwrap_or(next),
                Statement::Foreign { reach: Reach::NextLine, .. } => next,
                Statement::Allow { .. } | Statement::Foreign { reach: Reach::Line | Reach::Before, .. } => {
                    marker.line()
                }
                _ => continue,
            };
            self.by_line.entry(line).or_default().push(index);
        }
    }

    /// Ours reach whole lines, and count only where they are closed: an end that somebody deleted must not open the
    /// rest of the file.
    fn own_blocks(&mut self, markers: &[Marker], order: &[usize]) {
        let mut open: Vec<(usize, &Marker, &[String])> = Vec::new();
        for (index, marker) in order.iter().filter_map(|&index| Some((index, markers.get(index)?))) {
            match &marker.statement {
                Statement::Off { globs, .. } => open.push((index, marker, globs)),
                Statement::On { globs } => {
                    let last = open.last().map(|(last, ..)| *last);
                    let ends = |(begun, _, off): &(usize, &Marker, &[String])| match globs.as_slice() {
                        [] => Some(*begun) == last,
                        globs => *off == globs,
                    };
                    let (closed, still): (Vec<_>, Vec<_>) = open.into_iter().partition(ends);
                    open = still;
                    self.stray.extend(closed.is_empty().then_some(index));
                    let end = Position { line: marker.line(), column: u64::MAX };
                    self.blocks
                        .extend(closed.iter().map(|(off, at, _)| (*off, Position { line: at.line(), column: 1 }, end)));
                }
                _ => {}
            }
        }
        self.stray.extend(open.iter().map(|(index, ..)| *index));
        self.stray.sort_unstable();
    }

    /// Secretlint's reach from the comment to the comment that ends them, or to the end of the file.
    fn secretlint_blocks(&mut self, markers: &[Marker], order: &[usize]) {
        let mut open: Vec<(usize, Position, &[String])> = Vec::new();
        for (index, marker) in order.iter().filter_map(|&index| Some((index, markers.get(index)?))) {
            let Statement::Foreign { tool: Tool::Secretlint, reach, rules, .. } = &marker.statement else { continue };
            match reach {
                Reach::Start => open.push((index, marker.location.start, rules)),
                Reach::End => {
                    let last = open.last().map(|&(last, ..)| last);
                    let ends = |(begun, _, of): &(usize, Position, &[String])| match rules.as_slice() {
                        [] => Some(*begun) == last,
                        rules => *of == rules,
                    };
                    let (closed, still): (Vec<_>, Vec<_>) = open.into_iter().partition(ends);
                    open = still;
                    self.blocks.extend(closed.iter().map(|&(begun, from, _)| (begun, from, marker.location.start)));
                }
                _ => {}
            }
        }
        self.blocks.extend(open.iter().map(|&(begun, from, _)| (begun, from, EVER)));
    }
}

/// The last line that a secret stands on; a line end at its end belongs to the line before.
pub(super) fn last_line(start: Position, end: Position) -> u64 {
    if end.column == 1 && end.line > start.line { end.line - 1 } else { end.line.max(start.line) }
}
