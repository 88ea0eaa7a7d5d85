use super::{AuthorLink, DeleteForm, LikeButton, Liked};
use crate::api::{
    comment::{DeleteComment, EditComment, WriteComment},
    post::read_post,
};
use crate::components::{FieldError, RelativeTime, Toasts};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};
use model::{
    Author, Comment, CommentBody, CommentId, CommentView, Event, Field, PostId, Timestamp, UserName,
};
use web::components::{Icon, IdempotencyKeyField, TextArea};
use web::{Error, form::Form, form_post::FormPost, live::EventStream, page_context};

/// The comments of a post, shared by all components below. Cheap to copy.
#[derive(Clone, Copy)]
struct CommentsState {
    post: PostId,
    /// The name of the person who is signed in.
    viewer_name: StoredValue<Option<UserName>>,
    stream: Option<EventStream>,
    /// The comments in the order shown. One that is being sent has a negative id.
    views: RwSignal<Vec<CommentView>>,
    /// How many comments the post has, including those that are not shown.
    count: RwSignal<i64>,
}

impl CommentsState {
    /// Puts a comment in its place: at the end, or, if it is a reply, after the last reply to the same comment. A comment
    /// that is there already stays as it is, since its own events keep it up to date.
    fn insert(self, view: CommentView) {
        self.views.try_update(|views| {
            if views.iter().any(|other| other.comment.id == view.comment.id) {
                return;
            }
            let thread = view.comment.answers;
            let last = views.iter().rposition(|other| {
                thread.is_some() && (Some(other.comment.id) == thread || other.comment.answers == thread)
            });
            match last {
                Some(at) => views.insert(at + 1, view),
                None => views.push(view),
            }
        });
    }

    /// Removes a comment and the replies to it.
    fn remove(self, id: CommentId) {
        self.views.try_update(|views| {
            views.retain(|view| view.comment.id != id && view.comment.answers != Some(id));
        });
    }

    /// Deletes a comment of the viewer's, then takes it off the page.
    async fn delete(self, id: CommentId, post: FormPost) -> Result<(), Error> {
        post.send::<()>().await?;
        self.remove(id);
        Ok(())
    }

    /// Takes in what others did, and what came back of one's own doing.
    fn handle_event(self, event: &Event) {
        match event {
            Event::Commented { view, comments } if view.comment.post == self.post => {
                self.count.set(*comments);
                let own = self.is_mine(&view.comment);
                // The viewer's own comment is shown already while it is sent. `CommentForm` replaces it when the answer
                // arrives; taking in the event as well would show it twice.
                let is_pending = own
                    && self
                        .views
                        .with_untracked(|views| views.iter().any(|other| is_pending_copy_of(other, view)));
                if !is_pending {
                    let mut view = view.clone();
                    view.comment.written_by_viewer = own;
                    self.insert(view);
                }
            }
            Event::CommentDeleted { post, comment, comments } if *post == self.post => {
                self.count.set(*comments);
                self.remove(*comment);
            }
            Event::Missed => self.catch_up(),
            _ => {}
        }
    }

    /// Whether the viewer wrote a comment.
    fn is_mine(self, comment: &Comment) -> bool {
        let author = comment.author.as_ref().map(|author| &author.name);
        author.is_some() && self.viewer_name.with_value(|viewer| viewer.as_ref() == author)
    }

    /// Reloads the comments when the page was offline for longer than the hub keeps events. The components are kept and
    /// told what changed, so that what somebody is typing in them stays.
    fn catch_up(self) {
        leptos::task::spawn_local(async move {
            let Some(stream) = self.stream else { return };
            match read_post(self.post).await {
                Ok(post) => {
                    let (likes, comments) = (post.card.likes, post.card.comments);
                    self.count.try_set(comments);
                    stream.dispatch(&Event::Recounted { post: self.post, likes, comments });
                    let known: Vec<_> =
                        self.views.with_untracked(|views| views.iter().map(|v| v.comment.clone()).collect());
                    for view in &post.comments {
                        let Comment { id: comment, likes, ref body, .. } = view.comment;
                        stream.dispatch(&Event::CommentLiked { post: self.post, comment, likes });
                        if known.iter().any(|old| old.id == comment && old.body != *body) {
                            stream.dispatch(&Event::CommentEdited { view: view.clone() });
                        }
                    }
                    self.views.try_update(|views| {
                        let mut now = post.comments;
                        now.extend(views.drain(..).filter(|view| view.comment.id.0 < 0));
                        *views = now;
                    });
                }
                Err(Error::Gone | Error::NotFound) => {
                    stream.dispatch(&Event::PostDeleted { post: self.post })
                }
                Err(_) => {}
            }
        });
    }
}

/// Whether a comment that is being sent is the one that arrived. The event has no mark of the form that sent it, so the
/// text has to tell.
fn is_pending_copy_of(pending: &CommentView, arrived: &CommentView) -> bool {
    pending.comment.id.0 < 0 && pending.comment.body.trim() == arrived.comment.body
}

/// The comments of a post and the form to write one. Other people's come in while the page is open.
#[component]
pub fn Comments(post: PostId, views: Vec<CommentView>, count: RwSignal<i64>) -> impl IntoView {
    let viewer_name = StoredValue::new(page_context::viewer().map(|viewer| viewer.name));
    let state =
        CommentsState { post, viewer_name, stream: use_context(), views: RwSignal::new(views), count };
    EventStream::subscribe(move |event| state.handle_event(event));
    let top = move || {
        let mut views = state.views.get();
        views.retain(|view| view.comment.answers.is_none());
        views
    };
    let heading = move || match count.get() {
        0 => "No comments yet".to_owned(),
        1 => "1 comment".to_owned(),
        n => format!("{n} comments"),
    };
    view! {
        <section class="comments" id="comments" aria-labelledby="comments-heading">
            <h2 id="comments-heading" aria-live="polite">{heading}</h2>
            <ol>
                <For each=top key=|view| view.comment.id let:view>
                    <Thread state view/>
                </For>
            </ol>
            <CommentForm state answers=None/>
        </section>
    }
}

/// A comment and the replies to it.
#[component]
fn Thread(state: CommentsState, view: CommentView) -> impl IntoView {
    let id = view.comment.id;
    let answers = move || {
        let mut views = state.views.get();
        views.retain(|view| view.comment.answers == Some(id));
        views
    };
    view! {
        <li id=format!("comment-{id}") data-row=format!("comments:{id}")>
            <CommentCard state view/>
            <ol class="answers">
                <For each=answers key=|view| view.comment.id let:view>
                    <Reply state view/>
                </For>
            </ol>
        </li>
    }
}

/// A reply, which has no replies of its own.
#[component]
fn Reply(state: CommentsState, view: CommentView) -> impl IntoView {
    let (id, row) = (format!("comment-{}", view.comment.id), format!("comments:{}", view.comment.id));
    view! { <li id=id data-row=row><CommentCard state view/></li> }
}

/// One comment: its author, its text, and what the viewer may do with it.
#[component]
fn CommentCard(state: CommentsState, view: CommentView) -> impl IntoView {
    let CommentView { comment, html } = view;
    let Comment {
        id,
        answers,
        author,
        body,
        created_at,
        edited_at,
        likes,
        liked_by_viewer,
        written_by_viewer,
        ..
    } = comment;
    let (html, likes) = (RwSignal::new(html), RwSignal::new(likes));
    let edited = RwSignal::new(edited_at.is_some());
    EventStream::subscribe(move |event| match event {
        Event::CommentLiked { comment, likes: now, .. } if *comment == id => likes.set(*now),
        Event::CommentEdited { view } if view.comment.id == id => {
            html.set(view.html.clone());
            edited.set(true);
        }
        _ => {}
    });
    // A comment that is being sent has no id of the database yet, so it cannot be liked, changed or answered.
    let saved = id.0 > 0;
    let signed_in = page_context::viewer().is_some();
    view! {
        <header class="byline">
            <AuthorLink author/>
            <RelativeTime at=created_at/>
            {move || edited.get().then(|| view! { <span class="made">"edited"</span> })}
        </header>
        <div class="said">
            <div class="prose" inner_html=move || html.get()></div>
            <div class="foot">
                {saved.then(|| view! { <LikeButton what=Liked::Comment(id) liked=liked_by_viewer likes small=true/> })}
                {(!saved).then(|| view! { <span class="small quiet-text">"sending"</span> })}
                {(saved && written_by_viewer).then(|| view! {
                    <EditForm id body html edited/>
                    <DeleteForm path=DeleteComment::PATH field="comment" id=id.0 warning="Answers to it go too. There is no way back." label="Delete this comment" delete=Box::new(move |post| Box::pin(state.delete(id, post)))/>
                })}
                {(saved && signed_in && answers.is_none()).then(|| view! {
                    <details class="reply">
                        <summary class="press"><Icon name="speech" class="i s"/>"Answer"</summary>
                        <CommentForm state answers=Some(id)/>
                    </details>
                })}
            </div>
        </div>
    }
}

/// The form to write a comment, or a reply to the comment `answers`. What was typed is shown at once, and comes back into
/// the form with an error where the site refuses it.
#[component]
fn CommentForm(state: CommentsState, answers: Option<CommentId>) -> impl IntoView {
    let Some(viewer) = page_context::viewer() else {
        return view! { <p>"To say something, " <a href="/sign-in">"sign in"</a> " or " <a href="/sign-up">"sign up"</a> "."</p> }
            .into_any();
    };
    let which = answers.map_or_else(String::new, |id| id.to_string());
    let form = Form::new(WriteComment::PATH, Some(("answers", which.clone())));
    let body = RwSignal::new(form.initial_value(Field::Body, ""));
    let toasts = use_context::<Toasts>();
    let author = Author { name: viewer.name.clone(), display_name: viewer.display_name.clone() };
    let submit = move |ev: SubmitEvent| {
        ev.prevent_default();
        // A form that is under way is not sent again.
        let Some(post) = FormPost::of(&ev) else { return };
        let typed = body.get_untracked();
        if let Err(invalid) = CommentBody::parse(&typed) {
            form.set_error(Some(invalid.into()));
            return;
        }
        form.set_error(None);
        body.set(String::new());
        let pending = pending_comment(state, answers, author.clone(), &typed);
        let pending_id = pending.comment.id;
        state.insert(pending);
        state.count.update(|count| *count += 1);
        leptos::task::spawn_local(async move {
            let sent = post.send::<CommentView>().await;
            state.remove(pending_id);
            match sent {
                Ok(view) => state.insert(view),
                Err(error) => {
                    state.count.try_update(|count| *count -= 1);
                    // Nothing that was typed is lost: neither this text, nor another that was begun in the meantime.
                    body.try_update(|now| {
                        *now = if now.is_empty() { typed } else { format!("{typed}\n\n{now}") }
                    });
                    if let (None, Some(toasts)) = (error.field_message(Field::Body), toasts) {
                        toasts.show(error.to_string());
                    }
                    form.set_error(Some(error));
                }
            }
        });
    };
    let id = format!("say-{which}");
    let error_id = format!("say-{which}-error");
    let describedby = Signal::stored(error_id.clone());
    let invalid = Signal::derive(move || form.field_error(Field::Body).is_some());
    let label = if answers.is_some() { "Your answer" } else { "Your comment" };
    let send = if answers.is_some() { "Send answer" } else { "Send comment" };
    view! {
        <form class="say" method="post" action=WriteComment::PATH on:submit=submit>
            <IdempotencyKeyField refused=form.refused_key()/>
            <input type="hidden" name="post" value=state.post.0/>
            {answers.map(|id| view! { <input type="hidden" name="answers" value=id.0/> })}
            <div class="field">
                <label for=id.clone()>{label}</label>
                <TextArea id=id name="body" value=body rows=4 describedby invalid/>
                <FieldError form field=Field::Body id=error_id/>
                {move || form.error().filter(|e| e.field_message(Field::Body).is_none()).map(|e| view! { <p class="wrong"><Icon name="warn" class="i s"/><span>{e.to_string()}</span></p> })}
                <p class="help">{format!("Up to {} characters, in Markdown. Everyone can read it; you can change or delete it later.", CommentBody::CHARS_MAX)}</p>
            </div>
            <div class="form-foot">
                <button class="button first">{send}</button>
                <span class="small quiet-text">"as " {viewer.display_name}</span>
            </div>
        </form>
    }
    .into_any()
}

/// A comment as it looks while it is being sent: plain text in paragraphs, and an id below zero that no other one has.
fn pending_comment(
    state: CommentsState,
    answers: Option<CommentId>,
    author: Author,
    typed: &str,
) -> CommentView {
    let lowest =
        state.views.with_untracked(|views| views.iter().map(|view| view.comment.id.0).min().unwrap_or(0));
    let escaped = typed.trim().replace('&', "&amp;").replace('<', "&lt;").replace("\n\n", "</p><p>");
    CommentView {
        html: format!("<p>{escaped}</p>"),
        comment: Comment {
            id: CommentId(lowest.min(0) - 1),
            post: state.post,
            answers,
            author: Some(author),
            body: typed.to_owned(),
            created_at: Timestamp(i64::MAX),
            edited_at: None,
            likes: 0,
            liked_by_viewer: false,
            written_by_viewer: true,
        },
    }
}

/// The form to change a comment. It is open at first where the server refused it.
#[component]
fn EditForm(id: CommentId, body: String, html: RwSignal<String>, edited: RwSignal<bool>) -> impl IntoView {
    let form = Form::new(EditComment::PATH, Some(("comment", id.to_string())));
    let open = RwSignal::new(form.was_refused());
    let text = RwSignal::new(form.initial_value(Field::Body, &body));
    let submit = move |ev: SubmitEvent| {
        ev.prevent_default();
        let Some(post) = FormPost::of(&ev) else { return };
        let typed = text.get_untracked();
        if let Err(invalid) = CommentBody::parse(&typed) {
            form.set_error(Some(invalid.into()));
            return;
        }
        leptos::task::spawn_local(async move {
            match post.send::<CommentView>().await {
                Ok(view) => {
                    form.set_error(None);
                    html.try_set(view.html);
                    edited.try_set(true);
                    open.try_set(false);
                }
                Err(error) => form.set_error(Some(error)),
            }
        });
    };
    let (area, error_id) = (format!("edit-{id}"), format!("edit-{id}-error"));
    let describedby = Signal::stored(error_id.clone());
    let invalid = Signal::derive(move || form.field_error(Field::Body).is_some());
    view! {
        <details class="reply" prop:open=move || open.get() open=open.get_untracked()>
            <summary class="press"><Icon name="pen" class="i s"/>"Edit"</summary>
            <form class="say" method="post" action=EditComment::PATH on:submit=submit>
                <IdempotencyKeyField refused=form.refused_key()/>
                <input type="hidden" name="comment" value=id.0/>
                <div class="field">
                    <label for=area.clone()>"Your comment"</label>
                    <TextArea id=area name="body" value=text rows=4 describedby invalid/>
                    <div id=error_id aria-live="polite">
                        {move || form.error().map(|e: Error| view! { <p class="wrong"><Icon name="warn" class="i s"/><span>{e.to_string()}</span></p> })}
                    </div>
                </div>
                <div class="form-foot"><button class="button first">"Save"</button></div>
            </form>
        </details>
    }
}
