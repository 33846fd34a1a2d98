//! What reticent promises about keeping findings quiet: markers in the source, and the baseline.
//!
//! In the texts here `@@` stands for our name and its colon, and `~` for the colon of another tool's marker, so that a
//! scan of this repository takes none of them for a marker. `s3cret` is a secret of one rule, `t0ken` one of another.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failing helper fails its test")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::{Date, date};
use reticent::model::{Extent, Origin, RuleInfo, SuppressionKind, SuppressionState};
use reticent::suppress::{
    Applied, Limits, MARKER_WORDS, Marker, Options, ProblemKind, Spot, Standing, Tool, apply, list_markers, read_all,
    rules,
};

mod baseline;

const TODAY: Date = date(2026, 6, 15);

/// A secret on three lines.
const LONG: &str = "BEGIN\nx\nEND";

/// A rule with an id and an alias.
fn rule(id: &str, alias: &str) -> Arc<RuleInfo> {
    Arc::new(RuleInfo { id: id.to_owned(), aliases: vec![alias.to_owned().into()], ..RuleInfo::clone(&rules()[0]) })
}

struct World {
    rules: BTreeMap<String, Arc<RuleInfo>>,
    ran: BTreeSet<String>,
    limits: Limits,
    tools: Vec<Tool>,
    path: &'static str,
}

impl World {
    fn new() -> Self {
        let all = [rule("secret/one", "one-alias"), rule("secret/two", "two-alias"), rule("secret/off", "off-alias")];
        Self {
            rules: all.into_iter().map(|rule| (rule.id.clone(), rule)).collect(),
            ran: ["secret/one", "secret/two"].map(str::to_owned).into(),
            limits: Limits::default(),
            tools: Tool::ALL.to_vec(),
            path: "a.py",
        }
    }

    fn spots(&self, text: &str) -> Vec<Spot<'_>> {
        let mut spots: Vec<Spot<'_>> = Vec::new();
        for (word, id) in [("s3cret", "secret/one"), ("t0ken", "secret/two"), (LONG, "secret/one")] {
            spots.extend(text.match_indices(word).map(|(at, _)| Spot {
                rule: &self.rules[id],
                start: Extent::of(&text.as_bytes()[..at]).position(),
                end: Extent::of(&text.as_bytes()[..at + word.len()]).position(),
            }));
        }
        spots.sort_by_key(|spot| spot.start);
        spots
    }

    fn apply(&self, text: &str) -> Applied {
        let text = real(text);
        let options = Options {
            as_of: TODAY,
            tools: &self.tools,
            limits: &self.limits,
            known: &self.rules,
            ran: &self.ran,
            judge_unused: true,
        };
        apply(self.path.as_bytes(), &self.spots(&text), &markers(&text), &options)
    }

    /// Which spots of a text are quiet, in its order: `x` for quiet, `.` for open.
    fn quiet(&self, text: &str) -> String {
        self.apply(text).suppressions.iter().map(|s| if s.is_some() { 'x' } else { '.' }).collect()
    }

    fn problems(&self, text: &str) -> Vec<(ProblemKind, u64, String)> {
        self.apply(text).problems.into_iter().map(|p| (p.kind, p.location.start.line, p.text)).collect()
    }

    fn kinds(&self, text: &str) -> Vec<(ProblemKind, u64)> {
        self.problems(text).into_iter().map(|(kind, line, _)| (kind, line)).collect()
    }
}

fn markers(text: &str) -> Vec<Marker> {
    let lower = text.to_ascii_lowercase();
    let hits: Vec<usize> = (0..text.len())
        .filter(|&at| MARKER_WORDS.iter().any(|word| lower.as_bytes()[at..].starts_with(word.as_bytes())))
        .collect();
    read_all(text.as_bytes(), 0, &hits)
}

fn real(text: &str) -> String {
    text.replace("@@", concat!("reti", "cent:")).replace('~', ":").replace("SL-", concat!("secret", "lint-"))
}

#[test]
fn a_marker_reaches_its_own_line_or_from_a_line_of_its_own_the_next() {
    let world = World::new();
    for (text, expected) in [
        ("a = s3cret # @@ allow[secret/one] why\nb = s3cret\n", "x."),
        ("b = s3cret\n# @@ allow[secret/one] why\na = s3cret\nb = s3cret\n", ".x."),
        ("a = s3cret # @@ allow-next-line[secret/one] why\nb = s3cret\n", ".x"),
        ("# @@ allow[secret/one] why\n# @@ allow[secret/two] why\na = s3cret t0ken\n", "xx"),
        ("# @@ allow[secret/one] why\n\na = s3cret\n", "."),
        ("# @@ allow[secret/one] why\r\na = s3cret\r\nb = s3cret", "x."),
        ("# @@ allow[secret/one] why\ra = s3cret\rb = s3cret", "x."),
        ("{\n \"_\": \"@@ allow[secret/one] why\",\n \"a\": \"s3cret\",\n \"b\": \"s3cret\"\n}", "x."),
        ("{\"_\": \"@@ allow[secret/one] why\", \"a\": \"s3cret\"}\ns3cret", "x."),
        ("k = \"BEGIN\nx\nEND\" # @@ allow[secret/one] why\ns3cret", "x."),
        ("# @@ allow[secret/one] why\nk = \"BEGIN\nx\nEND\"\ns3cret", "x."),
    ] {
        assert_eq!(world.quiet(text), expected, "{text}");
        assert_eq!(world.kinds(text).len(), usize::from(expected == "."), "{text}");
    }
}

#[test]
fn a_trailing_marker_never_affects_another_line() {
    let world = World::new();
    for marker in [
        "# @@ allow[secret/*] why",
        "// @@ allow[*] why",
        "/* @@ allow[*] why */",
        "# gitleaks~allow",
        "# betterleaks~allow",
        "# trufflehog~ignore",
        "# pragma~ allowlist secret",
        "# kingfisher~ignore",
        "# kingfisher~allow",
        "# keyhog~ignore",
        "# ggignore",
        "# SL-disable-line",
    ] {
        for end in ["\n", "\r\n", "\r"] {
            let lines = ["u = 's3cret'", "a = 's3cret'", "x = 's3cret'", "b = 's3cret'", "v = 's3cret'"];
            let text = lines.join(end).replace("x = 's3cret'", &format!("x = 's3cret' {marker}"));
            assert_eq!(world.quiet(&text), "..x..", "{marker}");
        }
    }
}

#[test]
fn a_marker_is_for_the_rules_that_it_names() {
    let world = World::new();
    for (globs, expected) in [
        ("secret/one", "x."),
        ("secret/*", "xx"),
        ("*", "xx"),
        ("one-alias", "x."),
        ("secret/two,secret/one", "xx"),
        ("secret/t*", ".x"),
        ("secret", ".."),
    ] {
        assert_eq!(world.quiet(&format!("s3cret t0ken # @@ allow[{globs}] why")), expected, "{globs}");
    }
}

#[test]
fn what_is_said_stays_with_the_finding() {
    let world = World::new();
    let text = "s3cret # @@ allow[*] old key until=2026-12-31 owner=@web state=to-rotate\nt0ken # gitleaks~allow";
    let applied = world.apply(text);
    let [Some(ours), Some(theirs)] = applied.suppressions.as_slice() else { panic!("{applied:?}") };
    assert_eq!(ours.kind, SuppressionKind::Inline);
    assert_eq!(ours.state, SuppressionState::ToRotate);
    assert_eq!((ours.reason.as_str(), ours.owner.as_deref()), ("old key", Some("@web")));
    assert_eq!(ours.until.as_deref(), Some("2026-12-31"));
    assert_eq!(theirs.kind, SuppressionKind::ForeignMarker);
    assert_eq!(theirs.reason, "marker of gitleaks");
    assert_eq!(applied.foreign, BTreeMap::from([(Tool::Gitleaks, 1)]));
}

#[test]
fn an_expired_marker_keeps_nothing_quiet_and_says_so() {
    let world = World::new();
    let text = |day: &str| format!("s3cret # @@ allow[*] why until={day}");
    assert_eq!(world.quiet(&text("2026-06-15")), "x");
    assert_eq!(world.quiet(&text("2026-06-14")), ".");
    let problems = world.problems(&text("2026-06-14"));
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].0, ProblemKind::Expired);
    assert!(problems[0].2.contains("2026-06-14") && problems[0].2.contains("counts again"));
}

#[test]
fn a_policy_wins_over_a_marker() {
    let mut world = World::new();
    world.limits = Limits { locked: vec!["secret/one".to_owned()], ..Limits::default() };
    let text = "s3cret t0ken # @@ allow[secret/*] why\ns3cret # gitleaks~allow";
    assert_eq!(world.quiet(text), ".x.");
    assert_eq!(world.kinds(text), [(ProblemKind::Overruled, 1), (ProblemKind::Overruled, 2)]);

    world.limits = Limits { reason: regex::Regex::new("SEC-[0-9]+").ok(), ..Limits::default() };
    assert_eq!(world.quiet("s3cret # @@ allow[*] SEC-12 old\ns3cret # @@ allow[*] old\ns3cret # ggignore"), "x..");

    world.limits = Limits { longest_days: Some(30), ..Limits::default() };
    let text =
        "s3cret # @@ allow[*] x until=2026-07-15\ns3cret # @@ allow[*] x until=2026-07-16\ns3cret # @@ allow[*] x";
    assert_eq!(world.quiet(text), "x..");

    world.limits = Limits { inline: false, ..Limits::default() };
    assert_eq!(world.quiet("s3cret # @@ allow[*] why"), ".");
}

#[test]
fn unused_markers_are_told_where_their_rules_ran() {
    let world = World::new();
    let unused = [(ProblemKind::Unused, 1)];
    assert_eq!(world.kinds("a = 1 # @@ allow[secret/one] why\n"), unused);
    assert_eq!(world.kinds("a = 1 # @@ allow[secret/off] why\n"), []);
    assert_eq!(world.kinds("a = 1 # @@ allow[secret/*] why\n"), []);
    assert_eq!(world.kinds("# @@ off[secret/two] why\ns3cret\n# @@ on\n"), unused);
    let half = world.problems("s3cret # @@ allow[secret/one, secret/two] why");
    assert_eq!(half.len(), 1);
    assert_eq!(half[0].2, "nothing is found here by `secret/two`");
    for foreign in ["# gitleaks~allow", "# pragma~ allowlist secret", "# SL-disable"] {
        assert_eq!(world.kinds(foreign), []);
    }
}

#[test]
fn a_name_that_no_rule_has_is_a_mistake_and_is_not_repeated() {
    let world = World::new();
    let problems = world.problems("s3cret # @@ allow[secret/onn, AKIAX] why");
    assert_eq!(problems.len(), 2);
    assert!(problems.iter().all(|(kind, ..)| *kind == ProblemKind::Malformed));
    assert!(problems[0].2.contains("did you mean `secret/one`?"));
    assert!(problems[1].2.contains("name 2 of 2") && !problems[1].2.contains("AKIAX"));
}

#[test]
fn blocks_reach_from_off_to_on_and_must_end() {
    let world = World::new();
    let text = "s3cret\n# @@ off[secret/one] samples\ns3cret t0ken\n# @@ on\ns3cret\n";
    assert_eq!(world.quiet(text), ".x..");
    assert_eq!(world.kinds(text), []);

    let nested =
        "# @@ off[secret/one] a\n# @@ off[secret/two] b\ns3cret t0ken\n# @@ on[secret/one]\ns3cret t0ken\n# @@ on";
    assert_eq!(world.quiet(nested), "xx.x");

    let inner = "# @@ off[secret/one] a\n# @@ off[secret/two] b\nt0ken\n# @@ on\ns3cret t0ken\n# @@ on";
    assert_eq!(world.quiet(inner), "xx.");
    assert_eq!(world.kinds(inner), []);

    let open = "# @@ off[secret/one] samples\ns3cret\n";
    assert_eq!(world.quiet(open), ".");
    assert_eq!(world.kinds(open), [(ProblemKind::Malformed, 1)]);
    assert_eq!(world.kinds("# @@ on\n"), [(ProblemKind::Malformed, 1)]);
}

#[test]
fn a_malformed_marker_keeps_nothing_quiet() {
    let world = World::new();
    for marker in ["allow", "allow[]", "allow[*]", "allow(secret/one) why", "allow[*] why until=soon", "ignore"] {
        let text = format!("s3cret # @@ {marker}");
        assert_eq!(world.quiet(&text), ".", "{marker}");
        assert_eq!(world.kinds(&text), [(ProblemKind::Malformed, 1)], "{marker}");
    }
}

#[test]
fn problems_are_kept_quiet_by_name_only() {
    let world = World::new();
    let documented = "# @@ off[hygiene/allow-*] how to write them\nx # @@ allow[secret/one] a\nx # @@ allow\n# @@ on\n";
    assert_eq!(world.kinds(documented), []);
    let blanket = documented.replace("hygiene/allow-*", "*");
    assert_eq!(world.kinds(&blanket), [(ProblemKind::Unused, 2), (ProblemKind::Malformed, 3)]);
    assert_eq!(world.kinds("x # @@ allow[hygiene/allow-unused] itself\n"), [(ProblemKind::Unused, 1)]);
}

#[test]
fn each_tool_reaches_as_far_as_it_does_at_home() {
    let mut world = World::new();
    for (text, expected) in [
        ("# gitleaks~allow\ns3cret", "."),
        ("k = \"BEGIN\nx\nEND\" # gitleaks~allow", "x"),
        ("k = \"BEGIN\nx\nEND\" # trufflehog~ignore", "x"),
        ("t0ken # trufflehog~ignore s3cret", "x."),
        ("# pragma~ allowlist nextline secret\ns3cret\ns3cret", "x."),
        ("a = 1 # pragma~ allowlist nextline secret\ns3cret", "."),
        ("s3cret # pragma~ allowlist secret\n", "x"),
        ("s3cret # pragma~ allowlist", "."),
        ("# keyhog~ignore\ns3cret\ns3cret", "x."),
        ("# keyhog~ignore detector=one-alias\ns3cret t0ken", "x."),
        ("# keyhog~ignore detector=unknown\ns3cret t0ken", ".."),
        ("# SL-disable\ns3cret\n# SL-enable\ns3cret", "x."),
        ("s3cret\n# SL-disable\ns3cret", ".x"),
        ("# SL-disable one-alias\ns3cret t0ken\n# SL-enable one-alias\ns3cret", "x.."),
        ("# SL-disable-next-line\ns3cret\ns3cret", "x."),
        ("# SL-disable-next-line\nBEGIN\nx\nEND", "."),
    ] {
        assert_eq!(world.quiet(text), expected, "{text}");
    }
    world.path = "a.yaml";
    assert_eq!(world.quiet("s3cret // pragma~ allowlist secret\ns3cret # pragma~ allowlist secret"), ".x");
}

#[test]
fn each_tool_can_be_switched_off() {
    let mut world = World::new();
    world.tools = vec![Tool::Gitleaks];
    assert_eq!(world.quiet("s3cret # gitleaks~allow\ns3cret # ggignore"), "x.");
}

#[test]
fn the_list_shows_what_each_marker_is_good_for() {
    use Standing::{Expired, Malformed, NotJudged, Unused, Used};
    let world = World::new();
    let text = "s3cret # @@ allow[secret/one] why\nx # @@ allow[secret/one] why\nx # @@ allow[*] y until=2026-01-01\n\
                x # @@ allow\ns3cret # ggignore\nx # @@ allow[secret/off] why\n# gitleaks~allow\n";
    let applied = world.apply(text);
    let listed = list_markers(&Origin::file("a.py"), &markers(&real(text)), &applied);
    let standings: Vec<Standing> = listed.iter().map(|listed| listed.standing).collect();
    assert_eq!(standings, [Used, Unused, Expired, Malformed, Used, NotJudged, Unused]);
    assert_eq!(listed[1].place, "a.py:2");
    assert_eq!(listed[6].names, ["gitleaks"]);
}

#[test]
fn our_own_files_hold_no_marker_by_accident() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let world = World::new();
    let mut examples = 0;
    for folder in ["docs", "src/suppress", "src/suppress/baseline", "tests/suppress"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let Ok(bytes) = std::fs::read(&path) else { continue };
            let text = String::from_utf8(bytes).unwrap();
            let found = markers(&text);
            examples += found.len();
            let options = Options {
                as_of: TODAY,
                tools: &Tool::ALL,
                limits: &world.limits,
                known: &world.rules,
                ran: &world.ran,
                judge_unused: true,
            };
            assert_eq!(apply(b"", &[], &found, &options).problems, [], "{}", path.display());
        }
    }
    assert!(examples > 5, "the documentation shows some");
}
