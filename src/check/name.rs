//! What a name is made of.

/// Lower-case words of a name in camelCase, `snake_case`, kebab-case or with dots.
pub fn name_words(name: &[u8]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = b' ';
    for (at, &byte) in name.iter().enumerate() {
        let next_lower = name.get(at + 1).is_some_and(u8::is_ascii_lowercase);
        let border = byte.is_ascii_uppercase()
            && (last.is_ascii_lowercase() || last.is_ascii_digit() || (last.is_ascii_uppercase() && next_lower));
        if !byte.is_ascii_alphanumeric() {
            last = byte;
            continue;
        }
        let letter = char::from(byte.to_ascii_lowercase());
        match words.last_mut() {
            Some(word) if !border && last.is_ascii_alphanumeric() => word.push(letter),
            _ => words.push(letter.to_string()),
        }
        last = byte;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_into_words() {
        assert_eq!(name_words(b"myAPIKey_old-x2"), ["my", "api", "key", "old", "x2"]);
    }
}
