//! From clues and client terms as written to what the engine runs.

use toml::Spanned;

use super::clue::{Clue, KINDS, SIDES, Terms};
use super::compile::Found;
use super::compiled::Rule;
use super::raw::{RawChecks, RawClue, RawProvider, RawRule, RawTerms};
use crate::model::{Confidence, Severity, Text};

fn texts(raw: &[String]) -> Vec<Text> {
    raw.iter().cloned().map(Into::into).collect()
}

impl RawTerms {
    /// The terms, or the word that is wrong in them.
    pub(super) fn compile(&self) -> Result<Terms, String> {
        if let Some(wrong) = self.kinds.iter().find(|kind| !KINDS.contains(&kind.as_str())) {
            return Err(format!("no kind `{wrong}`; there are {}", KINDS.join(", ")));
        }
        Ok(Terms {
            kinds: texts(&self.kinds),
            needs: texts(&self.needs),
            without: texts(&self.without),
            near: self.near,
            shipped: self.shipped,
            identity: self.identity,
            once: self.once,
            after_days: self.after_days,
            within_days: self.within_days,
            past: self.past,
            shared: self.shared,
            joins: self.joins.clone().map(Into::into),
            holds: self.holds,
            covers: texts(&self.covers),
        })
    }
}

impl RawClue {
    /// The clue, or what is wrong with it.
    pub(super) fn compile(&self) -> Result<Clue, String> {
        let side = self.side.as_deref().unwrap_or("neutral");
        if !SIDES.contains(&side) {
            return Err(format!("no side `{side}`; there are {}", SIDES.join(", ")));
        }
        if self.weight > 6 || (self.weight == 0) != (side == "neutral") {
            return Err("a clue for a side weighs 1 to 6, a neutral one nothing".to_owned());
        }
        let about = self.platform.is_none() && self.unit.is_none() && side != "neutral";
        Ok(Clue {
            side: side.to_owned().into(),
            weight: self.weight,
            group: self.group.as_ref().unwrap_or(&self.id).clone().into(),
            unit: self.unit.clone().map(Into::into),
            up: self.up,
            artefact: self.artefact,
            workspace: self.workspace,
            platform: self.platform.clone().map(Into::into),
            library: self.library.clone().map(Into::into),
            version: self.version,
            flow: self.flow.clone().map(Into::into),
            proof: self.proof.clone().map(Into::into),
            identity: self.identity.unwrap_or(about || self.library.is_some()),
        })
    }
}

impl Found<'_> {
    /// The terms of a rule that reports statements.
    pub(super) fn client(&mut self, raw: &RawRule) -> Option<Terms> {
        match raw.client.as_ref()?.compile() {
            Ok(terms) => Some(terms),
            Err(error) => {
                self.problem(self.start, format!("rule {}: {error}", raw.id.get_ref()));
                None
            }
        }
    }

    /// A clue: a rule that is never reported.
    pub(super) fn clue(&mut self, raw: RawClue) -> Option<Rule> {
        let clue = match raw.compile() {
            Ok(clue) => clue,
            Err(error) => {
                self.problem(self.start, format!("clue {}: {error}", raw.id));
                return None;
            }
        };
        let rule = self.compile(as_rule(raw, self.start), &RawProvider::default())?;
        Some(Rule { clue: Some(clue), ..rule })
    }
}

fn as_rule(raw: RawClue, start: usize) -> RawRule {
    RawRule {
        verify: None,
        part: false,
        id: Spanned::new(start..start, format!("clue/{}", raw.id)),
        aliases: Vec::new(),
        title: raw.says,
        description: String::new(),
        severity: Severity::Note,
        confidence: Confidence::High,
        keywords: raw.keywords,
        pattern: raw.pattern,
        near: None,
        assignment: None,
        fact: Vec::new(),
        client: Some(RawTerms::default()),
        measured: false,
        reach: raw.reach,
        off: false,
        boundary: raw.boundary,
        binary: false,
        paths: raw.paths,
        not_paths: raw.not_paths,
        generic: false,
        pair: Vec::new(),
        random_bits: 0,
        prefix: 0,
        fix: String::new(),
        references: Vec::new(),
        tags: Vec::new(),
        checks: RawChecks::default(),
        examples: raw.examples,
    }
}
