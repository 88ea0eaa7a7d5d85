//! `/` and `/following`: the square, and those of it whom one follows.

use crate::{
    api::post::{Feed, followed, newest},
    components::{Pager, PostList, Takes},
};
use leptos::prelude::*;
use leptos_router::{components::Redirect, hooks::use_query_map};
use model::TagCount;
use web::{
    components::{Case, Empty, PageMeta, asked, loaded},
    page_context,
};

fn older() -> Memo<Option<String>> {
    let query = use_query_map();
    Memo::new(move |_| query.read().get("older"))
}

sentence!("/", "You opened the square");
/// The newest posts of everyone.
#[component]
pub fn SquarePage() -> impl IntoView {
    let older = older();
    let feed = asked(move || older.get(), newest);
    view! {
        <PageMeta title="The square" description="The newest posts on Vitrine, a small social site with glass walls." path="/" feed="/feed.atom"/>
        {loaded(feed, move |feed| {
            let takes = if older.get_untracked().is_none() { Takes::Everything } else { Takes::Nothing };
            view! { <FeedView feed takes path="/"/> }.into_any()
        })}
    }
}

sentence!("/following", "You opened the posts of people you follow");
/// The newest posts of those the viewer follows.
#[component]
pub fn FollowedPage() -> impl IntoView {
    if page_context::viewer().is_none() {
        return view! { <Redirect path="/sign-in?next=/following"/> }.into_any();
    }
    let older = older();
    let feed = asked(move || older.get(), followed);
    view! {
        <PageMeta title="People you follow" description="The newest posts of the people you follow."/>
        {loaded(feed, move |feed| view! { <FeedView feed takes=Takes::Nothing path="/following"/> }.into_any())}
    }
    .into_any()
}

#[component]
fn FeedView(feed: Feed, takes: Takes, path: &'static str) -> impl IntoView {
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
            <PostList page=feed.page takes/>
            {empty.then(|| if path == "/" {
                view! {
                    <Empty title="The first page is yours" why="Nobody has written anything here yet.">
                        <a class="button" href="/write">"Write the first post"</a>
                    </Empty>
                }.into_any()
            } else {
                view! {
                    <Empty title="Nothing here yet" why="Follow someone on their page, and what they write comes here.">
                        <a class="button" href="/">"See the newest posts"</a>
                    </Empty>
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

/// A short way in for guests.
#[component]
fn Welcome() -> impl IntoView {
    view! {
        <section class="note">
            <Case/>
            <h2>"A small site with glass walls"</h2>
            <p>
                "Read what people write here; sign up to write, like and answer. It is also a place to learn how such a "
                "site remembers you: every cookie, session and statement behind it is real, and open to be read."
            </p>
            <div class="row"><a class="button first s" href="/sign-up">"Sign up"</a><a class="press" href="/sign-in">"I have an account"</a></div>
        </section>
    }
}

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
