//! Words of configuration as values.

use crate::facts::fact::Value;

/// A word of a configuration as a value.
pub(super) fn scalar(word: &str) -> Value {
    match word {
        "true" | "True" | "yes" | "on" => Value::Bool(true),
        "false" | "False" | "no" | "off" => Value::Bool(false),
        "null" | "~" | "" => Value::Null,
        _ if word.bytes().all(|b| b.is_ascii_digit()) && word.len() < 18 => {
            word.parse().map_or(Value::Unknown, Value::Int)
        }
        _ => Value::Text(word.to_owned()),
    }
}
