//! Addresses of remotes.

/// A remote's address without user and password.
pub(super) fn without_credentials(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) =
                rest.split_once('/').map_or((rest, String::new()), |(host, path)| (host, format!("/{path}")));
            let host = host.rsplit('@').next().unwrap_or(host);
            format!("{scheme}://{host}{path}")
        }
        // `git@host:path` is no URL; the user in it is no secret, but it is not needed either.
        None => match url.split_once(':') {
            Some((host, path)) if !host.contains('/') => {
                format!("ssh://{}/{path}", host.rsplit('@').next().unwrap_or(host))
            }
            _ => url.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remote_urls_lose_their_credentials() {
        let secret = ["https://user:", "pa55@host.example/x.git"].concat();
        assert_eq!(without_credentials(&secret), "https://host.example/x.git");
        assert_eq!(without_credentials("git@host.example:a/b.git"), "ssh://host.example/a/b.git");
    }
}
