use super::optimistic_toggle::{OptimisticToggle, PendingCall};
use crate::api::follow::{FollowUser, UnfollowUser};
use leptos::{prelude::*, server_fn::ServerFn};
use model::UserName;
use web::{components::IdempotencyKeyField, form_post::FormPost};

/// Follows a person, or stops following them.
#[component]
pub fn FollowButton(name: UserName, display_name: String, followed: bool) -> impl IntoView {
    let toggle = OptimisticToggle::new(followed);
    let value = name.to_string();
    let call = |_, post: FormPost| -> PendingCall { Box::pin(post.send()) };
    view! {
        <form method="post" action=move || if toggle.is_on() { UnfollowUser::PATH } else { FollowUser::PATH } on:submit=move |ev| toggle.submit(&ev, &call)>
            <IdempotencyKeyField/>
            <input type="hidden" name="name" value=value/>
            <button class="button s follow" aria-busy=move || toggle.aria_busy() aria-pressed=move || toggle.aria_pressed()>
                {move || if toggle.is_on() { "Following " } else { "Follow " }}
                {display_name}
            </button>
        </form>
    }
}
