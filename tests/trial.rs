//! What a test hands in, expects or makes up is of low confidence, says why, and is still there for who asks; what it merely
//! assigns, and the same in an application, is reported. So are passwords in settings, where a template's code, a text of a
//! user interface and a value that says it is an example are not.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, which is its purpose"
)]

#[path = "support/mod.rs"]
mod support;

use support::{Tree, expand};

/// The confidence and the names of the signals of each finding in a file of such a name with such a text.
fn judged(name: &str, text: &str) -> Vec<(String, Vec<String>)> {
    let tree = Tree::new();
    tree.file(name, text);
    let run = tree.run("scan . --min-confidence low --explain --format json");
    let findings = run.json()["findings"].as_array().unwrap().clone();
    let told = |finding: &serde_json::Value| {
        let signals = finding["signals"].as_array().unwrap();
        let names = signals.iter().map(|signal| signal["name"].as_str().unwrap().to_owned()).collect();
        (finding["confidence"].as_str().unwrap().to_owned(), names)
    };
    findings.iter().filter(|finding| finding["rule"].as_str().unwrap().starts_with("secret/")).map(told).collect()
}

fn is_low(name: &str, text: &str, why: &str) {
    let all = judged(name, text);
    assert!(!all.is_empty(), "{text}");
    for (confidence, signals) in all {
        assert!(confidence == "low" && signals.iter().any(|signal| signal == why), "{text}: {confidence} {signals:?}");
    }
}

fn is_reported(name: &str, text: &str) {
    let all = judged(name, text);
    assert!(all.iter().any(|(confidence, _)| confidence != "low"), "{text}: {all:?}");
}

fn hex(seed: &str) -> String {
    expand("<<hex:32>>", seed)
}

#[test]
fn a_test_makes_up_what_it_asserts() {
    let value = expand("<<alnum:24>>", "asserted");
    is_low("test/a_test.rb", &format!("assert_equal \"x\", show(token: \"{value}\")\n"), "asserted-in-test");
    is_low("spec/a_spec.js", &format!("expect(sent.url).toBe('/x?token={value}')\n"), "asserted-in-test");
    is_low("tests/test_a.py", &format!("if api_token == \"{value}\":\n    pass\n"), "compared-in-test");
    is_low("pkg/a_test.go", &format!("\texpectedToken := \"{value}\"\n"), "expected-in-test");
    is_low("test/a_test.rb", &format!("ENV[\"MAIL_SIGNING_KEY\"] = \"{value}\"\n"), "set-for-the-test");
    // Merely assigned, and in an application.
    is_reported("test/a_test.rb", &format!("api_token = \"{value}\"\n"));
    is_reported("lib/a.rb", &format!("ENV[\"MAIL_SIGNING_KEY\"] = \"{value}\"\n"));
}

#[test]
fn a_test_signs_its_own_sessions() {
    for (name, text) in [
        ("test/app_test.rb", format!("config.secret_key_base = \"{}\"\n", hex("base"))),
        ("docs/sessions.md", format!("    app.secret_key = \"{}\"\n", hex("flask"))),
        ("examples/tutorial/deploy.rst", format!("SECRET_KEY = '{}{}'\n", hex("a"), hex("b"))),
    ] {
        is_low(name, &text, "own-key-for-show");
    }
    is_reported("config/secrets.yml", &format!("production:\n  secret_key_base: {}{}\n", hex("c"), hex("d")));
    is_reported("settings.py", &format!("SECRET_KEY = '{}{}'\n", hex("a"), hex("b")));
}

#[test]
fn places_of_one_file_speak_for_each_other() {
    let value = expand("<<alnum:24>>", "company");
    let twice = format!("api_token = \"{value}\"\nother(api_token: \"{value}\")\n");
    is_low("test/a_test.rb", &twice, "repeated-in-test");
    is_reported("lib/a.rb", &twice);
    let shown = format!("token = \"{value}\"\nassert_equal \"x\", show(token: \"{value}\")\n");
    for (confidence, _) in judged("test/a_test.rb", &shown) {
        assert_eq!(confidence, "low");
    }
    let tail = |seed: &str| expand("<<alnum:18>>", seed);
    let varied: String = ["a", "b", "c"].map(|seed| format!("token = \"zQ9xW{}\"\n", tail(seed))).concat();
    is_low("test/a_test.rb", &varied, "varied-in-test");
    // The same in two files is no company.
    let tree = Tree::new();
    tree.file("test/a_test.rb", &format!("api_token = \"{value}\"\n"));
    tree.file("test/b_test.rb", &format!("api_token = \"{value}\"\n"));
    tree.run("scan .").exits(1);
}

#[test]
fn passwords_for_a_test_are_words_beside_their_user() {
    is_low(
        "test/a_test.rb",
        "post \"/in\", params: { username: \"ann\", password: \"stone\" }\n",
        "words-beside-their-user",
    );
    is_low("test/a.js", "request.send('username=ann&password=stonewall')\n", "words-in-a-string");
    let value = expand("<<password:14>>", "beside");
    is_reported("test/a_test.rb", &format!("login(username: \"ann\", password: \"{value}\")\n"));
}

#[test]
fn code_in_data_has_no_quotes() {
    let quiet = |name: &str, text: &str| assert_eq!(judged(name, text), [], "{text}");
    quiet("charts/secrets.yaml", "{{- $password := include \"common.passwords\" (dict \"a\" 1) }}\n");
    quiet("charts/secrets.yaml", "{{- $rootPassword = randAlphaNum 10 }}\n");
    quiet("config/hub.yaml", "run: |\n  os.environ[\"MYSQL_PWD\"] = db_password\n");
    quiet("template.yml", "#    Password: !Ref NewUserPassword\n");
    quiet("make.sh", "cert_password=\"$(ask \"CERT_PASSWORD\" \"Paste it: \")\"\n");
    quiet("api.json", "{\n  \"shape\":\"UserPassword\",\n  \"documentation\":\"<p>What to log in with.</p>\"\n}\n");
    quiet("links.json", "[\"http://a.example.org?n=5\\u0026page_token=eyJvZmZzZXQiOiI1MCIsInYiOjJ9\\u0026m=1\"]\n");
    quiet("pom.xml", "<artifactId>credentials</artifactId>\n<version>1511.v2e3cb_0008ef0</version>\n");
    quiet("checker.py", "class TokenChecker:\n    \"\"\"What is left of 2.x for 3.x users.\"\"\"\n");
    let value = expand("<<password:14>>", "template");
    is_reported("charts/secrets.yaml", &format!("{{{{- $password := \"{value}\" }}}}\n"));
    let word = expand("<<alnum:14>>", "script");
    is_reported("make.sh", &format!("accounts[\"password\"]={word}\n"));
    is_reported("charts/values.yaml", &format!("a: {{{{ .Values.a }}}}\npassword: {value}\n"));
}

#[test]
fn texts_of_an_interface_are_no_passwords() {
    is_low("conf/locale/locale_gl-ES.ini", "password=Contrasinal\n", "text-of-interface");
    is_low("main/resources/login_gl.properties", "password=Contrasinal\n", "text-of-interface");
    is_reported("main/resources/login.properties", "password=Contrasinal\n");
    let value = expand("<<password:14>>", "interface");
    is_reported("main/resources/login_gl.properties", &format!("password={value}\n"));
}

#[test]
fn a_random_value_may_say_that_it_is_an_example() {
    let value = |mark: &str| format!("{}{mark}{}", expand("<<alnum:29>>", "before"), expand("<<alnum:12>>", "after"));
    is_low("src/client.js", &format!("const secretAccessKey = \"{}\";\n", value("wEXAMPLEtc")), "marked-as-example");
    is_reported("src/client.js", &format!("const secretAccessKey = \"{}\";\n", value("wSIMPLEtc")));
}

#[test]
fn what_names_a_variable_holds_nothing() {
    is_low("make.sh", "storepassword=TRUSTSTORE_PASSWORD\n", "names-a-variable");
    is_low("make.sh", "curl -u broker_admin:BROKER_PASSWORD https://queue.acme.dev/api\n", "names-a-variable");
}

#[test]
fn statements_of_code_are_no_connection_string() {
    let code = "UserDetails user = users().load(name);\n\tpassword = user.getPassword();\n";
    is_low("src/A.java", code, "call-in-code");
    let value = expand("<<alnum:14>>", "connection");
    is_reported("src/A.java", &format!("open(\"Server=db.acme.dev;User Id=shop;Password={value};\");\n"));
}
