//! Functions of shell scripts: a scope for each, and `$1`, `$2` … for what its calls pass.

use std::ops::Range;

use crate::facts::fact::{Argument, Binding, Facts, Scope, Term, Value};

/// So many parameters have a name of one digit.
const PARAMETERS: usize = 9;

/// Gives what stands in a function its scope. Names of a shell are seen everywhere all the same.
pub(super) fn scopes(text: &[u8], facts: &mut Facts) {
    let found = functions(text);
    for (name, range) in &found {
        let scope = facts.scopes.len();
        facts.scopes.push(Scope { name: name.clone(), parent: 0, function: true });
        let within = |span: &Range<usize>| range.contains(&span.start);
        facts.calls.iter_mut().filter(|call| within(&call.span)).for_each(|call| call.scope = scope);
        facts.bindings.iter_mut().filter(|binding| within(&binding.span)).for_each(|binding| binding.scope = scope);
        for place in 0..PARAMETERS {
            let (path, span) = ((place + 1).to_string(), range.start..range.start);
            let (term, declared, parameter) = (None, None, Some(place));
            facts.bindings.push(Binding { path, term, declared, parameter, span, scope });
        }
    }
    // What looks like a word of a program's own (`openssl genrsa`) is an argument of a function.
    for call in &mut facts.calls {
        let Some((callee, first)) = call.callee.split_once('.') else { continue };
        if found.iter().any(|(name, _)| name == callee) {
            let term = Term::new(Value::Text(first.to_owned()), call.span.clone());
            call.arguments.insert(0, Argument { name: None, term });
            call.callee = callee.to_owned();
        }
    }
}

/// The functions of a script with their bodies: `name() {`, `function name {`, up to a brace that stands as far left.
fn functions(text: &[u8]) -> Vec<(String, Range<usize>)> {
    let mut found: Vec<(String, Range<usize>)> = Vec::new();
    let mut open: Option<(String, usize, usize)> = None;
    let mut start = 0;
    for line in text.split_inclusive(|b| *b == b'\n') {
        let end = start + line.len();
        let body = line.trim_ascii();
        let indent = line.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        match &open {
            Some((name, from, left)) if body.starts_with(b"}") && indent <= *left => {
                found.push((name.clone(), *from..end));
                open = None;
            }
            None => {
                let whole = body.ends_with(b"}");
                found.extend(header(body).filter(|_| whole).map(|name| (name, start..end)));
                open = header(body).filter(|_| !whole).map(|name| (name, start, indent));
            }
            _ => {}
        }
        start = end;
    }
    found
}

/// The name of the function that begins on a line.
fn header(line: &[u8]) -> Option<String> {
    let line = std::str::from_utf8(line).ok()?;
    let (keyword, rest) = line.strip_prefix("function ").map_or((false, line), |rest| (true, rest.trim_start()));
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let end = rest.find(|c| !fits(c)).unwrap_or(rest.len());
    let (name, rest) = rest.split_at_checked(end)?;
    let rest = rest.trim_start();
    let brackets = rest.strip_prefix('(').is_some_and(|rest| rest.trim_start().starts_with(')'));
    (!name.is_empty() && (brackets || keyword)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::functions;

    #[test]
    fn functions_end_with_their_brace() {
        let script = "a() {\n  if true; then { x; }\n  fi\n}\nfunction b\n{\n  y\n}\nc() { z; }\nd\n";
        let bodies: Vec<(String, &str)> =
            functions(script.as_bytes()).into_iter().map(|(name, range)| (name, &script[range])).collect();
        let named: Vec<&str> = bodies.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(named, ["a", "b", "c"]);
        assert!(bodies[0].1.ends_with("fi\n}\n") && bodies[1].1.ends_with("y\n}\n"), "{bodies:?}");
    }
}
