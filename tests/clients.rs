//! Kinds of applications: told by evidence that a person can open, and rules held to them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a failing helper fails its test")]

mod support;

use std::collections::BTreeMap;

use support::{Tree, token};

fn kinds(tree: &Tree) -> BTreeMap<String, String> {
    let json = tree.run("clients --format json").exits(0).json();
    let units = json["units"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    units.iter().map(|unit| (text(&unit["path"]), text(&unit["kind"]))).collect()
}

fn monorepo() -> Tree {
    let tree = Tree::new();
    tree.file("package.json", "{ \"workspaces\": [\"web\", \"api\"] }\n");
    tree.file(
        "web/package.json",
        "{ \"dependencies\": { \"@azure/msal-browser\": \"^3.10.0\", \"react-dom\": \"18\" } }\n",
    );
    tree.file("web/src/main.tsx", "const pca = new PublicClientApplication(config);\ncreateRoot(root);\n");
    tree.file("api/package.json", "{ \"dependencies\": { \"express\": \"4\", \"@azure/msal-node\": \"^2.6.0\" } }\n");
    tree.file("api/src/auth.js", "const cca = new ConfidentialClientApplication(config);\n");
    tree.file("desk/Desk.csproj", "<UseWPF>true</UseWPF>\n");
    tree.file("desk/Main.cs", "var app = PublicClientApplicationBuilder.Create(id).Build();\n");
    tree.file("orders/orders.csproj", "<Project Sdk=\"Microsoft.NET.Sdk.Web\">\n");
    tree.file("orders/Program.cs", "services.AddMicrosoftIdentityWebApi(config);\n");
    tree.file("math/go.mod", "module example.com/math\n");
    tree.file("math/add.go", "package math\n");
    tree
}

#[test]
fn each_unit_of_a_monorepo_has_its_kind() {
    let kinds = kinds(&monorepo());
    let kind = |path: &str| kinds.get(path).map(String::as_str);
    assert_eq!(kind("web"), Some("public"));
    assert_eq!(kind("api"), Some("confidential"));
    assert_eq!(kind("desk"), Some("public"));
    assert_eq!(kind("orders"), Some("resource-only"));
    assert_eq!(kind("math"), Some("none"));
    assert_eq!(kind("."), None, "a workspace is no application");
}

#[test]
fn the_evidence_can_be_opened() {
    let tree = monorepo();
    let run = tree.run("clients --explain").exits(0);
    run.says("builds a public client with MSAL.js (web/src/main.tsx:1)").says("MSAL.js 3.10.0").says("public +5");
    let graph = tree.run("clients --format mermaid").exits(0);
    graph.says("graph LR").says("web<br/>public").says("signs in with");
}

#[test]
fn a_secret_is_one_fault_in_a_public_client_and_none_in_a_confidential_one() {
    let tree = monorepo();
    let line = "const config = { clientId: id, clientSecret: process.env.CLIENT_SECRET };\n";
    tree.file("web/src/config.ts", line);
    tree.file("api/src/config.js", line);
    let json = tree.run("scan --format json").exits(1).json();
    let found: Vec<(&str, &str)> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["rule"].as_str().unwrap(), f["path"].as_str().unwrap()))
        .collect();
    assert_eq!(found, [("client/public-credential-api", "web/src/config.ts")]);
    let text = tree.run("scan").exits(1);
    text.says("a public client: builds a public client with MSAL.js").says("web/src/main.tsx:1");
}

#[test]
fn a_secret_in_a_public_client_is_told_with_what_makes_it_public() {
    let tree = monorepo();
    let token = token("client");
    tree.file("web/src/api.ts", &format!("const token = \"{token}\";\n"));
    let run = tree.run("scan").exits(1);
    run.says("secret/github-personal-access-token").says("a public client: builds a public client with MSAL.js");
}

#[test]
fn what_has_nothing_to_do_with_identity_sees_no_rule_on_clients() {
    let tree = Tree::new();
    tree.file("package.json", "{ \"dependencies\": { \"react-dom\": \"18\" } }\n");
    tree.file("src/a.ts", "const type = form.response_type;\nlocalStorage.setItem(\"todolist\", list);\n");
    tree.file("main.tf", "resource \"aws_s3_bucket\" \"b\" {\n}\n");
    tree.run("scan").exits(0).says("no findings");
    assert!(kinds(&tree).values().all(|kind| kind == "none"));
}

#[test]
fn comments_and_documents_are_no_evidence() {
    let tree = Tree::new();
    tree.file("app.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\">\n");
    tree.file("Program.cs", "// var app = PublicClientApplicationBuilder.Create(id)\n");
    tree.file("docs/guide.md", "new ConfidentialClientApplication(config)\n");
    assert_eq!(kinds(&tree).get(".").map(String::as_str), Some("none"));
}

#[test]
fn broken_manifests_stop_nothing() {
    let deep = "[".repeat(100_000);
    for text in [
        "{ \"dependencies\": ",
        "\u{feff}not json",
        deep.as_str(),
        "a: &a [*a, *a]\n",
        "<!ENTITY x SYSTEM 'file:///etc/passwd'>",
    ] {
        let tree = Tree::new();
        tree.file("package.json", text);
        tree.file("pom.xml", text);
        tree.file("pubspec.yaml", text);
        tree.file("src/auth.ts", "const pca = new PublicClientApplication(c);\n");
        assert_eq!(kinds(&tree).get(".").map(String::as_str), Some("public"), "{}", text.get(..10).unwrap_or_default());
    }
}

/// A ZIP with these files, as packages for devices are.
fn package(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_built_artefact_is_a_public_client_of_its_own() {
    let tree = Tree::new();
    tree.file("package.json", "{ \"dependencies\": { \"express\": \"4\", \"@azure/msal-node\": \"2.6.0\" } }\n");
    tree.file("src/auth.js", "const cca = new ConfidentialClientApplication(config);\n");
    let token = token("apk");
    let config = format!("{{ \"token\": \"{token}\" }}\n");
    tree.bytes(
        "dist/app.apk",
        &package(&[("AndroidManifest.xml", b"\x03\0\x08\0"), ("assets/config.json", config.as_bytes())]),
    );
    tree.bytes("dist/app.ipa", &package(&[("Payload/A.app/Info.plist", b"bplist00")]));
    let kinds = kinds(&tree);
    let kind = |path: &str| kinds.get(path).map(String::as_str);
    assert_eq!(
        (kind("."), kind("dist/app.apk"), kind("dist/app.ipa")),
        (Some("confidential"), Some("public"), Some("public"))
    );
    let run = tree.run("scan").exits(1).says("dist/app.apk!/assets/config.json");
    run.says("a public client: a package for Android").keeps_quiet_on(&token);
}

#[test]
fn a_dotnet_assembly_shows_what_it_is() {
    let tree = Tree::new();
    let assembly = |names: &str| [b"MZ\x90\0\x03\0\0\0", names.as_bytes(), &[0; 600]].concat();
    tree.bytes("bin/Desk.dll", &assembly("mscorlib\0PresentationFramework\0Microsoft.Identity.Client\0System\0"));
    tree.bytes("bin/Plain.dll", &assembly("mscorlib\0System.Text.Json\0System\0"));
    assert_eq!(kinds(&tree).get("bin/Desk.dll").map(String::as_str), Some("public"));
    assert_eq!(kinds(&tree).get("bin/Plain.dll"), None);
}

#[test]
fn a_declaration_has_the_last_word() {
    let tree = Tree::new();
    tree.file("tool/pyproject.toml", "[project]\nname = \"tool\"\n");
    tree.file("tool/main.py", "data = {\"client_id\": ID, \"client_secret\": SECRET}\n");
    tree.file(
        "infra/main.tf",
        "resource \"azuread_application\" \"a\" {\n  fallback_public_client_enabled = true\n}\n",
    );
    let found = |tree: &Tree| -> Vec<String> {
        let json = tree.run("scan --format json").json();
        json["findings"].as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(found(&tree), ["client/public-flow-enabled"]);
    let said = "[[client]]\npath = \"tool\"\nkind = \"public\"\n\n[[client]]\npath = \"infra\"\nkind = \"public\"\nflows = [\"device-code\"]\n";
    tree.file("reticent.toml", said);
    assert_eq!(found(&tree), ["client/public-credential-api"], "the kind holds, and the flow needs the switch");
    assert_eq!(kinds(&tree).get("tool").map(String::as_str), Some("public"));
    tree.run("scan").says("a public client: is declared as public").says("reticent.toml:1");
    tree.run("clients --explain").says("is declared as public (reticent.toml:1)");
    tree.run("config show").says("[[client]]").says("flows = [\"device-code\"]");
}

#[test]
fn a_declaration_against_strong_evidence_is_reported() {
    let tree = monorepo();
    tree.file("reticent.toml", "[[client]]\npath = \"web\"\nkind = \"confidential\"\n");
    let run = tree.run("scan").exits(0);
    let run = run.says("client/declaration-against-evidence").says("web is declared as confidential and looks public");
    run.says("builds a public client with MSAL.js").says("reticent.toml:1");
    tree.file("reticent.toml", "[[client]]\npath = \"web\"\nkind = \"public\"\n");
    tree.run("scan").exits(0).says("no findings");
}

#[test]
fn a_declaration_that_cannot_be_meant_is_refused_with_its_place() {
    for (text, says) in [
        ("[[client]]\npath = \"web\"\nkind = \"mobile\"\n", "reticent.toml:3:8"),
        ("[[client]]\npath = \"../web\"\nkind = \"public\"\n", "leads out of the folder"),
        ("[[client]]\npath = \"web\"\nkind = \"public\"\nflows = [\"ropc\"]\n", "reticent.toml:4:10"),
        (
            "[[client]]\npath = \"web\"\nkind = \"public\"\n[[client]]\npath = \"./web/\"\nkind = \"both\"\n",
            "said twice",
        ),
        ("[[client]]\nkind = \"public\"\n", "path"),
    ] {
        let tree = Tree::new();
        tree.file("reticent.toml", text);
        tree.run("scan").exits(2).says(says);
    }
}

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
    for format in ["text", "json", "sarif", "oneline", "html", "markdown"] {
        let run = tree.run(&format!("scan --min-confidence low --format {format}"));
        assert!(!run.out.contains(&literal), "{format}");
    }
    tree.run("scan").says("hygiene/secret-literal-fallback").says("client/ropc-literal-password");
}

/// What wakes the readers of configuration and is made to hurt them: each costs a gap at most, and the rest is still told.
#[test]
fn hostile_configuration_costs_a_gap_at_most() {
    let deep = format!("{{\"isFallbackPublicClient\": true, \"x\": {}", "[".repeat(100_000));
    let bomb = "apiVersion: v1\nkind: Secret\nlol0: &lol0 [x, x]\n".to_owned()
        + &(1..40).map(|n| format!("lol{n}: &lol{n} [*lol{}, *lol{}]\n", n - 1, n - 1)).collect::<String>();
    let entities = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/hostname\"><!ENTITY b \"&a;&a;\">]>\n<configuration><machineKey>&b;</machineKey></configuration>\n";
    let tree = Tree::new();
    tree.file("deep.json", &deep);
    tree.file("bomb.yaml", &bomb);
    tree.file("web.config", entities);
    tree.file("half.tf", "resource \"azurerm_key_vault\" \"v\" {\n  purge_protection_enabled = \n");
    tree.file("broken.cs", "class A { void F( { app.AcquireTokenByUsernamePassword(s, \"b\", ; }}}} =>\n");
    tree.file("whole.tf", "resource \"azurerm_container_registry\" \"r\" {\n  admin_enabled = true\n}\n");
    let run = tree.run("scan --allow-incomplete unparsed").exits(0);
    run.says("hygiene/shared-key-auth-on").says("whole.tf").says("deep.json");
}

/// A bundle is read in windows: what stands at its end is seen, and nothing of it is parsed.
#[test]
fn a_bundle_of_50_megabytes_is_searched_to_its_end() {
    let line = "function a(b,c){return b+c}var d=a(1,2);";
    let mut bundle = line.repeat(52_000_000 / line.len());
    bundle.push_str("\nconst api = 'https://graph.windows.net/me';\n");
    let tree = Tree::new();
    tree.file("package.json", "{ \"dependencies\": { \"@azure/msal-browser\": \"^3.10.0\" } }\n");
    tree.bytes("src/main.js", bundle.as_bytes());
    tree.run("scan").exits(0).says("hygiene/aad-graph");
    assert_eq!(kinds(&tree).get(".").map(String::as_str), Some("public"));
}

#[test]
fn the_order_of_the_walk_does_not_show() {
    let tree = monorepo();
    let one = tree.run("clients --format json --jobs 1").out;
    assert_eq!(one, tree.run("clients --format json --jobs 4").out);
}
