//! Live checks: one harmless request to the provider of a credential, where a person asks for that on the command line.
//!
//! A rule's `[rule.verify]` says what is asked and what the answer means; [`fill()`] makes the request, [`Curl`] sends it,
//! `answer` reads what comes back, and [`check()`] does so for a whole report: each credential once, slowly, and no more than
//! [`MOST`] of them. Nothing of an answer is kept but what it means. This room alone talks to the network, and it does so
//! through the `curl` program, so that proxies and certificates are those of the system.

mod answer;
mod check;
mod curl;
mod fill;
mod how;
mod request;
mod send;
mod sign;
#[cfg(test)]
mod tests;
mod values;

pub use answer::{Answer, judge};
pub use check::{MOST, check};
pub use curl::{Curl, find};
pub use fill::fill;
pub use how::Check;
pub use request::{Method, Request};
pub use values::Unfit;

/// What sends requests.
pub trait Transport: Sync {
    /// Sends one, and tells what came back, or why nothing did: in a few words that hold nothing of either.
    fn send(&self, request: &Request) -> Result<Answer, &'static str>;
}
