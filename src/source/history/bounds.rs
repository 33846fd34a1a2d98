//! How much reading a history may take: what is larger is a fault or is read in another way, not an allocation.

/// How much may be taken.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Threads.
    pub jobs: usize,
    /// Most bytes of one object.
    pub largest: u64,
    /// Most bytes of objects that are kept because others are made from them. What hangs on more is read later, object by
    /// object: many large objects that hang on each other can be made, and nobody needs them.
    pub waiting: usize,
}
