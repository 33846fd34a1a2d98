//! Built applications: packages for devices, assemblies.

use super::kinds;
use crate::support::{Tree, token};

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
