//! The browser's end of the stream of events, for whatever pages a tab shows. The connection itself, which all tabs of a
//! browser have in common, is held by a small script (`frontend/page/line.js`).

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
}

/// Puts the stream into the context; the browser opens it once the page is hydrated, from the event `after` on.
pub fn provide(after: String) -> EventStream {
    let stream = EventStream { handlers: StoredValue::new(Vec::new()), disconnected: RwSignal::new(false) };
    provide_context(stream);
    Effect::new(move || listen(stream, &after));
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

/// Hears from the script `frontend/page/listen.js` what comes after the last known event: the JSON of an event as a text, or
/// whether the line is up. Without that script the page works as well; only other people's changes do not come in.
#[cfg(feature = "hydrate")]
fn listen(stream: EventStream, after: &str) {
    use wasm_bindgen::{JsCast, JsValue, closure::Closure};
    let heard = Closure::<dyn Fn(JsValue)>::new(move |what: JsValue| match what.as_string() {
        None => stream.disconnected.set(what.is_falsy()),
        Some(text) => match leptos::serde_json::from_slice(text.as_bytes()) {
            Ok(event) => stream.dispatch(&event),
            Err(e) => leptos::logging::warn!("an event could not be read: {e}"),
        },
    });
    let script = js_sys::Reflect::get(&window(), &"listenToSite".into());
    if let Some(script) = script.ok().and_then(|script| script.dyn_into::<js_sys::Function>().ok()) {
        let _ = script.call2(&JsValue::NULL, &after.into(), heard.as_ref());
    }
    heard.forget(); // as long as the tab
}

#[cfg(not(feature = "hydrate"))]
fn listen(_: EventStream, _: &str) {}
