//! `GET /live`: what happens on the site, told to pages that are open (server-sent events).
//!
//! Everything told is public, so no session is asked for. A connection ends when the site stops, or when its page falls
//! behind; the browser comes back by itself and names the last event it heard.

use crate::{refusal::Refusal, state::State};
use axum::{
    extract,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, stream};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::{convert::Infallible, time::Duration};
use tokio::sync::{OwnedSemaphorePermit, watch};
use web::live::{Message, Subscriber};

const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(15);
const RECONNECT_DELAY: Duration = Duration::from_secs(1);

/// One open page's stream.
struct EventStream {
    subscriber: Subscriber,
    stop: watch::Receiver<bool>,
    /// Whether the browser was told when to come back.
    sent_retry: bool,
    _permit: OwnedSemaphorePermit,
}

/// What the address may say.
#[derive(serde::Deserialize)]
pub struct Params {
    after: Option<String>,
}

/// Opens a stream, if there is room for one more.
pub async fn open(
    extract::State(state): extract::State<State>,
    extract::Query(params): extract::Query<Params>,
    headers: HeaderMap,
) -> Response {
    let Ok(permit) = state.listener_permits.clone().try_acquire_owned() else {
        return Refusal::of(StatusCode::SERVICE_UNAVAILABLE).into_response();
    };
    // A browser that comes back says so in the header; one that comes anew knows from its page where to begin.
    let header = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let last = header.or(params.after.as_deref()).filter(|id| !id.is_empty());
    let subscriber = state.site.hub.subscribe(last);
    let stream =
        EventStream { subscriber, stop: state.shutdown.subscribe(), sent_retry: false, _permit: permit };
    let mut response =
        Sse::new(events(stream)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE_INTERVAL)).into_response();
    // nginx holds answers back unless told not to.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn events(stream: EventStream) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(stream, |mut stream| async move {
        if !stream.sent_retry {
            stream.sent_retry = true;
            let first = Event::default().retry(RECONNECT_DELAY).comment("listening");
            // An id without data makes no event; the browser keeps it and comes back with it.
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
