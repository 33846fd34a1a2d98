//! The rules that come with the program: each compiles, says what it must, and finds its own examples.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing helper fails its test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use reticent::check::example::expand;
use reticent::engine::Engine;
use reticent::model::Text;
use reticent::rule::{Matcher, Rule, RuleSet, Scope, Source, builtin, packed_alone};
use reticent::run::test_examples;

/// The rule files as they are written.
fn sources() -> Vec<Source> {
    let folder = |family: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(family);
    let files = ["client", "clue", "hygiene", "key", "secret"]
        .into_iter()
        .flat_map(|family| fs::read_dir(folder(family)).unwrap());
    let files = files.map(|entry| entry.unwrap().path());
    let source = |path: PathBuf| {
        let family = path.parent().unwrap().file_name().unwrap().to_str().unwrap();
        let name = format!("rules/{family}/{}", path.file_name().unwrap().to_str().unwrap());
        Source { name, text: String::from_utf8(fs::read(&path).unwrap()).unwrap(), trusted: true }
    };
    let mut sources: Vec<Source> = files.map(source).collect();
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    sources
}

/// All rules, with every expression compiled, as a person's own rules are.
fn rules() -> RuleSet {
    RuleSet::compile(Vec::new(), &sources(), &|_| true, &[]).unwrap_or_else(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"))
    })
}

/// Fails with every complaint at once.
#[track_caller]
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "{} complaints\n{}", complaints.len(), complaints.join("\n"));
}

fn place(rule: &Rule) -> String {
    format!("{}:{}: {}", rule.written.0, rule.written.1, rule.info.id)
}

#[test]
fn every_rule_compiles_and_there_are_many() {
    assert!(rules().rules().len() >= 60, "{}", rules().rules().len());
}

#[test]
fn the_reference_tells_every_key_of_a_rule() {
    let read =
        |name: &str| String::from_utf8(fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()).unwrap();
    let (code, reference) = (read("src/rule/raw.rs"), read("rules/README.md"));
    let mut untold = Vec::new();
    for table in ["RawRule", "RawNear", "RawAssignment", "RawPair", "RawChecks"] {
        let (_, fields) = code.split_once(&format!("pub struct {table} {{")).unwrap();
        let (fields, _) = fields.split_once("\n}").unwrap();
        let names = fields.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(':'));
        // Only code measures.
        for (name, _) in names.filter(|(name, _)| *name != "measured") {
            let told = [format!("`{name}`"), format!("{name} = "), format!("[rule.{name}"), format!("{name}.")];
            if !told.iter().any(|told| reference.contains(told)) {
                untold.push(format!("{table}: {name}"));
            }
        }
    }
    none(&untold);
}

/// What `build.rs` packed is what the files say.
#[test]
fn the_program_holds_the_rules_as_they_are_written() {
    let written = rules();
    let packed = builtin();
    assert_eq!(packed.len(), written.rules().len());
    for (packed, written) in packed.iter().zip(written.rules()) {
        assert_eq!(packed_alone(packed), packed_alone(written), "{}", place(written));
    }
}

#[test]
fn every_rule_finds_its_examples_and_passes_the_others() {
    let engine = Engine::new(rules());
    let (tested, problems) = test_examples(&engine);
    assert!(tested > engine.rules().rules().len());
    none(&problems.iter().map(ToString::to_string).collect::<Vec<_>>());
}

#[test]
fn ids_say_what_they_are() {
    let is_name = |name: &str| {
        let ends = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        name.starts_with(ends)
            && name.ends_with(ends)
            && name.chars().all(|c| ends(c) || c == '-')
            && !name.contains("--")
    };
    let families = ["secret", "client", "key", "hygiene", "clue"];
    let is_id = |id: &str| id.split_once('/').is_some_and(|(family, name)| families.contains(&family) && is_name(name));
    none(&rules().rules().iter().filter(|rule| !is_id(&rule.info.id)).map(place).collect::<Vec<_>>());
}

#[test]
fn every_rule_tells_what_it_is_why_it_matters_and_what_to_do() {
    let mut complaints = Vec::new();
    // A clue is evidence: what it says is its title.
    let rules = rules();
    let (clues, reported): (Vec<&Rule>, Vec<&Rule>) = rules.rules().iter().partition(|rule| rule.clue.is_some());
    assert!(clues.len() >= 100, "{}", clues.len());
    let silent = clues.into_iter().filter(|clue| clue.info.title.trim().is_empty() || clue.info.title.ends_with('.'));
    complaints.extend(silent.map(|clue| format!("{}: says nothing, or more than a part of a sentence", place(clue))));
    for rule in reported {
        let info = &rule.info;
        let texts = [("title", &info.title), ("description", &info.description), ("fix", &info.fix)];
        for (name, text) in texts {
            if text.trim().is_empty() || text.trim() != text.as_ref() {
                complaints.push(format!("{}: {name} is empty or has blanks around it", place(rule)));
            }
        }
        if info.title.to_lowercase().contains("detected") || info.title.ends_with('.') {
            complaints.push(format!("{}: the title is no noun phrase", place(rule)));
        }
        let examples = rule.examples();
        let of_all =
            !examples.of.is_empty() && examples.of.values().all(|of| !of.matching.is_empty() && !of.pass.is_empty());
        let both_ways = of_all || !examples.matching.is_empty() && !examples.pass.is_empty();
        if rule.scope != Scope::Tree && !both_ways {
            complaints.push(format!("{}: needs one example each way", place(rule)));
        }
        if !info.tags.iter().any(|tag| tag.starts_with("CWE-")) {
            complaints.push(format!("{}: no CWE", place(rule)));
        }
    }
    none(&complaints);
}

#[test]
fn providers_say_where_the_format_is_written_down_and_where_to_revoke() {
    let mut complaints = Vec::new();
    for rule in rules().rules().iter().filter(|rule| !rule.info.provider.name.is_empty()) {
        let provider = &rule.info.provider;
        let is_page = |page: &Text| page.starts_with("https://");
        if !provider.source.as_ref().is_some_and(is_page) {
            complaints.push(format!("{}: the provider has no source page", rule.written.0));
        }
        match &provider.revoke {
            Some(page) if is_page(page) => {}
            Some(_) => complaints.push(format!("{}: the provider's revoke page is no page", rule.written.0)),
            None if says_how_to_revoke(&rule.info.fix) => {}
            // Some services are gone, and some credentials are revoked by nobody but their owner.
            None => complaints.push(format!("{}: has no revoke page and does not say how to revoke", place(rule))),
        }
    }
    complaints.dedup();
    none(&complaints);
}

/// Whether advice names what makes the credential worthless.
fn says_how_to_revoke(fix: &str) -> bool {
    const DEEDS: [&str; 13] = [
        "revoke",
        "delete",
        "rotate",
        "regenerate",
        "deactivate",
        "change the",
        "new one",
        "new key",
        "new pair",
        "end the",
        "expire",
        "move what",
        "new identity",
    ];
    let fix = fix.to_lowercase();
    DEEDS.iter().any(|deed| fix.contains(deed))
}

/// A rule of any provider, or of none, says what to do about the credential itself. What is wrong with code is no credential.
#[test]
fn rules_without_a_provider_say_how_to_revoke() {
    let silent = |rule: &&Rule| {
        let credential = !matches!(rule.scope, Scope::Tree | Scope::Facts) && !rule.is_statement();
        rule.info.provider.revoke.is_none() && credential && !says_how_to_revoke(&rule.info.fix)
    };
    none(&rules().rules().iter().filter(silent).map(place).collect::<Vec<_>>());
}

#[test]
fn pairs_are_of_rules_that_there_are() {
    let rules = rules();
    let lost = |rule: &&Rule| rule.pairs.iter().any(|pair| !rules.known().contains_key(pair.rule.as_ref()));
    none(&rules.rules().iter().filter(lost).map(place).collect::<Vec<_>>());
    assert!(rules.rules().iter().filter(|rule| !rule.pairs.is_empty()).count() > 20);
}

#[test]
fn keywords_are_lower_case_and_stand_in_the_examples() {
    let mut complaints = Vec::new();
    for rule in rules().rules().iter().filter(|rule| rule.scope == Scope::Window) {
        if rule.keywords.is_empty() || rule.keywords.iter().any(|word| word.len() < 3 || word.to_lowercase() != *word) {
            complaints.push(format!("{}: keywords of three or more lower-case bytes are needed", place(rule)));
        }
        for (number, template) in (1..).zip(&rule.examples().matching) {
            let text = expand(template, rule.checks.checksum, &number.to_string()).unwrap().to_lowercase();
            if !rule.keywords.iter().any(|word| text.contains(word.as_ref())) {
                complaints.push(format!("{}: no keyword stands in example {number}", place(rule)));
            }
        }
    }
    none(&complaints);
}

/// A rule without a matcher would be asked about every file.
#[test]
fn path_rules_have_paths() {
    let open = |rule: &&Rule| matches!(rule.matcher, Matcher::Path) && rule.paths.is_open();
    none(&rules().rules().iter().filter(open).map(place).collect::<Vec<_>>());
}

/// An alias carries other tools' ignore entries over; it must not be another rule's own id.
#[test]
fn aliases_are_not_the_ids_of_other_rules() {
    let rules = rules();
    let mut claims: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for rule in rules.rules() {
        for alias in &rule.info.aliases {
            claims.entry(alias).or_default().push(&rule.info.id);
        }
    }
    for (alias, ids) in claims.iter().filter(|(_, ids)| ids.len() > 1) {
        eprintln!("note: {alias} is claimed by {}", ids.join(", "));
    }
    none(
        &claims
            .keys()
            .filter(|alias| rules.known().contains_key(**alias))
            .map(|alias| (*alias).to_owned())
            .collect::<Vec<_>>(),
    );
}

/// Rules on applications and on hygiene: where each takes its authority from, with the page that says so.
#[test]
fn rules_on_applications_name_their_source() {
    let mut complaints = Vec::new();
    for rule in rules().rules().iter().filter(|rule| rule.client.is_some() && rule.clue.is_none()) {
        let sources: Vec<&str> = rule.info.tags.iter().filter_map(|tag| tag.strip_prefix("source:")).collect();
        let page = |part: &str| rule.info.references.iter().any(|reference| reference.contains(part));
        let told = match sources.as_slice() {
            ["article"] => page("msal-client-applications"),
            ["rfc"] => page("rfc-editor.org"),
            ["vendor" | "ours"] => !rule.info.references.is_empty(),
            _ => false,
        };
        if !told || !rule.info.references.iter().all(|page| page.starts_with("https://")) {
            complaints.push(format!("{}: says no source, or not where it is written", place(rule)));
        }
    }
    none(&complaints);
}

/// Endings of files that are one language, as far as an expression is concerned.
const ALIKE: [&[&str]; 5] = [
    &["js", "ts", "jsx", "tsx", "mjs", "cjs", "vue", "svelte"],
    &["kt", "kts"],
    &["m", "mm"],
    &["yml", "yaml"],
    &["c", "cc", "cpp", "cxx"],
];

/// A rule on applications shows an example both ways in every language whose files it claims.
#[test]
fn rules_on_applications_show_every_language_that_they_claim() {
    let mut complaints = Vec::new();
    for rule in rules().rules().iter().filter(|rule| rule.client.is_some() && rule.clue.is_none()) {
        let alike = |ending: &'_ str| ALIKE.iter().position(|alike| alike.contains(&ending));
        let mut shown: Vec<String> = Vec::new();
        let examples = rule.examples();
        for (language, of) in &examples.of {
            let usual = reticent::facts::Language::named(language).map(reticent::facts::Language::example_path);
            shown.extend(of.path.clone().or(usual));
        }
        shown.extend(examples.path.clone());
        let ending = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
        for claimed in rule.paths.only().iter().filter_map(|glob| glob.strip_prefix("**/*.")) {
            let same = |path: &String| {
                let ending = ending(path);
                path.ends_with(&format!(".{claimed}")) || alike(claimed).is_some_and(|at| alike(&ending) == Some(at))
            };
            if !shown.iter().any(same) {
                complaints.push(format!("{}: no example in *.{claimed}", place(rule)));
            }
        }
    }
    none(&complaints);
}

/// Whoever copies an allow or a setting from a document must not be told that there is no such rule.
#[test]
fn documents_name_rules_that_there_are() {
    let set = rules();
    let mut known: Vec<String> = set.rules().iter().map(|rule| rule.info.id.clone()).collect();
    known.extend(reticent::suppress::rules().into_iter().map(|rule| rule.id.clone()));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "md"));
    files.extend(["README.md", "src/config/template.toml", "src/config/raw.rs"].map(|name| root.join(name)));
    let id = regex::Regex::new("(?:^|[\\[\"`( ,])((?:secret|key|client|hygiene)/[a-z0-9-]+)(?:[\\]\"`), ]|$)").unwrap();
    let mut complaints = Vec::new();
    for file in files {
        let text = String::from_utf8(fs::read(&file).unwrap()).unwrap();
        for (number, line) in text.lines().enumerate() {
            let named = id.captures_iter(line).map(|found| found[1].to_owned());
            let made_up =
                |id: &str| id.starts_with("secret/acme-") || id.starts_with("secret/our-") || id.ends_with('-');
            for id in named.filter(|id| !known.contains(id) && !made_up(id)) {
                complaints.push(format!("{}:{}: {id}", file.display(), number + 1));
            }
        }
    }
    none(&complaints);
}
