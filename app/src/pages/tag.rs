//! `/tag/{tag}`: the posts that carry a tag.

use crate::components::{EmptyState, PageMeta, PageResource};
use crate::{
    api::post::tagged,
    components::{LiveFilter, Pager, PostList},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use model::Tag;

sentence!("/tag/:tag", "You opened the tag {tag}");
/// `/tag/{tag}`: the posts with a tag, the newest first.
#[component]
pub fn TagPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let key = Memo::new(move |_| (params.read().get("tag").unwrap_or_default(), query.read().get("older")));
    let posts = PageResource::new(move || key.get(), |(tag, older)| tagged(tag, older));
    posts.view(move |page| {
        let (raw, older) = key.get_untracked();
        let Ok(tag) = Tag::parse(&raw) else { return ().into_any() };
        let filter = if older.is_none() { LiveFilter::Tag(tag.clone()) } else { LiveFilter::None };
        let (empty, next, path) = (page.items.is_empty(), page.next, format!("/tag/{tag}"));
        view! {
            <PageMeta title=tag.words() description=format!("Posts about {} on Vitrine.", tag.words()) path=path.clone() feed=format!("{path}/feed.atom")/>
            <div class="page three">
                <div class="feed-head">
                    <div><p class="over">"Posts tagged"</p><h1>{tag.words()}</h1></div>
                    <nav class="tabs" aria-label="This tag"><a href=format!("{path}/feed.atom") rel="external">"Atom feed"</a></nav>
                </div>
                <PostList page filter/>
                {empty.then(|| view! {
                    <EmptyState title="No posts with this tag yet" why="Tags begin with the first person who uses them.">
                        <a class="button" href="/write">"Write about it"</a>
                    </EmptyState>
                })}
                <Pager next path/>
            </div>
        }
        .into_any()
    })
}
