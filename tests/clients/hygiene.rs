//! Dates, the repository itself, and what must not be shown.

use crate::support::{Tree, token};

#[test]
fn what_ends_is_compared_with_the_day_of_the_run() {
    let tree = Tree::new();
    tree.file(
        "main.tf",
        "resource \"azuread_application_password\" \"p\" {\n  end_date = \"2031-01-31T00:00:00Z\"\n}\n",
    );
    let late = tree.run("scan --as-of 2026-01-31").exits(0);
    late.says("hygiene/secret-ends-late").says("ends on 2031-01-31, 1826 days after 2026-01-31 (--as-of)");
    tree.run("scan --as-of 2019-01-31").exits(1).says("hygiene/secret-never-expires");
    tree.run("scan --as-of 2030-06-01").exits(0).says("no findings");
    tree.run("scan --as-of 2032-01-01 --enable hygiene/secret-expired").exits(0).says("days before 2032-01-01");
}

#[test]
fn a_repository_with_jobs_and_no_guard_is_told_once() {
    let tree = Tree::new();
    tree.git(&["init", "-q"]);
    tree.file(".github/workflows/a.yml", "on: push\n");
    tree.file(".github/workflows/b.yml", "on: push\n");
    let json = tree.run("scan --format json").exits(0).json();
    let rules: Vec<&str> = json["findings"].as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["hygiene/no-repository-guard"]);
    tree.file(".pre-commit-config.yaml", "- repo: https://github.com/gitleaks/gitleaks\n  hooks:\n  - id: gitleaks\n");
    tree.run("scan").exits(0).says("no findings");
}

#[test]
fn no_literal_that_a_rule_points_at_is_shown() {
    let literal = token("fallback").replace('_', "");
    let tree = Tree::new();
    tree.file("app.py", &format!("SECRET = os.getenv(\"CLIENT_SECRET\", \"{literal}\")\n"));
    tree.file(".env", &format!("OAUTH_CLIENT_SECRET={literal}\n"));
    tree.file(
        "sign.cs",
        &format!("class A {{ void F() {{ app.AcquireTokenByUsernamePassword(s, \"bob\", \"{literal}\"); }} }}\n"),
    );
    tree.file("deploy.sh", &format!("az login --service-principal -u a -p {literal} -t b\n"));
    tree.file(".github/workflows/a.yml", &format!("- run: az login --service-principal -u a -p {literal} -t b\n"));
    for format in ["text", "json", "sarif", "oneline", "html", "markdown"] {
        let run = tree.run(&format!("scan --min-confidence low --format {format}"));
        assert!(!run.out.contains(&literal), "{format}");
    }
    tree.run("scan").says("hygiene/secret-literal-fallback").says("client/ropc-literal-password");
}
