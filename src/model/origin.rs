//! Where content comes from.

use bstr::{BStr, BString, ByteSlice as _};

use super::clean::printable;

/// Where a blob comes from: a path relative to the root of the scan, with `/` between its parts, as bytes because file
/// names need not be UTF-8; and what it was unpacked from.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The file's own path; of an archive's member, the archive's.
    pub path: BString,
    /// Names inside containers, outermost first: `assets/config.json` in `app.apk`.
    pub inside: Vec<BString>,
}

impl Origin {
    /// A file.
    pub fn file(path: impl Into<BString>) -> Self {
        Self { path: path.into(), inside: Vec::new() }
    }

    /// The path by which path rules judge: the innermost name.
    pub fn innermost(&self) -> &BStr {
        self.inside.last().unwrap_or(&self.path).as_bstr()
    }

    /// As people read it: `app.apk!/assets/config.json`, without control characters.
    pub fn display(&self) -> String {
        let mut text = printable(&self.path);
        for name in &self.inside {
            text.push_str("!/");
            text.push_str(&printable(name));
        }
        text
    }
}
