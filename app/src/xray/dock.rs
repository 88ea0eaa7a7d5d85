//! The panel beside every page, and the badge in its corner.
//!
//! The server draws the panel; this asks for it whenever the browser itself reports a request of this page (its own
//! performance timeline tells, and with it how long the request took as the browser saw it), and lights what belongs
//! together on both sides. Without scripts the same is at `/xray`.

use crate::{api::trace::Panel, components::Icon};
use leptos::prelude::*;

/// The panel and the badge, where the glass is on.
#[component]
pub fn Dock() -> impl IntoView {
    // Until the first answer, and without scripts.
    let html = "<section class=\"xray\"><h2>X-ray</h2><p>What you did last is at <a href=\"/xray\">your X-ray</a>.</p></section>";
    let panel = RwSignal::new(Panel { html: html.to_owned(), badge: String::new(), n_plus_one: false });
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
    pub fn start(_: leptos::prelude::RwSignal<super::Panel>) {}
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::Panel;
    use crate::api::trace::xray_panel;
    use js_sys::{Array, Reflect};
    use leptos::prelude::*;
    use wasm_bindgen::{JsCast, JsValue, closure::Closure};
    use web_sys::{Element, Event, KeyboardEvent};

    /// Listens for the page's own requests, and for what the person points at.
    pub fn start(panel: RwSignal<Panel>) {
        ask(panel, None, None);
        observe(panel);
        let body = document().body();
        for kind in ["mouseover", "focusin"] {
            let lit = Closure::<dyn Fn(Event)>::new(|ev: Event| {
                if let Some(at) = ev.target().and_then(|target| target.dyn_into::<Element>().ok()) {
                    light(&at);
                }
            });
            if let Some(body) = &body {
                let _ = body.add_event_listener_with_callback(kind, lit.as_ref().unchecked_ref());
            }
            lit.forget(); // as long as the page
        }
        let clicked = Closure::<dyn Fn(Event)>::new(move |ev: Event| {
            let link = ev
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok())
                .and_then(|at| at.closest("#glass [data-story]").ok().flatten());
            if let Some(link) = link {
                ev.prevent_default();
                go(panel, &link);
            }
        });
        if let Some(body) = &body {
            let _ = body.add_event_listener_with_callback("click", clicked.as_ref().unchecked_ref());
        }
        clicked.forget();
        let key = Closure::<dyn Fn(KeyboardEvent)>::new(move |ev: KeyboardEvent| press(panel, &ev));
        let _ = document().add_event_listener_with_callback("keydown", key.as_ref().unchecked_ref());
        key.forget();
    }

    fn ask(panel: RwSignal<Panel>, trace: Option<String>, took_us: Option<u64>) {
        leptos::task::spawn_local(async move {
            if let Ok(now) = xray_panel(trace, took_us).await {
                panel.try_set(now);
            }
        });
    }

    /// The story behind a link of the panel.
    fn go(panel: RwSignal<Panel>, link: &Element) {
        let address = link.get_attribute("href").unwrap_or_default();
        let trace = address.split("trace=").nth(1).unwrap_or_default().to_owned();
        ask(panel, Some(trace), None);
    }

    /// Whenever the browser has finished a request of this page: its trace, which the answer's `Server-Timing` names,
    /// and how long it took (W3C Resource Timing).
    fn observe(panel: RwSignal<Panel>) {
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

    /// A statement lights the parts of the page whose rows it read, and a part of the page the statements that read it.
    fn light(at: &Element) {
        each(".lit-by-hand", |lit| {
            let _ = lit.class_list().remove_2("lit", "lit-by-hand");
        });
        let mark = |found: &Element| {
            let _ = found.class_list().add_2("lit", "lit-by-hand");
        };
        if let Ok(Some(statement)) = at.closest("[data-touch]") {
            let touched = statement.get_attribute("data-touch").unwrap_or_default();
            for row in touched.split(' ').filter(|row| !row.is_empty()) {
                each(&format!("[data-row='{row}']"), mark);
            }
        } else if let Ok(Some(part)) = at.closest("[data-row]") {
            let row = part.get_attribute("data-row").unwrap_or_default();
            let mut numbers = Vec::new();
            each(&format!("#glass [data-touch~='{row}']"), |statement| {
                mark(statement);
                let number = statement.get_attribute("data-step").unwrap_or_default();
                numbers.push(number.replace("statement-", ""));
            });
            if !numbers.is_empty() {
                mark(&part);
                let _ = part.set_attribute("data-seen", &format!("statement {}", numbers.join(", ")));
            }
        }
    }

    fn each(selector: &str, mut f: impl FnMut(&Element)) {
        let Ok(found) = document().query_selector_all(selector) else { return };
        for n in 0..found.length() {
            if let Some(element) = found.get(n).and_then(|node| node.dyn_into::<Element>().ok()) {
                f(&element);
            }
        }
    }

    /// Left and right walk through the story, up and down through the stories, `?` shows the keys.
    fn press(panel: RwSignal<Panel>, ev: &KeyboardEvent) {
        let typing = ev
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|at| at.matches("input, textarea, select, [contenteditable]").unwrap_or(false));
        if typing || ev.alt_key() || ev.ctrl_key() || ev.meta_key() {
            return;
        }
        let link =
            |name: &str| document().query_selector(&format!("#glass [data-story='{name}']")).ok().flatten();
        match ev.key().as_str() {
            "ArrowRight" => step(1),
            "ArrowLeft" => step(-1),
            "[" => drop(link("earlier").map(|link| go(panel, &link))),
            "]" => drop(link("later").map(|link| go(panel, &link))),
            "?" => {
                if let Ok(Some(keys)) = document().query_selector("#glass .keys-help") {
                    let _ = keys.toggle_attribute("open");
                }
            }
            _ => return,
        }
        ev.prevent_default();
    }

    /// Frames the next step of the story, and brings it into view.
    fn step(by: i32) {
        let mut steps = Vec::new();
        each("#glass [data-step]", |step| steps.push(step.clone()));
        let now = steps.iter().position(|step| step.class_list().contains("now"));
        let next = match (now, by) {
            (Some(now), by) => (now as i32 + by).clamp(0, steps.len() as i32 - 1) as usize,
            (None, _) => 0,
        };
        for (n, step) in steps.iter().enumerate() {
            let _ = step.class_list().toggle_with_force("now", n == next);
        }
        if let Some(step) = steps.get(next) {
            step.scroll_into_view_with_bool(false);
            light(step);
        }
    }
}
