//! The objects of a document, wherever they stand: in the file itself, or packed in streams of objects.

use std::io::Read;

use super::super::super::lzw::Lzw;
use super::token::{Token, Tokens, hex, number};

/// Most objects.
const MOST: usize = 1_000_000;

/// Most bytes of an object outside of its stream.
const HEAD: usize = 1 << 20;

/// Most filters of a stream.
const FILTERS: usize = 8;

/// An object.
pub(super) struct Object {
    pub(super) number: u32,
    /// What it is, but for its stream.
    pub(super) head: Vec<u8>,
    /// Its stream, unpacked; none where it has none, or only a picture.
    pub(super) stream: Option<Vec<u8>>,
}

impl Object {
    /// Whether its stream is text for itself: metadata, scripts, what is attached.
    pub(super) fn is_text(&self) -> bool {
        let (head, stream) = (self.head.as_slice(), self.stream.as_deref().unwrap_or_default());
        let is_kind = [&b"/Metadata"[..], b"/EmbeddedFile", b"/JavaScript"].iter().any(|kind| has(head, kind));
        is_kind || (!has(head, b"/CIDInit") && std::str::from_utf8(stream).is_ok() && !has(stream, b"begincmap"))
    }
}

fn has(text: &[u8], what: &[u8]) -> bool {
    memchr::memmem::find(text, what).is_some()
}

/// All objects of a document, and what could not be read of it.
#[derive(Default)]
pub(super) struct Objects {
    pub(super) all: Vec<Object>,
    pub(super) encrypted: bool,
    pub(super) unread: Unread,
}

/// What of a document was not read.
#[derive(Default)]
pub(super) struct Unread {
    /// It unpacks to more than is allowed.
    pub(super) over: bool,
    /// A method that is not known here.
    pub(super) strange: bool,
    /// A stream that breaks its format.
    pub(super) damaged: bool,
}

impl Objects {
    /// Reads as many as unpack to `budget` bytes.
    pub(super) fn read(content: &[u8], mut budget: u64) -> Self {
        let mut objects = Self::default();
        let mut end = 0;
        for at in memchr::memmem::find_iter(content, b" obj") {
            // What looks like an object within a stream is none.
            if at < end {
                continue;
            }
            let Some(number) = number_before(content, at) else { continue };
            if objects.all.len() >= MOST {
                objects.unread.over = true;
                break;
            }
            end = objects.object(content, number, at + 4, &mut budget);
        }
        let trailers = memchr::memmem::find_iter(content, b"trailer");
        let in_trailer =
            |at: usize| has(content.get(at..content.len().min(at + 2048)).unwrap_or_default(), b"/Encrypt");
        objects.encrypted |= trailers.into_iter().any(in_trailer);
        objects
    }

    /// Reads one, and gives its end.
    fn object(&mut self, content: &[u8], number: u32, from: usize, budget: &mut u64) -> usize {
        let rest = content.get(from..).unwrap_or_default();
        let window = rest.get(..rest.len().min(HEAD)).unwrap_or_default();
        let close = memchr::memmem::find(window, b"endobj").unwrap_or(window.len());
        let head = window.get(..close).unwrap_or_default();
        let stream = memchr::memmem::find_iter(head, b"stream").find(|at| {
            let behind = head.get(at + 6);
            matches!(behind, Some(b'\r' | b'\n'))
                && head.get(..*at).is_some_and(|text| text.trim_ascii_end().ends_with(b">>"))
        });
        let Some(stream) = stream else {
            self.all.push(Object { number, head: head.to_vec(), stream: None });
            return from + close;
        };
        let head = head.get(..stream).unwrap_or_default();
        let body = rest.get(stream + 6..).unwrap_or_default();
        let body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n")).unwrap_or(body);
        let length = length_of(head, body);
        self.unread.damaged |= length.is_none();
        let packed = body.get(..length.unwrap_or(body.len())).unwrap_or_default();
        self.encrypted |= has(head, b"/XRef") && has(head, b"/Encrypt");
        let unpacked = if is_wanted(head) { self.unpack(head, packed, budget) } else { None };
        if let Some(unpacked) = &unpacked
            && has(head, b"/ObjStm")
        {
            self.packed(head, unpacked);
        }
        let stream = unpacked.filter(|_| !has(head, b"/ObjStm"));
        self.all.push(Object { number, head: head.to_vec(), stream });
        content.len() - body.len() + packed.len()
    }

    /// The objects in a stream of them: pairs of number and place, then the objects.
    fn packed(&mut self, head: &[u8], stream: &[u8]) {
        let (Some(count), Some(first)) = (entry(head, b"N"), entry(head, b"First")) else { return };
        let mut words = Tokens::new(stream.get(..first).unwrap_or_default()).filter_map(|token| match token {
            Token::Word(word) => number::<usize>(word),
            _ => None,
        });
        let pairs: Vec<(usize, usize)> =
            std::iter::from_fn(|| Some((words.next()?, words.next()?))).take(count.min(MOST)).collect();
        let mut left = 2 * stream.len();
        for (place, &(number, offset)) in pairs.iter().enumerate() {
            // They stand in order; where they do not, not much is read twice.
            let end = pairs.get(place + 1).map_or(stream.len(), |next| first.saturating_add(next.1));
            let Some(head) = first.checked_add(offset).and_then(|start| stream.get(start..end)) else { continue };
            let Ok(number) = u32::try_from(number) else { continue };
            let Some(less) = left.checked_sub(head.len()) else { break };
            left = less;
            self.all.push(Object { number, head: head.to_vec(), stream: None });
        }
    }

    /// Unpacks a stream through its filters.
    fn unpack(&mut self, head: &[u8], packed: &[u8], budget: &mut u64) -> Option<Vec<u8>> {
        let mut bytes = packed.to_vec();
        for filter in filters(head).into_iter().take(FILTERS) {
            bytes = match filter {
                b"FlateDecode" | b"Fl" => {
                    self.decode(flate2::read::ZlibDecoder::new(bytes.as_slice()), bytes.is_empty(), *budget)?
                }
                b"LZWDecode" | b"LZW" => {
                    let early = entry(head, b"EarlyChange") != Some(0);
                    self.decode(Lzw::pdf(&bytes, early), bytes.is_empty(), *budget)?
                }
                b"ASCIIHexDecode" | b"AHx" => hex(bytes.split(|byte| *byte == b'>').next().unwrap_or_default()),
                b"ASCII85Decode" | b"A85" => ascii85(&bytes),
                _ => {
                    self.unread.strange = true;
                    return None;
                }
            };
        }
        let Some(left) = budget.checked_sub(bytes.len() as u64) else {
            self.unread.over = true;
            return None;
        };
        *budget = left;
        Some(bytes)
    }

    /// All that a decoder gives of what is packed, if it is not too much.
    fn decode(&mut self, decoder: impl Read, none: bool, budget: u64) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = decoder.take(budget.saturating_add(1)).read_to_end(&mut bytes);
        // What could be read of it is used: sums at the end are often wrong.
        self.unread.damaged |= read.is_err() && bytes.is_empty() && !none;
        self.unread.over |= bytes.len() as u64 > budget;
        (bytes.len() as u64 <= budget).then_some(bytes)
    }
}

/// `12 0` before ` obj`.
fn number_before(content: &[u8], at: usize) -> Option<u32> {
    let before = content.get(at.saturating_sub(24)..at)?;
    let mut words = before.rsplit(|byte| !byte.is_ascii_digit());
    let (_, word) = (words.next().filter(|word| !word.is_empty())?, words.next()?);
    number(word)
}

/// Whether text may be in a stream: not in pictures, sounds and what fonts draw.
fn is_wanted(head: &[u8]) -> bool {
    const OTHERS: [&[u8]; 8] =
        [b"/Image", b"/Length1", b"/FontFile", b"/Type1C", b"/CIDFontType0C", b"/OpenType", b"/XRef", b"/FunctionType"];
    !OTHERS.iter().any(|kind| has(head, kind))
}

/// How long a stream is: as it says, if it ends there, and else up to its end.
fn length_of(head: &[u8], body: &[u8]) -> Option<usize> {
    let ends = |length: &usize| {
        let behind = body.get(*length..).map(<[u8]>::trim_ascii_start);
        behind.is_some_and(|behind| behind.starts_with(b"endstream"))
    };
    entry(head, b"Length").filter(ends).or_else(|| memchr::memmem::find(body, b"endstream"))
}

/// A number of an object: `/Length 12`.
fn entry(head: &[u8], key: &[u8]) -> Option<usize> {
    let mut tokens = Tokens::new(head);
    while let Some(token) = tokens.next() {
        if token == Token::Name(key) {
            return match tokens.next() {
                Some(Token::Word(word)) => number(word),
                _ => None,
            };
        }
    }
    None
}

/// The filters of a stream, outermost first.
fn filters(head: &[u8]) -> Vec<&[u8]> {
    let mut tokens = Tokens::new(head).skip_while(|token| !matches!(token, Token::Name(b"Filter" | b"F"))).skip(1);
    match tokens.next() {
        Some(Token::Name(name)) => vec![name],
        Some(Token::Mark(b'[')) => tokens
            .map_while(|token| match token {
                Token::Name(name) => Some(name),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Five characters are four bytes, in base 85.
fn ascii85(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut group, mut count) = (0u32, 0usize);
    for byte in text {
        match byte {
            b'z' if count == 0 => bytes.extend([0; 4]),
            b'!'..=b'u' => {
                group = group.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                count += 1;
            }
            b'~' => break,
            _ => {}
        }
        if count == 5 {
            bytes.extend(group.to_be_bytes());
            (group, count) = (0, 0);
        }
    }
    if count > 1 {
        for _ in count..5 {
            group = group.wrapping_mul(85).wrapping_add(84);
        }
        bytes.extend(group.to_be_bytes().iter().take(count - 1));
    }
    bytes
}
