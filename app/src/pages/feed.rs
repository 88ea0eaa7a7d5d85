//! `/` and `/following`: the newest posts of everyone, and of the people whom the viewer follows.

use crate::components::{EmptyState, Illustration, PageMeta, PageResource};
use crate::{
    api::post::{Feed, followed, newest},
    components::{LiveFilter, Pager, PostList},
};
use leptos::prelude::*;
use leptos_router::{components::Redirect, hooks::use_query_map};
use model::TagCount;
use web::page_context;

/// The cursor in the address; none on the first page.
fn older() -> Memo<Option<String>> {
    let query = use_query_map();
    Memo::new(move |_| query.read().get("older"))
}

sentence!("/", "You opened the square");
/// `/`: the newest posts of everyone.
#[component]
pub fn SquarePage() -> impl IntoView {
    let older = older();
    let feed = PageResource::new(move || older.get(), newest);
    view! {
        <PageMeta title="The square" description="The newest posts on Vitrine, a small social site with glass walls." path="/" feed="/feed.atom"/>
        {feed.view(move |feed| {
            let filter = if older.get_untracked().is_none() { LiveFilter::All } else { LiveFilter::None };
            view! { <FeedView feed filter path="/"/> }.into_any()
        })}
    }
}

sentence!("/following", "You opened the posts of people you follow");
/// `/following`: the newest posts of the people whom the viewer follows.
#[component]
pub fn FollowedPage() -> impl IntoView {
    if page_context::viewer().is_none() {
        return view! { <Redirect path="/sign-in?next=/following"/> }.into_any();
    }
    let older = older();
    let feed = PageResource::new(move || older.get(), followed);
    view! {
        <PageMeta title="People you follow" description="The newest posts of the people you follow."/>
        {feed.view(move |feed| view! { <FeedView feed filter=LiveFilter::None path="/following"/> }.into_any())}
    }
    .into_any()
}

/// A page of either list, with the notes beside it.
#[component]
fn FeedView(feed: Feed, filter: LiveFilter, path: &'static str) -> impl IntoView {
    let viewer = page_context::viewer();
    let here = move |tab: &str| (tab == path).then_some("true");
    let (empty, next) = (feed.page.items.is_empty(), feed.page.next);
    view! {
        <div class="page three">
            <div class="feed-head">
                <h1>"The square"</h1>
                {viewer.is_some().then(|| view! {
                    <nav class="tabs" aria-label="Which posts">
                        <a href="/" aria-current=here("/")>"Newest"</a>
                        <a href="/following" aria-current=here("/following")>"People you follow"</a>
                    </nav>
                })}
            </div>
            <PostList page=feed.page filter/>
            {empty.then(|| if path == "/" {
                view! {
                    <EmptyState title="The first page is yours" why="Nobody has written anything here yet.">
                        <a class="button" href="/write">"Write the first post"</a>
                    </EmptyState>
                }.into_any()
            } else {
                view! {
                    <EmptyState title="Nothing here yet" why="Follow someone on their page, and what they write comes here.">
                        <a class="button" href="/">"See the newest posts"</a>
                    </EmptyState>
                }.into_any()
            })}
            <Pager next path/>
            <aside class="notes" aria-label="Beside the square">
                {viewer.is_none().then(|| view! { <Welcome/> })}
                <TagsOfWeek tags=feed.tags/>
            </aside>
        </div>
    }
}

/// What the site is, for guests.
#[component]
fn Welcome() -> impl IntoView {
    view! {
        <section class="note">
            <Illustration/>
            <h2>"A small site with glass walls"</h2>
            <p>
                "Read what people write here; sign up to write, like and answer. It is also a place to learn how such a "
                "site remembers you: every cookie, session and statement behind it is real, and open to be read."
            </p>
            <div class="row"><a class="button first s" href="/sign-up">"Sign up"</a><a class="press" href="/sign-in">"I have an account"</a></div>
        </section>
    }
}

/// The tags used most this week.
#[component]
fn TagsOfWeek(tags: Vec<TagCount>) -> impl IntoView {
    let rows: Vec<_> = tags
        .into_iter()
        .map(|TagCount { tag, posts }| {
            view! { <tr><td><a href=format!("/tag/{tag}")>{tag.words()}</a></td><td>{posts}</td></tr> }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="note">
                <h2>"Talked about this week"</h2>
                <table class="index">
                    <caption class="sr">"Tags and how many posts carry them"</caption>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        }
    })
}
