use crate::components::Toasts;
use leptos::{ev::SubmitEvent, prelude::*};
use std::pin::Pin;
use web::{
    Error,
    components::{Icon, IdempotencyKeyField},
    form_post::FormPost,
};

/// Sends the form that deletes. Boxed, so that the browser's code holds this component once and not once for
/// every type of call.
pub type DeleteCall = Box<dyn Fn(FormPost) -> Pin<Box<dyn Future<Output = Result<(), Error>>>>>;

/// Deletes something after a second look: the button that deletes is inside a `details` element that has to be opened
/// first, which works without scripts as well. A refusal is shown as a toast.
#[component]
pub fn DeleteForm(
    /// The address of the server function, for the plain form.
    path: &'static str,
    /// The name of its only argument.
    field: &'static str,
    /// The value of that argument.
    id: i64,
    /// What else is lost, in a sentence or two.
    warning: &'static str,
    /// The words on the button that deletes.
    label: &'static str,
    delete: DeleteCall,
) -> impl IntoView {
    let toasts = use_context::<Toasts>();
    let submit = move |ev: SubmitEvent| {
        ev.prevent_default();
        let Some(post) = FormPost::of(&ev) else { return };
        let deletion = delete(post);
        leptos::task::spawn_local(async move {
            if let (Err(error), Some(toasts)) = (deletion.await, toasts) {
                toasts.show(error.to_string());
            }
        });
    };
    view! {
        <details class="confirm">
            <summary class="press"><Icon name="close" class="i s"/>"Delete"</summary>
            <form method="post" action=path on:submit=submit>
                <IdempotencyKeyField/>
                <input type="hidden" name=field value=id/>
                <p>{warning}</p>
                <button class="button s bad">{label}</button>
            </form>
        </details>
    }
}
