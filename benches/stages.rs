//! What each stage of the pipeline costs, over one data set: `cargo bench --bench stages`.
//!
//! Each stage is measured with all stages before it, so that the difference between two is what one of them costs.

#![allow(missing_docs, reason = "a benchmark has no reader but its table")]

mod data;

use std::hint::black_box;
use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock};

use divan::Bencher;
use divan::counter::BytesCount;
use reticent::blob::{Content, Encoding, Segment, cut, decode, sniff};
use reticent::engine::{Engine, Mode, Prefilter};
use reticent::judge::{Place, contextual, intrinsic};
use reticent::model::{Finding, FindingParts, Occurrence, Origin, Report, Status};
use reticent::report::{Format, Options, render};
use reticent::rule::{RuleSet, builtin};
use reticent::run::{BlobInput, Scanner, view_of};
use reticent::source::Reader;
use reticent::suppress::MARKER_WORDS;

static FILES: LazyLock<Vec<data::File>> = LazyLock::new(data::files);
static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(rules()));

fn main() {
    divan::main();
}

fn rules() -> RuleSet {
    RuleSet::compile(builtin(), &[], &|_| true, MARKER_WORDS).unwrap_or_else(|_| std::process::abort())
}

fn bytes() -> BytesCount {
    BytesCount::new(data::bytes(&FILES))
}

/// What a start does: the rules read back, the prefilter built.
#[divan::bench]
fn start(bencher: Bencher<'_, '_>) {
    bencher.bench(|| Engine::new(rules()));
}

#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    bencher.counter(bytes()).bench_local(|| {
        let mut reader = Reader::default();
        for file in FILES.iter() {
            _ = reader.read(&file.path, &mut |_, _| true, &mut |piece| {
                black_box(piece.content);
                ControlFlow::Continue(())
            });
        }
    });
}

#[divan::bench]
fn unfold_plain(bencher: Bencher<'_, '_>) {
    bencher.counter(bytes()).bench_local(|| {
        for file in FILES.iter() {
            black_box((sniff(&file.content), cut(&file.content, reticent::blob::CORE)));
        }
    });
}

#[divan::bench]
fn unfold_utf16(bencher: Bencher<'_, '_>) {
    let wide: Vec<Vec<u8>> = FILES
        .iter()
        .map(|file| String::from_utf8_lossy(&file.content).encode_utf16().flat_map(u16::to_le_bytes).collect())
        .collect();
    bencher
        .counter(bytes())
        .bench_local(|| wide.iter().map(|text| decode(text, Encoding::Utf16Le).text.len()).sum::<usize>());
}

#[divan::bench]
fn prefilter(bencher: Bencher<'_, '_>) {
    let prefilter = Prefilter::new(ENGINE.rules().keywords());
    bencher.counter(bytes()).bench_local(|| {
        let mut hits = 0;
        FILES.iter().for_each(|file| prefilter.each(&file.content, &mut Vec::new(), |_| hits += 1));
        hits
    });
}

/// The texts that are searched as text.
fn texts() -> impl Iterator<Item = (&'static data::File, Segment<'static>)> {
    FILES
        .iter()
        .filter(|file| sniff(&file.content) == Content::Text)
        .flat_map(|file| cut(&file.content, reticent::blob::CORE).into_iter().map(move |segment| (file, segment)))
}

#[divan::bench]
fn prefilter_match(bencher: Bencher<'_, '_>) {
    bencher.counter(bytes()).bench_local(|| {
        let mut found = 0;
        for (file, segment) in texts() {
            ENGINE.scan(
                &segment,
                (file.path.as_os_str().as_encoded_bytes(), None),
                Mode::Text,
                &mut |_| found += 1,
                &mut |_, _| {},
            );
        }
        found
    });
}

#[divan::bench]
fn prefilter_match_judge(bencher: Bencher<'_, '_>) {
    bencher.counter(bytes()).bench_local(|| {
        let mut sure = 0;
        for (file, segment) in texts() {
            let path = file.path.as_os_str().as_encoded_bytes();
            let place = Place::of(path);
            let mut found = |candidate| {
                let view = view_of(&candidate);
                sure += usize::from(contextual(intrinsic(&view), &view, place).confidence.is_some());
            };
            ENGINE.scan(&segment, (path, None), Mode::Text, &mut found, &mut |_, _| {});
        }
        sure
    });
}

/// All of it, as a scan does it with one file after the other in memory.
#[divan::bench]
fn all_of_a_blob(bencher: Bencher<'_, '_>) {
    let scanner = Scanner::new(&ENGINE);
    bencher.counter(bytes()).bench_local(|| {
        let scan = |file: &data::File| {
            let origin = Origin::file(file.path.to_string_lossy().as_ref());
            scanner.scan(&BlobInput::whole(&origin, &file.content)).spots.len()
        };
        FILES.iter().map(scan).sum::<usize>()
    });
}

/// A report of a thousand findings, in every format.
#[divan::bench(args = [Format::Text, Format::Oneline, Format::Json, Format::Jsonl, Format::Sarif])]
fn report_of_a_thousand(bencher: Bencher<'_, '_>, format: Format) {
    let report = report();
    bencher.bench_local(|| {
        let mut out = Vec::new();
        _ = render(format, &report, &Options::default(), &mut out);
        out.len()
    });
}

fn report() -> Report {
    let lines: Vec<String> = (0..1000).map(|n| format!("password_{n} = \"kX9-{n}qW7rT2z\"")).collect();
    let text = lines.join("\n");
    let origin = Origin::file("config/app.conf");
    let outcome = Scanner::new(&ENGINE).scan(&BlobInput::whole(&origin, text.as_bytes()));
    let finding = |spot: reticent::run::Spot| {
        let rule = Arc::clone(&ENGINE.rules().get(spot.rule)?.info);
        let occurrence = Occurrence { location: spot.location, excerpt: spot.excerpt, line_hash: None };
        Finding::new(FindingParts {
            severity: rule.severity,
            rule,
            origin: origin.clone(),
            secret: spot.secret,
            masked: spot.masked,
            confidence: spot.verdict.confidence?,
            signals: spot.verdict.signals,
            status: Status::Open,
            occurrences: vec![occurrence],
        })
        .ok()
    };
    let findings = outcome.spots.into_iter().filter_map(finding).collect();
    let mut report = Report { findings, rules: ENGINE.rules().infos(), ..Report::default() };
    report.finish();
    report
}
