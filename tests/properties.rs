//! Laws of the pipeline: cutting a text changes nothing, a window sees what the whole shows, and outcomes add up.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a failing helper fails its test")]

mod support;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use base64::Engine as _;
use proptest::prelude::*;
use proptest::sample::select;
use reticent::blob::Segment;
use reticent::engine::{Engine, Mode};
use reticent::model::Origin;
use reticent::rule::{Matcher, RuleSet, Scope, builtin};
use reticent::run::{BlobInput, BlobOutcome, Scanner, Spot};
use reticent::suppress::MARKER_WORDS;
use support::expand;

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(RuleSet::compile(builtin(), &[], &|_| true, MARKER_WORDS).unwrap()));

/// Lines with secrets of every shape, with words that wake rules for nothing, and with markers; `@@` is our own name.
const LINES: &[&str] = &[
    "GITHUB_TOKEN=gh<<>>p_<<alnum:30>><<checksum>>",
    "password = \"<<password:14>>\"",
    "url: postgres://app:<<alnum:24>>@db.internal:5432/app",
    "\"client_secret\": \"<<alnum:32>>\", \"api_key\": \"<<hex:40>>\",",
    "Authorization: Bearer <<jwt>>",
    "<<pem:RSA PRIVATE KEY>>",
    "{\"key\": \"<<pem:EC PRIVATE KEY>>\"}",
    "AccountKey=<<base64:86>>==;EndpointSuffix=core.windows.net",
    "aws_secret_access_key = <<base64:40>>",
    "token token token password: key = secret",
    "x = 1 # @@: allow[secret/*] made up",
    "# @@: off[secret/*] made up",
    "# @@: on",
    "é \u{1f600} päßwörd = '<<alnum:16>>'",
    "base64 db:\n  user: app\n  token: gh<<>>p_<<alnum:30>><<checksum>>\n  password: <<password:14>>\n",
    "base64 <<pem:RSA PRIVATE KEY>>",
    "escape {\"cs\": \"AccountKey=<<base64:86>>==;EndpointSuffix=core.windows.net\"}",
    "escape token = \"gh<<>>p_<<alnum:30>><<checksum>>\"",
    "pieces token = \"gh<<>>p_<<alnum:30>><<checksum>>\";",
    "pieces password = \"<<password:14>>\"",
    "plain text without anything in it, but long enough to matter for the cutter, which looks for line ends",
    "",
];

/// A text of such lines, joined by every kind of line end or by none, and a seed that makes its secrets.
fn texts(lines: std::ops::Range<usize>) -> impl Strategy<Value = Vec<u8>> {
    let end = select(vec!["\n", "\n", "\r\n", "\r", "  ", "\n\n"]);
    let padding = select(vec![0usize, 0, 0, 7, 300, 5000, 40_000]);
    proptest::collection::vec((select(LINES), "[a-z]{6}", end, padding), lines).prop_map(|parts| {
        let mut text = String::new();
        for (line, seed, end, padding) in parts {
            let line = expand(&line.replace("@@", "reticent"), &seed);
            if let Some(said) = line.strip_prefix("base64 ") {
                text.extend(["blob: ", &base64::prelude::BASE64_STANDARD.encode(said)]);
            } else if let Some(said) = line.strip_prefix("escape ") {
                // As some libraries write it; and the one letter that is in all of our tokens.
                text.push_str(&said.replace('+', "\\u002B").replace("==", "\\u003D=").replace("p_", "p\\u005f"));
            } else if let Some(said) = line.strip_prefix("pieces ") {
                let half = said.find('"').unwrap_or(0) + 8;
                text.extend([&said[..half], "\" +\n  \"", &said[half..]]);
            } else {
                text.push_str(&line);
            }
            text.push_str(end);
            text.push_str(&"lorem ipsum ".repeat(padding / 12));
        }
        text.into_bytes()
    })
}

fn scan(text: &[u8], core: usize) -> BlobOutcome {
    let origin = Origin::file("src/app.conf");
    Scanner::with_core(&ENGINE, core).scan(&BlobInput::whole(&origin, text))
}

/// Where a rule that looks at windows found something; rules over whole files see whole files.
fn windowed(outcome: BlobOutcome) -> Vec<Spot> {
    let is_window = |spot: &Spot| ENGINE.rules().get(spot.rule).is_some_and(|rule| rule.scope == Scope::Window);
    let mut spots: Vec<Spot> = outcome.spots.into_iter().filter(is_window).collect();
    spots.sort_by_key(|spot| (spot.range, spot.rule));
    spots
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, ..ProptestConfig::default() })]

    /// The law of the cutter: spots, masks, quoted lines, places and markers are those of the whole.
    #[test]
    fn a_text_that_is_cut_shows_what_the_whole_shows(text in texts(4..40), core in 50usize..9000) {
        let (whole, cut) = (scan(&text, usize::MAX), scan(&text, core));
        prop_assert_eq!(&whole.markers, &cut.markers);
        prop_assert_eq!(whole.extent, cut.extent);
        let (whole, cut) = (windowed(whole), windowed(cut));
        for (a, b) in whole.iter().zip(&cut) {
            prop_assert_eq!(a, b);
        }
        prop_assert_eq!(whole.len(), cut.len());
    }

    /// What lies far away changes nothing but the places.
    #[test]
    fn a_window_does_not_see_what_is_far_away(text in texts(1..6), before in 0usize..60_000) {
        let filler = b"lorem ipsum dolor sit amet\n".repeat(1 + before / 27 + 40_000 / 27);
        let joined = [&filler[..], &text[..], b"\n", &filler].concat();
        let alone = windowed(scan(&[b"\n", &text[..], b"\n"].concat(), usize::MAX));
        let among = windowed(scan(&joined, usize::MAX));
        let shift = filler.len() as u64 - 1;
        let place = |spot: &Spot, by: u64| (spot.rule, spot.range.start + by, spot.range.end + by, spot.masked.clone());
        let alone: Vec<_> = alone.iter().map(|spot| place(spot, shift)).collect();
        prop_assert_eq!(alone, among.iter().map(|spot| place(spot, 0)).collect::<Vec<_>>());
    }

    /// Pieces add up in any grouping.
    #[test]
    fn outcomes_are_associative(texts in proptest::collection::vec(texts(1..4), 3)) {
        let [a, b, c] = [0, 1, 2].map(|at| scan(&texts[at], usize::MAX));
        let left = a.clone().then(b.clone()).then(c.clone());
        let right = a.then(b.then(c));
        prop_assert_eq!(&left.spots, &right.spots);
        prop_assert_eq!(&left.markers, &right.markers);
        prop_assert_eq!((left.extent, left.gaps), (right.extent, right.gaps));
    }

    /// Bytes of any kind bring nothing down.
    #[test]
    fn random_bytes_are_scanned(bytes in proptest::collection::vec(any::<u8>(), 0..4000), core in 1usize..4000) {
        let outcome = scan(&bytes, core);
        prop_assert!(outcome.gaps.is_empty());
    }

    /// The law of the matcher: what a rule's expression finds in the whole text at a keyword of its own, the engine finds
    /// in the window around that keyword.
    #[test]
    fn a_window_finds_what_the_whole_text_holds(text in texts(1..12)) {
        let mut engine_found = BTreeSet::new();
        let segment = Segment::whole(&text);
        ENGINE.scan(&segment, (b"src/app.conf", None), Mode::Text, &mut |candidate| {
            engine_found.insert((candidate.index, candidate.secret.start, candidate.secret.end));
        }, &mut |_, _| {});
        for (index, source) in PATTERNS.iter() {
            let rule = ENGINE.rules().get(*index).unwrap();
            if !rule.paths.admits(b"src/app.conf") {
                continue;
            }
            for captures in source.captures_iter(&text) {
                let matched = captures.get(0).unwrap();
                let secret = captures.name("secret").unwrap_or(matched);
                let lower = matched.as_bytes().to_ascii_lowercase();
                let woken = rule.keywords.iter().any(|word| memchr::memmem::find(&lower, word.as_bytes()).is_some());
                let alone = rule.boundary.is_none_or(|alphabet| alphabet.stands_alone(&text, matched.start(), matched.end()));
                if woken && alone {
                    prop_assert!(engine_found.contains(&(*index, secret.start(), secret.end())), "{} at {:?}", rule.info.id, matched.range());
                }
            }
        }
    }
}

/// The expressions of the rules that search windows, compiled as they are written.
static PATTERNS: LazyLock<Vec<(reticent::rule::RuleIndex, regex::bytes::Regex)>> = LazyLock::new(|| {
    let rules = (0u32..).zip(ENGINE.rules().rules());
    let windows = rules.filter(|(_, rule)| rule.scope == Scope::Window);
    let compiled = |(index, rule): (u32, &reticent::rule::Rule)| {
        let Matcher::Pattern(pattern) = &rule.matcher else { return None };
        let regex = regex::bytes::RegexBuilder::new(pattern.source()).unicode(false).build().unwrap();
        Some((reticent::rule::RuleIndex(index), regex))
    };
    windows.filter_map(compiled).collect()
});
