use super::*;
use proptest::prelude::*;

/// Name, operator, value and kind as read at the first `pass`, `secret` or `token` of a line.
fn show(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let (at, word) = ["password", "secret", "token"].iter().filter_map(|w| Some((lower.find(w)?, w))).min()?;
    let a = read(text.as_bytes(), at..at + word.len())?;
    Some(format!("{} {:?} {} {:?}", &text[a.name.clone()], a.operator, &text[a.value.clone()], a.kind))
}

// reticent: off[secret/hardcoded-*] values of four characters, to be read and not to be judged state=false-positive
#[test]
fn reads_every_syntax() {
    let cases = [
        (r#"password = "abc1""#, "password Assign abc1 Literal"),
        ("DB_PASSWORD=abc1!x", "DB_PASSWORD Assign abc1!x Literal"),
        (r#""password": "abc1","#, "password Pair abc1 Literal"),
        (r#"{\"password\": \"abc1\"}"#, "password Pair abc1 Literal"),
        ("password: abc1", "password Pair abc1 Bare"),
        ("password: abc1=\nport: 1", "password Pair abc1= Literal"),
        ("  password: 'abc1'", "password Pair abc1 Literal"),
        (r#"config["password"] = 'abc1'"#, "password Assign abc1 Literal"),
        (r"'password' => 'abc1',", "password Pair abc1 Literal"),
        (r#"let password: &str = "abc1";"#, "password Assign abc1 Literal"),
        (r#"password: str = "abc1""#, "password Assign abc1 Literal"),
        (r#"var password string = "abc1""#, "password Assign abc1 Literal"),
        (r#"password := "abc1""#, "password Assign abc1 Literal"),
        (r#"if password == "abc1" {"#, "password Compare abc1 Literal"),
        (r"<password>abc1</password>", "password Element abc1 Bare"),
        (r#"<add key="ApiPassword" value="abc1" />"#, "ApiPassword Pair abc1 Literal"),
        ("<key>password</key>\n\t<string>abc1</string>", "password Element abc1 Bare"),
        ("- name: \"DB_PASSWORD\"\n  value: \"abc1\"", "DB_PASSWORD Pair abc1 Literal"),
        (r"--password abc1 --x", "password Blank abc1 Bare"),
        (r"--password=abc1", "password Assign abc1 Bare"),
        (r#"#define PASSWORD "abc1""#, "PASSWORD Blank abc1 Literal"),
        (r"define('DB_PASSWORD', 'abc1');", "DB_PASSWORD Assign abc1 Literal"),
        (r"f('DB_PASSWORD', 'abc1');", "DB_PASSWORD Comma abc1 Literal"),
        (r"setup('password', 'abc1');", "password Comma abc1 Literal"),
        (
            r#""token": "{\"alg\":\"RS256\",\"kid\":\"0123456789abcdefg\"}","#,
            r#"token Pair {\"alg\":\"RS256\",\"kid\":\"0123456789abcdefg\"} Interpolation"#,
        ),
        (r#"buildConfigField 'String', 'API_SECRET', '"abc1"'"#, "API_SECRET Assign abc1 Literal"),
        (r#"buildConfigField("String", "API_SECRET", "\"abc1\"")"#, "API_SECRET Assign abc1 Literal"),
        (r#"setopt(curl, CURLOPT_PASSWORD, "abc1");"#, "CURLOPT_PASSWORD Comma abc1 Literal"),
        (r#"password = os.getenv("X", "abc1")"#, "password Assign abc1 Literal"),
        (r#"password = os.getenv("X")"#, "password Assign os.getenv( Call"),
        ("the password is 'abc1'", "password Blank abc1 Literal"),
        ("The API token: abc1", "API token Pair abc1 Bare"),
        ("the token: abc1", "token Pair abc1 Bare"),
        ("token = '0123456789abcdefghijklmnop\nqrstuvwxyz'", "token Assign 0123456789abcdefghijklmnop Literal"),
        ("**Password**: abc1", "Password Pair abc1 Bare"),
        ("**Password:** `abc1`", "Password Pair abc1 Literal"),
        ("| password | abc1 |", "password Pair abc1 Bare"),
        ("%define token abc1", "token Blank abc1 Bare"),
        ("value=\"password: &quot;abc1&quot;\"", "password Pair abc1 Literal"),
        (r#""token": "{\"a\":\"b\",\"c\":\"0123456789abcdefg\"}","#, "token Pair 0123456789abcdefg Literal"),
        (r#"x.setPassword("abc1")"#, "x.setPassword Call abc1 Literal"),
        (r#"token = process.env.TOKEN || "abc1""#, "token Assign abc1 Literal"),
        ("password = getpass()", "password Assign getpass() Call"),
        ("password = os.environ['X']", "password Assign os.environ[ Reference"),
        (r#"password = "${X}""#, "password Assign ${X} Interpolation"),
        ("db.password=abc1", "db.password Assign abc1 Bare"),
        ("token: tok_<<your token>>_x", "token Pair tok_<<your token>>_x Literal"),
        (r#"password = b"abc1""#, "password Assign abc1 Literal"),
        (r#"password ||= "abc1""#, "password Assign abc1 Literal"),
    ];
    for (text, expected) in cases {
        assert_eq!(show(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn reads_parameters_and_what_stands_behind_escapes() {
    let cases = [
        ("https://x/?token=abc1&y=2", "token Assign abc1 Bare"),
        ("id:jo/password:abc1", "password Pair abc1 Bare"),
        (r"https://x/?y=2\u0026page_token=abc1\u0026z=3", "page_token Assign abc1 Bare"),
        (r#""a=1\nDB_PASSWORD=abc1""#, "DB_PASSWORD Assign abc1 Bare"),
        (r"C:\token=abc1", "token Assign abc1 Bare"),
    ];
    for (text, expected) in cases {
        assert_eq!(show(text).as_deref(), Some(expected), "{text}");
    }
}

// reticent: on
#[test]
fn leaves_prose_and_code_alone() {
    for text in [
        "the password is wrong",
        "| a | password | b |",
        "the password is 'wrong'",
        "password",
        "password.length",
        "password)",
        "password; x",
        "Password::new()",
        "password\nabc",
        r#""shape":"Password", "documentation": "abc""#,
        "class Password:\n    \"\"\"What is set.\"\"\"",
        "arn:aws:iam::1:secret:abc",
        "docker.io/acme/sealed-secrets:0.31",
        "<li>password</li>\n<li>abc</li>",
        "<artifactId>password</artifactId>\n<version>1.2</version>",
    ] {
        assert_eq!(show(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn never_panics_and_stays_in_reach(text in proptest::collection::vec(any::<u8>(), 0..300), at in 0usize..300, length in 0usize..12) {
        let start = at.min(text.len());
        let end = (start + length).min(text.len());
        if let Some(a) = read(&text, start..end) {
            prop_assert!(a.value.end <= text.len() && a.value.end <= end + REACH);
            prop_assert!(a.name.end <= a.value.start);
        }
    }

    #[test]
    fn finds_what_a_serialiser_wrote(value in "[a-zA-Z0-9 _.,:;=+/!@#%^&*()<>{}|-]{1,40}") {
        let json = serde_json::json!({ "a": 1, "password": value }).to_string();
        let at = json.find("password").unwrap();
        let a = read(json.as_bytes(), at..at + 8).unwrap();
        prop_assert_eq!(&json[a.value], &value);
        let toml = toml::to_string(&std::collections::BTreeMap::from([("password", &value)])).unwrap();
        let a = read(toml.as_bytes(), 0..8).unwrap();
        prop_assert_eq!(&toml[a.value], &value);
    }

    /// What a parser of the format reads, the reader reads: nested, with neighbours and comments.
    #[test]
    fn agrees_with_parsers_of_the_formats(value in "[a-zA-Z0-9_.,:;=+/!@#%^&*()<>{}|-]{1,40}", bare in "[a-zA-Z0-9][a-zA-Z0-9_.+/@!^-]{0,38}[a-zA-Z0-9]={0,2}", user in "[a-z]{1,8}") {
        let nested = serde_json::json!({ "db": { "user": user, "password": value, "port": 1 }, "z": [1, 2] });
        let pretty = serde_json::to_string_pretty(&nested).unwrap();
        prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&pretty).unwrap(), &nested);
        prop_assert_eq!(value_in(&pretty), Some(value.as_str()), "{}", pretty);

        // Without quotes a comma or a bracket at the end may be the syntax's: the reader is one for all of them.
        let plain = serde_json::json!({ "db": { "user": user, "password": bare, "port": 1 }, "z": [1, 2] });
        let yaml = format!("# of the database\n{}", serde_yaml_ng::to_string(&plain).unwrap());
        prop_assert_eq!(&serde_yaml_ng::from_str::<serde_json::Value>(&yaml).unwrap(), &plain);
        prop_assert_eq!(value_in(&yaml), Some(bare.as_str()), "{}", yaml);

        let toml = format!("# of the database\n{}", toml::to_string(&nested).unwrap());
        prop_assert_eq!(&toml::from_str::<serde_json::Value>(&toml).unwrap(), &nested);
        prop_assert_eq!(value_in(&toml), Some(value.as_str()), "{}", toml);

        let ini = format!("; of the database\n[db]\n\tuser = {user}\n\tpassword = \"{value}\"\n\tport = 1\n");
        prop_assert_eq!(read_by_git(&ini), value.clone());
        prop_assert_eq!(value_in(&ini), Some(value.as_str()), "{}", ini);
    }
}

fn value_in(text: &str) -> Option<&str> {
    let at = text.find("password")?;
    Some(&text[read(text.as_bytes(), at..at + 8)?.value])
}

/// As git reads a file of its configuration.
fn read_by_git(ini: &str) -> String {
    let file = std::env::temp_dir().join(format!("reticent-reader-{}.ini", std::process::id()));
    std::fs::write(&file, ini).unwrap();
    let read = git2::Config::open(&file).unwrap().get_string("db.password").unwrap();
    std::fs::remove_file(&file).unwrap();
    read
}
