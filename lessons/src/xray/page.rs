//! Draws the page of the X-ray: filters, the list of stories, and one of them.

use super::{
    own_stories::Filter,
    panel::{Shown, panel},
    subject::{Subject, subject},
};
use crate::format::{count, duration};
use leptos::prelude::*;
use web::components::Icon;
use xray::{Names, Story, repeated};

/// The content of the page. `listed` are the stories that `filter` selects, oldest first; `about` is what the open one
/// is about.
pub fn page(listed: &[Story], shown: &Shown, filter: &Filter, about: Option<&Subject>) -> AnyView {
    let kind = |only: Option<&'static str>, label: &'static str| {
        let current = (filter.only.as_deref() == only).then_some("true");
        let href = only.map_or_else(|| "/xray".to_owned(), |only| format!("/xray?only={only}"));
        view! { <a href=href rel="external" aria-current=current>{label}</a> }
    };
    let chosen = shown.stories.get(shown.chosen).map(|story| story.first().id.as_str());
    let of_page = filter.page.as_ref().map(|page| view! { <p class="small">"Only those of "<code>{page.clone()}</code>". "<a href="/xray" rel="external">"All of them"</a></p> });
    let same_page = shown.stories.get(shown.chosen).map(|story| {
        let path = story.first().path().to_owned();
        view! { <a href=format!("/xray?page={path}") rel="external">"This address"</a> }
    });
    view! {
        <div class="feed-head">
            <h1>"X-ray"</h1>
            <nav class="segs" aria-label="Which requests">{kind(None, "All")}{kind(Some("writes"), "Only writes")}{kind(Some("slow"), "Only slow")}{same_page}</nav>
            {of_page}
        </div>
        {about.map(subject)}
        {list(listed, chosen, filter, shown.names)}
        {panel(shown)}
    }
    .into_any()
}

/// The stories as links, newest first. The links keep the filter.
fn list(stories: &[Story], chosen: Option<&str>, filter: &Filter, names: &Names) -> AnyView {
    let query = match (&filter.only, &filter.page) {
        (Some(only), _) => format!("&only={only}"),
        (None, Some(page)) => format!("&page={page}"),
        (None, None) => String::new(),
    };
    let items: Vec<_> = stories
        .iter()
        .rev()
        .map(|story| {
            let first = story.first();
            let current = (chosen == Some(first.id.as_str())).then_some("true");
            let href = format!("/xray?trace={}{query}", first.id);
            let n_plus_one = story.traces().iter().any(|trace| !repeated(&trace.statements).is_empty());
            view! {
                <li>
                    <a href=href rel="external" aria-current=current>
                        <span class="what">{story.title(names)}</span>
                        <code>{format!("{} {}", first.method, first.path())}</code>
                        <span class="cost">{n_plus_one.then(|| view! { <Icon name="comb" class="i s"/>"N+1 · " })}{format!("{} · {}", count(story.statements_count(), "statement", "statements"), duration(story.elapsed_us()))}</span>
                    </a>
                </li>
            }
        })
        .collect();
    view! { <nav class="stories" tabindex="0" aria-label="Your clicks, the newest first"><ol>{items}</ol></nav> }.into_any()
}
