use super::{LikeButton, Liked};
use crate::api::{
    post::{newest, tagged},
    user::read_person,
};
use crate::components::RelativeTime;
use leptos::prelude::*;
use model::{Author, Cursor, Event, Page, PostCard, Tag, UserName};
use web::components::Icon;
use web::live::EventStream;

/// Which new posts appear at the top of a list while it is open.
#[derive(Clone, Debug, PartialEq)]
pub enum LiveFilter {
    /// Every post.
    All,
    /// Posts with this tag.
    Tag(Tag),
    /// Posts by this person.
    Author(UserName),
    /// No post, because an event does not tell whether it belongs here, or because the list is not the first page.
    None,
}

impl LiveFilter {
    /// Whether this post belongs at the top of the list.
    fn matches(&self, card: &PostCard) -> bool {
        match self {
            Self::All => true,
            Self::Tag(tag) => card.tags.contains(tag),
            Self::Author(name) => card.author.as_ref().is_some_and(|author| author.name == *name),
            Self::None => false,
        }
    }

    /// The first page of the list, fetched again; `None` where that fails or nothing should come in.
    async fn reload(self) -> Option<Page<PostCard>> {
        match self {
            Self::All => newest(None).await.ok().map(|feed| feed.page),
            Self::Tag(tag) => tagged(tag.to_string(), None).await.ok(),
            Self::Author(name) => read_person(name.to_string(), None).await.ok().map(|person| person.page),
            Self::None => None,
        }
    }
}

/// Posts, the newest first. While the page is open, new ones come in at the top and deleted ones go.
#[component]
pub fn PostList(page: Page<PostCard>, filter: LiveFilter) -> impl IntoView {
    let cards = RwSignal::new(page.items);
    let stream = use_context::<EventStream>();
    EventStream::subscribe(move |event| match event {
        Event::Missed => catch_up(cards, filter.clone(), stream),
        Event::Posted { card } if filter.matches(card) => cards.update(|cards| {
            // The event may come for a post that the page was drawn with.
            if cards.iter().all(|other| other.id != card.id) {
                cards.insert(0, card.clone());
            }
        }),
        Event::PostDeleted { post } => cards.update(|cards| cards.retain(|card| card.id != *post)),
        _ => {}
    });
    view! {
        <ol class="posts">
            <For each=move || cards.get() key=|card| card.id let:card>
                <li><Post card/></li>
            </For>
        </ol>
    }
}

/// Reloads the first page when the tab was offline for longer than the hub keeps events. Posts that are older than that
/// page stay; the posts on it are told their numbers, since a component that is kept does not take new ones.
fn catch_up(cards: RwSignal<Vec<PostCard>>, filter: LiveFilter, stream: Option<EventStream>) {
    leptos::task::spawn_local(async move {
        let Some(page) = filter.reload().await else { return };
        let oldest = page.next.and(page.items.last()).map(|card| card.id);
        let numbers: Vec<_> = page.items.iter().map(|card| (card.id, card.likes, card.comments)).collect();
        cards.try_update(|cards| {
            cards.retain(|card| oldest.is_some_and(|oldest| card.id < oldest));
            cards.splice(0..0, page.items);
        });
        for (post, likes, comments) in numbers {
            if let Some(stream) = stream {
                stream.dispatch(&Event::Recounted { post, likes, comments });
            }
        }
    });
}

/// One post of a list.
#[component]
fn Post(card: PostCard) -> impl IntoView {
    let path = card.path();
    let (id, likes, comments) = (card.id, RwSignal::new(card.likes), RwSignal::new(card.comments));
    EventStream::subscribe(move |event| match event {
        Event::PostLiked { post, likes: now } if *post == id => likes.set(*now),
        Event::Commented { view, comments: now } if view.comment.post == id => comments.set(*now),
        Event::CommentDeleted { post, comments: now, .. } if *post == id => comments.set(*now),
        Event::Recounted { post, likes: liked, comments: said } if *post == id => {
            likes.set(*liked);
            comments.set(*said);
        }
        _ => {}
    });
    view! {
        <article class="post" data-row=format!("posts:{id}")>
            <header class="byline">
                <AuthorLink author=card.author/>
                <RelativeTime at=card.created_at/>
                {card.edited_at.map(|_| view! { <span class="made">"edited"</span> })}
            </header>
            <div class="body">
                <h2><a href=path.clone()>{card.title}</a></h2>
                <p class="text">{card.excerpt}</p>
                <div class="foot">
                    <LikeButton what=Liked::Post(id) liked=card.liked_by_viewer likes/>
                    <a class="press" href=format!("{path}#comments")>
                        <Icon name="speech"/>
                        <span><span class="n">{move || comments.get()}</span>{move || if comments.get() == 1 { " comment" } else { " comments" }}</span>
                    </a>
                    <Tags tags=card.tags/>
                </div>
            </div>
        </article>
    }
}

/// The author of something, with a link to their page. An account that was deleted has no author left.
#[component]
pub fn AuthorLink(author: Option<Author>) -> impl IntoView {
    match author {
        Some(author) => {
            view! { <a class="who" href=format!("/user/{}", author.name)>{author.display_name}</a> }
                .into_any()
        }
        None => view! { <span class="who gone">"a former member"</span> }.into_any(),
    }
}

/// The tags of a post, as links.
#[component]
pub fn Tags(tags: Vec<Tag>) -> impl IntoView {
    let links: Vec<_> =
        tags.iter().map(|tag| view! { <a href=format!("/tag/{tag}")>{tag.words()}</a> }).collect();
    (!links.is_empty()).then(|| view! { <div class="tags">{links}</div> })
}

/// The link to the next page of older posts, where there are any.
#[component]
pub fn Pager(
    next: Option<Cursor>,
    /// The path of this list.
    #[prop(into)]
    path: String,
) -> impl IntoView {
    next.map(|cursor| {
        view! {
            <nav class="pager" aria-label="More posts">
                <a class="button" href=format!("{path}?older={}", cursor.0)>"Older posts " <Icon name="right" class="i s"/></a>
            </nav>
        }
    })
}
