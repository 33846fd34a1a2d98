#![no_main]

use libfuzzer_sys::fuzz_target;
use reticent::peer::gitleaks::Config;
use reticent::peer::import::{From, Imported, read};

// Other tools' files: read or refused, and a configuration of gitleaks that was read can be run.
fuzz_target!(|input: (u8, &str, &[u8])| {
    let (tool, text, scanned) = input;
    let tools =
        [From::Gitleaks, From::DetectSecrets, From::Trufflehog, From::Ggshield, From::Talisman, From::Kingfisher];
    let _ = read(tools[usize::from(tool) % tools.len()], "file", text, &mut Imported::default());
    if let Ok(config) = Config::read("file", text, &|_| Err("nothing is extended here".to_owned())) {
        for hit in config.detect(b"path", None, scanned) {
            assert!(hit.matched.start <= hit.secret.start && hit.secret.end <= scanned.len());
        }
    }
});
