//! Cookies that carry only an id: Express with express-session, and Django.

use super::{OCTETS_MAX, Part};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use serde::{Deserialize, Serialize};

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

/// `s:<id>.<signature>` as express-session writes it, percent-encoded or not.
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

/// Django's `sessionid`: a random key, and all the rest in a row of the server's.
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

/// Whatever is no octet written as `%` and two digits stays as it is.
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
