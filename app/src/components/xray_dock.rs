//! The panel beside every page, and the badge in its corner.
//!
//! The server draws the panel; this asks for it whenever the browser itself reports a request of this page (its own
//! performance timeline tells, and with it how long the request took as the browser saw it). `frontend/page/walk.js` lights
//! what belongs together on both sides. Without scripts the same is at `/xray`.

use leptos::prelude::*;
use web::{components::Icon, drawn_page::DrawnPanel};

/// The panel and the badge, where the glass is on.
#[component]
pub fn Dock() -> impl IntoView {
    // Until the first answer, and without scripts.
    let html = "<section class=\"xray\"><h2>X-ray</h2><p>What you did last is at <a href=\"/xray\">your X-ray</a>.</p></section>";
    let panel = RwSignal::new(DrawnPanel { html: html.to_owned(), badge: String::new(), n_plus_one: false });
    Effect::new(move || browser::start(panel));
    let combed = move || panel.with(|panel| panel.n_plus_one);
    let said = move || {
        panel.with(|panel| match panel.badge.as_str() {
            "" => "X-ray".to_owned(),
            badge if panel.n_plus_one => format!("N+1: {badge}"),
            badge => format!("Last click: {badge}"),
        })
    };
    view! {
        <aside class="dock" id="glass" aria-label="X-ray" inner_html=move || panel.with(|panel| panel.html.clone())></aside>
        <nav aria-label="Glass">
            <a class="badge corner" class:comb=combed href="/xray" rel="external">
                <span class="shape">
                    <span hidden=combed><Icon name="flat" class="i s"/></span>
                    <span hidden=move || !combed()><Icon name="comb" class="i s"/></span>
                </span>
                <span class="say">{said}</span>
            </a>
        </nav>
    }
}

#[cfg(not(feature = "hydrate"))]
mod browser {
    pub fn start(_: leptos::prelude::RwSignal<super::DrawnPanel>) {}
}

#[cfg(feature = "hydrate")]
mod browser {
    use crate::api::trace::xray_panel;
    use js_sys::{Array, Reflect};
    use leptos::prelude::*;
    use wasm_bindgen::{JsCast, JsValue, closure::Closure};
    use web::drawn_page::DrawnPanel;
    use web_sys::{Element, Event};

    /// Shows the newest story, and from now on each that begins.
    pub fn start(panel: RwSignal<DrawnPanel>) {
        ask(panel, None, None);
        observe(panel);
        let clicked = Closure::<dyn Fn(Event)>::new(move |ev: Event| {
            let at = ev.target().and_then(|target| target.dyn_into::<Element>().ok());
            if let Some(Ok(Some(link))) = at.map(|at| at.closest("#glass [data-story]")) {
                ev.prevent_default();
                go(panel, &link);
            }
        });
        let _ = document().add_event_listener_with_callback("click", clicked.as_ref().unchecked_ref());
        clicked.forget(); // as long as the page
    }

    fn ask(panel: RwSignal<DrawnPanel>, trace: Option<String>, took_us: Option<u64>) {
        leptos::task::spawn_local(async move {
            if let Ok(now) = xray_panel(trace, took_us).await {
                panel.try_set(now);
            }
        });
    }

    /// The story behind a link of the panel.
    fn go(panel: RwSignal<DrawnPanel>, link: &Element) {
        let address = link.get_attribute("href").unwrap_or_default();
        let trace = address.split("trace=").nth(1).unwrap_or_default().to_owned();
        ask(panel, Some(trace), None);
    }

    /// Whenever the browser has finished a request of this page: its trace, which the answer's `Server-Timing` names,
    /// and how long it took (W3C Resource Timing).
    fn observe(panel: RwSignal<DrawnPanel>) {
        let seen = Closure::<dyn Fn(JsValue)>::new(move |list: JsValue| {
            let Ok(list) = list.dyn_into::<web_sys::PerformanceObserverEntryList>() else { return };
            for entry in Array::from(&list.get_entries()).iter() {
                let of = |name: &str| Reflect::get(&entry, &JsValue::from_str(name)).unwrap_or_default();
                let address = of("name").as_string().unwrap_or_default();
                if !address.contains("/api/") || address.contains("/api/xray_") {
                    continue;
                }
                let timings = Array::from(&of("serverTiming"));
                let trace = Reflect::get(&timings.get(0), &JsValue::from_str("description")).ok();
                let took = of("duration").as_f64().map(|ms| (ms * 1e3) as u64);
                ask(panel, trace.and_then(|trace| trace.as_string()), took);
            }
        });
        let Ok(observer) = web_sys::PerformanceObserver::new(seen.as_ref().unchecked_ref()) else { return };
        let kinds = Array::of1(&JsValue::from_str("resource"));
        observer.observe(&web_sys::PerformanceObserverInit::new(&kinds));
        seen.forget();
    }
}
