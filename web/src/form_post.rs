//! Sends a form in place of the browser: the same fields to the same address, its idempotency key among them.
//!
//! While a form is under way it has `aria-busy`, its button rests, and another press of it does nothing. A form that the
//! browser sends by itself gets the same marks from the script in `app/src/shell.rs`.

use crate::Error;
use leptos::ev::SubmitEvent;
use serde::de::DeserializeOwned;

#[cfg(feature = "hydrate")]
use {
    crate::idempotency_key,
    leptos::prelude::{TimeoutHandle, set_timeout_with_handle, window},
    wasm_bindgen::JsCast,
    wasm_bindgen_futures::JsFuture,
    web_sys::{FormData, HtmlElement, HtmlFormElement, RequestInit, Response, UrlSearchParams},
};

/// A form as it was when it was submitted. What is typed afterwards is not a part of it.
#[cfg(feature = "hydrate")]
pub struct FormPost {
    form: HtmlFormElement,
    button: Option<HtmlElement>,
    action: String,
    fields: UrlSearchParams,
    loads_next_page: bool,
}

/// A form as it was when it was submitted. On the server none ever is.
#[cfg(not(feature = "hydrate"))]
pub struct FormPost;

#[cfg(feature = "hydrate")]
impl FormPost {
    /// The form that is being submitted. `None` where it is under way already, or cannot be read.
    pub fn of(ev: &SubmitEvent) -> Option<Self> {
        let form = ev.target()?.dyn_into::<HtmlFormElement>().ok()?;
        if form.has_attribute("aria-busy") {
            return None;
        }
        let fields = FormData::new_with_form(&form).ok()?;
        let fields = UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()?;
        Some(Self {
            button: ev.submitter(),
            action: form.get_attribute("action")?,
            form,
            fields,
            loads_next_page: false,
        })
    }

    /// Lets the redirect in the answer load the next page whole instead of drawing it within this one. It is for forms that
    /// change who is signed in, and with that all that a page shows.
    pub fn loading_next_page(self) -> Self {
        Self { loads_next_page: true, ..self }
    }

    /// Posts the form and reads the answer. A redirect is followed within the tab. The form gets a new key once the site
    /// has taken it, and keeps the old one after an error, whose second try is then the same act.
    ///
    /// # Errors
    /// What the server function answers; `Unreachable` where it does not.
    pub async fn send<T: DeserializeOwned>(self) -> Result<T, Error> {
        let text = self.send_as_text().await?;
        leptos::serde_json::from_str(&text).map_err(|_| Error::Unreachable)
    }

    async fn send_as_text(self) -> Result<String, Error> {
        let busy = Busy::begin(&self.form, self.button);
        let init = RequestInit::new();
        init.set_method("POST");
        init.set_body(&self.fields);
        let limit = TimeLimit::begin(&init);
        let answered = fetch(&self.action, &init).await;
        limit.end();
        let (answer, text) = match answered {
            Ok(answered) => answered,
            Err(error) => {
                busy.end();
                return Err(error);
            }
        };
        // What was typed needs no draft any more (`frontend/page/draft.js`).
        if let Ok(sent) = web_sys::Event::new("sent") {
            let _ = self.form.dispatch_event(&sent);
        }
        match answer.headers().get("location").ok().flatten() {
            // The form rests until the next page is there, so that nothing is sent a second time meanwhile.
            Some(to) if self.loads_next_page => window().location().assign(&to).unwrap_or_default(),
            Some(to) => leptos::server_fn::redirect::call_redirect_hook(&to),
            None => {
                if let Ok(Some(key)) = self.form.query_selector("[name=once]") {
                    let next = idempotency_key::after(&key.get_attribute("value").unwrap_or_default());
                    let _ = key.set_attribute("value", &next);
                }
                busy.end();
            }
        }
        Ok(text)
    }
}

#[cfg(not(feature = "hydrate"))]
impl FormPost {
    /// The form that is being submitted.
    pub fn of(_: &SubmitEvent) -> Option<Self> {
        None // no form is ever sent while a page is drawn
    }

    /// Lets the redirect in the answer load the next page whole instead of drawing it within this one.
    pub fn loading_next_page(self) -> Self {
        self
    }

    /// Posts the form and reads the answer.
    ///
    /// # Errors
    /// `Unreachable`, always.
    #[allow(clippy::unused_async)]
    pub async fn send<T: DeserializeOwned>(self) -> Result<T, Error> {
        Err(Error::Unreachable)
    }
}

/// The longest that a form waits for its answer. A site that hangs says nothing by itself, and a like that never ends would
/// be a lie.
#[cfg(feature = "hydrate")]
const ANSWER_WAIT_MAX: std::time::Duration = std::time::Duration::from_secs(10);

/// Gives a request up when its time is over; it fails then like one that did not reach the site.
#[cfg(feature = "hydrate")]
struct TimeLimit(Option<TimeoutHandle>);

#[cfg(feature = "hydrate")]
impl TimeLimit {
    fn begin(init: &RequestInit) -> Self {
        let Ok(controller) = web_sys::AbortController::new() else { return Self(None) };
        init.set_signal(Some(&controller.signal()));
        Self(set_timeout_with_handle(move || controller.abort(), ANSWER_WAIT_MAX).ok())
    }

    fn end(self) {
        if let Some(timer) = self.0 {
            timer.clear();
        }
    }
}

/// The marks of a form that is under way.
#[cfg(feature = "hydrate")]
struct Busy(HtmlFormElement, Option<HtmlElement>);

#[cfg(feature = "hydrate")]
impl Busy {
    fn begin(form: &HtmlFormElement, button: Option<HtmlElement>) -> Self {
        let _ = form.set_attribute("aria-busy", "true");
        if let Some(button) = &button {
            let _ = button.set_attribute("aria-disabled", "true");
        }
        Self(form.clone(), button)
    }

    fn end(self) {
        let _ = self.0.remove_attribute("aria-busy");
        if let Some(button) = self.1 {
            let _ = button.remove_attribute("aria-disabled");
        }
    }
}

/// Fetches an address as a server function's caller does, and returns the answer with its text.
///
/// # Errors
/// The error that the answer says, or `Unreachable`.
#[cfg(feature = "hydrate")]
pub async fn fetch(address: &str, init: &RequestInit) -> Result<(Response, String), Error> {
    let headers = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&headers, &"accept".into(), &"application/json".into());
    init.set_headers(&headers);
    let answer = JsFuture::from(window().fetch_with_str_and_init(address, init)).await;
    let answer: Response = answer.ok().and_then(|answer| answer.dyn_into().ok()).ok_or(Error::Unreachable)?;
    let text = match answer.text() {
        Ok(text) => JsFuture::from(text).await.ok().and_then(|text| text.as_string()),
        Err(_) => None,
    };
    let text = text.ok_or(Error::Unreachable)?;
    if answer.ok() {
        return Ok((answer, text));
    }
    Err(leptos::serde_json::from_str(&text).unwrap_or(Error::Unreachable))
}
