//! Mistakes in what people wrote: collected, placed at file, line and column, and shown all at once.

use crate::order::Order as _;
use std::fmt::{self, Write as _};

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The file cannot be used (exit code 2).
    Error,
    /// The file can be used, but says something that has no effect.
    Warning,
}

/// Where a problem is, with the line as it may be shown: long values are cut out of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as a person would name it from the working directory.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The line, without what may be secret.
    pub quoted: String,
    /// Columns of a terminal before the marked part of `quoted`.
    pub indent: usize,
    /// Columns of a terminal that are marked; at least 1.
    pub width: usize,
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How bad.
    pub level: Level,
    /// What is wrong.
    pub message: String,
    /// Where; absent for a file that cannot be read, and for flags.
    pub place: Option<Box<Place>>,
    /// A few words for below the marked part.
    pub label: String,
    /// What to do.
    pub help: Option<String>,
}

impl Problem {
    /// A problem that makes the file useless.
    pub fn error(message: impl Into<String>) -> Self {
        Self { level: Level::Error, message: message.into(), place: None, label: String::new(), help: None }
    }

    /// A problem that the run survives.
    pub fn warning(message: impl Into<String>) -> Self {
        Self { level: Level::Warning, ..Self::error(message) }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(Box::new(place));
        self
    }

    /// Says more below the marked part.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        write!(f, "{level}: {}", self.message)?;
        let mut gutter = 2;
        if let Some(place) = &self.place {
            gutter = place.line.to_string().len() + 1;
            let Place { file, line, column, quoted, indent, width } = &**place;
            let blank = " ".repeat(gutter);
            let mut marks = format!("{}{}", " ".repeat(*indent), "^".repeat(*width));
            if !self.label.is_empty() {
                write!(marks, " {}", self.label)?;
            }
            write!(f, "\n{blank}--> {file}:{line}:{column}\n{blank} |\n {line} | {quoted}\n{blank} | {marks}")?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n{}= do: {help}", " ".repeat(gutter + 1))?;
        }
        Ok(())
    }
}

/// Several mistakes; as an error, they are shown together.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().enumerate() {
            let between = if i == 0 { "" } else { "\n\n" };
            write!(f, "{between}{problem}")?;
        }
        Ok(())
    }
}

/// By file and line; each once.
pub(crate) fn in_order(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.order_by(|a, b| (&a.place, a.level, &a.message).cmp(&(&b.place, b.level, &b.message)));
    problems.dedup();
    problems
}

/// The word of `known` that was probably meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |word: &str| word.to_ascii_lowercase().replace(['_', ' '], "-");
    let word = plain(word);
    let allowed = (word.chars().count() / 3).clamp(1, 4);
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, &plain(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `a`, `b` and `c`, each in backticks.
pub(crate) fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
