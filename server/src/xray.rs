//! Records the requests of sessions whose X-ray is on.
//!
//! The outermost layer calls it, so a trace shows what really crossed the wire. Whatever gives power is left out here,
//! before a trace is made: the values of cookies, and of fields with passwords, tokens and keys. What a trace looks
//! like on a page is not decided here, but in `xray` and `lessons`.

use crate::{
    request_meta::{RequestMeta, accepts_html},
    session::SessionRow,
    state::State,
};
use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    response::Response,
};
use http::{HeaderMap, HeaderValue, Method, Version, header};
use http_body::{Frame, SizeHint};
use model::Viewer;
use std::{
    pin::Pin,
    sync::LazyLock,
    task::{Context, Poll, ready},
    time::Instant,
};
use store::{Entry, QueryLog, WaitKind};
use url::form_urlencoded;
use web::cookies;
use xray::{DOTS, Row, Sending, SetCookie, Statement, Step, Trace, Wait};

/// The address that turns the X-ray on and off. Its own request is recorded although it may come without a session: for
/// a guest it creates the session, and that is worth showing.
pub const SWITCH: &str = "/api/switch_xray";

/// Beginnings of the addresses that the X-ray itself uses. They are not recorded: looking at traces must not add
/// traces.
const OWN: [&str; 4] = ["/xray", "/api/xray_", "/api/share_trace", "/api/unshare_trace"];
/// How the query of a request ends that a page repeats by itself, to show the progress of something. It is no click,
/// and there are far too many.
const REPEATED_BY_PAGE: &str = "&again=true";
/// Longer values are cut, in characters.
const VALUE_CHARS_MAX: usize = 300;
/// How many headers of a message are kept.
const HEADERS_MAX: usize = 64;
/// How many fields of a form, and how many cookies, are kept.
const FIELDS_MAX: usize = 32;
/// Once the kept text of a form's body is longer than this, in bytes, no further field is added.
const BODY_CHARS_MAX: usize = 2_000;
/// How many digits of a session's key are kept: enough to recognise a row, and far too few to find it.
const DIGITS_SHOWN: usize = 8;
/// The text of a longer answer is not kept, in bytes.
const ANSWER_BYTES_MAX: u64 = 400;

/// The zero of `Trace::clock_us`. It is set by the first request that is recorded.
static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// A request as it arrived. It is kept until the session is known, and with it whether the request is recorded.
pub struct Incoming {
    method: Method,
    address: String,
    version: Version,
    headers: HeaderMap,
}

impl Incoming {
    /// Copies what a trace needs of a request. `None` for requests that cannot be recorded, which are most of them:
    /// without a session's cookie there is no session whose X-ray could be on.
    pub fn of(request: &Request, state: &State) -> Option<Self> {
        let (headers, path) = (request.headers(), request.uri().path());
        let may_be_recorded = path == SWITCH || cookies::find(headers, state.cookies().session).is_some();
        let is_repeated_by_page =
            request.uri().query().is_some_and(|query| query.ends_with(REPEATED_BY_PAGE));
        if !may_be_recorded || is_repeated_by_page || OWN.iter().any(|own| path.starts_with(own)) {
            return None;
        }
        let address = request.uri().path_and_query().map_or(path, |both| both.as_str()).to_owned();
        let (method, version) = (request.method().clone(), request.version());
        Some(Self { method, address, version, headers: headers.clone() })
    }
}

/// Keeps the trace of an answered request if its session's X-ray is on. Removes all traces of a session that has just
/// ended or whose X-ray was just turned off, and moves them when a session gets a new key.
pub fn record(
    state: &State,
    meta: &RequestMeta,
    incoming: Incoming,
    mut response: Response,
    started: Instant,
) -> Response {
    let (found, left) = (meta.session_rows.found(), meta.session_rows.left());
    let rings = &state.site.rings;
    let Some(left) = left.filter(SessionRow::is_recorded) else {
        if let Some(found) = found.filter(SessionRow::is_recorded) {
            rings.forget(&found.key);
        }
        return response;
    };
    if let Some(old) = found.as_ref().filter(|found| found.is_recorded() && found.key != left.key) {
        rings.rename(&old.key, &left.key);
    }
    // The browser shows this header to scripts of the page together with its own measurements (W3C Server Timing), so
    // that the script of the panel can find the trace that belongs to a request.
    let timing = format!("trace;desc=\"{}\"", meta.request_id);
    if let Ok(timing) = HeaderValue::from_str(&timing) {
        response.headers_mut().insert("server-timing", timing);
    }
    let trace = trace(meta, incoming, &response, found, &left, started);
    let sending = trace.sending.clone();
    rings.push(&left.key, trace);
    let (log, text) = (meta.query_log.clone(), Vec::with_capacity(sending.text_bytes()));
    response.map(|body| Body::new(Counted { body, sending, started, log, text }))
}

/// A body that counts its bytes while they are sent, and copies them if the text is to be kept.
struct Counted {
    body: Body,
    sending: Sending,
    started: Instant,
    log: QueryLog,
    /// What was sent so far of a text that is kept.
    text: Vec<u8>,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if let Some(Ok(frame)) = &polled {
            self.count(frame.data_ref().map_or(&[], |data| data));
        }
        // The layer of the compression is further in, so it has noted its time before the end of the body arrives here.
        if polled.is_none() {
            let compression = self.log.waited_for(WaitKind::Compression);
            self.sending.note_compression(compression.as_micros().try_into().unwrap_or(u64::MAX));
        }
        Poll::Ready(polled)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Counted {
    /// Notes that a piece was sent, and keeps the text once it is complete.
    fn count(&mut self, data: &[u8]) {
        let expected = self.sending.text_bytes();
        self.sending.note(data.len() as u64, micros(self.started));
        if expected > 0 && self.text.len() + data.len() <= expected {
            self.text.extend_from_slice(data);
            if self.text.len() == expected {
                self.sending.set_text(std::mem::take(&mut self.text));
            }
        }
    }
}

/// The size of the answer's body if its text is to be kept, and 0 otherwise. Kept is a short JSON answer to a write
/// that is neither compressed nor streamed. Answers to safe methods (RFC 9110, section 9.2.1) are never kept, because
/// they may contain what gives power, as the list of a user's sessions contains their keys.
fn kept_text_bytes(method: &Method, response: &Response) -> usize {
    let headers = response.headers();
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let is_plain = is_json && !method.is_safe() && !headers.contains_key(header::CONTENT_ENCODING);
    let bytes = response.body().size_hint().exact().filter(|bytes| is_plain && *bytes <= ANSWER_BYTES_MAX);
    bytes.and_then(|bytes| bytes.try_into().ok()).unwrap_or(0)
}

/// Puts the trace together. `found` and `left` are the session's row before and after the request.
fn trace(
    meta: &RequestMeta,
    incoming: Incoming,
    response: &Response,
    found: Option<SessionRow>,
    left: &SessionRow,
    started: Instant,
) -> Trace {
    let sent = meta.sent.get().cloned().unwrap_or_default();
    let (entries, dropped) = meta.query_log.take();
    let (statements, steps, waits) = sorted(entries);
    Trace {
        id: meta.request_id.clone(),
        at: meta.now,
        clock_us: started.saturating_duration_since(*BEGAN).as_micros().try_into().unwrap_or(u64::MAX),
        is_page: accepts_html(&incoming.headers),
        method: incoming.method.to_string(),
        address: shortened(&incoming.address),
        protocol: format!("{:?}", incoming.version),
        status: response.status().as_u16(),
        cookies: cookies_of(&incoming.headers),
        request_headers: headers_of(&incoming.headers, None),
        answer_headers: headers_of(response.headers(), Some(&meta.nonce)),
        set_cookies: response.headers().get_all(header::SET_COOKIE).iter().filter_map(set_cookie).collect(),
        fields: fields(&incoming.headers, &sent),
        body: body_on_the_wire(&incoming.headers, &sent),
        request_bytes: sent.len() as u64,
        in_memory: meta.session_rows.was_in_memory(),
        before: found.map(|found| row(meta, &found)),
        after: Some(row(meta, left)),
        statements,
        dropped,
        steps,
        waits,
        elapsed_us: micros(started),
        sending: Sending::with_text(kept_text_bytes(&incoming.method, response)),
    }
}

/// Divides a query log into statements, transaction steps and waits. Its entries are in the order in which they ended,
/// so the number of statements before a step gives the step's place among them.
fn sorted(entries: Vec<Entry>) -> (Vec<Statement>, Vec<Step>, Vec<Wait>) {
    let (mut statements, mut steps, mut waits) = (Vec::<Statement>::new(), Vec::new(), Vec::new());
    for entry in entries {
        match entry {
            Entry::Statement(statement) => statements.push(statement.into()),
            Entry::Step(step) => steps.push(Step::of(step, statements.len())),
            Entry::Wait(wait) => waits.extend(Wait::of(wait)),
        }
    }
    (statements, steps, waits)
}

/// A session's row as its owner may read it. The row after the request is known from what the request did; reading it
/// again would add a statement to what is observed.
fn row(meta: &RequestMeta, row: &SessionRow) -> Row {
    let name = |viewer: &&Viewer| row.user_id == Some(viewer.id);
    Row {
        digest: row.key.0.chars().take(DIGITS_SHOWN).collect(),
        user_id: row.user_id.map(|user| user.0),
        user_name: meta.viewer.get().filter(name).map(|viewer| viewer.name.to_string()),
        data: row.data.clone(),
        created_at: row.created_at,
        last_seen: row.last_seen,
    }
}

/// The time since then, in whole microseconds.
fn micros(since: Instant) -> u64 {
    since.elapsed().as_micros().try_into().unwrap_or(u64::MAX)
}

/// A text, cut after `VALUE_CHARS_MAX` characters.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(VALUE_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The headers without those of cookies and credentials, whose values give power. Dots replace the nonce of the
/// Content-Security-Policy, with which a script could run on the page that shows the trace.
fn headers_of(headers: &HeaderMap, nonce: Option<&str>) -> Vec<(String, String)> {
    headers
        .iter()
        .filter(|(name, _)| !matches!(**name, header::COOKIE | header::SET_COOKIE | header::AUTHORIZATION))
        .take(HEADERS_MAX)
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            let value = match nonce.filter(|nonce| value.contains(nonce)) {
                Some(nonce) => shortened(&value.replace(nonce, DOTS)),
                None => shortened(&value),
            };
            (name.to_string(), value)
        })
        .collect()
}

/// The names of the request's cookies and the lengths of their values.
fn cookies_of(headers: &HeaderMap) -> Vec<(String, usize)> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.take(FIELDS_MAX).map(|(name, value)| (shortened(name), value.chars().count())).collect()
}

/// A `Set-Cookie` line with the length of the value in place of the value; `None` for a line that is malformed.
fn set_cookie(line: &HeaderValue) -> Option<SetCookie> {
    let (pair, attributes) = line.to_str().ok()?.split_once(';').unwrap_or((line.to_str().ok()?, ""));
    let (name, value) = pair.split_once('=')?;
    let attributes = attributes.trim().to_owned();
    Some(SetCookie { name: name.to_owned(), value_chars: value.chars().count(), attributes })
}

/// The fields of a form, decoded. Dots replace the values of secrets.
fn fields(headers: &HeaderMap, body: &[u8]) -> Vec<(String, String)> {
    if !is_form(headers) {
        return Vec::new();
    }
    form_urlencoded::parse(body)
        .take(FIELDS_MAX)
        .map(|(name, value)| {
            let value = if is_secret(&name) { DOTS.to_owned() } else { shortened(&value) };
            (shortened(&name), value)
        })
        .collect()
}

/// A form's body as it crossed the wire. Dots replace the values of secrets. They are recognised by the decoded name,
/// because `p%61ssword` is a password, too.
fn body_on_the_wire(headers: &HeaderMap, body: &[u8]) -> String {
    if !is_form(headers) {
        return String::new();
    }
    let mut text = String::new();
    for (n, pair) in body.split(|byte| *byte == b'&').enumerate() {
        if n > 0 {
            text.push('&');
        }
        if n == FIELDS_MAX || text.len() > BODY_CHARS_MAX {
            text.push('…');
            break;
        }
        let name_end = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        let is_secret = form_urlencoded::parse(pair).next().is_some_and(|(name, _)| is_secret(&name));
        if is_secret && name_end < pair.len() {
            text.push_str(&shortened(&escaped(&pair[..=name_end])));
            text.push_str(DOTS);
        } else {
            text.push_str(&shortened(&escaped(pair)));
        }
    }
    text
}

/// Bytes as text: printable ASCII as it is, and any other byte in the form `\x0a`.
fn escaped(bytes: &[u8]) -> String {
    let printable = |byte: &u8| byte.is_ascii_graphic() || *byte == b' ';
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        match printable(byte) {
            true => text.push(char::from(*byte)),
            false => text.push_str(&format!("\\x{byte:02x}")),
        }
    }
    text
}

/// Whether the body is a plain form. A form with files (`multipart/form-data`) is not used on this site.
fn is_form(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"))
}

/// Whether the value of this field gives power. It is then never kept.
fn is_secret(name: &str) -> bool {
    name.contains("password") || ["key", "token"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_has_neither_passwords_nor_values_of_cookies() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers.insert(header::COOKIE, HeaderValue::from_static("vitrine=topsecret; theme=dark"));
        let body = b"name=ana&password=the+oven&new_password=a+plum&keep=on";
        assert_eq!(
            fields(&headers, body),
            [("name", "ana"), ("password", "••••••••"), ("new_password", "••••••••"), ("keep", "on")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert_eq!(cookies_of(&headers), [("vitrine".to_owned(), 9), ("theme".to_owned(), 4)]);
        assert_eq!(headers_of(&headers, None).len(), 1);
        assert_eq!(
            body_on_the_wire(&headers, b"name=ana+b%C3%A9&p%61ssword=the+oven=x&token&keep=on\n\xff"),
            "name=ana+b%C3%A9&p%61ssword=••••••••&token&keep=on\\x0a\\xff"
        );
        let line = HeaderValue::from_static("vitrine=topsecret; HttpOnly; Path=/");
        let parted = set_cookie(&line).unwrap();
        assert_eq!((parted.value_chars, parted.attributes.as_str()), (9, "HttpOnly; Path=/"));
    }
}
