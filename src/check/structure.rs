//! What a secret must decode to.

use super::checksum::codec::from_base64;
use super::checksum::jwt;
use super::names::Structure;

/// Longer secrets hold no structure.
const LIMIT: usize = 64 * 1024;

impl Structure {
    /// Whether a secret decodes.
    pub fn holds(self, secret: &[u8]) -> bool {
        if secret.len() > LIMIT {
            return false;
        }
        match self {
            Self::Jwt => is_jwt(secret),
            Self::Base64Json => from_base64(from_json_start(secret)).is_some_and(|bytes| is_json(&bytes)),
            Self::Base64Text => text(secret).is_some_and(|text| text.len() >= 4),
            Self::Base64Colon => text(secret).is_some_and(|text| {
                // A JSON text is no pair, and the first part of a token that is signed.
                let pair = text.split_once(':').filter(|(name, _)| !name.starts_with('{'));
                pair.is_some_and(|(name, rest)| !name.is_empty() && !rest.is_empty())
            }),
            Self::Pem => pem(secret).is_some(),
            Self::Uuid => is_uuid(secret),
        }
    }
}

/// The shortest signature; under it stand `signature` and `xxx`.
const JWT_SIGNATURE: usize = 16;

fn is_jwt(secret: &[u8]) -> bool {
    let signed = |token: jwt::Token| token.characters >= JWT_SIGNATURE && !token.algorithm.eq_ignore_ascii_case("none");
    jwt::parse(secret).is_some_and(signed)
}

/// Leaves out a prefix (`ops_`) before the base64 of `{"`.
fn from_json_start(secret: &[u8]) -> &[u8] {
    let start = secret.windows(3).take(16).position(|w| w == b"eyJ").unwrap_or_default();
    secret.get(start..).unwrap_or_default()
}

fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(bytes).is_ok_and(|value| value.is_object() || value.is_array())
}

/// The printable text that base64 stands for.
fn text(secret: &[u8]) -> Option<String> {
    let text = String::from_utf8(from_base64(secret)?).ok()?;
    let printable = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    text.chars().all(printable).then_some(text)
}

fn is_uuid(secret: &[u8]) -> bool {
    let dash = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    secret.len() == 36
        && secret.iter().enumerate().all(|(at, b)| if dash(at) { *b == b'-' } else { b.is_ascii_hexdigit() })
}

/// The least that a key has, in bytes, and in different characters of its base64.
const PEM_BYTES: usize = 24;
const PEM_DISTINCT: usize = 10;

/// Reads a PEM block: in a file, indented, behind comment signs, or in one line of code with `\n` written out.
fn pem(secret: &[u8]) -> Option<()> {
    let text = std::str::from_utf8(secret).ok()?;
    let (_, rest) = text.split_once("-----BEGIN ")?;
    let (label, rest) = rest.split_once("-----")?;
    let (body, rest) = rest.split_once("-----END ")?;
    let (footer, _) = rest.split_once("-----")?;
    if label != footer
        || label.is_empty()
        || !label.bytes().all(|b| b.is_ascii_uppercase() || b" 0123456789".contains(&b))
    {
        return None;
    }
    let prefix = body.rsplit_once('\n').map_or("", |(_, last)| last);
    let mut base64 = Vec::with_capacity(body.len());
    for line in body.replace("\\r", "\\n").replace('\r', "\n").split('\n') {
        let line = line.strip_prefix(prefix).unwrap_or(line);
        for piece in line.split("\\n") {
            base64.extend(pem_line(piece)?);
        }
    }
    let end = base64.iter().rposition(|&b| b != b'=').map_or(0, |at| at + 1);
    // Whole groups only: who retypes or cuts a key leaves a tail that no decoder takes.
    let bytes = from_base64(base64.get(..end / 4 * 4)?).filter(|bytes| bytes.len() >= PEM_BYTES)?;
    let mut distinct = base64;
    distinct.sort_unstable();
    distinct.dedup();
    (bytes.len() >= PEM_BYTES && distinct.len() >= PEM_DISTINCT).then_some(())
}

/// The base64 of one line, without quotes, blanks, comment signs and `+`; `None` where something else stands in it.
fn pem_line(line: &str) -> Option<Vec<u8>> {
    let decoration = |c: char| c.is_whitespace() || "\"'`,;\\+*#>|()-/.&_".contains(c);
    if !line.contains(|c: char| c.is_ascii_alphanumeric()) {
        // A mask or an ellipsis is neither decoration nor base64; padding may have a line of its own.
        let plain = line.chars().all(|c| decoration(c) || c == '=');
        return (plain && !line.contains("..") && !line.contains("***")).then(Vec::new);
    }
    if let Some((name, _)) = line.split_once(": ") {
        // `Proc-Type: 4,ENCRYPTED`, `Version: …`
        let name = name.trim_matches(decoration);
        return name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-').then(Vec::new);
    }
    let lead = |c: char| c.is_whitespace() || "\"'`#*>|-;".contains(c);
    let mut line =
        line.trim_start_matches(lead).trim_end_matches(|c| c != '/' && c != '+' && c != '.' && decoration(c));
    for sign in ["// ", "+ ", "//\t"] {
        line = line.strip_prefix(sign).unwrap_or(line).trim_start();
    }
    // Where a string ends and the next is to follow.
    for sign in ["\"", "'", "`"] {
        line = line.split(sign).next().unwrap_or(line);
    }
    if line.len() == 5 && line.starts_with('=') {
        // The sum of an OpenPGP block.
        return Some(Vec::new());
    }
    let base64 = |b: u8| b.is_ascii_alphanumeric() || b"+/=".contains(&b);
    let words = line.split_ascii_whitespace();
    words.clone().all(|word| word.bytes().all(base64)).then(|| words.flat_map(str::bytes).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::example::expand;
    use super::*;

    fn block(label: &str) -> String {
        expand(&format!("<<pem:{label}>>"), None, "structure").unwrap()
    }

    fn is_pem(text: &str) -> bool {
        Structure::Pem.holds(text.as_bytes())
    }

    #[test]
    fn names() {
        for structure in Structure::ALL {
            assert_eq!(structure.as_str().parse(), Ok(*structure));
        }
        assert_eq!("x".parse::<Structure>().unwrap_err().to_string(), "unknown structure `x`");
    }

    #[test]
    fn pem_however_it_is_written() {
        let text = block("RSA PRIVATE KEY");
        assert!(is_pem(&text));
        assert!(is_pem(&text.replace('\n', "\r\n")));
        assert!(is_pem(&text.replace('\n', "\\n")));
        assert!(is_pem(&text.replace('\n', "\\r\\n")));
        assert!(is_pem(&text.replace('\n', " ")));
        for prefix in ["    ", "# ", "// ", " * ", "//", "+", "> ", "\t| "] {
            assert!(is_pem(&text.replace('\n', &format!("\n{prefix}"))), "{prefix:?}");
        }
        assert!(is_pem(&text.replace('\n', "\\n\" +\n    \"")));
        assert!(is_pem(&text.replace('\n', "\\n'\n  '")));
        assert!(is_pem(&text.replace('\n', "\\n\",\n  \"")));
        assert!(is_pem(&text.replace('\n', "\\n\\\n")));
    }

    #[test]
    fn pem_with_headers() {
        let text = block("RSA PRIVATE KEY");
        let headers = "-\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123456789ABCDEF\n\n";
        assert!(is_pem(&text.replacen("-\n", headers, 1)));
        let pgp = block("PGP PRIVATE KEY BLOCK");
        assert!(is_pem(&pgp) && is_pem(&pgp.replacen("-\n", "-\nVersion: GnuPG v2\n", 1)));
        assert!(is_pem(&block("EC PRIVATE KEY")) && is_pem(&block("OPENSSH PRIVATE KEY")));
    }

    #[test]
    fn pem_that_is_none() {
        let text = block("RSA PRIVATE KEY");
        let lines: Vec<&str> = text.lines().collect();
        let (first, last) = (lines[0], lines[lines.len() - 1]);
        assert!(!is_pem(&text.replace("END RSA", "END EC")));
        assert!(!is_pem(&format!("{first}\n{last}")));
        assert!(!is_pem(&format!("{first}\n...\n{last}")));
        assert!(!is_pem(&format!("{first}\n{}...\n{last}", lines[1])));
        assert!(!is_pem(&format!("{first}\n{}\n...\n{}\n{last}", lines[1], lines[2])));
        assert!(!is_pem(&format!("{first}\n{}\n{last}", "x".repeat(64))));
        assert!(!is_pem(&format!("{first}\n{}\n{last}", "*".repeat(64))));
        assert!(!is_pem(&format!("{first}\n<your key here>\n{last}")));
        assert!(!is_pem(&format!("{first}\n${{KEY}}\n{last}")));
        assert!(!is_pem(first));
    }

    #[test]
    fn encoded_text() {
        let make = |text: &str| expand(&format!("<<b64:{text}>>"), None, "").unwrap();
        assert!(Structure::Base64Json.holds(make("{\"a\": 1}").as_bytes()));
        assert!(Structure::Base64Json.holds(format!("ops_{}", make("{\"a\": 1}")).as_bytes()));
        assert!(!Structure::Base64Json.holds(make("{\"a\": 1").as_bytes()));
        assert!(!Structure::Base64Json.holds(make("12345678").as_bytes()));
        assert!(Structure::Base64Text.holds(make("some text").as_bytes()));
        assert!(!Structure::Base64Text.holds(b"//79/Pv6"));
        assert!(Structure::Base64Colon.holds(make("me:open sesame").as_bytes()));
        assert!(!Structure::Base64Colon.holds(make("me and you").as_bytes()));
        assert!(!Structure::Base64Colon.holds(make(":x").as_bytes()));
    }

    #[test]
    fn tokens_without_a_signature_do_not_hold() {
        let token = expand("<<jwt>>", None, "").unwrap();
        assert!(Structure::Jwt.holds(token.as_bytes()));
        let (rest, _) = token.rsplit_once('.').unwrap();
        assert!(!Structure::Jwt.holds(format!("{rest}.").as_bytes()));
        assert!(!Structure::Jwt.holds(rest.as_bytes()));
        let none = expand("<<b64:{\"alg\":\"none\"}>>", None, "").unwrap();
        let payload = token.split('.').nth(1).unwrap();
        assert!(
            !Structure::Jwt.holds(format!("{}.{payload}.{}", none.trim_end_matches('='), "a".repeat(43)).as_bytes())
        );
    }

    #[test]
    fn uuids() {
        assert!(Structure::Uuid.holds(b"01234567-89ab-CDEF-0123-456789abcdef"));
        assert!(!Structure::Uuid.holds(b"01234567-89ab-CDEF-0123-456789abcdeg"));
        assert!(!Structure::Uuid.holds(b"0123456789abcdef0123456789abcdef"));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            for structure in Structure::ALL {
                let _ = structure.holds(&bytes);
            }
        }

        #[test]
        fn no_block_panics(body in "[A-Za-z0-9+/=\\\\nr \"'.*#:\n-]{0,300}") {
            let _ = is_pem(&format!("-----BEGIN A KEY-----{body}-----END A KEY-----"));
        }
    }
}
