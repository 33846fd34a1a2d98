//! Locations and texts, as every part of the file has them.

use serde_sarif::sarif::{
    ArtifactContent, ArtifactLocation, Location as SarifLocation, LogicalLocation, MultiformatMessageString,
    PhysicalLocation, PropertyBag, Region,
};

use crate::model::{Excerpt, Location, Occurrence, Origin};
use crate::report::uri;
use crate::report::view::View;

/// What every path is relative to.
pub(super) const ROOT: &str = "%SRCROOT%";

/// Names and texts of rules that are longer GitHub cuts.
const TEXT: usize = 1024;

/// The file as a relative URI.
pub(super) fn artifact(view: &View<'_>, origin: &Origin) -> ArtifactLocation {
    let mut path = prefix(&view.report.scope.prefix).as_bytes().to_vec();
    path.extend_from_slice(&view.masked(origin).path);
    ArtifactLocation::builder().uri(uri::encode(&path)).uri_base_id(ROOT).build()
}

/// The way from the working directory to the root of the scan, if it leads downwards: a CI uploads from the root of
/// the checkout, and `reticent scan web` has to name `web/src/a.ts`. Other ways lead out of what was uploaded.
fn prefix(prefix: &str) -> &str {
    let prefix = prefix.strip_prefix("./").unwrap_or(prefix);
    let leaves = prefix.starts_with('/') || prefix.contains('\\') || prefix.split('/').any(|part| part == "..");
    let drive = prefix.split('/').next().is_some_and(|part| part.ends_with(':'));
    if leaves || drive { "" } else { prefix }
}

/// A place with its quoted line.
pub(super) fn occurrence(view: &View<'_>, origin: &Origin, occurrence: &Occurrence) -> SarifLocation {
    let excerpt = &occurrence.excerpt;
    let mut physical = PhysicalLocation {
        artifact_location: Some(artifact(view, origin)),
        region: Some(region(occurrence.location)),
        ..PhysicalLocation::default()
    };
    if !excerpt.text.is_empty() {
        let whole = Region {
            start_line: Some(number(occurrence.location.start.line)),
            end_line: Some(number(occurrence.location.end.line)),
            snippet: Some(snippet(view.clean(&quoted(excerpt)))),
            ..Region::default()
        };
        physical.context_region = Some(whole);
        if let Some(region) = &mut physical.region {
            let marked: String = excerpt.text.chars().skip(excerpt.mark).take(excerpt.width).collect();
            region.snippet = Some(snippet(view.clean(&marked)));
        }
    }
    place(view, origin, physical)
}

/// A place without a quote.
pub(super) fn bare(view: &View<'_>, origin: &Origin, location: Option<Location>) -> SarifLocation {
    let physical = PhysicalLocation {
        artifact_location: Some(artifact(view, origin)),
        region: location.map(region),
        ..PhysicalLocation::default()
    };
    place(view, origin, physical)
}

/// Adds the way into an archive, which a URI cannot say.
fn place(view: &View<'_>, origin: &Origin, physical: PhysicalLocation) -> SarifLocation {
    let mut location = SarifLocation { physical_location: Some(physical), ..SarifLocation::default() };
    if !origin.inside.is_empty() {
        let inside = LogicalLocation::builder().fully_qualified_name(view.path(origin)).kind("member").build();
        location.logical_locations = Some(vec![inside]);
    }
    location
}

fn region(location: Location) -> Region {
    Region {
        start_line: Some(number(location.start.line)),
        start_column: Some(number(location.start.column)),
        end_line: Some(number(location.end.line)),
        end_column: Some(number(location.end.column)),
        ..Region::default()
    }
}

fn quoted(excerpt: &Excerpt) -> String {
    let ellipsis = |clipped| if clipped { "…" } else { "" };
    format!("{}{}{}", ellipsis(excerpt.clipped_left), excerpt.text, ellipsis(excerpt.clipped_right))
}

fn snippet(text: String) -> ArtifactContent {
    ArtifactContent::builder().text(text).build()
}

/// Lines and columns count from 1; anything less GitHub refuses.
fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX).max(1)
}

/// A text of a rule, as long as GitHub shows.
pub(super) fn text(text: &str) -> MultiformatMessageString {
    let text = match text.char_indices().nth(TEXT - 1) {
        Some((at, _)) if text.chars().count() > TEXT => format!("{}…", text.get(..at).unwrap_or_default()),
        _ => text.to_owned(),
    };
    MultiformatMessageString::builder().text(text).build()
}

/// Properties that SARIF has no field for.
pub(super) fn properties<const N: usize>(tags: Option<Vec<String>>, more: [(&str, &str); N]) -> PropertyBag {
    let additional_properties = more.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    PropertyBag { tags, additional_properties }
}

/// `secret/github-token` as `SecretGithubToken`.
pub(super) fn pascal(id: &str) -> String {
    let mut name = String::new();
    for part in id.split(|c: char| !c.is_alphanumeric()) {
        let mut letters = part.chars();
        name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        name.push_str(letters.as_str());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_word() {
        assert_eq!(pascal("secret/github-token"), "SecretGithubToken");
    }

    #[test]
    fn only_ways_downwards_are_kept() {
        assert_eq!(["", "./", "web/", "./web/"].map(prefix), ["", "", "web/", "web/"]);
        assert_eq!(["../", "/srv/", "a/../../b/", "C:/x/", "..\\x\\"].map(prefix), [""; 5]);
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let long = text(&"ä".repeat(2000)).text;
        assert_eq!((long.chars().count(), long.ends_with('…')), (TEXT, true));
        assert_eq!(text(&"ä".repeat(TEXT)).text, "ä".repeat(TEXT));
    }
}
