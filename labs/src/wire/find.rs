//! Looking for a word in a recording.

use super::stream::Stream;
use super::typed::form_encoded;

/// A shorter word may stand anywhere by chance, so finding it says nothing.
pub const TELLING_MIN: usize = 6;

/// A place where a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Find {
    pub from_browser: bool,
    /// Where it begins among the bytes of its direction.
    pub at: usize,
    /// In bytes, as it stands there.
    pub len: usize,
    pub written: Written,
}

/// How a word stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    AsTyped,
    /// With a `+` for a space and `%` digits for most else, as a form sends it.
    FormEncoded,
}

/// Where `needle` begins, for each direction, the browser's first; places do not overlap. An empty needle is nowhere.
pub fn finds(stream: &Stream, needle: &[u8]) -> Vec<(bool, usize)> {
    let mut found = Vec::new();
    if needle.is_empty() {
        return found;
    }
    for from_browser in [true, false] {
        let bytes = stream.bytes(from_browser);
        let mut at = 0;
        while let Some(next) = bytes[at..].windows(needle.len()).position(|window| window == needle) {
            found.push((from_browser, at + next));
            at += next + needle.len();
        }
    }
    found
}

/// Where a typed text stands, as typed or as a form writes it.
pub fn find_typed(stream: &Stream, text: &str) -> Vec<Find> {
    let encoded = form_encoded(text);
    let look = |needle: &str, written| {
        let places = finds(stream, needle.as_bytes());
        let len = needle.len();
        places.into_iter().map(move |(from_browser, at)| Find { from_browser, at, len, written })
    };
    let mut found: Vec<Find> = look(text, Written::AsTyped).collect();
    if encoded != text {
        found.extend(look(&encoded, Written::FormEncoded));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::Chunk;
    use super::*;

    fn stream(text: &str) -> Stream {
        let (first, second) = text.as_bytes().split_at(text.len() / 2);
        let chunk = |bytes: &[u8]| Chunk { from_browser: true, at_us: 0, bytes: bytes.to_vec() };
        Stream { chunks: vec![chunk(first), chunk(second)], took_us: 0 }
    }

    #[test]
    fn a_word_is_found_across_chunks_and_places_do_not_overlap() {
        assert_eq!(finds(&stream("xxaaaaxx"), b"aa"), [(true, 2), (true, 4)]);
        assert_eq!(finds(&stream("xxaaaaxx"), b""), []);
        assert_eq!(finds(&stream(""), b"a"), []);
    }

    #[test]
    fn a_typed_text_is_found_in_both_its_forms() {
        let found = find_typed(&stream("a b and then a+b"), "a b");
        let seen: Vec<_> = found.iter().map(|find| (find.at, find.len, find.written)).collect();
        assert_eq!(seen, [(0, 3, Written::AsTyped), (13, 3, Written::FormEncoded)]);
        assert_eq!(find_typed(&stream("plain"), "plain").len(), 1);
    }
}
