//! What the right-hand side of an assignment is: a value, or a way to get one.

/// What stands on the right-hand side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// Text in quotes, or a token that cannot be a name.
    Literal,
    /// A bare word: a value in data, a name in code.
    Bare,
    /// A member, an index, a path of names: `config.password`, `args[0]`.
    Reference,
    /// A call: `getenv("X")`.
    Call,
    /// Text with something to be filled in: `"${x}"`, `f"{x}"`, `%s`.
    Interpolation,
    /// A ciphertext that may lie in the open: `ENC[…]`, `$ANSIBLE_VAULT`, sealed secrets.
    Encrypted,
    /// Nothing.
    Empty,
}

impl ValueKind {
    /// The name that `--explain` shows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Literal => "value-literal",
            Self::Bare => "value-bare",
            Self::Reference => "value-reference",
            Self::Call => "value-call",
            Self::Interpolation => "value-interpolation",
            Self::Encrypted => "value-encrypted",
            Self::Empty => "value-empty",
        }
    }
}

/// Judges a value. `quoted` says whether it stood in quotes; `next` is the byte after it.
pub fn value_kind(value: &[u8], quoted: bool, next: Option<u8>) -> ValueKind {
    let value = value.trim_ascii();
    if value.is_empty() {
        return ValueKind::Empty;
    }
    if is_encrypted(value) {
        return ValueKind::Encrypted;
    }
    if quoted {
        return if is_filled_in(value) { ValueKind::Interpolation } else { ValueKind::Literal };
    }
    if next == Some(b'(') || value.contains(&b'(') {
        return ValueKind::Call;
    }
    if value.starts_with(b"$") && !value.starts_with(b"$2") || is_filled_in(value) {
        return ValueKind::Interpolation;
    }
    // Perl's reference to a function.
    if is_reference(value) || value.starts_with(b"\\&") || next == Some(b'[') {
        return ValueKind::Reference;
    }
    if next == Some(b' ') && is_tag(value) {
        return ValueKind::Reference;
    }
    if is_name(value) { ValueKind::Bare } else { ValueKind::Literal }
}

fn is_encrypted(value: &[u8]) -> bool {
    const MARKS: [&[u8]; 8] =
        [b"ENC[", b"ENC(", b"$ANSIBLE_VAULT", b"AgA", b"vault:v", b"{cipher}", b"enc:", b"!vault"];
    MARKS.iter().any(|mark| value.starts_with(mark)) && (!value.starts_with(b"AgA") || value.len() > 200)
}

fn is_filled_in(value: &[u8]) -> bool {
    let has = |mark: &[u8]| memchr::memmem::find(value, mark).is_some();
    // A command within a string, up to the first quote of its own: `"$(ask "name")"`.
    value.starts_with(b"$(")
        || (has(b"${") || has(b"#{") || has(b"{{") || has(b"{%") || has(b"<%") || has(b"$(") || has(b"%("))
            && (has(b"}") || has(b")") || has(b">"))
        || (value.starts_with(b"{") && value.ends_with(b"}"))
}

/// What YAML calls before it looks something up: `!Ref NAME`, `!Fn::Sub …`.
fn is_tag(value: &[u8]) -> bool {
    let tag = value.strip_prefix(b"!").unwrap_or_default();
    tag.first().is_some_and(u8::is_ascii_uppercase) && tag.iter().all(|b| b.is_ascii_alphabetic() || *b == b':')
}

/// Letters, digits and `_` that could be a name: not beginning with a digit.
fn is_name(value: &[u8]) -> bool {
    value.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
        && value.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

/// Names joined by `.`, `->`, `::`, or with an index; `&name`, `*name`, `!name`, `@name`.
fn is_reference(value: &[u8]) -> bool {
    let value = value
        .strip_prefix(b"&")
        .or_else(|| value.strip_prefix(b"*"))
        .or_else(|| value.strip_prefix(b"@"))
        .unwrap_or(value);
    let joined = [&b"."[..], b"->", b"::", b"["].iter().any(|joint| memchr::memmem::find(value, joint).is_some());
    let plain = value.iter().all(|b| b.is_ascii_alphanumeric() || b"_.->:[]'\"?!".contains(b));
    let starts = value.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
    // `eyJ….eyJ….x` and `SG.x.y` are tokens: names are short and hold few digits.
    let short = value
        .split(|b| !(b.is_ascii_alphanumeric() || *b == b'_'))
        .all(|part| part.len() <= 32 && part.iter().filter(|b| b.is_ascii_digit()).count() <= 3);
    joined && plain && starts && short && !value.ends_with(b".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_hand_sides_are_told_apart() {
        let cases = [
            ("hunter2", true, None, ValueKind::Literal),
            ("hunter2", false, None, ValueKind::Bare),
            ("s3cr3t!x", false, None, ValueKind::Literal),
            ("config.password", false, None, ValueKind::Reference),
            ("args", false, Some(b'['), ValueKind::Reference),
            ("\\&check_password", false, None, ValueKind::Reference),
            ("getenv", false, Some(b'('), ValueKind::Call),
            ("${X}", true, None, ValueKind::Interpolation),
            ("$X", false, None, ValueKind::Interpolation),
            ("$(ask ", true, None, ValueKind::Interpolation),
            ("a$(b", true, None, ValueKind::Literal),
            ("!Ref", false, Some(b' '), ValueKind::Reference),
            ("!Rabbit7", false, Some(b' '), ValueKind::Literal),
            ("ENC[AES256_GCM,data:x]", true, None, ValueKind::Encrypted),
            ("", true, None, ValueKind::Empty),
        ];
        for (value, quoted, next, kind) in cases {
            assert_eq!(value_kind(value.as_bytes(), quoted, next), kind, "{value}");
        }
    }
}
