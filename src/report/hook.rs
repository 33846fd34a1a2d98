//! What a hook answers: short, because somebody waits for their commit. What was found, where, and the ways out.

use std::io::{self, Write};

use super::view::{Group, View};
use super::words::{count, wrap};
use super::{Options, uri};
use crate::model::Report;

/// The moment at which a hook runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// A commit is made.
    Commit,
    /// A merge is committed.
    Merge,
    /// A message was written.
    Message,
    /// Commits are pushed.
    Push,
    /// Commits are received.
    Receive,
}

/// How many secrets are named.
const MOST: usize = 10;

/// The word that begins a marker of ours.
const MARKER: &str = concat!("reticent", ":");

/// Writes the answer; nothing if there is nothing to say.
pub fn answer(report: &Report, options: &Options, stage: Stage, out: &mut dyn Write) -> io::Result<()> {
    let view = View::new(report, options)?;
    let groups: Vec<Group<'_>> = view.groups().into_iter().filter(|group| view.fails(group.lead)).collect();
    if !groups.is_empty() {
        findings(&view, stage, &groups, out)?;
    }
    additions(&view, out)?;
    let gaps: Vec<_> = report.gaps.iter().filter(|gap| view.is_incomplete(gap.kind)).collect();
    if !gaps.is_empty() {
        writeln!(out, "reticent: {} could not be scanned, so {}", count(gaps.len() as u64, "thing"), refusal(stage))?;
        for gap in gaps.iter().take(MOST) {
            let line = format!("{}: {} ({})", view.path(&gap.origin), view.prose(&gap.detail), gap.kind.advice());
            paragraph("  ", &line, out)?;
        }
    }
    Ok(())
}

/// What is added that keeps findings quiet: a reviewer should know.
fn additions(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let additions = &view.report.additions;
    if additions.is_empty() {
        return Ok(());
    }
    writeln!(out, "reticent: {} added:", count(additions.len() as u64, "suppression"))?;
    for addition in additions.iter().take(MOST) {
        writeln!(out, "  {}:{}  {}", view.path(&addition.origin), addition.line, addition.says())?;
    }
    if additions.len() > MOST {
        writeln!(out, "  … and {} more", additions.len() - MOST)?;
    }
    Ok(())
}

fn refusal(stage: Stage) -> &'static str {
    match stage {
        Stage::Commit | Stage::Message => "this commit is not made",
        Stage::Merge => "this merge is not committed",
        Stage::Push => "this push is not made",
        Stage::Receive => "nothing of this push was taken",
    }
}

fn findings(view: &View<'_>, stage: Stage, groups: &[Group<'_>], out: &mut dyn Write) -> io::Result<()> {
    let number = count(groups.len() as u64, "secret");
    let what = match stage {
        Stage::Commit => "in what this commit would add",
        Stage::Merge => "in what this merge alone would add",
        Stage::Message => "in the commit message",
        Stage::Push | Stage::Receive => "in the commits of this push",
    };
    writeln!(out, "reticent: {number} {what}, so {}\n", refusal(stage))?;
    for group in groups.iter().take(MOST) {
        let finding = group.lead;
        let start = finding.first().location.start;
        let place = format!("{}:{}:{}", view.path(&finding.origin), start.line, start.column);
        writeln!(out, "  {place}  {}  {}", view.prose(&finding.rule.title), view.clean(&finding.masked))?;
        let more = group.elsewhere().count();
        if more > 0 {
            writeln!(out, "    and in {}", count(more as u64, "more place"))?;
        }
    }
    if groups.len() > MOST {
        writeln!(out, "  … and {} more", groups.len() - MOST)?;
    }
    writeln!(out)?;
    ways_out(view, stage, groups, out)?;
    revoke(view, stage, groups, out)
}

fn ways_out(view: &View<'_>, stage: Stage, groups: &[Group<'_>], out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = groups.first().map(|group| group.lead) else { return Ok(()) };
    let path = quoted(&view.path(&first.origin));
    let rule = view.clean(&first.rule.id);
    let take_out = match stage {
        Stage::Commit | Stage::Merge => {
            format!("delete it from the file and git add it again; or leave the file out: git restore --staged {path}")
        }
        Stage::Message => "write the message again without it: git commit --edit".to_owned(),
        Stage::Push | Stage::Receive => "take it out of the commit that brings it, not only of the last one: \
             git commit --amend, or git rebase -i and edit; then push again"
            .to_owned(),
    };
    writeln!(out, "Three ways out:")?;
    paragraph("  1. take it out: ", &take_out, out)?;
    if stage == Stage::Message {
        paragraph(
            "  2. it is no secret: ",
            &format!("git commit --no-verify, and tell us of the false alarm ({rule})"),
            out,
        )?;
        return paragraph("  3. for all of the repository: ", &format!("an [[allow]] of {rule} in reticent.toml"), out);
    }
    // On a line of its own and unbroken, to be copied.
    writeln!(
        out,
        "  2. allow it, with a reason, in a comment at the end of its line:\n     {MARKER} allow[{rule}] why"
    )?;
    paragraph("  3. put it into the baseline: ", "reticent baseline update --reason \"why\" (or create)", out)
}

/// What to do if it is out already: a secret that was shown is no secret any more.
fn revoke(view: &View<'_>, stage: Stage, groups: &[Group<'_>], out: &mut dyn Write) -> io::Result<()> {
    let page = groups.iter().find_map(|group| group.lead.rule.provider.revoke.as_deref());
    let page = page.filter(|page| uri::is_web(page)).map(|page| format!(": {}", view.prose(page))).unwrap_or_default();
    let when = match stage {
        Stage::Receive => "It has left your machine already",
        _ => "If it was pushed or shown already",
    };
    paragraph("", &format!("{when}, taking it out is too late: revoke it first{page}"), out)
}

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if path.chars().all(plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

fn paragraph(label: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    // Remotes put `remote: ` before each line.
    let mut lines = wrap(&format!("{label}{text}"), 88).into_iter();
    let indent: String = label.chars().take_while(|c| *c == ' ').collect();
    if let Some(line) = lines.next() {
        writeln!(out, "{indent}{line}")?;
    }
    lines.try_for_each(|line| writeln!(out, "{indent}   {line}"))
}
