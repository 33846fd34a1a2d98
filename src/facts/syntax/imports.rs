//! What is brought in from elsewhere.

use tree_sitter::Node;

use super::walker::{Walker, join, named};
use crate::facts::fact::Value;
use crate::facts::{Language, import, literal};

/// Reads one import statement.
pub(super) fn read(walker: &mut Walker<'_>, node: Node<'_>) {
    match walker.facts.language {
        Language::Java | Language::Kotlin => import::jvm(&walker.source(node), node.byte_range(), &mut walker.facts),
        Language::Python => python(walker, node),
        Language::JavaScript | Language::TypeScript | Language::Tsx => script(walker, node),
        Language::Go => go(walker, node),
        Language::Php => php(walker, node),
        Language::Rust => rust(walker, node),
        Language::CSharp => {
            let alias = node.child_by_field_name("name").map(|name| walker.source(name));
            let path = named(node).into_iter().next_back().map(|path| walker.path(path).text);
            push(walker, node, path.unwrap_or_default(), alias);
        }
        _ => {
            let path = named(node).into_iter().next().map(|path| walker.source(path)).unwrap_or_default();
            push(walker, node, path.trim_matches(['<', '>', '"']).to_owned(), None);
        }
    }
}

fn push(walker: &mut Walker<'_>, node: Node<'_>, path: String, name: Option<String>) {
    import::note(&mut walker.facts, node.byte_range(), path, name);
}

fn python(walker: &mut Walker<'_>, node: Node<'_>) {
    let module = node.child_by_field_name("module_name").map(|module| walker.source(module));
    let mut cursor = node.walk();
    let names: Vec<Node<'_>> = node.children_by_field_name("name", &mut cursor).collect();
    if let Some(module) = module.as_ref().filter(|_| names.is_empty()) {
        push(walker, node, module.clone(), None);
    }
    for item in names {
        let path = item.child_by_field_name("name").unwrap_or(item);
        let alias = item.child_by_field_name("alias").map(|alias| walker.source(alias));
        let name = walker.source(path);
        let mut whole = module.clone().unwrap_or_default();
        join(&mut whole, &name);
        // `import a.b` is used as `a.b`; only its root is a name here.
        let alias = alias.or_else(|| (module.is_some() || !name.contains('.')).then(|| name.clone()));
        let alias = alias.or_else(|| name.split('.').next().map(str::to_owned));
        let root = module.is_none() && item.kind() != "aliased_import";
        let path = if root { name.split('.').next().unwrap_or_default().to_owned() } else { whole };
        push(walker, node, path, alias);
    }
}

fn script(walker: &mut Walker<'_>, node: Node<'_>) {
    let Some(source) = node.child_by_field_name("source") else { return };
    let Value::Text(path) = walker.string(source) else { return };
    let clause = named(node).into_iter().find(|child| child.kind() == "import_clause");
    for item in clause.map(named).unwrap_or_default() {
        if item.kind() != "named_imports" {
            let name = walker.first_name(item);
            push(walker, node, path.clone(), Some(name));
            continue;
        }
        for specifier in named(item) {
            let name = specifier.child_by_field_name("name").map(|name| walker.source(name));
            let alias = specifier.child_by_field_name("alias").map(|alias| walker.source(alias));
            let name = name.unwrap_or_default();
            push(walker, node, format!("{path}.{name}"), alias.or(Some(name)));
        }
    }
    if clause.is_none() {
        push(walker, node, path, None);
    }
}

fn go(walker: &mut Walker<'_>, node: Node<'_>) {
    let path = node.child_by_field_name("path").map(|path| walker.source(path)).unwrap_or_default();
    let path = literal::plain(&path);
    let path = unversioned(&path);
    let name = node.child_by_field_name("name").map(|name| walker.source(name));
    let name = match name.as_deref() {
        Some(".") => None,
        Some(name) => Some(name.to_owned()),
        None => path.rsplit('/').next().map(|part| part.trim_start_matches("go-").trim_end_matches("-go").to_owned()),
    };
    push(walker, node, path.to_owned(), name);
}

/// A module's path without its version, which is no part of its name: `github.com/golang-jwt/jwt/v5`, `gopkg.in/yaml.v3`.
fn unversioned(path: &str) -> &str {
    let Some((front, version)) = path.rsplit_once(['/', '.']) else { return path };
    let is_version = version.strip_prefix('v').is_some_and(|number| number.parse::<u32>().is_ok());
    if is_version { front } else { path }
}

fn php(walker: &mut Walker<'_>, node: Node<'_>) {
    for clause in named(node) {
        let alias = clause.child_by_field_name("alias").map(|alias| walker.source(alias));
        let path = named(clause).into_iter().next().map(|path| walker.source(path)).unwrap_or_default();
        let path = path.trim_matches('\\').replace('\\', ".");
        let name = alias.or_else(|| import::last(&path));
        push(walker, node, path, name);
    }
}

/// `use a::{b, c::{d as e}, f::*};` is taken apart by its text.
fn rust(walker: &mut Walker<'_>, node: Node<'_>) {
    let source = walker.source(node);
    let body = source.split_once("use ").map_or("", |(_, body)| body).trim_end_matches(';');
    let mut stack: Vec<String> = vec![String::new()];
    let mut path = String::new();
    for token in body.split_inclusive(['{', '}', ',']).take(2000) {
        let (text, end) = token.split_at_checked(token.len() - 1).unwrap_or((token, ""));
        let (text, end) = if matches!(end, "{" | "}" | ",") { (text, end) } else { (token, "") };
        path.push_str(text.trim());
        if end == "{" {
            let base = stack.last().cloned().unwrap_or_default();
            stack.push(base + &path.replace("::", "."));
        } else if !path.is_empty() {
            let base = stack.last().cloned().unwrap_or_default();
            let whole = base + &path.replace("::", ".");
            let (whole, alias) = match whole.split_once(" as ") {
                Some((whole, alias)) => (whole.trim().to_owned(), Some(alias.trim().to_owned())),
                None => (whole, None),
            };
            if let Some(all) = whole.strip_suffix(".*") {
                push(walker, node, all.to_owned(), None);
            } else {
                let name = alias.or_else(|| import::last(&whole));
                push(walker, node, whole, name);
            }
        }
        if end == "}" && stack.len() > 1 {
            stack.pop();
        }
        path.clear();
    }
}
