//! The recording of one connection, chunk by chunk, as the relay saw it.

/// The recording of one connection from its first byte to its last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recording {
    /// In the order in which they passed.
    pub chunks: Vec<Chunk>,
    /// How long the connection lasted, in microseconds.
    pub took_us: u64,
}

/// What one read of the relay returned. TCP is a stream of bytes: a message may come in two chunks, and two messages in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Whether it was sent by the browser; otherwise by the server.
    pub from_browser: bool,
    /// Microseconds since the connection was made.
    pub at_us: u64,
    /// The bytes, at least one.
    pub bytes: Vec<u8>,
}

/// Up to 16 bytes of one chunk, as a line of a hex dump.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HexRow {
    /// Whether they were sent by the browser; otherwise by the server.
    pub from_browser: bool,
    /// The time of their chunk.
    pub at_us: u64,
    /// The index of the first byte among all bytes of that direction.
    pub at: usize,
    /// Two digits for each byte, with a space between: `50 4f`.
    pub hex: String,
    /// One character for each byte: itself when it is printable ASCII, otherwise a dot.
    pub text: String,
}

impl Recording {
    /// The most bytes of both directions together. The relay fails at the chunk that would exceed it.
    pub const BYTES_MAX: usize = 64 * 1024;

    /// All bytes of one direction.
    pub fn bytes(&self, from_browser: bool) -> Vec<u8> {
        let chunks = self.chunks.iter().filter(|chunk| chunk.from_browser == from_browser);
        chunks.flat_map(|chunk| chunk.bytes.iter().copied()).collect()
    }

    /// The lines of a hex dump, 16 bytes each. Every chunk begins a new line.
    pub fn rows(&self) -> Vec<HexRow> {
        let mut rows = Vec::new();
        let (mut up, mut down) = (0, 0);
        for chunk in &self.chunks {
            let at = if chunk.from_browser { &mut up } else { &mut down };
            for bytes in chunk.bytes.chunks(16) {
                let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                let text = bytes.iter().map(|byte| if is_printable(*byte) { char::from(*byte) } else { '.' });
                rows.push(HexRow {
                    from_browser: chunk.from_browser,
                    at_us: chunk.at_us,
                    at: *at,
                    hex: hex.join(" "),
                    text: text.collect(),
                });
                *at += bytes.len();
            }
        }
        rows
    }
}

/// Whether a byte is printable ASCII.
pub(super) fn is_printable(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_sixteen_bytes_and_begin_anew_with_each_chunk() {
        let chunk = |from_browser, at_us, bytes: &[u8]| Chunk { from_browser, at_us, bytes: bytes.to_vec() };
        let recording = Recording {
            chunks: vec![
                chunk(true, 5, b"POST /sign-in HTTP"),
                chunk(false, 9, &[0x16, 0x03, b'a', 0x80]),
                chunk(true, 11, b"/"),
            ],
            took_us: 12,
        };
        let rows = recording.rows();
        let seen: Vec<_> =
            rows.iter().map(|row| (row.from_browser, row.at_us, row.at, row.text.as_str())).collect();
        let expected = [
            (true, 5, 0, "POST /sign-in HT"),
            (true, 5, 16, "TP"),
            (false, 9, 0, "..a."),
            (true, 11, 18, "/"),
        ];
        assert_eq!(seen, expected);
        assert_eq!(rows[2].hex, "16 03 61 80");
        assert_eq!(recording.bytes(true), b"POST /sign-in HTTP/");
    }
}
