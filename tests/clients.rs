//! Kinds of applications: told by evidence that a person can open, and rules held to them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a failing helper fails its test")]

mod support;

#[path = "clients/artefact.rs"]
mod artefact;
#[path = "clients/declared.rs"]
mod declared;
#[path = "clients/faults.rs"]
mod faults;
#[path = "clients/held.rs"]
mod held;
#[path = "clients/hostile.rs"]
mod hostile;
#[path = "clients/hygiene.rs"]
mod hygiene;
#[path = "clients/joined.rs"]
mod joined;
#[path = "clients/kinds.rs"]
mod kinds;

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
fn the_order_of_the_walk_does_not_show() {
    let tree = monorepo();
    let one = tree.run("clients --format json --jobs 1").out;
    assert_eq!(one, tree.run("clients --format json --jobs 4").out);
}

/// The page for an audit shows applications and keys beside the findings, and hostile names stay text.
#[test]
fn the_page_shows_applications_and_keys() {
    let tree = Tree::new();
    tree.file(
        "web<b>/package.json",
        "{ \"dependencies\": { \"@azure/msal-browser\": \"^3.10.0\", \"react-dom\": \"18\" } }\n",
    );
    tree.file("web<b>/key.pub", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f a\n");
    let page = tree.run("scan --format html").out;
    let section = |name: &str| {
        let open = format!("<h2 id=\"{name}\">");
        page.split_once(&open).unwrap().1.split_once("</section>").unwrap().0.to_owned()
    };
    let clients = section("clients");
    assert!(clients.contains("<td><code>web&lt;b&gt;</code></td><td>public</td>"), "{clients}");
    assert!(clients.contains("MSAL.js") && clients.contains("package.json:1"), "{clients}");
    let keys = section("keys");
    assert!(keys.contains("web&lt;b&gt;/key.pub:1") && keys.contains("Ed25519") && keys.contains("ok"), "{keys}");
    assert!(!page.contains("web<b>"));
}
