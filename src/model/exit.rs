//! What the process tells its caller.

/// Exit codes, as promised in the README.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Complete, and nothing at or above `--fail-on`.
    Clean,
    /// Findings at or above `--fail-on`; the code may be changed by `--exit-code`.
    Findings(u8),
    /// Wrong usage, wrong configuration, or an error of our own.
    Error,
    /// No findings, but not everything was scanned.
    Incomplete,
    /// Ctrl-C or a termination signal.
    Interrupted,
}

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings(code) => code,
            Self::Error => 2,
            Self::Incomplete => 3,
            Self::Interrupted => 130,
        }
    }
}
