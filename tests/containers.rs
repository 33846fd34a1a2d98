//! What is inside containers: every format is opened, what cannot be is named, names inside are names only, and no
//! archive makes the program grow or hang.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, which is its purpose"
)]

#[path = "containers/documents.rs"]
mod documents;
#[path = "containers/hostile.rs"]
mod hostile;
#[path = "containers/packed.rs"]
mod packed;
#[path = "support/mod.rs"]
mod support;
#[path = "containers/writing.rs"]
mod writing;

use std::io::{Cursor, Write as _};

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use support::{Tree, expand, private_key, token};

type Files<'f> = &'f [(&'f str, &'f [u8])];

fn zip(files: Files<'_>) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tar(files: Files<'_>) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        // `set_path` refuses what a hostile archive has.
        let bytes = header.as_old_mut();
        bytes.name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        builder.append(&header, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn bzip2(content: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn xz(content: &[u8]) -> Vec<u8> {
    let mut writer = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::default()).unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap()
}

fn zstd(content: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(content, ruzstd::encoding::CompressionLevel::Fastest)
}

fn setting(seed: &str) -> Vec<u8> {
    format!("github:\n  token: {}\n", token(seed)).into_bytes()
}

/// Where findings lie.
fn places(tree: &Tree, command: &str) -> Vec<String> {
    let run = tree.run(&format!("{command} --format json"));
    let mut places: Vec<String> = run.json()["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let inside = finding["inside"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
            let path: Vec<&str> = std::iter::once(finding["path"].as_str().unwrap()).chain(inside).collect();
            format!("{}:{}", path.join("!/"), finding["occurrences"][0]["start"]["line"])
        })
        .collect();
    places.sort();
    places
}

#[test]
fn every_format_is_opened() {
    let tree = Tree::new();
    let inner = setting("inner");
    tree.bytes("a.zip", &zip(&[("conf/app.yml", &setting("zip"))]));
    tree.bytes("b.tar", &tar(&[("etc/app.yml", &setting("tar"))]));
    tree.bytes("c.tgz", &gzip(&tar(&[("app.yml", &setting("tgz"))])));
    tree.bytes("d.yml.bz2", &bzip2(&setting("bz2")));
    tree.bytes("e.tar.xz", &xz(&tar(&[("app.yml", &setting("xz"))])));
    tree.bytes("f.yml.zst", &zstd(&setting("zst")));
    tree.bytes("lib.jar", &zip(&[("in.war", &zip(&[("WEB-INF/app.yml", &inner)]))]));
    tree.bytes("image.tar", &tar(&[("1/layer.tar", &tar(&[("srv/app.yml", &setting("layer"))]))]));
    assert_eq!(
        places(&tree, "scan ."),
        [
            "a.zip!/conf/app.yml:2",
            "b.tar!/etc/app.yml:2",
            "c.tgz!/c.tar!/app.yml:2",
            "d.yml.bz2!/d.yml:2",
            "e.tar.xz!/e.tar!/app.yml:2",
            "f.yml.zst!/f.yml:2",
            "image.tar!/1/layer.tar!/srv/app.yml:2",
            "lib.jar!/in.war!/WEB-INF/app.yml:2",
        ]
    );
    tree.run("scan .").exits(1).keeps_quiet_on(&token("inner")).says("lib.jar!/in.war!/WEB-INF/app.yml");
}

#[test]
fn what_cannot_be_opened_is_named() {
    let tree = Tree::new();
    let mut closed = zip(&[("app.yml", &setting("closed"))]);
    // The bit that says that a member is encrypted, in its own header and in the directory.
    closed[6] |= 1;
    let directory = memchr::memmem::find(&closed, b"PK\x01\x02").unwrap();
    closed[directory + 8] |= 1;
    tree.bytes("closed.zip", &closed);
    tree.bytes("x.rar", b"Rar!\x1a\x07\x01\0 and more");
    let run = tree.run("scan .").exits(0).says("closed.zip").says("encrypted").says("cannot be opened");
    run.says("x.rar");

    let whole = gzip(&tar(&[("a.yml", &setting("a")), ("b.bin", &expand("<<alnum:9000>>", "b").into_bytes())]));
    tree.bytes("cut.tar.gz", &whole[..whole.len() / 2]);
    // What comes before the damage is read all the same; the exit code tells of findings first.
    tree.run("scan .").exits(1).says("cut.tar.gz!/cut.tar!/a.yml").says("damaged");
    let listed = zip(&[("a.yml", &setting("listed"))]);
    tree.bytes("cut.tar.gz", b"").bytes("cut.zip", &listed[..listed.len() - 30]);
    tree.run("scan .").exits(1).says("cut.zip!/a.yml").says("damaged");
    tree.bytes("cut.zip", b"PK\x03\x04 and nothing else");
    tree.run("scan .").exits(3).says("cut.zip").says("damaged");
}

#[test]
fn names_inside_are_names_only() {
    let tree = Tree::new();
    tree.bytes("x/evil.zip", &zip(&[("../../evil.yml", &setting("up"))]));
    tree.bytes("x/evil.tar", &tar(&[("/tmp/evil.yml", &setting("root"))]));
    tree.bytes("x/ctl.tar", &tar(&[("a\x1b[31m\n.yml", &setting("ctl"))]));
    let before = tree.names("");
    let run = tree.run("scan .").exits(1).says("../../evil.yml").says("/tmp/evil.yml");
    run.keeps_quiet_on("\u{1b}[31m");
    assert_eq!(tree.names(""), before);
}

#[test]
fn depth_and_size_are_bounded() {
    let tree = Tree::new();
    let mut nested = setting("deep");
    for depth in 0..12 {
        nested = zip(&[(if depth == 0 { "app.yml" } else { "in.zip" }, &nested)]);
    }
    tree.bytes("deep.zip", &nested);
    tree.run("scan .").exits(3).says("over a limit").says("containers inside each other");
    let mut bomb = vec![0; 300 << 20];
    bomb.extend(setting("behind"));
    tree.bytes("deep.zip", b"").bytes("bomb.gz", &gzip(&bomb));
    tree.run("scan .").exits(3).says("bomb.gz");
    tree.run("scan . --allow-incomplete limit").exits(0);
}

#[test]
fn containers_in_a_repository_are_opened_too() {
    let tree = Tree::repository();
    tree.bytes("app.jar", &zip(&[("conf/app.yml", &setting("old"))]));
    tree.git(&["add", "."]);
    assert_eq!(places(&tree, "staged"), ["app.jar!/conf/app.yml:2"]);
    tree.git(&["commit", "--quiet", "-m", "one"]);
    // Packed anew with the same secret: nothing is added.
    tree.bytes("app.jar", &zip(&[("conf/app.yml", &setting("old")), ("more.txt", b"more")]));
    tree.git(&["add", "."]);
    assert!(places(&tree, "staged").is_empty());
    tree.git(&["commit", "--quiet", "-m", "two"]);
    tree.bytes("app.jar", &zip(&[("conf/app.yml", b"nothing: here\n")]));
    tree.git(&["add", "."]).git(&["commit", "--quiet", "-m", "three"]);
    tree.bytes("cut.zip", b"PK\x03\x04 and nothing else");
    tree.git(&["add", "."]).git(&["commit", "--quiet", "-m", "four"]);
    assert_eq!(places(&tree, "diff HEAD~3..HEAD~2"), Vec::<String>::new());
    assert_eq!(places(&tree, "history"), ["app.jar!/conf/app.yml:2"]);
    tree.run("history").exits(1).says("app.jar!/conf/app.yml").says("damaged");
}

/// What a program is made of before and behind a text in it.
fn in_a_program(text: &str) -> Vec<u8> {
    let padding = [0, 1, 2, 0x7f, 0x80, 0xff, 0, 0].repeat(40);
    [&b"\x7fELF\x02\x01\x01"[..], &padding, text.as_bytes(), &padding].concat()
}

#[test]
fn what_identifies_itself_is_found_in_programs() {
    let key = private_key("firmware");
    let webhook = expand("https://discord.com/api/webhooks/<<digits:18>>/<<alnum:68>>", "firmware");
    for (text, rule) in [
        (key.clone(), "secret/private-key"),
        (key.replace('\n', "\r\n"), "secret/private-key"),
        (token("firmware"), "secret/github-personal-access-token"),
        (webhook, "secret/discord-webhook-url"),
    ] {
        let tree = Tree::new();
        tree.bytes("bin/daemon", &in_a_program(&text));
        let run = tree.run("scan --format oneline");
        assert!(run.code == 1 && run.out.contains(rule), "{rule}: {}", run.shown());
    }
    let tree = Tree::new();
    let heads = format!("-----{} %s PRIVATE KEY-----\0-----END %s PRIVATE KEY-----", "BEGIN");
    tree.bytes("bin/daemon", &in_a_program(&heads));
    assert_eq!(tree.run("scan --format oneline").out, "", "what a program writes keys with is no key");
}

#[test]
fn wide_strings_of_binaries_are_read() {
    let tree = Tree::new();
    let wide: Vec<u8> = token("wide").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let header: Vec<u8> = (0..=250u8).rev().cycle().take(1255).collect();
    tree.bytes("app.dll", &[header.as_slice(), &wide, b"\0\0\0"].concat());
    assert_eq!(places(&tree, "scan ."), ["app.dll!/UTF-16 strings:1"]);
}

#[test]
fn what_is_encoded_is_read_and_shown_where_it_stands() {
    let tree = Tree::repository();
    let said = format!("host: db.internal\ntoken: {}\n", token("encoded"));
    let plain = BASE64_STANDARD.encode(&said);
    let lines: Vec<&str> = plain.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let hex: Vec<String> = said.bytes().map(|byte| format!("{byte:02x}")).collect();
    let twice = BASE64_URL_SAFE_NO_PAD.encode(format!("settings = {plain} # of the test"));
    tree.bytes("one.yml", format!("data:\n  conf: {plain}\n").as_bytes());
    tree.bytes("lines.yml", format!("data: |\n  {}\n", lines.join("\n  ")).as_bytes());
    tree.bytes("hex.js", format!("const x = '{}';\n", hex.concat()).as_bytes());
    tree.bytes("twice.txt", format!("\n\n{twice}\n").as_bytes());
    // Encoded, it is the secret that it was: not to be shown, also where another finding quotes its line.
    tree.bytes("beside.txt", format!("token: {} {plain}\n", token("beside")).as_bytes());
    let all = ["beside.txt:1", "beside.txt:1", "hex.js:1", "lines.yml:2", "one.yml:2", "twice.txt:3"];
    assert_eq!(places(&tree, "scan ."), all);
    let digits = &plain[36..80];
    tree.run("scan . --format text").exits(1).says("written in base64").keeps_quiet_on(digits);
    let json = tree.run("scan . --format json").exits(1).says("written in base64 in base64").says("in hexadecimal");
    json.keeps_quiet_on(digits);
    tree.git(&["add", "."]).git(&["commit", "--quiet", "-m", &format!("one {plain}")]);
    assert_eq!(places(&tree, "history").len(), 2, "one finding a secret");
    tree.run("history").exits(1).says("written in base64").keeps_quiet_on(digits);
    tree.bytes("two.yml", format!("conf: {}\n", BASE64_STANDARD.encode(token("staged") + " and more")).as_bytes());
    tree.git(&["add", "."]);
    assert_eq!(places(&tree, "staged"), ["two.yml:1"]);
}

#[test]
fn what_only_looks_encoded_is_left_alone() {
    let tree = Tree::new();
    let random = expand("<<base64:400>>", "random");
    tree.bytes("random.txt", format!("{random}\n{}\n", "QUFB".repeat(20_000)).as_bytes());
    // Encoded over and over, more often than is looked at.
    let mut deep = token("deep");
    for _ in 0..9 {
        deep = BASE64_STANDARD.encode(deep);
    }
    tree.bytes("deep.txt", deep.as_bytes());
    tree.run("scan .").exits(0);
}
