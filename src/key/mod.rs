//! Keys and certificates: found in any container, measured from their own bytes, judged under a policy.
//!
//! Parsing is lenient, because a weak or odd key is what is looked for: nothing here refuses a number. Code that makes keys
//! is the business of `facts/`.

mod policy;

pub use policy::{Judgement, Kind, Limit, Policy, PolicyProblem};
