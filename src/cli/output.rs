//! Where reports go.

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::Failure;
use super::args::{OutputArgs, When};
use super::world::World;
use crate::config::Settings;
use crate::model::Report;
use crate::report::{self, Detail, Format, GapPolicy, Inventories, Look, Options, SarifOptions, sink};
use crate::run::{self, Context, Gathered};

/// Which reports are written, and where.
#[derive(Debug)]
pub(super) struct Plan {
    stdout: Option<Format>,
    files: Vec<(Format, PathBuf)>,
}

/// `1 rule`, `2 rules`.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// What is written like a format and is none would be a file of an odd name, and the report that was meant would be missing.
fn refuse_unknown_format(word: &str) -> Result<(), Failure> {
    let Some((format, _)) = word.split_once('=') else { return Ok(()) };
    if format.is_empty() || !format.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
        return Ok(());
    }
    let known: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
    let known = known.join(", ");
    Err(Failure::new(format!(
        "--output {word}: no format is called {format}; there are {known}, and a file of that name is ./{word}"
    )))
}

impl Plan {
    /// Reads `--format` and `--output`.
    pub(super) fn new(args: &OutputArgs) -> Result<Self, Failure> {
        let mut plan = Self { stdout: Some(args.format.unwrap_or(Format::Text)), files: Vec::new() };
        for word in &args.output {
            let named = word.split_once('=').and_then(|(format, file)| Some((format.parse::<Format>().ok()?, file)));
            match named {
                Some((format, file)) if !file.is_empty() => plan.files.push((format, PathBuf::from(file))),
                Some(_) => return Err(Failure::new(format!("--output {word}: the file is missing"))),
                None => {
                    refuse_unknown_format(word)?;
                    let path = PathBuf::from(word);
                    let format = args.format.unwrap_or_else(|| by_extension(&path));
                    plan.files.push((format, path));
                    plan.stdout = None;
                }
            }
        }
        let mut seen = BTreeSet::new();
        if let Some((_, path)) = plan.files.iter().find(|(_, path)| !seen.insert(path.clone())) {
            return Err(Failure::new(format!("--output names {} twice", path.display())));
        }
        Ok(plan)
    }

    /// Whether one of them shows GitHub's hashes of lines.
    pub(super) fn shows_line_hashes(&self) -> bool {
        let shows = |format: Format| matches!(format, Format::Sarif | Format::Json | Format::Jsonl);
        self.formats().any(shows)
    }

    /// Applications and keys, where one of them shows those. gitleaks' rules know of neither.
    pub(super) fn inventories(&self, gathered: &Gathered, context: &Context<'_>) -> Inventories {
        if !self.has_inventories() || context.gitleaks.is_some() {
            return Inventories::default();
        }
        Inventories {
            applications: Some((&run::clients(gathered, context)).into()),
            keys: Some((&run::inventory(gathered, context)).into()),
        }
    }

    /// Whether one of them shows applications and keys.
    pub(super) fn has_inventories(&self) -> bool {
        self.formats().any(|format| matches!(format, Format::Html | Format::Json))
    }

    /// Whether one of them is a page for an audit.
    pub(super) fn has_page(&self) -> bool {
        self.formats().any(|format| format == Format::Html)
    }

    fn formats(&self) -> impl Iterator<Item = Format> {
        self.stdout.into_iter().chain(self.files.iter().map(|(format, _)| *format))
    }

    /// Writes all of them: files first, so that what a person reads on the screen is the last word.
    pub(super) fn write(&self, report: &Report, options: &Options) -> Result<(), Failure> {
        for (format, path) in &self.files {
            let plain = Options { look: Look { color: false, links: false, ..options.look }, ..options.clone() };
            let rendered = sink::to_file(path, |out| report::render(*format, report, &plain, out))?;
            if rendered.cut > 0 {
                note(&format!("warning: {} findings were left out of {}", rendered.cut, path.display()));
            }
        }
        if let Some(format) = self.stdout {
            let out = io::stdout().lock();
            sink::to_stream(out, |out| report::render(format, report, options, out))?;
        }
        Ok(())
    }
}

fn by_extension(path: &Path) -> Format {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("sarif") => Format::Sarif,
        Some("json") => Format::Json,
        Some("jsonl" | "ndjson") => Format::Jsonl,
        Some("html" | "htm") => Format::Html,
        Some("md" | "markdown") => Format::Markdown,
        Some("csv") => Format::Csv,
        _ => Format::Text,
    }
}

/// What the settings and flags say of reports.
pub(super) fn options(settings: &Settings, args: &OutputArgs, world: &World) -> Options {
    Options {
        fail_on: settings.everywhere().fail_on,
        min_confidence: settings.least_confidence(),
        detail: detail(args),
        look: look(args, world),
        gaps: GapPolicy { allowed: settings.accepted_gaps().collect(), strict: settings.strict.value },
        time: format!("{}T00:00:00", settings.as_of),
        sarif: SarifOptions {
            notes: settings.sarif.notes.value,
            suppressed: settings.sarif.suppressed.value,
            category: settings.sarif.category.as_ref().map(|name| name.value.clone()),
        },
        inventories: Inventories::default(),
    }
}

/// How much the flags ask for.
pub(super) fn detail(args: &OutputArgs) -> Detail {
    Detail { explain: args.explain, verbose: args.verbose, reveal: args.reveal }
}

/// How text looks on this terminal.
pub(super) fn look(args: &OutputArgs, world: &World) -> Look {
    let color = match args.color {
        When::Always => true,
        When::Never => false,
        When::Auto => anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
    };
    Look { color, links: color && world.terminal, width: world.width }
}

/// Prints text on standard output; that nobody reads on is no error.
pub(super) fn say(text: &str) -> Result<(), Failure> {
    let out = io::stdout().lock();
    sink::to_stream(out, |out| out.write_all(text.as_bytes()))?;
    Ok(())
}

/// Says something beside the report, on standard error.
pub(super) fn note(text: &str) {
    _ = writeln!(anstream::stderr().lock(), "{text}");
}
