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

pub(super) use super::names::Checksum;
use super::rng::Rng;
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

impl Checksum {
    /// Whether a valid one proves anything: of some, most random texts of the right shape pass.
    pub fn proves(self) -> bool {
        !matches!(self, Self::AwsAccount | Self::NugetV4 | Self::DiscordSnowflake | Self::Base64IdColon)
    }

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
