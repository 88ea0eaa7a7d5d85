//! What can be read in a recording without any key.

use super::recording::{Recording, is_printable};
use super::tls_records;

/// The shortest run that is worth showing, in bytes.
pub const READABLE_MIN: usize = 6;

/// A run of printable ASCII.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadableRun {
    /// Whether it was sent by the browser; otherwise by the server.
    pub from_browser: bool,
    /// The index of its first byte among all bytes of that direction.
    pub at: usize,
    /// The run itself.
    pub text: String,
    /// Whether it lies in an encrypted record. Six printable bytes in a row come up there by chance now and then.
    pub by_chance: bool,
}

/// All runs of at least `READABLE_MIN` printable bytes. Those of the browser's direction come first.
pub fn readable(recording: &Recording) -> Vec<ReadableRun> {
    let records = tls_records(recording);
    let mut runs = Vec::new();
    for from_browser in [true, false] {
        let bytes = recording.bytes(from_browser);
        let mut at = 0;
        for run in bytes.split(|byte| !is_printable(*byte)) {
            if run.len() >= READABLE_MIN {
                let sealed = |at| {
                    let mut records = records.iter().filter(|record| record.from_browser == from_browser);
                    records.any(|record| {
                        record.kind.is_encrypted() && (record.at..record.at + record.bytes).contains(&at)
                    })
                };
                runs.push(ReadableRun {
                    from_browser,
                    at,
                    text: run.iter().copied().map(char::from).collect(),
                    by_chance: sealed(at),
                });
            }
            at += run.len() + 1;
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::super::Chunk;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn six_printable_characters_in_a_row_can_be_read_and_five_are_not_shown() {
        let chunk = |bytes: &[u8]| Chunk { from_browser: true, at_us: 0, bytes: bytes.to_vec() };
        let recording =
            Recording { chunks: vec![chunk(b"\x00\x05hello\x06vit"), chunk(b"rine\xffbread ")], took_us: 0 };
        let seen: Vec<_> =
            readable(&recording).into_iter().map(|span| (span.at, span.text, span.by_chance)).collect();
        assert_eq!(seen, [(8, "vitrine".to_owned(), false), (16, "bread ".to_owned(), false)]);
    }

    proptest! {
        #[test]
        fn a_span_stands_where_it_says(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let recording = Recording { chunks: vec![Chunk { from_browser: false, at_us: 0, bytes: bytes.clone() }], took_us: 0 };
            for span in readable(&recording) {
                prop_assert_eq!(&bytes[span.at..span.at + span.text.len()], span.text.as_bytes());
            }
        }
    }
}
