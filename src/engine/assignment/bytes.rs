//! Bytes: what each can be in a name, and runs of them.

/// What a byte can be, looked up instead of worked out.
const NAME_BYTE: u8 = 1;
/// See [`NAME_BYTE`].
const PROMISING: u8 = 2;

/// What each byte can be.
const BYTES: [u8; 256] = {
    let mut bytes = [0; 256];
    let mut byte = 0u8;
    loop {
        let name = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let promising = matches!(
            byte,
            b'=' | b':'
                | b'"'
                | b'\''
                | b'`'
                | b' '
                | b'\t'
                | b'\\'
                | b']'
                | b')'
                | b','
                | b'('
                | b'>'
                | b'?'
                | b'|'
                | b'<'
                | b'+'
                | b'!'
                | b'&'
                | b'['
                | b'*'
                | b'\n'
                | b'\r'
        );
        #[expect(clippy::indexing_slicing, reason = "worked out when compiling, where `get_mut` cannot be used")]
        {
            bytes[byte as usize] = if name { NAME_BYTE } else { 0 } | if promising { PROMISING } else { 0 };
        }
        if byte == u8::MAX {
            break bytes;
        }
        byte += 1;
    }
};

#[inline]
pub(super) fn is_name_byte(byte: u8) -> bool {
    BYTES.get(usize::from(byte)).is_some_and(|kind| kind & NAME_BYTE != 0)
}

/// What can follow a name that is assigned to.
#[inline]
pub(super) fn is_promising(byte: u8) -> bool {
    BYTES.get(usize::from(byte)).is_some_and(|kind| kind & PROMISING != 0)
}

/// The end of a run that begins at `from`.
pub(super) fn forward(text: &[u8], from: usize, most: usize, member: impl Fn(u8) -> bool) -> usize {
    from + text.get(from..).unwrap_or_default().iter().take(most).take_while(|&&b| member(b)).count()
}

/// The start of a run that ends at `from`.
pub(super) fn backward(text: &[u8], from: usize, most: usize, member: impl Fn(u8) -> bool) -> usize {
    from - text.get(..from).unwrap_or_default().iter().rev().take(most).take_while(|&&b| member(b)).count()
}
