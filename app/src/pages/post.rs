//! `/post/{id}/{slug}`: one post and its comments.

use crate::components::RelativeTime;
use crate::components::{PageMeta, PageResource};
use crate::{
    api::post::{DeletePost, read_post},
    components::{AuthorLink, Comments, DeleteForm, FollowButton, LikeButton, Liked, Tags},
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::{
    NavigateOptions,
    components::Redirect,
    hooks::{use_location, use_params_map},
};
use model::{Event, PostId, PostView};
use web::{Error, components::Icon, live::EventStream, page_context};

sentence!("/post/:id", "You opened {post}");
sentence!("/post/:id/:slug", "You opened {post}");
/// `/post/{id}/{slug}`: one post and its comments.
#[component]
pub fn PostPage() -> impl IntoView {
    let params = use_params_map();
    let path = use_location().pathname;
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<PostId>().ok()));
    let post = PageResource::new(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => read_post(id).await,
                None => Err(Error::NotFound),
            }
        },
    );
    post.view(move |post| {
        // A post has one address, so an old or missing slug redirects to the present one. The history entry is
        // replaced, or going back would lead to the redirect again.
        let right = post.card.path();
        if path.get_untracked() != right {
            let options = NavigateOptions { replace: true, ..Default::default() };
            return view! { <Redirect path=right options/> }.into_any();
        }
        view! { <PostShown post/> }.into_any()
    })
}

/// The post, its comments, and the notes beside it.
#[component]
fn PostShown(post: PostView) -> impl IntoView {
    let PostView { card, html, author_bio, author_followed_by_viewer, written_by_viewer, comments: views } =
        post;
    let (id, path) = (card.id, card.path());
    let (likes, comments) = (RwSignal::new(card.likes), RwSignal::new(card.comments));
    let gone = RwSignal::new(false);
    EventStream::subscribe(move |event| match event {
        Event::PostLiked { post, likes: now } if *post == id => likes.set(*now),
        Event::Recounted { post, likes: now, .. } if *post == id => likes.set(*now),
        Event::PostDeleted { post } if *post == id && !written_by_viewer => gone.set(true),
        _ => {}
    });
    let minutes = reading_minutes(&html);
    let author = card.author.clone();
    view! {
        <PageMeta title=card.title.clone() description=card.excerpt.clone() path kind="article"/>
        <div class="page three">
            <article class="reading" data-row=format!("posts:{id}")>
                <header><p class="over"><a href="/">"The square"</a></p><h1>{card.title}</h1></header>
                <div class="byline">
                    <AuthorLink author=card.author/>
                    <RelativeTime at=card.created_at/>
                    {card.edited_at.map(|at| view! { <span class="made">"edited " <RelativeTime at/></span> })}
                </div>
                {move || gone.get().then(|| view! { <p class="wrong" role="status"><Icon name="warn" class="i s"/><span>"The author has just deleted this post."</span></p> })}
                <div class="prose" inner_html=html></div>
                <div class="foot">
                    <LikeButton what=Liked::Post(id) liked=card.liked_by_viewer likes/>
                    <a class="press" href="#comments">
                        <Icon name="speech"/>
                        <span><span class="n">{move || comments.get()}</span>{move || if comments.get() == 1 { " comment" } else { " comments" }}</span>
                    </a>
                    {written_by_viewer.then(|| view! { <OwnActions id/> })}
                    <Tags tags=card.tags/>
                </div>
            </article>
            <Comments post=id views count=comments/>
            <aside class="notes top" aria-label="About this post">
                {author.map(|author| {
                    let own = page_context::viewer().is_some_and(|viewer| viewer.name == author.name);
                    view! {
                        <section class="note">
                            <h2><a href=format!("/user/{}", author.name)>{author.display_name.clone()}</a></h2>
                            {(!author_bio.is_empty()).then(|| view! { <p>{author_bio}</p> })}
                            {(!own).then(|| view! {
                                <FollowButton name=author.name display_name=author.display_name followed=author_followed_by_viewer/>
                            })}
                        </section>
                    }
                })}
                <section class="note">
                    <h2>"This post"</h2>
                    <table class="index">
                        <tbody>
                            <tr><th scope="row">"Liked by"</th><td>{move || people(likes.get())}</td></tr>
                            <tr><th scope="row">"Read in"</th><td>{minutes}</td></tr>
                        </tbody>
                    </table>
                </section>
            </aside>
        </div>
    }
}

/// A number of people in words.
fn people(n: i64) -> String {
    match n {
        0 => "nobody yet".to_owned(),
        1 => "one person".to_owned(),
        n => format!("{n} people"),
    }
}

/// How long reading takes, at 230 words a minute, a usual pace for plain prose (Brysbaert 2019,
/// doi:10.1016/j.jml.2019.104047). Tags are counted with the words, which is near enough for whole minutes.
fn reading_minutes(html: &str) -> String {
    match html.split_whitespace().count() / 230 {
        0 | 1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}

/// What only the author may do.
#[component]
fn OwnActions(id: PostId) -> impl IntoView {
    view! {
        <a class="press" href=format!("/write/{id}")><Icon name="pen" class="i s"/>"Edit"</a>
        <DeleteForm path=DeletePost::PATH field="post" id=id.0 warning="Its comments go too. There is no way back." label="Delete this post" delete=Box::new(|post| Box::pin(post.send()))/>
    }
}
