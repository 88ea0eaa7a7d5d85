//! A form that the server refused, on its way back to the page it was sent from (`server/src/form_return`).

use crate::Error;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A refused form: which one, what was typed, and the error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedForm {
    /// The address it was posted to.
    pub path: String,
    /// The names and values of its fields, without passwords.
    pub typed: Vec<(String, String)>,
    /// Why it was refused.
    pub error: Error,
}

/// The refused form in the context of the page that it came back to. It is cleared as soon as the tab shows another page.
#[derive(Clone, Copy)]
pub struct RefusedFormContext(StoredValue<Option<RefusedForm>>);

impl RefusedFormContext {
    /// The context for the page that is drawn now.
    pub fn new(form: Option<RefusedForm>) -> Self {
        Self(StoredValue::new(form))
    }

    /// The refused form, if there is one and it is the wanted one.
    pub fn find(wanted: impl FnOnce(&RefusedForm) -> bool) -> Option<RefusedForm> {
        use_context::<Self>()?.0.with_value(Clone::clone).filter(wanted)
    }

    /// Drops the form, because another page begins.
    pub fn clear(self) {
        self.0.set_value(None);
    }
}
