//! Sends the forms of figures and exercises in place.
//!
//! The server makes their markup, and each is a plain form that works without scripts. Where scripts run, this posts
//! the form in place of the browser, fetches the figure again and replaces the old one, so that the rest of the page
//! stays where it is. A form that cannot be sent shows an error beside its button and keeps what was typed.
//!
//! The markup tells by attributes what to do: `data-lab` marks a form that is sent in place, `data-part` on a figure is
//! the address that draws it, `data-pending` inside a figure says after how many milliseconds to fetch it again, and
//! `data-follows` names a figure after whose changes this one is fetched as well.

#[cfg(not(feature = "hydrate"))]
pub fn intercept_submits() {}
#[cfg(not(feature = "hydrate"))]
pub fn poll_pending() {}

#[cfg(feature = "hydrate")]
pub use browser::{intercept_submits, poll_pending};

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use wasm_bindgen::{JsCast, closure::Closure};
    use web::Error;
    use web_sys::{
        Element, Event, FormData, HtmlElement, HtmlFormElement, RequestInit, SubmitEvent, UrlSearchParams,
    };

    /// Added to an address that is fetched without anybody's doing. The X-ray does not take such a request for a click
    /// (`server/src/xray.rs`).
    const AUTO_REFRESH: &str = "&again=true";

    /// Sends every submit of a figure's form in place, from now on and as long as the tab is open.
    pub fn intercept_submits() {
        thread_local!(static LISTENING: std::cell::Cell<bool> = const { std::cell::Cell::new(false) });
        Effect::new(|| {
            if LISTENING.replace(true) {
                return;
            }
            let submit = Closure::<dyn Fn(Event)>::new(|ev: Event| {
                let form = ev.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
                let form = form.filter(|form| form.has_attribute("data-lab"));
                if let (Some(form), Some(ev)) = (form, ev.dyn_ref::<SubmitEvent>()) {
                    ev.prevent_default();
                    submit(form, ev.submitter());
                }
            });
            let _ = document().add_event_listener_with_callback("submit", submit.as_ref().unchecked_ref());
            submit.forget(); // as long as the tab
        });
    }

    /// Fetches a figure in which something is under way again and again, until it is over. One at a time.
    pub fn poll_pending() {
        thread_local!(static POLLING: std::cell::Cell<bool> = const { std::cell::Cell::new(false) });
        let Some(after) = pending_marker().and_then(|mark| mark.get_attribute("data-pending")?.parse().ok())
        else {
            return;
        };
        if POLLING.replace(true) {
            return;
        }
        let poll = || {
            leptos::task::spawn_local(async {
                if let Some(figure) = pending_marker().and_then(|mark| mark.closest("[data-part]").ok()?) {
                    if let Ok(html) = fetch_figure(&figure_url(&figure, AUTO_REFRESH)).await {
                        refresh(&figure, &html);
                    }
                    if pending_marker().is_none() {
                        refresh_followers(&figure.id(), AUTO_REFRESH).await;
                    }
                }
                POLLING.set(false);
                poll_pending();
            });
        };
        set_timeout(poll, std::time::Duration::from_millis(after));
    }

    /// The element that marks a figure in which something is under way.
    fn pending_marker() -> Option<Element> {
        document().query_selector("[data-part] [data-pending]").ok().flatten()
    }

    /// Replaces a figure by what was fetched, and keeps the focus. A figure whose form is being sent is left alone, and
    /// one in which somebody is choosing something, because replacing it would undo the choice.
    fn refresh(figure: &Element, html: &str) {
        let focused = document().active_element().filter(|at| figure.contains(Some(at)));
        if figure.has_attribute("inert")
            || focused.as_ref().is_some_and(|at| at.matches("select, input") == Ok(true))
        {
            return;
        }
        let Some(at) = focused else {
            replace(figure, html, "");
            return;
        };
        // The element is a new one after the replacement, so it is found again by its attributes.
        let of = |name: &str| at.get_attribute(name).map(|value| ["[", name, "='", &*value, "']"].concat());
        let selector: String = ["name", "value", "href"].into_iter().filter_map(of).collect();
        replace_and_focus(figure, html, &selector);
    }

    /// Posts a form and replaces its figure.
    fn submit(form: HtmlFormElement, button: Option<HtmlElement>) {
        let Ok(Some(figure)) = form.closest("[data-part]") else { return };
        let button = SubmitButton::of(&form, button);
        let Ok(data) = FormData::new_with_form(&form) else { return };
        if let Some((name, value)) = &button.name_and_value {
            let _ = data.append_with_str(name, value);
        }
        // `inert` keeps the figure from being submitted again before its answer is there.
        let _ = figure.set_attribute("aria-busy", "true");
        let _ = figure.set_attribute("inert", "");
        leptos::task::spawn_local(async move {
            let answer = post_and_fetch(&button.action, &data, &figure).await;
            let _ = figure.remove_attribute("aria-busy");
            let _ = figure.remove_attribute("inert");
            match answer {
                Ok(html) => {
                    replace_and_focus(&figure, &html, &button.selector);
                    poll_pending();
                    refresh_followers(&figure.id(), "").await;
                }
                Err(message) => {
                    show_error(&form, &message);
                    focus(&figure, &button.selector);
                }
            }
        });
    }

    /// The button that submits a form: its name and value, the address it posts to, and a selector that finds it again.
    struct SubmitButton {
        name_and_value: Option<(String, String)>,
        action: String,
        selector: String,
    }

    impl SubmitButton {
        fn of(form: &HtmlFormElement, button: Option<HtmlElement>) -> Self {
            let of_button = |name: &str| button.as_ref().and_then(|button| button.get_attribute(name));
            let name_and_value = of_button("name").zip(of_button("value"));
            let formaction = of_button("formaction");
            let selector = match (&name_and_value, &formaction) {
                (Some((name, value)), _) => ["button[name='", name, "'][value='", value, "']"].concat(),
                (None, Some(formaction)) => ["button[formaction='", formaction, "']"].concat(),
                (None, None) => ".button.first".to_owned(),
            };
            let action = formaction.or_else(|| form.get_attribute("action")).unwrap_or_default();
            Self { name_and_value, action, selector }
        }
    }

    /// Posts the form, then fetches its figure.
    ///
    /// # Errors
    /// A sentence for the visitor; the same holds for every function below that fetches.
    async fn post_and_fetch(action: &str, data: &FormData, figure: &Element) -> Result<String, String> {
        let fields = UrlSearchParams::new_with_str_sequence_sequence(data).map_err(unreachable)?;
        let init = RequestInit::new();
        init.set_method("POST");
        init.set_body(&fields);
        fetch(action, &init).await?;
        fetch_figure(&figure_url(figure, "")).await
    }

    /// The address that draws a figure, with a piece of query added to it.
    fn figure_url(figure: &Element, query: &str) -> String {
        [&figure.get_attribute("data-part").unwrap_or_default(), query].concat()
    }

    /// The markup of a figure as it is now.
    async fn fetch_figure(address: &str) -> Result<String, String> {
        let html = fetch(address, &RequestInit::new()).await?;
        leptos::serde_json::from_slice(html.as_bytes()).map_err(unreachable)
    }

    fn unreachable<T>(_: T) -> String {
        Error::Unreachable.to_string()
    }

    /// Fetches an address, and returns the text of the answer.
    async fn fetch(address: &str, init: &RequestInit) -> Result<String, String> {
        let answered = web::form_post::fetch(address, init).await;
        answered.map(|(_, text)| text).map_err(|error| error.to_string())
    }

    /// Replaces a figure, and focuses the button that was pressed.
    fn replace_and_focus(figure: &Element, html: &str, selector: &str) {
        if let Some(figure) = replace(figure, html, selector) {
            focus(&figure, selector);
        }
    }

    /// Replaces a figure's markup and scrolls so that what a reader looks at stays where it is on the screen: the pressed
    /// button if there is one, else the top of the figure, or its bottom where the whole figure is above the screen.
    fn replace(figure: &Element, html: &str, selector: &str) -> Option<Element> {
        let button = |figure: &Element| {
            let at = figure.query_selector(selector).ok().flatten()?;
            Some(at.get_bounding_client_rect().top())
        };
        let (id, before, button_before) = (figure.id(), figure.get_bounding_client_rect(), button(figure));
        figure.set_outer_html(html);
        let figure = document().get_element_by_id(&id)?;
        let now = figure.get_bounding_client_rect();
        let moved = match button_before.zip(button(&figure)) {
            Some((before, now)) => now - before,
            None if before.bottom() < 0.0 => now.bottom() - before.bottom(),
            None => now.top() - before.top(),
        };
        window().scroll_by_with_x_and_y(0.0, moved);
        Some(figure)
    }

    /// Focuses the button that was pressed, or the figure where the button is gone, so that the keyboard's place is kept.
    fn focus(figure: &Element, selector: &str) {
        let at = figure.query_selector(selector).ok().flatten().unwrap_or_else(|| {
            let _ = figure.set_attribute("tabindex", "-1");
            figure.clone()
        });
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = at.unchecked_into::<HtmlElement>().focus_with_options(&options);
    }

    /// Fetches the figure again that shows what the figure `id` holds, if there is one.
    async fn refresh_followers(id: &str, query: &str) {
        let Ok(Some(figure)) = document().query_selector(&format!("[data-follows='{id}']")) else { return };
        if let Ok(html) = fetch_figure(&figure_url(&figure, query)).await {
            replace(&figure, &html, "");
        }
    }

    /// Shows an error at the end of a form, in place of an older one.
    fn show_error(form: &HtmlFormElement, message: &str) {
        if let Ok(Some(old)) = form.query_selector("[data-refused]") {
            old.remove();
        }
        let Ok(line) = document().create_element("p") else { return };
        line.set_class_name("wrong in");
        let _ = line.set_attribute("role", "alert");
        let _ = line.set_attribute("data-refused", "");
        line.set_text_content(Some(message));
        let _ = form.append_child(&line);
    }
}
