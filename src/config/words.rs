//! Values of the configuration that have a spelling of their own: sizes, dates, kinds of gaps, states, tools.

use std::borrow::Cow;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use crate::model::{Confidence, GapKind, Severity, SuppressionState};

/// The tools whose markers in comments can be honoured.
pub const FOREIGN_TOOLS: [&str; 8] =
    ["betterleaks", "detect-secrets", "ggshield", "gitleaks", "keyhog", "kingfisher", "secretlint", "trufflehog"];

/// A size: a number of bytes, or a text with a unit.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum SizeWord {
    /// Bytes.
    Bytes(u64),
    /// `50MB`.
    Text(String),
}

impl SizeWord {
    /// In bytes.
    pub(crate) fn bytes(&self) -> Result<u64, String> {
        match self {
            Self::Bytes(bytes) => Ok(*bytes),
            Self::Text(text) => parse_size(text),
        }
    }
}

impl JsonSchema for SizeWord {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Size".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["integer", "string"],
            "minimum": 0,
            "pattern": "^ *[0-9]+ *([Bb]|[KkMmGg]([Ii]?[Bb])?)? *$",
        })
    }
}

/// Units, longest first, in capitals.
const UNITS: [(&str, u64); 10] = [
    ("KIB", 1 << 10),
    ("MIB", 1 << 20),
    ("GIB", 1 << 30),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("K", 1_000),
    ("M", 1_000_000),
    ("G", 1_000_000_000),
    ("B", 1),
];

/// Reads a size such as `50MB`, `64KiB` or `1000`; for `--max-file-size` as well.
pub fn parse_size(text: &str) -> Result<u64, String> {
    let capitals = text.trim().to_ascii_uppercase();
    let (number, unit) =
        UNITS.iter().find_map(|(name, unit)| Some((capitals.strip_suffix(name)?, *unit))).unwrap_or((&capitals, 1));
    let number = number.trim();
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err("not a size: write bytes, or a whole number with KB, MB, GB, KiB, MiB or GiB".to_owned());
    }
    let bytes = number.parse::<u64>().ok().and_then(|n| n.checked_mul(unit));
    bytes.ok_or_else(|| "a size beyond what fits in 64 bits".to_owned())
}

/// Writes a size the way that it would be typed.
pub(crate) fn size_text(bytes: u64) -> String {
    let unit = UNITS
        .iter()
        .filter(|(name, _)| name.len() > 1)
        .rev()
        .find(|(_, unit)| bytes >= *unit && bytes.is_multiple_of(*unit));
    match unit {
        Some((name, unit)) => format!("{}{}", bytes / unit, name.replace('I', "i")),
        None => bytes.to_string(),
    }
}

/// A date, as a text or as a TOML date.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum DateWord {
    /// `until = 2026-01-31`.
    Toml(toml::value::Datetime),
    /// `until = "2026-01-31"`.
    Text(String),
}

impl DateWord {
    /// The day, if it is one and nothing but one.
    pub(crate) fn date(&self) -> Option<Date> {
        match self {
            Self::Toml(toml::value::Datetime { date: Some(date), time: None, offset: None }) => {
                Date::new(i16::try_from(date.year).ok()?, date.month.cast_signed(), date.day.cast_signed()).ok()
            }
            Self::Toml(_) => None,
            Self::Text(text) => parse_date(text),
        }
    }
}

/// Reads `YYYY-MM-DD`, and nothing else; for `--as-of` and `--until` as well.
pub fn parse_date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10 && bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
    if !shape {
        return None;
    }
    let number = |range| text.get(range).filter(|t: &&str| t.bytes().all(|b| b.is_ascii_digit()));
    Date::new(number(0..4)?.parse().ok()?, number(5..7)?.parse().ok()?, number(8..10)?.parse().ok()?).ok()
}

impl JsonSchema for DateWord {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "date",
            "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
        })
    }
}

/// A kind of gap, by the word that `--allow-incomplete` takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind(pub(crate) GapKind);

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Kind {
    fn schema_name() -> Cow<'static, str> {
        "Gap".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": GapKind::ALL.map(GapKind::as_str) })
    }
}

/// What an allow says of its findings.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct State(pub(crate) SuppressionState);

/// The word for a state.
pub(crate) fn state_word(state: SuppressionState) -> &'static str {
    match state {
        SuppressionState::FalsePositive => "false-positive",
        SuppressionState::Accepted => "accepted",
        SuppressionState::ToRotate => "to-rotate",
    }
}

impl JsonSchema for State {
    fn schema_name() -> Cow<'static, str> {
        "State".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let all = [SuppressionState::FalsePositive, SuppressionState::Accepted, SuppressionState::ToRotate];
        json_schema!({ "type": "string", "enum": all.map(state_word) })
    }
}

/// Whose markers are honoured besides our own.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Foreign {
    /// All, or none.
    All(bool),
    /// Those of these tools.
    Tools(Vec<String>),
}

impl JsonSchema for Foreign {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Foreign".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["boolean", "array"], "items": { "type": "string", "enum": FOREIGN_TOOLS } })
    }
}

impl JsonSchema for Severity {
    fn schema_name() -> Cow<'static, str> {
        "Severity".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let all = [Self::Note, Self::Warning, Self::Error];
        json_schema!({ "type": "string", "enum": all.map(Self::as_str), "description": "How bad it is if it is true." })
    }
}

impl JsonSchema for Confidence {
    fn schema_name() -> Cow<'static, str> {
        "Confidence".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let all = [Self::Low, Self::Medium, Self::High];
        json_schema!({ "type": "string", "enum": all.map(Self::as_str), "description": "How sure we are that it is true." })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_written() {
        for (text, bytes) in [("0", 0), ("50MB", 50_000_000), ("64 KiB", 65_536), ("1gib", 1 << 30), ("7B", 7)] {
            assert_eq!(parse_size(text), Ok(bytes), "{text}");
            assert_eq!(parse_size(&size_text(bytes)), Ok(bytes), "{text}");
        }
        for text in ["", "MB", "-1", "1.5MB", "1TB", "99999999999GB", "0x10"] {
            assert!(parse_size(text).is_err(), "{text}");
        }
        assert_eq!(size_text(50_000_000), "50MB");
        assert_eq!(size_text(65_536), "64KiB");
    }

    #[test]
    fn dates_are_dates_of_the_calendar_and_nothing_else() {
        assert_eq!(parse_date("2024-02-29"), Some(Date::constant(2024, 2, 29)));
        for text in ["2023-02-29", "2024-2-9", "2024-02-29T00:00", "+024-01-01", "2024/01/01", "soon"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }
}
