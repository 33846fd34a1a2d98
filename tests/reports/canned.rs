//! One report with everything in it that a format has to cope with. All secrets are made up here.

use std::path::PathBuf;
use std::sync::Arc;

use reticent::model::{
    Confidence, Excerpt, Figures, Finding, FindingParts, Gap, GapKind, Location, MASK, Occurrence, Origin, Position,
    Provider, Related, Report, RuleInfo, Scope, Secret, Severity, Signal, Span, Status, Suppression, SuppressionKind,
    SuppressionState,
};

/// The secrets that no format may show. Put together at run time, so that no scanner takes this file for a leak.
pub(crate) fn secrets() -> Vec<String> {
    vec![
        token(&["AAAA1111bbbb2222", "CCCC3333dddd4444eeee"].concat()),
        ["Tr0ub4dor", "&3-correct"].concat(),
        ["8Kq8Q~", "zzYYxxWWvvUUttSSrrQQppOOnnMMllKKjj"].concat(),
        ["sk_live_", "9f8e7d6c5b4a39281706f5e4"].concat(),
    ]
}

fn token(random: &str) -> String {
    format!("{}_{random}", ["gh", "p"].concat())
}

/// The report.
pub(crate) fn report() -> Report {
    let [github, password, client, stripe] = secrets().try_into().unwrap();
    let mut report = Report {
        scope: Scope {
            root: PathBuf::from("/home/ada/shop"),
            prefix: "shop/".to_owned(),
            repository: Some("https://ada:hunter2@git.example/ada/shop.git".to_owned()),
            revision: Some("4b825dc642cb6eb9a060e54bf8d69288fbee4904".to_owned()),
            branch: Some("main".to_owned()),
        },
        findings: secrets_in_files(&github, &password),
        gaps: gaps(&github),
        figures: Figures { files: 1204, bytes: 18_400_000, uncounted: 1200, ..Figures::default() },
        ..Report::default()
    };
    report.findings.push(single_page_application(&client));
    report.findings.push(short_key());
    report.findings.extend(suppressed(&stripe));
    report.rules = report.findings.iter().map(|f| (f.rule.id.clone(), Arc::clone(&f.rule))).collect();
    report.finish();
    for (at, finding) in report.findings.iter_mut().enumerate() {
        finding.fingerprint = format!("{:032x}", (at as u128 + 1) * 0x0cc1_75b9_c0f1_b6a8_31c3);
    }
    report
}

fn secrets_in_files(github: &str, password: &str) -> Vec<Finding> {
    let token = |path: &[u8], places: &[(u64, &str)], clipped| {
        let rule = rule("secret/github-token", "GitHub personal access token", Severity::Error, Confidence::High);
        let mask = format!("ghp_{MASK}");
        let places = places.iter().map(|&(line, text)| place(line, text, &mask, clipped)).collect();
        finding(rule, path, github, &mask, places)
    };
    let odd =
        token(b"caf\xe9/\xf0\x9f\x92\xa5 notes\x1b[31m.txt", &[(7, "日本語 \u{1f600} = ghp_········ # was")], false);
    let many = token(b".env", &[(3, "GITHUB_TOKEN=ghp_········"), (120, "export T=ghp_········; ghp_········")], true);
    let mut guess = finding(
        rule("secret/generic-password", "Password in plain text", Severity::Warning, Confidence::Medium),
        b"src/config.py",
        password,
        MASK,
        vec![place(1, "PASSWORD = \"········\"", MASK, false)],
    );
    guess.confidence = Confidence::Medium;
    let mut unsure = finding(
        rule("secret/generic-password", "Password in plain text", Severity::Warning, Confidence::Medium),
        b"tests/fixture.py",
        "changeme",
        MASK,
        vec![place(2, "password = '········'", MASK, false)],
    );
    unsure.confidence = Confidence::Low;
    let mut archived = token(b"build/app.apk", &[(1, "{\"token\": \"ghp_········\"}")], false);
    archived.origin.inside = vec!["assets/config.json".into()];
    vec![odd, many, guess, unsure, archived]
}

fn single_page_application(secret: &str) -> Finding {
    let rule = rule(
        "client/public-secret-literal",
        "client secret in a single-page application",
        Severity::Error,
        Confidence::High,
    );
    let mask = format!("8Kq8{MASK}");
    let places = vec![place(14, "  clientSecret: \"8Kq8········\",", &mask, false)];
    let mut finding = finding(rule, b"web/src/auth.ts", secret, &mask, places);
    let related = |path: &str, line, message: &str| Related {
        origin: Origin::file(path),
        location: location(line, 1, 20),
        message: message.to_owned(),
    };
    finding.related = vec![
        related("web/package.json", 12, "depends on @azure/msal-browser"),
        related("web/src/main.tsx", 8, &format!("renders in the browser, with {secret}")),
    ];
    finding
}

fn short_key() -> Finding {
    let rule = rule(
        "key/rsa-too-short",
        "RSA key of 1024 bits; policy `default` asks for 2048",
        Severity::Note,
        Confidence::High,
    );
    let nothing = Occurrence { location: location(1, 1, 1), excerpt: Excerpt::default(), line_hash: None };
    let mut finding = finding(rule, b"deploy/keys/old.pem", "", "", vec![nothing]);
    finding.signals.clear();
    finding
}

fn suppressed(secret: &str) -> Vec<Finding> {
    let states = [
        (SuppressionState::FalsePositive, SuppressionKind::ForeignMarker, "gitleaks:allow", None, None),
        (SuppressionState::Accepted, SuppressionKind::Inline, "sandbox key", Some("@team/pay"), None),
        (SuppressionState::ToRotate, SuppressionKind::Baseline, "", None, Some("2027-01-31")),
    ];
    (1..)
        .zip(states)
        .map(|(line, (state, kind, reason, owner, until))| {
            let rule = rule("secret/stripe-key", "Stripe secret key", Severity::Error, Confidence::High);
            let mask = format!("sk_l{MASK}");
            let path = format!("pay/{line}.rb");
            let places = vec![place(line, "Stripe.api_key = 'sk_l········'", &mask, false)];
            let mut finding = finding(rule, path.as_bytes(), secret, &mask, places);
            finding.status = Status::Suppressed(Suppression {
                kind,
                state,
                reason: reason.to_owned(),
                owner: owner.map(str::to_owned),
                until: until.map(str::to_owned),
            });
            finding
        })
        .collect()
}

fn gaps(secret: &str) -> Vec<Gap> {
    let gap = |kind, path: &str, detail: &str| Gap { kind, origin: Origin::file(path), detail: detail.to_owned() };
    vec![
        gap(GapKind::Unreadable, "private/a.key", "Permission denied"),
        gap(GapKind::Unreadable, &format!("private/{secret}.key"), "Permission denied"),
        gap(GapKind::Damaged, "dist/old.zip", "ends early\nin its second member"),
        gap(GapKind::TooLarge, "assets/demo.mov", "52 MB, over 50 MB"),
        gap(GapKind::TooLarge, "assets/b.mov", "52 MB, over 50 MB"),
        gap(GapKind::TooLarge, "assets/c.mov", "52 MB, over 50 MB"),
        gap(GapKind::TooLarge, "assets/d.mov", "52 MB, over 50 MB"),
        gap(GapKind::TooLarge, "assets/e.mov", "52 MB, over 50 MB"),
        gap(GapKind::Submodule, "third party/lib", ""),
    ]
}

/// A rule with every text that a format may show.
pub(crate) fn rule(id: &str, title: &str, severity: Severity, confidence: Confidence) -> Arc<RuleInfo> {
    Arc::new(RuleInfo {
        id: id.to_owned(),
        aliases: vec!["other-tool-id".into()],
        title: title.to_owned().into(),
        description: "Whoever reads this can act as its owner.\nIt stays in the history of the repository when the \
                      line is deleted, and in every clone and every backup of it."
            .into(),
        fix: "treat it as leaked: make a new one, put it into a secret store, and look at what was done with the old \
              one since the day it was written down"
            .into(),
        severity,
        confidence,
        references: vec!["https://docs.example.org/leaks".into()],
        tags: vec!["CWE-798".into(), "cloud".into()],
        provider: Provider {
            name: "Example".into(),
            source: Some("https://docs.example.org/tokens".into()),
            revoke: id.starts_with("secret/").then(|| "https://example.org/settings/tokens".into()),
        },
        random_bits: 178,
        prefix: 4,
        off: false,
    })
}

/// A finding that is open.
pub(crate) fn finding(
    rule: Arc<RuleInfo>,
    path: &[u8],
    secret: &str,
    masked: &str,
    occurrences: Vec<Occurrence>,
) -> Finding {
    let (severity, confidence) = (rule.severity, rule.confidence);
    Finding::new(FindingParts {
        rule,
        origin: Origin::file(path),
        secret: Secret::new(secret.as_bytes()),
        masked: masked.to_owned(),
        severity,
        confidence,
        signals: vec![Signal { name: "checksum".into(), weight: 60 }, Signal { name: "path-test".into(), weight: -15 }],
        status: Status::Open,
        occurrences,
    })
    .unwrap()
}

/// A place that quotes a line, with the first mask in it marked.
pub(crate) fn place(line: u64, text: &str, mask: &str, clipped: bool) -> Occurrence {
    let at = text.find(mask).unwrap();
    let before = text[..at].chars().count();
    let width = mask.chars().count();
    let column = text[..at].encode_utf16().count() as u64 + 1;
    let excerpt = Excerpt { text: text.to_owned(), mark: before, width, clipped_left: clipped, clipped_right: clipped };
    let line_hash = Some(format!("c129715d7a2bc9a{line:x}:1"));
    Occurrence { location: location(line, column, 40), excerpt, line_hash }
}

fn location(line: u64, column: u64, width: u64) -> Location {
    let position = |column| Position { line, column };
    let start = line * 100 + column;
    Location { span: Span { start, end: start + width }, start: position(column), end: position(column + width) }
}
