//! Files that rules choose by their names.

use globset::{GlobBuilder, GlobSetBuilder};

use crate::run::context::Context;
use crate::source::git::ObjectKind;
use crate::source::history::{Graph, Number};

/// The objects that stand under a name by which rules choose files whatever is in them.
pub(super) fn named(context: &Context<'_>, graph: &Graph, kinds: &[Option<ObjectKind>]) -> Vec<Number> {
    let rules = context.engine.rules();
    let mut last_parts = GlobSetBuilder::new();
    let globs = rules.rules().iter().filter(|rule| rule.keywords.is_empty()).flat_map(|rule| rule.paths.only());
    for glob in globs {
        // A folder in the glob is looked at later, when whole paths are known.
        let last = glob.rsplit('/').next().unwrap_or(glob);
        let last = if last == "**" { "*" } else { last };
        // Each glob was checked when its rule was compiled.
        GlobBuilder::new(last).case_insensitive(true).build().into_iter().for_each(|glob| _ = last_parts.add(glob));
    }
    let Ok(last_parts) = last_parts.build() else { return Vec::new() };
    let wanted: Vec<bool> =
        graph.names().map(|(_, name)| last_parts.is_match(bstr::ByteSlice::to_path_lossy(name))).collect();
    let is_blob = |number: &Number| kinds.get(*number as usize) == Some(&Some(ObjectKind::Blob));
    graph.named(&wanted).into_iter().filter(is_blob).collect()
}
