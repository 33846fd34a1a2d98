//! Texts of documents, databases and compiled programs. The files are those of `fixtures/documents`, made by the tools
//! that make such files, with secrets put in; others are put together here.

use std::io::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::support::{Tree, password, token};
use crate::{places, zip};

const TOKEN: &str = "the_token_that_a_test_puts_in_here_____x";
const PASSWORD: &str = "a_password_of_a_test";

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn replace(content: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let mut content = content.to_vec();
    let places: Vec<usize> = memchr::memmem::find_iter(&content, old).collect();
    for at in places {
        content[at..at + old.len()].copy_from_slice(new);
    }
    content
}

/// A file of `fixtures/documents` with secrets in it.
pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/fixtures/documents/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut content = std::fs::read(path).unwrap();
    for (old, new) in [(TOKEN, token(name)), (PASSWORD, password(name))] {
        content = replace(&content, old.as_bytes(), new.as_bytes());
        let big = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        content = replace(&content, &wide(old), &wide(&new));
        content = replace(&content, &big(old), &big(&new));
    }
    content
}

pub(crate) const FIXTURES: [&str; 6] =
    ["AndroidManifest.xml", "Settings.class", "Settings.plist", "resources.arsc", "settings.pyc", "settings.sqlite"];

/// Which secrets were found where, without lines.
fn found(tree: &Tree) -> Vec<(String, String)> {
    let json = tree.run("scan . --format json --reveal").exits(1).json();
    let mut found: Vec<(String, String)> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let inside = finding["inside"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
            let path: Vec<&str> = std::iter::once(finding["path"].as_str().unwrap()).chain(inside).collect();
            (path.join("!/"), finding["secret"].as_str().unwrap().to_owned())
        })
        .collect();
    found.sort();
    found
}

#[test]
fn texts_and_the_names_that_they_have_are_read() {
    let tree = Tree::repository();
    let mut wanted = Vec::new();
    for (name, texts) in FIXTURES.into_iter().zip([
        ["resources", "resources"],
        ["constants", "constants"],
        ["property list", "property list"],
        ["resources", "resources"],
        ["constants", "constants"],
        ["settings", "users"],
    ]) {
        tree.bytes(name, &fixture(name));
        wanted.push((format!("{name}!/{}", texts[0]), token(name)));
        wanted.push((format!("{name}!/{}", texts[1]), password(name)));
    }
    wanted.sort();
    assert_eq!(found(&tree), wanted);
    let text = tree.run("scan . --format text").exits(1);
    text.says("settings.sqlite!/users").keeps_quiet_on(&token("settings.sqlite")).keeps_quiet_on("incomplete");
    tree.git(&["add", "."]);
    assert_eq!(places(&tree, "staged").len(), wanted.len());
    tree.git(&["commit", "--quiet", "-m", "one"]);
    assert_eq!(places(&tree, "history").len(), wanted.len());
}

/// A document of objects, each with or without a stream, packed or not.
pub(crate) fn pdf(objects: &[(&str, Option<&[u8]>)]) -> Vec<u8> {
    let mut content = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n".to_vec();
    for (number, (head, stream)) in (1..).zip(objects) {
        content.extend(format!("{number} 0 obj\n").bytes());
        match stream {
            None => content.extend(head.bytes()),
            Some(stream) => {
                let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
                encoder.write_all(stream).unwrap();
                let packed = encoder.finish().unwrap();
                let length = packed.len();
                content.extend(format!("<< {head} /Filter /FlateDecode /Length {length} >>\nstream\n").bytes());
                content.extend(packed);
                content.extend(b"\nendstream");
            }
        }
        content.extend(b"\nendobj\n");
    }
    content.extend(b"trailer << /Root 1 0 R >>\n%%EOF\n");
    content
}

/// A page that shows a text in two pieces, one of which is not plain.
fn page(text: &str) -> String {
    let (head, tail) = text.split_at(9);
    let tail: Vec<String> = tail.bytes().map(|byte| format!("{byte:02x}")).collect();
    let tail = tail.concat();
    format!("BT /F1 12 Tf 72 700 Td [(token: \\{:o}{}) -20 <{tail}>] TJ T* (end) Tj ET", head.as_bytes()[0], &head[1..])
}

#[test]
fn pages_are_read() {
    let tree = Tree::new();
    tree.bytes("page.pdf", &pdf(&[("<< /Type /Catalog >>", None), ("", Some(page(&token("page")).as_bytes()))]));
    // Objects in a stream of objects: a note, and a font whose characters have numbers of their own.
    let note = format!("<< /Contents (see {}) >>", token("note"));
    let packed = format!("9 0 10 {} {note} << /F1 11 0 R >>", note.len() + 1);
    let first = packed.find("<<").unwrap();
    let map = b"1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0003> <0061> <0020> endbfrange";
    let glyphs: Vec<String> = token("glyphs").bytes().map(|byte| format!("{:04x}", u16::from(byte) - 0x1d)).collect();
    let glyphs = glyphs.concat();
    let head = format!("/Type /ObjStm /N 2 /First {first}");
    let shown = format!("BT /F1 9 Tf 1 0 0 1 50 50 Tm <{}> Tj <{}> Tj ET", &glyphs[..40], &glyphs[40..]);
    let objects: [(&str, Option<&[u8]>); 12] = [
        (&head, Some(packed.as_bytes())),
        ("", Some(shown.as_bytes())),
        ("/Subtype /Image", Some(b"picture")),
        ("null", None),
        ("null", None),
        ("null", None),
        ("null", None),
        ("null", None),
        ("null", None),
        ("null", None),
        ("<< /Type /Font /ToUnicode 12 0 R >>", None),
        ("", Some(map)),
    ];
    tree.bytes("packed.pdf", &pdf(&objects));
    let wanted = [
        ("packed.pdf!/pages".to_owned(), token("glyphs")),
        ("packed.pdf!/strings".to_owned(), token("note")),
        ("page.pdf!/pages".to_owned(), token("page")),
    ];
    assert_eq!(found(&tree), wanted);
    // A document that is encrypted says so where its tables are.
    let mut closed = pdf(&[("", Some(page(&token("closed")).as_bytes()))]);
    closed.extend(b"trailer << /Root 1 0 R /Encrypt 5 0 R >>\n");
    tree.bytes("page.pdf", b"").bytes("packed.pdf", b"").bytes("closed.pdf", &closed);
    tree.run("scan .").exits(0).says("closed.pdf").says("encrypted");
}

#[test]
fn texts_of_office_files_are_whole_again() {
    let tree = Tree::new();
    let office = "http://schemas.openxmlformats.org/";
    let halves = |name: &str| {
        let whole = token(name);
        (whole[..9].to_owned(), whole[9..].to_owned())
    };
    let (a, b) = halves("docx");
    let word = format!(
        "<?xml version=\"1.0\"?>\n<w:document xmlns:w=\"{office}wordprocessingml/2006/main\"><w:body><w:p><w:r>\
         <w:t xml:space=\"preserve\">the token is </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{a}</w:t></w:r>\
         <w:proofErr/><w:r><w:t>{b}</w:t></w:r></w:p><w:p><w:r><w:t>db_password: </w:t></w:r><w:r><w:t>{}</w:t></w:r>\
         </w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>smtp_password</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p>\
         </w:tc></w:tr></w:tbl></w:body></w:document>",
        password("docx"),
        password("table")
    );
    let (a, b) = halves("pptx");
    let slide = format!(
        "<p:sld xmlns:a=\"{office}drawingml/2006/main\"><a:p><a:r><a:t>{a}</a:t></a:r><a:r><a:t>{b}</a:t></a:r></a:p></p:sld>"
    );
    let (a, b) = halves("xlsx");
    let shared = format!(
        "<sst xmlns=\"{office}spreadsheetml/2006/main\"><si><t>x</t></si><si><r><t>{a}</t></r><r><rPr/><t>{b}</t></r></si></sst>"
    );
    let (a, b) = halves("odt");
    let open = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\"><text:p>it is \
         {a}<text:span>{b}</text:span></text:p></office:document-content>"
    );
    tree.bytes("a.docx", &zip(&[("word/document.xml", word.as_bytes())]));
    tree.bytes("b.pptx", &zip(&[("ppt/slides/slide1.xml", slide.as_bytes())]));
    let users = "<si><t>login</t></si><si><t>Password</t></si><si><t>root</t></si>".to_owned();
    let users = format!("{users}<si><t>{}</t></si></sst>", password("cell"));
    let sheet = format!(
        "<worksheet xmlns=\"{office}spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>2</v></c>\
         <c r=\"B1\" t=\"s\"><v>3</v></c></row><row r=\"2\"><c r=\"A2\" t=\"s\"><v>4</v></c><c r=\"B2\" t=\"s\"><v>5</v></c></row>\
         <row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>smtp_password</t></is></c><c r=\"B3\" t=\"inlineStr\"><is><t>{}</t></is></c>\
         </row></sheetData></worksheet>",
        password("inline")
    );
    let parts = [("xl/worksheets/sheet1.xml", sheet.as_bytes())];
    let shared = shared.replace("</sst>", &users);
    tree.bytes("c.xlsx", &zip(&[parts[0], ("xl/sharedStrings.xml", shared.as_bytes())]));
    tree.bytes("d.odt", &zip(&[("content.xml", open.as_bytes())]));
    let mut wanted = vec![
        ("a.docx!/word/document.xml!/text".to_owned(), token("docx")),
        ("a.docx!/word/document.xml!/text".to_owned(), password("docx")),
        ("a.docx!/word/document.xml!/text".to_owned(), password("table")),
        ("b.pptx!/ppt/slides/slide1.xml!/text".to_owned(), token("pptx")),
        ("c.xlsx!/xl/sharedStrings.xml".to_owned(), token("xlsx")),
        ("c.xlsx!/xl/worksheets/sheet1.xml".to_owned(), password("cell")),
        ("c.xlsx!/xl/worksheets/sheet1.xml".to_owned(), password("inline")),
        ("d.odt!/content.xml!/text".to_owned(), token("odt")),
    ];
    wanted.sort();
    assert_eq!(found(&tree), wanted);
}

#[test]
fn parts_of_mail_are_decoded() {
    let tree = Tree::new();
    let (soft, attached) = (token("soft"), zip(&[("app.env", format!("T={}\n", token("attached")).as_bytes())]));
    let digits = BASE64_STANDARD.encode(attached);
    let lines: Vec<&str> = digits.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let mail = format!(
        "From: a@b.internal\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"=_x\"\r\n\r\n--=_x\r\n\
         Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nh=C3=A9llo\r\ntoken=3A {}=\r\n{}\r\n\
         --=_x\r\nContent-Type: application/zip; name=\"in.zip\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--=_x--\r\n",
        &soft[..20],
        &soft[20..],
        lines.join("\r\n")
    );
    tree.bytes("a.eml", mail.as_bytes());
    assert_eq!(places(&tree, "scan ."), ["a.eml!/in.zip!/app.env:1", "a.eml!/part 1:2"]);
}

#[test]
fn notebooks_and_recorded_requests_are_read() {
    let tree = Tree::new();
    let said = BASE64_STANDARD.encode(format!("the token {}", token("har")));
    let har = format!(
        "{{\"log\": {{\"entries\": [{{\"response\": {{\"content\": {{\"encoding\": \"base64\", \"text\": \"{said}\"}}}}}}]}}}}\n"
    );
    let notebook = format!(
        "{{\"cells\": [{{\"cell_type\": \"code\", \"source\": [\n \"import os\\n\",\n \"db_password = \\\"{}\\\"\\n\",\n \"t = '{}'\"\n]}}]}}\n",
        password("notebook"),
        token("notebook")
    );
    tree.bytes("a.har", har.as_bytes()).bytes("b.ipynb", notebook.as_bytes());
    let wanted = [
        ("a.har".to_owned(), token("har")),
        ("b.ipynb".to_owned(), password("notebook")),
        ("b.ipynb".to_owned(), token("notebook")),
    ];
    let mut wanted = wanted.to_vec();
    wanted.sort();
    assert_eq!(found(&tree), wanted);
}
