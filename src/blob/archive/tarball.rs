//! Archives whose members lie there as they are: TAR, `ar`, `cpio`.

use super::{Sink, Trouble};

/// TAR in all its dialects. Members whose content is elsewhere (links, devices) have none.
pub(super) fn tar(content: &[u8], sink: &mut Sink<'_, '_>) {
    let mut archive = tar::Archive::new(content);
    let entries = match archive.entries() {
        Ok(entries) => entries,
        Err(error) => return sink.damaged(error),
    };
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => return sink.damaged(error),
        };
        let kind = entry.header().entry_type();
        if !(kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse()) {
            continue;
        }
        if kind.is_gnu_sparse() && entry.size() > sink.budget.member {
            sink.trouble(Trouble::Limit("a sparse member with large holes".to_owned()));
            continue;
        }
        let name = entry.path_bytes().into_owned();
        if !sink.unpack(&name, &mut entry) {
            return;
        }
    }
}

/// Unix `ar` with the long names of both GNU and BSD.
pub(super) fn ar(content: &[u8], sink: &mut Sink<'_, '_>) {
    const HEADER: usize = 60;
    let mut names: &[u8] = &[];
    let mut at = 8;
    while let Some(header) = content.get(at..at + HEADER) {
        let (Some(size), Some(b"`\n")) = (decimal(header.get(48..58)), header.get(58..60)) else {
            return sink.damaged("a header of a member is wrong");
        };
        let start = at + HEADER;
        let Some(mut body) = start.checked_add(size).and_then(|end| content.get(start..end)) else {
            return sink.damaged("ends inside a member");
        };
        let label = header.get(..16).unwrap_or_default().trim_ascii_end();
        let name = if let Some(length) = label.strip_prefix(b"#1/").and_then(|rest| decimal(Some(rest))) {
            let (name, rest) = body.split_at_checked(length).unwrap_or_default();
            body = rest;
            name.split(|b| *b == 0).next().unwrap_or(name)
        } else if let Some(offset) =
            label.strip_prefix(b"/").filter(|rest| !rest.is_empty()).and_then(|rest| decimal(Some(rest)))
        {
            names.get(offset..).unwrap_or_default().split(|b| matches!(b, b'/' | b'\n')).next().unwrap_or_default()
        } else {
            label.strip_suffix(b"/").filter(|name| !name.is_empty()).unwrap_or(label)
        };
        if label == b"//" {
            names = body;
        } else if !matches!(label, b"/" | b"/SYM64/") && !sink.member(name, body) {
            return;
        }
        at = start + size + size % 2;
    }
}

/// `cpio` in its portable ASCII forms (`newc`).
pub(super) fn cpio(content: &[u8], sink: &mut Sink<'_, '_>) {
    const HEADER: usize = 110;
    let mut at = 0usize;
    loop {
        let Some(header) = content.get(at..at + HEADER).filter(|header| header.starts_with(b"07070")) else {
            return sink.damaged("ends without its last entry");
        };
        let field = |number: usize| {
            let text = header.get(6 + 8 * number..14 + 8 * number)?;
            usize::from_str_radix(std::str::from_utf8(text).ok()?, 16).ok()
        };
        let (Some(mode), Some(size), Some(length)) = (field(1), field(6), field(11)) else {
            return sink.damaged("a header of a member is wrong");
        };
        let name = at + HEADER;
        let start = name.checked_add(length).and_then(|end| end.checked_next_multiple_of(4)).unwrap_or(usize::MAX);
        let name = content.get(name..).and_then(|rest| rest.get(..length));
        let name = name.map(|name| name.strip_suffix(b"\0").unwrap_or(name));
        let body = start.checked_add(size).and_then(|end| content.get(start..end));
        let (Some(name), Some(body)) = (name, body) else {
            return sink.damaged("ends inside a member");
        };
        if name == b"TRAILER!!!" {
            return;
        }
        if mode & 0o170_000 == 0o100_000 && !sink.member(name, body) {
            return;
        }
        at = (start + size).next_multiple_of(4);
    }
}

fn decimal(text: Option<&[u8]>) -> Option<usize> {
    std::str::from_utf8(text?.trim_ascii()).ok()?.parse().ok()
}
