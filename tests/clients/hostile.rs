//! What is made to break readers costs a gap at most.

use std::fmt::Write as _;

use super::kinds;
use crate::support::Tree;

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

/// What wakes the readers of configuration and is made to hurt them: each costs a gap at most, and the rest is still told.
#[test]
fn hostile_configuration_costs_a_gap_at_most() {
    let deep = format!("{{\"isFallbackPublicClient\": true, \"x\": {}", "[".repeat(100_000));
    let mut bomb = "apiVersion: v1\nkind: Secret\nlol0: &lol0 [x, x]\n".to_owned();
    for n in 1..40 {
        writeln!(bomb, "lol{n}: &lol{n} [*lol{}, *lol{}]", n - 1, n - 1).unwrap();
    }
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
}
