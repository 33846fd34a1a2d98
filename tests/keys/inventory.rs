//! `reticent keys`: the formats, and that an inventory never fails for what it finds.

use crate::support::Tree;
use crate::support::der::rsa;

fn tree() -> Tree {
    let tree = Tree::new();
    let modulus = [&[0x71][..], &[0x35; 126], &[0x0b]].concat();
    tree.bytes("a.pem", rsa(&modulus, &[1, 0, 1]).as_bytes());
    tree.bytes("b/copy.pem", rsa(&modulus, &[1, 0, 1]).as_bytes());
    tree
}

#[test]
fn a_table_names_place_measure_and_verdict() {
    let run = tree().run("keys").exits(0);
    run.says("a.pem:1")
        .says("RSA 1023")
        .says("the same key: b/copy.pem:1")
        .says("policy default")
        .says("2 keys in 2 files");
    Tree::new().run("keys").exits(0).says("0 keys in 0 files");
}

#[test]
fn json_and_csv_say_the_same() {
    let tree = tree();
    let json = tree.run("keys --format json").exits(0).json();
    assert_eq!(json["version"], 1);
    assert_eq!(json["keys"][0]["bits"], 1023);
    assert_eq!(json["keys"][0]["same"][0]["path"], "b/copy.pem");
    let csv = tree.run("keys --format csv").exits(0).out;
    let mut lines = csv.split("\r\n");
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let row: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |name: &str| head.iter().position(|column| *column == name).unwrap();
    assert_eq!((row[at("path")], row[at("bits")]), ("a.pem", "1023"));
}

#[test]
fn the_bill_of_materials_is_cyclonedx() {
    let tree = tree();
    tree.run("keys --format cbom --output out.json").exits(0);
    let bom: serde_json::Value = serde_json::from_str(&tree.read("out.json")).unwrap();
    assert_eq!((bom["bomFormat"].as_str(), bom["specVersion"].as_str()), (Some("CycloneDX"), Some("1.6")));
    let components = bom["components"].as_array().unwrap();
    assert!(components.iter().all(|component| component["type"] == "cryptographic-asset"));
    let references: Vec<&str> = components.iter().map(|component| component["bom-ref"].as_str().unwrap()).collect();
    for component in components {
        let wanted = &component["cryptoProperties"]["relatedCryptoMaterialProperties"]["algorithmRef"];
        assert!(wanted.as_str().is_none_or(|wanted| references.contains(&wanted)), "{wanted}");
    }
    assert_eq!(tree.run("keys --format cbom").out, tree.run("keys --format cbom").out);
}
