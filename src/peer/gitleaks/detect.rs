//! Running a configuration over a text.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::allow::{Found, Place};
use super::config::{Config, Rule};
use super::decode::Decoded;
use super::piece::piece_end;
use super::spoken::{entropy, line_of, secret_of, trimmed};
use crate::order::Order as _;

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The rule's number.
    pub rule: usize,
    /// The match in the text; empty where the path is the finding.
    pub matched: Range<usize>,
    /// The secret in the text; of a decoded one, what is encoded.
    pub secret: Range<usize>,
    /// Where it stands there encoded: what it is.
    pub decoded: Option<Inner>,
}

/// A secret that was decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inner {
    /// The secret itself.
    pub secret: Vec<u8>,
    /// The ways in which it is encoded: `base64`, `hex and base64`.
    pub how: String,
}

impl Hit {
    /// The secret itself.
    fn secret<'h>(&'h self, text: &'h [u8]) -> &'h [u8] {
        match &self.decoded {
            Some(inner) => &inner.secret,
            None => text.get(self.secret.clone()).unwrap_or_default(),
        }
    }
}

/// A finding on its way, with what is needed to compare it with others.
struct Draft {
    hit: Hit,
    line: usize,
    column: usize,
}

impl Config {
    /// Whether nothing in a file is looked at, whatever stands in it.
    pub fn lets_file(&self, path: &[u8], commit: Option<&str>) -> bool {
        let place = Place { path, commit };
        self.allowlists.iter().any(|list| list.lets_text(place))
    }

    /// Whether what a rule finds in a commit is let be, for the commit's sake. Allowlists that ask for a commit and for
    /// something else in a finding as well are not looked at.
    pub fn lets_commit(&self, rule: usize, path: &[u8], commit: &str) -> bool {
        let place = Place { path, commit: Some(commit) };
        let own = self.rules.get(rule).map(|rule| rule.allowlists.as_slice()).unwrap_or_default();
        self.allowlists.iter().chain(own).any(|list| list.lets_text(place))
    }

    /// Rules for which a file's path is the finding.
    pub fn by_path(&self, path: &[u8], commit: Option<&str>) -> Vec<usize> {
        if self.lets_file(path, commit) {
            return Vec::new();
        }
        let place = Place { path, commit };
        let chosen = |rule: &Rule| {
            rule.regex.is_none()
                && !rule.skip_report
                && rule.path.as_ref().is_some_and(|pattern| pattern.is_match(path))
                && !rule.allowlists.iter().any(|list| list.lets_text(place))
        };
        self.rules.iter().enumerate().filter(|(_, rule)| chosen(rule)).map(|(at, _)| at).collect()
    }

    /// Everything that the rules find in a text, in its order.
    pub fn detect(&self, path: &[u8], commit: Option<&str>, text: &[u8]) -> Vec<Hit> {
        let place = Place { path, commit };
        if self.lets_file(path, commit) {
            return Vec::new();
        }
        let mut hits = Vec::new();
        let (mut start, mut buffered) = (0, 0);
        while start < text.len() {
            let end = piece_end(text, start, &mut buffered);
            let piece = text.get(start..end).unwrap_or_default();
            let found = self.piece(place, piece);
            hits.extend(found.into_iter().map(|hit| Hit {
                rule: hit.rule,
                matched: hit.matched.start + start..hit.matched.end + start,
                secret: hit.secret.start + start..hit.secret.end + start,
                ..hit
            }));
            start = end;
        }
        hits.order_by_key(|hit| (hit.secret.start, hit.secret.end, hit.rule));
        hits.dedup();
        hits
    }

    fn piece(&self, place: Place<'_>, text: &[u8]) -> Vec<Hit> {
        let mut decoded = Decoded::default();
        let mut drafts = self.pass(place, text, text, None);
        for _ in 0..self.decode_depth {
            if !decoded.again(&self.decoder, text) {
                break;
            }
            drafts.extend(self.pass(place, text, decoded.text(), Some(&decoded)));
        }
        self.without_generic(&drafts, text)
    }

    /// All rules over a piece, or over what it says once it is decoded.
    fn pass(&self, place: Place<'_>, raw: &[u8], text: &[u8], decoded: Option<&Decoded>) -> Vec<Draft> {
        let mut woken: BTreeSet<usize> =
            self.rules.iter().enumerate().filter(|(_, rule)| rule.keywords.is_empty()).map(|(at, _)| at).collect();
        let seen: BTreeSet<usize> = self
            .keywords
            .iter()
            .flat_map(|keywords| keywords.find_overlapping_iter(text))
            .map(|found| found.pattern().as_usize())
            .collect();
        woken.extend(seen.iter().filter_map(|number| self.keyword_rules.get(*number)).flatten());
        let mut drafts = Vec::new();
        for at in woken {
            let Some(rule) = self.rules.get(at).filter(|rule| !rule.skip_report) else { continue };
            let view = View { place, raw, text, decoded };
            let found = run(at, rule, &view, &self.allowlists);
            drafts.extend(self.with_required(rule, found, &view));
        }
        drafts
    }

    /// Those that have all that their rule requires near them.
    fn with_required(&self, rule: &Rule, mut found: Vec<Draft>, view: &View<'_>) -> Vec<Draft> {
        if found.is_empty() {
            return found;
        }
        for required in &rule.required {
            let Some((at, other)) = self.rules.iter().enumerate().find(|(_, rule)| rule.id == required.id) else {
                return Vec::new();
            };
            let others = run(at, other, view, &self.allowlists);
            let near = |one: &Draft, other: &Draft| {
                let apart =
                    |most: Option<u64>, a: usize, b: usize| most.is_none_or(|most| a.abs_diff(b) as u64 <= most);
                apart(required.within_lines, one.line, other.line)
                    && apart(required.within_columns, one.column, other.column)
            };
            found.retain(|one| others.iter().any(|other| near(one, other)));
        }
        found
    }

    /// A rule that calls itself generic gives way to one that does not, on the same line and with the same secret in it.
    fn without_generic(&self, drafts: &[Draft], text: &[u8]) -> Vec<Hit> {
        let generic =
            |hit: &Hit| self.rules.get(hit.rule).is_some_and(|rule| rule.id.to_lowercase().contains("generic"));
        let mut of_line: BTreeMap<usize, Vec<Hit>> = BTreeMap::new();
        for draft in drafts.iter().filter(|draft| !generic(&draft.hit)) {
            of_line.entry(draft.line).or_default().push(draft.hit.clone());
        }
        let beaten = |draft: &Draft| {
            let others = of_line.get(&draft.line).into_iter().flatten();
            generic(&draft.hit)
                && others
                    .into_iter()
                    .any(|other| memchr::memmem::find(other.secret(text), draft.hit.secret(text)).is_some())
        };
        drafts.iter().filter(|draft| !beaten(draft)).map(|draft| draft.hit.clone()).collect()
    }
}

/// A piece of a text, as it is or decoded.
struct View<'v> {
    place: Place<'v>,
    raw: &'v [u8],
    /// What the rules look at: the piece, or what it says.
    text: &'v [u8],
    decoded: Option<&'v Decoded>,
}

/// One rule over one piece.
fn run(at: usize, rule: &Rule, view: &View<'_>, global: &[std::sync::Arc<super::allow::Allowlist>]) -> Vec<Draft> {
    let (place, text) = (view.place, view.text);
    let Some(regex) = &rule.regex else { return Vec::new() };
    if rule.path.as_ref().is_some_and(|path| !path.is_match(place.path))
        || rule.allowlists.iter().any(|list| list.lets_text(place))
    {
        return Vec::new();
    }
    let mut drafts = Vec::new();
    for found in regex.find_iter(text) {
        let origin = view.decoded.map(|decoded| decoded.origin(&found.range()));
        // Nothing of it was decoded: it was found as it is.
        if origin == Some(None) {
            continue;
        }
        let origin = origin.flatten();
        let matched = trimmed(text, found.range());
        let whole = text.get(matched.clone()).unwrap_or_default();
        let inner = secret_of(rule, whole);
        let secret = matched.start + inner.start..matched.start + inner.end;
        let bytes = text.get(secret.clone()).unwrap_or_default();
        if rule.entropy != 0.0 && entropy(bytes) <= rule.entropy {
            continue;
        }
        let line = origin.as_ref().map_or_else(|| line_of(text, &matched), |origin| part(text, &origin.line));
        let found = Found { secret: bytes, matched: whole, line };
        if global.iter().chain(&rule.allowlists).any(|list| list.lets(found, place)) {
            continue;
        }
        let hit = match origin {
            None => Hit { rule: at, matched, secret, decoded: None },
            Some(origin) => {
                let inner = Inner { secret: bytes.to_vec(), how: origin.how };
                Hit { rule: at, matched: origin.range.clone(), secret: origin.range, decoded: Some(inner) }
            }
        };
        let before = view.raw.get(..hit.matched.start).unwrap_or_default();
        let line = memchr::memchr_iter(b'\n', before).count();
        let column = before.len() - memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        drafts.push(Draft { hit, line, column });
    }
    drafts
}

fn part<'t>(text: &'t [u8], range: &Range<usize>) -> &'t [u8] {
    text.get(range.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> Config {
        Config::read("x.toml", text, &|_| Err("nothing is extended here".to_owned())).unwrap()
    }

    fn found(config: &Config, path: &str, text: &str) -> Vec<String> {
        let secret = |hit: Hit| {
            format!("{}:{}", config.rules[hit.rule].id, String::from_utf8_lossy(hit.secret(text.as_bytes())))
        };
        config.detect(path.as_bytes(), None, text.as_bytes()).into_iter().map(secret).collect()
    }

    #[test]
    fn the_first_group_that_holds_something_is_the_secret() {
        let text = "[[rules]]\nid = 'a'\nregex = 'k=(x)?([0-9]{3})([0-9]{2})'\n";
        assert_eq!(found(&config(text), "f", "k=12345"), ["a:123"]);
        assert_eq!(found(&config(&format!("{text}secretGroup = 3\n")), "f", "k=12345"), ["a:45"]);
        assert_eq!(found(&config("[[rules]]\nid = 'a'\nregex = 'k=[0-9]+\\n'\n"), "f", "k=12\nk=13"), ["a:k=12"]);
    }

    #[test]
    fn keywords_entropy_and_paths_narrow_a_rule() {
        let rule = "[[rules]]\nid = 'a'\nregex = '[a-z0-9]{8}'\nkeywords = ['TOK']\nentropy = 2.5\npath = '\\.env$'\n";
        let config = config(rule);
        assert_eq!(found(&config, "x.env", "tok abcdefgh aaaaaaab"), ["a:abcdefgh"]);
        assert!(found(&config, "x.env", "abcdefgh").is_empty());
        assert!(found(&config, "x.envs", "tok abcdefgh").is_empty());
    }

    #[test]
    fn allowlists_hold_by_one_or_by_all_of_their_conditions() {
        let of = |list: &str| config(&format!("[[rules]]\nid = 'a'\nregex = 'k=(\\w+)'\n[[rules.allowlists]]\n{list}"));
        let text = "k=example1 # skip\nk=other\n";
        assert_eq!(found(&of("stopwords = ['EXAMPLE']"), "f", text), ["a:other"]);
        assert_eq!(found(&of("regexes = ['^other$']"), "f", text), ["a:example1"]);
        assert_eq!(found(&of("regexTarget = 'line'\nregexes = ['skip']"), "f", text), ["a:other"]);
        assert_eq!(found(&of("regexTarget = 'match'\nregexes = ['^k=o']"), "f", text), ["a:example1"]);
        assert!(found(&of("paths = ['f']\nregexes = ['nothing']"), "f", text).is_empty());
        let both = of("condition = 'AND'\npaths = ['f']\nregexes = ['^other$']");
        assert_eq!(found(&both, "f", text), ["a:example1"]);
        assert_eq!(found(&both, "g", text), ["a:example1", "a:other"]);
    }

    #[test]
    fn inline_flags_reach_into_the_alternatives_behind_them() {
        let list = "[[rules]]\nid = 'a'\nregex = 'k=(\\w+)'\n[[allowlists]]\nregexes = ['(?i)true', 'no']\n";
        assert_eq!(found(&config(list), "f", "k=TRUE\nk=NO\nk=yes"), ["a:yes"]);
    }

    #[test]
    fn a_rule_that_requires_another_needs_it_near() {
        let text = "[[rules]]\nid = 'id'\nregex = 'id=\\w+'\nskipReport = true\n[[rules]]\nid = 'key'\nregex = 'key=\\w+'\n\
                    [[rules.required]]\nid = 'id'\nwithinLines = 1\n";
        let config = config(text);
        assert_eq!(found(&config, "f", "id=1\nkey=2\n\n\nkey=3"), ["key:key=2"]);
        assert!(found(&config, "f", "key=2").is_empty());
    }

    #[test]
    fn a_generic_rule_gives_way_on_the_same_line() {
        let text = "[[rules]]\nid = 'generic-key'\nregex = 'key=(\\w+)'\n[[rules]]\nid = 'acme'\nregex = 'acme\\w+'\n";
        assert_eq!(found(&config(text), "f", "key=acme1\nkey=x"), ["acme:acme1", "generic-key:x"]);
    }

    #[test]
    fn a_path_alone_can_be_the_finding() {
        let config = config("[[rules]]\nid = 'p12'\npath = '\\.p12$'\n[[allowlists]]\npaths = ['^test/']\n");
        assert_eq!(config.by_path(b"a/x.p12", None), [0]);
        assert!(config.by_path(b"test/x.p12", None).is_empty() && config.by_path(b"x.pem", None).is_empty());
    }

    #[test]
    fn what_stands_encoded_is_decoded_where_it_stands_as_often_as_is_asked_for() {
        use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
        let mut config = config("[[rules]]\nid = 'a'\nregex = 'tok_[a-z]{8}'\nkeywords = ['tok_']\n");
        let once = BASE64_STANDARD.encode("my tok_abcdefgh?~");
        let twice = BASE64_URL_SAFE_NO_PAD.encode(format!("x={once};"));
        let hex = "746f6b5f68657868657868652020313233343536";
        let text = format!("1 {once}\n2 {twice}\n3 {hex}\n4 tok%5Fpercents\n5 \\u0074ok_unicodes\ntok_asitstan\n");
        let of = |config: &Config| {
            let hits = config.detect(b"f", None, text.as_bytes()).into_iter();
            let told = hits.map(|hit| {
                let line = text[..hit.secret.start].matches('\n').count() + 1;
                let how = hit.decoded.as_ref().map_or("", |inner| &inner.how);
                format!("{line} {} {how}", String::from_utf8_lossy(hit.secret(text.as_bytes())))
            });
            told.collect::<Vec<_>>()
        };
        let all = [
            "1 tok_abcdefgh base64",
            "2 tok_abcdefgh base64",
            "3 tok_hexhexhe hex",
            "4 tok_percents percent",
            "5 tok_unicodes unicode",
            "6 tok_asitstan ",
        ];
        assert_eq!(of(&config), all);
        config.decode_depth = 1;
        assert_eq!(of(&config), [all[0], all[2], all[3], all[4], all[5]]);
        config.decode_depth = 0;
        assert_eq!(of(&config), [all[5]]);
    }
}
