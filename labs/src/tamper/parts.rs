//! Showing a cookie's bytes: its parts, who can read each, and the same value with one bit flipped.

use super::Kind;
use super::key::Key;
use serde::Serialize;

/// A part of a cookie. All parts one after the other are the whole value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// As it stands in the cookie.
    pub text: String,
    /// What it is, in a sentence.
    pub says: &'static str,
    /// Who can read it.
    pub readable_by: ReadableBy,
}

/// Who can learn something from a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReadableBy {
    /// Anybody who sees the cookie.
    Anyone,
    /// Whoever has the key.
    ServerOnly,
    /// Nobody: it is random or a checksum, and says nothing by itself.
    Nobody,
}

/// Splits a value into the parts that its kind should have. A value of another shape is split at the same places all the
/// same, for the learner may have changed it.
pub fn parts(kind: Kind, value: &str) -> Vec<Part> {
    let part = |text: &str, says, readable_by| Part { text: text.to_owned(), says, readable_by };
    let mut parts = match kind {
        Kind::Plain => fields(value),
        Kind::Signed => {
            let (text, signature) = value.split_at(value.rfind('.').unwrap_or(value.len()));
            let mut parts = fields(text);
            parts.push(part(
                signature,
                "The signature. It hides nothing; it only shows whether the text before it is still the server’s.",
                ReadableBy::Nobody,
            ));
            parts
        }
        Kind::Encrypted => {
            // In base64 four characters are three bytes, so the key's number and the nonce end between two characters.
            let (id, rest) = split_at_char(value, Key::ID_BYTES / 3 * 4);
            let (nonce, sealed) = split_at_char(rest, Key::NONCE_BYTES / 3 * 4);
            vec![
                part(
                    id,
                    "The number of the key, so that the server picks the right one.",
                    ReadableBy::Anyone,
                ),
                part(
                    nonce,
                    "A random number, used once, so that no two cookies look alike.",
                    ReadableBy::Nobody,
                ),
                part(
                    sealed,
                    "The text, encrypted, and a tag of 16 bytes over all of it.",
                    ReadableBy::ServerOnly,
                ),
            ]
        }
        Kind::Opaque => {
            let says = "A random number. It says nothing; the server finds a row by it.";
            vec![part(value, says, ReadableBy::Nobody)]
        }
    };
    parts.retain(|part| !part.text.is_empty());
    parts
}

/// The value with one bit of one byte flipped. Bit 0 is the least significant one.
///
/// A byte beyond ASCII is represented by the character of the same number, as in ISO 8859-1, so that any result is a
/// text and flipping twice restores it. `None` when there is no such byte or bit.
pub fn flip_bit(value: &str, byte: usize, bit: u8) -> Option<String> {
    let mut bytes: Vec<u8> = value.chars().map(|c| u8::try_from(c).ok()).collect::<Option<_>>()?;
    let mask = 1_u8.checked_shl(u32::from(bit))?;
    *bytes.get_mut(byte)? ^= mask;
    Some(bytes.into_iter().map(char::from).collect())
}

/// The fields of a claim's text, each with the `&` after it.
fn fields(text: &str) -> Vec<Part> {
    let says = |field: &str| match field.split('=').next() {
        Some("user") => "Whose cookie it is.",
        Some("role") => "What that person may do.",
        Some("basket") => "What lies in the basket, and how many.",
        _ => "Something the server passes over.",
    };
    let part =
        |field: &str| Part { text: field.to_owned(), says: says(field), readable_by: ReadableBy::Anyone };
    text.split_inclusive('&').map(part).collect()
}

/// Splits after this many characters, or at the end of a shorter text.
fn split_at_char(text: &str, chars: usize) -> (&str, &str) {
    text.split_at(text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at))
}

#[cfg(test)]
mod tests {
    use super::super::{Person, TamperState};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_bit_makes_ana_ben_and_back() {
        assert_eq!(flip_bit("user=17", 6, 0).as_deref(), Some("user=16"));
        assert_eq!(flip_bit("user=16", 6, 0).as_deref(), Some("user=17"));
        assert_eq!(flip_bit("a", 0, 7).and_then(|value| flip_bit(&value, 0, 7)).as_deref(), Some("a"));
        assert_eq!(flip_bit("user=17", 7, 0), None);
        assert_eq!(flip_bit("user=17", 6, 8), None);
        assert_eq!(flip_bit("\u{1f35e}", 0, 0), None);
    }

    #[test]
    fn an_encrypted_cookie_comes_apart_between_its_parts() {
        let value = TamperState::new().issue(Kind::Encrypted, Person::Ana);
        let lengths: Vec<_> = parts(Kind::Encrypted, &value).iter().map(|part| part.text.len()).collect();
        assert_eq!(lengths, [4, 16, 67]);
        assert!(value.starts_with("AAAB"), "key 1");
    }

    #[test]
    fn a_signed_cookie_is_read_up_to_its_signature() {
        let value = TamperState::new().issue(Kind::Signed, Person::Ana);
        let parts = parts(Kind::Signed, &value);
        let texts: Vec<_> = parts[..3].iter().map(|part| part.text.as_str()).collect();
        assert_eq!(texts, ["user=17&", "role=member&", "basket=bread.3"]);
        assert!(parts[..3].iter().all(|part| part.readable_by == ReadableBy::Anyone));
        assert_eq!((parts[3].text.len(), parts[3].readable_by), (44, ReadableBy::Nobody));
    }

    proptest! {
        #[test]
        fn all_parts_together_are_the_value(value in "(\\PC|&|=|\\.){0,30}") {
            for kind in Kind::ALL {
                let together: String = parts(kind, &value).into_iter().map(|part| part.text).collect();
                prop_assert_eq!(&together, &value);
            }
        }
    }
}
