//! Calls that hand a value on as it is, or decoded: `"…".getBytes()`, `Buffer.from("…", "hex")`, `Integer.parseInt("…")`.

use super::fact::{Call, Term, Value};

/// How a text is to be read before it is a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Coding {
    /// As it is.
    #[default]
    Plain,
    /// Hexadecimal.
    Hex,
    /// Base64 in one of its alphabets.
    Base64,
}

impl Coding {
    /// The inner coding, unless there is an outer one.
    #[must_use]
    pub fn then(self, inner: Self) -> Self {
        if inner == Self::Plain { self } else { inner }
    }

    /// How many bytes a text stands for.
    pub fn bytes(self, text: &str) -> usize {
        match self {
            Self::Plain => text.len(),
            Self::Hex => text.len() / 2,
            Self::Base64 => text.trim_end_matches('=').len() * 3 / 4,
        }
    }
}

/// Functions of a value itself.
const OF_RECEIVER: &[&str] = &[
    "getBytes",
    "toCharArray",
    "toByteArray",
    "encode",
    "encodeToByteArray",
    "as_bytes",
    "to_vec",
    "to_string",
    "to_owned",
    "into",
    "bytes",
    "unwrap",
    "clone",
    "utf8",
    "trim",
    "intValue",
    "strip",
    "freeze",
    "to_s",
    "to_i",
    "c_str",
    "toString",
    "as_ref",
    "as_str",
    "ToCharArray",
    "b",
    "dup",
    "ToString",
    "Trim",
    "as_slice",
    "utf8CString",
    "asUint8Array",
    "toLowerCase",
    "toUpperCase",
    "concat",
    "charValue",
    "force_encoding",
    "codeUnits",
    "data",
];

/// Functions of their first argument.
const OF_ARGUMENT: &[&str] = &[
    "valueOf",
    "parseInt",
    "GetBytes",
    "from",
    "Data",
    "Array",
    "int",
    "str",
    "bytes",
    "bytearray",
    "String",
    "Number",
    "Integer",
    "parseUnsignedInt",
    "strdup",
    "wrap",
    "copyFrom",
    "of",
    "encode",
    "Uint8Array",
    "utf8ToBytes",
    "byteArrayOf",
    "stringToUtf8Bytes",
    "Bytes",
    "from_slice",
    "ToInt32",
    "Parse",
    "intval",
    "strval",
    "copyOf",
    "toUTF8",
    "utf8.parse",
    "Utf8.parse",
    "Latin1.parse",
    "alloc",
    "CCAlgorithm",
    "CCHmacAlgorithm",
    "CCOptions",
    "CCOperation",
    "UInt32",
    "Int32",
    "Int",
    "UInt8",
    "bytesFromString",
    "force_bytes",
    "to_bytes",
    "new_from_slice",
    "copy_from_slice",
    "Some",
    "NSNumber",
    "freeze",
    "OBJ_sn2nid",
    "OBJ_txt2nid",
    "EC_curve_nist2nid",
    "CFNumber",
    "NonZeroU32.new",
    "NonZero.new",
    "NonZeroU32.new_unchecked",
    "fromList",
    "BigInt.parse",
];

/// Functions that decode hexadecimal, and base64.
const HEX: &[&str] = &[
    "fromhex",
    "unhexlify",
    "FromHexString",
    "HexToBytes",
    "hexStringToByteArray",
    "decodeHex",
    "hex2bin",
    "parseHex",
    "hex.DecodeString",
    "hex.decode",
    "Hex.decode",
    "Hex.parse",
    "a2b_hex",
    "hexToBytes",
    "parseHexBinary",
    "hexStringToBytes",
    "HexStringToByteArray",
    "hexToByteArray",
    "hex",
];
const BASE64: &[&str] = &[
    "b64decode",
    "FromBase64String",
    "decodeBase64",
    "base64_decode",
    "atob",
    "Base64.decode",
    "strict_decode64",
    "decode64",
    "urlsafe_decode64",
    "StdEncoding.DecodeString",
    "URLEncoding.DecodeString",
    "RawURLEncoding.DecodeString",
    "base64.decode",
    "base64Decode",
    "base64Url.decode",
    "urlsafe_b64decode",
    "getDecoder.decode",
    "BASE64.decode",
    "Base64.parse",
    "from_base64_secret",
];

/// What a call hands on.
pub(super) enum Inner<'c> {
    /// One of its terms.
    Term(&'c Term),
    /// What a name means.
    Name(&'c str),
}

/// What a call hands on, and how that is to be read.
pub(super) fn through(call: &Call) -> Option<(Inner<'_>, Coding)> {
    let last = call.callee.rsplit('.').next().unwrap_or(&call.callee);
    let first = call.arguments.iter().find(|argument| argument.name.is_none()).map(|argument| &argument.term);
    let data = || first.or_else(|| call.arguments.first().map(|argument| &argument.term));
    let ends =
        |list: &[&str]| list.iter().any(|name| *name == last || (name.contains('.') && call.callee.ends_with(*name)));
    let inner = call.receiver.as_deref().map(|receiver| &receiver.value);
    let decoder = matches!(inner, Some(Value::Call(_))) && last == "decode" && !call.arguments.is_empty();
    // Ruby: `["00ff"].pack("H*")`.
    if last == "pack"
        && first.and_then(Term::text).is_some_and(|form| form.starts_with('H'))
        && let Some(Value::List(terms)) = inner
    {
        return terms.first().map(|term| (Inner::Term(term), Coding::Hex));
    }
    // Bytes one by one are a list, and none of them is the whole.
    if matches!(last, "byteArrayOf" | "intArrayOf" | "of") && call.arguments.len() > 1 {
        return None;
    }
    if ends(HEX) {
        return data().map(|term| (Inner::Term(term), Coding::Hex));
    }
    if ends(BASE64) || decoder {
        return data().map(|term| (Inner::Term(term), Coding::Base64));
    }
    // Dart: `utf8.encode("…")`, of a codec that is a constant.
    let codec = matches!(call.callee.as_str(), "utf8.encode" | "ascii.encode" | "latin1.encode");
    if ends(OF_RECEIVER) && !codec {
        match &call.receiver {
            Some(receiver) if !matches!(receiver.value, Value::Call(_)) || call.arguments.is_empty() => {
                return Some((Inner::Term(receiver), Coding::Plain));
            }
            None if call.arguments.len() <= 1 => {
                if let Some((owner, _)) = call.callee.rsplit_once('.')
                    && !is_type(owner)
                {
                    return Some((Inner::Name(owner), Coding::Plain));
                }
            }
            _ => {}
        }
    }
    if ends(OF_ARGUMENT) {
        let coding = match call.arguments.get(1).and_then(|argument| argument.term.text()) {
            Some("hex") => Coding::Hex,
            Some("base64" | "base64url") => Coding::Base64,
            _ => Coding::Plain,
        };
        return data().map(|term| (Inner::Term(term), coding));
    }
    None
}

/// `Encoding.UTF8`, `String`: a type or a module, not a variable.
fn is_type(path: &str) -> bool {
    path.rsplit('.').next().is_some_and(|name| name.starts_with(|c: char| c.is_ascii_uppercase()) && name.len() > 1)
        && path.bytes().any(|b| b.is_ascii_lowercase())
}
