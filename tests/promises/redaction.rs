//! Promise 1: the text of a secret never leaves the process, unless somebody asks with `--reveal`.

use proptest::prelude::*;

use super::FORMATS;
use crate::support::{Run, Tree, expand, password, private_key, token};

/// Secrets in every shape, each with the line that it stands on. `{}` is the secret.
const SHAPES: &[(&str, &str)] = &[
    ("gh<<>>p_<<alnum:30>><<checksum>>", "GITHUB_TOKEN={}"),
    ("<<password:14>>", "password = \"{}\""),
    ("<<alnum:24>>", "db: postgres://app:{}@db.internal:5432/app"),
    ("<<alnum:32>>", "\"client_secret\": \"{}\","),
    ("<<jwt>>", "Authorization: Bearer {}"),
    ("<<hex:40>>", "api_key='{}'; other = 1"),
    ("gh<<>>p_<<alnum:30>><<checksum>>", "{} and nothing before"),
];

/// What must not be seen of a secret: any run of it as long as this. A shorter one can stand in a text by chance.
const WINDOW: usize = 9;

/// Whether some part of a secret stands in a text. The fixed prefix and the four characters that may be shown are no part.
fn leaks(text: &[u8], secret: &str) -> bool {
    secret.as_bytes().windows(WINDOW).any(|part| memchr::memmem::find(text, part).is_some())
}

/// All that the program can be brought to say and write of a tree.
fn everything(tree: &Tree) -> Vec<(String, Vec<u8>)> {
    let mut said = Vec::new();
    let mut take = |name: String, run: Run| said.push((name, format!("{}{}", run.out, run.err).into_bytes()));
    for format in FORMATS {
        for more in ["", "--explain --verbose --min-confidence low --sarif-suppressed --sarif-notes"] {
            take(format!("{format} {more}"), tree.run(&format!("scan --format {format} {more}")));
        }
        take(format!("{format} color"), tree.run(&format!("scan --color always --format {format}")));
        take(format!("{format} output"), tree.run(&format!("scan --output {format}=report.{format}")));
    }
    take("create".to_owned(), tree.run_list(&["baseline", "create", "--reason", "known", "--force"]));
    for command in ["baseline show", "baseline update", "baseline prune", "allow list", "config show --origin"] {
        take(command.to_owned(), tree.run(command));
    }
    take("with baseline".to_owned(), tree.run("scan --baseline .reticent-baseline.jsonl --verbose"));
    for file in
        FORMATS.map(|format| format!("report.{format}")).iter().map(String::as_str).chain([".reticent-baseline.jsonl"])
    {
        said.push((file.to_owned(), tree.read(file).into_bytes()));
        std::fs::remove_file(tree.path(file)).unwrap();
    }
    said
}

#[track_caller]
fn assert_silent(tree: &Tree, secrets: &[String]) {
    for (name, text) in everything(tree) {
        for secret in secrets {
            assert!(!leaks(&text, secret), "{name} tells {secret}\n{}", String::from_utf8_lossy(&text));
        }
    }
}

fn shaped(shape: usize, seed: &str) -> (String, String) {
    let (template, line) = SHAPES[shape % SHAPES.len()];
    let secret = expand(template, seed);
    (line.replace("{}", &secret), secret)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 20, ..ProptestConfig::default() })]

    /// Whatever the secrets are, and whatever stands around them on their lines.
    #[test]
    fn no_output_tells_a_secret(
        lines in proptest::collection::vec((0..SHAPES.len(), "[a-z]{8}", "[ -~é]{0,30}", any::<bool>()), 1..7),
        wide in any::<bool>(),
    ) {
        let tree = Tree::repository();
        let (mut text, mut secrets) = (String::new(), Vec::new());
        for (shape, seed, before, joined) in &lines {
            let (line, secret) = shaped(*shape, seed);
            let end = if *joined { "  " } else { "\n" };
            text.extend([before.replace(['\'', '"', '`'], " ").as_str(), &line, end]);
            secrets.push(secret);
        }
        // What is not found cannot be hidden where it is quoted beside what is found; so only what is found counts.
        tree.bytes("conf/app.conf", text.as_bytes());
        let known: Vec<String> = found(&tree, &secrets);
        if wide {
            tree.bytes("conf/wide.conf", &format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
        }
        assert_silent(&tree, &known);
    }
}

/// Those of the secrets that the program finds, however unsure it is.
fn found(tree: &Tree, secrets: &[String]) -> Vec<String> {
    let run = tree.run("scan --format json --min-confidence low --reveal");
    let listed: Vec<String> = run.json()["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["secret"].as_str().unwrap_or_default().to_owned())
        .collect();
    secrets.iter().filter(|secret| listed.iter().any(|found| found.contains(secret.as_str()))).cloned().collect()
}

#[test]
fn two_secrets_on_one_line_are_both_masked() {
    let tree = Tree::new();
    let (one, more, secret) = (token("one"), token("more"), password("secret"));
    tree.bytes("a.sh", format!("curl -u me:{secret} -H 'X: {one}' -H 'Y: {more}' https://x.example\n").as_bytes());
    tree.bytes("b.env", format!("PASSWORD={secret} TOKEN={one}\n").as_bytes());
    assert_eq!(found(&tree, &[one.clone(), more.clone(), secret.clone()]).len(), 3);
    assert_silent(&tree, &[one, more, secret]);
}

#[test]
fn secrets_in_paths_are_masked() {
    let tree = Tree::repository();
    let secret = token("path");
    tree.bytes(&format!("backup-{secret}/notes.txt"), format!("TOKEN={secret}\n").as_bytes());
    tree.bytes(&format!("{secret}.txt"), b"nothing in it\n");
    tree.bytes("other.txt", format!("TOKEN={}\n", token("other")).as_bytes());
    std::os::unix::net::UnixListener::bind(tree.path("s")).unwrap();
    std::fs::rename(tree.path("s"), tree.path(&format!("{secret}.socket"))).unwrap();
    assert_silent(&tree, &[secret, token("other")]);
}

#[test]
fn the_repository_url_loses_its_credentials() {
    let tree = Tree::repository();
    let (user, secret) = (expand("<<lower:12>>", "user"), token("remote"));
    tree.git(&["remote", "add", "origin", &format!("https://{user}:{secret}@git.example/a/b.git")]);
    tree.git(&["commit", "--quiet", "--allow-empty", "-m", "start"]);
    let run = tree.run("scan --format sarif");
    let uri = &run.json()["runs"][0]["versionControlProvenance"][0]["repositoryUri"];
    assert_eq!(uri, "https://git.example/a/b.git");
    assert_silent(&tree, &[secret]);
}

#[test]
fn a_private_key_is_shown_by_its_header_alone() {
    let tree = Tree::new();
    let key = private_key("key");
    tree.bytes("deploy.pem", key.as_bytes());
    tree.bytes("inline.json", format!("{{\"key\": \"{}\"}}\n", key.replace('\n', "\\n")).as_bytes());
    tree.run("scan").exits(1).says("deploy.pem:1:1").says("inline.json:1:");
    let body: Vec<String> = key.lines().filter(|line| !line.starts_with("-----")).map(str::to_owned).collect();
    assert_silent(&tree, &body);
}

#[test]
fn a_secret_is_told_when_somebody_asks_and_never_to_a_service() {
    let tree = Tree::new();
    let secret = token("asked");
    tree.bytes("a.env", format!("TOKEN={secret}\n").as_bytes());
    for format in FORMATS {
        let run = tree.run(&format!("scan --reveal --format {format}")).exits(1);
        // Logs and files that services keep are read by many.
        let never = ["sarif", "github", "gitlab", "azure", "junit", "codeclimate"].contains(&format);
        assert_eq!(run.out.contains(&secret), !never, "{}", run.shown());
    }
}

#[test]
fn a_mask_tells_no_length() {
    let masks = [8, 12, 23].map(|length| {
        let tree = Tree::new();
        tree.file("a.ini", &format!("password = <<password:{length}>>\n"));
        let run = tree.run("scan --format json --min-confidence low");
        run.json()["findings"][0]["masked"].as_str().unwrap_or("not found").to_owned()
    });
    assert_eq!(masks, ["········"; 3]);
}

/// Errors of configuration and rules quote lines; a secret in them is masked like anywhere else.
#[test]
fn errors_about_configuration_tell_no_secret() {
    let secret = token("config");
    for text in [
        format!("fail-on = \"{secret}\"\n"),
        format!("nonsense = \"{secret}\"\n"),
        format!("broken = {secret}\n"),
        format!("[[allow]]\nrule = \"secret/*\"\nreason = \"{secret}\"\nuntil = \"{secret}\"\n"),
        format!("{secret} = 1\n"),
    ] {
        let tree = Tree::new();
        tree.bytes("reticent.toml", text.as_bytes());
        for command in ["scan", "config check", "config show --origin"] {
            let run = tree.run(command).exits(2);
            assert!(!leaks(run.shown().as_bytes(), &secret), "{}", run.shown());
        }
    }
}

#[test]
fn no_temporary_file_is_left() {
    let tree = Tree::new();
    tree.file("a.env", "TOKEN=gh<<>>p_<<alnum:30>><<checksum>>\n");
    let mut command = tree.command(&["scan", "--output", "sarif=out.sarif"]);
    let scratch = Tree::new();
    command.env("TMPDIR", scratch.path("")).output().unwrap();
    assert_eq!((tree.names(""), scratch.names("")), (vec!["a.env".to_owned(), "out.sarif".to_owned()], Vec::new()));
}
