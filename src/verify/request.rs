//! A request that is ready to be sent. It holds a secret, and so does not print.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Sends a body.
    Post,
}

/// A request.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// What is done.
    pub method: Method,
    /// Where.
    pub url: String,
    /// The host of `url`, as the rule or its list of hosts has it.
    pub host: String,
    /// Header fields, without those that the transport makes.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<Vec<u8>>,
    /// The URL is of this machine, because a test said so, and may do without TLS.
    pub loopback: bool,
}

impl Request {
    /// What tells two requests apart, under a salt that nobody else knows.
    pub(super) fn digest(&self, salt: &[u8; 32]) -> [u8; 32] {
        let mut digest = Sha256::new();
        let mut say = |word: &[u8]| {
            digest.update((word.len() as u64).to_le_bytes());
            digest.update(word);
        };
        say(salt);
        say(self.url.as_bytes());
        for (name, value) in &self.headers {
            say(name.as_bytes());
            say(value.as_bytes());
        }
        say(self.body.as_deref().unwrap_or_default());
        digest.finalize().into()
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("method", &self.method).field("host", &self.host).finish_non_exhaustive()
    }
}
