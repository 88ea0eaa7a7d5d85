//! `/user/{name}`: a person and what they wrote.

use crate::components::RelativeTime;
use crate::components::{EmptyState, PageMeta, PageResource};
use crate::{
    api::{
        session::SignOut,
        user::{Person, read_person},
    },
    components::{FollowButton, LiveFilter, Pager, PostList},
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::{use_params_map, use_query_map};
use model::Profile;
use web::page_context;

sentence!("/user/:name", "You opened the page of {person}");
/// `/user/{name}`: a person and their posts, the newest first.
#[component]
pub fn PersonPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let key = Memo::new(move |_| (params.read().get("name").unwrap_or_default(), query.read().get("older")));
    let person = PageResource::new(move || key.get(), |(name, older)| read_person(name, older));
    person.view(move |Person { profile, page }| {
        let first = key.get_untracked().1.is_none();
        let filter = if first { LiveFilter::Author(profile.name.clone()) } else { LiveFilter::None };
        let (empty, next, path) = (page.items.is_empty(), page.next, format!("/user/{}", profile.name));
        let own = page_context::viewer().is_some_and(|viewer| viewer.id == profile.id);
        let description = if profile.bio.is_empty() {
            format!("What {} writes on Vitrine.", profile.display_name)
        } else {
            profile.bio.clone()
        };
        view! {
            <PageMeta title=profile.display_name.clone() description path=path.clone() kind="profile" feed=format!("{path}/feed.atom")/>
            <div class="page three">
                <ProfileHead profile own/>
                <PostList page filter/>
                {empty.then(|| view! { <EmptyState title="Nothing written yet" why="Posts come here as they are written."/> })}
                <Pager next path/>
            </div>
        }
        .into_any()
    })
}

/// Who this is, and a button to follow them; on one's own page, the way to the settings.
#[component]
fn ProfileHead(profile: Profile, own: bool) -> impl IntoView {
    let Profile {
        name, display_name, bio, created_at, posts, followers, following, followed_by_viewer, ..
    } = profile;
    let letter = display_name.chars().next().unwrap_or('?').to_uppercase().to_string();
    let feed = format!("/user/{name}/feed.atom");
    view! {
        <header class="profile">
            <span class="monogram l" aria-hidden="true">{letter}</span>
            <div class="in">
                <h1>{display_name.clone()}</h1>
                <p class="handle">{name.to_string()} ", here since " <RelativeTime at=created_at/></p>
                {(!bio.is_empty()).then(|| view! { <div class="prose"><p>{bio}</p></div> })}
                <p class="counts">
                    <Count n=posts one="post" many="posts"/>
                    <Count n=followers one="follower" many="followers"/>
                    <span>"follows " <b class="n">{following}</b></span>
                    <a href=feed rel="external">"Atom feed"</a>
                </p>
                <div class="row">
                    {if own {
                        view! {
                            <a class="button s" href="/settings">"Settings"</a>
                            <form method="post" action=SignOut::PATH><button class="button s">"Sign out"</button></form>
                        }.into_any()
                    } else {
                        view! { <FollowButton name display_name followed=followed_by_viewer/> }.into_any()
                    }}
                </div>
            </div>
        </header>
    }
}

/// A number with its noun.
#[component]
fn Count(n: i64, one: &'static str, many: &'static str) -> impl IntoView {
    view! { <span><b class="n">{n}</b> " " {if n == 1 { one } else { many }}</span> }
}
