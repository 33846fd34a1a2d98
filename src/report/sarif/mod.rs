//! SARIF 2.1.0, as GitHub code scanning takes it and Microsoft's validator likes it.
//!
//! One run, because GitHub refuses two of one category. Results are there even if empty: that is what closes the
//! alerts of before. Suppressed findings stay out unless asked for, because GitHub opens an alert for each of them.
//! A secret is never in it, whatever `--reveal` says: uploads are read by more people than a terminal.

mod choice;
mod notices;
mod parts;
mod results;
mod rules;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_sarif::sarif::{
    ArtifactLocation, Run, RunAutomationDetails, Sarif, Tool, ToolComponent, VersionControlDetails,
};

use self::choice::Choice;
use super::view::View;
use super::{Rendered, machine};
use crate::model::MASK;

/// Where people learn about the tool: what the manifest names, or else where it is published.
const HOME: &str = match env!("CARGO_PKG_REPOSITORY").len() {
    0 => concat!("https://crates.io/crates/", env!("CARGO_PKG_NAME")),
    _ => env!("CARGO_PKG_REPOSITORY"),
};
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Writes the report, and says how many results GitHub's limits left no room for.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<Rendered> {
    let choice = Choice::of(view);
    let sarif = Sarif::builder().schema(SCHEMA).version("2.1.0").runs(vec![run(view, &choice)]).build();
    machine::write_line(&sarif, out)?;
    Ok(Rendered { cut: choice.cut })
}

fn run(view: &View<'_>, choice: &Choice<'_>) -> Run {
    let rules = rules::Table::of(choice);
    let root = ArtifactLocation::builder().description("The root of the checkout, where the scan was started.").build();
    let category = view.options.sarif.category.as_deref().map(|category| category.trim_matches('/'));
    let category =
        category.filter(|category| !category.is_empty()).map(|category| format!("{}/", view.clean(category)));
    let id = format!("reticent/{}", category.unwrap_or_default());
    Run {
        automation_details: Some(RunAutomationDetails::builder().id(id).build()),
        column_kind: Some("utf16CodeUnits".into()),
        invocations: Some(vec![notices::invocation(view, choice)]),
        original_uri_base_ids: Some(BTreeMap::from([(parts::ROOT.to_owned(), root)])),
        redaction_tokens: Some(vec![MASK.to_owned()]),
        results: Some(choice.kept.iter().map(|finding| results::result(view, &rules, finding)).collect()),
        version_control_provenance: provenance(view).map(|details| vec![details]),
        ..Run::builder().tool(tool(view, &rules)).build()
    }
}

fn tool(view: &View<'_>, rules: &rules::Table<'_>) -> Tool {
    let version = env!("CARGO_PKG_VERSION");
    let driver = ToolComponent {
        full_name: Some(format!("reticent {version}")),
        semantic_version: Some(version.to_owned()),
        information_uri: Some(HOME.to_owned()),
        notifications: Some(notices::descriptors(view)).filter(|all| !all.is_empty()),
        rules: Some(rules.descriptors(view)),
        ..ToolComponent::builder().name("reticent").build()
    };
    Tool::builder().driver(driver).build()
}

/// Which repository and commit, where the address is one that SARIF takes: absolute.
fn provenance(view: &View<'_>) -> Option<VersionControlDetails> {
    let scope = &view.report.scope;
    let repository =
        view.repository().filter(|url| url.contains("://") && url.bytes().all(|b| b.is_ascii_graphic()))?;
    Some(VersionControlDetails {
        revision_id: scope.revision.clone(),
        branch: scope.branch.as_deref().map(|branch| view.clean(branch)),
        mapped_to: Some(ArtifactLocation::builder().uri_base_id(parts::ROOT).build()),
        ..VersionControlDetails::builder().repository_uri(repository).build()
    })
}
