//! `GET /live`: tells open pages what happens on the site (server-sent events, HTML Standard, 9.2).
//!
//! Every event is public, so no session is needed. A stream ends when the site stops, or when its page reads too slowly. The
//! browser then connects again by itself and names the last event that it got, in `Last-Event-ID`.

use crate::{refusal::Refusal, request_meta::RequestMeta, state::State};
use axum::{
    Extension, extract,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, stream};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use web::live::{Message, Subscriber};

/// How often a quiet stream gives a sign of life. It is an event named `beat` and not a comment, because a page cannot see
/// comments, and has to tell a quiet line from a dead one (`frontend/page/line.js`).
const BEAT_INTERVAL: Duration = Duration::from_secs(10);
/// How long a browser waits before it connects again.
const RECONNECT_DELAY: Duration = Duration::from_secs(1);

/// The event streams that are open: a bound for all of them, and one for each network. The latter does not hold for this
/// machine and for proxies, behind which there may be anybody.
pub struct OpenStreams {
    all: Arc<Semaphore>,
    per_network_max: usize,
    by_network: Mutex<HashMap<String, usize>>,
}

/// The place of one stream. It is given back when this is dropped.
struct StreamPlace {
    streams: Arc<OpenStreams>,
    /// None where the network has no bound.
    network: Option<String>,
    _permit: OwnedSemaphorePermit,
}

impl OpenStreams {
    /// No streams yet.
    pub fn new(listeners_max: usize, per_network_max: usize) -> Arc<Self> {
        let all = Arc::new(Semaphore::new(listeners_max));
        Arc::new(Self { all, per_network_max, by_network: Mutex::default() })
    }

    /// A place for one more, if there is one.
    fn add(self: &Arc<Self>, network: Option<String>) -> Option<StreamPlace> {
        let permit = self.all.clone().try_acquire_owned().ok()?;
        if let Some(network) = network.clone() {
            let mut by_network = self.lock();
            let open = by_network.entry(network).or_default();
            if *open >= self.per_network_max {
                return None;
            }
            *open += 1;
        }
        Some(StreamPlace { streams: self.clone(), network, _permit: permit })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.by_network.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for StreamPlace {
    fn drop(&mut self) {
        let Some(network) = &self.network else { return };
        let mut by_network = self.streams.lock();
        if let Some(open) = by_network.get_mut(network) {
            *open -= 1;
            if *open == 0 {
                by_network.remove(network);
            }
        }
    }
}

/// The stream of one open page.
struct EventStream {
    subscriber: Subscriber,
    stop: watch::Receiver<bool>,
    /// Whether the first message was sent, which tells the browser when to connect again.
    sent_retry: bool,
    _place: StreamPlace,
}

/// The query of the address.
#[derive(serde::Deserialize)]
pub struct Params {
    /// The last event that the page knows of; a page that was just drawn has its number from the server.
    after: Option<String>,
}

/// Opens a stream, or answers 503 if there are as many as the settings allow, in all or from this network.
pub async fn open(
    extract::State(state): extract::State<State>,
    Extension(meta): Extension<RequestMeta>,
    extract::Query(params): extract::Query<Params>,
    headers: HeaderMap,
) -> Response {
    let network = Some(meta.network).filter(|network| !state.proxies.are_in(network));
    let Some(place) = state.open_streams.add(network) else {
        return Refusal::of(StatusCode::SERVICE_UNAVAILABLE).into_response();
    };
    // A browser that connects again sends the header. A page that connects for the first time has the number in its query.
    let header = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let last = header.or(params.after.as_deref()).filter(|id| !id.is_empty());
    let subscriber = state.site.hub.subscribe(last);
    let stream =
        EventStream { subscriber, stop: state.shutdown.subscribe(), sent_retry: false, _place: place };
    let beat = KeepAlive::new().interval(BEAT_INTERVAL).event(Event::default().event("beat").data("beat"));
    let mut response = Sse::new(events(stream)).keep_alive(beat).into_response();
    // nginx would collect the answer and send it in large pieces.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn events(stream: EventStream) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(stream, |mut stream| async move {
        if !stream.sent_retry {
            stream.sent_retry = true;
            let first = Event::default().retry(RECONNECT_DELAY).comment("listening");
            // An id without data is no event for the page, but the browser remembers it for its next connection.
            let first = match stream.subscriber.initial_id() {
                Some(now) => first.id(now),
                None => first,
            };
            return Some((Ok(first), stream));
        }
        let message = tokio::select! {
            message = stream.subscriber.next() => message?,
            _ = stream.stop.wait_for(|stop| *stop) => return None,
        };
        Some((Ok(event(&message)), stream))
    })
}

fn event(message: &Message) -> Event {
    Event::default().id(&message.id).data(&*message.json)
}
