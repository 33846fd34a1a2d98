//! Searching each distinct chunk once finds what looking at every version of every file would.

use std::collections::BTreeSet;

use super::support::der::{armour, certificate};
use super::support::{Tree, expand, git, token};
use super::{commit, secrets};

/// A generator of numbers that are the same each time.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

/// A line of some kind, also such as reach over their own line.
pub(super) fn line(dice: &mut Dice) -> String {
    let seed = dice.roll(1 << 20).to_string();
    match dice.roll(40) {
        0 => format!("token: {}\n", token(&seed)),
        1 => format!("db_password = \"{}\"\n", expand("<<alnum:18>>", &seed)),
        2 => format!("password =\n    \"{}\"\n", expand("<<alnum:18>>", &seed)),
        3 => "password =\n".to_owned(),
        4 => format!("    \"{}\"\n", expand("<<alnum:18>>", &seed)),
        5 => format!("- name: \"DB_PASSWORD\"\n\n  value: \"{}\"\n", expand("<<alnum:20>>", &seed)),
        6 => expand("<<pem:RSA PRIVATE KEY>>", &seed),
        7 => "-----BEGIN RSA PRIVATE KEY-----\n".to_owned(),
        8 => "secret: \"\"\"\n".to_owned(),
        9 => format!("{}\n", expand("<<alnum:40>>", &seed)),
        10 => "datadog api key:\n".to_owned(),
        11 => format!("{}\n", expand("<<hex:32>>", &seed)),
        12 => format!("{{\"t\": \"{}\"}}\n", token(&seed).replace('_', "\\u005f")),
        13 => format!("t = \"{}\" +\n", &token(&seed)[..14]),
        14 => format!("  \"{}\";\n", &token("same")[14..]),
        15 => format!("t = \"{}\" +\n", &token("same")[..14]),
        // Judged by its looks, and written in another way.
        16 => format!("{{\"password\": \"{}%21{}\"}}\n", expand("<<alnum:8>>", &seed), expand("<<alnum:7>>", &seed)),
        17 => format!("api_secret = '{}\\x24{}'\n", expand("<<alnum:12>>", &seed), expand("<<alnum:12>>", &seed)),
        _ => format!("    let value_{seed} = compute(key, {seed}); // the usual token of code\n"),
    }
}

#[test]
fn chunks_find_what_whole_files_hold() {
    for seed in 0..3 {
        let mut dice = Dice(seed);
        let tree = Tree::repository();
        let mut lines: Vec<String> = (0..400).map(|_| line(&mut dice)).collect();
        for version in 0..25 {
            for _ in 0..4 {
                let at = dice.roll(lines.len());
                match dice.roll(3) {
                    0 => lines.insert(at, line(&mut dice)),
                    1 => _ = lines.remove(at),
                    _ => lines[at] = line(&mut dice),
                }
            }
            commit(&tree, "src/config.txt", &lines.concat(), &format!("version {version}"));
        }
        let listed = String::from_utf8(git(&tree.path(""), &["rev-list", "--objects", "--all"]).stdout).unwrap();
        let mut whole = BTreeSet::new();
        for id in listed.lines().filter_map(|line| line.strip_suffix(" src/config.txt")) {
            let content = git(&tree.path(""), &["cat-file", "blob", id]).stdout;
            let arguments = "stdin --path src/config.txt --format json --reveal --min-confidence low";
            let run = tree.run_with_input(arguments, &content);
            whole.extend(super::findings(&run).iter().map(|finding| finding["secret"].as_str().unwrap().to_owned()));
        }
        let found: BTreeSet<String> = secrets(&tree, "").into_iter().collect();
        let missing = whole.difference(&found).count();
        assert_eq!((missing, found.difference(&whole).count()), (0, 0), "of {} with {seed}", whole.len());
        tree.git(&["repack", "-adq"]);
        assert_eq!(secrets(&tree, "").into_iter().collect::<BTreeSet<_>>(), found, "packed");
        // Which versions of a file are looked at does not depend on which thread reads what first.
        let told = |jobs: usize| super::findings(&tree.run(&format!("history --format json --jobs {jobs}")));
        let one = told(1);
        assert!(one.iter().all(|finding| finding["provenance"]["commits"].as_u64() > Some(0)), "{seed}");
        assert!(!one.is_empty() && [2, 3, 8].into_iter().all(|jobs| told(jobs) == one), "{seed}");
    }
}

/// The judge looks further up than at the lines beside a value: there it reads that labels follow, which are no secrets.
#[test]
fn what_stands_far_above_a_value_counts_in_each_version() {
    let tree = Tree::repository();
    let between = "    setting: one of many\n".repeat(60);
    let value = |seed: usize| format!("hunter{seed}").repeat(2);
    for seed in 2..10 {
        let path = format!("conf/app{seed}.yml");
        let mut heads = ["labels", "application"];
        heads.rotate_left(seed % 2);
        for head in heads {
            let text = format!("{head}:\n{between}    token: {}\n{between}", value(seed));
            commit(&tree, &path, &text, head);
        }
    }
    let run = tree.run("history --format json --reveal");
    let found: BTreeSet<String> =
        super::findings(&run).iter().map(|finding| finding["secret"].as_str().unwrap().to_owned()).collect();
    assert_eq!(found, (2..10).map(value).collect());
}

#[test]
fn each_certificate_of_a_key_is_listed() {
    let tree = Tree::repository();
    let modulus = [&[0, 0xc5][..], &[0x5b; 254], &[0x11]].concat();
    for year in ["21", "22", "23"] {
        let [from, until] = ["0101", "0601"].map(|day| format!("{year}{day}000000Z"));
        let bytes = certificate(&modulus, [from.as_bytes(), until.as_bytes()]);
        commit(&tree, "server.txt", &format!("The server's:\n{}", armour("CERTIFICATE", &bytes)), year);
    }
    let run = tree.run("history --format json --as-of 2025-01-01");
    let listed = run.json()["keys"]["list"].as_array().unwrap().clone();
    let ended = |year: &str| listed.iter().any(|key| key["reasons"].to_string().contains(&format!("20{year}-06-01")));
    assert!(["21", "22", "23"].into_iter().all(ended), "{listed:?}");
}
