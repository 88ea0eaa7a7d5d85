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
use web::live::{Listener, Message};

const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
const COME_BACK_AFTER: Duration = Duration::from_secs(1);

/// One open page's line.
struct Line {
    listener: Listener,
    stop: watch::Receiver<bool>,
    /// Whether the browser was told when to come back.
    greeted: bool,
    _place: OwnedSemaphorePermit,
}

/// What the address may say.
#[derive(serde::Deserialize)]
pub struct Asked {
    after: Option<String>,
}

/// Opens a line, if there is room for one more.
pub async fn open(
    extract::State(state): extract::State<State>,
    extract::Query(asked): extract::Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let Ok(place) = state.listener_permits.clone().try_acquire_owned() else {
        return Refusal::of(StatusCode::SERVICE_UNAVAILABLE).into_response();
    };
    // A browser that comes back says so in the header; one that comes anew knows from its page where to begin.
    let header = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let last = header.or(asked.after.as_deref()).filter(|id| !id.is_empty());
    let listener = state.site.hub.listen(last);
    let line = Line { listener, stop: state.shutdown.subscribe(), greeted: false, _place: place };
    let mut response =
        Sse::new(events(line)).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)).into_response();
    // nginx holds answers back unless told not to.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn events(line: Line) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(line, |mut line| async move {
        if !line.greeted {
            line.greeted = true;
            let greeting = Event::default().retry(COME_BACK_AFTER).comment("listening");
            // An id without data makes no event; the browser keeps it and comes back with it.
            let greeting = match line.listener.now() {
                Some(now) => greeting.id(now),
                None => greeting,
            };
            return Some((Ok(greeting), line));
        }
        let message = tokio::select! {
            message = line.listener.next() => message?,
            _ = line.stop.wait_for(|stop| *stop) => return None,
        };
        Some((Ok(event(&message)), line))
    })
}

fn event(message: &Message) -> Event {
    Event::default().id(&message.id).data(&*message.json)
}
