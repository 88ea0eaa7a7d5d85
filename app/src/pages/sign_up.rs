//! `/sign-up`.

use crate::api::session::SignUp;
use crate::components::{Checkbox, ErrorSummary, NewPasswordField, PageMeta, TextField};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::{components::Redirect, hooks::use_query_map};
use model::{Field, NewPassword, UserName};
use web::{components::IdempotencyKeyField, form::Form, local_path::local_path, page_context};

sentence!("/sign-up", "You opened the sign-up page");
/// `/sign-up`: the form, or a redirect for those who are signed in.
#[component]
pub fn SignUpPage() -> impl IntoView {
    let next = use_query_map().read_untracked().get("next").unwrap_or_default();
    if page_context::viewer().is_some() {
        return view! { <Redirect path=local_path(&next)/> }.into_any();
    }
    let form = Form::new(SignUp::PATH, None);
    let check = |typed: &dyn Fn(Field) -> String| {
        UserName::parse(&typed(Field::Name))?;
        NewPassword::parse(Field::Password, &typed(Field::Password)).map(drop)
    };
    view! {
        <PageMeta title="Sign up" description="Make an account on Vitrine."/>
        <div class="page three">
            <header class="form-head"><h1>"Sign up"</h1></header>
            <form class="card-form" method="post" action=SignUp::PATH on:submit=move |ev| form.submit_and_load(&ev, check)>
                <IdempotencyKeyField refused=form.refused_key()/>
                <ErrorSummary form/>
                <TextField form field=Field::Name label="Name" autocomplete="username"
                    help="Small letters, digits and underscores. Everyone sees it; what you are called can be changed later."/>
                <NewPasswordField form field=Field::Password label="Password"/>
                <Checkbox form name="keep" label="Keep me signed in on this device, for up to 30 days"/>
                <input type="hidden" name="next" value=next/>
                <div class="form-foot">
                    <button class="button first">"Sign up"</button>
                    <a class="press" href="/sign-in">"I have an account"</a>
                </div>
            </form>
        </div>
    }
    .into_any()
}
