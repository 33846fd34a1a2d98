#![no_main]

use libfuzzer_sys::fuzz_target;
use reticent::config::{ConfigChoice, Overrides, Request, load, show};
use reticent::rule::{RuleSet, Source};
use reticent::source::Snapshot;

fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let file = root.join("reticent.toml");
    std::fs::write(&file, bytes).unwrap();
    let overrides = Overrides::default();
    let as_of = reticent::config::parse_date("2026-01-01").unwrap();
    for policy in [None, Some(file.as_path())] {
        let config = if policy.is_some() { ConfigChoice::None } else { ConfigChoice::File(&file) };
        let request = Request { cwd: root, start: root, root, from: &Snapshot::Disk, config, policy, as_of, overrides: &overrides };
        match load(&request) {
            Ok(settings) => _ = show(&settings, true),
            Err(problems) => _ = problems.to_string(),
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let source = Source { name: "own.toml".to_owned(), text: text.to_owned(), trusted: false };
        _ = RuleSet::compile(Vec::new(), &[source], &|_| true, &[]);
    }
});
