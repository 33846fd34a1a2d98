#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use reticent::engine::Engine;
use reticent::model::Origin;
use reticent::rule::{RuleSet, builtin};
use reticent::run::{BlobInput, Scanner};
use reticent::suppress::MARKER_WORDS;

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(RuleSet::compile(builtin(), &[], &|_| true, MARKER_WORDS).unwrap()));

fuzz_target!(|input: (u16, &[u8])| {
    let (core, content) = (usize::from(input.0).max(64), input.1);
    let origin = Origin::file("src/app.conf");
    let scan = |core: usize| Scanner::with_core(&ENGINE, core).scan(&BlobInput::whole(&origin, content));
    let (whole, cut) = (scan(usize::MAX), scan(core));
    assert!(whole.gaps.is_empty() && cut.gaps.is_empty());
    let spots = |outcome: &reticent::run::BlobOutcome| {
        let mut spots: Vec<_> = outcome.spots.iter().map(|spot| (spot.range, spot.rule, spot.location)).collect();
        spots.sort();
        spots
    };
    assert_eq!(spots(&whole), spots(&cut));
});
