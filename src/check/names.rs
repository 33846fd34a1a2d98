//! The names by which rules ask for a check: of check digits, of an inner structure.
//!
//! Names alone, so that `build.rs` can tell a wrong one without the checks themselves.

use std::str::FromStr;

/// No checksum has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown checksum `{0}`")]
pub struct UnknownChecksum(pub String);

macro_rules! checksums {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// A way of proving a secret, as rules name it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Checksum { $($(#[$doc])* $variant,)+ }

        impl Checksum {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its name in rules.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

checksums! {
    /// GitHub, npm, Vercel: six base-62 digits of the CRC-32 of what follows the prefix.
    Crc32Base62 = "crc32-base62",
    /// Cloudflare, Zuplo: eight hexadecimal digits of the CRC-32 of what follows the prefix.
    Crc32HexBody = "crc32-hex-body",
    /// Grafana service accounts: the CRC-32 of everything before, its bytes turned round.
    Crc32HexLe = "crc32-hex-le",
    /// Atlassian: eight upper-case hexadecimal digits of the CRC-32 of everything before.
    Crc32HexUpperAll = "crc32-hex-upper-all",
    /// Confluent: six base64 characters of the CRC-32, its bytes turned round.
    Crc32Base64Le = "crc32-base64-le",
    /// GitLab's routable tokens: the payload's length and a CRC-32 in base 36.
    Crc32Base36Routable = "crc32-base36-routable",
    /// GitHub's fine-grained tokens: eight base-32 digits of a SHA-256.
    Sha256Base32GithubPat = "sha256-base32-github-pat",
    /// Azure's identifiable keys: a signature and a Marvin32 hash at the end of the decoded bytes.
    Marvin32Azure = "marvin32-azure",
    /// Azure's common annotated security keys (`JQQJ99`).
    Marvin32Cask = "marvin32-cask",
    /// Client secrets of Microsoft Entra (`8Q~`).
    Marvin32Entra = "marvin32-entra",
    /// Azure DevOps tokens of 52 characters: a CRC-32 spread over the bytes.
    Crc32Ado = "crc32-ado",
    /// NATS seeds: CRC-16 in base 32.
    Crc16Nkey = "crc16-nkey",
    /// BIP-173 and BIP-350: age identities, Nostr keys.
    Bech32 = "bech32",
    /// Bitcoin's private keys and extended keys: four bytes of a double SHA-256 in base 58.
    Base58Check = "base58check",
    /// Macaroons of version 2: `PyPI` tokens.
    Macaroon2 = "macaroon2",
    /// JSON Web Tokens: both parts decode, and the signature is as long as its algorithm asks.
    Jwt = "jwt",
    /// AWS access key ids: an account number of at most twelve digits.
    AwsAccount = "aws-account",
    /// `NuGet` keys: base 32 of a version.
    NugetV4 = "nuget-v4",
    /// Discord bot tokens: the bot's number in base64.
    DiscordSnowflake = "discord-snowflake",
    /// `JFrog` reference tokens: `reftkn:01:expiry:…` in base64.
    JfrogReftkn = "jfrog-reftkn",
    /// Grafana Cloud tokens and API keys: JSON in base64.
    GrafanaGlc = "grafana-glc",
    /// Sentry organization tokens: JSON in base64, then a secret.
    SentryOrg = "sentry-org",
    /// Jira, Confluence, Bitbucket Data Center: `number:random bytes` in base64.
    Base64IdColon = "base64-id-colon",
}

impl FromStr for Checksum {
    type Err = UnknownChecksum;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|c| c.as_str() == name).ok_or_else(|| UnknownChecksum(name.to_owned()))
    }
}

/// A way in which a secret must decode, as rules name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Structure {
    /// A JSON Web Token with an algorithm other than `none`; whether its signature decodes is the checksum's matter.
    Jwt,
    /// Base64 of a JSON object or array; a short prefix may stand before it.
    Base64Json,
    /// Base64 of printable text.
    Base64Text,
    /// Base64 of `name:password`.
    Base64Colon,
    /// A PEM block: equal labels, and a body that is base64 throughout.
    Pem,
    /// `8-4-4-4-12` hexadecimal digits.
    Uuid,
}

/// No structure has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown structure `{0}`")]
pub struct UnknownStructure(pub String);

impl FromStr for Structure {
    type Err = UnknownStructure;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|s| s.as_str() == name).ok_or_else(|| UnknownStructure(name.to_owned()))
    }
}

impl Structure {
    /// Every one.
    pub const ALL: &'static [Self] =
        &[Self::Jwt, Self::Base64Json, Self::Base64Text, Self::Base64Colon, Self::Pem, Self::Uuid];

    /// Its name in rules.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jwt => "jwt",
            Self::Base64Json => "base64-json",
            Self::Base64Text => "base64-text",
            Self::Base64Colon => "base64-colon",
            Self::Pem => "pem",
            Self::Uuid => "uuid",
        }
    }
}
