//! What stands where decides what it is: the same words are a password in one place and none in another.

use crate::support::{Tree, token};

/// The rules that report something in a file.
fn rules(path: &str, text: &str) -> Vec<String> {
    let tree = Tree::new();
    tree.file(path, text);
    let json = tree.run("scan --format json").json();
    let findings = json["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_bare_word_that_ends_a_statement_is_a_variable() {
    let line = format!("  const char *proxyuserpwd = {};\n", "libtest_arg4");
    assert_eq!(rules("src/a.c", &line), Vec::<String>::new());
    let quoted = format!("  const char *userpwd = \"{}\";\n", &token("b")[8..24]);
    assert_eq!(rules("src/a.c", &quoted), ["secret/hardcoded-password"]);
}

#[test]
fn a_plain_password_in_an_example_is_for_show() {
    let line = "curl_easy_setopt(curl, CURLOPT_PASSWORD, \"xipj3plmq\");\n";
    assert_eq!(rules("src/a.c", line), ["secret/curl-option-password"]);
    assert_eq!(rules("docs/examples/a.c", line), Vec::<String>::new());
}
