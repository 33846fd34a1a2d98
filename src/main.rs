//! Temporary driver.
use std::sync::atomic::AtomicBool;
fn main() {
    let args: Vec<std::path::PathBuf> = std::env::args_os().skip(1).map(Into::into).collect();
    let cwd = std::env::current_dir().unwrap();
    let root = reticent::source::Root::resolve(&args, &cwd).unwrap();
    let rules = match reticent::rule::RuleSet::compile(&reticent::rule::builtin_sources(), &[], &|_| true, &[]) {
        Ok(r) => r,
        Err(p) => {
            for p in p {
                println!("{p}");
            }
            return;
        }
    };
    let engine = reticent::engine::Engine::new(rules);
    let stop = AtomicBool::new(false);
    let request = reticent::run::Request {
        engine: &engine,
        walk: reticent::source::WalkOptions { ignore: std::env::var("LINES").is_err(), jobs: 2 },
        max_file_size: 50 << 20,
        stop: &stop,
    };
    let report = reticent::run::scan(&root, &request);
    let min = std::env::var("MIN").ok().and_then(|m| m.parse().ok()).unwrap_or(reticent::model::Confidence::Medium);
    let lines = std::env::var("LINES").is_ok();
    for f in report.open().filter(|f| f.confidence >= min) {
        if lines {
            for o in f.occurrences() {
                let (a, b) = (o.location.start, o.location.end);
                println!(
                    "{}",
                    serde_json::json!({"path": f.origin.display(), "line_start": a.line, "line_end": b.line, "col_start": a.column - 1, "col_end": b.column - 1, "rule": f.rule.id, "conf": f.confidence, "signals": f.signals.iter().map(|s| (s.name, s.weight)).collect::<Vec<_>>(), "secret": String::from_utf8_lossy(f.secret.expose())})
                );
            }
        } else {
            println!(
                "{}:{}: {} {} {} | {}",
                f.origin.display(),
                f.first().location.start.line,
                f.confidence,
                f.rule.id,
                f.masked,
                f.first().excerpt.text.trim()
            );
        }
    }
    eprintln!("{:?} {} gaps", report.figures, report.gaps.len());
}
