//! Colours and links, where the terminal wants them.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::model::Severity;
use crate::report::Look;
use crate::report::uri::is_web;

/// The line numbers and bars beside a quoted line.
const FRAME: Style = AnsiColor::BrightBlue.on_default();
const STRONG: Style = Style::new().bold();

/// Adds colours and links to text, or leaves it as it is.
pub(super) struct Paint {
    look: Look,
}

impl Paint {
    pub(super) fn new(look: Look) -> Self {
        Self { look }
    }

    /// Columns of the terminal; a narrow one is better overrun than filled with single words.
    pub(super) fn width(&self) -> usize {
        self.look.width.max(40)
    }

    /// In the colour of a severity.
    pub(super) fn severity(&self, severity: Severity, text: &str) -> String {
        let color = match severity {
            Severity::Error => AnsiColor::Red,
            Severity::Warning => AnsiColor::Yellow,
            Severity::Note => AnsiColor::Cyan,
        };
        self.style(color.on_default().bold(), text)
    }

    /// What frames a quoted line.
    pub(super) fn frame(&self, text: &str) -> String {
        self.style(FRAME, text)
    }

    /// A headline or a label.
    pub(super) fn strong(&self, text: &str) -> String {
        self.style(STRONG, text)
    }

    /// Good news.
    pub(super) fn good(&self, text: &str) -> String {
        self.style(AnsiColor::Green.on_default().bold(), text)
    }

    /// A link, if `url` is one that a person may be sent to.
    pub(super) fn link(&self, url: &str, text: &str) -> String {
        if self.look.links && (is_web(url) || url.starts_with("file://")) {
            format!("\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\")
        } else {
            text.to_owned()
        }
    }

    fn style(&self, style: Style, text: &str) -> String {
        if !self.look.color {
            return text.to_owned();
        }
        let mut painted = String::new();
        let _infallible = write!(painted, "{style}{text}{style:#}");
        painted
    }
}
