//! Content on its way to the engine: what kind it is, unpacked, decoded to text, cut into segments.
//!
//! Decoding comes before cutting, and one cutter serves every source; chunks only tell what was seen before. Opening files is the business of `source/`.

mod archive;
mod chunk;
mod encoded;
mod rewritten;
mod segment;
mod sniff;
mod text;

pub use archive::{Budget, Container, Take, Trouble, container, unfold, wide_strings};
pub use chunk::{Chunker, END, End};
pub use encoded::Encoded;
pub use rewritten::{Rewritten, Writing, joins_behind, signs};
pub use segment::{CORE, MAX_REACH, OVERLAP, Segment, cut, cut_point};
pub use sniff::{Content, sniff};
pub use text::{Encoding, Layer, decode, encoding};
