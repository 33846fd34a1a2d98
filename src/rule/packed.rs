//! How rules are packed: `build.rs` writes them, [`super::builtin()`] reads them back.

use super::clause::FactClauses;
use super::clue::{Clue, Terms};
use super::compiled::{Assignment, Checks, Matcher, Near, Pair, Rule, Scope};
use super::fact::{RawFact, RawMinimum, Unit, Weak};
use super::lazy::LazyRegex;
use super::pack::{Packed, Packer, Unpacker, packed, packed_by_name};
use super::paths::PathGate;
use super::pattern::Pattern;
use super::raw::{RawExamples, RawExamplesOf};
use super::verify::{RawAnswer, RawVerify};
use crate::check::{Alphabet, Checksum, Structure};
use crate::model::{Confidence, Provider, RuleInfo, Severity, Text};

packed!(Rule {
    info,
    keywords,
    matcher,
    facts,
    boundary,
    binary,
    begins,
    paths,
    checks,
    generic,
    pairs,
    scope,
    clue,
    client,
    verify,
    part,
    trusted,
    examples,
    written,
});
packed!(Clue { side, weight, group, unit, up, artefact, workspace, platform, library, version, flow, proof, identity });
packed!(Terms {
    kinds,
    needs,
    without,
    near,
    shipped,
    identity,
    once,
    after_days,
    within_days,
    past,
    shared,
    joins,
    holds,
    covers
});
packed!(RuleInfo {
    id,
    aliases,
    title,
    description,
    fix,
    severity,
    confidence,
    references,
    tags,
    provider,
    random_bits,
    prefix,
    off,
});
packed!(Provider { name, source, revoke });
packed!(RawExamples { matching, pass, path, of });
packed!(RawExamplesOf { matching, pass, path });
packed!(RawFact {
    languages,
    keywords,
    call,
    assign,
    named,
    imports,
    argument,
    when,
    unless,
    below,
    unit,
    least,
    prefix,
    is,
    weak,
    missing,
    algorithm,
    assumed,
});
packed!(Pair { rule, within });
packed!(RawVerify { source, method, url, hosts, headers, basic, form, json, parts, sign, live, dead });
packed!(RawAnswer { status, json, is, contains });
packed!(Near { value, alphabet, within, label });
packed!(Assignment { name, value });
packed!(Checks { checksum, structure, entropy, counts, deny, common, own, host, words, placeholder });
packed_by_name!(Severity, Severity::as_str, |name: &str| name.parse().ok());
packed_by_name!(Confidence, Confidence::as_str, |name: &str| name.parse().ok());
packed_by_name!(Alphabet, Alphabet::name, Alphabet::named);
packed_by_name!(Checksum, Checksum::as_str, |name: &str| name.parse().ok());
packed_by_name!(Structure, Structure::as_str, |name: &str| name.parse().ok());

impl Packed for std::sync::Arc<RuleInfo> {
    fn pack(&self, out: &mut Packer) {
        self.as_ref().pack(out);
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        RuleInfo::unpack(from).map(Self::new)
    }
}

impl Packed for Scope {
    fn pack(&self, out: &mut Packer) {
        let number: u8 = match self {
            Self::Window => 0,
            Self::File => 1,
            Self::Tree => 2,
            Self::Facts => 3,
        };
        number.pack(out);
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        match u8::unpack(from)? {
            0 => Some(Self::Window),
            1 => Some(Self::File),
            2 => Some(Self::Tree),
            3 => Some(Self::Facts),
            _ => None,
        }
    }
}

impl Packed for Matcher {
    fn pack(&self, out: &mut Packer) {
        match self {
            Self::Pattern(pattern) => {
                0u8.pack(out);
                pattern.pack(out);
            }
            Self::Near(near) => {
                1u8.pack(out);
                near.pack(out);
            }
            Self::Assignment(assignment) => {
                2u8.pack(out);
                assignment.pack(out);
            }
            Self::Path => 3u8.pack(out),
            Self::Measured => 4u8.pack(out),
            Self::Facts => 5u8.pack(out),
        }
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        match u8::unpack(from)? {
            0 => Pattern::unpack(from).map(Self::Pattern),
            1 => Near::unpack(from).map(Self::Near),
            2 => Assignment::unpack(from).map(Self::Assignment),
            3 => Some(Self::Path),
            4 => Some(Self::Measured),
            5 => Some(Self::Facts),
            _ => None,
        }
    }
}

impl Packed for FactClauses {
    fn pack(&self, out: &mut Packer) {
        self.raw.pack(out);
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        Packed::unpack(from).map(Self::later)
    }
}

impl Packed for RawMinimum {
    fn pack(&self, out: &mut Packer) {
        match self {
            Self::Kind(name) => {
                0u8.pack(out);
                name.pack(out);
            }
            Self::Fixed(number) => {
                1u8.pack(out);
                number.pack(out);
            }
        }
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        match u8::unpack(from)? {
            0 => Packed::unpack(from).map(Self::Kind),
            1 => Packed::unpack(from).map(Self::Fixed),
            _ => None,
        }
    }
}

/// Packs a word by its place among all of its kind.
macro_rules! packed_by_place {
    ($type:ty) => {
        impl Packed for $type {
            fn pack(&self, out: &mut Packer) {
                Self::ALL.iter().position(|word| word == self).unwrap_or(Self::ALL.len()).pack(out);
            }

            fn unpack(from: &mut Unpacker) -> Option<Self> {
                Self::ALL.get(usize::unpack(from)?).copied()
            }
        }
    };
}

packed_by_place!(Unit);
packed_by_place!(Weak);

impl Packed for Pattern {
    fn pack(&self, out: &mut Packer) {
        self.source.pack(out);
        self.reach.pack(out);
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        Some(Self::new(Text::unpack(from)?, Packed::unpack(from)?))
    }
}

impl Packed for LazyRegex {
    fn pack(&self, out: &mut Packer) {
        self.source.pack(out);
        self.whole.pack(out);
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        Some(Self::new(Text::unpack(from)?, bool::unpack(from)?))
    }
}

impl Packed for PathGate {
    fn pack(&self, out: &mut Packer) {
        self.only.pack(out);
        self.never.pack(out);
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        Some(Self::new(Packed::unpack(from)?, Packed::unpack(from)?))
    }
}

impl Rule {
    /// Its tests.
    pub fn examples(&self) -> RawExamples {
        self.examples.get().map(std::borrow::Cow::into_owned).unwrap_or_default()
    }
}
