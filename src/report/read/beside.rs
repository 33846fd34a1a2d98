//! The lists of applications and keys, as the JSON report has them, and from there to the rows of a page.

use jiff::civil::Date;

use super::lists::{RawApplication, RawApplications, RawEvidence, RawJudged, RawKey, RawKeys};
use super::said::{lines, origin, text, unknown};
use super::wrong::{ReadError, shortened};
use crate::client::Kind;
use crate::key::{Verdict, Visibility};
use crate::report::KeyPlace;
use crate::report::beside::{Application, Applications, Because, Judged, KeyRow, Keys};
use crate::report::inventory;

const KINDS: [Kind; 7] =
    [Kind::Public, Kind::Confidential, Kind::Both, Kind::ResourceOnly, Kind::Library, Kind::None, Kind::Unknown];
const VERDICTS: [Verdict; 5] = [Verdict::Ok, Verdict::Note, Verdict::Warning, Verdict::Error, Verdict::Unknown];
const VISIBILITIES: [Visibility; 9] = [
    Visibility::Private,
    Visibility::Public,
    Visibility::Certificate,
    Visibility::Request,
    Visibility::RevocationList,
    Visibility::Parameters,
    Visibility::Secret,
    Visibility::Store,
    Visibility::Message,
];

/// The applications.
pub(super) fn applications(raw: &RawApplications) -> Result<Applications, ReadError> {
    Ok(Applications { list: rows("application", &raw.list, application)?, others: counted(raw.others)? })
}

/// The keys.
pub(super) fn keys(raw: &RawKeys) -> Result<Keys, ReadError> {
    Ok(Keys { list: rows("key", &raw.list, key)?, judged: rows("policy of keys", &raw.judged, judged)? })
}

/// Turns a list; what is wrong is told with the number of the row.
fn rows<R, T>(what: &str, raw: &[R], turn: impl Fn(&R) -> Result<T, ReadError>) -> Result<Vec<T>, ReadError> {
    let numbered = raw.iter().enumerate();
    let told = |(at, raw)| turn(raw).map_err(|error| ReadError::new(format!("{what} {}: {error}", at + 1)));
    numbered.map(told).collect()
}

fn application(raw: &RawApplication) -> Result<Application, ReadError> {
    let because =
        |raw: &RawEvidence| Ok(Because { says: lines(&raw.says), path: raw.path.clone(), line: line(raw.line)? });
    Ok(Application {
        // What a path may hold that acts on a terminal is the business of the page, as with every path.
        path: raw.path.clone(),
        kind: named(&KINDS, Kind::as_str, &raw.kind, "kind of application")?,
        platforms: texts(&raw.platforms),
        libraries: raw.libraries.iter().map(|(name, of)| (text(name), of.as_deref().map(text))).collect(),
        proofs: texts(&raw.proofs),
        because: raw.evidence.iter().map(because).collect::<Result<_, ReadError>>()?,
    })
}

fn key(raw: &RawKey) -> Result<KeyRow, ReadError> {
    let origin = origin(&raw.path, raw.path_encoded.as_deref(), &raw.inside, &raw.inside_encoded);
    Ok(KeyRow {
        place: KeyPlace { origin, line: line(raw.line)? },
        what: text(&raw.what),
        container: text(&raw.container),
        visibility: named(&VISIBILITIES, inventory::visibility, &raw.visibility, "visibility of a key")?,
        protection: text(&raw.protection),
        verdict: named(&VERDICTS, inventory::verdict, &raw.verdict, "verdict on a key")?,
        reasons: texts(&raw.reasons),
    })
}

fn judged(raw: &RawJudged) -> Result<Judged, ReadError> {
    let as_of: Date = raw.as_of.parse().map_err(|_unquoted| {
        ReadError::new(format!("`{}` is no day; one is written as YYYY-MM-DD", shortened(&text(&raw.as_of))))
    })?;
    Ok(Judged { policy: text(&raw.policy), as_of })
}

fn texts(words: &[String]) -> Vec<String> {
    words.iter().map(|word| text(word)).collect()
}

/// What a word of a small set means.
fn named<T: Copy>(all: &[T], word_of: fn(T) -> &'static str, word: &str, what: &str) -> Result<T, ReadError> {
    all.iter().copied().find(|&one| word_of(one) == word).ok_or_else(|| unknown(word, what))
}

fn line(line: u64) -> Result<u64, ReadError> {
    match counted(line)? {
        0 => Err(ReadError::new("its line is none: lines count from 1")),
        line => Ok(line),
    }
}

/// A number that other programs can bear.
fn counted(number: u64) -> Result<u64, ReadError> {
    if number <= 1 << 53 { Ok(number) } else { Err(ReadError::new(format!("{number} is too large a number"))) }
}
