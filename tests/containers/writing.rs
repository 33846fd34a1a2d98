//! Secrets that stand in a text with some of their characters written in another way.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::places;
use crate::support::{Tree, expand, password, token};

/// Each character of a text in its own way.
fn each(text: &str, one: impl Fn(u32) -> String) -> String {
    text.chars().map(|character| one(u32::from(character))).collect()
}

/// Ways to write a token, each with its line and what a report says of it.
fn ways(token: &str) -> Vec<(&'static str, String, usize, &'static str)> {
    let (head, tail) = token.split_at(14);
    let way = |name, text: String, line, how| (name, text, line, how);
    vec![
        way("hex.js", format!("\nt = '{}';\n", each(token, |c| format!("\\x{c:02x}"))), 2, "escapes"),
        way("unicode.json", format!("{{\"t\": \"{}\"}}\n", each(token, |c| format!("\\u{c:04X}"))), 1, "escapes"),
        way("one.json", format!("{{\"t\": \"{}\"}}\n", token.replace('_', "\\u005f")), 1, "escapes"),
        way("decimal.xml", format!("<t>{}</t>\n", each(token, |c| format!("&#{c};"))), 1, "entities"),
        way("hex.xml", format!("<t>{}</t>\n", each(token, |c| format!("&#x{c:x};"))), 1, "entities"),
        way("one.html", format!("<t v=\"{}\">\n", token.replace('_', "&#95;")), 1, "entities"),
        way(
            "all.url",
            format!("https://h.internal/?token={}&b=1\n", each(token, |c| format!("%{c:02X}"))),
            1,
            "percent",
        ),
        way("one.url", format!("https://h.internal/?token={}&b=1\n", token.replace('_', "%5F")), 1, "percent"),
        way("plus.js", format!("const t = \"{head}\" + \"{tail}\";\n"), 1, "pieces"),
        way(
            "nested.url",
            format!("https://h.internal/?to=https%3A%2F%2Fapp%3A{}%40git.internal%2Fx\n", token.replace('_', "%5f")),
            1,
            "percent",
        ),
        way("prefix.js", format!("const t = '{}' + '{}';\n", &token[..2], &token[2..]), 1, "pieces"),
        way("lines.java", format!("String t = \"{head}\"\n    + \"{tail}\";\n"), 1, "pieces"),
        way("side.py", format!("t = (\"{head}\"\n     \"{tail}\")\n"), 1, "pieces"),
        way("dot.php", format!("<?php $t = '{head}' . '{tail}';\n"), 1, "pieces"),
        way("dots.lua", format!("local t = \"{head}\" .. \"{tail}\"\n"), 1, "pieces"),
        way("and.vb", format!("Dim t = \"{head}\" & _\r\n  \"{tail}\"\r\n"), 1, "pieces"),
        way("goes-on.sh", format!("t={head}\\\n{tail}\n"), 1, "pieces"),
    ]
}

#[test]
fn what_is_written_in_another_way_is_read_where_it_stands() {
    let tree = Tree::repository();
    let secret = token("written");
    let mut wanted = Vec::new();
    for (name, text, line, _) in ways(&secret) {
        tree.bytes(name, text.as_bytes());
        wanted.push(format!("{name}:{line}"));
    }
    wanted.sort();
    assert_eq!(places(&tree, "scan ."), wanted);
    let run = tree.run("scan . --format json").exits(1).keeps_quiet_on(&secret[14..]);
    let json = run.json();
    let mut run = run;
    for (name, written, _, how) in ways(&secret) {
        let finding = json["findings"].as_array().unwrap().iter().find(|finding| finding["path"] == name).unwrap();
        let said = finding["related"][0]["message"].as_str().unwrap();
        assert!(said.starts_with(&format!("written in {how}")), "{name}: {said}");
        let longest = written.split(['"', '\'', '=', '>']).max_by_key(|part| part.len()).unwrap();
        run = run.keeps_quiet_on(longest.trim());
    }
    tree.run("scan . --format text").exits(1).says("all.url:1").says("written in percent-encoding");
    // It is the secret that it is when it is written plainly.
    tree.bytes("plain.txt", secret.as_bytes());
    let json = tree.run("scan . --format json --reveal").exits(1).json();
    let findings = json["findings"].as_array().unwrap();
    assert_eq!(findings.len(), wanted.len() + 1);
    assert!(findings.iter().all(|finding| finding["secret"] == secret.as_str()));
    tree.git(&["add", "."]);
    assert_eq!(places(&tree, "staged").len(), wanted.len() + 1);
    tree.git(&["commit", "--quiet", "-m", "one"]);
    assert_eq!(places(&tree, "history").len(), 1, "one finding a secret");
}

#[test]
fn values_end_where_they_end_when_they_are_read() {
    let tree = Tree::new();
    let (first, second) = (password("first"), password("second"));
    let azure = BASE64_STANDARD.encode(expand("<<base64:64>>+", "azure").as_bytes().get(..64).unwrap());
    let azure = format!("+{}", &azure[1..]);
    let account = format!("AccountName=acmeprod;AccountKey={azure};EndpointSuffix=core.windows.net");
    let escaped = account.replace('+', "\\u002B").replace('=', "\\u003D");
    tree.bytes("a.json", format!("{{\"u\": \"https://h.internal/?password={first}\\u0026x=1\"}}\n").as_bytes());
    tree.bytes("b.json", format!("{{\"cs\": \"DefaultEndpointsProtocol=https;{escaped}\"}}\n").as_bytes());
    tree.bytes("c.env", format!("DB=postgres://app:p%40ss{second}@db.internal:5432/app\n").as_bytes());
    tree.bytes("d.js", format!("const password = \"{}\" + \"{}\";\n", &first[..7], &first[7..]).as_bytes());
    let json = tree.run("scan . --format json --reveal").exits(1).json();
    let findings = json["findings"].as_array().unwrap();
    let secrets: Vec<&str> = findings.iter().map(|finding| finding["secret"].as_str().unwrap()).collect();
    // What stands in an address is told as it stands there.
    assert_eq!(secrets, [&first, &azure, &format!("p%40ss{second}"), &first], "{findings:#?}");
}

#[test]
fn json_within_json_is_read_however_deep() {
    let tree = Tree::new();
    let mut text = format!("{{\"user\":\"app\",\"db_password\":\"{}\"}}", password("deep"));
    for depth in 1..=3 {
        text = format!("{{\"body\":{}}}", serde_json::to_string(&text).unwrap());
        tree.bytes(&format!("{depth}.json"), text.as_bytes());
    }
    assert_eq!(places(&tree, "scan ."), ["1.json:1", "2.json:1", "3.json:1"]);
    let json = tree.run("scan . --format json --reveal").json();
    for finding in json["findings"].as_array().unwrap() {
        assert_eq!(finding["secret"], password("deep").as_str(), "{finding:#?}");
    }
}

#[test]
fn one_form_within_another_is_read() {
    let tree = Tree::new();
    let said = format!("{{\"host\": \"db.internal\", \"token\": \"{}\"}}", token("both").replace('_', "\\u005f"));
    tree.bytes("a.txt", format!("blob: {}\n", BASE64_STANDARD.encode(&said)).as_bytes());
    let digits = BASE64_STANDARD.encode(format!("the token is {}", token("both")));
    tree.bytes("b.js", format!("const t = \"{}\" + \"{}\";\n", &digits[..40], &digits[40..]).as_bytes());
    assert_eq!(places(&tree, "scan ."), ["a.txt:1", "b.js:1"]);
    let run = tree.run("scan . --format json").exits(1).says("written in escapes in base64");
    run.says("written in base64 in pieces").keeps_quiet_on(&digits[20..40]);
}

#[test]
fn what_is_plain_is_said_to_be_plain() {
    let tree = Tree::new();
    let secret = token("plain");
    tree.bytes("a.js", format!("const t = \"{secret}\" + \" and \\u0026 more\\n\";\n").as_bytes());
    tree.bytes("b.json", format!("{{\"token\": \"{secret}\\n\", \"u\": \"a\\u0026b\"}}\n").as_bytes());
    let run = tree.run("scan . --format text").exits(1);
    run.keeps_quiet_on("written in");
    assert_eq!(places(&tree, "scan ."), ["a.js:1", "b.json:1"]);
}

#[test]
fn what_only_looks_written_otherwise_is_left_alone() {
    let tree = Tree::new();
    let half = &token("half")[..20];
    tree.bytes("a.js", format!("f(\"{half}\", \"{half}\"); g(\"{half}\" + x + \"{half}\");\n").as_bytes());
    tree.bytes("b.txt", br"\ud800\udc00 \ud800 \udfff \uZZZZ \x6 &#xd800; &#99999999999; %zz %5 %u0041".as_slice());
    tree.bytes("c.txt", "\\u0061".repeat(200_000).as_bytes());
    tree.bytes("d.txt", "\" + \"".repeat(100_000).as_bytes());
    tree.bytes("e.txt", "&#x61;".repeat(200_000).as_bytes());
    tree.bytes("f.txt", "%2525".repeat(200_000).as_bytes());
    let begun = std::time::Instant::now();
    tree.run("scan .").exits(0);
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}
