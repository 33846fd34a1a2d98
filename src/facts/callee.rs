//! What a callee means: imports, aliases, and the objects on which it is called.

use super::fact::{Binding, ScopeId, Term, Value};
use super::path::{CalleePath, dotted, own};
use super::resolve::{DEPTH, MOST, Resolver, alternatives};

impl<'f> Resolver<'f> {
    /// The paths that a call's callee may mean, the plainest first.
    pub fn callee(&self, call: usize) -> &[CalleePath] {
        let Some(known) = self.paths.get(call) else { return &[] };
        known.get_or_init(|| self.paths_of_call(call, DEPTH))
    }

    pub(super) fn paths_of_call(&self, at: usize, depth: usize) -> Vec<CalleePath> {
        let (Some(call), Some(depth)) = (self.facts.calls.get(at), depth.checked_sub(1)) else { return Vec::new() };
        let start = call.span.start;
        let Some(receiver) = &call.receiver else {
            if matches!(call.callee.as_str(), "require" | "import")
                && let Some(module) = call.arguments.first().and_then(|argument| argument.term.text())
            {
                let path = dotted(module.strip_prefix("node:").unwrap_or(module));
                return vec![CalleePath { path, receiver: None }];
            }
            return self.paths_of_name(&call.callee, call.scope, start, depth);
        };
        match &receiver.value {
            Value::Call(inner) => {
                let paths = self.paths_of_call(*inner, depth);
                paths.into_iter().map(|inner_path| inner_path.and_then(&call.callee, Some(*inner))).collect()
            }
            Value::Name(name) => {
                let whole = format!("{name}.{}", call.callee);
                self.paths_of_name(&whole, call.scope, receiver.span.start, depth)
            }
            _ => vec![CalleePath { path: format!("literal.{}", call.callee), receiver: None }],
        }
    }

    /// The paths that a name may mean: as imported, and with its beginning replaced by what it is bound to.
    pub fn paths_of_name(&self, path: &str, scope: ScopeId, at: usize, depth: usize) -> Vec<CalleePath> {
        let mut paths = vec![CalleePath { path: self.imported(path), receiver: None }];
        let Some(depth) = depth.checked_sub(1) else { return paths };
        let ends = std::iter::once(path.len()).chain(path.rmatch_indices('.').map(|(at, _)| at));
        for end in ends {
            let Some((prefix, rest)) = path.split_at_checked(end) else { continue };
            let bindings = self.bindings(own(prefix), scope, at);
            if bindings.is_empty() {
                continue;
            }
            let rest = rest.trim_start_matches('.');
            for binding in bindings {
                self.through_binding(binding, rest, depth, &mut paths);
            }
            break;
        }
        paths.truncate(MOST);
        paths
    }

    fn through_binding(&self, binding: &'f Binding, rest: &str, depth: usize, out: &mut Vec<CalleePath>) {
        let mut terms: Vec<(&'f Term, ScopeId)> =
            binding.term.iter().flat_map(alternatives).map(|term| (term, binding.scope)).collect();
        if binding.parameter.is_some() {
            terms.extend(self.passed(binding));
        }
        for (term, scope) in terms {
            match &term.value {
                // Bound to itself, as `x = x.next`.
                Value::Name(name) if *name == binding.path => {}
                Value::Name(name) => {
                    let meant = self.paths_of_name(name, scope, binding.span.start, depth);
                    out.extend(meant.into_iter().map(|path| path.then(rest)));
                }
                // `promisify(generateKeyPair)` is called as what it is given.
                Value::Call(call) if rest.is_empty() && self.promised(*call).is_some() => {
                    let name = self.promised(*call).unwrap_or_default();
                    out.extend(self.paths_of_name(name, scope, binding.span.start, depth));
                }
                Value::Call(call) => {
                    let receiver = (!rest.is_empty()).then_some(*call);
                    out.extend(self.paths_of_call(*call, depth).into_iter().map(|path| path.and_then(rest, receiver)));
                }
                _ => {}
            }
            if out.len() >= MOST {
                return;
            }
        }
        if let Some(declared) = &binding.declared {
            out.push(CalleePath { path: self.imported(declared), receiver: None }.then(rest));
        }
    }

    /// The function that a call makes another form of.
    fn promised(&self, call: usize) -> Option<&'f str> {
        let call = self.facts.calls.get(call).filter(|call| call.callee.rsplit('.').next() == Some("promisify"))?;
        match &call.arguments.first()?.term.value {
            Value::Name(name) => Some(name),
            _ => None,
        }
    }

    /// A path with its first name replaced by what was imported under it.
    pub fn imported(&self, path: &str) -> String {
        let path = own(path);
        let first = path.split('.').next().unwrap_or(path);
        let import = self.facts.imports.iter().find(|import| import.name.as_deref() == Some(first));
        match import {
            Some(import) => dotted(&format!("{}{}", import.path, path.get(first.len()..).unwrap_or_default())),
            None => dotted(path),
        }
    }

    /// Whether the file imports something below a path.
    pub fn imports(&self, path: &str) -> bool {
        self.facts.imports.iter().any(|import| {
            let imported = dotted(&import.path);
            let rest = imported.strip_prefix(path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.')) || imported.ends_with(&format!(".{path}"))
        })
    }
}
