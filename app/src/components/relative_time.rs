use leptos::prelude::*;
use model::Timestamp;

/// The present, in the context.
#[derive(Clone, Copy)]
struct Now(RwSignal<Timestamp>);

/// Puts the present into the context, for every time on the page. It begins with the server's clock, so that both sides
/// draw the same text, and follows the browser's clock once a minute.
pub fn provide_now(first: Timestamp) {
    let now = RwSignal::new(first);
    provide_context(Now(now));
    Effect::new(move || update_every_minute(now));
}

#[cfg(feature = "hydrate")]
fn update_every_minute(now: RwSignal<Timestamp>) {
    const MINUTE: std::time::Duration = std::time::Duration::from_secs(60);
    set_interval(move || now.set(browser_time()), MINUTE);
}

/// The time by the browser's clock.
#[cfg(feature = "hydrate")]
pub fn browser_time() -> Timestamp {
    Timestamp((js_sys::Date::now() / 1_000.0) as i64)
}

/// Nothing is sent while the server draws, so nobody asks.
#[cfg(not(feature = "hydrate"))]
pub fn browser_time() -> Timestamp {
    Timestamp(0)
}

#[cfg(not(feature = "hydrate"))]
fn update_every_minute(_: RwSignal<Timestamp>) {}

/// When something happened, relative to now: "38 minutes ago". The full date is the element's `title`.
#[component]
pub fn RelativeTime(at: Timestamp) -> impl IntoView {
    let now = use_context::<Now>().map_or_else(|| RwSignal::new(at), |now| now.0);
    view! { <time datetime=at.rfc3339() title=at.full()>{move || at.relative_to(now.get())}</time> }
}
