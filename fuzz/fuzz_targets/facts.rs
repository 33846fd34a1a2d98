#![no_main]

use libfuzzer_sys::fuzz_target;
use reticent::facts::{Language, Resolver, read};

fuzz_target!(|input: (u8, &[u8])| {
    let names: Vec<&str> = Language::names().collect();
    let name = names[usize::from(input.0) % names.len()];
    let (language, text) = (Language::named(name).unwrap(), input.1);
    let facts = read(language, text);
    let resolver = Resolver::new(&facts);
    for (at, call) in facts.calls.iter().enumerate().take(200) {
        assert!(call.span.start <= call.span.end && call.span.end <= text.len(), "{name}: {call:?}");
        resolver.callee(at);
        for argument in &call.arguments {
            resolver.values(&argument.term, call.scope);
        }
    }
    for binding in &facts.bindings {
        assert!(binding.span.start <= binding.span.end && binding.span.end <= text.len(), "{name}: {binding:?}");
    }
});
