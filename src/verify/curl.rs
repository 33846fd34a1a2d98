//! The `curl` program as transport.
//!
//! It is called with fixed arguments; all that belongs to a request goes to its standard input, so that no list of processes
//! shows a secret. No file configures it (`-q`), it speaks nothing but HTTPS, follows no redirect, and has ten seconds. Of an
//! answer 64 KiB are read; then it is ended.

use std::ffi::OsStr;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::Transport;
use super::answer::Answer;
use super::request::{Method, Request};

/// Most bytes of an answer that are read, its head included.
const MOST: u64 = 64 << 10;

/// Most bytes of a request; a credential is shorter. A pipe takes so many at once.
const LARGEST: usize = 48 << 10;

/// What it is called with, whatever is asked. `-q` must come first.
const ARGUMENTS: [&str; 8] =
    ["-q", "--config", "-", "--silent", "--include", "--suppress-connect-headers", "--globoff", "--path-as-is"];

/// The program.
#[derive(Clone, Debug)]
pub struct Curl {
    program: PathBuf,
}

/// Looks for the program in the absolute folders of a search path (`PATH`) that do not lie below `scanned`: what stands in a
/// scanned folder is not run.
pub fn find(search: &OsStr, scanned: &Path) -> Option<Curl> {
    let name = if cfg!(windows) { "curl.exe" } else { "curl" };
    let scanned = scanned.canonicalize().unwrap_or_else(|_| scanned.to_path_buf());
    let folders = std::env::split_paths(search).filter(|folder| folder.is_absolute());
    let real = folders.filter_map(|folder| folder.canonicalize().ok());
    // A tree that is the root of the disk holds every program there is.
    let outside = real.filter(|folder| scanned.parent().is_none() || !folder.starts_with(&scanned));
    let program = outside.map(|folder| folder.join(name)).find(|program| program.is_file())?;
    Some(Curl { program })
}

impl Transport for Curl {
    fn send(&self, request: &Request) -> Result<Answer, &'static str> {
        let config = config(request).ok_or("holds characters that a request cannot hold")?;
        let mut command = Command::new(&self.program);
        command.args(ARGUMENTS);
        // A server on this machine stands in for a provider in a test, which need not wait as long.
        let [connect, whole] = if request.loopback { ["1", "2"] } else { ["5", "10"] };
        command.args(["--connect-timeout", connect, "--max-time", whole, "--max-redirs", "0"]);
        if request.loopback {
            command.args(["--proto", "=http", "--noproxy", "*"]);
        } else {
            command.args(["--proto", "=https", "--tlsv1.2"]);
        }
        // Would write the keys of the connection down.
        command.env_remove("SSLKEYLOGFILE");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|_unquoted| "curl could not be started")?;
        let answer = talk(&mut child, &config);
        // It may be waiting for us to read on.
        if answer.as_ref().is_ok_and(|(_, cut)| *cut) || answer.is_err() {
            _ = child.kill();
        }
        let status = child.wait().map_err(|_unquoted| "curl was lost")?;
        let (bytes, cut) = answer?;
        if !cut && !status.success() {
            return Err(reason(status.code()));
        }
        read(&bytes, cut).ok_or("answered with no HTTP")
    }
}

fn talk(child: &mut Child, config: &[u8]) -> Result<(Vec<u8>, bool), &'static str> {
    let mut input = child.stdin.take().ok_or("curl could not be talked to")?;
    let output = child.stdout.take().ok_or("curl could not be talked to")?;
    // That it does not read on is told by how it ends.
    _ = input.write_all(config);
    drop(input);
    let mut bytes = Vec::new();
    output.take(MOST + 1).read_to_end(&mut bytes).map_err(|_unquoted| "curl was lost")?;
    let cut = bytes.len() as u64 > MOST;
    Ok((bytes, cut))
}

/// A request as curl's configuration. Nothing in it may be able to end a line.
fn config(request: &Request) -> Option<Vec<u8>> {
    let mut lines = format!("url = {}\n", quoted(&request.url)?);
    let mut line = |name: &str, value: &str| -> Option<()> {
        lines.push_str(name);
        lines.push_str(" = ");
        lines.push_str(&quoted(value)?);
        lines.push('\n');
        Some(())
    };
    line("user-agent", concat!("reticent/", env!("CARGO_PKG_VERSION")))?;
    for (name, value) in &request.headers {
        // It would be the name of a file.
        if name.starts_with('@') {
            return None;
        }
        line("header", &format!("{name}: {value}"))?;
    }
    if request.method == Method::Post {
        line("request", "POST")?;
        line("data-raw", str::from_utf8(request.body.as_deref().unwrap_or_default()).ok()?)?;
    }
    (lines.len() <= LARGEST).then(|| lines.into_bytes())
}

/// In curl's quotes; `None` where there are characters that could end a line or be lost.
fn quoted(text: &str) -> Option<String> {
    if text.chars().any(char::is_control) {
        return None;
    }
    Some(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// What an exit code of curl means (`man curl`, EXIT CODES).
fn reason(code: Option<i32>) -> &'static str {
    match code {
        Some(2) => "this curl is too old",
        Some(5 | 97) => "the proxy was not reached",
        Some(6) => "the host was not found",
        Some(7) => "not reached",
        Some(28) => "timed out",
        Some(35 | 51 | 53 | 54 | 58 | 59 | 60 | 64 | 66 | 77 | 80 | 82 | 83 | 90 | 91 | 98) => {
            "the certificate or TLS was refused"
        }
        Some(1 | 8 | 43) => "answered with no HTTP",
        Some(16 | 18 | 52 | 55 | 56 | 92 | 95) => "the answer broke off",
        Some(61) => "answered in an encoding that is not known",
        Some(_) => "curl failed",
        None => "curl was ended",
    }
}

/// The status and the body, behind answers that only announce another.
fn read(bytes: &[u8], cut: bool) -> Option<Answer> {
    let mut rest = bytes;
    loop {
        let (head, body) = split_head(rest)?;
        let line = head.split(|&byte| byte == b'\n').next()?;
        let mut words = str::from_utf8(line).ok()?.split_ascii_whitespace();
        let status: u32 =
            words.next().filter(|version| version.starts_with("HTTP/")).and(words.next())?.parse().ok()?;
        match status {
            100..=199 => rest = body,
            200..=599 => return Some(Answer { status, body: body.to_vec(), cut }),
            _ => return None,
        }
    }
}

fn split_head(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let ends: [&[u8]; 2] = [b"\r\n\r\n", b"\n\n"];
    let at = |end: &&[u8]| memchr::memmem::find(bytes, end).map(|at| (at, at + end.len()));
    let (end, start) = ends.iter().filter_map(at).min()?;
    Some((bytes.get(..end)?, bytes.get(start..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(value: &str) -> Request {
        Request {
            method: Method::Post,
            url: "https://api.example.com/".to_owned(),
            host: "api.example.com".to_owned(),
            headers: vec![("X-Key".to_owned(), value.to_owned())],
            body: Some(br#"{"a":"\\"}"#.to_vec()),
            loopback: false,
        }
    }

    #[test]
    fn nothing_in_a_value_ends_its_line() {
        let text = String::from_utf8(config(&request(r#"a"b\c @d # {e}"#)).unwrap()).unwrap();
        assert_eq!(
            text.lines().skip(2).collect::<Vec<_>>(),
            [r#"header = "X-Key: a\"b\\c @d # {e}""#, r#"request = "POST""#, r#"data-raw = "{\"a\":\"\\\\\"}""#]
        );
        for bad in ["a\nurl = \"https://evil.example\"", "a\rb", "a\0b", "a\u{85}b", "a\tb", &"x".repeat(60_000)] {
            assert_eq!(config(&request(bad)), None, "{bad:?}");
        }
    }

    #[test]
    fn the_last_answer_counts() {
        let head = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/2 200 \r\nserver: x\r\n\r\nbody\r\n\r\n";
        let answer = read(head, false).unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, b"body\r\n\r\n".as_slice()));
        assert_eq!(read(b"HTTP/1.0 404\n\n", true).unwrap().status, 404);
        for garbage in [
            &b""[..],
            b"HTTP/1.1 200 OK\r\n",
            b"hello\r\n\r\n",
            b"HTTP/1.1 999 x\r\n\r\n",
            b"\xff\r\n\r\n",
            b"HTTP/1.1 20\xff\n\n",
        ] {
            assert!(read(garbage, false).is_none(), "{garbage:?}");
        }
    }

    #[test]
    fn a_program_below_what_is_scanned_is_not_taken() {
        let tree = tempfile::tempdir().unwrap();
        let (bin, other) = (tree.path().join("repo/bin"), tree.path().join("usr"));
        for folder in [&bin, &other] {
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(folder.join(if cfg!(windows) { "curl.exe" } else { "curl" }), "").unwrap();
        }
        let search = std::env::join_paths([Path::new("."), &bin, &other]).unwrap();
        let found = find(&search, &tree.path().join("repo")).unwrap();
        assert_eq!(found.program.parent().unwrap(), other.canonicalize().unwrap());
        assert!(find(bin.as_os_str(), &tree.path().join("repo")).is_none());
        assert!(find(OsStr::new("bin"), tree.path()).is_none());
    }
}
