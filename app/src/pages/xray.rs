//! `/xray`: the timeline of one's own session, and a story that somebody shared.

use crate::api::trace::{SwitchXray, xray_page, xray_shared};
use crate::components::{EmptyState, PageMeta, PageResource};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::{use_params_map, use_query_map};
use web::page_context;

sentence!("/xray/shared/:token", "You opened a story that somebody shows");
/// `/xray/shared/{token}`: a story that somebody shared, without what is personal in it.
#[component]
pub fn SharedStoryPage() -> impl IntoView {
    let params = use_params_map();
    let story = PageResource::new(move || params.read().get("token").unwrap_or_default(), xray_shared);
    story.view(|html| {
        view! {
            <PageMeta title="A shared X-ray" description="What happened behind one click on Vitrine, redacted."/>
            <div class="page xray-page" inner_html=html></div>
        }
        .into_any()
    })
}

sentence!("/xray", "You looked at your X-ray");
/// `/xray`: every request that was recorded for this session, or how to switch the recording on.
#[component]
pub fn XrayPage() -> impl IntoView {
    let is_recorded = page_context::is_recorded();
    let query = use_query_map();
    let meta =
        || view! { <PageMeta title="X-ray" description="What really happened behind your own clicks."/> };
    if !is_recorded {
        return view! {
            {meta()}
            <div class="page three">
                <div class="feed-head"><h1>"X-ray"</h1></div>
                <EmptyState title="The glass is off" why="Nothing about your clicks is recorded. With the glass on, this session keeps its last hundred requests for an hour: the cookie, the session’s row and every statement, for you alone.">
                    <form method="post" action=SwitchXray::PATH><input type="hidden" name="on" value="true"/><button class="button first">"Switch the glass on"</button></form>
                </EmptyState>
            </div>
        }
        .into_any();
    }
    let key = move || {
        let query = query.read();
        (query.get("only"), query.get("page"), query.get("trace"))
    };
    let drawn = PageResource::new(key, |(only, page, trace)| xray_page(only, page, trace));
    view! {
        {meta()}
        {drawn.view(|html| view! { <div class="page xray-page" inner_html=html></div> }.into_any())}
    }
    .into_any()
}
