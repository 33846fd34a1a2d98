//! A TOML file that a person wrote: read within limits, parsed, and decoded with every mistake placed.

use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use serde::de::DeserializeOwned;
use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Place, Problem};
use super::{quote, shape};
use crate::source::Snapshot;

/// The largest file that is read.
const LARGEST: u64 = 1 << 20;

/// A file with its text. Compared and printed by name only: the text may hold what must not be printed.
pub(crate) struct Document {
    /// Where it lies, absolute.
    pub(crate) path: PathBuf,
    /// How a person names it.
    pub(crate) shown: String,
    /// What it holds.
    pub(crate) text: String,
    strings: OnceLock<Vec<Range<usize>>>,
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({})", self.shown)
    }
}

/// A part of a document.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub(crate) document: Arc<Document>,
    pub(crate) span: Range<usize>,
}

impl Spot {
    pub(crate) fn place(&self) -> Place {
        self.document.place(self.span.clone())
    }
}

impl Document {
    /// Reads a file of at most 1 MB of UTF-8.
    pub(crate) fn read(from: &Snapshot, path: &Path, shown: String) -> Result<Arc<Self>, Problem> {
        let bytes = read(from, path).map_err(|why| {
            Problem::error(format!("cannot read `{shown}`: {why}")).help("give another file, or make this one readable")
        })?;
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Arc::new(Self { path: path.to_owned(), shown, text, strings: OnceLock::new() })),
            Err(error) => {
                let good = error.utf8_error().valid_up_to();
                let line = error.as_bytes().iter().take(good).filter(|b| **b == b'\n').count() + 1;
                Err(Problem::error(format!("`{shown}` is not UTF-8 from line {line} on")).help("save it as UTF-8"))
            }
        }
    }

    /// The place of a part.
    pub(crate) fn place(&self, span: Range<usize>) -> Place {
        quote::place(&self.shown, &self.text, span, self.strings.get_or_init(|| string_values(&self.text)))
    }

    /// The line of a part, from 1.
    pub(crate) fn line(&self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|b| *b == b'\n').count() + 1
    }

    /// Decodes the file. Parts that do not fit are reported and left out, so that the rest can be judged as well;
    /// nothing is decoded from a file that is not TOML.
    pub(crate) fn decode<T: DeserializeOwned + Default>(&self, schema: fn() -> Value) -> (T, Vec<Problem>) {
        let (mut table, errors) = DeTable::parse_recoverable(&self.text);
        if !errors.is_empty() {
            return (T::default(), self.syntax(&errors));
        }
        if let Ok(raw) = T::deserialize(toml::Deserializer::from(table.clone())) {
            return (raw, Vec::new());
        }
        let mut problems = shape::prune(&|span| self.place(span), &schema(), table.get_mut());
        match T::deserialize(toml::Deserializer::from(table)) {
            Ok(raw) => (raw, problems),
            Err(error) => {
                // The message of the error may quote a value.
                let problem = Problem::error("this does not fit here").help("`reticent config schema` says what does");
                problems.push(problem.at(self.place(error.span().unwrap_or_default())));
                (T::default(), problems)
            }
        }
    }

    /// What is no TOML; one problem a line, because the parser stumbles on after the first.
    fn syntax(&self, errors: &[toml::de::Error]) -> Vec<Problem> {
        let mut problems: Vec<Problem> = errors
            .iter()
            .map(|error| {
                let place = self.place(error.span().unwrap_or(self.text.len()..self.text.len()));
                let message = error.message().lines().next().unwrap_or_default().to_owned();
                Problem::error("not TOML").at(place).label(message)
            })
            .collect();
        problems.dedup_by_key(|problem| problem.place.as_ref().map(|place| place.line));
        problems
    }

    /// The rules of the file, and blanks for all else, so that a mistake in a rule has the line and column that it has
    /// in the file. Empty if there are none.
    pub(crate) fn rules_text(&self) -> String {
        let (table, _) = DeTable::parse_recoverable(&self.text);
        let mut kept: Vec<Range<usize>> = Vec::new();
        if let Some((key, value)) = table.get_ref().get_key_value("rule") {
            self.keep(key, value, &mut kept);
        }
        if kept.is_empty() {
            return String::new();
        }
        let blank = |(at, c): (usize, char)| {
            let keep = c == '\n' || c == '\r' || kept.iter().any(|range| range.contains(&at));
            let width = if keep { 0 } else { c.len_utf8() };
            std::iter::repeat_n(' ', width).chain(keep.then_some(c))
        };
        self.text.char_indices().flat_map(blank).collect()
    }

    /// Collects the lines that make up a value: headers, and keys with their values.
    fn keep(&self, key: &Spanned<toml::de::DeString<'_>>, value: &Spanned<DeValue<'_>>, kept: &mut Vec<Range<usize>>) {
        let inline = self.text.get(value.span()).is_some_and(|text| text.starts_with('{'));
        let header = self.text.get(value.span()).is_some_and(|text| text.starts_with("[["));
        match value.get_ref() {
            DeValue::Table(table) if !inline => {
                if self.text.get(value.span()).is_some_and(|text| text.starts_with('[')) {
                    kept.push(value.span());
                }
                table.iter().for_each(|(key, value)| self.keep(key, value, kept));
            }
            DeValue::Array(items) if header => items.iter().for_each(|item| self.keep(key, item, kept)),
            _ => {
                let before = self.text.get(..key.span().start).unwrap_or_default();
                kept.push(before.rfind('\n').map_or(0, |at| at + 1)..value.span().end);
            }
        }
    }
}

fn read(from: &Snapshot, path: &Path) -> Result<Vec<u8>, String> {
    if from.holds(path) {
        let bytes = from.read(path).map_err(|e| e.to_string())?;
        return if bytes.len() as u64 > LARGEST { Err("larger than 1 MB".to_owned()) } else { Ok(bytes) };
    }
    let metadata = std::fs::metadata(path).map_err(|e| e.to_string())?;
    if !metadata.is_file() {
        return Err("not a regular file".to_owned());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|e| e.to_string())?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    if bytes.len() as u64 > LARGEST { Err("larger than 1 MB".to_owned()) } else { Ok(bytes) }
}

/// Where the string values of a text are, without their quotes; as far as it can be parsed.
fn string_values(text: &str) -> Vec<Range<usize>> {
    fn collect(text: &str, value: &Spanned<DeValue<'_>>, found: &mut Vec<Range<usize>>) {
        match value.get_ref() {
            DeValue::String(_) => {
                let Range { start, end } = value.span();
                let raw = text.get(start..end).unwrap_or_default();
                let quotes = if raw.starts_with("'''") || raw.starts_with("\"\"\"") { 3 } else { 1 };
                found.push(start + quotes..end.saturating_sub(quotes).max(start + quotes));
            }
            DeValue::Array(items) => items.iter().for_each(|item| collect(text, item, found)),
            DeValue::Table(table) => table.iter().for_each(|(_, value)| collect(text, value, found)),
            _ => {}
        }
    }
    let (table, _) = DeTable::parse_recoverable(text);
    let mut found = Vec::new();
    table.get_ref().iter().for_each(|(_, value)| collect(text, value, &mut found));
    found
}
