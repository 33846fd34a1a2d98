//! Import statements by their text: those of the languages of the JVM.

use std::ops::Range;

use super::fact::{Facts, Import};

/// Notes one import.
pub(super) fn note(facts: &mut Facts, span: Range<usize>, path: String, name: Option<String>) {
    if !path.is_empty() {
        let path = path.strip_prefix("node:").map(str::to_owned).unwrap_or(path);
        facts.imports.push(Import { path, name, span });
    }
}

/// What a path is called where nothing else is said: its last part.
pub(super) fn last(path: &str) -> Option<String> {
    path.rsplit(['.', '/']).next().map(str::to_owned)
}

/// `import a.b`, `import static a.b.*;`, `import a.{b, c => d}`, `import a.b as c`.
pub(super) fn jvm(source: &str, span: Range<usize>, facts: &mut Facts) {
    let source = source.trim_start_matches("import").trim_start().trim_start_matches("static ").trim();
    let source = source.trim_end_matches(';').trim();
    if let Some((base, group)) = source.split_once('{') {
        let base = base.trim().trim_end_matches('.');
        for item in group.trim_end_matches('}').split(',') {
            let (name, alias) = item.split_once("=>").unwrap_or((item, item));
            let wild = matches!(name.trim(), "_" | "*");
            let path = if wild { base.to_owned() } else { format!("{base}.{}", name.trim()) };
            note(facts, span.clone(), path, (!wild).then(|| alias.trim().to_owned()));
        }
        return;
    }
    let (path, alias) = match source.split_once(" as ") {
        Some((path, alias)) => (path.trim(), Some(alias.trim().to_owned())),
        None => (source, None),
    };
    let wild = path.strip_suffix(".*").or_else(|| path.strip_suffix("._"));
    match wild {
        Some(path) => note(facts, span.clone(), path.to_owned(), None),
        None => note(facts, span.clone(), path.to_owned(), alias.or_else(|| last(path))),
    }
}
