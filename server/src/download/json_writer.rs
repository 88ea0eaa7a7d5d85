//! Writes one JSON object to a response, field by field, without ever holding more than a piece of it.

use super::{Bytes, Value, mpsc};
use futures::SinkExt;
use std::{io, mem};

/// What is collected before it is sent, in bytes.
const PIECE_BYTES: usize = 64 << 10;

/// An object that is being written: `{` and a line for each field or item.
pub struct JsonWriter {
    sender: mpsc::Sender<io::Result<Bytes>>,
    piece: String,
    /// What stands before the next field: nothing before the first one.
    before_field: &'static str,
    /// The same within a list.
    before_item: &'static str,
}

impl JsonWriter {
    /// An object whose pieces go to `sender`.
    pub fn new(sender: mpsc::Sender<io::Result<Bytes>>) -> Self {
        Self { sender, piece: "{".to_owned(), before_field: "\n", before_item: "\n" }
    }

    /// Writes a field with its value.
    ///
    /// # Errors
    /// `BrokenPipe` where the client is gone; the same holds for every function here.
    pub async fn field(&mut self, name: &str, value: &Value) -> io::Result<()> {
        self.begin_field(name);
        self.piece.push_str(&value.to_string());
        self.send_full().await
    }

    /// Begins a field whose value is a list.
    pub async fn begin_list(&mut self, name: &str) -> io::Result<()> {
        self.begin_field(name);
        self.piece.push('[');
        self.before_item = "\n";
        self.send_full().await
    }

    /// Writes the next item of the list.
    pub async fn item(&mut self, value: &Value) -> io::Result<()> {
        self.piece.push_str(self.before_item);
        self.before_item = ",\n";
        self.piece.push_str(&value.to_string());
        self.send_full().await
    }

    /// Ends the list.
    pub async fn end_list(&mut self) -> io::Result<()> {
        self.piece.push(']');
        self.send_full().await
    }

    /// Writes a field whose value is a list that is in memory already.
    pub async fn list<T>(
        &mut self,
        name: &str,
        items: impl Iterator<Item = T>,
        value: impl Fn(T) -> Value,
    ) -> io::Result<()> {
        self.begin_list(name).await?;
        for item in items {
            self.item(&value(item)).await?;
        }
        self.end_list().await
    }

    /// Ends the object and sends what is left.
    pub async fn end(&mut self) -> io::Result<()> {
        self.piece.push_str("\n}\n");
        self.send().await
    }

    /// Breaks the response off, so that nobody takes what was sent for the whole.
    pub async fn fail(&mut self) {
        // A client that is gone needs no word of it.
        let _ = self.sender.send(Err(io::Error::other("the rest could not be read"))).await;
    }

    fn begin_field(&mut self, name: &str) {
        self.piece.push_str(self.before_field);
        self.before_field = ",\n";
        self.piece.push_str(&Value::from(name).to_string());
        self.piece.push_str(": ");
    }

    async fn send_full(&mut self) -> io::Result<()> {
        if self.piece.len() < PIECE_BYTES {
            return Ok(());
        }
        self.send().await
    }

    async fn send(&mut self) -> io::Result<()> {
        let piece = Bytes::from(mem::take(&mut self.piece));
        self.sender.send(Ok(piece)).await.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}
