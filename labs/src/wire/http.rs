//! As much HTTP/1.1 (RFC 9112) as one form and one page need: messages with a head and a body of a stated length.
//!
//! A library would send more headers and be harder to read in a recording. Chunked bodies, obsolete line folding and
//! pipelining are not supported; only the two endpoints of this lab speak with each other.

use super::WireError;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// The longest head in bytes.
const HEAD_MAX: usize = 8 * 1024;
/// The longest body in bytes.
const BODY_MAX: usize = 4 * 1024;
/// The most bytes that one read may add.
const READ_MAX: usize = 4 * 1024;

/// One end of an HTTP connection.
pub(super) struct HttpConnection<S> {
    io: S,
    /// What has arrived and was not parsed yet.
    unread: Vec<u8>,
}

/// The head of a message: its first line and its fields.
pub(super) struct MessageHead {
    /// The request line or the status line.
    pub first: String,
    /// Names in lower case, with their values.
    fields: Vec<(String, String)>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> HttpConnection<S> {
    /// A connection over this stream.
    pub fn new(io: S) -> Self {
        Self { io, unread: Vec::new() }
    }

    /// Sends a whole message.
    pub async fn send(&mut self, message: &str) -> Result<(), WireError> {
        self.io.write_all(message.as_bytes()).await?;
        self.io.flush().await?;
        Ok(())
    }

    /// Receives the next message: its head, and a body of the length that `Content-Length` states.
    ///
    /// # Errors
    /// When the message is malformed or too long, or the connection ends early.
    pub async fn receive(&mut self) -> Result<(MessageHead, Vec<u8>), WireError> {
        // The head ends with an empty line. The search starts over after each read, which a few kilobytes allow.
        let end = loop {
            if let Some(end) = self.unread.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break end;
            }
            if self.unread.len() > HEAD_MAX {
                return Err(WireError::Protocol("a head was too long"));
            }
            self.read().await?;
        };
        let text: Vec<u8> = self.unread.drain(..end + 4).collect();
        let head = MessageHead::parse(&text[..end])?;
        let length = match head.field("content-length") {
            Some(length) => length.parse().map_err(|_| WireError::Protocol("a body had no right length"))?,
            None => 0,
        };
        if length > BODY_MAX {
            return Err(WireError::Protocol("a body was too long"));
        }
        while self.unread.len() < length {
            self.read().await?;
        }
        let body = self.unread.drain(..length).collect();
        Ok((head, body))
    }

    /// Closes this direction and waits until the other side has closed its own. What still arrives is discarded, but it is
    /// read, so that the recording has all of it.
    pub async fn close(mut self) -> Result<(), WireError> {
        self.io.shutdown().await?;
        let mut rest = [0; 256];
        while self.io.read(&mut rest).await? > 0 {}
        Ok(())
    }

    /// Reads once more. The end of the stream is an error here.
    async fn read(&mut self) -> Result<(), WireError> {
        let mut limited = (&mut self.io).take(READ_MAX as u64);
        match limited.read_buf(&mut self.unread).await? {
            0 => Err(WireError::Protocol("one side hung up early")),
            _ => Ok(()),
        }
    }
}

impl MessageHead {
    /// Parses a head without the empty line at its end.
    fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        let text = std::str::from_utf8(bytes).map_err(|_| WireError::Protocol("a head was not text"))?;
        let mut lines = text.split("\r\n");
        let first = lines.next().unwrap_or_default().to_owned();
        let field = |line: &str| {
            let (name, value) = line.split_once(':').ok_or(WireError::Protocol("a field had no name"))?;
            Ok((name.to_ascii_lowercase(), value.trim().to_owned()))
        };
        Ok(Self { first, fields: lines.map(field).collect::<Result<_, WireError>>()? })
    }

    /// The value of the field with this name, which is given in lower case.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn check(sent: &[u8], expected: Result<&str, &str>) {
        let (here, mut there) = tokio::io::duplex(64 * 1024);
        there.write_all(sent).await.unwrap();
        drop(there);
        let received = HttpConnection::new(here).receive().await;
        let body =
            received.map(|(_, body)| String::from_utf8(body).unwrap()).map_err(|error| error.to_string());
        assert_eq!(body.as_deref().map_err(String::as_str), expected);
    }

    #[tokio::test]
    async fn a_message_has_a_head_and_a_body_as_long_as_it_says() {
        check(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more", Ok("hello")).await;
        check(b"HTTP/1.1 303 See Other\r\n\r\n", Ok("")).await;
    }

    #[tokio::test]
    async fn a_broken_message_is_refused_in_words() {
        let said = |why: &str| format!("The conversation broke off: {why}.");
        check(b"GET / HTTP/1.1\r\n", Err(&said("one side hung up early"))).await;
        check(b"GET / HTTP/1.1\r\nnonsense\r\n\r\n", Err(&said("a field had no name"))).await;
        check(b"GET / HTTP/1.1\r\ncontent-length: -1\r\n\r\n", Err(&said("a body had no right length")))
            .await;
        check(b"GET / HTTP/1.1\r\ncontent-length: 4097\r\n\r\n", Err(&said("a body was too long"))).await;
        check(b"\xff\r\n\r\n", Err(&said("a head was not text"))).await;
        check(&[b'x'; 20_000], Err(&said("a head was too long"))).await;
    }
}
