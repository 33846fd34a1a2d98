//! Everything in a file that does not have the shape its schema asks for: unknown keys, wrong types, unknown words,
//! missing keys. What is wrong is reported and taken out, so that the rest of the file can be judged too.

use std::ops::Range;

use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::{DeArray, DeInteger, DeTable, DeValue};

use super::problem::{Place, Problem, listed, nearest};
use crate::order::Order as _;

/// Takes out of `table` what `schema` does not allow; `place` tells where a range of the file's bytes is.
pub(crate) fn prune(place: &dyn Fn(Range<usize>) -> Place, schema: &Value, table: &mut DeTable<'_>) -> Vec<Problem> {
    let mut walk = Walk { place, root: schema, problems: Vec::new() };
    walk.table("", schema, table, 0..0);
    walk.problems.order_by(|a, b| a.place.cmp(&b.place));
    walk.problems
}

struct Walk<'a> {
    place: &'a dyn Fn(Range<usize>) -> Place,
    root: &'a Value,
    problems: Vec<Problem>,
}

impl<'a> Walk<'a> {
    fn report(&mut self, span: Range<usize>, message: String, label: String, help: Option<String>) {
        let problem = Problem::error(message).at((self.place)(span)).label(label);
        self.problems.push(Problem { help, ..problem });
    }

    /// Whether all that is required is there. `name` is the way to the table: `path`, `rule-settings.x`.
    fn table(&mut self, name: &str, schema: &'a Value, table: &mut DeTable<'_>, span: Range<usize>) -> bool {
        let properties = schema.get("properties").and_then(Value::as_object);
        let others = schema.get("additionalProperties");
        let required: Vec<&str> =
            schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let missing = required.iter().copied().filter(|key| !table.contains_key(*key));
        let missing = listed(missing);
        if !missing.is_empty() {
            self.report(span, format!("{missing} is missing in [[{name}]]"), String::new(), None);
        }
        for (key, mut value) in std::mem::take(table) {
            let property = properties.and_then(|p| p.get(&**key.get_ref()));
            let keep = match (property, others) {
                (None, Some(Value::Bool(false))) => {
                    self.unknown(name, &key, properties);
                    false
                }
                (Some(schema), _) | (None, Some(schema)) => self.value(&join(name, key.get_ref()), schema, &mut value),
                (None, None) => true,
            };
            if keep {
                table.insert(key, value);
            }
        }
        required.iter().all(|key| table.contains_key(*key))
    }

    fn unknown(&mut self, name: &str, key: &Spanned<toml::de::DeString<'_>>, properties: Option<&Map<String, Value>>) {
        let written: &str = key.get_ref();
        let here = properties.into_iter().flatten().map(|(key, _)| key.as_str());
        let at_root = self.root.get("properties").is_some_and(|p| p.get(written).is_some());
        let (label, help) = match nearest(written, here.clone()) {
            Some(meant) => (format!("did you mean `{meant}`?"), None),
            None if at_root => {
                let help = "move it to the top of the file, before the first line in brackets";
                (format!("not a key of [{name}]"), Some(help.to_owned()))
            }
            None => (String::new(), Some(format!("known here: {}", listed(here)))),
        };
        // What is no word may be a secret that was pasted here.
        let is_word = written.len() <= 40 && written.bytes().all(|b| b.is_ascii_alphabetic() || b"-_.".contains(&b));
        let what = if is_word { format!("`{written}`") } else { "…".to_owned() };
        self.report(key.span(), format!("unknown key {what}"), label, help);
    }

    /// Whether the value may stay.
    fn value(&mut self, name: &str, schema: &'a Value, value: &mut Spanned<DeValue<'_>>) -> bool {
        let schema = self.resolve(schema);
        let span = value.span();
        if !accepts(schema, value.get_ref()) {
            self.wrong_type(name, schema, value);
            return false;
        }
        match value.get_mut() {
            DeValue::String(word) => self.word(name, schema, word, span),
            DeValue::Integer(number) if schema.get("minimum").is_some() => self.number(name, schema, number, span),
            DeValue::Array(items) => {
                let Some(schema) = schema.get("items") else { return true };
                let written = std::mem::replace(items, DeArray::new());
                let keep = |mut item| self.value(name, schema, &mut item).then_some(item);
                *items = written.into_iter().filter_map(keep).collect();
                true
            }
            DeValue::Table(table) => self.table(name, schema, table, span),
            _ => true,
        }
    }

    fn number(&mut self, name: &str, schema: &Value, number: &DeInteger<'_>, span: Range<usize>) -> bool {
        let size = u64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok();
        let label = if number.as_str().starts_with('-') {
            "below zero"
        } else if size.is_none_or(|size| schema.get("maximum").and_then(Value::as_u64).is_some_and(|most| size > most))
        {
            "too large"
        } else {
            return true;
        };
        self.report(span, format!("`{name}` is out of range"), label.to_owned(), None);
        false
    }

    fn resolve(&self, schema: &'a Value) -> &'a Value {
        let pointer = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix('#'));
        pointer.and_then(|pointer| self.root.pointer(pointer)).unwrap_or(schema)
    }

    fn word(&mut self, name: &str, schema: &Value, word: &str, span: Range<usize>) -> bool {
        let words = words(schema);
        if words.is_empty() || words.contains(&word) {
            return true;
        }
        let label = nearest(word, words.iter().copied()).map(|meant| format!("did you mean `{meant}`?"));
        let message = format!("unknown word for `{name}`");
        self.report(span, message, label.unwrap_or_default(), Some(format!("write one of {}", listed(words))));
        false
    }

    fn wrong_type(&mut self, name: &str, schema: &Value, value: &Spanned<DeValue<'_>>) {
        let wanted: Vec<&str> = types(schema).into_iter().map(describe).collect();
        let message = format!("`{name}` must be {}", wanted.join(" or "));
        let words = words(schema);
        let tables = schema.get("items").is_some_and(|items| types(self.resolve(items)) == ["object"]);
        let help = match value.get_ref() {
            _ if tables => Some(format!("write [[{name}]], in two brackets and on a line of its own")),
            DeValue::String(_) if types(schema) == ["array"] => Some(format!("write {name} = [\"…\"]")),
            DeValue::String(_) if types(schema).contains(&"boolean") => {
                Some("write it without quotes: true or false".to_owned())
            }
            _ if !words.is_empty() => Some(format!("write one of {}, in quotes", listed(words))),
            _ => None,
        };
        self.report(value.span(), message, format!("this is {}", kind(value.get_ref())), help);
    }
}

fn join(name: &str, key: &str) -> String {
    if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") }
}

/// The words that a schema lists, if it lists any.
fn words(schema: &Value) -> Vec<&str> {
    let plain = schema.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let described = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    plain.chain(described.filter_map(|choice| choice.get("const")?.as_str())).collect()
}

/// The types that a schema allows; none listed and words listed means a string.
fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ if !words(schema).is_empty() => vec!["string"],
        _ => Vec::new(),
    }
}

fn accepts(schema: &Value, value: &DeValue<'_>) -> bool {
    let types = types(schema);
    let kind = match value {
        DeValue::String(_) => "string",
        DeValue::Integer(_) => "integer",
        DeValue::Float(_) => "number",
        DeValue::Boolean(_) => "boolean",
        // A date without a time may be written without quotes.
        DeValue::Datetime(_) if schema.get("format").is_some_and(|format| format == "date") => "string",
        DeValue::Datetime(_) => "date",
        DeValue::Array(_) => "array",
        DeValue::Table(_) => "object",
    };
    types.is_empty() || types.contains(&kind)
}

fn describe(kind: &str) -> &str {
    match kind {
        "string" => "a text in quotes",
        "integer" => "a whole number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "a table",
        other => other,
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
