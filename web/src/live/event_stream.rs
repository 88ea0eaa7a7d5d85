//! The browser's end of the stream of events: one connection for each tab, whatever pages it shows.

use leptos::prelude::*;
use model::Event;
use std::sync::Arc;

/// The address at which the server sends events.
pub const PATH: &str = "/live";

type Handler = Arc<dyn Fn(&Event) + Send + Sync>;

/// The stream of events and its subscribers on this page. Cheap to copy.
#[derive(Clone, Copy)]
pub struct EventStream {
    handlers: StoredValue<Vec<(u64, Handler)>>,
    disconnected: RwSignal<bool>,
    /// The id of the last event that arrived, from which a new connection goes on. Only the browser opens one.
    #[cfg_attr(not(feature = "hydrate"), allow(dead_code))]
    last_id: StoredValue<String>,
}

/// Puts the stream into the context; the browser opens it once the page is hydrated, from the event `after` on.
pub fn provide(after: String) -> EventStream {
    let (handlers, last_id) = (StoredValue::new(Vec::new()), StoredValue::new(after));
    let stream = EventStream { handlers, disconnected: RwSignal::new(false), last_id };
    provide_context(stream);
    Effect::new(move || open(stream));
    stream
}

impl EventStream {
    /// Runs `handler` for every event that arrives while the component that subscribes is shown. The handler finds no
    /// context: what it needs from there has to be taken before. On the server this does nothing.
    pub fn subscribe(handler: impl Fn(&Event) + Send + Sync + 'static) {
        let Some(stream) = use_context::<Self>().filter(|_| cfg!(feature = "hydrate")) else { return };
        let id = stream.handlers.with_value(|handlers| handlers.last().map_or(0, |(id, _)| id + 1));
        stream.handlers.update_value(|handlers| handlers.push((id, Arc::new(handler))));
        on_cleanup(move || {
            stream.handlers.try_update_value(|handlers| handlers.retain(|(other, _)| *other != id));
        });
    }

    /// Passes an event to every subscriber on this page.
    pub fn dispatch(self, event: &Event) {
        let handlers = self.handlers.try_with_value(Clone::clone).unwrap_or_default();
        for (_, handler) in handlers {
            handler(event);
        }
    }

    /// Whether the connection is down just now. It is opened again without anybody's doing.
    pub fn is_disconnected(self) -> bool {
        self.disconnected.get()
    }
}

/// Opens the connection, to hear what comes after the last known event. After a network fault the browser reconnects by
/// itself and sends `Last-Event-ID`; after an answer that is no stream it gives up (HTML Living Standard, 9.2.3), and
/// a new connection is opened here after a pause.
#[cfg(feature = "hydrate")]
fn open(stream: EventStream) {
    use wasm_bindgen::{JsCast, closure::Closure};
    const RETRY_AFTER: std::time::Duration = std::time::Duration::from_secs(3);
    let after = stream.last_id.with_value(Clone::clone);
    let Ok(source) = web_sys::EventSource::new(&format!("{PATH}?after={after}")) else { return };
    let received = Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |message: web_sys::MessageEvent| {
        stream.last_id.set_value(message.last_event_id());
        let text = message.data().as_string().unwrap_or_default();
        match leptos::serde_json::from_slice(text.as_bytes()) {
            Ok(event) => stream.dispatch(&event),
            Err(e) => leptos::logging::warn!("an event could not be read: {e}"),
        }
    });
    source.set_onmessage(Some(received.as_ref().unchecked_ref()));
    let opened = Closure::<dyn Fn()>::new(move || stream.disconnected.set(false));
    source.set_onopen(Some(opened.as_ref().unchecked_ref()));
    let this = source.clone();
    let failed = Closure::<dyn Fn()>::new(move || {
        stream.disconnected.set(true);
        if this.ready_state() == web_sys::EventSource::CLOSED {
            set_timeout(move || open(stream), RETRY_AFTER);
        }
    });
    source.set_onerror(Some(failed.as_ref().unchecked_ref()));
    // The handlers live as long as the tab, since the stream is never closed from here.
    received.forget();
    opened.forget();
    failed.forget();
}

#[cfg(not(feature = "hydrate"))]
fn open(_: EventStream) {}
