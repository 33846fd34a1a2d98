//! The rules that have results, with the texts and grades that GitHub shows.

use std::collections::BTreeMap;

use serde_sarif::sarif::{MultiformatMessageString, PropertyBag, ReportingConfiguration, ReportingDescriptor};

use super::choice::Choice;
use super::parts;
use crate::model::RuleInfo;
use crate::report::view::View;
use crate::report::words::sentence;
use crate::report::{grade, uri};

/// More tags GitHub does not show.
const TAGS: usize = 10;

/// The rules of the results, by id; a rule's index is its place in this order.
pub(super) struct Table<'a> {
    rules: BTreeMap<&'a str, &'a RuleInfo>,
}

impl<'a> Table<'a> {
    pub(super) fn of(choice: &Choice<'a>) -> Self {
        Self { rules: choice.kept.iter().map(|finding| (finding.rule.id.as_str(), &*finding.rule)).collect() }
    }

    /// The index of a rule.
    pub(super) fn index(&self, id: &str) -> Option<i64> {
        let index = self.rules.keys().position(|known| *known == id)?;
        i64::try_from(index).ok()
    }

    /// The rules as SARIF has them.
    pub(super) fn descriptors(&self, view: &View<'_>) -> Vec<ReportingDescriptor> {
        self.rules.values().map(|rule| descriptor(view, rule)).collect()
    }
}

fn descriptor(view: &View<'_>, rule: &RuleInfo) -> ReportingDescriptor {
    let title = view.prose(&rule.title);
    let description = view.prose(&rule.description);
    let full = if description.is_empty() { &title } else { &description };
    let level = rule.severity.as_str();
    ReportingDescriptor {
        name: Some(parts::pascal(&view.clean(&rule.id))),
        short_description: Some(parts::text(&sentence(&title))),
        full_description: Some(parts::text(&sentence(full))),
        help: Some(help(view, rule)),
        help_uri: page(rule).map(str::to_owned),
        default_configuration: Some(ReportingConfiguration {
            level: Some(level.into()),
            ..ReportingConfiguration::default()
        }),
        properties: Some(properties(view, rule)),
        ..ReportingDescriptor::builder().id(view.clean(&rule.id)).build()
    }
}

/// The page about the rule's subject.
fn page(rule: &RuleInfo) -> Option<&str> {
    let pages = rule.provider.source.iter().chain(&rule.references);
    pages.map(AsRef::as_ref).find(|page| uri::is_web(page))
}

fn help(view: &View<'_>, rule: &RuleInfo) -> MultiformatMessageString {
    let why = sentence(&view.prose(&rule.description));
    let fix = sentence(&view.prose(&rule.fix));
    let revoke = rule.provider.revoke.as_deref().filter(|page| uri::is_web(page));
    let mut text: Vec<String> = vec![sentence(&view.prose(&rule.title))];
    let mut markdown = vec![format!("# {}", view.prose(&rule.title))];
    if !why.is_empty() {
        text.push(why.clone());
        markdown.push(why);
    }
    if !fix.is_empty() {
        text.push(fix.clone());
        markdown.push(format!("## What to do\n\n{fix}"));
    }
    if let Some(page) = revoke {
        let there = rule.at_vendor();
        text.push(format!("{there}: {page}"));
        markdown.push(format!("{there}: <{page}>"));
    }
    let pages: Vec<&str> = rule.references.iter().map(AsRef::as_ref).filter(|page| uri::is_web(page)).collect();
    if !pages.is_empty() {
        text.push(format!("Read more: {}", pages.join(" ")));
        let list: Vec<String> = pages.iter().map(|page| format!("- <{page}>")).collect();
        markdown.push(format!("## Read more\n\n{}", list.join("\n")));
    }
    MultiformatMessageString::builder().text(text.join("\n\n")).markdown(markdown.join("\n\n")).build()
}

fn properties(view: &View<'_>, rule: &RuleInfo) -> PropertyBag {
    let mut tags = vec!["security".to_owned(), view.clean(rule.family())];
    let (weaknesses, others): (Vec<_>, Vec<_>) =
        rule.tags.iter().map(|tag| cwe(tag).ok_or(tag)).partition(Result::is_ok);
    tags.extend(weaknesses.into_iter().filter_map(Result::ok));
    tags.extend(others.into_iter().filter_map(Result::err).map(|tag| view.clean(tag)));
    // SARIF wants a set; GitHub shows the first ten.
    let mut distinct: Vec<String> = Vec::new();
    for tag in tags {
        if !distinct.contains(&tag) {
            distinct.push(tag);
        }
    }
    distinct.truncate(TAGS);
    let severity = grade::security_severity(rule.severity, rule.confidence);
    parts::properties(Some(distinct), [("precision", rule.confidence.as_str()), ("security-severity", severity)])
}

/// `CWE-798` as GitHub knows it: `external/cwe/cwe-798`, with three digits at least.
fn cwe(tag: &str) -> Option<String> {
    let number: u32 = tag.strip_prefix("CWE-").or_else(|| tag.strip_prefix("cwe-"))?.parse().ok()?;
    Some(format!("external/cwe/cwe-{number:03}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weaknesses_take_githubs_form() {
        assert_eq!(cwe("CWE-79").as_deref(), Some("external/cwe/cwe-079"));
        assert_eq!(cwe("cloud"), None);
    }
}
