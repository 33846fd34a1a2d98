//! Text that stands encoded in a text, as gitleaks 8.30 decodes it (`detect/codec` of its source): in passes over the whole
//! of it, each of which puts what it decodes in the place of what it decoded.

use std::ops::Range;

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use regex::bytes::Regex;

/// How something is encoded, the one that goes before others where they meet first.
const WAYS: [Way; 4] = [
    Way { name: "percent", pattern: r"%[0-9A-Fa-f]{2}(?:.*%[0-9A-Fa-f]{2})?", decode: percent },
    Way {
        name: "unicode",
        pattern: r"(?:(?:U\+[a-fA-F0-9]{4}(?:\s|$))+|(?i)(?:\\{1,2}u[a-fA-F0-9]{4})+)",
        decode: unicode,
    },
    Way { name: "hex", pattern: r"[0-9A-Fa-f]{32,}", decode: hex },
    Way { name: "base64", pattern: r"[\w/+-]{16,}={0,2}", decode: base64 },
];

/// One way in which text is encoded.
struct Way {
    name: &'static str,
    pattern: &'static str,
    decode: fn(&[u8]) -> Option<Vec<u8>>,
}

/// Looks for what may be encoded.
#[derive(Debug)]
pub(super) struct Decoder {
    ways: Regex,
}

/// What a pass decoded in one place.
#[derive(Debug)]
struct Part {
    /// Where it stands in the text as it was read.
    original: Range<usize>,
    /// Where it stands in the text of the pass before.
    encoded: Range<usize>,
    /// Where what it says stands in the text of this pass.
    decoded: Range<usize>,
    /// The ways, by their numbers in [`WAYS`].
    ways: u8,
}

/// A text with what stands encoded in it decoded.
#[derive(Debug)]
struct Pass {
    text: Vec<u8>,
    parts: Vec<Part>,
}

/// A text decoded once, twice …
#[derive(Debug, Default)]
pub(super) struct Decoded {
    passes: Vec<Pass>,
}

/// Where a match in decoded text belongs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Origin {
    /// What is encoded, in the text as it was read.
    pub(super) range: Range<usize>,
    /// The line of decoded text.
    pub(super) line: Range<usize>,
    /// The ways, for a person.
    pub(super) how: String,
}

impl Decoder {
    pub(super) fn new() -> Result<Self, String> {
        let group = |way: &Way| format!("(?P<{}>{})", way.name, way.pattern);
        let ways = WAYS.iter().map(group).collect::<Vec<_>>().join("|");
        Regex::new(&format!("(?-u){ways}")).map(|ways| Self { ways }).map_err(|error| error.to_string())
    }

    /// Where something may be encoded in a text, and how; where two meet, the later in the list of ways waits.
    fn places(&self, text: &[u8]) -> Vec<(usize, Range<usize>)> {
        let all: Vec<(usize, Range<usize>)> = self
            .ways
            .captures_iter(text)
            .filter_map(|found| (0..WAYS.len()).find_map(|way| found.get(way + 1).map(|group| (way, group.range()))))
            .collect();
        let gives_way = |at: usize, other: Option<&(usize, Range<usize>)>| {
            let own = all.get(at);
            own.zip(other).is_some_and(|((way, range), (before, beside))| meet(range, beside) && before < way)
        };
        let counts = |at: usize| {
            !gives_way(at, at.checked_sub(1).and_then(|before| all.get(before))) && !gives_way(at, all.get(at + 1))
        };
        (0..all.len()).filter(|at| counts(*at)).filter_map(|at| all.get(at).cloned()).collect()
    }
}

impl Decoded {
    /// Decodes once more. `false`: there is nothing left to decode.
    pub(super) fn again(&mut self, decoder: &Decoder, text: &[u8]) -> bool {
        let last = self.passes.last().map_or(text, |pass| &pass.text);
        let (mut whole, mut parts, mut from) = (Vec::with_capacity(last.len()), Vec::new(), 0);
        for (way, range) in decoder.places(last) {
            let encoded = last.get(range.clone()).unwrap_or_default();
            let Some(said) = WAYS.get(way).and_then(|way| (way.decode)(encoded)) else { continue };
            whole.extend_from_slice(last.get(from..range.start).unwrap_or_default());
            let start = whole.len();
            whole.extend_from_slice(&said);
            from = range.end;
            let before = self.passes.last().map(|pass| pass.parts.as_slice()).unwrap_or_default();
            let earlier =
                before.iter().filter(|part| meet(&range, &part.decoded)).fold(0, |ways, part| ways | part.ways);
            parts.push(Part {
                original: self.original(self.passes.len(), &range),
                encoded: range,
                decoded: start..whole.len(),
                ways: earlier | 1 << way,
            });
        }
        if parts.is_empty() {
            return false;
        }
        whole.extend_from_slice(last.get(from..).unwrap_or_default());
        self.passes.push(Pass { text: whole, parts });
        true
    }

    /// The text as the last pass left it.
    pub(super) fn text(&self) -> &[u8] {
        self.passes.last().map(|pass| pass.text.as_slice()).unwrap_or_default()
    }

    /// Where a match in that text belongs; none if nothing of it was decoded.
    pub(super) fn origin(&self, matched: &Range<usize>) -> Option<Origin> {
        let pass = self.passes.last()?;
        let parts: Vec<&Part> = pass.parts.iter().filter(|part| meet(matched, &part.decoded)).collect();
        let (first, last) = (parts.first()?, parts.last()?);
        let line_end = |at: usize| {
            let rest = pass.text.get(at..).unwrap_or_default();
            at + memchr::memchr(b'\n', rest).unwrap_or(rest.len())
        };
        let before = pass.text.get(..=first.decoded.start).unwrap_or(&pass.text);
        let line = memchr::memrchr(b'\n', before).unwrap_or(0)..line_end(last.decoded.end);
        let ways = parts.iter().fold(0, |ways, part| ways | part.ways);
        let names = WAYS.iter().enumerate().filter(|(at, _)| ways >> at & 1 == 1).map(|(_, way)| way.name);
        let how = names.collect::<Vec<_>>().join(" and ");
        Some(Origin { range: self.original(self.passes.len(), matched), line, how })
    }

    /// Where a part of the text after so many passes stands in the text as it was read.
    fn original(&self, passes: usize, part: &Range<usize>) -> Range<usize> {
        let Some((pass, below)) = passes.checked_sub(1).and_then(|at| Some((self.passes.get(at)?, at))) else {
            return part.clone();
        };
        let mut outer: Option<Range<usize>> = None;
        for known in pass.parts.iter().filter(|known| meet(part, &known.decoded)) {
            if known.decoded.start <= part.start && part.end <= known.decoded.end {
                return known.original.clone();
            }
            // As much more than what is encoded as the part is more than what was decoded.
            let start = known.encoded.start - known.decoded.start.saturating_sub(part.start).min(known.encoded.start);
            let end = known.encoded.end + part.end.saturating_sub(known.decoded.end);
            outer = Some(outer.map_or(start..end, |outer| outer.start.min(start)..outer.end.max(end)));
        }
        outer.map_or_else(|| part.clone(), |outer| self.original(below, &outer))
    }
}

/// Whether two ranges have something in common, or touch.
fn meet(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start <= b.end && b.start <= a.end
}

/// What decodes to something else than plain text is left as it is.
fn is_plain(byte: u8) -> bool {
    0x08 < byte && byte < 0x7f
}

fn digit(byte: Option<&u8>) -> Option<u8> {
    let digit = char::from(*byte?).to_digit(16)?;
    u8::try_from(digit).ok()
}

fn percent(encoded: &[u8]) -> Option<Vec<u8>> {
    let (mut decoded, mut at) = (Vec::with_capacity(encoded.len()), 0);
    while let Some(&byte) = encoded.get(at) {
        let digits = digit(encoded.get(at + 1)).zip(digit(encoded.get(at + 2))).filter(|_| byte == b'%');
        let (byte, step) = digits.map_or((byte, 1), |(high, low)| (high << 4 | low, 3));
        if step == 3 && !is_plain(byte) {
            return None;
        }
        decoded.push(byte);
        at += step;
    }
    Some(decoded)
}

/// `U+0041 U+0042`, or `\u0041\u0042`.
fn unicode(encoded: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(encoded).ok()?;
    let numbers =
        text.split(['U', 'u', '+', '\\', ' ', '\t', '\n', '\r', '\x0c', '\x0b']).filter(|word| !word.is_empty());
    let code = |word: &str| u32::from_str_radix(word, 16).ok();
    let decoded: Option<String> =
        numbers.map(|word| Some(char::from_u32(code(word)?).unwrap_or(char::REPLACEMENT_CHARACTER))).collect();
    decoded.filter(|decoded| !decoded.is_empty()).map(String::into_bytes)
}

fn hex(encoded: &[u8]) -> Option<Vec<u8>> {
    if !encoded.len().is_multiple_of(2) || !encoded.iter().any(u8::is_ascii_digit) {
        return None;
    }
    let byte = |pair: &[u8]| Some(digit(pair.first())? << 4 | digit(pair.get(1))?).filter(|byte| is_plain(*byte));
    encoded.chunks_exact(2).map(byte).collect()
}

fn base64(encoded: &[u8]) -> Option<Vec<u8>> {
    if !encoded.iter().any(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'/' | b'-' | b'_')) {
        return None;
    }
    let plain =
        |bytes: Vec<u8>| Some(bytes).filter(|bytes| !bytes.is_empty() && bytes.iter().all(|byte| is_plain(*byte)));
    let settings = GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true);
    let padded = settings.with_decode_padding_mode(DecodePaddingMode::RequireCanonical);
    let bare = settings.with_decode_padding_mode(DecodePaddingMode::RequireNone);
    let standard = GeneralPurpose::new(&STANDARD, padded).decode(encoded).ok().and_then(plain);
    standard.or_else(|| GeneralPurpose::new(&URL_SAFE, bare).decode(encoded).ok().and_then(plain))
}
