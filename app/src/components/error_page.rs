use super::{Illustration, PageMeta};
use leptos::prelude::*;
use web::Error;

/// What is shown in place of a page that failed to load. While the server draws it, the answer gets the error's status.
#[component]
pub fn ErrorPage(error: Error) -> impl IntoView {
    let status = error.status();
    #[cfg(feature = "ssr")]
    web::context::set_status(status);
    let signed_out = matches!(error, Error::SignedOut);
    let title = match error {
        Error::NotFound => "Nothing here",
        Error::Gone => "Deleted",
        Error::SignedOut => "Please sign in",
        Error::TooManyRequests { .. } | Error::Busy { .. } => "One moment",
        _ => "Something broke",
    };
    view! {
        <PageMeta title description="This page could not be shown."/>
        <div class="page three"><section class="lost">
            <Illustration/>
            <div class="in">
                <p class="over">{status}</p>
                <h1>{title}</h1>
                <p class="stand">{error.to_string()}</p>
                <div class="row">
                    {if signed_out {
                        view! { <a class="button first" href="/sign-in">"Sign in"</a><a class="press" href="/">"To the square"</a> }.into_any()
                    } else {
                        view! { <a class="button first" href="/">"To the square"</a><a class="press" href="/search">"Search"</a> }.into_any()
                    }}
                </div>
            </div>
        </section></div>
    }
}
