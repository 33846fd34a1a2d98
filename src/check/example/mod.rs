//! Made-up secrets: the templates in the examples of rules.
//!
//! `ghp_<<alnum:30>><<checksum>>` becomes a token that passes its rule, the same for the same seed, so that no example
//! need be written down whole.

mod pem;

use super::checksum::codec::{BASE32, BASE62, BASE64, BASE64URL, to_base64};
use super::{Checksum, checksum};

pub use super::rng::Rng;
use super::rng::uuid;

/// The longest text that one template makes.
const LIMIT: usize = 16 * 1024;

const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const LOWERNUM: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const PASSWORD: &[u8] = b"abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!*+-_.~^";

/// Why a template cannot be expanded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTemplate {
    /// There is no template of this name.
    #[error("unknown template `<<{0}>>`")]
    Unknown(String),
    /// A length is missing, no number, 0 or too large.
    #[error("`<<{0}>>` needs a length from 1 to 16384")]
    Length(String),
    /// The rule has no checksum.
    #[error("`<<{0}>>` needs a rule with a checksum")]
    NoChecksum(String),
}

/// Replaces the templates in a text. What they make depends on `seed` alone.
///
/// `<<` with nothing that could be a name behind it, or with no `>>` on the same line, is left as it is.
pub fn expand(template: &str, checksum: Option<Checksum>, seed: &str) -> Result<String, BadTemplate> {
    let mut rng = Rng::new(seed);
    let mut out = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("<<") {
        out.push_str(before);
        let inside = after.split_once(">>").filter(|(inside, _)| is_template(inside));
        let Some((inside, behind)) = inside else {
            out.push_str("<<");
            rest = after;
            continue;
        };
        let made = one(inside, &out, checksum, &mut rng)?;
        out.push_str(&made);
        rest = behind;
    }
    out.push_str(rest);
    Ok(out)
}

fn is_template(inside: &str) -> bool {
    let name = inside.split(':').next().unwrap_or_default();
    let named = inside.is_empty() || name.starts_with(|c: char| c.is_ascii_alphabetic());
    named && name.bytes().all(|b| b.is_ascii_alphanumeric()) && (name == "b64" || !inside.contains('\n'))
}

/// What one template stands for.
fn one(inside: &str, so_far: &str, checksum: Option<Checksum>, rng: &mut Rng) -> Result<String, BadTemplate> {
    let (name, argument) = inside.split_once(':').unwrap_or((inside, ""));
    let of_rule = || checksum.ok_or_else(|| BadTemplate::NoChecksum(inside.to_owned()));
    Ok(match name {
        "" => String::new(),
        "uuid" => uuid(rng),
        "jwt" => Checksum::Jwt.make("", rng),
        "pem" if !argument.is_empty() => pem::make(argument, rng),
        "b64" => to_base64(argument.as_bytes()),
        "checksum" => of_rule()?.make(token(so_far), rng),
        "valid" => match of_rule()? {
            // The argument is the signature of a service, which stands inside.
            kind @ (Checksum::Marvin32Azure | Checksum::Marvin32Cask) => kind.make(argument, rng),
            // It is a beginning: `SU`, `nsec1`.
            kind => format!("{argument}{}", kind.make(argument, rng)),
        },
        _ => {
            let alphabet = alphabet(name).ok_or_else(|| BadTemplate::Unknown(inside.to_owned()))?;
            let count = argument.parse().ok().filter(|n| (1..=LIMIT).contains(n));
            rng.text(alphabet, count.ok_or_else(|| BadTemplate::Length(inside.to_owned()))?)
        }
    })
}

fn alphabet(name: &str) -> Option<&'static [u8]> {
    Some(match name {
        "alnum" => BASE62,
        "hex" => b"0123456789abcdef",
        "HEX" => b"0123456789ABCDEF",
        "lower" => LETTERS,
        "upper" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "lowernum" => LOWERNUM,
        "uppernum" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        "digits" => b"0123456789",
        "base64" => BASE64,
        "base64url" => BASE64URL,
        "base32" => BASE32,
        "base58" => checksum::BASE58,
        "password" => PASSWORD,
        _ => return None,
    })
}

/// What stands behind the last quote or blank.
fn token(so_far: &str) -> &str {
    so_far.rsplit(|c: char| c.is_whitespace() || "\"'`".contains(c)).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Structure, Validity};
    use super::*;

    fn made(template: &str) -> String {
        expand(template, None, "test").unwrap()
    }

    #[test]
    fn the_same_seed_makes_the_same_text() {
        assert_eq!(made("<<alnum:30>>"), made("<<alnum:30>>"));
        assert_ne!(expand("<<alnum:30>>", None, "a"), expand("<<alnum:30>>", None, "b"));
        assert_ne!(made("<<hex:32>><<hex:32>>").split_at(32).0, made("<<hex:32>><<hex:32>>").split_at(32).1);
    }

    #[test]
    fn alphabets_and_lengths() {
        let kinds = "alnum hex HEX lower upper lowernum uppernum digits base64 base64url base32 base58 password";
        for name in kinds.split(' ') {
            let text = made(&format!("<<{name}:40>>"));
            assert_eq!(text.len(), 40, "{name}");
            assert!(text.bytes().all(|b| alphabet(name).unwrap().contains(&b)), "{name}: {text}");
        }
        for seed in 0..200 {
            let text = expand("<<alnum:8>>", None, &seed.to_string()).unwrap();
            let has = |kind: fn(&u8) -> bool| text.as_bytes().iter().any(kind);
            assert!(has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase), "{text}");
        }
    }

    #[test]
    fn what_is_no_template_stays() {
        assert_eq!(made("gh<<>>p_ cat <<EOF\n1 << 2 >> 3 <<-'X'>>"), "ghp_ cat <<EOF\n1 << 2 >> 3 <<-'X'>>");
        assert_eq!(made("<<b64:a <b>\n<<c>>"), to_base64(b"a <b>\n<<c"));
    }

    #[test]
    fn mistakes_are_named() {
        assert_eq!(expand("<<nope:3>>", None, ""), Err(BadTemplate::Unknown("nope:3".to_owned())));
        assert_eq!(expand("<<alnum>>", None, ""), Err(BadTemplate::Length("alnum".to_owned())));
        assert_eq!(expand("<<alnum:99999>>", None, ""), Err(BadTemplate::Length("alnum:99999".to_owned())));
        assert_eq!(expand("<<checksum>>", None, ""), Err(BadTemplate::NoChecksum("checksum".to_owned())));
        assert_eq!(BadTemplate::Unknown("nope".to_owned()).to_string(), "unknown template `<<nope>>`");
    }

    #[test]
    fn structures_hold() {
        assert!(Structure::Uuid.holds(made("<<uuid>>").as_bytes()));
        assert!(Structure::Jwt.holds(made("<<jwt>>").as_bytes()));
        assert!(Structure::Base64Colon.holds(made("<<b64:someone:pass phrase>>").as_bytes()));
        for label in
            ["RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK"]
        {
            let text = made(&format!("<<pem:{label}>>"));
            assert!(text.starts_with(&format!("-----BEGIN {label}-----\n")), "{text}");
            assert!(Structure::Pem.holds(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_token_so_far_begins_behind_the_last_quote_or_blank() {
        let text = expand("export X=\"ghp_<<alnum:30>><<checksum>>\"", Some(Checksum::Crc32Base62), "x").unwrap();
        let secret = text.split('"').nth(1).unwrap();
        assert_eq!(Checksum::Crc32Base62.check(secret.as_bytes()), Validity::Valid);
    }

    proptest! {
        #[test]
        fn no_template_panics(text in "(<<|>>|[a-z0-9]{1,6}|:|\\PC){0,12}", checksum in proptest::sample::select(Checksum::ALL)) {
            let _ = expand(&text, Some(checksum), "seed");
        }
    }
}
