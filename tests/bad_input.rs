//! Bad input: whatever is handed to the program, it ends, says what was wrong, and leaves nothing half-written.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a failing helper fails its test")]

mod support;

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use support::{Run, Tree, token};

/// A tree with one finding.
fn tree_with_finding() -> Tree {
    let tree = Tree::new();
    tree.bytes("app.env", format!("GITHUB_TOKEN={}\n", token("app")).as_bytes());
    tree
}

#[test]
fn a_path_that_does_not_exist_is_named() {
    Tree::new().run("scan no/such/folder").exits(2).says("error: cannot scan no/such/folder: ");
}

#[cfg(target_os = "linux")]
#[test]
fn an_unreadable_file_is_a_gap_and_the_rest_is_scanned() {
    let tree = tree_with_finding();
    // The memory of the process refuses to be read from its start, whoever asks.
    let run = tree.run_list(&["scan", "/proc/self/mem"]).exits(3);
    assert!(run.out.contains("1 unreadable: ") && run.out.contains("mem"), "{}", run.shown());
    let folder = tree.path("").display().to_string();
    tree.run_list(&["scan", "/proc/self/mem", &folder]).exits(1).says("1 unreadable: ").says("app.env:1:14");
    tree.run("scan /proc/self/mem --allow-incomplete unreadable").exits(0).says("1 unreadable: ");
}

#[cfg(unix)]
#[test]
fn files_and_folders_without_permission_are_gaps() {
    use std::os::unix::fs::PermissionsExt as _;
    let tree = tree_with_finding();
    tree.bytes("closed/file", b"x").bytes("locked", b"x");
    for name in ["closed", "locked"] {
        fs::set_permissions(tree.path(name), fs::Permissions::from_mode(0o0)).unwrap();
    }
    if File::open(tree.path("locked")).is_err() {
        tree.run("scan").exits(1).says("2 unreadable: closed (").says("locked (");
    } else {
        eprintln!("not tried: permissions do not stop this user");
    }
    fs::set_permissions(tree.path("closed"), fs::Permissions::from_mode(0o700)).unwrap();
}

/// What vanishes between being listed and being read can only be seen from inside the walk.
#[test]
fn a_folder_or_file_that_vanishes_is_a_gap() {
    use reticent::model::GapKind;
    use reticent::source::{Found, Reader, Root, WalkOptions, walk};
    let tree = Tree::new();
    tree.bytes("one/file", b"x").bytes("two/file", b"x");
    let root = Root::resolve(&[tree.path("")], &tree.path(""), false).unwrap();
    let found = std::sync::Mutex::new(Vec::new());
    let stop = AtomicBool::new(false);
    walk(&root, &WalkOptions { ignore: true, own_ignore: true, jobs: 1 }, &stop, || {
        |entry| {
            if let Found::File(path, _) = &entry {
                let others = ["one", "two"].map(|name| tree.path(name));
                others.iter().filter(|f| !path.starts_with(f)).for_each(|f| _ = fs::remove_dir_all(f));
            }
            found.lock().unwrap().push(entry);
        }
    });
    let found = found.into_inner().unwrap();
    let kinds: Vec<_> = found.iter().map(|f| if let Found::Gap(gap) = f { Some(gap.kind) } else { None }).collect();
    assert_eq!(kinds, [None, Some(GapKind::Vanished)], "{found:?}");
    let gone =
        Reader::default().read(&tree.path("gone"), &mut |_, _| true, &mut |_| std::ops::ControlFlow::Continue(()));
    assert_eq!(gone.unwrap_err().kind(), std::io::ErrorKind::NotFound);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_and_make_no_loop() {
    use std::os::unix::fs::symlink;
    let tree = tree_with_finding();
    fs::create_dir(tree.path("folder")).unwrap();
    symlink("..", tree.path("folder/up")).unwrap();
    symlink("loop", tree.path("loop")).unwrap();
    symlink("app.env", tree.path("again.env")).unwrap();
    let run = tree.run("scan --format oneline").exits(1);
    assert_eq!(run.out.lines().count(), 1, "{}", run.shown());
    tree.run("scan loop").exits(2).says("cannot scan loop: ");
    tree.run("scan folder/up").exits(1);
}

#[cfg(unix)]
#[test]
fn pipes_and_sockets_are_listed_and_never_opened() {
    let tree = tree_with_finding();
    let made = std::process::Command::new("mkfifo").arg(tree.path("pipe")).status().unwrap();
    assert!(made.success());
    let _socket = std::os::unix::net::UnixListener::bind(tree.path("socket")).unwrap();
    tree.run("scan").exits(1).says("2 pipe, socket or device: pipe (").says("socket (");
    tree.run("scan pipe").exits(0).says("1 pipe, socket or device: pipe");
    tree.run("scan pipe --strict").exits(3);
}

#[test]
fn a_file_that_grows_is_read_up_to_the_length_that_it_had() {
    let tree = tree_with_finding();
    tree.bytes("grows.log", "a line of a log\n".repeat(1 << 16).as_bytes());
    let mut file = OpenOptions::new().append(true).open(tree.path("grows.log")).unwrap();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let more = "more of it\n".repeat(1 << 12);
            // So much at most, should the scan follow.
            for _ in (0..10_000).take_while(|_| !stop.load(Ordering::Relaxed)) {
                file.write_all(more.as_bytes()).unwrap();
            }
        });
        tree.run("scan").exits(1).says("app.env:1:14");
        stop.store(true, Ordering::Relaxed);
    });
}

#[test]
fn secrets_among_nul_bytes_are_found() {
    let tree = Tree::new();
    let (one, two) = (token("one"), token("two"));
    tree.bytes("program.bin", format!("\x7fELF\0\0\0\x01{one}\0\0rest\0").as_bytes());
    tree.bytes("late.txt", format!("{}\0{}\nkey = {two}\n", "text\n".repeat(2000), "\0".repeat(9)).as_bytes());
    tree.run("scan --format oneline").exits(1).says("program.bin:1:9: ").says("late.txt:2002:7: ");
}

#[test]
fn invalid_utf8_is_read_around() {
    let tree = Tree::new();
    let mut content = b"caf\xe9 \xff\xfe = 1\n\xf0\x9f token = '".to_vec();
    content.extend_from_slice(token("x").as_bytes());
    content.extend_from_slice(b"' \xc3\n");
    tree.bytes("latin1.txt", &content);
    // An incomplete sequence is one character, as editors show it.
    tree.run("scan --format oneline").exits(1).says("latin1.txt:2:12: ").keeps_quiet_on(&token("x"));
}

/// A text in an encoding that is wider than a byte.
fn wide(text: &str, encoding: &str) -> Vec<u8> {
    match encoding {
        "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        "utf-32le" => text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
        _ => text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect(),
    }
}

#[test]
fn wide_encodings_with_and_without_mark_are_found_in_their_place() {
    let secret = token("wide");
    for encoding in ["utf-16le", "utf-16be", "utf-32le", "utf-32be"] {
        for mark in ["\u{feff}", ""] {
            let before =
                format!("{mark}# settings of the service, written elsewhere\r\nemoji = \"\u{1f600}\", token = \"");
            let tree = Tree::new();
            tree.bytes("settings.ini", &wide(&format!("{before}{secret}\"\r\n"), encoding));
            let run = tree.run("scan --format json").exits(1).keeps_quiet_on(&secret);
            let place = &run.json()["findings"][0]["occurrences"][0];
            let start = wide(&before, encoding).len();
            let end = start + wide(&secret, encoding).len();
            assert_eq!(place["start"], serde_json::json!({"line": 2, "column": 24}), "{encoding} {mark:?} {place}");
            assert_eq!(place["span"], serde_json::json!([start, end]), "{encoding} {mark:?}");
        }
    }
}

#[test]
fn lone_carriage_returns_end_lines() {
    let tree = Tree::new();
    tree.bytes("old-mac.txt", format!("first\rsecond\rtoken = {}\rlast\r", token("mac")).as_bytes());
    let run = tree.run("scan").exits(1).says("old-mac.txt:3:9").keeps_quiet_on("second");
    assert!(run.out.contains("  3 | token = ghp_"), "{}", run.shown());
}

/// A hundred million bytes without a line end, three secrets among them; the memory is that of the windows.
#[test]
fn a_line_of_a_hundred_megabytes_is_scanned_in_bounded_memory() {
    let tree = Tree::new();
    let mut file = File::create(tree.path("one-line.json")).unwrap();
    let filler = "{\"id\": 12345, \"text\": \"nothing to see here\"}, ".repeat(1 << 16);
    for part in 0..36 {
        file.write_all(filler.as_bytes()).unwrap();
        if part % 16 == 0 {
            write!(file, "{{\"token\": \"{}\"}}, ", token(&part.to_string())).unwrap();
        }
    }
    assert!(file.metadata().unwrap().len() > 100_000_000);
    let mut child = tree
        .command(&["scan", "--format", "oneline", "--jobs", "2"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        peak = peak.max(peak_memory(child.id()));
        std::thread::sleep(Duration::from_millis(5));
    }
    let run = Run::of(&child.wait_with_output().unwrap()).exits(1);
    assert_eq!(run.out.lines().count(), 3, "{}", run.shown());
    assert!(run.out.lines().all(|line| line.len() < 200 && line.starts_with("one-line.json:1:")), "{}", run.shown());
    assert!(peak < 250 << 20, "{peak} bytes");
}

/// The most memory that a process has held so far, in bytes; 0 where the system does not tell.
fn peak_memory(process: u32) -> u64 {
    let status = fs::read(format!("/proc/{process}/status")).unwrap_or_default();
    let status = String::from_utf8_lossy(&status).into_owned();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) << 10
}

#[test]
fn an_empty_file_is_a_file() {
    let tree = Tree::new();
    tree.bytes("empty", b"");
    tree.run("scan").exits(0).says("no findings in 1 file, 0 bytes");
    tree.run_with_input("stdin", b"").exits(0).says("no findings in 1 file, 0 bytes");
}

const RULE: &str = "[[rule]]\nid = \"secret/ours\"\ntitle = \"t\"\ndescription = \"d\"\nfix = \"f\"\n\
                    keywords = [\"ours_\"]\npattern = '''(?P<secret>ours_[0-9a-f]{8})'''\n";

/// The id of a rule that comes with the program.
const BUILT_IN: &str = "secret/github-personal-access-token";

#[test]
fn mistakes_in_rules_are_named_with_their_place() {
    for (text, place, reason) in [
        (RULE.replace("[0-9a-f]{8})", "[0-9a-f"), "own.toml:7:", "unclosed"),
        (RULE.replace("fix =", "fixx ="), "own.toml:5:", "unknown field `fixx`"),
        (format!("{RULE}\n{RULE}"), "own.toml:9:", "secret/ours` stands already in own.toml:1"),
        (RULE.replace("secret/ours", BUILT_IN), "own.toml:1:", BUILT_IN),
        (RULE.replace("keywords = [\"ours_\"]", "keywords = [\"our"), "own.toml:7:", "missing comma"),
        ("[[rule]]\nid = \"x\"\n".to_owned(), "own.toml:1:", "missing field"),
    ] {
        let tree = Tree::new();
        tree.bytes("own.toml", text.as_bytes());
        tree.run("scan --rules own.toml").exits(2).says(place).says(reason);
        if !text.contains(BUILT_IN) {
            tree.run("rules test own.toml").exits(2).says(place).says(reason);
        }
    }
    Tree::new().run("scan --rules none.toml").exits(2).says("the rules none.toml: ");
}

#[test]
fn a_configuration_that_is_no_toml_is_shown_where_it_breaks() {
    let tree = tree_with_finding();
    tree.bytes("reticent.toml", b"fail-on = \"error\"\nthis is not toml\n");
    for command in ["scan", "config check", "config show", "rules list", "baseline show"] {
        tree.run(command).exits(2).says("reticent.toml:2:");
    }
    tree.bytes("reticent.toml", b"fail-on = \"\xff\"\n");
    tree.run("scan").exits(2).says("`reticent.toml` is not UTF-8 from line 1 on");
    tree.run("scan --config none").exits(1);
    tree.run("scan --config missing.toml").exits(2).says("missing.toml");
}

#[test]
fn a_baseline_from_a_newer_version_or_a_damaged_one_stops_the_run() {
    let tree = tree_with_finding();
    tree.run_list(&["baseline", "create", "--reason", "known"]).exits(0);
    let known = tree.read(".reticent-baseline.jsonl");
    tree.bytes("newer.jsonl", known.replacen("\"reticent-baseline\":1", "\"reticent-baseline\":2", 1).as_bytes());
    tree.run("scan --baseline newer.jsonl").exits(2).says("newer.jsonl:1").says("newer");
    tree.bytes("broken.jsonl", known.replacen("\"rule\"", "rule", 1).as_bytes());
    tree.run("scan --baseline broken.jsonl").exits(2).says("broken.jsonl:2");
    tree.run("scan --baseline missing.jsonl").exits(2).says("missing.jsonl: ");
}

#[test]
fn usage_mistakes_say_what_would_have_been_right() {
    let tree = tree_with_finding();
    for (arguments, said) in [
        ("scan --format xml", "text, oneline, json, jsonl, sarif, html"),
        ("scan --fail-on fatal", "error, warning, note"),
        ("scan --min-confidence sure", "high, medium, low"),
        ("scan --allow-incomplete everything", "unreadable, vanished"),
        ("scan --max-file-size huge", "--max-file-size"),
        ("scan --as-of tomorrow", "YYYY-MM-DD"),
        ("scan --output sarif=", "the file is missing"),
        ("scan --output a.txt --output a.txt", "twice"),
        ("scan --output sarf=a.sarif", "no format is called sarf"),
        ("scan --enable secret/no-such-rule", "no rule is called `secret/no-such-rule` (--enable)"),
        ("dir --enable-rule no-such-rule", "no rule is called `no-such-rule`"),
        ("rules explain secret/jwt", "secret/json-web-token"),
        ("scan --exit-code 256", "256"),
        ("scna", "scan"),
        ("rules explain secret/githup-personal-access-token", "did you mean secret/github-personal-access-token?"),
        ("baseline create", "--reason"),
        ("baseline show", "baseline create"),
        ("baseline create --reason x --until soon", "YYYY-MM-DD"),
        ("baseline create --reason x --state fine", "false-positive, accepted, to-rotate"),
    ] {
        let run = tree.run(arguments).exits(2).says(said);
        assert!(run.out.is_empty(), "{arguments}\n{}", run.shown());
    }
    assert_eq!(tree.names(""), ["app.env"]);
}

#[test]
fn a_closed_pipe_changes_no_exit_code() {
    let tree = tree_with_finding();
    for format in ["text", "json", "jsonl", "sarif", "oneline"] {
        for (arguments, code) in [(&["scan"][..], 1), (&["scan", "--disable", "secret/*"], 0)] {
            let mut command = tree.command(arguments);
            let mut child =
                command.args(["--format", format]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            drop(child.stdout.take());
            Run::of(&child.wait_with_output().unwrap()).exits(code).keeps_quiet_on("panic").keeps_quiet_on("error");
        }
    }
    for arguments in ["rules list", "config schema", "config show", "completions bash", "--help"] {
        let list: Vec<&str> = arguments.split(' ').collect();
        let mut child = tree.command(&list).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        Run::of(&child.wait_with_output().unwrap()).exits(0).keeps_quiet_on("internal error");
    }
}

#[test]
fn an_output_folder_that_is_missing_is_named_and_nothing_is_written() {
    let tree = tree_with_finding();
    tree.run("scan --output reports/out.sarif").exits(2).says("reports/out.sarif").says("make the folder first");
    tree.run("scan --output app.env/out.sarif").exits(2).says("no folder");
    fs::create_dir(tree.path("folder")).unwrap();
    tree.run("scan --output json=folder").exits(2).says("name a file, not a folder");
    assert_eq!(tree.names(""), ["app.env", "folder"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let tree = tree_with_finding();
    tree.run("scan --output /dev/full").exits(2).says("cannot write the report to /dev/full").says("free some space");
    for arguments in [&["scan"][..], &["scan", "--format", "sarif"], &["rules", "list"], &["config", "schema"]] {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = tree.command(arguments).stdout(full).stderr(Stdio::piped()).output().unwrap();
        Run::of(&output).exits(2).says("standard output");
    }
    // Nobody hears it, and nothing breaks.
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = tree.command(&["scan"]).stdout(Stdio::null()).stderr(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

/// Waits until a process handles a signal, which `/proc` tells.
fn wait_for_handler(process: u32) {
    let until = Instant::now() + Duration::from_secs(20);
    let handles = |text: &str| {
        let mask = text.lines().find_map(|line| line.strip_prefix("SigCgt:")).map(str::trim).unwrap_or_default();
        u64::from_str_radix(mask, 16).is_ok_and(|mask| mask & (1 << 1) != 0)
    };
    while Instant::now() < until {
        let status = fs::read(format!("/proc/{process}/status")).unwrap_or_default();
        if handles(&String::from_utf8_lossy(&status)) {
            return;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    panic!("the program never began to handle SIGINT");
}

fn send(signal: &str, process: u32) {
    let sent = std::process::Command::new("kill").args([signal, &process.to_string()]).status().unwrap();
    assert!(sent.success());
}

/// Runs the program, sends it a signal once it listens, and waits for its end.
fn interrupt(tree: &Tree, signal: &str, arguments: &[&str]) -> Run {
    let mut command = tree.command(arguments);
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_for_handler(child.id());
    send(signal, child.id());
    let mut child = child;
    // Kept open: nobody types more, and nobody ends the input.
    let stdin = child.stdin.take();
    let until = Instant::now() + Duration::from_secs(30);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > until {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    Run::of(&output)
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_scan_writes_nothing() {
    let tree = tree_with_finding();
    tree.bytes("large/0", "nothing = here, but = much, of = it\n".repeat(1 << 18).as_bytes());
    for number in 1..60 {
        fs::hard_link(tree.path("large/0"), tree.path(&format!("large/{number}"))).unwrap();
    }
    fs::create_dir(tree.path("reports")).unwrap();
    for signal in ["-INT", "-TERM"] {
        let arguments = ["scan", "--jobs", "1", "--output", "reports/out.sarif", "--output", "json=reports/out.json"];
        interrupt(&tree, signal, &arguments).exits(130).says("interrupted");
        assert_eq!(tree.names("reports"), [""; 0]);
    }
    for command in [&["baseline", "create", "--reason", "x", "--jobs", "1"][..], &["allow", "list", "--jobs", "1"]] {
        interrupt(&tree, "-INT", command).exits(130);
    }
    assert_eq!(tree.names(""), ["app.env", "large", "reports"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_that_waits_for_input_can_be_interrupted() {
    let tree = Tree::new();
    interrupt(&tree, "-INT", &["stdin", "--output", "out.json"]).exits(130).says("interrupted");
    assert!(!Path::new(&tree.path("out.json")).exists());
}
