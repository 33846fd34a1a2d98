//! What `reticent init` writes.

/// A `reticent.toml` in which every key is explained and commented out: it changes nothing until somebody edits it.
///
/// A line that begins with `# ` explains; one that begins with `#` and no blank is a setting.
pub const TEMPLATE: &str = include_str!("template.toml");
