//! Rules on facts: reads a file once for all the rules that its keywords woke, and compares.
//!
//! Off the hot path: only files in which a keyword of such a rule stands come here, and only those whose language is
//! known. What a number or a name is worth is asked of the key policy and of `check`.

mod named;
mod select;
mod test;

use std::ops::Range;

use crate::check::may_risk_redirect;
use crate::facts::{self, Facts, Language, Resolver};
use crate::judge::Place;
use crate::key::Policy;
use crate::model::Severity;
use crate::rule::{FactClause, FileWords, Keyword, Notation, Rule, RuleIndex, RuleSet, Weak, path_matches};
use select::Site;
use test::Weakness;

/// A fact that a rule calls weak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The rule.
    pub rule: RuleIndex,
    /// From the beginning of the statement to the end of what is weak in it.
    pub span: Range<usize>,
    /// A literal that is a secret, where it stands.
    pub secret: Option<Range<usize>>,
    /// The value that is weak, where one is.
    pub value: Option<Range<usize>>,
    /// Where the value is written, if it is a name for one.
    pub written: Option<Range<usize>>,
    /// What is weak, in a few words: `1024 bits; policy default asks for 2048`.
    pub note: String,
    /// How bad, where the policy says it; else the rule's own.
    pub severity: Option<Severity>,
}

/// What the facts of one file gave.
#[derive(Clone, Debug, Default)]
pub struct Linted {
    /// What was found, in the order of the text.
    pub stated: Vec<Stated>,
    /// A part of the file was not looked at.
    pub cut: bool,
}

/// Runs the rules that a file's keywords woke, of those that are wanted. `woken` are places in the rule set's list of keywords.
pub fn lint(
    (rules, wanted): (&RuleSet, &dyn Fn(&Rule) -> bool),
    woken: &[usize],
    policy: &Policy,
    path: &[u8],
    text: &[u8],
) -> Linted {
    let Some(language) = Language::of(path, text) else { return Linted::default() };
    let keywords: Vec<&Keyword> = woken.iter().filter_map(|&at| rules.keywords().get(at)).collect();
    let is_wanted = |index: &RuleIndex| rules.get(*index).is_some_and(wanted);
    let mut indices: Vec<RuleIndex> =
        keywords.iter().flat_map(|keyword| keyword.rules.iter().copied()).filter(is_wanted).collect();
    indices.sort_unstable();
    indices.dedup();
    let words: Vec<&str> = keywords.iter().map(|keyword| keyword.text.as_ref()).collect();
    let of_rule = |index| Some((index, clauses(rules, index, language, path, &words)?));
    let mut wanted: Vec<(RuleIndex, Vec<&FactClause>)> = indices.into_iter().filter_map(of_rule).collect();
    if !wanted.is_empty() {
        let notation = Notation { is_json: language == Language::Json, folds_case: language.folds_case() };
        let file = FileWords::of(text, notation);
        wanted.retain_mut(|(_, clauses)| {
            clauses.retain(|clause| may_hold(clause, text, &file));
            !clauses.is_empty()
        });
    }
    if wanted.is_empty() {
        return Linted::default();
    }
    let facts = facts::read(language, text);
    let linter = Linter { resolver: Resolver::new(&facts), policy, fold: language.folds_case(), text };
    let mut stated = Vec::new();
    for (rule, clauses) in wanted {
        let mut found: Vec<Stated> = clauses.into_iter().flat_map(|clause| linter.clause(rule, clause)).collect();
        found.sort_by_key(|stated| (stated.span.start, stated.span.end));
        // Several clauses of a rule may mean one place.
        found.dedup_by(|a, b| a.span.start == b.span.start);
        keep_nearest(&mut found);
        stated.extend(found);
    }
    stated.sort_by_key(|stated| (stated.span.start, stated.rule, stated.span.end));
    Linted { stated, cut: facts.cut }
}

/// Leaves out a call whose weak value is told where it is written, as a member of the mapping that the call is given.
fn keep_nearest(found: &mut Vec<Stated>) {
    let own = |stated: &Stated| stated.value.as_ref().map(|value| value.start).filter(|at| *at == stated.span.start);
    let told: Vec<usize> = found.iter().filter_map(own).collect();
    found.retain(|stated| {
        let elsewhere = stated.value.as_ref().is_some_and(|value| told.contains(&value.start));
        !elsewhere || own(stated).is_some()
    });
}

/// A rule's clauses for a language and the keywords that were seen; none where it has none, or does not apply to the path.
fn clauses<'r>(
    rules: &'r RuleSet,
    index: RuleIndex,
    language: Language,
    path: &[u8],
    words: &[&str],
) -> Option<Vec<&'r FactClause>> {
    let rule = rules.get(index)?;
    let clauses = rule.facts.as_ref()?;
    let seen = |clause: &&FactClause| clause.raw.keywords.iter().any(|keyword| words.contains(&keyword.as_str()));
    let speaks = |clause: &&FactClause| clause.speaks(language.name());
    let clauses: Vec<&FactClause> = clauses.all().iter().filter(speaks).filter(seen).collect();
    let meant = !rule.is_statement() || Place::of(path).class.is_of_the_application();
    (!clauses.is_empty() && meant && rule.paths.admits(path)).then_some(clauses)
}

/// Whether what a clause cannot do without stands in a text; reading its facts costs far more than looking.
fn may_hold(clause: &FactClause, text: &[u8], file: &FileWords<'_>) -> bool {
    let risky = || clause.raw.weak != Some(Weak::Redirect) || may_risk_redirect(text);
    clause.needs.stand_in(file) && risky()
}

/// What a file's rules have at hand.
struct Linter<'f> {
    resolver: Resolver<'f>,
    policy: &'f Policy,
    fold: bool,
    text: &'f [u8],
}

impl<'f> Linter<'f> {
    fn facts(&self) -> &'f Facts {
        self.resolver.facts
    }

    /// The places where a clause holds.
    fn clause(&self, rule: RuleIndex, clause: &FactClause) -> Vec<Stated> {
        let imported =
            clause.raw.imports.is_empty() || clause.raw.imports.iter().any(|path| self.resolver.imports(path));
        if !imported {
            return Vec::new();
        }
        let mut found = Vec::new();
        if !clause.calls.is_empty() {
            for at in 0..self.facts().calls.len() {
                found.extend(self.call(at, clause).and_then(|site| self.weak(rule, clause, &site)));
            }
        }
        if !clause.assigns.is_empty() {
            for at in 0..self.facts().bindings.len() {
                found.extend(self.binding(at, clause).and_then(|site| self.weak(rule, clause, &site)));
            }
        }
        if !clause.names.is_empty() {
            let named = self.named(&clause.names);
            found.extend(named.into_iter().filter_map(|site| self.weak(rule, clause, &site)));
        }
        found
    }

    /// A call as a site, if its callee is one of the clause's.
    fn call(&self, at: usize, clause: &FactClause) -> Option<Site<'f>> {
        let call = self.facts().calls.get(at)?;
        // The last part of the callee is compared before anything is resolved.
        let path = self.resolver.callee(at).iter().find(|path| self.fits(&clause.calls, &path.path))?;
        Some(Site {
            arguments: &call.arguments,
            receiver: path.receiver,
            value: None,
            span: call.span.clone(),
            scope: call.scope,
        })
    }

    /// A binding as a site, if its path is one of the clause's.
    fn binding(&self, at: usize, clause: &FactClause) -> Option<Site<'f>> {
        let binding = self.facts().bindings.get(at)?;
        let value = binding.term.as_ref()?;
        let last = binding.path.rsplit('.').next().unwrap_or_default();
        let may = |pattern: &Vec<String>| {
            pattern.last().is_some_and(|wanted| wanted.eq_ignore_ascii_case(last) || wanted.contains('*'))
        };
        if !clause.assigns.iter().any(may) {
            return None;
        }
        let (owner, rest) = binding.path.rsplit_once('.').unwrap_or(("", &binding.path));
        let mut paths = vec![facts::CalleePath { path: binding.path.clone(), receiver: None }];
        if !owner.is_empty() {
            let owners = self.resolver.paths_of_name(owner, binding.scope, binding.span.start, 5);
            paths.extend(owners.into_iter().map(|owner| owner.then(rest)));
        }
        let path = paths.into_iter().find(|path| self.fits(&clause.assigns, &path.path))?;
        Some(Site {
            arguments: &[],
            receiver: path.receiver,
            value: Some(value),
            span: binding.span.clone(),
            scope: binding.scope,
        })
    }

    fn fits(&self, patterns: &[Vec<String>], path: &str) -> bool {
        let parts: Vec<&str> = path.split('.').collect();
        patterns.iter().any(|pattern| path_matches(pattern, &parts, self.fold))
    }

    /// Whether a site is weak by a clause.
    fn weak(&self, rule: RuleIndex, clause: &FactClause, site: &Site<'f>) -> Option<Stated> {
        let raw = &clause.raw;
        let one_of = |(selector, wanted): (&String, &Vec<String>)| self.has(site, selector, wanted);
        if !raw.when.iter().all(one_of) || raw.unless.iter().any(one_of) {
            return None;
        }
        let selected =
            if raw.argument.is_empty() { site.value.into_iter().collect() } else { self.select(site, &raw.argument) };
        let whole = || Stated {
            rule,
            span: site.span.clone(),
            secret: None,
            value: None,
            written: None,
            note: String::new(),
            severity: None,
        };
        if raw.missing {
            let open = site.arguments.iter().any(|argument| argument.name.as_deref() == Some(facts::SPREAD));
            return (selected.is_empty() && !open).then(whole);
        }
        let tested = raw.below.is_some() || !raw.is.is_empty() || raw.weak.is_some();
        if !tested {
            return Some(whole());
        }
        let (term, weak) = selected.into_iter().find_map(|term| Some((term, self.test(clause, site, term)?)))?;
        let end = term.span.end.clamp(site.span.start + 1, site.span.end.max(site.span.start + 1));
        let span = site.span.start..end;
        let value = Some(term.span.clone());
        let Weakness { note, severity, secret, written } = weak;
        Some(Stated { rule, span, secret, value, written, note, severity })
    }
}
