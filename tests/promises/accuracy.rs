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

#[test]
fn a_password_that_says_so_is_for_show() {
    let nothing = Vec::<String>::new();
    let assigned = |value: &str| format!("user.password = \"{value}\"\n");
    for value in [["new", "password"].join(" "), format!("{}{}", 42, "password"), ["some", "pw"].concat()] {
        assert_eq!(rules("test/user_test.rb", &assigned(&value)), nothing, "{value}");
    }
    // What could be somebody's stays.
    let random = token("c")[8..24].to_owned();
    assert_eq!(rules("test/user_test.rb", &assigned(&random)), ["secret/hardcoded-password"]);
    let user = |user: &str, password: &str| format!("DB_USER={user}\nDB_PASSWORD={password}\n");
    assert_eq!(rules("deploy/app.env", &user("plumtree", "plumtree")), nothing);
    assert_eq!(rules("deploy/app.env", &user("plumtree", &random)), ["secret/hardcoded-password"]);
    let header = |pair: &str| format!("Authorization: Basic <<b64:{pair}>>\n");
    assert_eq!(rules("tests/a.py", &header("foo:bar")), nothing);
    assert_eq!(rules("tests/a.py", &header(&format!("deploy:{random}"))), ["secret/http-basic-credentials"]);
}

#[test]
fn what_a_page_makes_before_ones_eyes_is_for_show() {
    let line = format!("api_token = '{}'\n", "<<hex:64>>");
    assert_eq!(rules("docs/config.md", &line), ["secret/hardcoded-secret"]);
    let page = format!("    $ python -c 'import secrets; print(secrets.token_hex())'\n\nThen write:\n\n{line}");
    assert_eq!(rules("docs/config.md", &page), Vec::<String>::new());
    assert_eq!(rules("src/config.py", &page), ["secret/hardcoded-secret"]);
    // The key by which an application signs its own sessions is nobody's in a document.
    let own = format!("SECRET_KEY = '{}'\n", "<<hex:64>>");
    assert_eq!(rules("docs/config.md", &own), Vec::<String>::new());
    assert_eq!(rules("src/config.py", &own), ["secret/django-secret-key"]);
}

#[test]
fn the_id_of_a_key_is_no_secret_by_itself() {
    let pair = "{\n  \"accessKey\": \"<<uppernum:20>>\",\n  \"secretKey\": \"<<alnum:40>>\"\n}\n";
    assert_eq!(rules("conf/store.json", pair), ["secret/hardcoded-secret"]);
    let user = |name: &str| format!("CREATE USER '{name}'@'%' IDENTIFIED BY 'plumtree7';\n");
    assert_eq!(rules("db/user.sql", &user("plumtree7")), Vec::<String>::new());
    assert_eq!(rules("db/user.sql", &user("shop")), ["secret/sql-identified-by"]);
}
