//! What a configuration says of an application: its kind and its flows, which a folder cannot always show (a registration is
//! often kept in another repository than its application).

use super::evidence::Evidence;
use super::kind::Kind;

/// A flow that an application uses, as a person names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flow {
    /// With PKCE.
    AuthorizationCode,
    /// For what has no browser.
    DeviceCode,
    /// Without a user.
    ClientCredentials,
    /// For another service, in a user's name.
    OnBehalfOf,
    /// Tokens in the address.
    Implicit,
    /// The user's name and password (ROPC).
    UsernamePassword,
    /// The account of a Windows domain.
    IntegratedWindows,
    /// The application shows the sign-in itself.
    NativeAuthentication,
}

impl Flow {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::AuthorizationCode,
        Self::DeviceCode,
        Self::ClientCredentials,
        Self::OnBehalfOf,
        Self::Implicit,
        Self::UsernamePassword,
        Self::IntegratedWindows,
        Self::NativeAuthentication,
    ];

    /// The word in a configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization-code",
            Self::DeviceCode => "device-code",
            Self::ClientCredentials => "client-credentials",
            Self::OnBehalfOf => "on-behalf-of",
            Self::Implicit => "implicit",
            Self::UsernamePassword => "username-password",
            Self::IntegratedWindows => "integrated-windows",
            Self::NativeAuthentication => "native-authentication",
        }
    }

    /// The clue that the flow would be seen by, and what reports call it.
    fn clue(self) -> (&'static str, &'static str) {
        match self {
            Self::AuthorizationCode => ("authorization-code", "authorization code"),
            Self::DeviceCode => ("device-code", "device code"),
            Self::ClientCredentials => ("client-credentials-call", "client credentials"),
            Self::OnBehalfOf => ("identity-web-obo", "on behalf of"),
            Self::Implicit => ("implicit-request", "implicit"),
            Self::UsernamePassword => ("ropc", "resource owner password"),
            Self::IntegratedWindows => ("iwa", "integrated Windows authentication"),
            Self::NativeAuthentication => ("native-auth", "native authentication"),
        }
    }
}

/// What a configuration says of the application in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The folder, relative to the root of the scan; empty for the root itself.
    pub path: String,
    /// Its kind.
    pub kind: Kind,
    /// Flows that it uses.
    pub flows: Vec<Flow>,
    /// The file that says so.
    pub file: String,
    /// The line, counted from 1.
    pub line: u64,
}

impl Declared {
    /// The declaration as evidence: it weighs as much as a proof of the platform.
    pub(super) fn evidence(&self) -> Vec<Evidence> {
        let side = match self.kind {
            Kind::Public => "public",
            Kind::Confidential => "confidential",
            Kind::ResourceOnly => "resource",
            Kind::Library => "library",
            Kind::Both | Kind::None | Kind::Unknown => "neutral",
        };
        let one = |id: &str, side: &str, says: String| Evidence {
            side: side.to_owned(),
            weight: if side == "neutral" { 0 } else { 6 },
            group: id.to_owned(),
            id: id.to_owned(),
            says,
            path: self.file.clone(),
            line: self.line,
            identity: self.kind != Kind::None,
            platform: None,
        };
        let kind = one("declared", side, format!("is declared as {}", self.kind.as_str()));
        let flow = |flow: &Flow| one(flow.clue().0, "neutral", format!("is declared to use {}", flow.clue().1));
        std::iter::once(kind).chain(self.flows.iter().map(flow)).collect()
    }

    /// The flows as reports call them.
    pub(super) fn flows(&self) -> impl Iterator<Item = String> {
        self.flows.iter().map(|flow| flow.clue().1.to_owned())
    }
}
