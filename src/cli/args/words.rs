//! Flags that take one of some words: parsed as ever, and told to whoever completes them.

use std::error::Error;
use std::ffi::OsStr;
use std::marker::PhantomData;
use std::str::FromStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command};

use crate::model::{Confidence, Severity};
use crate::report::Format;

/// Parses a word, and knows all of them. The messages are those of the type.
#[derive(Debug)]
pub(super) struct Words<T> {
    known: Vec<&'static str>,
    meant: PhantomData<fn() -> T>,
}

impl<T> Clone for Words<T> {
    fn clone(&self) -> Self {
        Self { known: self.known.clone(), meant: PhantomData }
    }
}

impl<T> TypedValueParser for Words<T>
where
    T: FromStr + Clone + Send + Sync + 'static,
    T::Err: Into<Box<dyn Error + Send + Sync + 'static>>,
{
    type Value = T;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, word: &OsStr) -> Result<T, clap::Error> {
        TypedValueParser::parse_ref(&|word: &str| T::from_str(word), command, arg, word)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.known.iter().map(PossibleValue::new)))
    }
}

/// The formats of a report.
pub(super) fn formats() -> Words<Format> {
    Words { known: Format::ALL.iter().map(|format| format.as_str()).collect(), meant: PhantomData }
}

/// How bad a finding is.
pub(super) fn severities() -> Words<Severity> {
    Words {
        known: [Severity::Error, Severity::Warning, Severity::Note].map(Severity::as_str).into(),
        meant: PhantomData,
    }
}

/// How sure a finding is.
pub(super) fn confidences() -> Words<Confidence> {
    Words {
        known: [Confidence::High, Confidence::Medium, Confidence::Low].map(Confidence::as_str).into(),
        meant: PhantomData,
    }
}
