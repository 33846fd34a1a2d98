//! Redirect URIs and federated subjects: what of them lets others in.

use memchr::memmem;

/// Hosts on which a name that is given up can be taken by anybody
/// (<https://learn.microsoft.com/azure/security/fundamentals/subdomain-takeover>).
const TAKEN_OVER: &[&str] = &[
    ".azurewebsites.net",
    ".cloudapp.net",
    ".cloudapp.azure.com",
    ".trafficmanager.net",
    ".azureedge.net",
    ".azurefd.net",
    ".blob.core.windows.net",
    ".herokuapp.com",
    ".s3.amazonaws.com",
    ".elasticbeanstalk.com",
];

/// What is wrong with a redirect URI, if anything: a wildcard, plain HTTP, a host that can be taken over (RFC 9700, section
/// 2.1 and 4.1).
pub fn risky_redirect(uri: &str) -> Option<&'static str> {
    if matches!(uri, "*" | "/*") {
        return Some("any address");
    }
    let (scheme, rest) = uri.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.split('@').next_back().unwrap_or_default();
    let name = if name.starts_with('[') { name } else { name.split(':').next().unwrap_or_default() };
    let name = name.to_ascii_lowercase();
    let local = matches!(name.as_str(), "localhost" | "[::1]" | "127.0.0.1" | "host.docker.internal")
        || name.ends_with(".localhost")
        || name.starts_with("127.");
    let template = uri.contains("${") || uri.contains("{{") || uri.contains('<');
    match () {
        () if !matches!(scheme, "http" | "https") || local || template || name.is_empty() => None,
        () if name.contains('*') => Some("a host with a wildcard"),
        () if uri.contains('*') => Some("a path with a wildcard"),
        () if scheme == "http" => Some("plain HTTP"),
        () if TAKEN_OVER.iter().any(|end| name.ends_with(end)) => Some("a host that can be taken over"),
        () => None,
    }
}

/// Whether a text may hold such a URI, or the pieces of one: a quick look that never says no where one is.
pub fn may_risk_redirect(text: &[u8]) -> bool {
    let anywhere = [&b"\"*\""[..], b"'*'", b"`*`", b"/*\"", b"/*'", b"/*`"];
    if anywhere.iter().any(|wanted| memmem::find(text, wanted).is_some()) {
        return true;
    }
    memmem::find_iter(text, b"://").any(|at| {
        let Some(front) = text.get(..at) else { return false };
        let scheme = front.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
        let rest = text.get(at..).unwrap_or_default();
        let end = rest.iter().position(|b| matches!(b, b'"' | b'\'' | b'`' | b'<') || b.is_ascii_whitespace());
        let uri = text.get(at - scheme..at + end.unwrap_or(rest.len())).unwrap_or_default();
        let host = uri.get(scheme + 3..).unwrap_or_default();
        // A host that stands in a constant.
        let elsewhere =
            uri.starts_with(b"http") && (host.is_empty() || host.iter().any(|b| matches!(b, b'{' | b'$' | b'%')));
        elsewhere || risky_redirect(&String::from_utf8_lossy(uri)).is_some()
    })
}

/// What makes the subject of a federated identity too broad, if anything: a wildcard, pull requests, a whole organisation or
/// repository (<https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments/about-security-hardening-with-openid-connect>).
pub fn broad_subject(subject: &str) -> Option<&'static str> {
    if subject.contains("${") || subject.contains("{{") {
        return None;
    }
    if subject == "*" {
        return Some("anybody");
    }
    let rest = subject.strip_prefix("repo:")?;
    let (repository, claim) = rest.split_once(':').unwrap_or((rest, ""));
    match () {
        () if repository.contains('*') || repository.ends_with('/') => Some("more than one repository"),
        () if !repository.contains('/') => Some("a whole organisation"),
        () if claim == "pull_request" => Some("pull requests"),
        () if claim.contains('*') => Some("more than one branch or environment"),
        () if claim.is_empty() => Some("a whole repository"),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_that_others_may_receive() {
        for uri in [
            "*",
            "https://*.example.com/cb",
            "http://app.example.com/cb",
            "https://app.example.com/*",
            "https://x.azurewebsites.net/cb",
        ] {
            assert!(risky_redirect(uri).is_some(), "{uri}");
            assert!(may_risk_redirect(format!("x = '{uri}'").as_bytes()), "{uri}");
        }
        for uri in [
            "https://app.example.com/cb",
            "http://localhost:3000/*",
            "http://127.0.0.1:80/",
            "http://[::1]/",
            "myapp://auth",
            "https://${host}/cb",
            "urn:x",
            "",
        ] {
            assert_eq!(risky_redirect(uri), None, "{uri}");
        }
        for pieces in ["'http://' + host", "`http://${HOST}/cb`", "f'http://{HOST}/cb'"] {
            assert!(may_risk_redirect(pieces.as_bytes()), "{pieces}");
        }
        assert!(!may_risk_redirect(b"redirectUri: 'http://localhost:3000', home: 'https://a.example/'"));
    }

    #[test]
    fn subjects_that_many_have() {
        for subject in [
            "repo:org/*",
            "repo:org/app:pull_request",
            "repo:org",
            "repo:org/app",
            "repo:org/app:*",
            "repo:org/app:ref:refs/heads/*",
            "*",
        ] {
            assert!(broad_subject(subject).is_some(), "{subject}");
        }
        for subject in
            ["repo:org/app:ref:refs/heads/main", "repo:org/app:environment:production", "system:serviceaccount:ns:sa"]
        {
            assert_eq!(broad_subject(subject), None, "{subject}");
        }
    }
}
