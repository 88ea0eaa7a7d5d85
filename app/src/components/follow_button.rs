use crate::api::follow::{FollowUser, UnfollowUser, follow_user, unfollow_user};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};
use model::UserName;
use web::components::Toasts;
use web::page_context;

/// Follow a person, or follow them no longer.
#[component]
pub fn FollowButton(name: UserName, display_name: String, followed: bool) -> impl IntoView {
    let followed = RwSignal::new(followed);
    let sending = RwSignal::new(false);
    let toasts = use_context::<Toasts>();
    let guest = page_context::viewer().is_none();
    let value = name.to_string();
    let submit = move |ev: SubmitEvent| {
        if guest {
            return; // the plain form leads to signing in, and back
        }
        ev.prevent_default();
        if sending.get_untracked() {
            return;
        }
        sending.set(true);
        let (name, follow) = (name.to_string(), !followed.get_untracked());
        followed.set(follow);
        leptos::task::spawn_local(async move {
            let done = if follow { follow_user(name).await } else { unfollow_user(name).await };
            if let Err(error) = done {
                followed.try_set(!follow);
                if let Some(toasts) = toasts {
                    toasts.say(error.to_string());
                }
            }
            sending.try_set(false);
        });
    };
    view! {
        <form method="post" action=move || if followed.get() { UnfollowUser::PATH } else { FollowUser::PATH } on:submit=submit>
            <input type="hidden" name="name" value=value/>
            <button class="button s follow" aria-busy=move || sending.get().then_some("true") aria-pressed=move || if followed.get() { "true" } else { "false" }>
                {move || if followed.get() { "Following " } else { "Follow " }}
                {display_name}
            </button>
        </form>
    }
}
