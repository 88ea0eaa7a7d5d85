//! Draws a story that its owner shows to others.

use super::{
    names::names,
    panel::{Shown, panel},
};
use leptos::prelude::*;
use model::Timestamp;
use std::sync::Arc;
use web::components::IdempotencyKeyField;
use xray::{SharedStory, Story, plan_of};

/// The content of the page. `at` is when the story was shared; `own` is its token if the reader is the owner, who may
/// take it back; `origin` is this site's own.
pub fn shared(shared: SharedStory, at: Timestamp, own: Option<String>, origin: &str) -> AnyView {
    let plans = shared
        .plans
        .into_iter()
        .map(|(sql, rows)| {
            let row = |(id, parent, detail)| store::PlanRow { id, parent, detail };
            let nodes = plan_of(&sql, &rows.into_iter().map(row).collect::<Vec<_>>());
            (sql, nodes)
        })
        .collect();
    let Some(story) = Story::from_traces(shared.traces.into_iter().map(Arc::new).collect()) else {
        return ().into_any();
    };
    // Ages are shown as they were at the time of the story, and not as of today.
    let now = story.last().at;
    // Titles of posts are not looked up: which post was clicked is as private as what was typed.
    let names = names();
    let shown = Shown {
        stories: std::slice::from_ref(&story),
        chosen: 0,
        plans: &plans,
        names: &names,
        origin,
        now,
        can_share: false,
        took_us: None,
    };
    let take_back = own.map(|token| {
        view! {
            <form method="post" action="/api/unshare_trace">
                <IdempotencyKeyField/>
                <input type="hidden" name="token" value=token/>
                <button class="button s bad">"Take it back"</button>
            </form>
        }
    });
    view! {
        <div class="feed-head">
            <div>
                <p class="over">"Shown by the one who clicked, on "{at.full()}</p>
                <h1>"A shared X-ray"</h1>
            </div>
            {take_back}
        </div>
        <p class="small">"Redacted: what was typed, sent or kept is replaced by its kind and its length."</p>
        {panel(&shown)}
    }
    .into_any()
}
