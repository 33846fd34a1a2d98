//! What is told from two places: an identifier that applications share, values that stand elsewhere in the file.

use crate::support::{Tree, token};

const ID: &str = "11111111-2222-4333-8444-555555555555";

fn tree(other: &str) -> Tree {
    let tree = Tree::new();
    tree.file(
        "web/package.json",
        "{ \"dependencies\": { \"@azure/msal-browser\": \"^3.10.0\", \"react-dom\": \"18\" } }\n",
    );
    tree.file(
        "web/src/auth.ts",
        &format!("const pca = new PublicClientApplication({{ auth: {{ clientId: \"{ID}\" }} }});\n"),
    );
    tree.file("api/package.json", "{ \"dependencies\": { \"express\": \"4\" } }\n");
    tree.file(
        "api/auth.js",
        &format!("const cca = new ConfidentialClientApplication({{ clientId: \"{other}\", clientSecret: process.env.CLIENT_SECRET }});\n"),
    );
    tree
}

#[test]
fn a_client_id_of_two_kinds_of_client_is_told_in_both() {
    let shared = tree(ID).run("scan --enable client/shared-client-id --format json").exits(0).json();
    let of_rule: Vec<&serde_json::Value> = shared["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["rule"] == "client/shared-client-id")
        .collect();
    assert_eq!(of_rule.len(), 2, "{shared}");
    let apart = tree("66666666-2222-4333-8444-555555555555").run("scan --enable client/shared-client-id");
    assert!(!apart.out.contains("shared-client-id"), "{}", apart.out);
    assert!(!tree(ID).run("scan").out.contains("shared-client-id"), "off until it is switched on");
}

#[test]
fn a_rule_with_a_pattern_and_facts_tells_a_line_once() {
    let tree = Tree::new();
    tree.file("go.mod", "module example.com/a\n");
    tree.file(
        "main.go",
        "package main\n\nimport \"golang.org/x/oauth2\"\n\nvar c = oauth2.Config{ClientSecret: os.Getenv(\"CLIENT_SECRET\")}\n\nfunc f() { form.Set(\"grant_type\", \"password\") }\n",
    );
    let out = tree.run("scan --format oneline").out;
    assert_eq!(out.matches("client/ropc-grant").count(), 1, "{out}");
}

#[test]
fn a_credential_that_is_handed_over_by_place_is_not_shown() {
    let literal = token("handed").replace('_', "");
    let tree = Tree::new();
    tree.file("ios/Info.plist", "<plist><dict><key>UILaunchStoryboardName</key><string>L</string></dict></plist>\n");
    tree.file(
        "ios/Api.m",
        &format!("id m = [[AFOAuth2Manager alloc] initWithBaseURL:b clientID:k secret:@\"{literal}\"];\n[self authorize:@\"/oauth/token\"];\n"),
    );
    tree.file("droid/build.gradle", "apply plugin: 'com.android.application'\n");
    tree.file("droid/src/main/res/values/a.xml", &format!("<string name=\"oauth_client_secret\">{literal}</string>\n"));
    for format in ["text", "json", "sarif", "oneline", "html", "markdown"] {
        let run = tree.run(&format!("scan --min-confidence low --format {format}"));
        assert!(!run.out.contains(&literal), "{format}: {}", run.out);
    }
    tree.run("scan").says("client/secret-in-resources").says("client/public-credential-api");
}
