//! Requests as they are filled in, and a whole report's worth of them against a transport that sends nothing.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use super::{Answer, Check, MOST, Method, Request, Transport, Unfit, check, fill};
use crate::model::{
    Confidence, CredentialPart, Finding, FindingParts, LiveState, Location, Occurrence, Origin, Position, Provider,
    Report, RuleInfo, Secret, Severity, Span, Status,
};
use crate::rule::{RawVerify, RuleSet, Source};

fn finding(secret: &[u8], parts: &[(&str, &[u8])]) -> Finding {
    let start = Position { line: 1, column: 1 };
    let location = Location { span: Span { start: 0, end: 1 }, start, end: Position { line: 1, column: 2 } };
    let rule = RuleInfo {
        id: "secret/acme".to_owned(),
        aliases: Vec::new(),
        title: "".into(),
        description: "".into(),
        fix: "".into(),
        severity: Severity::Error,
        confidence: Confidence::Medium,
        references: Vec::new(),
        tags: Vec::new(),
        provider: Provider::default(),
        random_bits: 0,
        prefix: 0,
        off: false,
    };
    let mut finding = Finding::new(FindingParts {
        rule: Arc::new(rule),
        origin: Origin::file("a.txt"),
        secret: Secret::new(secret),
        masked: String::new(),
        severity: Severity::Error,
        confidence: Confidence::Medium,
        signals: Vec::new(),
        status: Status::Open,
        occurrences: vec![Occurrence { location, excerpt: crate::model::Excerpt::default(), line_hash: None }],
    })
    .unwrap();
    let part =
        |(rule, secret): &(&str, &[u8])| CredentialPart { rule: (*rule).to_owned(), secret: Secret::new(secret) };
    finding.parts = parts.iter().map(part).collect();
    finding
}

fn verify(toml: &str) -> RawVerify {
    toml::from_str(&format!("source = \"https://acme.example\"\nlive = [{{ status = [200] }}]\n{toml}")).unwrap()
}

fn filled(toml: &str, secret: &str, parts: &[(&str, &[u8])]) -> Result<Request, Unfit> {
    let noon = "2026-01-31T12:00:00Z".parse().unwrap();
    fill(&verify(toml), &finding(secret.as_bytes(), parts), noon)
}

#[test]
fn each_place_is_written_in_its_own_way() {
    let toml = "url = \"https://api.acme.example/{secret}?k={secret}\"\nheaders = { X-Key = \"key {secret}\" }\n\
                basic = \"me:{secret}\"\njson = '{{\"k\":\"{secret}\"}}'\n";
    let request = filled(toml, "a\"b/c?&:~", &[]).unwrap();
    assert_eq!(request.url, "https://api.acme.example/a%22b%2Fc%3F%26:~?k=a%22b%2Fc%3F%26:~");
    assert_eq!(request.host, "api.acme.example");
    assert_eq!(request.method, Method::Post);
    let [(key, value), (auth, basic), (kind, json)] = request.headers.as_slice() else {
        panic!("{:?}", request.headers)
    };
    assert_eq!((key.as_str(), value.as_str()), ("X-Key", "key a\"b/c?&:~"));
    let encoded = STANDARD.encode("me:a\"b/c?&:~");
    assert_eq!((auth.as_str(), basic.strip_prefix("Basic ")), ("Authorization", Some(encoded.as_str())));
    assert_eq!((kind.as_str(), json.as_str()), ("Content-Type", "application/json"));
    assert_eq!(request.body.unwrap(), br#"{"k":"a\"b/c?&:~"}"#);
    let form = "url = \"https://api.acme.example/\"\nform = { b = \"x {secret}\", \"a&\" = \"1\" }\n";
    assert_eq!(filled(form, "+=", &[]).unwrap().body.unwrap(), b"a%26=1&b=x%20%2B%3D");
}

#[test]
fn what_could_leave_its_place_makes_no_request() {
    let header = "url = \"https://api.acme.example/\"\nheaders = { K = \"{secret}\" }\n";
    for bad in ["a\r\nHost: evil.example", "a b", "é", "\u{0}", ""] {
        assert_eq!(filled(header, bad, &[]), Err(Unfit::Value), "{bad:?}");
    }
    let path = "url = \"https://api.acme.example/{secret}/me\"\n";
    assert_eq!(filled(path, "..", &[]), Err(Unfit::Value));
    assert_eq!(filled(path, "../x#y", &[]).unwrap().url, "https://api.acme.example/..%2Fx%23y/me");
    let noon = "2026-01-31T12:00:00Z".parse().unwrap();
    assert_eq!(fill(&verify(header), &finding(b"\xff\xfe", &[]), noon), Err(Unfit::Value));
}

#[test]
fn a_host_that_is_filled_in_is_one_of_the_providers() {
    let toml =
        "url = \"https://{id}.acme.example/me\"\nhosts = [\".acme.example\"]\nparts = { id = [\"secret/id\"] }\n";
    let host = |id: &str| filled(toml, "k", &[("secret/id", id.as_bytes())]).map(|request| request.host);
    assert_eq!(host("team-1"), Ok("team-1.acme.example".to_owned()));
    for bad in ["evil.example/", "evil.example#", "a@evil.example", "a:80", "A", "a b", "evil.example?", "."] {
        assert!(host(bad).is_err(), "{bad}");
    }
    let url = "url = \"{secret}\"\nhosts = [\"hooks.acme.example\"]\n";
    assert_eq!(filled(url, "https://hooks.acme.example/a/b", &[]).unwrap().host, "hooks.acme.example");
    for bad in [
        "https://evil.example/a",
        "http://hooks.acme.example/a",
        "https://hooks.acme.example:8080/a",
        "https://hooks.acme.example@evil.example/a",
        "https://hooks.acme.example.evil.example/a",
        "https://hooks.acme.example\\@evil.example/a",
        "https://hooks.acme.example/../b",
        "file:///etc/passwd",
    ] {
        assert!(filled(url, bad, &[]).is_err(), "{bad}");
    }
}

#[test]
fn a_part_that_is_not_there_is_named() {
    let toml =
        "url = \"https://api.acme.example/{key_id}/{secret}\"\nparts = { key_id = [\"secret/a\", \"secret/b\"] }\n";
    assert_eq!(filled(toml, "k", &[("secret/b", b"B")]).unwrap().url, "https://api.acme.example/B/k");
    let unfit = filled(toml, "k", &[("secret/c", b"C")]).unwrap_err();
    assert_eq!(unfit.why(), "its key id does not stand near");
}

/// The signatures are those of an independent implementation.
#[test]
fn requests_to_aws_are_signed() {
    let toml = "url = \"https://sts.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15\"\nsign = \"aws-sigv4\"\n\
                parts = { id = [\"i\"], session = [\"s\"] }\n";
    let proof = |request: &Request| request.headers.iter().find(|(name, _)| name == "Authorization").unwrap().1.clone();
    let request = filled(toml, "no/secret+at=all", &[("i", b"AKID")]).unwrap();
    assert_eq!(request.headers[0], ("x-amz-date".to_owned(), "20260131T120000Z".to_owned()));
    assert_eq!(
        proof(&request),
        "AWS4-HMAC-SHA256 Credential=AKID/20260131/us-east-1/sts/aws4_request, SignedHeaders=host;x-amz-date, \
         Signature=ca36d0581707124de973e3539e13f00a947f517596e81c6df541fcfc19fceace"
    );
    let request = filled(toml, "no/secret+at=all", &[("i", b"ASIAKID"), ("s", b"TOKEN+/=")]).unwrap();
    assert!(
        proof(&request).ends_with(
            "SignedHeaders=host;x-amz-date;x-amz-security-token, \
             Signature=bb30a74ed357e7e4a4b549b50d931f4219c929d1b8a02fa0488256d0692d11c5"
        ),
        "{}",
        proof(&request)
    );
    assert_eq!(filled(toml, "k", &[("i", b"ASIAKID")]), Err(Unfit::Session));
    assert_eq!(filled(toml, "k", &[]), Err(Unfit::Part("id".to_owned())));
}

#[test]
fn a_request_prints_nothing_of_its_values() {
    let request = filled("url = \"https://api.acme.example/{secret}\"\n", "correct-horse", &[]).unwrap();
    assert!(!format!("{request:?}").contains("horse"), "{request:?}");
    let answer = Answer { status: 200, body: b"correct-horse".to_vec(), cut: false };
    assert!(!format!("{answer:?}").contains("horse"), "{answer:?}");
}

/// Counts, and never sends.
#[derive(Default)]
struct Counted {
    urls: Mutex<Vec<String>>,
    fails: bool,
}

impl Transport for Counted {
    fn send(&self, request: &Request) -> Result<Answer, &'static str> {
        self.urls.lock().unwrap().push(request.url.clone());
        if self.fails { Err("not reached") } else { Ok(Answer { status: 200, body: Vec::new(), cut: false }) }
    }
}

fn asked(findings: Vec<Finding>, transport: &Counted, trusted: bool, stop: bool) -> Report {
    let text = "[[rule]]\nid = \"secret/acme\"\ntitle = \"A\"\ndescription = \"A.\"\nkeywords = [\"acme\"]\nfix = \"A.\"\n\
                pattern = '(?P<secret>acme[0-9]{1,8})'\n[rule.verify]\nsource = \"https://acme.example\"\n\
                url = \"https://api.acme.example/{secret}\"\nlive = [{ status = [200] }]\n";
    let source = Source { name: "acme.toml".to_owned(), text: text.to_owned(), trusted };
    let rules = RuleSet::compile(Vec::new(), &[source], &|_| true, &[]).unwrap();
    let mut report = Report { findings, ..Report::default() };
    let stop = AtomicBool::new(stop);
    let how = Check {
        selects: &|_| true,
        endpoints: &BTreeMap::new(),
        pause: Duration::ZERO,
        clock: &|| Timestamp::UNIX_EPOCH,
        stop: &stop,
    };
    check(&mut report, &rules, transport, &how);
    assert_eq!(report.interrupted, stop.load(Ordering::Relaxed));
    report
}

fn numbered(count: usize) -> Vec<Finding> {
    (0..count).map(|n| finding(format!("acme{n}").as_bytes(), &[])).collect()
}

#[test]
fn there_is_a_most_and_what_is_beyond_is_told() {
    let transport = Counted::default();
    let report = asked(numbered(MOST + 5), &transport, true, false);
    let told = report.verification.unwrap();
    assert_eq!((told.asked, told.live, told.unknown), (MOST as u64, MOST as u64, 5));
    assert_eq!(told.reasons, BTreeMap::from([("more than 200 to ask about".to_owned(), 5)]));
    assert_eq!(transport.urls.lock().unwrap().len(), MOST);
}

#[test]
fn a_host_that_is_not_reached_is_left_alone() {
    let transport = Counted { fails: true, ..Counted::default() };
    let told = asked(numbered(20), &transport, true, false).verification.unwrap();
    assert_eq!((told.asked, told.unknown), (3, 20));
    assert_eq!(told.reasons["not reached"], 3);
}

#[test]
fn nothing_is_sent_for_what_nobody_trusts_or_wants() {
    let transport = Counted::default();
    let mut quiet = finding(b"acme1", &[]);
    quiet.status = Status::Suppressed(crate::model::Suppression {
        kind: crate::model::SuppressionKind::Inline,
        state: crate::model::SuppressionState::Accepted,
        reason: String::new(),
        owner: None,
        until: None,
    });
    let mut withheld = finding(b"acme1", &[]);
    withheld.secret = Secret::withheld(1, 2);
    asked(vec![quiet, withheld, finding(b"", &[])], &transport, true, false);
    asked(numbered(3), &transport, false, false);
    let stopped = asked(numbered(3), &transport, true, true);
    assert_eq!(stopped.findings[0].verified.as_ref().unwrap().state, LiveState::Unknown);
    assert_eq!(transport.urls.lock().unwrap().len(), 0);
}
