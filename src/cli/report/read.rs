//! Reading report files, within a size that all of them share.

use std::fs::File;
use std::io::{self, Read};

use super::Failure;
use crate::report::read::{Told, read};

/// Reads one file after the other.
pub(super) struct Reader {
    limit: u64,
    left: u64,
    number: u64,
}

impl Reader {
    pub(super) fn new(limit: u64) -> Self {
        Self { limit, left: limit, number: 0 }
    }

    /// Reads a report; `-` is standard input.
    pub(super) fn read(&mut self, file: &str) -> Result<Told, Failure> {
        let bytes = if file == "-" { self.take("standard input", io::stdin().lock())? } else { self.open(file)? };
        self.number += 1;
        let name = if file == "-" { "standard input" } else { file };
        read(&bytes, self.number).map_err(|error| Failure::new(format!("{name}: {error}")))
    }

    fn open(&mut self, file: &str) -> Result<Vec<u8>, Failure> {
        let told = |error: &io::Error| Failure::new(format!("{file}: {error}; name a report that --format json wrote"));
        let opened = File::open(file).map_err(|error| told(&error))?;
        let known = opened.metadata().map_err(|error| told(&error))?;
        if known.is_dir() {
            return Err(Failure::new(format!("{file}: a folder; name a report that --format json wrote")));
        }
        if known.len() > self.left {
            return Err(self.too_large(file));
        }
        self.take(file, opened)
    }

    fn take(&mut self, name: &str, from: impl Read) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        let read = from.take(self.left.saturating_add(1)).read_to_end(&mut bytes);
        let read = read.map_err(|error| Failure::new(format!("{name}: {error}")))? as u64;
        if read > self.left {
            return Err(self.too_large(name));
        }
        self.left -= read;
        Ok(bytes)
    }

    fn too_large(&self, name: &str) -> Failure {
        let limit = self.limit;
        Failure::new(format!(
            "{name}: with it, reports are larger than {limit} bytes; raise --max-report-size (a report takes several times \
             its size in memory), or scan fewer paths at a time"
        ))
    }
}
