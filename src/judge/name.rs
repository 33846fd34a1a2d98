//! What the name of a value says: a password, a key, or something about one.

/// What a name promises, as far as it chooses the weights of the signals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Group {
    /// Something that people choose.
    Password,
    /// A token or secret.
    Secret,
    /// Just a key.
    Key,
}

/// The group of a name.
pub(super) fn group(name: &[u8]) -> Group {
    match kind_of(&split(name).concat(), &split(name)) {
        NameKind::Password => Group::Password,
        NameKind::Specific | NameKind::Plain => Group::Secret,
        NameKind::Key => Group::Key,
    }
}

/// What kind of secret a name promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameKind {
    /// Something that people choose.
    Password,
    /// `client_secret`, `api_key`, `access_token`: says whose or what for.
    Specific,
    /// Just `token`, `secret`, `auth`.
    Plain,
    /// Just `key`.
    Key,
}

/// Last words of names that hold something about a secret and not the secret.
const ABOUT: &[&str] = &[
    "name",
    "names",
    "id",
    "ids",
    "type",
    "types",
    "kind",
    "url",
    "uri",
    "path",
    "file",
    "filename",
    "dir",
    "folder",
    "length",
    "len",
    "size",
    "min",
    "max",
    "minlength",
    "maxlength",
    "count",
    "index",
    "idx",
    "field",
    "fields",
    "label",
    "labels",
    "text",
    "title",
    "placeholder",
    "hint",
    "help",
    "message",
    "msg",
    "error",
    "errors",
    "description",
    "desc",
    "header",
    "headers",
    "prefix",
    "suffix",
    "format",
    "regex",
    "pattern",
    "policy",
    "rule",
    "rules",
    "required",
    "enabled",
    "disabled",
    "expiry",
    "expires",
    "expiration",
    "expire",
    "ttl",
    "timeout",
    "lifetime",
    "age",
    "endpoint",
    "host",
    "server",
    "service",
    "provider",
    "issuer",
    "method",
    "mode",
    "algorithm",
    "algo",
    "alg",
    "version",
    "status",
    "state",
    "class",
    "selector",
    "input",
    "form",
    "page",
    "view",
    "screen",
    "button",
    "icon",
    "color",
    "link",
    "route",
    "action",
    "event",
    "handler",
    "callback",
    "function",
    "func",
    "validator",
    "encoder",
    "hasher",
    "generator",
    "manager",
    "factory",
    "store",
    "storage",
    "repository",
    "cache",
    "map",
    "list",
    "array",
    "set",
    "column",
    "table",
    "attribute",
    "attr",
    "property",
    "param",
    "parameter",
    "arg",
    "option",
    "options",
    "config",
    "settings",
    "template",
    "ref",
    "reference",
    "usage",
    "scope",
    "scopes",
    "strength",
    "confirmation",
    "reset",
    "forgot",
    "change",
    "update",
    "code_path",
    "location",
    "env",
    "var",
    "variable",
    "source",
    "position",
    "offset",
    "count",
    "number",
    "num",
    "begin",
    "end",
    "start",
    "stop",
    "pos",
    "bits",
    "alias",
    "algorithm",
    "fingerprint",
    "thumbprint",
    "hash",
    "digest",
    "checksum",
    "md5",
    "sha1",
    "sha256",
    "agent",
    "encoding",
    "charset",
    "separator",
    "delimiter",
    "tooltip",
    "caption",
    "question",
    "char",
    "chars",
    "charcode",
    "code",
    "press",
    "down",
    "up",
    "frame",
    "frames",
    "board",
    "word",
    "words",
    "press",
    "stroke",
    "signature",
    "request",
    "response",
    "exception",
    "failed",
    "invalid",
    "missing",
    "wrong",
    "success",
    "verified",
];

/// Words anywhere in a name that make it something else.
const OTHER: &[&str] = &[
    "public",
    "pub",
    "publishable",
    "primary",
    "foreign",
    "partition",
    "sort",
    "cache",
    "keyboard",
    "keyword",
    "keywords",
    "keypress",
    "keydown",
    "keyup",
    "keycode",
    "keyframe",
    "tokenizer",
    "tokenize",
    "tokens",
    "author",
    "authors",
    "authority",
    "pubkey",
    "hotkey",
    "shortcut",
    "translation",
    "i18n",
    "monkey",
    "keystroke",
    "bypass",
    "compass",
    "passenger",
    "passive",
    "passage",
    "passport",
    "passed",
    "passes",
    "passing",
    "passthrough",
    "csrf",
    "xsrf",
    "nonce",
    "idempotency",
    "unique",
    "composite",
    "lookup",
    "natural",
    "surrogate",
];

/// Judges a name: what it promises, or the word because of which it promises nothing.
pub(super) fn judge_name(name: &[u8]) -> Result<NameKind, &'static str> {
    let words = split(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if words.iter().any(|word| OTHER.contains(word)) {
        return Err("name-other");
    }
    let last = words.iter().rev().find(|word| !word.bytes().all(|b| b.is_ascii_digit())).copied().unwrap_or_default();
    if ABOUT.contains(&last) {
        return Err("name-about");
    }
    let owned: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    Ok(kind_of(&words.concat(), &owned))
}

/// What kind of secret the words of a name promise.
fn kind_of(joined: &str, words: &[String]) -> NameKind {
    let has = |parts: &[&str]| parts.iter().any(|part| joined.contains(part));
    if has(&[
        "passw",
        "pwd",
        "passphrase",
        "passcode",
        "parol",
        "contrasena",
        "senha",
        "haslo",
        "motdepasse",
        "wachtwoord",
        "passwort",
        "kennwort",
    ]) || words.iter().any(|word| matches!(word.as_str(), "pass" | "pw" | "psw" | "pswd"))
    {
        return NameKind::Password;
    }
    if has(&[
        "apikey",
        "secretkey",
        "accesskey",
        "privatekey",
        "authkey",
        "clientsecret",
        "appsecret",
        "accesstoken",
        "authtoken",
        "apitoken",
        "bearertoken",
        "refreshtoken",
        "encryptionkey",
        "signingkey",
        "masterkey",
        "sharedkey",
        "accountkey",
        "secrettoken",
        "consumersecret",
        "consumerkey",
        "servicekey",
        "jwtsecret",
        "sessionsecret",
        "oauthtoken",
        "appkey",
        "apisecret",
        "licensekey",
        "storagekey",
        "webhooksecret",
        "deploykey",
        "bottoken",
        "personaltoken",
    ]) {
        return NameKind::Specific;
    }
    if has(&[
        "secret",
        "token",
        "auth",
        "cred",
        "salt",
        "seed",
        "otp",
        "signature",
        "apikey",
        "cookie",
        "session",
        "cert",
    ]) {
        return if words.len() > 1 && has(&["secret", "token"]) { NameKind::Specific } else { NameKind::Plain };
    }
    NameKind::Key
}

/// Lower-case words of a name in camelCase, `snake_case`, kebab-case or with dots.
pub(super) fn split(name: &[u8]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = b' ';
    for (at, &byte) in name.iter().enumerate() {
        let next_lower = name.get(at + 1).is_some_and(u8::is_ascii_lowercase);
        let border = byte.is_ascii_uppercase()
            && (last.is_ascii_lowercase() || last.is_ascii_digit() || (last.is_ascii_uppercase() && next_lower));
        if !byte.is_ascii_alphanumeric() {
            last = byte;
            continue;
        }
        let letter = char::from(byte.to_ascii_lowercase());
        match words.last_mut() {
            Some(word) if !border && last.is_ascii_alphanumeric() => word.push(letter),
            _ => words.push(letter.to_string()),
        }
        last = byte;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_into_words() {
        assert_eq!(split(b"myAPIKey_old-x2"), ["my", "api", "key", "old", "x2"]);
    }

    #[test]
    fn names_are_judged() {
        assert_eq!(judge_name(b"db_password"), Ok(NameKind::Password));
        assert_eq!(judge_name(b"clientSecret"), Ok(NameKind::Specific));
        assert_eq!(judge_name(b"token"), Ok(NameKind::Plain));
        assert_eq!(judge_name(b"key"), Ok(NameKind::Key));
        assert_eq!(judge_name(b"passwordLabel"), Err("name-about"));
        assert_eq!(judge_name(b"public_key"), Err("name-other"));
    }
}
