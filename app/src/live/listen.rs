//! The browser's end of the line: one connection a tab, for every page the tab shows.

use leptos::prelude::*;
use model::Event;

/// Where the server sends events.
pub const PATH: &str = "/live";

/// What arrived last, and whether the line holds.
#[derive(Clone, Copy)]
pub struct Line {
    event: RwSignal<Option<Event>>,
    broken: RwSignal<bool>,
}

/// Puts the line into the context; the browser opens it once the page is hydrated.
pub fn provide() -> Line {
    let line = Line { event: RwSignal::new(None), broken: RwSignal::new(false) };
    provide_context(line);
    Effect::new(move || open(line));
    line
}

impl Line {
    /// Runs `heard` for every event that arrives while this owner lives.
    pub fn on(heard: impl Fn(&Event) + 'static) {
        let Some(line) = use_context::<Self>() else { return };
        Effect::new(move || {
            line.event.with(|event| {
                if let Some(event) = event {
                    untrack(|| heard(event));
                }
            });
        });
    }

    /// Whether the line is down just now; it comes back by itself.
    pub fn is_broken(&self) -> bool {
        self.broken.get()
    }
}

/// Opens the connection. The browser itself reconnects after a fault, and then names the last event it got.
#[cfg(feature = "hydrate")]
fn open(line: Line) {
    use wasm_bindgen::{JsCast, closure::Closure};
    let Ok(source) = web_sys::EventSource::new(PATH) else { return };
    let heard = Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |message: web_sys::MessageEvent| {
        let text = message.data().as_string().unwrap_or_default();
        match leptos::serde_json::from_str(&text) {
            Ok(event) => line.event.set(Some(event)),
            Err(e) => leptos::logging::warn!("an event could not be read: {e}"),
        }
    });
    source.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    let opened = Closure::<dyn Fn()>::new(move || line.broken.set(false));
    source.set_onopen(Some(opened.as_ref().unchecked_ref()));
    let failed = Closure::<dyn Fn()>::new(move || line.broken.set(true));
    source.set_onerror(Some(failed.as_ref().unchecked_ref()));
    // As long as the tab: the line is never closed by us.
    heard.forget();
    opened.forget();
    failed.forget();
}

#[cfg(not(feature = "hydrate"))]
fn open(_: Line) {}
