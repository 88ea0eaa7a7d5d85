//! `/sign-in`.

use crate::api::session::SignIn;
use crate::components::{Checkbox, ErrorSummary, PageMeta, PasswordField, TextField};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::{components::Redirect, hooks::use_query_map};
use model::Field;
use web::{components::IdempotencyKeyField, form::Form, local_path::local_path, page_context};

sentence!("/sign-in", "You opened the sign-in page");
/// `/sign-in`: the form, or a redirect for those who are signed in.
#[component]
pub fn SignInPage() -> impl IntoView {
    let next = use_query_map().read_untracked().get("next").unwrap_or_default();
    if page_context::viewer().is_some() {
        return view! { <Redirect path=local_path(&next)/> }.into_any();
    }
    let form = Form::new(SignIn::PATH, None);
    view! {
        <PageMeta title="Sign in" description="Sign in to Vitrine."/>
        <div class="page three">
            <header class="form-head"><h1>"Sign in"</h1></header>
            // A plain form on purpose: every page after it is drawn for the new session, and its `Set-Cookie` is one that
            // learners can see in their browser's own tools.
            <form class="card-form" method="post" action=SignIn::PATH>
                <IdempotencyKeyField refused=form.refused_key()/>
                <ErrorSummary form/>
                <TextField form field=Field::Name label="Name" autocomplete="username"/>
                <PasswordField form field=Field::Password label="Password"/>
                <Checkbox form name="keep" label="Keep me signed in on this device, for up to 30 days"/>
                <input type="hidden" name="next" value=next/>
                <div class="form-foot">
                    <button class="button first">"Sign in"</button>
                    <a class="press" href="/sign-up">"I have no account yet"</a>
                </div>
            </form>
        </div>
    }
    .into_any()
}
