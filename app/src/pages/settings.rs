//! `/settings`: the viewer's account and its sessions.

use crate::api::{
    session::{RevokeOtherSessions, RevokeSession, sessions},
    user::{ChangePassword, ChangeProfile, DeleteAccount, own_profile},
};
use crate::components::RelativeTime;
use crate::components::{
    Checkbox, ErrorSummary, NewPasswordField, PageMeta, PageResource, PasswordField, TextField,
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::{components::Redirect, hooks::use_query_map};
use model::{Bio, DisplayName, Field, NewPassword, Profile, SessionView};
use web::{
    components::{Icon, IdempotencyKeyField},
    form::Form,
    page_context,
};

sentence!("/settings", "You opened the settings");
/// `/settings`: profile, sessions, password, data, and leaving.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let Some(viewer) = page_context::viewer() else {
        return view! { <Redirect path="/sign-in?next=/settings"/> }.into_any();
    };
    let profile = PageResource::new(|| (), |()| own_profile());
    let list = PageResource::new(|| (), |()| sessions());
    let done = use_query_map().read_untracked().get("done");
    let said = match done.as_deref() {
        Some("profile") => Some("Your name and words are saved."),
        Some("password") => Some("Your password is changed, and this session has a new cookie."),
        _ => None,
    };
    view! {
        <PageMeta title="Settings" description="Your account and its sessions."/>
        <div class="page three">
            <header class="form-head">
                <h1>"Settings"</h1>
                {said.map(|said| view! { <p class="fine" role="status"><Icon name="check" class="i s"/><span>{said}</span></p> })}
            </header>
            <section class="part" aria-labelledby="you">
                <h2 id="you">"You"</h2>
                <div class="in">{profile.view(|profile| view! { <ProfileForm profile/> }.into_any())}</div>
            </section>
            <section class="part" aria-labelledby="sessions">
                <h2 id="sessions">"Sessions"</h2>
                <div class="in">
                    <p>"Every browser that is signed in as you has a session. One that you end is out at its next click."</p>
                    {list.view(|list| view! { <Sessions list/> }.into_any())}
                </div>
            </section>
            <section class="part" aria-labelledby="password-heading">
                <h2 id="password-heading">"Password"</h2>
                <div class="in"><PasswordForm/></div>
            </section>
            <section class="part" aria-labelledby="data">
                <h2 id="data">"Your data"</h2>
                <div class="in">
                    <p>"Everything the site keeps about you, as one JSON file."</p>
                    <p class="row"><a class="button" href="/settings/data.json" rel="external" download>"Download my data"</a></p>
                </div>
            </section>
            <section class="part" aria-labelledby="leave">
                <h2 id="leave">"Leave"</h2>
                <div class="in"><LeaveForm name=viewer.name.to_string()/></div>
            </section>
        </div>
    }
    .into_any()
}

/// Changes the name that others see, and the words about oneself.
#[component]
fn ProfileForm(profile: Profile) -> impl IntoView {
    let form = Form::new(ChangeProfile::PATH, None);
    let check = |typed: &dyn Fn(Field) -> String| {
        DisplayName::parse(&typed(Field::DisplayName))?;
        Bio::parse(&typed(Field::Bio)).map(drop)
    };
    view! {
        <form class="card-form" method="post" action=ChangeProfile::PATH on:submit=move |ev| form.validate(&ev, check)>
            <IdempotencyKeyField refused=form.refused_key()/>
            <ErrorSummary form/>
            <TextField form field=Field::DisplayName label="What others call you" value=profile.display_name autocomplete="name"/>
            <TextField form field=Field::Bio label="A few words about you" value=profile.bio rows=3 help="Up to 300 characters. They stand on your page and beside your posts."/>
            <div class="form-foot"><button class="button">"Save"</button></div>
        </form>
    }
}

/// The table of sessions, each with a button that ends it.
#[component]
fn Sessions(list: Vec<SessionView>) -> impl IntoView {
    let others = list.iter().any(|session| !session.this_one);
    let rows: Vec<_> = list
        .into_iter()
        .map(|session| {
            let whose = format!(" the session of {} on {}", session.device.browser, session.device.system);
            let end = if session.this_one { "Sign out of" } else { "End" };
            view! {
                <tr>
                    <th scope="row">
                        {session.device.browser} " on " {session.device.system}
                        <small>"from " <code>{session.address}</code></small>
                    </th>
                    <td>
                        <RelativeTime at=session.last_seen/>
                        <small>"since " <RelativeTime at=session.created_at/></small>
                    </td>
                    <td>
                        {session.this_one.then(|| view! { <span class="yours">"this one"</span> })}
                        <form method="post" action=RevokeSession::PATH>
                            <IdempotencyKeyField/>
                            <input type="hidden" name="key" value=session.key.0/>
                            <button class="button s">{end}<span class="sr">{whose}</span></button>
                        </form>
                    </td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Table of sessions">
            <table class="sessions">
                <caption class="sr">"Your sessions, the last seen first"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Device"</th>
                        <th scope="col">"Last seen"</th>
                        <th scope="col"><span class="sr">"End it"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {others.then(|| view! {
            <form class="row" method="post" action=RevokeOtherSessions::PATH><IdempotencyKeyField/><button class="button">"End all others"</button></form>
        })}
    }
}

/// Changes the password.
#[component]
fn PasswordForm() -> impl IntoView {
    let form = Form::new(ChangePassword::PATH, None);
    let check = |typed: &dyn Fn(Field) -> String| {
        NewPassword::parse(Field::NewPassword, &typed(Field::NewPassword)).map(drop)
    };
    view! {
        <form class="card-form" method="post" action=ChangePassword::PATH on:submit=move |ev| form.validate(&ev, check)>
            <IdempotencyKeyField refused=form.refused_key()/>
            <ErrorSummary form/>
            <PasswordField form field=Field::Password label="Password as it is now"/>
            <NewPasswordField form field=Field::NewPassword label="New password"/>
            <Checkbox form name="end_others" label="End all my other sessions" ticked=true/>
            <div class="form-foot"><button class="button">"Change the password"</button></div>
        </form>
    }
}

/// Deletes the account, after a second look and with the password.
#[component]
fn LeaveForm(name: String) -> impl IntoView {
    let form = Form::new(DeleteAccount::PATH, None);
    view! {
        <details class="confirm" open=form.was_refused()>
            <summary class="button bad">"Delete my account"</summary>
            <form method="post" action=DeleteAccount::PATH>
                <IdempotencyKeyField refused=form.refused_key()/>
                <ErrorSummary form/>
                <p>"The account " <strong>{name}</strong> " goes at once, with its sessions, likes and follows. There is no way back."</p>
                <fieldset class="field">
                    <legend>"Your posts and comments"</legend>
                    <label class="tick-box"><input type="radio" name="legacy" value="leave" checked/><span>"stay, as a former member’s"</span></label>
                    <label class="tick-box"><input type="radio" name="legacy" value="delete"/><span>"are deleted, with everything said under them"</span></label>
                </fieldset>
                <PasswordConfirm form/>
                <div class="form-foot"><button class="button bad">"Delete my account for good"</button></div>
            </form>
        </details>
    }
}

/// The password field of `LeaveForm`. It has ids of its own, since the page has another field of this name.
#[component]
fn PasswordConfirm(form: Form) -> impl IntoView {
    view! {
        <div class="field">
            <label for="leave-password">"Your password, to be sure it is you"</label>
            <input id="leave-password" name="password" type="password" autocomplete="current-password" aria-describedby="leave-password-error"/>
            <div id="leave-password-error">
                {move || form.field_error(Field::Password).map(|why| view! { <p class="wrong"><Icon name="warn" class="i s"/><span>{why}</span></p> })}
            </div>
        </div>
    }
}
