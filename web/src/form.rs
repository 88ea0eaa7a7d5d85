//! Forms that work without scripts, with the error beside its field either way.
//!
//! Without scripts the browser posts the form. Where the server refuses it, it answers by a redirect back to the page,
//! keeps what was typed (never a password) for that one page, and the page finds it as a `RefusedForm`. With scripts, a
//! form is checked by the same rules of `model` before it is sent, and may be sent in place of the browser.

use crate::time_limit::within_limit;
use crate::{
    Error,
    refused_form::{RefusedForm, RefusedFormContext},
};
use leptos::{ev::SubmitEvent, prelude::*, wasm_bindgen::JsCast, web_sys};
use model::{Field, Invalid};

/// One form of a page: what was typed before it was refused, and its error. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Form {
    refused: StoredValue<Option<RefusedForm>>,
    /// At first the error of the refused form; later, what happens in the browser.
    error: RwSignal<Option<Error>>,
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
        Self { refused: StoredValue::new(refused), error }
    }

    /// The value a field begins with: what was typed before the form was refused, or else `default`.
    pub fn initial_value(&self, field: Field, default: &str) -> String {
        let found = self.refused.with_value(|refused| {
            let typed = &refused.as_ref()?.typed;
            typed.iter().find(|(key, _)| key == field.key()).map(|(_, value)| value.clone())
        });
        found.unwrap_or_else(|| default.to_owned())
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

    /// As `validate`, and then sends the form in place of the browser, so that a site that does not answer costs nothing
    /// that was typed. The answer itself leads on to another page (leptos follows its redirect).
    pub fn submit<T: Future<Output = Result<(), Error>> + 'static>(
        &self,
        ev: &SubmitEvent,
        check: fn(&dyn Fn(Field) -> String) -> Result<(), Invalid>,
        call: impl FnOnce(&dyn Fn(Field) -> String) -> T,
    ) {
        self.validate(ev, check);
        if ev.default_prevented() {
            return;
        }
        ev.prevent_default();
        let (form, answer) = (*self, call(&|field| field_value(ev, field)));
        let sent_form = SentForm::of(ev);
        leptos::task::spawn_local(async move {
            match within_limit(answer).await {
                Ok(()) => sent_form.report_sent(),
                Err(error) => form.show_error(error),
            }
        });
    }

    /// Shows an error, and moves the focus to its field if it has one.
    fn show_error(&self, error: Error) {
        #[cfg(feature = "hydrate")]
        if let Error::Invalid(invalid) = &error {
            let field = document().get_element_by_id(invalid.field.key());
            if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = field.focus();
            }
        }
        // The page may be gone when an answer arrives, hence `try_set`.
        self.error.try_set(Some(error));
    }
}

/// The element of a form that is being sent in place of the browser.
pub struct SentForm(Option<web_sys::EventTarget>);

impl SentForm {
    /// The form that an event submits.
    pub fn of(ev: &SubmitEvent) -> Self {
        Self(ev.target())
    }

    /// Tells that the site has taken what was in the form, so that its draft is forgotten (`frontend/page/draft.js`).
    pub fn report_sent(&self) {
        if let (Some(form), Ok(sent)) = (&self.0, web_sys::Event::new("sent")) {
            let _ = form.dispatch_event(&sent);
        }
    }

    /// Closes the `details` element around the form.
    pub fn fold(&self) {
        let form = self.0.as_ref().and_then(|form| form.dyn_ref::<web_sys::Element>());
        if let Some(Ok(Some(details))) = form.map(|form| form.closest("details")) {
            let _ = details.remove_attribute("open");
        }
    }
}

/// The text of a field in the form that is being sent.
#[cfg(feature = "hydrate")]
fn field_value(ev: &SubmitEvent, field: Field) -> String {
    let form = ev.target().and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok());
    let data = form.and_then(|form| web_sys::FormData::new_with_form(&form).ok());
    data.and_then(|data| data.get(field.key()).as_string()).unwrap_or_default()
}

#[cfg(not(feature = "hydrate"))]
fn field_value(_: &SubmitEvent, _: Field) -> String {
    String::new() // no form is ever sent while a page is drawn
}
