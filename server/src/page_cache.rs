//! A cache of pages that were drawn within the same second, for requests that would get the very same page.
//!
//! A page is kept for one session (or for guests, who all see the same), for at most a second, and only while nothing at all
//! was written to the database: `Db::stamp` tells. So nobody sees another person's page or an outdated one, and a page that
//! hundreds ask for at once is drawn once. Two answers differ only in the nonce of their scripts: pages are drawn with a
//! placeholder, and each answer gets a nonce of its own in its place.
//!
//! Never here: a page of a session whose requests the X-ray records (it shows how a page is really made), a page that
//! shows a refused form or sets a cookie, a redirect, and any answer whose status is not 200.

use crate::{random, request_meta::accepts_html, state::State};
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

/// The size of all pages in the cache, in bytes.
const BYTES_MAX: u64 = 16 << 20;
/// The size of one page, in bytes; a larger one is not kept.
const PAGE_BYTES_MAX: usize = 1 << 20;
/// What the addresses of cached pages begin with, beside `/` itself: the pages that many people ask for.
const CACHED_PREFIXES: [&str; 5] = ["/following", "/post/", "/tag/", "/user/", "/?"];

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    /// None for guests, who share their pages.
    session: Option<SessionKey>,
    theme: &'static str,
    /// Whether HTML was asked for by name, on which leptos makes the status of a redirect depend.
    html: bool,
    address: String,
}

/// A page, split at the places where the nonce belongs.
struct Page {
    /// The database's stamp from before the page was drawn.
    stamp: Stamp,
    drawn_at: Timestamp,
    pieces: Vec<Bytes>,
    /// The length of all pieces.
    bytes: usize,
}

/// Weighs a page by its bytes, so that the cache is bounded by memory and not by a number of pages.
#[derive(Clone)]
struct PageWeighter;

impl Weighter<Key, Arc<Page>> for PageWeighter {
    fn weight(&self, key: &Key, page: &Arc<Page>) -> u64 {
        (key.address.len() + page.bytes) as u64
    }
}

/// One per process.
pub struct PageCache {
    pages: Cache<Key, Arc<Page>, PageWeighter>,
    /// Stands for the nonce while a page is drawn. It is random and never sent, so no text that a person typed can hold it.
    place_holder: String,
}

impl Default for PageCache {
    fn default() -> Self {
        Self {
            pages: Cache::with_weighter(1_000, BYTES_MAX, PageWeighter),
            place_holder: random::hex::<16>(),
        }
    }
}

impl PageCache {
    /// The page, if it was drawn within this second and nothing was written since.
    fn find(&self, key: &Key, stamp: &Stamp, now: Timestamp) -> Option<Arc<Page>> {
        self.pages.get(key).filter(|page| page.stamp == *stamp && page.drawn_at == now)
    }
}

impl PageCache {
    /// Forgets pages that were not drawn in the second `now`: no answer is made of them any more.
    pub fn forget_old(&self, now: Timestamp) {
        self.pages.retain(|_, page| page.drawn_at == now);
    }

    /// How many bytes the pages take, and how many they may.
    pub fn bytes(&self) -> (u64, u64) {
        (self.pages.weight(), BYTES_MAX)
    }
}

impl Page {
    /// The answer, with a nonce at every place where one belongs.
    fn to_response(&self, nonce: &str) -> Response {
        let nonce = Bytes::copy_from_slice(nonce.as_bytes());
        let mut pieces = VecDeque::with_capacity(self.pieces.len() * 2);
        for (n, piece) in self.pieces.iter().enumerate() {
            if n > 0 {
                pieces.push_back(nonce.clone());
            }
            pieces.push_back(piece.clone());
        }
        let body = Body::new(BodyPieces(pieces));
        let mut response = Response::new(body);
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, html);
        response
    }
}

/// A body whose pieces are in memory already; none of them is copied on its way to the socket.
struct BodyPieces(VecDeque<Bytes>);

impl HttpBody for BodyPieces {
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

/// The layer, right around the app's pages and inside of `visit`, which says whose page it is.
pub async fn layer(
    axum::extract::State(state): axum::extract::State<State>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some((key, visit)) = key(&request) else { return render(request, next).await };
    let (now, nonce) = (visit.now, visit.nonce.clone());
    let stamp = state.site.db.stamp();
    if let Some(page) = state.page_cache.find(&key, &stamp, now) {
        return page.to_response(&nonce);
    }

    request.extensions_mut().insert(Visit { nonce: state.page_cache.place_holder.clone(), ..visit });
    let (parts, body) = render(request, next).await.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        let mut broken = Response::new(Body::empty());
        *broken.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        return broken;
    };
    let page = Page {
        stamp,
        drawn_at: now,
        pieces: split_at(&body, state.page_cache.place_holder.as_bytes()),
        bytes: body.len(),
    };
    let mut response = page.to_response(&nonce);
    if is_plain(parts.status, &parts.headers) && page.bytes <= PAGE_BYTES_MAX {
        state.page_cache.pages.insert(key, Arc::new(page));
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

/// The key of a request's page, if it is one that may be kept.
fn key(request: &Request) -> Option<(Key, Visit)> {
    let visit = request
        .extensions()
        .get::<Visit>()
        .filter(|visit| visit.refused_form.is_none() && !visit.is_recorded)?;
    let address = request.uri().path_and_query()?.as_str();
    let kept = address == "/" || CACHED_PREFIXES.iter().any(|begin| address.starts_with(begin));
    // A `HEAD` is answered from a page as well, so only `GET` makes one.
    if request.method() != Method::GET || !kept || address.len() > 300 || address.ends_with("feed.atom") {
        return None;
    }
    let key = Key {
        session: visit.session_key.clone(),
        theme: visit.theme.as_str(),
        html: accepts_html(request.headers()),
        address: address.to_owned(),
    };
    Some((key, visit.clone()))
}

/// Whether an answer is nothing but a page. A redirect with status 200, which `visit` corrects later, is not: kept, it would
/// come back without its `Location`.
fn is_plain(status: StatusCode, headers: &HeaderMap) -> bool {
    let does_more = [header::SET_COOKIE, header::LOCATION].iter().any(|name| headers.contains_key(name));
    status == StatusCode::OK && is_html(headers) && !does_more
}

fn is_html(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// The pieces of a text between the places where `mark` stands.
fn split_at(text: &Bytes, mark: &[u8]) -> Vec<Bytes> {
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
        let pieces = split_at(&text, b"XX");
        assert_eq!(pieces.len(), 3);
        assert_eq!(pieces.join(&b"yy"[..]), b"<script nonce=\"yy\"></script>X<script nonce=\"yy\">");
        assert_eq!(split_at(&Bytes::from_static(b"none"), b"XX"), [Bytes::from_static(b"none")]);
    }
}
