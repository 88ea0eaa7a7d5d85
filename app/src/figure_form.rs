//! Forms of the chapters, sent in place.
//!
//! The figures and exercises of a chapter are plain forms in markup that the server made. Here the browser sends such a
//! form itself, asks for its figure again and puts that where the old one stood, so that nothing else moves. What can't
//! be sent says so beside the button, and what was typed stays.

#[cfg(not(feature = "hydrate"))]
pub fn listen() {}
#[cfg(not(feature = "hydrate"))]
pub fn watch() {}

#[cfg(feature = "hydrate")]
pub use browser::{listen, watch};

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use wasm_bindgen::{JsCast, closure::Closure};
    use wasm_bindgen_futures::JsFuture;
    use web::Error;
    use web_sys::{
        Element, Event, FormData, HtmlElement, HtmlFormElement, RequestInit, Response, SubmitEvent,
        UrlSearchParams,
    };

    /// What the glass does not take for a click (`server/src/xray.rs`).
    const AGAIN: &str = "&again=true";

    /// Listens to the forms of the page, once for the whole tab.
    pub fn listen() {
        thread_local!(static LISTENS: std::cell::Cell<bool> = const { std::cell::Cell::new(false) });
        Effect::new(|| {
            if LISTENS.replace(true) {
                return;
            }
            let submit = Closure::<dyn Fn(Event)>::new(|ev: Event| {
                let form = ev.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
                let form = form.filter(|form| form.has_attribute("data-lab"));
                if let (Some(form), Some(ev)) = (form, ev.dyn_ref::<SubmitEvent>()) {
                    ev.prevent_default();
                    send(form, ev.submitter());
                }
            });
            let _ = document().add_event_listener_with_callback("submit", submit.as_ref().unchecked_ref());
            submit.forget(); // as long as the tab
        });
    }

    /// Looks again and again at a figure in which something goes on, until it is over.
    pub fn watch() {
        thread_local!(static WATCHES: std::cell::Cell<bool> = const { std::cell::Cell::new(false) });
        let Some(after) = pending().and_then(|mark| mark.get_attribute("data-pending")?.parse().ok()) else {
            return;
        };
        if WATCHES.replace(true) {
            return;
        }
        let look = || {
            leptos::task::spawn_local(async {
                if let Some(part) = pending().and_then(|mark| mark.closest("[data-part]").ok()?) {
                    if let Ok(html) = drawn(&address_of(&part, AGAIN)).await {
                        refresh(&part, &html);
                    }
                    if pending().is_none() {
                        follow(&part.id(), AGAIN).await;
                    }
                }
                WATCHES.set(false);
                watch();
            });
        };
        set_timeout(look, std::time::Duration::from_millis(after));
    }

    /// The mark of a figure in which something goes on. Its value says in how many milliseconds to look again.
    fn pending() -> Option<Element> {
        document().query_selector("[data-part] [data-pending]").ok().flatten()
    }

    /// Puts the figure as it is now, and the focus where it was. One that is being answered stays, and one in which
    /// somebody chooses something.
    fn refresh(part: &Element, html: &str) {
        let focused = document().active_element().filter(|at| part.contains(Some(at)));
        if part.has_attribute("inert")
            || focused.as_ref().is_some_and(|at| at.matches("select, input") == Ok(true))
        {
            return;
        }
        let Some(at) = focused else {
            swap(part, html, "");
            return;
        };
        let of = |name: &str| at.get_attribute(name).map(|value| ["[", name, "='", &*value, "']"].concat());
        let selector: String = ["name", "value", "href"].into_iter().filter_map(of).collect();
        put(part, html, &selector);
    }

    fn send(form: HtmlFormElement, button: Option<HtmlElement>) {
        let Ok(Some(part)) = form.closest("[data-part]") else { return };
        let pressed = Pressed::of(&form, button);
        let Ok(data) = FormData::new_with_form(&form) else { return };
        if let Some((name, value)) = &pressed.says {
            let _ = data.append_with_str(name, value);
        }
        // One after another: a figure that is being answered can't be pressed.
        let _ = part.set_attribute("aria-busy", "true");
        let _ = part.set_attribute("inert", "");
        leptos::task::spawn_local(async move {
            let answer = exchange(&pressed.action, &data, &part).await;
            let _ = part.remove_attribute("aria-busy");
            let _ = part.remove_attribute("inert");
            match answer {
                Ok(html) => {
                    put(&part, &html, &pressed.selector);
                    watch();
                    follow(&part.id(), "").await;
                }
                Err(said) => {
                    refuse(&form, &said);
                    focus(&part, &pressed.selector);
                }
            }
        });
    }

    /// The button that sends a form: what it adds, where it leads, and how to find it again.
    struct Pressed {
        says: Option<(String, String)>,
        action: String,
        selector: String,
    }

    impl Pressed {
        fn of(form: &HtmlFormElement, button: Option<HtmlElement>) -> Self {
            let of_button = |name: &str| button.as_ref().and_then(|button| button.get_attribute(name));
            let says = of_button("name").zip(of_button("value"));
            let leads = of_button("formaction");
            let selector = match (&says, &leads) {
                (Some((name, value)), _) => ["button[name='", name, "'][value='", value, "']"].concat(),
                (None, Some(leads)) => ["button[formaction='", leads, "']"].concat(),
                (None, None) => ".button.first".to_owned(),
            };
            let action = leads.or_else(|| form.get_attribute("action")).unwrap_or_default();
            Self { says, action, selector }
        }
    }

    /// Posts the form, then asks for its figure as it is now.
    async fn exchange(action: &str, data: &FormData, part: &Element) -> Result<String, String> {
        let fields = UrlSearchParams::new_with_str_sequence_sequence(data).map_err(unreachable)?;
        let init = RequestInit::new();
        init.set_method("POST");
        init.set_body(&fields);
        fetch(action, &init).await?;
        drawn(&address_of(part, "")).await
    }

    /// Where a figure is drawn; with `AGAIN` where nobody clicked.
    fn address_of(part: &Element, again: &str) -> String {
        [&part.get_attribute("data-part").unwrap_or_default(), again].concat()
    }

    /// A figure as it is now.
    async fn drawn(address: &str) -> Result<String, String> {
        let html = fetch(address, &RequestInit::new()).await?;
        leptos::serde_json::from_slice(html.as_bytes()).map_err(unreachable)
    }

    fn unreachable<T>(_: T) -> String {
        Error::Unreachable.to_string()
    }

    async fn fetch(address: &str, init: &RequestInit) -> Result<String, String> {
        let headers = js_sys::Object::new();
        let _ = js_sys::Reflect::set(&headers, &"accept".into(), &"application/json".into());
        init.set_headers(&headers);
        let answer = JsFuture::from(window().fetch_with_str_and_init(address, init)).await;
        let answer: Response = answer.map_err(unreachable)?.dyn_into().map_err(unreachable)?;
        let text = JsFuture::from(answer.text().map_err(unreachable)?).await.map_err(unreachable)?;
        let text = text.as_string().unwrap_or_default();
        match answer.ok() {
            true => Ok(text),
            false => {
                let error: Option<Error> = leptos::serde_json::from_slice(text.as_bytes()).ok();
                Err(error.unwrap_or(Error::Unreachable).to_string())
            }
        }
    }

    /// Puts the new markup where the old stood, and the focus where it was.
    fn put(part: &Element, html: &str, pressed: &str) {
        if let Some(part) = swap(part, html, pressed) {
            focus(&part, pressed);
        }
    }

    /// Puts the new markup where the old stood, so that what one looks at stays where it is: the button that was pressed;
    /// else the figure, or what is below one that was read already.
    fn swap(part: &Element, html: &str, pressed: &str) -> Option<Element> {
        let button = |part: &Element| {
            let at = part.query_selector(pressed).ok().flatten()?;
            Some(at.get_bounding_client_rect().top())
        };
        let (id, before, button_before) = (part.id(), part.get_bounding_client_rect(), button(part));
        part.set_outer_html(html);
        let part = document().get_element_by_id(&id)?;
        let now = part.get_bounding_client_rect();
        let moved = match button_before.zip(button(&part)) {
            Some((before, now)) => now - before,
            None if before.bottom() < 0.0 => now.bottom() - before.bottom(),
            None => now.top() - before.top(),
        };
        window().scroll_by_with_x_and_y(0.0, moved);
        Some(part)
    }

    /// Focuses the button that was pressed, or the figure where it is no more.
    fn focus(part: &Element, pressed: &str) {
        let at = part.query_selector(pressed).ok().flatten().unwrap_or_else(|| {
            let _ = part.set_attribute("tabindex", "-1");
            part.clone()
        });
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = at.unchecked_into::<HtmlElement>().focus_with_options(&options);
    }

    /// Figures that show what another one holds.
    async fn follow(id: &str, again: &str) {
        let Ok(Some(part)) = document().query_selector(&format!("[data-follows='{id}']")) else { return };
        if let Ok(html) = drawn(&address_of(&part, again)).await {
            swap(&part, &html, "");
        }
    }

    fn refuse(form: &HtmlFormElement, said: &str) {
        if let Ok(Some(old)) = form.query_selector("[data-refused]") {
            old.remove();
        }
        let Ok(line) = document().create_element("p") else { return };
        line.set_class_name("wrong in");
        let _ = line.set_attribute("role", "alert");
        let _ = line.set_attribute("data-refused", "");
        line.set_text_content(Some(said));
        let _ = form.append_child(&line);
    }
}
