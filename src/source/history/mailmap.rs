//! Real names of people who committed under several.

/// A mailmap.
pub struct Mailmap(git2::Mailmap);

impl std::fmt::Debug for Mailmap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mailmap")
    }
}

impl Mailmap {
    /// Reads one; lines that are none are passed over.
    pub fn read(text: &str) -> Option<Self> {
        git2::Mailmap::from_buffer(text).ok().map(Self)
    }

    /// Name and address of a person, as the mailmap has them.
    pub fn person(&self, name: &str, email: &str) -> Option<(String, String)> {
        let when = git2::Time::new(0, 0);
        let written = git2::Signature::new(name, email, &when).ok()?;
        let real = self.0.resolve_signature(&written).ok()?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Some((text(real.name_bytes()), text(real.email_bytes())))
    }
}
