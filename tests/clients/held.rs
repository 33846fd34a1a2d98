//! A secret that a public client holds is one finding: the secret's, with what the rule on applications says of it.

use crate::support::{Tree, password};

fn tree(line: &str) -> Tree {
    let tree = Tree::new();
    tree.file(
        "package.json",
        "{ \"dependencies\": { \"@azure/msal-browser\": \"^3.10.0\", \"react-dom\": \"18\" } }\n",
    );
    tree.file(
        "src/main.tsx",
        "const pca = new PublicClientApplication(config);\ncreateRoot(document.getElementById('root'));\n",
    );
    tree.file("src/config.ts", line);
    tree
}

fn findings(tree: &Tree) -> Vec<serde_json::Value> {
    let json = tree.run("scan --format json").exits(1).json();
    let at_the_secret = |finding: &&serde_json::Value| finding["path"] == "src/config.ts";
    json["findings"].as_array().unwrap().iter().filter(at_the_secret).cloned().collect()
}

#[test]
fn a_literal_secret_of_a_public_client_is_told_once_with_its_evidence() {
    let told = findings(&tree(&format!("export const oauth = {{ clientSecret: \"{}\" }};\n", password("held"))));
    assert_eq!(told.len(), 1, "{told:?}");
    let rule = told[0]["rule"].as_str().unwrap();
    assert!(rule.starts_with("secret/"), "{rule}");
    assert_eq!(told[0]["severity"], "error");
    let related = told[0]["related"].to_string();
    assert!(related.contains("client/public-credential-api"), "{related}");
    assert!(related.contains("a public client: "), "{related}");
    let out = tree(&format!("export const oauth = {{ clientSecret: \"{}\" }};\n", password("held"))).run("scan").out;
    assert!(out.contains("with PKCE") && !out.contains("vault"), "advice for what runs where its users are: {out}");
}

#[test]
fn a_secret_from_elsewhere_is_told_by_the_rule_on_applications() {
    let told = findings(&tree("export const oauth = { clientSecret: process.env.CLIENT_SECRET };\n"));
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["rule"], "client/public-credential-api");
}

#[test]
fn a_secret_of_another_thing_on_the_line_takes_nothing_away() {
    let line = format!(
        "export const oauth = {{ clientSecret: process.env.CLIENT_SECRET }}, other = {{ padding: 12345678, apiSecret: \"{}\" }};\n",
        password("held")
    );
    let told = findings(&tree(&line));
    let rules: Vec<&str> = told.iter().map(|finding| finding["rule"].as_str().unwrap()).collect();
    assert!(rules.contains(&"client/public-credential-api"), "{rules:?}");
    assert!(rules.iter().any(|rule| rule.starts_with("secret/")), "{rules:?}");
}

#[test]
fn a_guessable_client_secret_is_told_once() {
    let tree = Tree::new();
    tree.file("pom.xml", "<project><artifactId>spring-boot-starter-oauth2-client</artifactId></project>\n");
    tree.file("src/main/resources/application.yml", "oauth2:\n  client-id: web\n  client-secret: websecret\n");
    let json = tree.run("scan --format json --exit-code 0").exits(0).json();
    let on_line = |finding: &&serde_json::Value| finding["occurrences"][0]["start"]["line"] == 3;
    let told: Vec<_> = json["findings"].as_array().unwrap().iter().filter(on_line).map(|f| f["rule"].clone()).collect();
    assert_eq!(told, ["hygiene/weak-client-secret"]);
}

#[test]
fn a_rule_for_another_kind_of_application_takes_no_secret_away() {
    let tree = Tree::new();
    tree.file(
        "App.csproj",
        "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><UseWPF>true</UseWPF></PropertyGroup><ItemGroup>\
         <PackageReference Include=\"Microsoft.Identity.Client\" Version=\"4.66.0\" /></ItemGroup></Project>\n",
    );
    let line = format!("var c = new ClientSecretCredential(tenant, id, clientSecret: \"{}\");\n", password("call"));
    tree.file("Auth.cs", &format!("var app = PublicClientApplicationBuilder.Create(id).Build();\n{line}"));
    let json = tree.run("scan --format json").exits(1).json();
    let on_line = |finding: &&serde_json::Value| finding["occurrences"][0]["start"]["line"] == 2;
    let told: Vec<_> = json["findings"].as_array().unwrap().iter().filter(on_line).collect();
    let secrets = told.iter().filter(|finding| finding["rule"].as_str().unwrap().starts_with("secret/"));
    assert_eq!(secrets.count(), 1, "{told:#?}");
}
