//! How a secret is shown: by a mask of one width, with at most four leading characters in front.

/// What stands for a secret. One width, so that it tells no length.
pub const MASK: &str = "········";

/// Most characters of a secret that are ever shown.
const SHOWN: usize = 4;

/// From this many random characters on, four of them give nothing away.
const LONG: usize = 24;

/// The mask for `secret`, of which the first `fixed` characters are the same in every secret of its kind.
///
/// At most four characters are shown, and only of the fixed prefix, or of a secret with 24 or more characters after it
/// that `random` says were drawn at random (not chosen by a person).
pub fn mask(secret: &[u8], fixed: usize, random: bool) -> String {
    let long = random && secret.len().saturating_sub(fixed) >= LONG;
    let shown = if long { SHOWN } else { fixed.min(SHOWN) };
    let mut text: String =
        secret.iter().take(shown).take_while(|b| b.is_ascii_graphic()).map(|&b| char::from(b)).collect();
    text.push_str(MASK);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_or_chosen_secrets_show_nothing() {
        assert_eq!(mask(b"hunter2", 0, false), MASK);
        assert_eq!(mask(b"hunter2hunter2hunter2hunter2", 0, false), MASK);
    }

    #[test]
    fn prefixes_and_long_random_secrets_show_four() {
        assert_eq!(mask(b"ghp_abc", 4, true), format!("ghp_{MASK}"));
        assert_eq!(mask(b"abcdefghijklmnopqrstuvwxyz", 0, true), format!("abcd{MASK}"));
        assert_eq!(mask("äbcdefghijklmnopqrstuvwxyz".as_bytes(), 0, true), MASK);
    }
}
