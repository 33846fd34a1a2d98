//! Shell scripts, makefiles, Dockerfiles, batch files: simple commands and assignments.
//!
//! A command is a call: its callee is the program with the word behind it (`openssl.genrsa`), its flags are named
//! arguments (the word behind a flag is its value, and an argument in its own right as well).

use super::options::split;
use super::words::{Lexer, Token, Word};
use crate::facts::Language;
use crate::facts::fact::{Argument, Binding, Call, Facts, SPREAD, Term, Value};

/// Programs whose command lines are worth reading where they stand in a string of a pipeline or a playbook.
pub(super) const COMMANDS: &[&str] = &[
    "openssl",
    "ssh-keygen",
    "keytool",
    "gpg",
    "certtool",
    "easyrsa",
    "easy-rsa",
    "step ",
    "ssh ",
    "certbot",
    "puttygen",
    "dropbearkey",
    "makecert",
    "dnssec-keygen",
    "htpasswd",
    "curl ",
    "New-SelfSignedCertificate",
];

/// Words before a command that are not the command.
const BEFORE: &[&str] = &[
    "then",
    "do",
    "else",
    "if",
    "elif",
    "while",
    "until",
    "!",
    "{",
    "time",
    "exec",
    "sudo",
    "doas",
    "env",
    "nohup",
    "command",
    "RUN",
    "CMD",
    "ENTRYPOINT",
    "-",
    "@",
    "run:",
    "script:",
    "call",
    "xargs",
    "docker",
    "eval",
    "sh",
    "bash",
];

/// Words before assignments.
const ASSIGN: &[&str] =
    &["export", "set", "local", "declare", "readonly", "typeset", "ENV", "ARG", "set_var", "setenv"];

/// Programs that run the command behind their own words: `docker run IMAGE openssl …`, `kubectl exec POD -- openssl …`.
const AROUND: &[&str] = &[
    "run",
    "exec",
    "docker",
    "podman",
    "kubectl",
    "oc",
    "nerdctl",
    "docker-compose",
    "compose",
    "timeout",
    "nice",
    "su",
    "runuser",
    "gosu",
    "ssh",
    "wsl",
    "winpty",
    "chroot",
    "vagrant",
    "retry",
];

/// Flags of `sudo` that have a value.
const USER: &[&str] = &["-u", "-g", "-U", "-h", "-p", "-C", "-r", "-t", "-D"];

/// Flags before a command line.
const SAID: &[&str] = &["-c", "-lc", "-ec", "/c", "/C", "-Command", "--command"];

/// Steps of a pipeline that are given a command line.
const STEPS: &[&str] = &["sh", "bat", "powershell", "pwsh"];

/// How deep a command line may stand in another.
const NESTED: usize = 3;

/// Reads a text that stands `base` bytes into its file.
pub(super) fn read(text: &[u8], base: usize, facts: &mut Facts) {
    nested(text, base, NESTED, facts);
}

fn nested(text: &[u8], base: usize, depth: usize, facts: &mut Facts) {
    let continues = if facts.language == Language::PowerShell { b'`' } else { b'\\' };
    let mut lexer = Lexer::new(text, base, continues);
    let mut words: Vec<Word> = Vec::new();
    let mut redirected = false;
    while let Some(token) = lexer.next() {
        match token {
            Token::Word(_) if redirected => redirected = false,
            Token::Word(word) => words.push(word),
            Token::Redirect => redirected = true,
            Token::End => {
                within(&words, text, base, depth, facts);
                command(std::mem::take(&mut words), facts);
                redirected = false;
            }
        }
    }
    within(&words, text, base, depth, facts);
    command(words, facts);
}

/// Command lines in quotes: `sh -c "openssl …"`.
fn within(words: &[Word], text: &[u8], base: usize, depth: usize, facts: &mut Facts) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let remote = words
        .first()
        .is_some_and(|first| matches!(first.known(), "ssh" | "vagrant" | "eval" | "adb" | "Invoke-Expression" | "iex"));
    let lines = words.windows(2).filter_map(|pair| match pair {
        [flag, line] if line.quoted && (remote || SAID.contains(&flag.known()) || STEPS.contains(&flag.known())) => {
            Some(line)
        }
        _ => None,
    });
    for line in lines.filter(|line| COMMANDS.iter().any(|command| line.known().contains(command))) {
        let range = line.term.span.start.saturating_sub(base)..line.term.span.end.saturating_sub(base);
        let quoted = text.get(range).unwrap_or_default();
        let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
        nested(inner, line.term.span.start + 1, depth, facts);
    }
}

pub(super) fn command(words: Vec<Word>, facts: &mut Facts) {
    // `for bits in 1024 2048`.
    if let [word, name, among, values @ ..] = words.as_slice()
        && let ("for", Some(path), "in") = (word.known(), name.text(), among.known())
    {
        let terms = values.iter().map(|value| value.term.clone()).collect();
        bind(path.to_owned(), Term::new(Value::Either(terms), name.term.span.clone()), name, facts);
        return;
    }
    let mut words = words.into_iter().peekable();
    let (mut assigns, mut outer) = (false, false);
    while let Some(word) = words.peek() {
        let known = word.known();
        let flag = known.starts_with('-') && known.len() > 1;
        if ASSIGN.contains(&known) {
            assigns = true;
        } else if let Some((name, value)) = assignment(word) {
            bind(name, value, word, facts);
        } else if !flag && !BEFORE.contains(&known) {
            break;
        }
        let valued = outer && USER.contains(&known);
        outer |= matches!(known, "sudo" | "doas");
        words.next();
        if valued {
            words.next();
        }
    }
    let words: Vec<Word> = unlisted(words.collect());
    let (Some(first), rest) = (words.first(), words.get(1..).unwrap_or_default()) else { return };
    // A makefile's `NAME := value`; Easy-RSA's `set_var NAME value`; a Dockerfile's `ENV NAME value`.
    let operator = rest.first().and_then(Word::text).is_some_and(|word| matches!(word, "=" | ":=" | "?=" | "+="));
    if operator || (assigns && rest.len() == 1) {
        if let (Some(name), Some(value)) = (first.text(), rest.get(usize::from(operator))) {
            bind(name.trim_start_matches('$').to_owned(), value.term.clone(), first, facts);
        }
        // PowerShell: `$key = Add-AzKeyVaultKey -Size 1024`.
        if facts.language == Language::PowerShell
            && let (Some(first), rest) = (rest.get(1), rest.get(2..).unwrap_or_default())
            && let Some(program) = program(first).filter(|name| name.contains('-'))
        {
            call(&program, first, rest, facts);
        }
        return;
    }
    if let Some(program) = program(first) {
        call(&program, first, rest, facts);
        around(&program, rest, facts);
    }
}

/// The command that another one runs.
fn around(outer: &str, rest: &[Word], facts: &mut Facts) {
    if !AROUND.contains(&outer) {
        return;
    }
    let known = |word: &Word| program(word).filter(|name| COMMANDS.iter().any(|command| command.trim_end() == name));
    // An image may be called as its program is: `docker run alpine/openssl genrsa 1024`.
    let found = rest.iter().enumerate().filter_map(|(at, word)| Some((at, word, known(word)?)));
    for (at, first, program) in found.take(2) {
        call(&program, first, rest.get(at + 1..).unwrap_or_default(), facts);
    }
}

/// The words of a Dockerfile's `RUN ["openssl", "genrsa", "1024"]` without brackets and commas.
fn unlisted(mut words: Vec<Word>) -> Vec<Word> {
    let listed = words.first().is_some_and(|word| word.quoted && word.known().starts_with('['));
    if listed {
        for word in &mut words {
            if let Value::Text(text) = &mut word.term.value {
                *text = text.trim_start_matches('[').trim_end_matches([',', ']']).to_owned();
                word.quoted = false;
            }
        }
    }
    words
}

/// `NAME=value`.
fn assignment(word: &Word) -> Option<(String, Term)> {
    let known = word.known();
    let (name, value) = known.split_once('=')?;
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if !is_name(name) || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let term = match &word.term.value {
        Value::Join(parts) => {
            let mut parts = parts.clone();
            parts.first_mut()?.value = Value::Text(value.to_owned());
            // `NAME="${OTHER:-1024}"` is all that it stands for.
            match parts.as_slice() {
                [_, one] if value.is_empty() => one.clone(),
                _ => Term::new(Value::Join(parts), word.term.span.clone()),
            }
        }
        _ => Term::new(Value::Text(value.to_owned()), word.term.span.clone()),
    };
    Some((name.to_owned(), term))
}

fn bind(path: String, term: Term, word: &Word, facts: &mut Facts) {
    let span = word.term.span.start..term.span.end.max(word.term.span.end);
    facts.bindings.push(Binding { path, term: Some(term), declared: None, parameter: None, span, scope: 0 });
}

/// The name of a program without its folder.
fn program(word: &Word) -> Option<String> {
    // `$OPENSSL`, `${SSH_KEYGEN:-ssh-keygen}`: most name what they run.
    let named = match &word.term.value {
        Value::Name(name) => Some(name.to_ascii_lowercase().replace('_', "-")),
        Value::Either(terms) => terms.iter().find_map(Term::text).map(str::to_owned),
        _ => None,
    };
    if let Some(named) = named {
        let base = named.rsplit('/').next().unwrap_or_default();
        let base = base.trim_end_matches("-bin").trim_end_matches("-cmd");
        return COMMANDS.iter().any(|command| command.trim_end() == base).then(|| base.to_owned());
    }
    let known = word.text().or_else(|| Some(word.known())).filter(|known| !known.is_empty())?;
    let known = known.trim_start_matches(['@', '-', '+']).trim_end_matches(':');
    let name = known.rsplit(['/', '\\']).next().unwrap_or(known);
    let name = [".exe", ".sh", ".bat", ".cmd"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    let fits = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'+'));
    (!name.is_empty() && name.len() <= 60 && fits).then(|| name.to_owned())
}

fn call(program: &str, first: &Word, rest: &[Word], facts: &mut Facts) {
    let subcommand = rest.first().filter(|word| !word.quoted).and_then(Word::text).filter(|word| {
        let letters = word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        word.starts_with(|c: char| c.is_ascii_lowercase()) && letters && !first.known().ends_with(':')
    });
    let skip = usize::from(subcommand.is_some());
    let callee = subcommand.map_or_else(|| program.to_owned(), |sub| format!("{program}.{sub}"));
    let words = rest.get(skip..).unwrap_or_default();
    let words = &split(words, facts);
    let mut arguments = Vec::new();
    for (at, word) in words.iter().enumerate() {
        // PowerShell: `@parameters` are those of a table.
        if facts.language == Language::PowerShell
            && let Some(table) = word.text().filter(|_| !word.quoted).and_then(|text| text.strip_prefix('@'))
        {
            let term = Term::new(Value::Name(table.to_owned()), word.term.span.clone());
            arguments.push(Argument { name: Some(SPREAD.to_owned()), term });
            continue;
        }
        match flag(word) {
            Some((name, Some(value))) => arguments.push(Argument { name: Some(name), term: value }),
            Some((name, None)) => {
                let value = words.get(at + 1).filter(|next| flag(next).is_none()).map(|next| next.term.clone());
                let term = value.unwrap_or_else(|| Term::new(Value::Bool(true), word.term.span.clone()));
                arguments.push(Argument { name: Some(name), term });
            }
            None => arguments.push(Argument { name: None, term: word.term.clone() }),
        }
    }
    let end = rest.last().map_or(first.term.span.end, |word| word.term.span.end);
    let span = first.term.span.start..end;
    facts.calls.push(Call { callee, receiver: None, arguments, span, scope: 0 });
}

/// `-name`, `--name`, `--name=value`.
fn flag(word: &Word) -> Option<(String, Option<Term>)> {
    let known = word.known();
    let name = known.strip_prefix('-')?;
    let name = name.strip_prefix('-').unwrap_or(name);
    let (name, value) = name.split_once('=').map_or((name, None), |(name, value)| (name, Some(value)));
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let value = value.map(|value| match &word.term.value {
        Value::Join(parts) => {
            let mut parts = parts.clone();
            if let Some(first) = parts.first_mut() {
                first.value = Value::Text(value.to_owned());
            }
            Term::new(Value::Join(parts), word.term.span.clone())
        }
        _ => Term::new(Value::Text(value.to_owned()), word.term.span.clone()),
    });
    Some((name.to_owned(), value))
}
