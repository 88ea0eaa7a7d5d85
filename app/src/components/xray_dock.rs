//! The panel beside every page, and the badge in its corner.
//!
//! The server draws the panel; this asks for it whenever the browser itself reports a request of this page (its own
//! performance timeline tells, and with it how long the request took as the browser saw it), and lights what belongs
//! together on both sides. Without scripts the same is at `/xray`.

use leptos::prelude::*;
use web::{components::Icon, drawn_page::DrawnPanel};

/// The panel and the badge, where the glass is on.
#[component]
pub fn Dock() -> impl IntoView {
    // Until the first answer, and without scripts.
    let html = "<section class=\"xray\"><h2>X-ray</h2><p>What you did last is at <a href=\"/xray\">your X-ray</a>.</p></section>";
    let panel = RwSignal::new(DrawnPanel { html: html.to_owned(), badge: String::new(), n_plus_one: false });
    Effect::new(move || browser::start(panel));
    walk();
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

/// Lets keys, buttons and the pointer move through the story of a page. A browser's tab needs it once.
pub fn walk() {
    Effect::new(browser::walk);
}

#[cfg(not(feature = "hydrate"))]
mod browser {
    pub fn start(_: leptos::prelude::RwSignal<super::DrawnPanel>) {}

    pub fn walk() {}
}

#[cfg(feature = "hydrate")]
mod browser {
    use crate::api::trace::xray_panel;
    use js_sys::{Array, Function, Object, Reflect};
    use leptos::prelude::*;
    use std::sync::Once;
    use wasm_bindgen::{JsCast, JsValue, closure::Closure};
    use web::drawn_page::DrawnPanel;
    use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

    /// Shows the newest story, and from now on each that begins.
    pub fn start(panel: RwSignal<DrawnPanel>) {
        ask(panel, None, None);
        observe(panel);
        listen("click", move |ev: Event| {
            if let Some(link) = within(&ev, "#glass [data-story]") {
                ev.prevent_default();
                go(panel, &link);
            }
        });
    }

    /// Listens for keys and buttons, and for what the person points at.
    pub fn walk() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            for kind in ["mouseover", "focusin"] {
                listen(kind, |ev: Event| within(&ev, "*").iter().for_each(light));
            }
            listen("click", |ev: Event| {
                let by = within(&ev, "[data-go]").and_then(|button| button.get_attribute("data-go"));
                step(by.and_then(|by| by.parse().ok()).unwrap_or(0));
            });
            listen("keydown", |ev: Event| press(ev.unchecked_ref()));
        });
    }

    fn listen(kind: &str, heard: impl Fn(Event) + 'static) {
        let heard = Closure::<dyn Fn(Event)>::new(heard);
        let _ = document().add_event_listener_with_callback(kind, heard.as_ref().unchecked_ref());
        heard.forget(); // as long as the page
    }

    /// What the event happened to, or the part around it that fits.
    fn within(ev: &Event, selector: &str) -> Option<Element> {
        ev.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
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
            each(&format!(".xray [data-touch~='{row}']"), |statement| {
                mark(statement);
                numbers.push(statement.get_attribute("data-no").unwrap_or_default());
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

    /// Left and right walk through the story, brackets through the stories, `?` shows the keys.
    fn press(ev: &KeyboardEvent) {
        let typing = within(ev, "input, textarea, select, [contenteditable]").is_some();
        if typing || ev.alt_key() || ev.ctrl_key() || ev.meta_key() {
            return;
        }
        let follow = |name: &str| {
            each(&format!(".xray [data-story='{name}']"), |link| {
                link.unchecked_ref::<HtmlElement>().click();
            });
        };
        match ev.key().as_str() {
            "ArrowRight" => step(1),
            "ArrowLeft" => step(-1),
            "[" => follow("earlier"),
            "]" => follow("later"),
            "?" => each(".keys-help", |keys| drop(keys.toggle_attribute("open"))),
            _ => return,
        }
        ev.prevent_default();
    }

    /// Brings a part into view, no further than it takes. The bindings' own type for this would only add to their weight.
    fn show(part: &Element) {
        let how = Object::new();
        let _ = Reflect::set(&how, &"block".into(), &"nearest".into());
        let scroll =
            Reflect::get(part, &"scrollIntoView".into()).and_then(|scroll| scroll.dyn_into::<Function>());
        let _ = scroll.and_then(|scroll| scroll.call1(part, &how));
    }

    /// Takes the next step of the story in hand: tells it, frames it, and brings it into view.
    fn step(by: i32) {
        let mut told = Vec::new();
        each(".told > li", |sentence| told.push(sentence.clone()));
        let now = told.iter().position(|sentence| sentence.has_attribute("aria-current"));
        // The first step follows none.
        let next = now.map_or(0, |now| (now as i32 + by).clamp(0, told.len() as i32 - 1) as usize);
        let Some(sentence) = told.get(next).filter(|_| by != 0) else { return };
        if let Some(now) = now {
            let _ = told[now].remove_attribute("aria-current");
        }
        let _ = sentence.set_attribute("aria-current", "step");
        let n = (next + 1).to_string();
        each(".stepper .n", |line| line.set_inner_html(&format!("Step {n} of {}. ", told.len())));
        each(".stepper .say", |line| line.set_inner_html(&sentence.inner_html()));
        each("[data-step]", |part| {
            let is_next = part.get_attribute("data-step").as_ref() == Some(&n);
            let _ = part.class_list().toggle_with_force("now", is_next);
            if is_next {
                show(part);
                light(part);
            }
        });
    }
}
