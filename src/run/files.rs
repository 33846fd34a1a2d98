//! Files that somebody asks for by name, as they stand in the index: all that is in them, not only what a commit would add.

use std::collections::BTreeSet;
use std::io;

use bstr::{BString, ByteSlice as _};

use super::added::whole;
use super::asked::Asked;
use super::context::Gathered;
use super::part::{Part, count};
use super::range::Job;
use super::tree::path_findings;
use super::versions::read_version;
use crate::model::{Gap, GapKind, Origin};
use crate::source::Reader;
use crate::source::git::IndexEntry;

impl Job<'_> {
    /// Scans files whole: from the index where they are in it, else from the working tree.
    pub(super) fn files(&self, files: &[BString], index: &[IndexEntry], gathered: &mut Gathered) {
        let wanted: BTreeSet<&BString> = files.iter().collect();
        let mut ignores = self.ignores();
        for path in wanted {
            let left_out = ignores.as_mut().is_some_and(|ignores| ignores.matches_name(path.as_bstr()));
            if self.stopped() || left_out {
                continue;
            }
            let origin = Origin::file(path.clone());
            let first = index.partition_point(|entry| entry.path < *path);
            let entries: Vec<_> = index.iter().skip(first).take_while(|entry| entry.path == *path).collect();
            if entries.is_empty() {
                self.read_disk(&origin, gathered);
            }
            for entry in entries.into_iter().filter(|entry| entry.entry.is_blob() && !entry.announced) {
                let version = read_version(self.repository, entry.entry.id, &origin, (self.context, Asked::Everything));
                count(version.read, self.context, gathered);
                gathered.report.gaps.extend(version.gaps.iter().cloned());
                path_findings(&origin, self.context, gathered);
                whole(&origin, version, self.context, gathered);
            }
        }
    }

    fn read_disk(&self, origin: &Origin, gathered: &mut Gathered) {
        let top = self.repository.place().top.clone().unwrap_or_default();
        let mut part = Part::new(self.context, origin);
        let path = top.join(origin.path.to_path_lossy());
        if path.is_dir() {
            return;
        }
        match Reader::default().read(&path, &mut |_, _| true, &mut |piece| part.scan(&piece)) {
            Ok(read) => part.finish(read, gathered),
            Err(error) => {
                let kind =
                    if error.kind() == io::ErrorKind::NotFound { GapKind::Vanished } else { GapKind::Unreadable };
                gathered.report.gaps.push(Gap { kind, origin: origin.clone(), detail: error.to_string() });
            }
        }
    }
}
