use super::{Case, PageMeta};
use crate::{Error, shared::Shared};
use leptos::prelude::*;

/// A page that can't be shown, with the status that says the same.
#[component]
pub fn Failure(error: Error) -> impl IntoView {
    let status = error.status();
    #[cfg(feature = "ssr")]
    crate::ctx::set_status(status);
    let title = match error {
        Error::NotFound => "Nothing here",
        Error::Gone => "Deleted",
        Error::SignedOut => "Please sign in",
        Error::TooFast { .. } | Error::Busy { .. } => "One moment",
        _ => "Something broke",
    };
    let note = use_context::<Shared>().map(|shared| shared.request_id).filter(|_| status >= 500);
    view! {
        <PageMeta title description="This page could not be shown."/>
        <section class="lost">
            <Case/>
            <div class="in">
                <p class="over">{status}</p>
                <h1>{title}</h1>
                <p class="stand">{error.to_string()}</p>
                {note.map(|note| view! { <p class="small">"Number of this request: " <code>{note}</code></p> })}
                <div class="row"><a class="button first" href="/">"To the square"</a><a class="press" href="/search">"Search"</a></div>
            </div>
        </section>
    }
}
