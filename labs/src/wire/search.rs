//! Searching a recording for a text.

use super::credentials::form_encoded;
use super::recording::Recording;

/// Finding a text of fewer bytes than this proves nothing, because it may stand anywhere by chance.
pub const SEARCH_BYTES_MIN: usize = 6;

/// A place where a text was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Whether it was sent by the browser; otherwise by the server.
    pub from_browser: bool,
    /// The index of its first byte among all bytes of that direction.
    pub at: usize,
    /// Its length there, in bytes.
    pub len: usize,
    /// How it is spelt there.
    pub spelling: Spelling,
}

/// How a text is spelt in a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// As it was typed.
    AsTyped,
    /// As a form sends it, with `+` for a space and `%` and two digits for most other characters.
    FormEncoded,
}

/// Every place where these bytes begin: whether the browser sent them, and their index in that direction. The browser's
/// direction comes first. Places do not overlap, and an empty needle is found nowhere.
pub fn find_bytes(recording: &Recording, needle: &[u8]) -> Vec<(bool, usize)> {
    let mut found = Vec::new();
    if needle.is_empty() {
        return found;
    }
    for from_browser in [true, false] {
        let bytes = recording.bytes(from_browser);
        let mut at = 0;
        while let Some(next) = bytes[at..].windows(needle.len()).position(|window| window == needle) {
            found.push((from_browser, at + next));
            at += next + needle.len();
        }
    }
    found
}

/// Every place where a typed text stands, as it was typed or as a form sends it.
pub fn find_text(recording: &Recording, text: &str) -> Vec<Occurrence> {
    let encoded = form_encoded(text);
    let look = |needle: &str, spelling| {
        let places = find_bytes(recording, needle.as_bytes());
        let len = needle.len();
        places.into_iter().map(move |(from_browser, at)| Occurrence { from_browser, at, len, spelling })
    };
    let mut found: Vec<Occurrence> = look(text, Spelling::AsTyped).collect();
    if encoded != text {
        found.extend(look(&encoded, Spelling::FormEncoded));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::Chunk;
    use super::*;

    fn recording(text: &str) -> Recording {
        let (first, second) = text.as_bytes().split_at(text.len() / 2);
        let chunk = |bytes: &[u8]| Chunk { from_browser: true, at_us: 0, bytes: bytes.to_vec() };
        Recording { chunks: vec![chunk(first), chunk(second)], took_us: 0 }
    }

    #[test]
    fn a_word_is_found_across_chunks_and_places_do_not_overlap() {
        assert_eq!(find_bytes(&recording("xxaaaaxx"), b"aa"), [(true, 2), (true, 4)]);
        assert_eq!(find_bytes(&recording("xxaaaaxx"), b""), []);
        assert_eq!(find_bytes(&recording(""), b"a"), []);
    }

    #[test]
    fn a_typed_text_is_found_in_both_its_forms() {
        let found = find_text(&recording("a b and then a+b"), "a b");
        let seen: Vec<_> = found.iter().map(|find| (find.at, find.len, find.spelling)).collect();
        assert_eq!(seen, [(0, 3, Spelling::AsTyped), (13, 3, Spelling::FormEncoded)]);
        assert_eq!(find_text(&recording("plain"), "plain").len(), 1);
    }
}
