//! `--verify`: what is asked, of whom, and what becomes of the answer, against a server that plays the provider.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a failing helper fails its test")]

#[path = "verify/provider.rs"]
mod provider;
mod support;

use std::time::Duration;

use provider::{Manner, Provider};
use support::{Run, Tree, expand, token};

const GITHUB: &str = "secret/github-personal-access-token";

/// A rule of a person's own, whose answers are JSON.
const RULES: &str = r#"
[[rule]]
id = "secret/acme-key"
title = "Acme key"
description = "Opens everything."
confidence = "medium"
keywords = ["acme_"]
pattern = '(?P<secret>acme_[0-9a-z]{20})'
fix = "Delete it."
[rule.verify]
source = "https://docs.acme.example/me"
url = "https://api.acme.example/me?key={secret}"
headers = { Accept = "application/json" }
json = '{{"key":"{secret}"}}'
live = [{ status = [200], json = "/ok", is = ["true"] }]
dead = [{ status = [200], json = "/ok", is = ["false"] }]
[rule.examples]
match = ["acme_<<lowernum:20>>"]
pass = ["acme_key"]
"#;

fn tree() -> Tree {
    let tree = Tree::repository();
    tree.bytes("app.env", format!("GITHUB_TOKEN={}\n", token("one")).as_bytes());
    tree
}

/// One Acme key, and the rule for it outside of what is scanned.
fn acme() -> (Tree, Tree) {
    let (tree, rules) = (Tree::repository(), Tree::new());
    tree.bytes("app.env", expand("key: acme_<<lowernum:20>>\n", "a").as_bytes());
    rules.bytes("acme.toml", RULES.as_bytes());
    (tree, rules)
}

fn ask(tree: &Tree, rule: &str, provider: &Provider, more: &[&str]) -> Run {
    let endpoint = format!("{rule}={}", provider.url);
    tree.run_list(&[&["scan", "--verify", "--verify-endpoint", &endpoint], more].concat())
}

fn ask_acme(provider: &Provider, more: &[&str]) -> Run {
    let (tree, rules) = acme();
    let file = rules.path("acme.toml").display().to_string();
    ask(&tree, "secret/acme-key", provider, &[&["--rules", &file], more].concat())
}

/// State and reason of the only finding.
fn state(run: &Run) -> (String, String) {
    let json = run.json();
    let told = &json["findings"][0]["verified"];
    (told["state"].as_str().unwrap().to_owned(), told["why"].as_str().unwrap_or_default().to_owned())
}

fn acme_says(manner: Manner) -> (String, String) {
    state(&ask_acme(&Provider::new(manner), &["--format", "json"]))
}

#[test]
fn what_the_provider_takes_is_sure() {
    let provider = Provider::new(Manner::Says(200, "{\"login\":\"octocat\"}"));
    let run = ask(&tree(), GITHUB, &provider, &["--explain"]).exits(1);
    run.says("= live  yes: api.github.com takes it (")
        .says("live +100")
        .says("live check: 1 request sent; 1 live")
        .says("asked api.github.com")
        .keeps_quiet_on("octocat")
        .keeps_quiet_on(&token("one"));
    let asked = provider.text();
    assert!(asked.starts_with("GET /user HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains(&format!("Authorization: Bearer {}\r\n", token("one"))) && asked.contains("reticent/"));
}

#[test]
fn what_it_refuses_is_told_and_fails_no_run() {
    let refuses = Provider::new(Manner::Says(401, "{\"message\":\"Bad credentials\"}"));
    let run = ask(&tree(), GITHUB, &refuses, &[]).exits(0);
    run.says("warning[secret/github-personal-access-token]").says("no: api.github.com refuses it").says("1 refused");
    let json = ask(&tree(), GITHUB, &refuses, &["--format", "json"]).json();
    assert_eq!(json["findings"][0]["verified"]["host"], "api.github.com");
    assert_eq!(json["summary"]["verification"]["dead"], 1);
    assert!(json["findings"][0]["verified"]["at"].as_str().unwrap().ends_with('Z'));
}

#[test]
fn other_answers_change_nothing() {
    let before = tree().run("scan --format json").json();
    for status in [403, 404, 418, 429, 500, 503, 204] {
        let provider = Provider::new(Manner::Says(status, "{}"));
        let run = ask(&tree(), GITHUB, &provider, &["--format", "json"]).exits(1);
        assert_eq!(state(&run), ("unknown".to_owned(), format!("status {status}")));
        let now = run.json();
        assert_eq!(now["summary"]["verification"]["reasons"][format!("status {status}")], 1);
        for key in ["severity", "confidence", "fingerprint"] {
            assert_eq!(now["findings"][0][key], before["findings"][0][key]);
        }
    }
}

#[test]
fn the_answer_is_read_as_the_rule_says() {
    assert_eq!(acme_says(Manner::Says(200, "{\"ok\":true}")).0, "live");
    assert_eq!(acme_says(Manner::Says(200, "{\"ok\":false}")).0, "dead");
    let unknown = |why: &str| ("unknown".to_owned(), why.to_owned());
    for body in ["", "{\"ok\":", "<html>\"ok\":true</html>", "[[[[", "{\"ok\":null}", "\u{0}\u{7}"] {
        assert_eq!(acme_says(Manner::Says(200, body)), unknown("status 200"), "{body}");
    }
}

#[test]
fn a_key_is_written_as_its_place_asks_for() {
    let provider = Provider::new(Manner::Says(200, "{\"ok\":true}"));
    ask_acme(&provider, &[]).exits(1).says("yes: api.acme.example takes it");
    let key = expand("acme_<<lowernum:20>>", "a");
    let asked = provider.text();
    assert!(asked.starts_with(&format!("POST /me?key={key} HTTP/1.1\r\n")), "{asked}");
    assert!(
        asked.contains(&format!("\n{{\"key\":\"{key}\"}}\n")) && asked.contains("Content-Type: application/json\r\n")
    );
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = Provider::new(Manner::Says(200, "{\"ok\":true}"));
    let told = acme_says(Manner::Redirects(elsewhere.url.clone()));
    assert_eq!(told, ("unknown".to_owned(), "redirected elsewhere".to_owned()));
    assert_eq!(elsewhere.count(), 0);
}

#[test]
fn a_slow_provider_is_not_waited_for() {
    for manner in [Manner::Sleeps, Manner::Drips] {
        let started = std::time::Instant::now();
        assert_eq!(acme_says(manner), ("unknown".to_owned(), "timed out".to_owned()));
        assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    }
}

#[test]
fn of_ten_gigabytes_a_little_is_read() {
    let provider = Provider::new(Manner::Floods);
    let run = ask_acme(&provider, &["--format", "json"]);
    assert_eq!(state(&run), ("unknown".to_owned(), "answered with too much".to_owned()));
    // What the system had room for, and no more.
    assert!(*provider.sent.lock().unwrap() < 64 << 20, "{} bytes", provider.sent.lock().unwrap());
}

#[test]
fn what_is_no_answer_is_told() {
    for (raw, whys) in [
        (&b""[..], &["the answer broke off"][..]),
        (b"\x00\x01garbage\r\n\r\nmore", &["answered with no HTTP"]),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"ok\":true}", &["the answer broke off"]),
        (b"HTTP/1.1 200 OK\r\nContent-Le", &["the answer broke off", "answered with no HTTP"]),
        (b"HTTP/1.1 abc\r\n\r\n", &["answered with no HTTP", "curl failed", "the answer broke off"]),
    ] {
        let (state, why) = acme_says(Manner::Raw(raw));
        assert_eq!(state, "unknown", "{raw:?}");
        assert!(whys.contains(&why.as_str()), "{why} for {raw:?}");
    }
    let gone = Provider { url: "http://127.0.0.1:1".to_owned(), ..Provider::new(Manner::Sleeps) };
    let told = state(&ask(&tree(), GITHUB, &gone, &["--format", "json"]).exits(1));
    assert_eq!(told, ("unknown".to_owned(), "not reached".to_owned()));
}

#[test]
fn a_credential_is_asked_about_once() {
    let provider = Provider::new(Manner::Says(200, "{}"));
    let tree = tree();
    for name in ["copy.env", "src/again.py"] {
        tree.bytes(name, format!("TOKEN = \"{}\"\n", token("one")).as_bytes());
    }
    let json = ask(&tree, GITHUB, &provider, &["--format", "json"]).exits(1).json();
    let states: Vec<&str> =
        json["findings"].as_array().unwrap().iter().map(|f| f["verified"]["state"].as_str().unwrap()).collect();
    assert_eq!((provider.count(), states), (1, vec!["live"; 3]));
    assert_eq!(json["summary"]["verification"]["live"], 1);
}

/// Several tokens in one file.
fn many(number: usize) -> Tree {
    let tree = Tree::repository();
    let lines: Vec<String> = (0..number).map(|at| format!("GITHUB_TOKEN_{at}={}\n", token(&at.to_string()))).collect();
    tree.bytes("app.env", lines.concat().as_bytes());
    tree
}

#[test]
fn a_host_is_asked_slowly() {
    let provider = Provider::new(Manner::Says(200, "{}"));
    ask(&many(4), GITHUB, &provider, &[]).exits(1).says("4 requests sent; 4 live");
    let asked = provider.asked.lock().unwrap();
    let first_to_last = asked.last().unwrap().1 - asked.first().unwrap().1;
    assert!(first_to_last >= Duration::from_millis(550), "{first_to_last:?}");
}

#[test]
fn a_host_that_asks_for_rest_gets_it() {
    let provider = Provider::new(Manner::First(429, 200));
    let run = ask(&many(3), GITHUB, &provider, &[]).exits(1);
    run.says("1 request sent; 3 not known (status 429: 1, the host was not asked any more: 2)");
    assert_eq!(provider.count(), 1);
}

#[test]
fn only_what_is_confirmed_is_shown_if_that_is_asked_for() {
    let tree = tree();
    tree.file("other.py", "password = \"<<alnum:20>>\"\n");
    let refuses = Provider::new(Manner::Says(401, "{}"));
    let run = ask(&tree, GITHUB, &refuses, &["--only-verified"]).exits(0);
    run.says("no findings").says("2 findings that nobody confirmed left out");
    let takes = Provider::new(Manner::Says(200, "{}"));
    let json = ask(&tree, GITHUB, &takes, &["--only-verified", "--format", "json"]).exits(1).json();
    assert_eq!(json["findings"].as_array().unwrap().len(), 1);
}

#[test]
fn every_format_tells_it_and_none_the_secret() {
    let provider = Provider::new(Manner::Says(200, "{\"token\":\"repeated\"}"));
    for (format, words) in [
        ("json", "\"state\": \"live\""),
        ("jsonl", "\"state\":\"live\""),
        ("sarif", "\"state\": \"live\""),
        ("html", "Live: yes: api.github.com takes it"),
        ("markdown", "Live: yes: api.github.com takes it"),
        ("csv", ",live\n"),
        ("oneline", "(high, live)"),
    ] {
        let run = ask(&tree(), GITHUB, &provider, &["--format", format]).keeps_quiet_on(&token("one"));
        let bare = |text: &str| text.replace(": ", ":");
        assert!(bare(&run.out).contains(&bare(words)), "{format}: {}", run.out);
        run.keeps_quiet_on("repeated");
    }
}

#[test]
fn a_report_that_is_read_back_still_tells_it() {
    let (tree, provider) = (tree(), Provider::new(Manner::Says(200, "{}")));
    ask(&tree, GITHUB, &provider, &["--output", "json=r.json", "app.env"]).exits(1);
    tree.run("report r.json").exits(0).says("yes: api.github.com takes it").says("1 request sent; 1 live");
}

#[test]
fn nothing_but_the_command_line_switches_it_on() {
    let (tree, provider) = (tree(), Provider::new(Manner::Says(200, "{}")));
    let mut command = tree.command(&["scan", "--format", "json"]);
    command.env("RETICENT_VERIFY", "1").env("RETICENT_VERIFY_ENDPOINT", format!("{GITHUB}={}", provider.url));
    let run = Run::of(&command.output().unwrap()).exits(1);
    assert!(run.json()["findings"][0].get("verified").is_none() && provider.count() == 0);
    tree.run("hook run pre-commit --verify").exits(2).says("unexpected argument '--verify'");
    tree.bytes("reticent.toml", b"verify = true\n").run("scan").exits(2).says("verify");
}

#[test]
fn a_rule_of_what_is_scanned_says_not_where_secrets_go() {
    let provider = Provider::new(Manner::Says(200, "{\"ok\":true}"));
    let (tree, _) = acme();
    tree.bytes("reticent.toml", RULES.as_bytes());
    let run = ask(&tree, "secret/acme-key", &provider, &["--format", "json"]).exits(1);
    assert!(run.json()["findings"][0].get("verified").is_none(), "{}", run.shown());
    run.says("the live check of secret/acme-key is refused").says("reticent.toml:2:");
    // Named, it is a mistake.
    tree.run("scan --verify=secret/acme-key").exits(2).says("name its file with --rules to trust it");
    // A file that the configuration names is no better.
    tree.bytes("acme.toml", RULES.as_bytes()).bytes("reticent.toml", b"rules = [\"acme.toml\"]\n");
    tree.run("scan --verify=secret/acme-key").exits(2).says("acme.toml:2: the live check");
    assert_eq!(provider.count(), 0);
}

#[test]
fn only_the_rules_that_are_named_are_asked() {
    let (tree, provider) = (tree(), Provider::new(Manner::Says(200, "{}")));
    let endpoint = format!("{GITHUB}={}", provider.url);
    let run = tree.run_list(&["scan", "--verify=secret/npm-*,secret/slack-*", "--verify-endpoint", &endpoint]);
    run.exits(1).says("live check: 0 requests sent");
    assert_eq!(provider.count(), 0);
    let run = tree.run_list(&["scan", "--verify=secret/github-*", "--verify-endpoint", &endpoint]);
    run.exits(1).says("1 live");
    tree.run("scan --verify=secret/nonsense").exits(2).says("it is no rule");
    tree.run("scan --verify=secret/github-refresh-token").exits(2).says("has no live check");
    tree.run("scan --only-verified").exits(2).says("--verify");
    tree.run("scan --verify --verify-endpoint a=http://198.51.100.7:80").exits(2).says("http://127.0.0.1:PORT");
}

#[test]
fn without_curl_it_says_so_before_it_scans() {
    let tree = tree();
    tree.bytes("bin/curl", b"#!/bin/sh\ntouch ../ran\n").bytes("bin/curl.exe", b"");
    for path in ["", "bin", tree.path("bin").to_str().unwrap()] {
        let mut command = tree.command(&["scan", "--verify"]);
        Run::of(&command.env("PATH", path).output().unwrap())
            .exits(2)
            .says("the program `curl`")
            .keeps_quiet_on("took");
    }
    assert!(!tree.path("ran").exists());
}

#[test]
fn credentials_of_several_parts_are_asked_about_together() {
    let (beside, alone) = ("secret/aws-secret-access-key-beside-id", "secret/aws-secret-access-key");
    let (id, key) = (expand("AK<<>>IA<<base32:16>>", "id"), expand("<<base64:40>>", "key"));
    let provider = Provider::new(Manner::Says(200, "<GetCallerIdentityResponse><GetCallerIdentityResult>"));
    let tree = Tree::repository();
    tree.bytes("a.env", format!("AWS_ACCESS_KEY_ID={id}\nAWS_SECRET_ACCESS_KEY={key}\n").as_bytes());
    ask(&tree, beside, &provider, &[]).exits(1).says("yes: sts.amazonaws.com takes it").keeps_quiet_on(&key);
    let asked = provider.text();
    assert!(asked.starts_with("GET /?Action=GetCallerIdentity&Version=2011-06-15 HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains(&format!("Authorization: AWS4-HMAC-SHA256 Credential={id}/2")), "{asked}");
    assert!(asked.contains("/us-east-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature="), "{asked}");
    assert!(!asked.contains(&key));
    // Without its ID it cannot be asked about.
    tree.bytes("a.env", format!("AWS_SECRET_ACCESS_KEY={key}\n").as_bytes());
    ask(&tree, alone, &provider, &[]).exits(1).says("not known: its id does not stand near").says("0 requests sent");
}

#[test]
fn an_application_of_entra_signs_in_with_its_tenant() {
    let rule = "secret/azure-client-secret";
    let text = "AZURE_TENANT_ID=<<uuid>>\nAZURE_CLIENT_ID=<<uuid>>\nAZURE_CLIENT_SECRET=<<alnum:36>>\n";
    let tree = Tree::repository();
    tree.file("deploy/app.env", text);
    let refuses = Provider::new(Manner::Says(401, "{\"error\":\"invalid_client\",\"error_codes\":[7000215]}"));
    ask(&tree, rule, &refuses, &[]).exits(0).says("no: login.microsoftonline.com refuses it");
    let lines = tree.read("deploy/app.env");
    let values: Vec<&str> = lines.lines().map(|line| line.split_once('=').unwrap().1).collect();
    let asked = refuses.text();
    assert!(asked.starts_with(&format!("POST /{}/oauth2/v2.0/token HTTP/1.1", values[0])), "{asked}");
    assert!(
        asked.contains(&format!("client_id={}&client_secret={}&grant_type=client_credentials", values[1], values[2]))
    );
    // The parts are no findings by themselves.
    tree.file("deploy/app.env", "AZURE_TENANT_ID=<<uuid>>\nAZURE_CLIENT_ID=<<uuid>>\n");
    tree.run("scan --min-confidence low").exits(0).says("no findings");
}

#[test]
fn a_history_and_a_range_can_be_asked_about() {
    let (tree, provider) = (tree(), Provider::new(Manner::Says(200, "{}")));
    tree.git(&["add", "-A"]);
    let endpoint = format!("{GITHUB}={}", provider.url);
    let run = |command: &str| tree.run_list(&[command, "--verify", "--verify-endpoint", &endpoint]);
    run("staged").exits(1).says("1 live");
    tree.git(&["commit", "--quiet", "-m", "one"]);
    run("history").exits(1).says("1 live");
    tree.run_list(&["diff", "HEAD", "--verify", "--verify-endpoint", &endpoint]).exits(1).says("1 live");
    assert_eq!(provider.count(), 3);
}
