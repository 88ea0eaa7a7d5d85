//! Taking a recording apart into TLS records (RFC 8446, section 5.1), as far as that can be done without the keys.

use super::recording::Recording;

/// Bytes of a record's header.
const HEADER: usize = 5;
/// The longest content of a record: 2^14 bytes, and what encryption may add. TLS 1.3 allows 256 bytes for that (RFC 8446,
/// section 5.2), TLS 1.2 allows 2,048.
const LENGTH_MAX: usize = (1 << 14) + 2048;

/// One record, or remaining bytes that are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsRecord {
    /// Whether it was sent by the browser; otherwise by the server.
    pub from_browser: bool,
    /// What it is.
    pub kind: RecordKind,
    /// The version in its header. It is mostly 0x0303, "TLS 1.2", also in TLS 1.3. 0 when there is no header.
    pub version: u16,
    /// Its length in bytes, with the header of five.
    pub bytes: usize,
    /// The index of its first byte among all bytes of its direction.
    pub at: usize,
    /// What it is, in a sentence or two for the learner.
    pub says: &'static str,
}

/// The type of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKind {
    /// Type 20.
    ChangeCipherSpec,
    /// Type 21.
    Alert,
    /// Type 22, with the first message that begins in it.
    Handshake(HandshakeMessage),
    /// Type 23.
    ApplicationData,
    /// The recording ends within this record.
    Truncated,
    /// It is not TLS, and neither is anything after it in this direction.
    Other,
}

/// What a handshake record holds (RFC 8446, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandshakeMessage {
    /// Message 1.
    ClientHello,
    /// Message 2.
    ServerHello,
    /// Another message, by its number.
    Numbered(u8),
    /// The rest of a message that began in an earlier record.
    Continued,
    /// It was sent after this side had begun to encrypt.
    Encrypted,
}

impl RecordKind {
    /// Whether its content is hidden from anybody without the keys.
    pub fn is_encrypted(self) -> bool {
        matches!(self, Self::ApplicationData | Self::Handshake(HandshakeMessage::Encrypted))
    }

    /// The standard's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ChangeCipherSpec => "change cipher spec",
            Self::Alert => "alert",
            Self::Handshake(HandshakeMessage::ClientHello) => "handshake: ClientHello",
            Self::Handshake(HandshakeMessage::ServerHello) => "handshake: ServerHello",
            Self::Handshake(_) => "handshake",
            Self::ApplicationData => "application data",
            Self::Truncated => "cut off",
            Self::Other => "not TLS",
        }
    }

    /// The sentence for the learner.
    fn says(self) -> &'static str {
        match self {
            Self::ChangeCipherSpec => {
                "“From here on I encrypt.” In TLS 1.3 it means nothing any more, and is sent so that old equipment on \
                 the way is not puzzled."
            }
            Self::Alert => "A warning or a goodbye, in the open.",
            Self::Handshake(HandshakeMessage::ClientHello) => {
                "The browser begins: which versions and ciphers it knows, its half of the key exchange, and, for \
                 everyone to read, the name of the server it wants."
            }
            Self::Handshake(HandshakeMessage::ServerHello) => {
                "The server chooses a version and a cipher, and sends its half of the key exchange. Both sides now \
                 have the same keys; whoever only listens has not."
            }
            Self::Handshake(HandshakeMessage::Numbered(11)) => {
                "The server’s certificate, in the open as TLS 1.2 sends it."
            }
            Self::Handshake(HandshakeMessage::Numbered(_)) => "Another step of the handshake, in the open.",
            Self::Handshake(HandshakeMessage::Continued) => {
                "The rest of a message that began in the record before."
            }
            Self::Handshake(HandshakeMessage::Encrypted) => "A step of the handshake, already encrypted.",
            Self::ApplicationData => {
                "Encrypted. It may be a certificate, a password or a page; from outside only its length can be seen."
            }
            Self::Truncated => "The recording ends within this record.",
            Self::Other => "This is not TLS.",
        }
    }
}

/// The records of both directions, in the order in which their first bytes passed.
///
/// Every byte of the recording is in exactly one of them, whatever was recorded.
pub fn tls_records(recording: &Recording) -> Vec<TlsRecord> {
    let mut records = Vec::new();
    for from_browser in [true, false] {
        let starts = chunk_starts(recording, from_browser);
        for record in one_way(&recording.bytes(from_browser), from_browser) {
            let chunk = starts.partition_point(|(start, _)| *start <= record.at).saturating_sub(1);
            records.push((starts[chunk].1, record));
        }
    }
    records.sort_by_key(|(chunk, _)| *chunk);
    records.into_iter().map(|(_, record)| record).collect()
}

/// For each chunk of a direction that is not empty: the index of its first byte in that direction, and the index of the
/// chunk in the recording.
fn chunk_starts(recording: &Recording, from_browser: bool) -> Vec<(usize, usize)> {
    let mut at = 0;
    let ours =
        |(_, chunk): &(usize, &super::Chunk)| chunk.from_browser == from_browser && !chunk.bytes.is_empty();
    let chunks = recording.chunks.iter().enumerate().filter(ours);
    let start = |(index, chunk): (usize, &super::Chunk)| {
        let start = at;
        at += chunk.bytes.len();
        (start, index)
    };
    chunks.map(start).collect()
}

/// The records of one direction.
fn one_way(bytes: &[u8], from_browser: bool) -> Vec<TlsRecord> {
    let mut records = Vec::new();
    let mut handshake = Handshake::default();
    let mut at = 0;
    while at < bytes.len() {
        let (kind, version, length) = next(&bytes[at..], &mut handshake);
        records.push(TlsRecord { from_browser, kind, version, bytes: length, at, says: kind.says() });
        at += length;
    }
    records
}

/// The record at the beginning of `bytes`: its kind, its version, and its length, which is at least 1.
fn next(bytes: &[u8], handshake: &mut Handshake) -> (RecordKind, u16, usize) {
    let &[kind, major, minor, high, low, ref rest @ ..] = bytes else {
        let known = matches!(bytes[0], 20..=23) && bytes.get(1).is_none_or(|major| *major == 3);
        return (if known { RecordKind::Truncated } else { RecordKind::Other }, 0, bytes.len());
    };
    // A header that no TLS implementation would send means that this is not TLS. There is no way to find the next record
    // then, so the rest of the direction is taken as one.
    let length = usize::from(u16::from_be_bytes([high, low]));
    if !matches!(kind, 20..=23) || major != 3 || length > LENGTH_MAX {
        return (RecordKind::Other, 0, bytes.len());
    }
    let version = u16::from_be_bytes([major, minor]);
    let Some(content) = rest.get(..length) else {
        return (RecordKind::Truncated, version, bytes.len());
    };
    let kind = match kind {
        20 => {
            // In TLS 1.2 this side encrypts from here on. In TLS 1.3 the record means nothing, but what follows is
            // application data then.
            handshake.encrypted = true;
            RecordKind::ChangeCipherSpec
        }
        21 => RecordKind::Alert,
        22 => RecordKind::Handshake(handshake.message(content)),
        _ => RecordKind::ApplicationData,
    };
    (kind, version, HEADER + length)
}

/// The progress of one side's handshake.
#[derive(Default)]
struct Handshake {
    /// Whether this side has begun to encrypt.
    encrypted: bool,
    /// Bytes of the last message that are still to come.
    missing: usize,
}

impl Handshake {
    /// The first message that begins in a record with this content.
    ///
    /// A message is a byte for its type, three bytes for its length, and that many bytes (RFC 8446, section 4). A record
    /// may hold several messages, and a message may go on in the next record.
    fn message(&mut self, content: &[u8]) -> HandshakeMessage {
        if self.encrypted {
            return HandshakeMessage::Encrypted;
        }
        let mut first = None;
        let mut at = self.missing.min(content.len());
        self.missing -= at;
        while let Some(header) = content.get(at..at + 4) {
            first = first.or(Some(header[0]));
            let length = u32::from_be_bytes([0, header[1], header[2], header[3]]) as usize;
            let here = length.min(content.len() - at - 4);
            self.missing = length - here;
            at += 4 + here;
        }
        match first {
            Some(1) => HandshakeMessage::ClientHello,
            Some(2) => HandshakeMessage::ServerHello,
            Some(number) => HandshakeMessage::Numbered(number),
            None => HandshakeMessage::Continued,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Chunk;
    use super::*;
    use proptest::prelude::*;

    fn check(bytes: &[u8], expected: &[(RecordKind, usize)]) {
        let recording = Recording {
            chunks: vec![Chunk { from_browser: true, at_us: 0, bytes: bytes.to_vec() }],
            took_us: 0,
        };
        let seen: Vec<_> = tls_records(&recording).iter().map(|record| (record.kind, record.bytes)).collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn records_are_named_by_their_type() {
        check(&[], &[]);
        check(
            &[22, 3, 1, 0, 5, 1, 0, 0, 1, 9, 20, 3, 3, 0, 1, 1, 22, 3, 3, 0, 1, 77, 23, 3, 3, 0, 2, 8, 8],
            &[
                (RecordKind::Handshake(HandshakeMessage::ClientHello), 10),
                (RecordKind::ChangeCipherSpec, 6),
                (RecordKind::Handshake(HandshakeMessage::Encrypted), 6),
                (RecordKind::ApplicationData, 7),
            ],
        );
        check(&[21, 3, 3, 0, 2, 1, 0, 23, 3, 3], &[(RecordKind::Alert, 7), (RecordKind::Truncated, 3)]);
        check(&[23, 3, 3, 0, 9, 1], &[(RecordKind::Truncated, 6)]);
        check(b"POST / HTTP/1.1", &[(RecordKind::Other, 15)]);
        check(&[23, 3, 3, 0xff, 0xff, 1], &[(RecordKind::Other, 6)]);
    }

    #[test]
    fn a_message_may_go_on_in_the_next_record() {
        let continued = RecordKind::Handshake(HandshakeMessage::Continued);
        let hello = RecordKind::Handshake(HandshakeMessage::ServerHello);
        check(&[22, 3, 3, 0, 5, 2, 0, 0, 3, 7, 22, 3, 3, 0, 2, 7, 7], &[(hello, 10), (continued, 7)]);
        let certificate = RecordKind::Handshake(HandshakeMessage::Numbered(11));
        check(
            &[22, 3, 3, 0, 5, 2, 0, 0, 3, 7, 22, 3, 3, 0, 6, 7, 7, 11, 0, 0, 0],
            &[(hello, 10), (certificate, 11)],
        );
        check(
            &[22, 3, 3, 0, 4, 2, 0, 0, 1, 22, 3, 3, 0, 5, 7, 11, 0, 0, 0],
            &[(hello, 9), (certificate, 10)],
        );
    }

    fn any_stream() -> impl Strategy<Value = Recording> {
        let garbage = proptest::collection::vec(any::<u8>(), 0..80);
        let nearly = (19_u8..25, 0_u8..5, 0_u8..3, proptest::collection::vec(any::<u8>(), 0..40)).prop_map(
            |(kind, minor, high, content)| {
                [&[kind, 3, minor, high / 2, content.len() as u8], &content[..]].concat()
            },
        );
        let chunk = (any::<bool>(), prop_oneof![garbage, nearly]).prop_map(|(from_browser, bytes)| Chunk {
            from_browser,
            at_us: 0,
            bytes,
        });
        proptest::collection::vec(chunk, 0..12).prop_map(|chunks| Recording { chunks, took_us: 0 })
    }

    proptest! {
        #[test]
        fn whatever_passes_every_byte_is_in_one_record(recording in any_stream()) {
            let records = tls_records(&recording);
            for from_browser in [true, false] {
                let mut at = 0;
                for record in records.iter().filter(|record| record.from_browser == from_browser) {
                    prop_assert_eq!(record.at, at);
                    at += record.bytes;
                }
                prop_assert_eq!(at, recording.bytes(from_browser).len());
            }
        }
    }
}
