use crate::idempotency_key;
use leptos::prelude::*;

/// The hidden field with the key of a form that writes; every such form has one (`idempotency_key.rs`).
#[component]
pub fn IdempotencyKeyField(
    /// The key that a refused form came with, so that sending it again is still the same act.
    #[prop(optional_no_strip)]
    refused: Option<String>,
) -> impl IntoView {
    view! { <input type="hidden" name=idempotency_key::FIELD value=refused.unwrap_or_else(idempotency_key::fresh)/> }
}
