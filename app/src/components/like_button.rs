use super::optimistic_toggle::{OptimisticToggle, PendingCall};
use crate::api::like::{LikeComment, LikePost, UnlikeComment, UnlikePost};
use leptos::{prelude::*, server_fn::ServerFn};
use model::{CommentId, Event, PostId};
use web::{
    components::{Icon, IdempotencyKeyField},
    form_post::FormPost,
    live::EventStream,
};

/// What can be liked.
#[derive(Clone, Copy, PartialEq)]
pub enum Liked {
    Post(PostId),
    Comment(CommentId),
}

impl Liked {
    /// The address of the form, and the name and value of its only field.
    fn form(self, like: bool) -> (&'static str, &'static str, i64) {
        match (self, like) {
            (Self::Post(post), true) => (LikePost::PATH, "post", post.0),
            (Self::Post(post), false) => (UnlikePost::PATH, "post", post.0),
            (Self::Comment(comment), true) => (LikeComment::PATH, "comment", comment.0),
            (Self::Comment(comment), false) => (UnlikeComment::PATH, "comment", comment.0),
        }
    }
}

/// Likes something, or takes the like back. The number changes at once, and changes back with a message where the site
/// refuses.
#[component]
pub fn LikeButton(
    what: Liked,
    liked: bool,
    /// How many like it. The page changes it as well, when others like the same thing.
    likes: RwSignal<i64>,
    #[prop(optional)] small: bool,
) -> impl IntoView {
    let toggle = OptimisticToggle::new(liked);
    // The number that the stream of events reported while a call was under way. If the call fails, the count goes back to
    // that one, because `before` is out of date then.
    let reported = StoredValue::new(None::<i64>);
    EventStream::subscribe(move |event| match (event, what) {
        (Event::PostLiked { post, likes }, Liked::Post(id)) if *post == id => {
            reported.set_value(Some(*likes))
        }
        (Event::CommentLiked { comment, likes, .. }, Liked::Comment(id)) if *comment == id => {
            reported.set_value(Some(*likes))
        }
        _ => {}
    });
    let call = move |like, post: FormPost| -> PendingCall {
        let before = likes.get_untracked();
        reported.set_value(None);
        likes.set(before + if like { 1 } else { -1 });
        Box::pin(async move {
            let answer = post.send::<i64>().await;
            let now = match &answer {
                Ok(now) => *now,
                Err(_) => reported.try_get_value().flatten().unwrap_or(before),
            };
            likes.try_set(now);
            answer.map(drop)
        })
    };
    let (_, field, id) = what.form(true);
    view! {
        <form method="post" action=move || what.form(!toggle.is_on()).0 on:submit=move |ev| toggle.submit(&ev, &call)>
            <IdempotencyKeyField/>
            <input type="hidden" name=field value=id/>
            <button class="like" aria-busy=move || toggle.aria_busy() aria-pressed=move || toggle.aria_pressed()>
                <Icon name="heart" class=if small { "i s" } else { "i" }/>
                <span class="w">{move || if toggle.is_on() { "Liked" } else { "Like" }}</span>
                <span class="n">{move || likes.get()}</span>
            </button>
        </form>
    }
}
