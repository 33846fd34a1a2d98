//! Paths and addresses as URIs.

use std::fmt::Write as _;

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
