use super::optimistic_toggle::{OptimisticToggle, PendingCall, ToggleCall};
use crate::api::follow::{FollowUser, UnfollowUser, follow_user, unfollow_user};
use leptos::{prelude::*, server_fn::ServerFn};
use model::UserName;
use std::sync::Arc;
use web::time_limit::within_limit;

/// Follows a person, or stops following them.
#[component]
pub fn FollowButton(name: UserName, display_name: String, followed: bool) -> impl IntoView {
    let toggle = OptimisticToggle::new(followed);
    let value = name.to_string();
    let call: ToggleCall = Arc::new(move |follow| -> PendingCall {
        let name = name.to_string();
        Box::pin(within_limit(async move {
            if follow { follow_user(name).await } else { unfollow_user(name).await }
        }))
    });
    view! {
        <form method="post" action=move || if toggle.is_on() { UnfollowUser::PATH } else { FollowUser::PATH } on:submit=move |ev| toggle.submit(&ev, call.clone())>
            <input type="hidden" name="name" value=value/>
            <button class="button s follow" aria-busy=move || toggle.aria_busy() aria-pressed=move || toggle.aria_pressed()>
                {move || if toggle.is_on() { "Following " } else { "Follow " }}
                {display_name}
            </button>
        </form>
    }
}
