//! Cookies that carry only the id of a session: those of express-session for Express, and of Django.

use super::{OCTETS_MAX, Part};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use serde::{Deserialize, Serialize};

/// Why a value is no such cookie. The message is shown to the learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum NotSessionId {
    #[error("A cookie has {OCTETS_MAX} octets at most; this is longer.")]
    TooLong,
    #[error("A signed Express cookie begins with `s:`, written as `s%3A`.")]
    NoMark,
    #[error("After the id there is a dot and a signature of 32 octets in base64.")]
    NoSignature,
    #[error("A Django session key has 32 small letters and digits.")]
    NotAKey,
}

/// Takes a cookie of express-session's apart: `s:<id>.<signature>`, percent-encoded or not.
///
/// # Errors
/// When the value has another shape.
pub fn parse_express(value: &str) -> Result<Vec<Part>, NotSessionId> {
    if value.len() > OCTETS_MAX {
        return Err(NotSessionId::TooLong);
    }
    let value = percent_decode(value);
    let (id, signature) = value
        .strip_prefix("s:")
        .ok_or(NotSessionId::NoMark)?
        .rsplit_once('.')
        .ok_or(NotSessionId::NoSignature)?;
    let octets = BASE64_STANDARD_NO_PAD.decode(signature).map_err(|_| NotSessionId::NoSignature)?.len();
    if id.is_empty() || octets != 32 {
        return Err(NotSessionId::NoSignature);
    }
    Ok(vec![
        Part::new("s:", "The mark of a signed cookie; in the header the colon is written `%3A`."),
        Part::new(id, "The session’s id. It says nothing by itself: the session stays with the server."),
        Part::new(
            signature,
            "The signature, 32 octets: HMAC-SHA256 of the id, so that ids can’t be made up without the secret.",
        ),
    ])
}

/// Takes Django's cookie `sessionid` apart. It is a random key; all the rest stays in a row of the server's.
///
/// # Errors
/// When the value has another shape.
pub fn parse_django(value: &str) -> Result<Vec<Part>, NotSessionId> {
    let alphabet = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
    if value.len() != 32 || !value.bytes().all(alphabet) {
        return Err(NotSessionId::NotAKey);
    }
    Ok(vec![Part::new(
        value,
        "A session key: 32 random letters and digits. It says nothing by itself: the session is a row of \
         the server’s.",
    )])
}

/// Decodes `%` and two hexadecimal digits to the octet they stand for; everything else stays as it is.
pub(super) fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        let digits = digits.filter(|pair| pair.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match digits.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(octet) if bytes[at] == b'%' => {
                out.push(octet);
                at += 3;
            }
            _ => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
