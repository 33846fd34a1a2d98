//! Versions of files in a repository: each is read and scanned once, however many commits have it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, OnceLock};

use bstr::BString;
use rayon::prelude::*;

use super::asked::Asked;
use super::context::Context;
use super::finish::spots_of;
use super::outcome::{BlobOutcome, KeySpot, Spot};
use super::part::Part;
use super::settled::{Key, Settled};
use super::unfold::Member;
use crate::blob::{Content, sniff};
use crate::model::{Excerpt, Gap, GapKind, Origin, Secret};
use crate::source::git::{GitError, ObjectId, ObjectKind, Repository};
use crate::source::{Piece, read_stream};
use crate::suppress::{Marker, Statement};

/// For so many versions no readers are opened.
const FEW: usize = 8;

/// Larger blobs are streamed through the `git` program.
pub(super) const WHOLE: u64 = 64 << 20;

/// What a version of a file gave.
#[derive(Clone, Debug, Default)]
pub(super) struct Version {
    /// One rule for each secret.
    pub(super) spots: Vec<Spot>,
    /// Keys and certificates; what is wrong with each by itself is among the spots.
    pub(super) keys: Vec<KeySpot>,
    /// Allow markers, each with its line.
    pub(super) markers: Vec<(Marker, Excerpt)>,
    /// What is inside it, where it is a container.
    pub(super) members: Vec<(Origin, Self)>,
    /// What could not be scanned.
    pub(super) gaps: Vec<Gap>,
    /// Bytes read.
    pub(super) read: u64,
    /// How often each secret stands in it, but for what is inside it; once somebody asks.
    counts: OnceLock<BTreeMap<Secret, usize>>,
}

impl Version {
    /// How often a secret stands in it.
    pub(super) fn count(&self, secret: &Secret) -> usize {
        let counts = self.counts.get_or_init(|| {
            let mut counts: BTreeMap<Secret, usize> = BTreeMap::new();
            self.spots.iter().for_each(|spot| *counts.entry(spot.secret.clone()).or_default() += 1);
            counts
        });
        counts.get(secret).copied().unwrap_or_default()
            + self.members.iter().map(|(_, member)| member.count(secret)).sum::<usize>()
    }

    /// Whether a key stands in it, wherever.
    pub(super) fn holds(&self, other: &KeySpot) -> bool {
        self.keys.iter().any(|spot| spot.key == other.key) || self.members.iter().any(|(_, member)| member.holds(other))
    }

    /// What its markers say.
    pub(super) fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.markers.iter().map(|(marker, _)| &marker.statement)
    }

    /// Whether there is anything in it to decide about.
    pub(super) fn is_hot(&self) -> bool {
        !(self.spots.is_empty() && self.keys.is_empty() && self.markers.is_empty() && self.members.is_empty())
    }
}

/// The versions that were read so far.
pub(super) struct Versions<'v> {
    repository: &'v Repository,
    context: &'v Context<'v>,
    asked: Asked,
    known: BTreeMap<Key, Arc<Version>>,
    settled: Settled,
    nothing: Arc<Version>,
}

impl<'v> Versions<'v> {
    /// None yet. So much of them is read as code.
    pub(super) fn new(repository: &'v Repository, context: &'v Context<'v>, asked: Asked) -> Self {
        let (known, settled) = (BTreeMap::new(), Settled::default());
        Self { repository, context, asked, known, settled, nothing: Arc::default() }
    }

    /// Where they are read from.
    pub(super) fn repository(&self) -> &'v Repository {
        self.repository
    }

    /// What the run is given.
    pub(super) fn context(&self) -> &'v Context<'v> {
        self.context
    }

    /// Whether all is known of a version that a scan could find.
    pub(super) fn knows(&self, key: &Key) -> bool {
        self.known.contains_key(key) || self.settled.is_empty(key)
    }

    /// Takes what glances said.
    pub(super) fn settle(&mut self, settled: Settled) {
        self.settled = settled;
    }

    /// What glances said.
    pub(super) fn settled(&self) -> &Settled {
        &self.settled
    }

    /// Forgets what was read.
    pub(super) fn clear(&mut self) {
        self.known.clear();
        self.settled = Settled::default();
    }

    /// Reads those that are not known, in parallel.
    pub(super) fn read(&mut self, wanted: BTreeSet<Key>) {
        let unknown: Vec<Key> = wanted.into_iter().filter(|key| !self.known.contains_key(key)).collect();
        let (repository, context, asked) = (self.repository, self.context, self.asked);
        // A thread has a reader of its own, as one reader lets only one thread read what lies in no pack; it is opened first.
        let idle: Mutex<Vec<Repository>> = Mutex::default();
        let lend = || idle.lock().ok()?.pop().or_else(|| repository.again().ok());
        let many = unknown.len() > FEW;
        let read = |key: &Key| {
            let own = many.then(lend).flatten();
            let reader = own.as_ref().unwrap_or(repository);
            let version = read_version(reader, key.0, &Origin::file(key.1.clone()), (context, asked));
            if let (Some(own), Ok(mut idle)) = (own, idle.lock()) {
                idle.push(own);
            }
            (key.clone(), version)
        };
        // One large version takes as long as many others.
        let read: Vec<(Key, Version)> = unknown.par_iter().with_max_len(1).map(read).collect();
        self.known.extend(read.into_iter().map(|(key, version)| (key, Arc::new(version))));
    }

    /// A version that was read.
    pub(super) fn get(&self, id: ObjectId, path: &BString) -> &Arc<Version> {
        self.known.get(&(id, path.clone())).unwrap_or(&self.nothing)
    }
}

/// Reads and scans a blob under a path.
pub(super) fn read_version(
    repository: &Repository,
    id: ObjectId,
    origin: &Origin,
    (context, asked): (&Context<'_>, Asked),
) -> Version {
    let mut part = Part::new(context, origin).asked(asked);
    let read = match repository.object(id, WHOLE) {
        Ok(object) if object.kind != ObjectKind::Blob => {
            Err(GitError::Damaged(id, "it is no blob, where one should be".to_owned()))
        }
        Ok(object) => match object.data {
            Some(bytes) if refused(&bytes, object.size, context) => return too_large(origin, object.size, context),
            Some(bytes) => {
                _ = part.scan(&Piece { content: &bytes, core: 0..bytes.len(), base: 0 });
                Ok(object.size)
            }
            None => match stream(repository, id, object.size, &mut part, context) {
                Ok(None) => return too_large(origin, object.size, context),
                Ok(Some(read)) => Ok(read),
                Err(error) => Err(error),
            },
        },
        Err(error) => Err(error),
    };
    let members = part.take_members().into_iter();
    let inside = members.map(|Member { origin, outcome }| {
        let version = of_outcome(&origin, outcome, context);
        (origin, version)
    });
    let members = inside.filter(|(_, version)| version.is_hot()).collect();
    let read_bytes = *read.as_ref().unwrap_or(&0);
    let mut version = Version { members, read: read_bytes, ..of_outcome(origin, part.outcome(), context) };
    if let Err(error) = read {
        version.gaps.push(Gap { kind: error.gap(), origin: origin.clone(), detail: error.to_string() });
    }
    version
}

fn of_outcome(origin: &Origin, outcome: BlobOutcome, context: &Context<'_>) -> Version {
    let BlobOutcome { spots, keys, markers, gaps, .. } = outcome;
    Version { spots: spots_of(origin, spots, &keys, context), keys, markers, gaps, ..Version::default() }
}

/// Whether it is a binary over the limit.
fn refused(head: &[u8], size: u64, context: &Context<'_>) -> bool {
    let head = head.get(..head.len().min(8192)).unwrap_or_default();
    size > context.settings.max_file_size.value && matches!(sniff(head), Content::Binary | Content::Media)
}

fn too_large(origin: &Origin, size: u64, context: &Context<'_>) -> Version {
    let detail = format!("a binary of {size} bytes; the limit is {}", context.settings.max_file_size.value);
    let gap = Gap { kind: GapKind::TooLarge, origin: origin.clone(), detail };
    Version { gaps: vec![gap], ..Version::default() }
}

/// Scans a large blob window by window. None if it is a binary over the limit.
fn stream(
    repository: &Repository,
    id: ObjectId,
    size: u64,
    part: &mut Part<'_>,
    context: &Context<'_>,
) -> Result<Option<u64>, GitError> {
    let failed = |error: std::io::Error| GitError::Damaged(id, error.to_string());
    let mut source = repository.stream(id)?;
    let mut head = Vec::new();
    source.by_ref().take(8192).read_to_end(&mut head).map_err(failed)?;
    if refused(&head, size, context) {
        return Ok(None);
    }
    let mut scan = |piece: Piece<'_>| -> ControlFlow<()> { part.scan(&piece) };
    let read = read_stream(head.as_slice().chain(source), &mut scan).map_err(failed)?;
    if read < size && !context.stop.load(Ordering::Relaxed) {
        return Err(GitError::Damaged(id, format!("it ends after {read} of {size} bytes")));
    }
    Ok(Some(read))
}
