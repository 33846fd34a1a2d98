//! What is wrong with a `[rule.verify]`.
//!
//! A live check sends a secret away. So it goes to the provider that the rule names and nowhere else: over TLS, to a host that
//! no secret can choose, and to the same one whatever it answers.

use super::compile::Found;
use super::raw::RawRule;
use super::verify::{Piece, RawAnswer, RawVerify, host_of, pieces};

/// Signers that there are.
pub(super) const SIGNERS: [&str; 1] = ["aws-sigv4"];

/// Header fields that say where a request goes and where it ends.
const OURS: [&str; 6] = ["host", "content-length", "transfer-encoding", "connection", "user-agent", "te"];

impl Found<'_> {
    /// Tells what is wrong with the live check of a rule, if it has one.
    pub(super) fn check_verify(&mut self, raw: &RawRule) {
        let Some(verify) = &raw.verify else { return };
        for wrong in problems(verify.get_ref(), raw) {
            self.problem(verify.span().start, format!("the live check of {}: {wrong}", raw.id.get_ref()));
        }
    }
}

fn problems(verify: &RawVerify, raw: &RawRule) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut must = |holds: bool, message: String| {
        if !holds {
            wrong.push(message);
        }
    };
    must(verify.source.starts_with("https://"), "`source` names no page of the provider".to_owned());
    let method = verify.method.as_deref().unwrap_or("GET");
    must(matches!(method, "GET" | "POST"), format!("method `{method}`; there are GET and POST"));
    let bodies = usize::from(!verify.form.is_empty()) + usize::from(verify.json.is_some());
    must(bodies < 2, "`form` and `json` are two bodies; name one".to_owned());
    must(verify.method.as_deref() != Some("GET") || bodies == 0, "GET has no body".to_owned());
    if let Err(message) = url(verify) {
        must(false, message);
    }
    for host in &verify.hosts {
        let good = host_of(&format!("https://{}", host.trim_start_matches('.'))).is_some();
        must(good, format!("`{host}` in `hosts` is neither a host nor the end of one such as .example.com"));
    }
    for (name, value) in &verify.headers {
        let good = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        must(
            good && !OURS.contains(&name.to_ascii_lowercase().as_str()),
            format!("`{name}` is no header field to set"),
        );
        must(value.bytes().all(|b| (b' '..0x7f).contains(&b)), format!("the header field `{name}` is not plain ASCII"));
    }
    if let Some(sign) = &verify.sign {
        must(SIGNERS.contains(&sign.as_str()), format!("no signer `{sign}`; there are {}", SIGNERS.join(", ")));
    }
    let mut uses_secret = verify.sign.is_some();
    for text in verify.texts() {
        let Some(pieces) = pieces(text) else {
            must(false, format!("`{text}`: a place to fill in is {{name}}, a brace {{{{ or }}}}"));
            continue;
        };
        for name in pieces.iter().filter_map(|piece| if let Piece::Value(name) = piece { Some(*name) } else { None }) {
            uses_secret |= name == "secret";
            must(
                name == "secret" || verify.parts.contains_key(name),
                format!("`parts` does not say what {{{name}}} is"),
            );
        }
    }
    must(uses_secret, "it does not send the {secret}".to_owned());
    for (name, rules) in &verify.parts {
        let paired = |rule: &String| raw.pair.iter().any(|pair| pair.get_ref().rule == *rule);
        must(!rules.is_empty() && rules.iter().all(paired), format!("the rules of part `{name}` are not in `pair`"));
    }
    must(!verify.live.is_empty(), "`live` is missing: which answer says that the secret is valid".to_owned());
    for answer in verify.live.iter().chain(&verify.dead) {
        if let Err(message) = check_answer(answer) {
            must(false, message.to_owned());
        }
    }
    wrong
}

/// The host stands in the rule, or the rule says which hosts it may be.
fn url(verify: &RawVerify) -> Result<(), String> {
    let url = &verify.url;
    let rest = url.strip_prefix("https://");
    let host = rest.map(|rest| rest.split(['/', '?']).next().unwrap_or_default());
    let filled = host.map_or(url.starts_with('{'), |host| host.contains('{'));
    if filled && verify.hosts.is_empty() {
        return Err(format!("the host of `{url}` is filled in: `hosts` must say which are the provider's"));
    }
    if !filled && !verify.hosts.is_empty() {
        return Err("`hosts` is for a host that is filled in".to_owned());
    }
    if !filled && host_of(url).is_none() {
        return Err(format!("`{url}` is not https:// with the name of a host, in lower case and without port or user"));
    }
    Ok(())
}

fn check_answer(answer: &RawAnswer) -> Result<(), &'static str> {
    if answer.status.is_empty() && answer.json.is_none() && answer.contains.is_empty() {
        return Err("an answer needs `status`, `json` or `contains`");
    }
    if !answer.is.is_empty() && answer.json.is_none() {
        return Err("`is` needs `json`, the place to look at");
    }
    if answer.json.as_ref().is_some_and(|pointer| !pointer.starts_with('/')) {
        return Err("`json` is a JSON pointer such as /user/id");
    }
    // A redirect is not followed, and says nothing.
    if answer.status.iter().any(|status| !(200..300).contains(status) && !(400..600).contains(status)) {
        return Err("a status that says something is 200 to 299 or 400 to 599");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::rule::{RuleSet, Source};

    /// What is said of a rule with this live check.
    fn said(verify: &str) -> Vec<String> {
        let text = format!(
            "[[rule]]\nid = \"secret/acme\"\ntitle = \"Acme\"\ndescription = \"Acme.\"\nkeywords = [\"acme_\"]\n\
             pattern = '(?P<secret>acme_[0-9a-f]{{8}})'\nfix = \"Delete it.\"\n\
             pair = [{{ rule = \"secret/acme-id\" }}]\n[rule.verify]\n{verify}"
        );
        let source = Source { name: "acme.toml".to_owned(), text, trusted: true };
        let problems = RuleSet::compile(Vec::new(), &[source], &|_| true, &[]).err().unwrap_or_default();
        problems.iter().map(ToString::to_string).collect()
    }

    const GOOD: &str = "source = \"https://acme.example/docs\"\nlive = [{ status = [200] }]\n";

    #[test]
    fn a_good_check_is_taken() {
        let check = "url = \"https://api.acme.example/me\"\nheaders = { Authorization = \"Bearer {secret}\" }\n";
        assert_eq!(said(&format!("{GOOD}{check}")), [""; 0]);
        let tenant = "url = \"https://{id}.acme.example/{secret}\"\nhosts = [\".acme.example\"]\n\
                      [rule.verify.parts]\nid = [\"secret/acme-id\"]\n";
        assert_eq!(said(&format!("{GOOD}{tenant}")), [""; 0]);
    }

    #[test]
    fn nothing_goes_to_a_host_that_the_rule_does_not_name() {
        let url = |url: &str| said(&format!("{GOOD}url = \"{url}\"\n"));
        for wrong in [
            "http://api.acme.example/{secret}",
            "https://{secret}/",
            "{secret}",
            "https://api.acme.example:8443/{secret}",
            "https://me@api.acme.example/{secret}",
            "https://127.0.0.1{secret}/",
            "file:///etc/{secret}",
        ] {
            assert!(!url(wrong).is_empty(), "{wrong}");
        }
        let said = url("{secret}").join("\n");
        assert!(
            said.starts_with("acme.toml:9:1: the live check of secret/acme: the host of `{secret}` is filled in"),
            "{said}"
        );
        let host = format!("{GOOD}url = \"https://{{secret}}.acme.example/\"\nhosts = [\".example\"]\n");
        assert!(self::said(&host).join("").contains("`.example` in `hosts` is neither"), "{:?}", self::said(&host));
    }

    #[test]
    fn each_mistake_is_told() {
        let with =
            |line: &str| said(&format!("{GOOD}url = \"https://api.acme.example/{{secret}}\"\n{line}\n")).join("\n");
        for (line, expected) in [
            ("method = \"DELETE\"", "there are GET and POST"),
            ("headers = { Host = \"x\" }", "`Host` is no header field to set"),
            ("headers = { \"A\\nB\" = \"x\" }", "is no header field to set"),
            ("headers = { A = \"x\\ny\" }", "is not plain ASCII"),
            ("basic = \"{user}:{secret}\"", "`parts` does not say what {user} is"),
            ("parts = { id = [\"secret/other\"] }", "not in `pair`"),
            ("json = \"{\"", "a place to fill in is {name}"),
            ("sign = \"rot13\"", "there are aws-sigv4"),
            ("dead = [{}]", "an answer needs"),
            ("dead = [{ status = [302] }]", "200 to 299"),
            ("dead = [{ json = \"a\" }]", "JSON pointer"),
            ("dead = [{ status = [400], is = [\"a\"] }]", "`is` needs `json`"),
        ] {
            assert!(with(line).contains(expected), "{line}: {}", with(line));
        }
    }
}
