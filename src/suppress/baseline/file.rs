//! The baseline as a file: JSON lines, a header first.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use bstr::{BString, ByteSlice as _};
use serde::{Deserialize, Serialize};

use super::super::fingerprint::{LONG_TAG, RepositoryKey, SHORT_TAG, is_hex};
use super::super::problem::FileProblem;
use super::super::terms::{Terms, parse_date};
use super::{Baseline, Entry};
use crate::model::{Extent, Location, Origin, Position, Span, SuppressionState};
use crate::order::Order as _;

/// The name that the file has unless somebody gives it another.
pub const FILE_NAME: &str = ".reticent-baseline.jsonl";

/// The format that this program reads and writes.
const FORMAT: u64 = 1;

/// Most keys in one file: each of them makes a short tag match more secrets.
const MOST_KEYS: usize = 8;

/// Most mistakes that are told at once.
const MOST_PROBLEMS: usize = 50;

/// The first line; its name says what the file is.
#[derive(Serialize, Deserialize)]
struct Header {
    #[serde(rename = "reticent-baseline")]
    format: u64,
    #[serde(default)]
    key: String,
}

/// An entry as written; the order of the fields is the order in the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    rule: String,
    path: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    inside: Vec<String>,
    tag: String,
    state: SuppressionState,
    reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

/// A mistake and its remedy.
type Mistake = (String, &'static str);

impl Baseline {
    /// Reads a file; `name` is for messages. Tells all mistakes at once.
    pub fn read(bytes: &[u8], name: &str) -> Result<Self, Vec<FileProblem>> {
        let mut baseline = Self { keys: Vec::new(), entries: Vec::new() };
        let mut mistakes: Vec<(usize, Mistake)> = Vec::new();
        let mut conflict = false;
        for (number, line, span) in lines(bytes) {
            if is_conflict(line) {
                mistakes.extend((!conflict).then(|| (number, (CONFLICT.0.to_owned(), CONFLICT.1))));
                conflict = true;
                continue;
            }
            let result = if is_header(line) {
                baseline.take_header(line)
            } else if baseline.keys.is_empty() {
                Err((NO_HEADER.0.to_owned(), NO_HEADER.1))
            } else {
                baseline.take_entry(line, number, span)
            };
            let Err(mistake) = result else { continue };
            let stop = mistake.1 == UPGRADE || mistake.1 == NO_HEADER.1;
            mistakes.push((number, mistake));
            if stop || mistakes.len() >= MOST_PROBLEMS {
                break;
            }
        }
        if baseline.keys.is_empty() && mistakes.is_empty() {
            mistakes.push((1, (NO_HEADER.0.to_owned(), NO_HEADER.1)));
        }
        if !mistakes.is_empty() {
            let problem = |(line, (message, advice)): (usize, Mistake)| FileProblem {
                file: name.to_owned(),
                line,
                message,
                advice: advice.to_owned(),
            };
            return Err(mistakes.into_iter().map(problem).collect());
        }
        // The smallest key is the repository's, whichever branch was merged into which.
        baseline.keys.order();
        baseline.keys.dedup();
        Ok(baseline)
    }

    /// The file's text: sorted, each line once.
    pub fn render(&self) -> String {
        let mut text = String::new();
        let mut keys: Vec<&RepositoryKey> = self.keys.iter().collect();
        keys.order();
        keys.dedup();
        for key in keys {
            push_line(&mut text, &Header { format: FORMAT, key: key.to_hex() });
        }
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.order_by(|a, b| a.order().cmp(&b.order()));
        entries.dedup_by(|a, b| a.order() == b.order());
        for entry in entries {
            push_line(&mut text, &Line::of(entry));
        }
        text
    }

    /// Writes the file: beside it first, then in its place, so that it is never there by half.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".reticent-baseline-");
        #[cfg(unix)]
        let all = std::os::unix::fs::PermissionsExt::from_mode(0o666);
        #[cfg(unix)]
        builder.permissions(all);
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(self.render().as_bytes())?;
        if let Ok(old) = fs::metadata(&target) {
            file.as_file().set_permissions(old.permissions())?;
        }
        File::sync_all(file.as_file())?;
        file.persist(&target).map_err(|error| error.error)?;
        Ok(())
    }

    fn take_header(&mut self, line: &[u8]) -> Result<(), Mistake> {
        let header: Header = serde_json::from_slice(line).map_err(|error| (clean(&error), "restore the line"))?;
        if header.format != FORMAT {
            let message = format!(
                "the baseline has format {}, this program ({}) reads format {FORMAT}",
                header.format,
                env!("CARGO_PKG_VERSION"),
            );
            return Err((message, UPGRADE));
        }
        let key = RepositoryKey::from_hex(&header.key).map_err(|error| (error.to_string(), "restore the line"))?;
        if self.keys.len() >= MOST_KEYS {
            return Err(("too many keys in one baseline".to_owned(), "make it anew: reticent baseline create"));
        }
        if !self.keys.contains(&key) {
            self.keys.push(key);
        }
        Ok(())
    }

    fn take_entry(&mut self, line: &[u8], number: usize, span: Span) -> Result<(), Mistake> {
        let raw: Line = serde_json::from_slice(line).map_err(|error| (clean(&error), "correct or delete the line"))?;
        let row = number as u64;
        let location = Location {
            span,
            start: Position { line: row, column: 1 },
            end: Position { line: row, column: Extent::of(line).position().column },
        };
        self.entries.push(raw.entry(location)?);
        Ok(())
    }
}

const UPGRADE: &str = "install a newer reticent";
const NO_HEADER: (&str, &str) = (
    "the first line of a baseline is its header, {\"reticent-baseline\":1,\"key\":…}",
    "restore the line, or make the file anew: reticent baseline create",
);
const CONFLICT: (&str, &str) = (
    "a merge left its conflict marks here",
    "keep the lines of both sides, delete the marks, run `reticent baseline update`; \
     `.reticent-baseline.jsonl merge=union` in .gitattributes does so by itself",
);

impl Line {
    fn of(entry: &Entry) -> Self {
        Self {
            rule: entry.rule.clone(),
            path: encode(&entry.origin.path),
            inside: entry.origin.inside.iter().map(|name| encode(name)).collect(),
            tag: entry.tag.clone(),
            state: entry.terms.state,
            reason: entry.terms.reason.clone(),
            owner: entry.terms.owner.clone(),
            until: entry.terms.until.map(|date| date.to_string()),
        }
    }

    fn entry(self, location: Location) -> Result<Entry, Mistake> {
        if !is_hex(&self.tag) || !matches!(self.tag.len(), SHORT_TAG | LONG_TAG) {
            return Err((
                format!("`tag` has {SHORT_TAG} or {LONG_TAG} lower-case hexadecimal characters"),
                "restore the line, or delete it and run `reticent baseline update --reason …`",
            ));
        }
        let until = match self.until {
            Some(word) => Some(
                parse_date(&word)
                    .ok_or_else(|| ("`until` is no day that exists".to_owned(), "write it as YYYY-MM-DD"))?,
            ),
            None => None,
        };
        if self.reason.trim().is_empty() {
            return Err(("`reason` is empty".to_owned(), "say why this is accepted"));
        }
        let decode = |text: &str| {
            decode(text).ok_or_else(|| ("`path` holds a % that begins no %XX".to_owned(), "write a % as %25"))
        };
        let inside = self.inside.iter().map(|name| decode(name)).collect::<Result<_, _>>()?;
        Ok(Entry {
            rule: self.rule,
            origin: Origin { path: decode(&self.path)?, inside },
            tag: self.tag,
            terms: Terms { state: self.state, reason: self.reason, owner: self.owner, until },
            location: Some(location),
        })
    }
}

/// The lines that hold something: number, content, place.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8], Span)> {
    let mut at = 0;
    (1..).zip(bytes.lines_with_terminator()).filter_map(move |(number, whole)| {
        let start = at;
        at += whole.len();
        let line = whole.strip_prefix(b"\xef\xbb\xbf").filter(|_| number == 1).unwrap_or(whole);
        let line = line.trim_ascii();
        let span = Span { start: start as u64, end: (start + whole.trim_ascii_end().len()) as u64 };
        (!line.is_empty()).then_some((number, line, span))
    })
}

/// How many bytes the first lines of a baseline take, which hold its keys and nothing else; 0 for another file.
pub fn header_length(text: &[u8]) -> usize {
    let holds_a_key = |line: &&[u8]| {
        let header: Option<Header> = serde_json::from_slice(line).ok();
        header.filter(|header| RepositoryKey::from_hex(&header.key).is_ok()).is_some_and(|header| {
            let mut written = String::new();
            push_line(&mut written, &header);
            written.as_bytes() == *line
        })
    };
    text.split_inclusive(|b| *b == b'\n').take_while(holds_a_key).map(<[u8]>::len).sum()
}

fn is_header(line: &[u8]) -> bool {
    line.find(b"\"reticent-baseline\"").is_some_and(|at| at < 3)
}

fn is_conflict(line: &[u8]) -> bool {
    [&b"<<<<<<<"[..], b"=======", b">>>>>>>", b"|||||||"].iter().any(|mark| line.starts_with(mark))
}

/// serde's message without its place (each line is parsed by itself, so it would mislead) and without values (they might
/// be anything).
fn clean(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.rfind(" at line ").and_then(|at| text.get(..at)).unwrap_or(&text);
    let message = if !error.is_data() {
        format!("no JSON object (column {})", error.column())
    } else if ["unknown field", "missing field", "duplicate field"].iter().any(|start| text.starts_with(start)) {
        crate::model::printable(text.as_bytes())
    } else if text.starts_with("unknown variant") {
        "`state` is `false-positive`, `accepted` or `to-rotate`".to_owned()
    } else {
        "a field holds the wrong kind of value".to_owned()
    };
    format!("cannot be read: {message}")
}

fn push_line(text: &mut String, line: &impl Serialize) {
    // A struct of strings and numbers always has a JSON form.
    text.push_str(&serde_json::to_string(line).unwrap_or_default());
    text.push('\n');
}

/// A path as text: bytes that are no UTF-8 as `%XX`, and so `%` itself.
fn encode(path: &[u8]) -> String {
    let mut text = String::with_capacity(path.len());
    for chunk in path.utf8_chunks() {
        text.push_str(&chunk.valid().replace('%', "%25"));
        for byte in chunk.invalid() {
            text.push('%');
            let digits = [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16));
            text.extend(digits.into_iter().flatten().map(|digit| digit.to_ascii_uppercase()));
        }
    }
    text
}

fn decode(text: &str) -> Option<BString> {
    let mut parts = text.split('%');
    let mut path = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        path.push(u8::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))?);
        path.extend_from_slice(rest.as_bytes());
    }
    Some(path.into())
}
