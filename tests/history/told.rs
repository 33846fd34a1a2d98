//! What is told of each secret.

use super::support::{Tree, expand, token};
use super::{commit, findings, secrets};

/// How our markers begin; written so that the test file holds none.
const OURS: &str = concat!("retic", "ent:");

#[test]
fn a_secret_is_told_once_with_its_commits() {
    let tree = Tree::repository();
    commit(&tree, "README", "hello\n", "begin");
    let line = format!("token: {}\n", token("one"));
    commit(&tree, "conf/a.yml", &line, "Add the configuration");
    commit(&tree, "README", "hello again\n", "unrelated");
    tree.git(&["mv", "conf/a.yml", "conf/b.yml"]).git(&["commit", "-qm", "rename"]);
    commit(&tree, "copy.yml", &line, "copy");
    tree.git(&["tag", "v1"]).git(&["rm", "-q", "copy.yml", "conf/b.yml"]).git(&["commit", "-qm", "Take it out"]);
    let run = tree.run("history --format json").exits(1);
    let found = findings(&run);
    assert_eq!(found.len(), 1, "{}", run.shown());
    let told = &found[0]["provenance"];
    assert_eq!(found[0]["path"], "conf/a.yml");
    assert_eq!(told["introduced"]["summary"], "Add the configuration");
    assert_eq!(told["introduced"]["author"], "Someone");
    assert_eq!(told["removed"]["summary"], "Take it out");
    assert_eq!((told["commits"].as_u64(), told["path_count"].as_u64()), (Some(4), Some(3)));
    assert_eq!(told["at_head"], false);
    assert_eq!(told["refs"], serde_json::json!(["main", "v1"]));
    assert_eq!(run.json()["summary"]["history"]["commits"], 6);
    for flags in ["--only-live", "--author nobody", "--since 2030-01-01", "--max-count 1", "--path README"] {
        assert_eq!(secrets(&tree, flags), Vec::<String>::new(), "{flags}");
    }
    for flags in ["--only-removed", "--author someone", "--since 2001-01-01", "--max-count 5", "--path conf"] {
        assert_eq!(secrets(&tree, flags).len(), 1, "{flags}");
    }
    let text = tree.run("history").exits(1);
    text.says("= from").says("Add the configuration").says("Take it out").keeps_quiet_on(&token("one"));
}

#[test]
fn who_owns_the_path_is_told() {
    let tree = Tree::repository();
    commit(&tree, "CODEOWNERS", "* @everybody\n/deploy/ @acme/keys someone@example.org\n", "owners");
    commit(&tree, "deploy/a.yml", &format!("token: {}\n", token("one")), "one");
    commit(&tree, "deploy/weak.py", "from Crypto.PublicKey import RSA\nk = RSA.generate(1024)\n", "code");
    let run = tree.run("history --format json").exits(1);
    let owners: Vec<_> = findings(&run).iter().map(|found| found["provenance"]["owner"].clone()).collect();
    assert_eq!(owners, ["@acme/keys someone@example.org"; 2], "{}", run.shown());
    tree.run("history").says("owned by @acme/keys someone@example.org");
    tree.git(&["rm", "-q", "CODEOWNERS"]);
    assert!(findings(&tree.run("history --format json"))[0]["provenance"]["owner"].is_null());
}

#[test]
fn what_is_encoded_or_a_file_by_itself_has_its_commits_too() {
    let tree = Tree::repository();
    let (one, two) = (expand("<<alnum:9>>", "one"), expand("<<alnum:7>>", "two"));
    commit(&tree, "a.json", &format!("{{\n \"password\": \"{one}%21{two}\"\n}}\n"), "Add the password");
    commit(&tree, "config/master.key", &expand("<<hex:32>>", "key"), "Add the key");
    commit(&tree, "other", "hello\n", "unrelated");
    let run = tree.run("history --format json").exits(1);
    let told: Vec<_> = findings(&run)
        .iter()
        .map(|finding| {
            let told = &finding["provenance"];
            (told["introduced"]["summary"].clone(), told["commits"].as_u64(), told["at_head"].as_bool())
        })
        .collect();
    let wanted = [("Add the password", 3), ("Add the key", 2)];
    let wanted = wanted.map(|(summary, commits)| (summary.into(), Some(commits), Some(true)));
    assert_eq!(told, wanted, "{}", run.shown());
}

#[test]
fn in_a_container_its_own_names_decide() {
    let other = Tree::repository();
    // Without quotes, as code names a variable.
    let password = format!("a{}", expand("<<alnum:10>>", "inside"));
    commit(&other, "config/app.conf", &format!("db_password = {password};\n"), "begin");
    other.git(&["archive", "--format=zip", "-o", "old.zip", "HEAD"]);
    let zip = std::fs::read(other.path("old.zip")).unwrap();
    let tree = Tree::repository();
    tree.bytes("src/old.py", &zip).git(&["add", "."]).git(&["commit", "-qm", "Keep an old copy"]);
    commit(&tree, "src/old.py", "nothing\n", "Take it out");
    let shown = |line: &str| tree.run(line).exits(1).says("config/app.conf");
    tree.git(&["checkout", "-q", "HEAD~"]);
    shown("scan");
    let run = shown("history --format json");
    assert_eq!(findings(&run)[0]["provenance"]["introduced"]["summary"], "Keep an old copy");
}

#[test]
fn names_come_from_the_mailmap_and_subjects_are_masked() {
    let tree = Tree::repository();
    let password = expand("<<alnum:20>>", "subject");
    let encoded = format!("{}%21{}", expand("<<alnum:9>>", "encoded"), expand("<<alnum:7>>", "encoded"));
    commit(
        &tree,
        "a",
        &format!("token: {}\n", token("one")),
        &format!("set password=\"{password}\", \"password\": \"{encoded}\" and {}", token("two")),
    );
    commit(&tree, ".mailmap", "Real Name <real@example.org> <someone@example.org>\n", "map");
    for format in ["text", "oneline", "json", "jsonl", "sarif"] {
        let run = tree.run(&format!("history --format {format}")).exits(1).says("Real Name");
        run.keeps_quiet_on(&token("one"))
            .keeps_quiet_on(&token("two"))
            .keeps_quiet_on(&password)
            .keeps_quiet_on(&encoded);
    }
}

#[test]
fn an_allow_speaks_for_the_versions_that_carry_it() {
    let tree = Tree::repository();
    let secret = token("one");
    let allowed = format!("token: {secret} # {OURS} allow[secret/*] sample data\n");
    let bare = format!("token: {secret}\n");
    // First allowed, then not: the second version counts.
    commit(&tree, "a.yml", &allowed, "allowed");
    commit(&tree, "a.yml", &bare, "no more");
    tree.run("history").exits(1);
    // Allowed again at HEAD: that speaks for all.
    commit(&tree, "a.yml", &allowed, "again");
    let run = tree.run("history --format json").exits(0);
    assert_eq!(findings(&run)[0]["status"], "suppressed");
    // An allow for a block, far from the secret.
    let filler = "a line that says nothing\n".repeat(3000);
    let whole = format!("# {OURS} off[secret/*] sample data\n{filler}token: {}\n# {OURS} on\n", token("far"));
    commit(&tree, "b.yml", &whole, "off");
    tree.run("history").exits(0);
    commit(&tree, "b.yml", &whole.replace(&format!("{OURS} off"), "nothing: off"), "on");
    tree.run("history").exits(1);
}

#[test]
fn a_path_decides_wherever_the_blob_stood_first() {
    let tree = Tree::repository();
    let text = format!("db_password = \"{}\"\n", expand("<<alnum:20>>", "path"));
    commit(&tree, "app/locales/fr/messages.yml", &text, "docs");
    let docs = secrets(&tree, "");
    commit(&tree, "deploy/production.env", &text, "copied");
    let run = tree.run("history --format json --min-confidence low");
    let found = findings(&run);
    assert_eq!(found.len(), 1);
    assert!(docs.is_empty() || found[0]["path"] == "deploy/production.env", "{}", run.shown());
}

#[test]
fn an_empty_history_is_clean() {
    let tree = Tree::repository();
    tree.run("history").exits(0).says("no findings in 0 commits");
    let elsewhere = Tree::new();
    elsewhere.run("history").exits(2).says("not in a git repository");
    elsewhere.run("history nowhere").exits(2);
}

#[test]
fn a_choice_that_leaves_nothing_is_an_error() {
    let tree = Tree::repository();
    commit(&tree, "a.yml", &format!("token: {}\n", token("one")), "begin");
    tree.git(&["tag", "v1"]);
    for glob in ["main", "refs/heads/main", "v*", "HEAD"] {
        assert_eq!(secrets(&tree, &format!("--refs {glob}")).len(), 1, "{glob}");
    }
    let run = tree.run("history --refs release/* --refs mian").exits(2);
    let run = run.says("--refs release/*: no ref matches; `git for-each-ref` lists them").says("--refs mian: no ref");
    assert!(run.out.is_empty(), "{}", run.shown());
    let run = tree.run("history --refs main --refs mian").exits(1);
    run.says("warning: --refs mian: no ref matches").keeps_quiet_on("--refs main:");
    tree.run("history --refs [").exits(2).says("--refs [: ");
    tree.run("history --max-count 0").exits(2).says("--max-count 0 leaves no commit");
}

#[test]
fn a_page_of_a_history_lists_keys_also_by_way_of_json_and_says_nothing_of_applications() {
    let tree = Tree::repository();
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f a\n";
    commit(&tree, "key.pub", key, "Add the key");
    tree.git(&["rm", "-q", "key.pub"]).git(&["commit", "-qm", "Take it out"]);
    tree.run("history --explain --output json=a.json --output html=a.html").exits(0);
    let converted = tree.run("report a.json --explain --format html").exits(0).keeps_quiet_on("holds no lists");
    assert_eq!(converted.out, tree.read("a.html"));
    assert!(converted.out.contains("<code>key.pub:1</code>") && !converted.out.contains("id=\"clients\""));
}
