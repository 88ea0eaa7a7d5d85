//! Pages that were drawn a moment ago, for whoever would see the very same.
//!
//! A page is kept for one session (or for guests, who all see the same) and for at most a second, and only while
//! nothing at all was written since: `Db::stamp` tells. So nobody sees another's page, or an old one; and a page that
//! hundreds ask for at once is drawn once. What differs between two answers is the nonce of their scripts: pages are
//! drawn with a place-holder, and each answer gets its own.
//! Never here: a page of a session whose glass is on (it shows how the page is really made), one that shows a refused form, sets a cookie, or is anything but a plain 200.

use crate::{random, state::State};
use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::Request,
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use http_body::{Frame, SizeHint};
use model::{SessionKey, Timestamp};
use quick_cache::{Weighter, sync::Cache};
use std::{
    collections::VecDeque,
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Instant,
};
use store::{Stamp, WaitKind};
use web::context::Visit;

/// Bytes of pages that are kept, in all.
const BYTES_MAX: u64 = 32 << 20;
/// A larger page is not kept.
const PAGE_BYTES_MAX: usize = 1 << 20;
/// Pages that many ask for; the rest is drawn anew each time.
const KEPT: [&str; 5] = ["/following", "/post/", "/tag/", "/user/", "/?"];

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    /// Guests have none.
    session: Option<SessionKey>,
    theme: &'static str,
    address: String,
}

/// A page, cut at the places where the nonce belongs.
struct Page {
    stamp: Stamp,
    drawn_at: Timestamp,
    pieces: Vec<Bytes>,
    bytes: usize,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<Key, Arc<Page>> for ByBytes {
    fn weight(&self, key: &Key, page: &Arc<Page>) -> u64 {
        (key.address.len() + page.bytes) as u64
    }
}

/// One per process.
pub struct PageCache {
    pages: Cache<Key, Arc<Page>, ByBytes>,
    /// Stands for the nonce. DrawnPage at start and never sent, so no text that a person typed can hold it.
    place_holder: String,
}

impl Default for PageCache {
    fn default() -> Self {
        Self { pages: Cache::with_weighter(1_000, BYTES_MAX, ByBytes), place_holder: random::hex::<16>() }
    }
}

impl PageCache {
    fn find(&self, key: &Key, stamp: &Stamp, now: Timestamp) -> Option<Arc<Page>> {
        self.pages.get(key).filter(|page| page.stamp == *stamp && page.drawn_at == now)
    }
}

impl Page {
    fn answer(&self, nonce: &str) -> Response {
        let nonce = Bytes::copy_from_slice(nonce.as_bytes());
        let mut pieces = VecDeque::with_capacity(self.pieces.len() * 2);
        for (n, piece) in self.pieces.iter().enumerate() {
            if n > 0 {
                pieces.push_back(nonce.clone());
            }
            pieces.push_back(piece.clone());
        }
        let body = Body::new(Pieces(pieces));
        let mut response = Response::new(body);
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, html);
        response
    }
}

/// A body of pieces that are there already; none of them is copied on its way to the socket.
struct Pieces(VecDeque<Bytes>);

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop_front().map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.iter().map(|piece| piece.len() as u64).sum())
    }
}

/// The layer, right around the app's pages, inside the one that knows who visits.
pub async fn layer(
    axum::extract::State(state): axum::extract::State<State>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some((key, visit)) = key(&request) else { return render(request, next).await };
    let (now, nonce) = (visit.now, visit.nonce.clone());
    let stamp = state.site.db.stamp();
    if let Some(page) = state.pages.find(&key, &stamp, now) {
        return page.answer(&nonce);
    }

    request.extensions_mut().insert(Visit { nonce: state.pages.place_holder.clone(), ..visit });
    let (parts, body) = render(request, next).await.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        let mut broken = Response::new(Body::empty());
        *broken.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        return broken;
    };
    let page = Page {
        stamp,
        drawn_at: now,
        pieces: cut(&body, state.pages.place_holder.as_bytes()),
        bytes: body.len(),
    };
    let mut response = page.answer(&nonce);
    if is_plain(parts.status, &parts.headers) && page.bytes <= PAGE_BYTES_MAX {
        state.pages.pages.insert(key, Arc::new(page));
    }
    *response.status_mut() = parts.status;
    response.headers_mut().extend(parts.headers);
    *response.extensions_mut() = parts.extensions;
    response
}

/// Has a page drawn, and tells the request's log how long that took, its statements included.
async fn render(request: Request, next: Next) -> Response {
    let log = request.extensions().get::<Visit>().map(|visit| visit.query_log.clone());
    let started = Instant::now();
    let response = next.run(request).await;
    if let Some(log) = log.filter(|_| is_html(response.headers())) {
        log.wait(WaitKind::Render, started);
    }
    response
}

/// Whose page it is, if it is one that is kept.
fn key(request: &Request) -> Option<(Key, Visit)> {
    let visit =
        request.extensions().get::<Visit>().filter(|visit| visit.returned.is_none() && !visit.glass)?;
    let address = request.uri().path_and_query()?.as_str();
    let kept = address == "/" || KEPT.iter().any(|begin| address.starts_with(begin));
    // A `HEAD` is answered from a page as well, so only `GET` makes one.
    if request.method() != Method::GET || !kept || address.len() > 300 || address.ends_with("feed.atom") {
        return None;
    }
    let key =
        Key { session: visit.session_key.clone(), theme: visit.theme.as_str(), address: address.to_owned() };
    Some((key, visit.clone()))
}

fn is_plain(status: StatusCode, headers: &HeaderMap) -> bool {
    status == StatusCode::OK && is_html(headers) && !headers.contains_key(header::SET_COOKIE)
}

fn is_html(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// The text between the places where `mark` stands.
fn cut(text: &Bytes, mark: &[u8]) -> Vec<Bytes> {
    let mut pieces = Vec::new();
    let mut begin = 0;
    let mut at = 0;
    while at + mark.len() <= text.len() {
        if &text[at..at + mark.len()] == mark {
            pieces.push(text.slice(begin..at));
            at += mark.len();
            begin = at;
        } else {
            at += 1;
        }
    }
    pieces.push(text.slice(begin..));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_cut_at_every_nonce_and_put_together_with_another() {
        let text = Bytes::from_static(b"<script nonce=\"XX\"></script>X<script nonce=\"XX\">");
        let pieces = cut(&text, b"XX");
        assert_eq!(pieces.len(), 3);
        assert_eq!(pieces.join(&b"yy"[..]), b"<script nonce=\"yy\"></script>X<script nonce=\"yy\">");
        assert_eq!(cut(&Bytes::from_static(b"none"), b"XX"), [Bytes::from_static(b"none")]);
    }
}
