//! Forms that work without scripts, with the error beside its field either way.
//!
//! Without scripts the browser posts the form. Where the server refuses it, it answers by a redirect back to the page,
//! keeps what was typed (never a password) for that one page, and the page finds it as a `RefusedForm`. With scripts, a
//! form is checked by the same rules of `model` before it is sent, and may be sent in place of the browser.

use crate::{
    Error,
    form_post::FormPost,
    idempotency_key,
    refused_form::{RefusedForm, RefusedFormContext},
};
use leptos::{ev::SubmitEvent, prelude::*};
use model::{Field, Invalid};

/// One form of a page: what was typed before it was refused, and its error. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Form {
    refused: StoredValue<Option<RefusedForm>>,
    /// At first the error of the refused form; later, what happens in the browser.
    error: RwSignal<Option<Error>>,
    /// Whether a script is sending it.
    is_sending: RwSignal<bool>,
}

impl Form {
    /// The form that posts to `path`. `which` tells several forms with the same path on one page apart, by the name and
    /// the value of a hidden field; the empty value stands for a form without that field.
    pub fn new(path: &'static str, which: Option<(&str, String)>) -> Self {
        let refused = RefusedFormContext::find(|refused| {
            let same = |(key, value): &(&str, String)| {
                let typed = refused.typed.iter().find(|(k, _)| k == key).map_or("", |(_, v)| v);
                typed == value
            };
            refused.path == path && which.as_ref().is_none_or(same)
        });
        let error = RwSignal::new(refused.as_ref().map(|refused| refused.error.clone()));
        Self { refused: StoredValue::new(refused), error, is_sending: RwSignal::new(false) }
    }

    /// The value a field begins with: what was typed before the form was refused, or else `default`.
    pub fn initial_value(&self, field: Field, default: &str) -> String {
        let found = self.refused.with_value(|refused| {
            let typed = &refused.as_ref()?.typed;
            typed.iter().find(|(key, _)| key == field.key()).map(|(_, value)| value.clone())
        });
        found.unwrap_or_else(|| default.to_owned())
    }

    /// The key that the form came back with after it was refused.
    pub fn refused_key(&self) -> Option<String> {
        self.refused.with_value(|refused| {
            let typed = &refused.as_ref()?.typed;
            typed.iter().find(|(key, _)| key == idempotency_key::FIELD).map(|(_, value)| value.clone())
        })
    }

    /// Whether a script is sending the form; it stays so until the next page is there.
    pub fn is_sending(&self) -> bool {
        self.is_sending.get()
    }

    /// Whether a checkbox begins checked: as it was before the form was refused, or else `default`.
    pub fn initially_checked(&self, name: &str, default: bool) -> bool {
        self.refused.with_value(|refused| {
            refused.as_ref().map_or(default, |refused| refused.typed.iter().any(|(key, _)| key == name))
        })
    }

    /// Whether the page is drawn because the server refused this form.
    pub fn was_refused(&self) -> bool {
        self.refused.with_value(Option::is_some)
    }

    /// Sets or removes the error of the form.
    pub fn set_error(&self, error: Option<Error>) {
        self.error.set(error);
    }

    /// The sentence about one field, if the error is about it.
    pub fn field_error(&self, field: Field) -> Option<String> {
        self.error.with(|error| error.as_ref().and_then(|error| error.field_message(field)))
    }

    /// The error of the form, if there is one.
    pub fn error(&self) -> Option<Error> {
        self.error.get()
    }

    /// Checks a form before the browser posts it. Where `check` refuses it, it is not sent and the error is shown.
    /// `check` gets a function that returns the text of a field.
    pub fn validate(&self, ev: &SubmitEvent, check: fn(&dyn Fn(Field) -> String) -> Result<(), Invalid>) {
        match check(&|field| field_value(ev, field)) {
            Ok(()) => self.error.set(None),
            Err(invalid) => {
                ev.prevent_default();
                self.show_error(invalid.into());
            }
        }
    }

    /// As `validate`, and then sends the form in place of the browser, so that a refusal and a site that does not answer cost
    /// nothing that was typed. The redirect in the answer leads on to another page.
    pub fn submit(&self, ev: &SubmitEvent, check: fn(&dyn Fn(Field) -> String) -> Result<(), Invalid>) {
        self.submit_by(ev, check, |post| post);
    }

    /// As `submit`, for a form that changes who is signed in: the next page is loaded whole.
    pub fn submit_and_load(
        &self,
        ev: &SubmitEvent,
        check: fn(&dyn Fn(Field) -> String) -> Result<(), Invalid>,
    ) {
        self.submit_by(ev, check, FormPost::loading_next_page);
    }

    fn submit_by(
        &self,
        ev: &SubmitEvent,
        check: fn(&dyn Fn(Field) -> String) -> Result<(), Invalid>,
        way: fn(FormPost) -> FormPost,
    ) {
        self.validate(ev, check);
        if ev.default_prevented() {
            return;
        }
        ev.prevent_default();
        // A form that is under way is not sent again.
        let Some(post) = FormPost::of(ev).map(way) else { return };
        let form = *self;
        form.is_sending.set(true);
        leptos::task::spawn_local(async move {
            if let Err(error) = post.send::<()>().await {
                form.show_error(error);
                form.is_sending.try_set(false);
            }
        });
    }

    /// Shows an error, and moves the focus to its field if it has one.
    fn show_error(&self, error: Error) {
        #[cfg(feature = "hydrate")]
        if let Error::Invalid(invalid) = &error {
            use wasm_bindgen::JsCast;
            let field = document().get_element_by_id(invalid.field.key());
            if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = field.focus();
            }
        }
        // The page may be gone when an answer arrives, hence `try_set`.
        self.error.try_set(Some(error));
    }
}

/// The text of a field in the form that is being sent.
#[cfg(feature = "hydrate")]
fn field_value(ev: &SubmitEvent, field: Field) -> String {
    use wasm_bindgen::JsCast;
    let form = ev.target().and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok());
    let data = form.and_then(|form| web_sys::FormData::new_with_form(&form).ok());
    data.and_then(|data| data.get(field.key()).as_string()).unwrap_or_default()
}

#[cfg(not(feature = "hydrate"))]
fn field_value(_: &SubmitEvent, _: Field) -> String {
    String::new() // no form is ever sent while a page is drawn
}
