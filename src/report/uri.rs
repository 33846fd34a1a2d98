//! Paths and addresses as URIs.

use std::fmt::Write as _;

use bstr::BString;

/// Percent-encodes a relative path, byte for byte: it need not be UTF-8. A colon too, which would make a scheme of
/// the first part.
pub(super) fn encode(path: &[u8]) -> String {
    let mut uri = String::with_capacity(path.len());
    for &byte in path {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _infallible = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

/// The bytes of a percent-encoded path. What is no such encoding stands for itself.
pub(super) fn decode(text: &str) -> BString {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|two| first == b'%' && two.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|two| str::from_utf8(two).ok());
        if let Some(byte) = digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            bytes.push(byte);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    bytes.into()
}

/// Only what starts like a web address may become a link.
pub(super) fn is_web(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://")) && url.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Takes `user:password@` out of an address; scp-like `user@host:path` stays, which has no room for a password.
pub(super) fn without_userinfo(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match authority.rfind('@') {
        Some(at) => format!("{scheme}://{}", rest.get(at + 1..).unwrap_or_default()),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_odd_byte_is_encoded() {
        assert_eq!(encode(b"a b/\xff%c:d"), "a%20b/%FF%25c%3Ad");
        assert_eq!(encode("né".as_bytes()), "n%C3%A9");
        assert_eq!(decode("a%20b/%FF%25c%3Ad"), b"a b/\xff%c:d");
        assert_eq!(decode("%zz%2"), b"%zz%2");
    }

    #[test]
    fn credentials_leave_the_address() {
        assert_eq!(without_userinfo("https://u:p@h.example/a@b"), "https://h.example/a@b");
        assert_eq!(without_userinfo("https://h.example/a@b"), "https://h.example/a@b");
        assert_eq!(without_userinfo("git@h.example:a"), "git@h.example:a");
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert!(is_web("https://example.org/a") && !is_web("javascript:x") && !is_web("https://a\x1b"));
    }
}
