//! Inflating what a pack holds: streams of zlib, each of a size that is known before.

use libdeflater::Decompressor;

/// Inflates; one thread's own.
pub(in crate::source) struct Inflate(Decompressor);

impl Default for Inflate {
    fn default() -> Self {
        Self(Decompressor::new())
    }
}

impl Inflate {
    /// Inflates an object that must fill `out` exactly. What follows it in `packed` is the next one's. None where it is
    /// damaged.
    pub(in crate::source) fn fill(&mut self, packed: &[u8], out: &mut [u8]) -> Option<()> {
        let length = out.len();
        self.0.zlib_decompress(packed, out).ok().filter(|&filled| filled == length).map(|_| ())
    }
}
