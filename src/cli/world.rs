//! What the program learns about its surroundings: once, here.

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use jiff::civil::Date;

use super::Failure;
use super::ci::Ci;
use crate::config::parse_date;

/// The surroundings of a run.
#[derive(Debug)]
pub(super) struct World {
    /// The working directory.
    pub(super) cwd: PathBuf,
    /// Today, or the day of `SOURCE_DATE_EPOCH`, in UTC.
    pub(super) today: Date,
    /// Standard error is a terminal, and nobody runs us unattended.
    pub(super) interactive: bool,
    /// Standard output is a terminal.
    pub(super) terminal: bool,
    /// Columns of the terminal.
    pub(super) width: usize,
    /// The service for continuous integration that runs us, if one does.
    pub(super) ci: Option<Ci>,
    /// What `GITLEAKS_CONFIG` names; for gitleaks' own commands only.
    pub(super) gitleaks_config: Option<PathBuf>,
    /// `GITLEAKS_CONFIG_TOML` holds a configuration; for gitleaks' own commands only.
    pub(super) gitleaks_config_text: bool,
    /// Where programs are looked for.
    pub(super) search: Option<OsString>,
    /// This program.
    pub(super) program: Option<PathBuf>,
    /// What the pre-commit framework says, if it runs us.
    pub(super) framework: Framework,
    /// The commits that a merge in progress brings in, in hexadecimal: git names them to its hooks in `GITHEAD_…`.
    pub(super) merged: Vec<String>,
}

impl World {
    /// Looks around.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub(super) fn look() -> Result<Self, Failure> {
        let cwd = std::env::current_dir().map_err(|e| Failure::new(format!("the working directory: {e}")))?;
        let now = match std::env::var("SOURCE_DATE_EPOCH").ok().filter(|epoch| !epoch.is_empty()) {
            Some(epoch) => epoch
                .parse()
                .ok()
                .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
                .ok_or_else(|| Failure::new("SOURCE_DATE_EPOCH is not a number of seconds"))?,
            None => jiff::Timestamp::now(),
        };
        let today = jiff::tz::TimeZone::UTC.to_datetime(now).date();
        let attended = std::env::var_os("CI").is_none();
        let width = terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0));
        let (out, err) = (std::io::stdout().is_terminal(), std::io::stderr().is_terminal());
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        let merged = names.filter_map(|name| Some(name.strip_prefix("GITHEAD_")?.to_owned())).collect();
        let (program, framework) = (std::env::current_exe().ok(), Framework::look());
        let ci = Ci::look(&|name| std::env::var(name).ok());
        let gitleaks_config = std::env::var_os("GITLEAKS_CONFIG").filter(|file| !file.is_empty()).map(PathBuf::from);
        Ok(Self {
            gitleaks_config,
            gitleaks_config_text: std::env::var_os("GITLEAKS_CONFIG_TOML").is_some_and(|text| !text.is_empty()),
            ci,
            search: std::env::var_os("PATH"),
            program,
            framework,
            merged,
            cwd,
            today,
            interactive: err && attended,
            terminal: out,
            width: width.clamp(60, 140),
        })
    }

    /// The day of the run.
    pub(super) fn as_of(&self, asked: Option<&str>) -> Result<Date, Failure> {
        match asked {
            Some(word) => {
                parse_date(word).ok_or_else(|| Failure::new(format!("--as-of: `{word}` is no date; write YYYY-MM-DD")))
            }
            None => Ok(self.today),
        }
    }
}

/// What the pre-commit framework (<https://pre-commit.com>) says in its environment.
#[derive(Debug, Default)]
pub(super) struct Framework {
    from: Option<String>,
    to: Option<String>,
    /// The remote that is pushed to.
    pub(super) remote: Option<String>,
    /// The branch that is pushed, where no range is named because all of it is new.
    pub(super) branch: Option<String>,
}

impl Framework {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    fn look() -> Self {
        let word = |name: &str| std::env::var(name).ok().filter(|word| !word.is_empty());
        Self {
            from: word("PRE_COMMIT_FROM_REF"),
            to: word("PRE_COMMIT_TO_REF"),
            remote: word("PRE_COMMIT_REMOTE_NAME"),
            branch: word("PRE_COMMIT_LOCAL_BRANCH"),
        }
    }

    /// The range that is asked for: from, to.
    pub(super) fn range(&self) -> Option<(&str, &str)> {
        self.from.as_deref().zip(self.to.as_deref())
    }
}
