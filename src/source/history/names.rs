//! Names of files and folders, each kept once.

use std::collections::HashMap;

/// A name's number.
pub(super) type Name = u32;

/// Names by number and numbers by name.
#[derive(Debug, Default)]
pub(super) struct Names {
    numbers: HashMap<Box<[u8]>, Name, foldhash::fast::RandomState>,
    list: Vec<Box<[u8]>>,
}

impl Names {
    /// The number of a name.
    #[inline]
    pub(super) fn number(&mut self, name: &[u8]) -> Name {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = Name::try_from(self.list.len()).unwrap_or(Name::MAX);
        self.numbers.insert(name.into(), number);
        self.list.push(name.into());
        number
    }

    /// The name of a number.
    pub(super) fn name(&self, number: Name) -> &[u8] {
        self.list.get(number as usize).map_or(b"", AsRef::as_ref)
    }

    /// All names, by number.
    pub(super) fn list(&self) -> &[Box<[u8]>] {
        &self.list
    }
}
