//! Check digits and inner structure: whether a secret proves itself, without asking anybody.

mod azure;
mod bitcoin;
pub(crate) mod codec;
mod crc;
mod decoded;
mod github;
mod gitlab;
pub(crate) mod jwt;
mod macaroon;
mod marvin;
mod nkey;
mod packed;

use std::str::FromStr;

use super::example::Rng;
pub(super) use bitcoin::BASE58;

/// Longer secrets are not decoded.
const LIMIT: usize = 64 * 1024;

/// What a check says about a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// The secret is as its issuer would have made it.
    Valid,
    /// Its issuer cannot have made it: mistyped, or made up.
    Invalid,
    /// The secret is of a variant without this check.
    Unknown,
}

impl Validity {
    fn of(valid: bool) -> Self {
        if valid { Self::Valid } else { Self::Invalid }
    }

    /// `None` from a parser is no secret of the kind.
    fn of_parsed(valid: Option<bool>) -> Self {
        Self::of(valid == Some(true))
    }
}

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
    /// Whether a valid one proves anything: of some, most random texts of the right shape pass.
    pub fn proves(self) -> bool {
        !matches!(self, Self::AwsAccount | Self::NugetV4 | Self::DiscordSnowflake | Self::Base64IdColon)
    }

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

impl Checksum {
    /// Says whether a secret, and nothing but the secret, proves itself.
    pub fn check(self, secret: &[u8]) -> Validity {
        if secret.len() > LIMIT {
            return Validity::Unknown;
        }
        match self {
            Self::Crc32Base62 => crc::check_base62(secret),
            Self::Crc32HexBody => crc::check_hex_body(secret),
            Self::Crc32HexLe => crc::check_hex_le(secret),
            Self::Crc32HexUpperAll => crc::check_hex_upper_all(secret),
            Self::Crc32Base64Le => crc::check_base64_le(secret),
            Self::Crc32Base36Routable => gitlab::check(secret),
            Self::Sha256Base32GithubPat => github::check(secret),
            Self::Marvin32Azure => azure::check_identifiable(secret),
            Self::Marvin32Cask => azure::check_cask(secret),
            Self::Marvin32Entra => azure::check_entra(secret),
            Self::Crc32Ado => azure::check_ado(secret),
            Self::Crc16Nkey => nkey::check(secret),
            Self::Bech32 => bitcoin::check_bech32(secret),
            Self::Base58Check => bitcoin::check_base58(secret),
            Self::Macaroon2 => macaroon::check(secret),
            Self::Jwt => jwt::check(secret),
            Self::AwsAccount => packed::check_aws(secret),
            Self::NugetV4 => packed::check_nuget(secret),
            Self::DiscordSnowflake => packed::check_discord(secret),
            Self::JfrogReftkn => decoded::check_jfrog(secret),
            Self::GrafanaGlc => decoded::check_grafana(secret),
            Self::SentryOrg => decoded::check_sentry(secret),
            Self::Base64IdColon => packed::check_id_colon(secret),
        }
    }

    /// What must follow `token_so_far` to make a secret that passes the check: the check digits, or all that is missing.
    /// A whole secret where `token_so_far` is no beginning of one. `seed` decides what is left to chance.
    pub fn make(self, token_so_far: &str, seed: &mut Rng) -> String {
        match self {
            Self::Crc32Base62 => crc::make_base62(token_so_far, seed),
            Self::Crc32HexBody => crc::make_hex_body(token_so_far, seed),
            Self::Crc32HexLe => crc::make_hex_le(token_so_far, seed),
            Self::Crc32HexUpperAll => crc::make_hex_upper_all(token_so_far, seed),
            Self::Crc32Base64Le => crc::make_base64_le(token_so_far, seed),
            Self::Crc32Base36Routable => gitlab::make(token_so_far, seed),
            Self::Sha256Base32GithubPat => github::make(token_so_far, seed),
            Self::Marvin32Azure => azure::make_identifiable(token_so_far, seed),
            Self::Marvin32Cask => azure::make_cask(token_so_far, seed),
            Self::Marvin32Entra => azure::make_entra(token_so_far, seed),
            Self::Crc32Ado => azure::make_ado(seed),
            Self::Crc16Nkey => nkey::make(token_so_far, seed),
            Self::Bech32 => bitcoin::make_bech32(token_so_far, seed),
            Self::Base58Check => bitcoin::make_base58(seed),
            Self::Macaroon2 => macaroon::make(token_so_far, seed),
            Self::Jwt => jwt::make(token_so_far, seed),
            Self::AwsAccount => packed::make_aws(token_so_far, seed),
            Self::NugetV4 => packed::make_nuget(seed),
            Self::DiscordSnowflake => packed::make_discord(seed),
            Self::JfrogReftkn => decoded::make_jfrog(seed),
            Self::GrafanaGlc => decoded::make_grafana(token_so_far, seed),
            Self::SentryOrg => decoded::make_sentry(token_so_far, seed),
            Self::Base64IdColon => packed::make_id_colon(seed),
        }
    }
}

#[cfg(test)]
mod tests;
