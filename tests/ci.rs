//! Continuous integration: what `diff --ci` takes from a service, and the scripts that the templates in `ci/` run.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a failing helper fails its test")]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use support::{Run, Tree, token};

/// A remote with one commit on `main`, which holds a secret of old, and a branch that adds one.
struct Remote {
    tree: Tree,
    base: String,
    head: String,
}

const BRANCH: &str = "fix/$(touch${IFS}pwned);`id`";

fn remote() -> Remote {
    let tree = Tree::repository();
    tree.file("old.env", "GITHUB_TOKEN=gh<<>>p_<<alnum:30>><<checksum>>\n");
    tree.git(&["add", "."]).git(&["commit", "-qm", "base"]);
    let base = rev(&tree.path(""), "HEAD");
    tree.git(&["switch", "-qc", BRANCH]);
    tree.file("new.env", "GITHUB_TOKEN=gh<<>>p_<<alnum:30>><<checksum>>\n");
    tree.file("reticent.toml", "[[allow]]\nrule = \"*\"\npaths = [\"**\"]\nreason = \"let me in\"\n");
    tree.git(&["add", "."]).git(&["commit", "-qm", "change"]);
    let head = rev(&tree.path(""), "HEAD");
    Remote { tree, base, head }
}

fn rev(folder: &Path, name: &str) -> String {
    let output = support::git(folder, &["rev-parse", name]);
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A clone as a service makes it.
fn clone(remote: &Remote, options: &[&str]) -> Tree {
    let tree = Tree::new();
    let url = format!("file://{}", remote.tree.path("").display());
    let mut arguments = vec!["clone", "-q", "--branch", BRANCH];
    arguments.extend(options);
    arguments.extend([url.as_str(), "checkout"]);
    let output = support::git(&tree.path(""), &arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    tree
}

/// Runs the program in the checkout with a service's variables.
fn run(tree: &Tree, arguments: &str, variables: &[(&str, &str)]) -> Run {
    let mut command = tree.command(&arguments.split_whitespace().collect::<Vec<_>>());
    command.current_dir(tree.path("checkout")).envs(variables.iter().copied());
    Run::of(&command.output().unwrap())
}

fn event(tree: &Tree, text: &str) -> PathBuf {
    tree.bytes("event.json", text.as_bytes());
    tree.path("event.json")
}

fn pull_request(remote: &Remote) -> String {
    format!(
        r#"{{"pull_request": {{"base": {{"sha": "{}", "ref": "main"}}, "head": {{"sha": "{}", "ref": {:?}}}}}}}"#,
        remote.base, remote.head, BRANCH
    )
}

#[test]
fn a_pull_request_fails_for_what_it_adds_and_cannot_allow_it() {
    let remote = remote();
    let tree = clone(&remote, &[]);
    let event = event(&tree, &pull_request(&remote));
    let github = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_EVENT_NAME", "pull_request"),
        ("GITHUB_EVENT_PATH", event.to_str().unwrap()),
    ];
    let run = run(&tree, "diff --ci --trust-base --format oneline", &github).exits(1);
    assert_eq!(run.out.lines().filter(|line| line.contains("error[")).count(), 1, "{}", run.shown());
    let told = format!(
        "GitHub Actions, pull_request: {}..{} (1 commit, allowed is what its base allows)",
        remote.base, remote.head
    );
    run.says(&told).says("new.env:1:14").keeps_quiet_on(&token("new.env"));
    self::run(&tree, "diff --ci --quiet", &github).exits(0);
}

#[test]
fn other_services_ask_for_the_same_commits() {
    let remote = remote();
    let tree = clone(&remote, &[]);
    for service in [
        vec![
            ("GITLAB_CI", "true"),
            ("CI_COMMIT_SHA", &*remote.head),
            ("CI_MERGE_REQUEST_DIFF_BASE_SHA", &*remote.base),
        ],
        vec![
            ("TF_BUILD", "True"),
            ("SYSTEM_PULLREQUEST_SOURCECOMMITID", &*remote.head),
            ("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main"),
        ],
        vec![
            ("BITBUCKET_BUILD_NUMBER", "7"),
            ("BITBUCKET_COMMIT", &*remote.head),
            ("BITBUCKET_PR_DESTINATION_BRANCH", "main"),
        ],
        // Of a pull request it is the beginning of the id (BCLOUD-19393).
        vec![
            ("BITBUCKET_BUILD_NUMBER", "7"),
            ("BITBUCKET_COMMIT", &remote.head[..12]),
            ("BITBUCKET_PR_DESTINATION_BRANCH", "main"),
        ],
        vec![("JENKINS_URL", "https://ci.example"), ("GIT_COMMIT", &*remote.head), ("CHANGE_TARGET", "main")],
    ] {
        run(&tree, "diff --ci --trust-base", &service).exits(1).says(&format!("{}..{}", remote.base, remote.head));
    }
}

/// A gate that cannot see what was there before says so, and what to write where; it is not green.
#[test]
fn a_shallow_checkout_is_explained() {
    let remote = remote();
    let tree = clone(&remote, &["--depth", "1"]);
    let event = event(&tree, &pull_request(&remote));
    let github = [("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_PATH", event.to_str().unwrap())];
    let run_it = |arguments| run(&tree, arguments, &github);
    run_it("diff --ci").exits(2).says("is not in this clone, which is shallow").says("fetch-depth: 0");
    run_it("history --exit-code 0 --quiet").says("give actions/checkout `with: { fetch-depth: 0 }`");
    let gitlab =
        [("GITLAB_CI", "true"), ("CI_COMMIT_SHA", &*remote.head), ("CI_MERGE_REQUEST_DIFF_BASE_SHA", &*remote.base)];
    run(&tree, "diff --ci", &gitlab).exits(2).says("GIT_DEPTH: 0");
}

#[test]
fn what_brings_no_commits_and_what_is_no_event_is_an_error() {
    let remote = remote();
    let tree = clone(&remote, &[]);
    let github = |text: &str| {
        let event = event(&tree, text);
        run(&tree, "diff --ci", &[("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_PATH", event.to_str().unwrap())]).exits(2)
    };
    github("{\"schedule\": \"1 2 * * *\"}").says("which brings no commits; name the range");
    github("{\"pull_request\": ").says("from line 1, column");
    github("{\"before\": \"$(id)\", \"after\": \"x\"}").says("--ci: before is no commit id: `$(id)`");
    run(&tree, "diff --ci", &[]).exits(2).says("none of GITHUB_ACTIONS");
    run(&tree, "diff --ci main..HEAD", &[]).exits(2);
    run(&tree, "diff --trust-base main..HEAD", &[]).exits(2);
}

#[test]
fn a_new_branch_is_held_against_the_default_one() {
    let remote = remote();
    let tree = clone(&remote, &[]);
    let zero = "0".repeat(40);
    let push = |name: &str| {
        format!(
            r#"{{"before": "{zero}", "after": "{}", "ref": {:?}, "repository": {{"default_branch": "main"}}}}"#,
            remote.head,
            format!("refs/heads/{name}")
        )
    };
    let run_it = |text: String| {
        let event = event(&tree, &text);
        run(&tree, "diff --ci", &[("GITHUB_ACTIONS", "1"), ("GITHUB_EVENT_PATH", event.to_str().unwrap())])
    };
    // An annotated tag is an object of its own, which the checkout need not have; a branch that was rewritten has lost its past.
    let tag = push("x").replace("refs/heads/x", "refs/tags/v1").replace(&remote.head, &"7".repeat(40));
    let tag = format!(r#"{{"head_commit": {{"id": "{}"}}, {}"#, remote.head, &tag[1..]);
    run_it(tag).says(&format!("{}..{} (1 commit)", remote.base, remote.head));
    run_it(push("main").replace(&zero, &"7".repeat(40))).exits(2).says("the branch was rewritten");
    let named_alike = remote.base[..12].to_owned();
    support::git(&tree.path("checkout"), &["branch", &named_alike, &remote.head]);
    let bitbucket = [
        ("BITBUCKET_BUILD_NUMBER", "7"),
        ("BITBUCKET_COMMIT", &*named_alike),
        ("BITBUCKET_PR_DESTINATION_BRANCH", "main"),
    ];
    run(&tree, "diff --ci", &bitbucket).exits(2).says("is not in this clone");
    run_it(push(BRANCH)).says(&format!("{}..{} (1 commit)", remote.base, remote.head));
    run_it(push("main")).says(&format!("everything up to {} (2 commits)", remote.head));
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The scripts are for bash, which the runners of all three systems have; they are run where tests can rely on it.
#[cfg(unix)]
fn script(name: &str, variables: &[(&str, &str)]) -> Run {
    let mut command = Command::new("bash");
    command.arg(root().join(name)).env_clear().env("PATH", std::env::var_os("PATH").unwrap());
    Run::of(&command.envs(variables.iter().copied()).output().unwrap())
}

/// A release on a mirror: an archive with a program that says its name, and the checksums.
#[cfg(target_os = "linux")]
fn mirror() -> (Tree, String) {
    let tree = Tree::new();
    tree.bytes("reticent", b"#!/bin/sh\necho it is me\n");
    let name = format!("reticent-0.1.0-{}-unknown-linux-musl.tar.gz", std::env::consts::ARCH);
    let made = Command::new("sh")
        .args(["-c", "chmod +x reticent && tar -czf \"$1\" reticent && sha256sum \"$1\" >SHA256SUMS", "sh", &name])
        .current_dir(tree.path(""))
        .status();
    assert!(made.unwrap().success());
    let url = format!("file://{}", tree.path("").display());
    (tree, url)
}

#[cfg(target_os = "linux")]
#[test]
fn a_release_is_fetched_from_a_mirror_and_checked() {
    let (tree, url) = mirror();
    let into = tree.path("into");
    let into = into.to_str().unwrap();
    let base = [("RETICENT_VERSION", "0.1.0"), ("RETICENT_BASE_URL", url.as_str()), ("RETICENT_INTO", into)];
    let got = script("ci/install.sh", &base).exits(0);
    let said = Command::new(got.out.trim()).output().unwrap();
    assert_eq!(said.stdout, b"it is me\n");
    let wrong = "0".repeat(64);
    let pinned = [base.as_slice(), &[("RETICENT_SHA256", wrong.as_str())]].concat();
    let refused = script("ci/install.sh", &pinned).exits(2).says("it is not used");
    assert!(refused.out.is_empty());
    std::fs::write(tree.path("SHA256SUMS"), "").unwrap();
    script("ci/install.sh", &base).exits(2).says("SHA256SUMS does not list");
    script("ci/install.sh", &[base[0], ("RETICENT_BASE_URL", "http://example.org")])
        .exits(2)
        .says("only https:// and file://");
    script("ci/install.sh", &[("RETICENT_VERSION", "$(id)"), base[1]]).exits(2).says("RETICENT_VERSION is no version");
    script("ci/install.sh", &[("RETICENT_PATH", "no-such-program")])
        .exits(2)
        .says("there is no program no-such-program");
}

#[cfg(unix)]
#[test]
fn the_action_annotates_and_tells_its_outputs() {
    let remote = remote();
    let tree = clone(&remote, &[]);
    let event = event(&tree, &pull_request(&remote));
    let (output, summary) = (tree.path("output"), tree.path("summary"));
    let mut command = Command::new("bash");
    command.arg(root().join("ci/github/scan.sh")).current_dir(tree.path("checkout")).env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap()).env("RETICENT", env!("CARGO_BIN_EXE_reticent"));
    command.env("RUNNER_TEMP", tree.path("")).env("GITHUB_OUTPUT", &output).env("GITHUB_STEP_SUMMARY", &summary);
    command.env("GITHUB_ACTIONS", "true").env("GITHUB_EVENT_NAME", "pull_request").env("GITHUB_EVENT_PATH", &event);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("INPUT_ARGUMENTS", "--allow-incomplete=lfs\n--strict");
    let run = Run::of(&command.output().unwrap()).exits(1);
    assert!(run.out.contains("::error file=new.env,line=1,"), "{}", run.shown());
    let after = run.out.split("::stop-commands::").nth(1).unwrap();
    assert!(after.contains("error[secret/github-personal-access-token]"), "{}", run.shown());
    let outputs = tree.read("output");
    for line in ["exit-code=1\n", "failing=1\n", "complete=true\n", "sarif-file="] {
        assert!(outputs.contains(line), "{line} in\n{outputs}");
    }
    assert!(tree.read("summary").contains("### reticent: 1 finding"));
    assert!(!tree.path("checkout/pwned").exists());
    for text in [&run.out, &run.err, &outputs, &tree.read("summary")] {
        assert!(!text.contains(&token("new.env")));
    }
}

/// What is pinned in templates is this version, and no expression of a workflow stands in a script.
#[test]
fn templates_are_pinned_and_take_nothing_into_scripts() {
    let version = env!("CARGO_PKG_VERSION");
    for name in ["action.yml", "ci/gitlab/reticent.yml", "ci/azure/reticent.yml"] {
        let text = std::fs::read(root().join(name)).map(|bytes| String::from_utf8(bytes).unwrap()).unwrap();
        assert!(text.contains(&format!("\"{version}\"")), "{name} is for another version than {version}");
    }
    for name in ["ci/jenkins/Jenkinsfile", "ci/circleci/config.yml", "ci/bitbucket/bitbucket-pipelines.yml"] {
        let text = std::fs::read(root().join(name)).map(|bytes| String::from_utf8(bytes).unwrap()).unwrap();
        assert!(text.contains(&format!("reticent=={version}")), "{name} is for another version than {version}");
    }
    for name in ["action.yml", ".github/workflows/release.yml", "ci/github/reticent.yml"] {
        let text = std::fs::read(root().join(name)).map(|bytes| String::from_utf8(bytes).unwrap()).unwrap();
        let mut script = None;
        for line in text.lines() {
            let indent = line.len() - line.trim_start().len();
            if line.trim_start().trim_start_matches("- ").starts_with("run:") {
                script = Some(indent);
                assert!(!line.contains("${{"), "{name}: {line}");
            } else if script.is_some_and(|from| indent > from || line.trim().is_empty()) {
                assert!(!line.contains("${{"), "{name}: {line}");
            } else {
                script = None;
            }
        }
    }
}
