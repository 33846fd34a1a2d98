//! Small pure functions over bytes: what a value is made of, whether it proves itself, what a path is for.
//!
//! Nothing here knows a rule, a finding or a file.

mod alphabet;
mod checksum;
mod cipher;
mod common;
mod curve;
mod entropy;
pub mod example;
mod keyboard;
pub mod line_hash;
mod made_up;
mod name;
mod names;
mod parents;
mod path_class;
mod placeholder;
mod redirect;
mod rng;
mod samples;
mod structure;
mod value_kind;
mod words;

pub use alphabet::{Alphabet, ends_escape};
pub use checksum::Validity;
pub(crate) use checksum::codec::from_base64;
pub use cipher::{is_ecb, weak_cipher, weak_ssh, weak_suite};
pub use common::is_common_password;
pub(crate) use common::unleet;
pub use curve::{CurveName, curve};
pub use entropy::{CharClasses, entropy};
pub use made_up::{denies, encoded_text, has_made_up_word, longest_sequence};
pub use name::name_words;
pub use names::{Checksum, Structure, UnknownChecksum, UnknownStructure};
pub use parents::parents;
pub use path_class::{PathClass, is_bundle, path_class};
pub use placeholder::{Placeholder, placeholder, placeholder_token};
pub use redirect::{broad_subject, may_risk_redirect, risky_redirect};
pub use samples::is_published_sample;
pub use value_kind::{ValueKind, value_kind};
pub use words::word_share;
