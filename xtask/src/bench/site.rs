//! The servers under test: the site, and the bare route beside it.

use super::{
    child_process::Server,
    client::{Client, HTML, Response, get, post},
    load::Target,
    plan::BenchContext,
    seed_data::{self, BINARY, DataCopy},
};
use crate::process::command;
use anyhow::{Context, Result, bail};
use std::net::SocketAddr;

/// An axum route that returns a fixed page (`server/examples/bare.rs`).
const BARE: &str = "target/release/examples/bare";
/// The password that `vitrine seed` gives to everybody whom it makes in bulk.
const PASSWORD: &str = "a password for the bench only";
/// The session's cookie, as it is named on plain HTTP.
const COOKIE: &str = "vitrine";

/// A running site on a copy of the data of its own.
pub struct Site {
    /// The process.
    pub server: Server,
    /// Fields are dropped in order: the server stops before its data are removed.
    copy: DataCopy,
}

/// The value of a cookie header with a session in it.
pub type Session = String;

impl Site {
    /// Starts the site on seeded data with so many posts. Its limits on writes are off, because the bench writes more
    /// than any person may.
    ///
    /// # Errors
    /// When there are no data, or the site does not start.
    pub fn start(bench: &BenchContext, posts: u64) -> Result<Self> {
        let copy = seed_data::fresh_copy(bench.build, posts)?;
        let mut serve = command(&format!("{BINARY} serve --listen 127.0.0.1:0 --data"));
        serve.arg(&copy.0).env("VITRINE_WRITE_LIMITS", "off");
        let server = Server::start(&format!("vitrine-{posts}"), &serve, "Vitrine is at http://")?;
        Ok(Self { server, copy })
    }

    /// Where the site listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// The files of its data folder, with their sizes in MiB.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn file_sizes(&self) -> Result<Vec<(String, f64)>> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&self.copy.0)? {
            let entry = entry?;
            let (name, bytes) = (entry.file_name().to_string_lossy().into_owned(), entry.metadata()?.len());
            if name.contains(".db") {
                files.push((name, bytes as f64 / f64::from(1 << 20)));
            }
        }
        files.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(files)
    }

    /// Reads a page once; its size in bytes.
    ///
    /// # Errors
    /// When the answer is not 200.
    pub fn size(&self, path: &str, session: &str) -> Result<usize> {
        self.answer_size(path, &get(self.address(), path, HTML, session))
    }

    /// Sends a request once; the size of its answer in bytes.
    ///
    /// # Errors
    /// When the answer is not 200.
    pub fn answer_size(&self, what: &str, request: &[u8]) -> Result<usize> {
        let mut client = Client::connect(self.address())?;
        let answer = client.send(request).with_context(|| format!("{what} was not answered"))?;
        if answer.status != 200 {
            bail!("{what} answered {}, not 200", answer.status);
        }
        Ok(answer.body.len())
    }

    /// The path to which a path redirects, or the path itself when it does not.
    ///
    /// # Errors
    /// When the answer is neither 200 nor a redirect within the site.
    pub fn follow(&self, path: &str) -> Result<String> {
        let mut client = Client::connect(self.address())?;
        let answer = client.send(&get(self.address(), path, HTML, ""))?;
        if answer.status == 200 {
            return Ok(path.to_owned());
        }
        let here = format!("http://{}", self.address());
        let to = answer.headers("location").next().filter(|_| (300..400).contains(&answer.status));
        let to = to.with_context(|| format!("{path} answered {} and leads nowhere", answer.status))?;
        let to = to.strip_prefix(&here).unwrap_or(to);
        if !to.starts_with('/') {
            bail!("{path} leads away from the site, to {to}");
        }
        Ok(to.to_owned())
    }

    /// A guest's session, which the site makes when a request without a cookie does something in a lesson.
    ///
    /// # Errors
    /// When the answer is not 200, or sets no session.
    pub fn new_guest(&self, request: &[u8]) -> Result<Session> {
        let mut client = Client::connect(self.address())?;
        let answer = client.send(request)?;
        let session = session(answer).filter(|_| answer.status == 200);
        session.with_context(|| format!("a guest got no session, but {}", answer.status))
    }

    /// Signs in one of the seeded readers, who are counted from 1.
    ///
    /// # Errors
    /// When the answer is no redirect with a session.
    pub fn sign_in(&self, reader: usize) -> Result<Session> {
        let name = format!("reader_{reader}");
        let fields = [("name", name.as_str()), ("password", PASSWORD)];
        let mut client = Client::connect(self.address())?;
        let answer = client.send(&post(self.address(), "/api/sign_in", HTML, "", &fields))?;
        let session = session(answer).filter(|_| matches!(answer.status, 302 | 303));
        session.with_context(|| format!("{name} could not sign in; the site answered {}", answer.status))
    }

    /// Signs in readers 1 to `many`, and makes sure that each is signed in: a guest's page would be measured otherwise.
    ///
    /// # Errors
    /// When a session does not hold.
    pub fn sessions(&self, many: usize) -> Result<Vec<Session>> {
        let mut client = Client::connect(self.address())?;
        let mut sessions = Vec::new();
        for reader in 1..=many {
            let session = self.sign_in(reader)?;
            let page = client.send(&get(self.address(), "/", HTML, &session))?;
            if !String::from_utf8_lossy(&page.body).contains("your page and settings") {
                bail!("the feed of reader_{reader} offers no way to sign out, so the session did not hold");
            }
            sessions.push(session);
        }
        Ok(sessions)
    }

    /// The feed, drawn anew for each request of a guest.
    pub fn uncached_feed(&self) -> Target<'static> {
        self.guests(&uncached_feed_path())
    }

    /// Every connection asks for the same page as a guest.
    pub fn guests(&self, path: &str) -> Target<'static> {
        Target::same(self.address(), get(self.address(), path, HTML, ""))
    }

    /// Each connection asks for the same page with a session of its own.
    pub fn readers(&self, path: &str, sessions: &[Session]) -> Target<'static> {
        let requests = sessions.iter().map(|session| get(self.address(), path, HTML, session)).collect();
        Target::each(self.address(), requests)
    }
}

/// An address of the feed that is too long for the cache of pages, so that the page is really drawn.
pub fn uncached_feed_path() -> String {
    format!("/?{}", "x".repeat(300))
}

/// The session's cookie that an answer sets, as a browser would send it back.
pub fn session(answer: &Response) -> Option<Session> {
    cookie(answer, COOKIE)
}

/// A cookie that an answer sets, as a browser would send it back. One that is set to nothing is being removed, and the
/// last of several counts.
pub fn cookie(answer: &Response, name: &str) -> Option<String> {
    let pairs = answer.headers("set-cookie").filter_map(|cookie| cookie.split(';').next()?.split_once('='));
    let mine = pairs.filter(|(set, value)| *set == name && !value.is_empty());
    mine.last().map(|(name, value)| format!("{name}={value}"))
}

/// The bare route: what axum can do on this machine with a page of the same size, which is what ratios divide by.
pub struct BareServer(pub Server);

impl BareServer {
    /// Starts it with a page of so many bytes.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(bytes: usize) -> Result<Self> {
        Server::start("bare", &command(&format!("{BARE} {bytes}")), "Bare is at http://").map(Self)
    }

    /// Every connection asks for that page.
    pub fn target(&self) -> Target<'static> {
        Target::same(self.0.address, get(self.0.address, "/", HTML, ""))
    }
}
