//! A browser that speaks HTTP/1.1 over a socket, and keeps cookies.

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};
use url::form_urlencoded;

/// Everybody's password in these tests.
pub const PASSWORD: &str = "ladder copper autumn whistle";
/// The longest a browser waits for an answer: longer than the site itself does.
const WAIT_MAX: Duration = Duration::from_secs(60);

/// One browser. Each request has a connection of its own.
#[derive(Clone, Debug)]
pub struct Browser {
    address: String,
    jar: BTreeMap<String, String>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// 0 where the connection ended without an answer.
    pub status: u16,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Browser {
    pub fn new(address: &str) -> Self {
        Self { address: address.to_owned(), jar: BTreeMap::new() }
    }

    /// The same browser, asking a site at another address.
    pub fn at(self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self }
    }

    /// Loads a page.
    pub fn get(&mut self, path: &str) -> Answer {
        let request = format!("GET {path} HTTP/1.1\r\nAccept: text/html\r\n");
        self.send(&request, "")
    }

    /// Posts a form as the browser's half of the app does.
    pub fn call(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = format!(
            "POST {path} HTTP/1.1\r\nAccept: application/json\r\nOrigin: http://{}\r\n\
             Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n",
            self.address,
            body.len()
        );
        self.send(&request, &body)
    }

    /// Makes an account, which also signs in.
    pub fn sign_up(&mut self, name: &str) {
        let answer = self.call("/api/sign_up", &[("name", name), ("password", PASSWORD)]);
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// Publishes a post.
    pub fn publish(&mut self, title: &str, body: &str, tags: &str) -> Answer {
        self.call("/api/write_post", &[("title", title), ("body", body), ("tags", tags)])
    }

    /// Likes a post.
    pub fn like(&mut self, post: u32) -> Answer {
        self.call("/api/like_post", &[("post", &post.to_string())])
    }

    /// Sends a request that has its first line and its own headers, and reads the answer.
    fn send(&mut self, head: &str, body: &str) -> Answer {
        let jar: Vec<_> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = if jar.is_empty() { String::new() } else { format!("Cookie: {}\r\n", jar.join("; ")) };
        let request = format!("{head}Host: {}\r\nConnection: close\r\n{cookies}\r\n{body}", self.address);
        let answer = exchange(&self.address, &request);
        for (_, line) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if line.contains("Max-Age=0") {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

/// Sends a text and reads the whole answer.
fn exchange(address: &str, request: &str) -> Answer {
    let mut answer = Vec::new();
    let mut ask = || {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(WAIT_MAX))?;
        stream.write_all(request.as_bytes())?;
        stream.read_to_end(&mut answer)
    };
    let _ = ask();
    let text = String::from_utf8_lossy(&answer);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap_or(0);
    let header =
        |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    Answer { status, headers: lines.filter_map(header).collect(), body: body.to_owned() }
}
