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
        walk: reticent::source::WalkOptions { ignore: true, jobs: 2 },
        max_file_size: 50 << 20,
        stop: &stop,
    };
    let report = reticent::run::scan(&root, &request);
    for f in report.open() {
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
    println!("{:?} {} gaps", report.figures, report.gaps.len());
}
