use leptos::prelude::*;
use model::Timestamp;

#[derive(Clone, Copy)]
struct Now(RwSignal<Timestamp>);

/// The present, for every time on the page: the server's at first, then the browser's, once a minute.
pub fn provide_now(first: Timestamp) {
    let now = RwSignal::new(first);
    provide_context(Now(now));
    Effect::new(move || update_every_minute(now));
}

#[cfg(feature = "hydrate")]
fn update_every_minute(now: RwSignal<Timestamp>) {
    const MINUTE: std::time::Duration = std::time::Duration::from_secs(60);
    set_interval(move || now.set(Timestamp((js_sys::Date::now() / 1_000.0) as i64)), MINUTE);
}

#[cfg(not(feature = "hydrate"))]
fn update_every_minute(_: RwSignal<Timestamp>) {}

/// When something happened: "38 minutes ago", and in full for those who ask.
#[component]
pub fn RelativeTime(at: Timestamp) -> impl IntoView {
    let now = use_context::<Now>().map_or_else(|| RwSignal::new(at), |now| now.0);
    view! { <time datetime=at.rfc3339() title=at.full()>{move || at.relative_to(now.get())}</time> }
}
