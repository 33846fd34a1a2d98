//! `dir`, `git`, `detect` and `protect`: what a hand types that knows gitleaks, in our words. A flag that has no counterpart is
//! an error: to pass over one would be to do something else than was asked for.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::args::GitleaksArgs;
use super::world::World;
use super::{Failure, output};

/// Which of gitleaks' commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    Dir,
    Git,
    Detect,
    Protect,
}

/// The arguments of ours that do what was asked for.
pub(super) fn ours(typed: Typed, args: &GitleaksArgs, world: &World) -> Result<Vec<OsString>, Failure> {
    refuse(args)?;
    let target = args.target.clone().or_else(|| args.source.clone());
    let mut words: Vec<OsString> = Vec::new();
    let mut say = |text: &str| words.push(text.into());
    let files = typed == Typed::Dir || (typed == Typed::Detect && args.no_git);
    let here = target.as_ref().is_none_or(|target| target == Path::new("."));
    let mut at_target = false;
    if args.pipe {
        say("stdin");
    } else if files {
        ["scan", "--no-ignore"].into_iter().for_each(&mut say);
        at_target = true;
    } else if args.staged || typed == Typed::Protect {
        if !args.staged {
            return Err(Failure::new("what is not staged yet is scanned by `reticent scan`; `protect` needs --staged"));
        }
        if !here {
            return Err(Failure::new("--staged looks at the repository around you; go there first"));
        }
        say("staged");
    } else if let Some(range) = args.log_opts.as_deref().filter(|opts| *opts != "--all") {
        if range.starts_with('-') || range.contains(char::is_whitespace) || !here {
            let text = "--log-opts: a range (main..HEAD), one commit, or --all; of the repository around you";
            return Err(Failure::new(text));
        }
        ["diff", range].into_iter().for_each(&mut say);
    } else {
        say("history");
        at_target = true;
    }
    if let Some(target) = target.as_ref().filter(|_| at_target) {
        words.push(target.clone().into());
    }
    let folder = target.filter(|target| target != Path::new(".")).unwrap_or_default();
    let named = args.config.clone().or_else(|| world.gitleaks_config.clone());
    if named.is_none() && world.gitleaks_config_text {
        let why = "write the configuration into a file and name it with --config";
        return Err(Failure::new(format!("GITLEAKS_CONFIG_TOML of gitleaks has no counterpart: {why}")));
    }
    if let Some(config) = named.or_else(|| found(&folder, world)) {
        words.extend(["--gitleaks-config".into(), config.into()]);
        if let Some(depth) = args.max_decode_depth {
            words.extend(["--gitleaks-decode-depth".into(), depth.to_string().into()]);
        }
    } else if args.max_decode_depth == Some(0) {
        let why = "reticent's own rules always look into what is encoded";
        return Err(Failure::new(format!("--max-decode-depth 0 of gitleaks has no counterpart: {why}")));
    }
    report(args, &mut words)?;
    rest(args, &mut words);
    let shown: Vec<String> = words.iter().map(|word| quoted(&word.to_string_lossy())).collect();
    output::note(&format!("gitleaks' words; in ours: reticent {}", shown.join(" ")));
    words.insert(0, "reticent".into());
    Ok(words)
}

/// A word as it is typed into a shell.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,@+%^~".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// A configuration where gitleaks looks for one by itself.
fn found(folder: &Path, world: &World) -> Option<PathBuf> {
    let here = folder.join(".gitleaks.toml");
    world.cwd.join(&here).is_file().then_some(here)
}

fn refuse(args: &GitleaksArgs) -> Result<(), Failure> {
    let here = |path: &PathBuf| path == Path::new(".") || path == Path::new(".gitleaksignore");
    let unmapped: [(&str, bool, &str); 9] = [
        ("--report-template", args.report_template.is_some(), "`reticent report` makes other formats of a JSON report"),
        ("--baseline-path", args.baseline_path.is_some(), "`reticent import gitleaks` makes a baseline of it"),
        (
            "--redact",
            args.redact.is_some_and(|percent| percent < 100),
            "secrets are masked whole, or shown by --reveal",
        ),
        (
            "--gitleaks-ignore-path",
            args.gitleaks_ignore_path.as_ref().is_some_and(|p| !here(p)),
            "the file at the top counts",
        ),
        (
            "--ignore-gitleaks-allow",
            args.ignore_gitleaks_allow,
            "--no-foreign-markers switches other tools' comments off",
        ),
        ("--max-archive-depth", args.max_archive_depth == Some(0), "archives are opened"),
        (
            "--max-target-megabytes",
            args.max_target_megabytes.is_some(),
            "text has no limit; see --max-file-size for binaries",
        ),
        ("--timeout", args.timeout.is_some(), "a scan has no limit of time; those of hooks have"),
        ("--follow-symlinks", args.follow_symlinks, "links are not followed"),
    ];
    match unmapped.iter().find(|(_, given, _)| *given) {
        Some((flag, _, why)) => Err(Failure::new(format!("{flag} of gitleaks has no counterpart: {why}"))),
        None if args.pre_commit && !args.staged => Err(Failure::new(
            "--pre-commit without --staged has no counterpart: `reticent scan` reads what is not staged",
        )),
        None => Ok(()),
    }
}

/// Where the report goes, and in which format.
fn report(args: &GitleaksArgs, words: &mut Vec<OsString>) -> Result<(), Failure> {
    let by_name = args.report_path.as_ref().and_then(|path| Path::new(path).extension()?.to_str());
    let format = match args.report_format.as_deref().or(by_name) {
        None => None,
        Some("json") => Some("gitleaks-json"),
        Some("sarif") => Some("sarif"),
        Some("junit") => Some("junit"),
        Some("csv") => return Err(Failure::new("--report-format csv has other columns in reticent: --format csv")),
        Some(other) => return Err(Failure::new(format!("--report-format {other} has no counterpart"))),
    };
    match (&args.report_path, format) {
        (None, None) => {}
        (Some(path), _) if path.as_os_str() == "-" => {
            words.extend(["--format".into(), format.unwrap_or("gitleaks-json").into()]);
        }
        (Some(path), format) => {
            let mut word: OsString = format.unwrap_or("gitleaks-json").into();
            word.push("=");
            word.push(path);
            words.extend(["--output".into(), word]);
        }
        (None, Some(_)) => return Err(Failure::new("--report-format needs --report-path")),
    }
    Ok(())
}

fn rest(args: &GitleaksArgs, words: &mut Vec<OsString>) {
    if let Some(code) = args.exit_code {
        words.extend(["--exit-code".into(), code.to_string().into()]);
    }
    if !args.enable_rule.is_empty() {
        words.extend(["--disable".into(), "*".into()]);
        for rule in &args.enable_rule {
            words.extend(["--enable".into(), rule.into()]);
        }
    }
    if args.no_color {
        words.extend(["--color".into(), "never".into()]);
    }
}
