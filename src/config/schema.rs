//! JSON schemas of what people write: for editors (`reticent config schema`), and for finding every mistake in a file.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::raw::{RawConfig, RawPolicy};

/// The schema of `reticent.toml`, JSON Schema draft 2020-12.
pub fn schema() -> Value {
    of::<RawConfig>()
}

/// The schema of a policy, JSON Schema draft 2020-12.
pub fn policy_schema() -> Value {
    of::<RawPolicy>()
}

fn of<T: JsonSchema>() -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().to_value();
    without_null(&mut schema);
    schema
}

/// TOML has no null: an absent key is how nothing is said.
fn without_null(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(without_null),
        Value::Object(map) => {
            map.remove("default");
            if let Some(Value::Array(types)) = map.get_mut("type") {
                types.retain(|kind| kind != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    map.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(choices)) = map.get_mut("anyOf") {
                choices.retain(|choice| choice.get("type").is_none_or(|kind| kind != "null"));
                if let [Value::Object(only)] = choices.as_slice() {
                    let only = only.clone();
                    map.remove("anyOf");
                    map.extend(only);
                }
            }
            map.values_mut().for_each(without_null);
        }
        _ => {}
    }
}
