//! A plain form that was refused, on its way back to the page it was sent from.

use crate::Error;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A refused plain form: which one, what was typed, and what was wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedForm {
    /// The address it was posted to.
    pub path: String,
    pub typed: Vec<(String, String)>,
    pub error: Error,
}

/// A refused form, for the page it came back to and no later one of this tab.
#[derive(Clone, Copy)]
pub struct RefusedFormContext(StoredValue<Option<RefusedForm>>);

impl RefusedFormContext {
    /// For the page that is drawn now.
    pub fn new(form: Option<RefusedForm>) -> Self {
        Self(StoredValue::new(form))
    }

    /// The form that came back, if it is the wanted one.
    pub fn find(wanted: impl FnOnce(&RefusedForm) -> bool) -> Option<RefusedForm> {
        use_context::<Self>()?.0.with_value(Clone::clone).filter(wanted)
    }

    /// Another page begins.
    pub fn clear(self) {
        self.0.set_value(None);
    }
}
