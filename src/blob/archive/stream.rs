//! Compressed streams: one file inside, named like the outer one without its ending.

use std::io::{Read, Take};

use super::xz::Xz;
use super::{Container, Sink};

/// Most that a decoder may use for its window.
const WINDOW: u64 = 128 << 20;

/// Unpacks a stream.
pub(super) fn stream(kind: Container, name: &[u8], content: &[u8], sink: &mut Sink<'_, '_>) {
    let (kind, content) = if kind == Container::Rpm {
        match payload(content) {
            Some(found) => found,
            None => return sink.damaged("no payload that can be read"),
        }
    } else {
        (kind, content)
    };
    let inner = inner_name(name, content, kind);
    match kind {
        Container::Gzip => _ = sink.unpack(&inner, &mut flate2::read::MultiGzDecoder::new(content)),
        Container::Zlib => _ = sink.unpack(&inner, &mut flate2::read::ZlibDecoder::new(content)),
        Container::Bzip2 => _ = sink.unpack(&inner, &mut bzip2::read::MultiBzDecoder::new(content)),
        Container::Xz => _ = sink.unpack(&inner, &mut Xz::new(content, WINDOW)),
        Container::Lzma => {
            let limit = u32::try_from(WINDOW >> 10).unwrap_or(u32::MAX);
            match lzma_rust2::LzmaReader::new_mem_limit(content, limit, None) {
                Ok(mut reader) => _ = sink.unpack(&inner, &mut reader),
                Err(error) => sink.damaged(error),
            }
        }
        Container::Compress => match super::lzw::Lzw::compress(content) {
            Ok(mut reader) => _ = sink.unpack(&inner, &mut reader),
            Err(error) => sink.damaged(error),
        },
        Container::Zstd => _ = sink.unpack(&inner, &mut Frames { rest: content, current: None }),
        // Not streams: [`super::unfold`] sends them elsewhere.
        _ => {}
    }
}

/// `logs.txt.gz` holds `logs.txt`, `x.tgz` holds `x.tar`; a gzip header may say itself.
fn inner_name(name: &[u8], content: &[u8], kind: Container) -> Vec<u8> {
    let file = name.rsplit(|b| *b == b'/').next().unwrap_or(name);
    let lower = file.to_ascii_lowercase();
    for (end, tail) in [
        (&b".tgz"[..], &b".tar"[..]),
        (b".tbz2", b".tar"),
        (b".tbz", b".tar"),
        (b".txz", b".tar"),
        (b".tzst", b".tar"),
        (b".taz", b".tar"),
        (b".crate", b".tar"),
        (b".rpm", b".cpio"),
        (b".svgz", b".svg"),
    ] {
        if let Some(stem) = lower.strip_suffix(end).and_then(|stem| file.get(..stem.len())) {
            return [stem, tail].concat();
        }
    }
    for end in [&b".gz"[..], b".bz2", b".xz", b".zst", b".zstd", b".lzma", b".zz", b".zlib", b".z"] {
        if let Some(stem) =
            lower.strip_suffix(end).filter(|stem| !stem.is_empty()).and_then(|stem| file.get(..stem.len()))
        {
            return stem.to_vec();
        }
    }
    let said = (kind == Container::Gzip)
        .then(|| flate2::read::GzDecoder::new(content).header().and_then(|h| h.filename().map(<[u8]>::to_vec)));
    said.flatten().unwrap_or_else(|| b"content".to_vec())
}

/// The compressed payload of an RPM: behind the lead, the signature and the header (RPM file format V3 and V4).
fn payload(content: &[u8]) -> Option<(Container, &[u8])> {
    const LEAD: usize = 96;
    let length = |at: usize| -> Option<usize> {
        let header = content.get(at..at + 16)?;
        let number =
            |range: std::ops::Range<usize>| Some(u32::from_be_bytes(header.get(range)?.try_into().ok()?) as usize);
        (header.get(..3)? == b"\x8e\xad\xe8").then_some(())?;
        16usize.checked_add(number(8..12)?.checked_mul(16)?)?.checked_add(number(12..16)?)
    };
    let signature = length(LEAD)?;
    let header = LEAD.checked_add(signature.checked_next_multiple_of(8)?)?;
    let payload = content.get(header.checked_add(length(header)?)?..)?;
    let kind = super::container(b"payload.lzma", payload)?;
    let known = matches!(kind, Container::Gzip | Container::Bzip2 | Container::Xz | Container::Lzma | Container::Zstd);
    known.then_some((kind, payload))
}

/// The frames of a Zstandard stream, one after the other (RFC 8878, 3).
struct Frames<'c> {
    rest: &'c [u8],
    current: Option<Frame<'c>>,
}

type Frame<'c> = ruzstd::decoding::StreamingDecoder<Take<&'c [u8]>, ruzstd::decoding::FrameDecoder>;

impl Read for Frames<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let got = self.current.as_mut().map(|frame| frame.read(buffer)).transpose()?.unwrap_or(0);
            if got > 0 || buffer.is_empty() {
                return Ok(got);
            }
            if let Some(frame) = self.current.take() {
                self.rest = frame.get_ref().get_ref();
            }
            if self.rest.is_empty() {
                return Ok(0);
            }
            // A frame that is to be skipped: its length stands behind its mark.
            if let [0x50..=0x5f, 0x2a, 0x4d, 0x18, a, b, c, d, rest @ ..] = self.rest {
                let length = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
                self.rest = rest.get(length..).unwrap_or_default();
                continue;
            }
            let frame = ruzstd::decoding::StreamingDecoder::new_with_max_window_size(self.rest.take(u64::MAX), WINDOW);
            self.current = Some(frame.map_err(std::io::Error::other)?);
        }
    }
}
