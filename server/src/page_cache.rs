//! A cache of pages that were drawn within the same second, for requests that would get the very same page.
//!
//! A page is kept for one session (or for guests, who all see the same), for at most a second, and only while nothing at all
//! was written to the database: `Db::stamp` tells. So nobody sees another person's page or an outdated one, and a page that
//! hundreds ask for at once is drawn once. Two answers differ only in the nonce of their scripts and the idempotency
//! key of their forms: pages are drawn with placeholders, and each answer gets a nonce and a key of its own in their place.
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
const BYTES_MAX: u64 = 8 << 20;
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

/// A page, split at the places where something of each answer's own belongs.
struct Page {
    /// The database's stamp from before the page was drawn.
    stamp: Stamp,
    drawn_at: Timestamp,
    pieces: Vec<Piece>,
    /// The length of all pieces.
    bytes: usize,
}

/// A part of a page, and what each answer has before it.
struct Piece {
    before: Option<Own>,
    text: Bytes,
}

/// What each answer has of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Own {
    Nonce,
    FormKey,
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
    /// Stand for the nonce and the forms' key while a page is drawn. They are random and never sent, so no text that a person
    /// typed can hold them.
    place_holders: [(Own, String); 2],
}

impl Default for PageCache {
    fn default() -> Self {
        Self {
            pages: Cache::with_weighter(1_000, BYTES_MAX, PageWeighter),
            place_holders: [Own::Nonce, Own::FormKey].map(|own| (own, random::hex::<16>())),
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
    /// The answer, with this nonce and this key of forms at every place where one belongs.
    fn to_response(&self, nonce: &str, form_key: &str) -> Response {
        let [nonce, form_key] = [nonce, form_key].map(|own| Bytes::copy_from_slice(own.as_bytes()));
        let mut pieces = VecDeque::with_capacity(self.pieces.len() * 2);
        for piece in &self.pieces {
            match piece.before {
                Some(Own::Nonce) => pieces.push_back(nonce.clone()),
                Some(Own::FormKey) => pieces.push_back(form_key.clone()),
                None => {}
            }
            pieces.push_back(piece.text.clone());
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
    let (now, nonce, form_key) = (visit.now, visit.nonce.clone(), visit.form_key.clone());
    let stamp = state.site.db.stamp();
    if let Some(page) = state.page_cache.find(&key, &stamp, now) {
        return page.to_response(&nonce, &form_key);
    }

    let [(_, nonce_place), (_, key_place)] = state.page_cache.place_holders.clone();
    request.extensions_mut().insert(Visit { nonce: nonce_place, form_key: key_place, ..visit });
    let (parts, body) = render(request, next).await.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        let mut broken = Response::new(Body::empty());
        *broken.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        return broken;
    };
    let page = Page {
        stamp,
        drawn_at: now,
        pieces: split_at(&body, &state.page_cache.place_holders),
        bytes: body.len(),
    };
    let mut response = page.to_response(&nonce, &form_key);
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

/// The pieces of a text between the places where a placeholder stands. All placeholders have the same length.
fn split_at(text: &Bytes, place_holders: &[(Own, String); 2]) -> Vec<Piece> {
    let (mut pieces, mut before) = (Vec::new(), None);
    let (mut begin, mut at) = (0, 0);
    let len = place_holders[0].1.len();
    while at + len <= text.len() {
        match place_holders.iter().find(|(_, mark)| mark.as_bytes() == &text[at..at + len]) {
            Some((own, _)) => {
                pieces.push(Piece { before, text: text.slice(begin..at) });
                before = Some(*own);
                at += len;
                begin = at;
            }
            None => at += 1,
        }
    }
    pieces.push(Piece { before, text: text.slice(begin..) });
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &'static str) -> Vec<(Option<Own>, String)> {
        let marks = [(Own::Nonce, "XX".to_owned()), (Own::FormKey, "YY".to_owned())];
        let pieces = split_at(&Bytes::from_static(text.as_bytes()), &marks);
        pieces.iter().map(|piece| (piece.before, String::from_utf8_lossy(&piece.text).into_owned())).collect()
    }

    #[test]
    fn a_page_is_cut_wherever_an_answer_has_something_of_its_own() {
        let piece = |before, text: &str| (before, text.to_owned());
        assert_eq!(
            split("<script nonce=\"XX\"></script>X<input value=\"YY\">"),
            [
                piece(None, "<script nonce=\""),
                piece(Some(Own::Nonce), "\"></script>X<input value=\""),
                piece(Some(Own::FormKey), "\">"),
            ]
        );
        assert_eq!(split("none"), [piece(None, "none")]);
    }
}
