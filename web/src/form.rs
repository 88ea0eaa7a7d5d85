//! Forms: posted plainly by any browser, sent in place by one that runs our wasm; errors beside the field either way.
//!
//! A plain form that is refused comes back by a redirect. The server keeps what was typed (never a password) for the
//! page that follows, and that page finds it as `RefusedForm`.

use crate::{
    Error,
    refused_form::{RefusedForm, RefusedFormContext},
};
use leptos::{ev::SubmitEvent, prelude::*};
use model::{Field, Invalid};

/// One form of a page: what it shows again, and what was wrong with it.
#[derive(Clone, Copy)]
pub struct Form {
    refused: StoredValue<Option<RefusedForm>>,
    /// Set by what happens in the browser; before that, by what came back.
    error: RwSignal<Option<Error>>,
}

impl Form {
    /// The form that posts to `path`. `which` tells apart forms of one function on one page, by a hidden field of that
    /// name and value; no value means no such field.
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

    /// What a field begins with: what was typed before it was refused, or else `default`.
    pub fn initial_value(&self, field: Field, default: &str) -> String {
        let found = self.refused.with_value(|refused| {
            let typed = &refused.as_ref()?.typed;
            typed.iter().find(|(key, _)| key == field.key()).map(|(_, value)| value.clone())
        });
        found.unwrap_or_else(|| default.to_owned())
    }

    /// Whether a refused form had this box ticked.
    pub fn initially_checked(&self, name: &str, default: bool) -> bool {
        self.refused.with_value(|refused| {
            refused.as_ref().map_or(default, |refused| refused.typed.iter().any(|(key, _)| key == name))
        })
    }

    /// Whether this form came back refused.
    pub fn was_refused(&self) -> bool {
        self.refused.with_value(Option::is_some)
    }

    pub fn set_error(&self, error: Option<Error>) {
        self.error.set(error);
    }

    /// What is wrong with one field.
    pub fn field_error(&self, field: Field) -> Option<String> {
        self.error.with(|error| error.as_ref().and_then(|error| error.field_message(field)))
    }

    /// What is wrong with the form as a whole.
    pub fn error(&self) -> Option<Error> {
        self.error.get()
    }

    /// Looks at a form before the browser posts it plainly; one that breaks a rule stays, with a word beside the field.
    /// `check` gets what was typed by the name of the field.
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
    /// that was typed. Where to go next, the answer says itself.
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
        leptos::task::spawn_local(async move {
            if let Err(error) = answer.await {
                form.show_error(error);
            }
        });
    }

    /// Shows what is wrong, and goes to the field.
    fn show_error(&self, error: Error) {
        #[cfg(feature = "hydrate")]
        if let Error::Invalid(invalid) = &error {
            use wasm_bindgen::JsCast;
            let field = document().get_element_by_id(invalid.field.key());
            if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = field.focus();
            }
        }
        self.error.try_set(Some(error));
    }
}

/// What stands in a field of the form that is being sent.
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
