//! `/write` and `/write/{id}`: a new post, and an old one again.

use crate::components::{PageMeta, PageResource};
use crate::{
    api::post::{EditPost, EditablePost, WritePost, read_written},
    components::Editor,
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};
use leptos_router::{components::Redirect, hooks::use_params_map};
use model::{Field, Invalid, PostDraft, PostId};
use web::{Error, components::IdempotencyKeyField, form::Form, page_context};

sentence!("/write", "You opened the desk");
/// `/write`: the form for a new post.
#[component]
pub fn WritePage() -> impl IntoView {
    if page_context::viewer().is_none() {
        return view! { <Redirect path="/sign-in?next=/write"/> }.into_any();
    }
    let form = Form::new(WritePost::PATH, None);
    let submit = move |ev: SubmitEvent| form.submit(&ev, check);
    view! {
        <PageMeta title="Write" description="Write a post."/>
        <div class="page three">
            <header class="form-head"><h1>"Write"</h1></header>
            <form class="long-form" method="post" action=WritePost::PATH on:submit=submit>
                <IdempotencyKeyField refused=form.refused_key()/>
                <Editor form/>
                <div class="form-foot"><button class="button first">{move || if form.is_sending() { "Publishing" } else { "Publish" }}</button></div>
            </form>
        </div>
    }
    .into_any()
}

sentence!("/write/:id", "You opened {post} to change it");
/// `/write/{id}`: the form for a post of the viewer's that is there already.
#[component]
pub fn EditPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<PostId>().ok()));
    let written = PageResource::new(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => read_written(id).await,
                None => Err(Error::NotFound),
            }
        },
    );
    written.view(|post| view! { <EditForm post/> }.into_any())
}

/// The form with the post in it.
#[component]
fn EditForm(post: EditablePost) -> impl IntoView {
    let form = Form::new(EditPost::PATH, Some(("post", post.id.to_string())));
    let submit = move |ev: SubmitEvent| form.submit(&ev, check);
    view! {
        <PageMeta title="Edit" description="Change a post."/>
        <div class="page three">
            <header class="form-head"><h1>"Edit"</h1></header>
            <form class="long-form" method="post" action=EditPost::PATH on:submit=submit>
                <IdempotencyKeyField refused=form.refused_key()/>
                <input type="hidden" name="post" value=post.id.0/>
                <Editor form title=post.title body=post.body tags=post.tags/>
                <div class="form-foot">
                    <button class="button first">{move || if form.is_sending() { "Saving" } else { "Save" }}</button>
                    <a class="press" href=format!("/post/{}", post.id)>"Leave it as it was"</a>
                </div>
            </form>
        </div>
    }
}

/// The rules of a post, by `model`.
fn check(typed: &dyn Fn(Field) -> String) -> Result<(), Invalid> {
    PostDraft::parse(&typed(Field::Title), &typed(Field::Body), &typed(Field::Tags)).map(drop)
}
