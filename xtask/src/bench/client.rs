//! A small HTTP/1.1 client: one connection, kept alive, every answer read to its exact end (RFC 9112, section 6.3).
//!
//! Our own, because a load generator should cost as little as possible of the machine that it shares with the site, and
//! because some of the requests are forms with cookies that a generator for plain pages does not send. Bodies are not
//! decompressed; the requests ask for none that is.

use std::{
    io::{self, BufRead, BufReader, ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// How long one read, write or connection may take.
const WAIT_MAX: Duration = Duration::from_secs(20);
const HEAD_BYTES_MAX: usize = 64 << 10;
const BODY_BYTES_MAX: usize = 64 << 20;

/// What a request accepts: a page, as a browser navigates to it.
pub const HTML: &str = "text/html";
/// What a request accepts: data, as a script of the page fetches it.
pub const JSON: &str = "application/json";
/// What a request accepts: the stream of events of an open page.
pub const EVENTS: &str = "text/event-stream";

/// One response. Its buffers are used again for the next one.
#[derive(Default)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The body; of chunks, joined.
    pub body: Vec<u8>,
    /// The status line and the header fields, as they came.
    head: String,
    /// Whether the server ends the connection after this response.
    closes: bool,
}

impl Response {
    /// The values of a header field, in the order in which they came.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let fields = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        fields.filter(move |(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    fn read(&mut self, from: &mut impl BufRead) -> io::Result<()> {
        self.read_head(from)?;
        self.read_body(from)
    }

    fn read_head(&mut self, from: &mut impl BufRead) -> io::Result<()> {
        self.head.clear();
        loop {
            let start = self.head.len();
            read_line(from, &mut self.head)?;
            if self.head[start..].trim_end().is_empty() {
                break;
            }
            if self.head.len() > HEAD_BYTES_MAX {
                return Err(invalid_data("a head without end"));
            }
        }
        let status = self.head.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3));
        self.status = status
            .and_then(|digits| digits.parse().ok())
            .ok_or_else(|| invalid_data("not an HTTP/1.1 answer"))?;
        let closes = self.headers("connection").any(|value| value.eq_ignore_ascii_case("close"));
        self.closes = closes;
        Ok(())
    }

    /// Reads the body by the first rule of RFC 9112, section 6.3, that applies: none by its status, chunks, a length,
    /// and else everything until the connection ends.
    fn read_body(&mut self, from: &mut impl BufRead) -> io::Result<()> {
        if matches!(self.status, 100..=199 | 204 | 304) {
            self.body.clear();
            return Ok(());
        }
        let chunked = self.headers("transfer-encoding").any(|value| value.eq_ignore_ascii_case("chunked"));
        let length = self.headers("content-length").next().map(str::parse::<usize>);
        match length {
            _ if chunked => self.read_chunks(from),
            Some(length) => {
                self.body.clear();
                self.read_part(from, length.map_err(|_| invalid_data("a length that is no number"))?)
            }
            None => {
                self.closes = true;
                self.body.clear();
                from.take(BODY_BYTES_MAX as u64).read_to_end(&mut self.body).map(drop)
            }
        }
    }

    fn read_chunks(&mut self, from: &mut impl BufRead) -> io::Result<()> {
        self.body.clear();
        let mut line = String::new();
        loop {
            line.clear();
            read_line(from, &mut line)?;
            // A chunk begins with its length in hexadecimal digits; extensions after a semicolon say nothing to us.
            let digits = line.split(';').next().unwrap_or_default().trim();
            let length =
                usize::from_str_radix(digits, 16).map_err(|_| invalid_data("a chunk without a length"))?;
            if length == 0 {
                break;
            }
            self.read_part(from, length)?;
            line.clear();
            read_line(from, &mut line)?;
            if !line.trim_end().is_empty() {
                return Err(invalid_data("a chunk longer than it said"));
            }
        }
        // Trailer fields, if any, end with an empty line.
        while !line.trim_end().is_empty() {
            line.clear();
            read_line(from, &mut line)?;
        }
        Ok(())
    }

    fn read_part(&mut self, from: &mut impl BufRead, length: usize) -> io::Result<()> {
        let start = self.body.len();
        if length > BODY_BYTES_MAX - start {
            return Err(invalid_data("a body without end"));
        }
        self.body.resize(start + length, 0);
        from.read_exact(&mut self.body[start..])
    }
}

fn read_line(from: &mut impl BufRead, into: &mut String) -> io::Result<()> {
    from.take(HEAD_BYTES_MAX as u64).read_line(into)?;
    if into.ends_with('\n') { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

fn invalid_data(what: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}

/// One connection. It is made anew for the next request when the server has said that it closes this one.
pub struct Client {
    address: SocketAddr,
    stream: BufReader<TcpStream>,
    response: Response,
}

impl Client {
    /// Connects to a server.
    ///
    /// # Errors
    /// When it does not accept within `WAIT_MAX`.
    pub fn connect(address: SocketAddr) -> io::Result<Self> {
        Ok(Self { address, stream: open(address)?, response: Response::default() })
    }

    /// Sends a request and waits for the whole response.
    ///
    /// # Errors
    /// When the connection breaks, or the response is not HTTP/1.1 or larger than the bounds. Any status is well.
    pub fn send(&mut self, request: &[u8]) -> io::Result<&Response> {
        self.write(request)?;
        self.response.read(&mut self.stream)?;
        Ok(&self.response)
    }

    /// Sends a request and waits for the head of its response only, for streams that do not end.
    ///
    /// # Errors
    /// As `send`.
    pub fn send_for_head(&mut self, request: &[u8]) -> io::Result<&Response> {
        self.write(request)?;
        self.response.read_head(&mut self.stream)?;
        Ok(&self.response)
    }

    /// Whether the server still holds its end of an idle or listening connection.
    pub fn is_open(&self) -> bool {
        let stream = self.stream.get_ref();
        let mut unread = [0; 1];
        let closed = stream.set_nonblocking(true).is_err()
            || match stream.peek(&mut unread) {
                Ok(bytes) => bytes == 0,
                Err(error) => error.kind() != ErrorKind::WouldBlock,
            };
        !closed && stream.set_nonblocking(false).is_ok()
    }

    fn write(&mut self, request: &[u8]) -> io::Result<()> {
        if self.response.closes {
            self.stream = open(self.address)?;
        }
        self.stream.get_mut().write_all(request)
    }
}

fn open(address: SocketAddr) -> io::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect_timeout(&address, WAIT_MAX)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(WAIT_MAX))?;
    stream.set_write_timeout(Some(WAIT_MAX))?;
    Ok(BufReader::with_capacity(64 << 10, stream))
}

/// A GET request. An empty `cookie` sends no cookie header.
pub fn get(address: SocketAddr, path: &str, accept: &str, cookie: &str) -> Vec<u8> {
    let cookie = cookie_line(cookie);
    format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: {accept}\r\n{cookie}\r\n").into_bytes()
}

/// A form, with the headers that a browser adds when a page of the site itself sends it.
pub fn post(address: SocketAddr, path: &str, accept: &str, cookie: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    let cookie = cookie_line(cookie);
    let body = urlencoded(fields);
    format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nAccept: {accept}\r\nOrigin: http://{address}\r\n\
         Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n{cookie}\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn cookie_line(cookie: &str) -> String {
    if cookie.is_empty() { String::new() } else { format!("Cookie: {cookie}\r\n") }
}

fn urlencoded(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => char::from(byte).to_string(),
                b' ' => "+".to_owned(),
                _ => format!("%{byte:02X}"),
            })
            .collect()
    };
    let pairs: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    pairs.join("&")
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
