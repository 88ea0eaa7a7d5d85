//! Signing up, in and out, and the list of the viewer's sessions.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use model::{SessionKey, SessionView};
use web::Error;

#[cfg(feature = "ssr")]
use {
    model::{
        DisplayName, Field, Invalid, NewPassword, Reason, Role, SessionData, Timestamp, UserId, UserName,
    },
    std::time::Instant,
    store::{
        WaitKind,
        sign_in_throttle::{self, Key},
    },
    web::{
        context::{self, RequestContext},
        local_path::local_path,
        rate_limit::{LimitedAction, RateLimitKey},
    },
};

sentence!(SignUp, "You signed up");
/// Makes an account, signs in to it, and leads to `next`.
///
/// # Errors
/// `Invalid` with the field whose text breaks a rule, or whose name is taken.
#[server(endpoint = "sign_up", prefix = "/api")]
pub async fn sign_up(
    #[server(default)] name: String,
    #[server(default)] password: String,
    #[server(default)] keep: Option<String>,
    #[server(default)] next: Option<String>,
) -> Result<(), Error> {
    let cx = context::open()?;
    let display_name = DisplayName::parse(&name);
    let user_name = UserName::parse(&name)?;
    let display_name = display_name?;
    if cx.is_repeat() {
        // The account is there. Whoever knows its password gets the session whose cookie may be lost with the first answer.
        return sign_in(name, password, keep, next).await;
    }
    let password = NewPassword::parse(Field::Password, &password)?;
    // The hash below takes a fifth of a second on purpose, so a taken name is refused before it. Where two people ask for
    // one name at once, the unique constraint in the database refuses the second.
    if store::user::find_account(&cx.db, &user_name).await?.is_some() {
        return Err(Invalid::new(Field::Name, Reason::NameTaken).into());
    }
    // After that, for whoever looks for a name that is free must not use up the places of their class.
    cx.site.limits.check(RateLimitKey::Network(cx.visit.network.clone()), LimitedAction::SignUp)?;
    let own_words = vec![user_name.to_string()];
    let hash = cx.hasher.hash(Field::Password, password, own_words).await?;
    let user =
        store::user::insert_user(&cx.db, &user_name, &display_name, hash, Role::Person, cx.visit.now).await;
    let user = user?;
    begin(&cx, user, &user_name, keep.is_some()).await?;
    leptos_axum::redirect(&local_path(next.as_deref().unwrap_or_default()));
    Ok(())
}

sentence!(SignIn, "You signed in");
/// Signs in and leads to `next`. A wrong name and a wrong password are answered alike, in words and in time: without an
/// account the password is verified against a hash that nobody's password has.
///
/// # Errors
/// `Invalid` where name and password do not fit, `TooManyRequests` after too many failures.
#[server(endpoint = "sign_in", prefix = "/api")]
pub async fn sign_in(
    #[server(default)] name: String,
    #[server(default)] password: String,
    #[server(default)] keep: Option<String>,
    #[server(default)] next: Option<String>,
) -> Result<(), Error> {
    let cx = context::open()?;
    let user_name = UserName::parse(&name).ok();
    let counted =
        user_name.as_ref().map_or_else(|| name.trim().chars().take(40).collect(), UserName::to_string);
    let (keys, now) = match known_device(&cx, user_name.as_ref()).await? {
        Some(device) => (vec![Key::device(&device)], cx.visit.now),
        None => {
            let keys = vec![Key::name(&counted), Key::address(&cx.visit.network)];
            (keys, wait_for_turn(&cx).await?)
        }
    };
    // The try is counted before the password is looked at, so that many tries at once cannot all slip through.
    let tried = sign_in_throttle::insert_try(&cx.db, &keys, now).await?;
    tried.map_err(|wait| Error::TooManyRequests { seconds: wait.unsigned_abs() })?;

    let account = match &user_name {
        Some(name) => store::user::find_account(&cx.db, name).await?,
        None => None,
    };
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let fits = cx.hasher.verify(hash, password).await?;
    let (Some(account), Some(user_name)) = (account.filter(|account| fits && !account.disabled), user_name)
    else {
        return Err(Invalid::new(Field::Password, Reason::SignInWrong).into());
    };
    sign_in_throttle::delete_tries(&cx.db, &keys).await?;
    begin(&cx, account.id, &user_name, keep.is_some()).await?;
    leptos_axum::redirect(&local_path(next.as_deref().unwrap_or_default()));
    Ok(())
}

/// The device, where this person signed in on it before. It has a count of its own and takes no turns, so that strangers who
/// guess do not lock its owner out; every other try counts for the name and for the network.
#[cfg(feature = "ssr")]
async fn known_device(cx: &RequestContext, name: Option<&UserName>) -> Result<Option<String>, Error> {
    let (Some(device), Some(name)) = (&cx.visit.device, name) else { return Ok(None) };
    let known = store::session::is_device_of(&cx.db, device.clone(), name).await?;
    Ok(known.then(|| device.clone()))
}

/// Waits for the turn of this try, where many from its network failed: who knows the password gets in, and who guesses is
/// slow. Returns the time after that.
#[cfg(feature = "ssr")]
async fn wait_for_turn(cx: &RequestContext) -> Result<Timestamp, Error> {
    let (network, now) = (&cx.visit.network, cx.visit.now);
    if !sign_in_throttle::takes_turns(&cx.db, network, now).await? {
        return Ok(now);
    }
    let began = Instant::now();
    cx.site.limits.sign_in_turns.wait(network).await?;
    cx.visit.query_log.wait(WaitKind::SignInTurn, began);
    Ok(now.plus(i64::try_from(began.elapsed().as_secs()).unwrap_or_default()))
}

/// Begins a session for a person who has just proved who they are. It always gets a new id, so that a cookie that was
/// planted or read before is worth nothing now (session fixation; OWASP Session Management Cheat Sheet). The same form sent
/// again begins no second one: where its browser has the first one’s cookie, nothing is done, and else the new one takes the
/// first one's place.
#[cfg(feature = "ssr")]
async fn begin(cx: &RequestContext, user: UserId, name: &UserName, keep: bool) -> Result<(), Error> {
    let first = cx.first_result::<String>().map(SessionKey);
    if first.is_some() && first == cx.visit.session_key {
        return Ok(());
    }
    let claimed = lessons::claim_guest_work(cx, user).await?;
    // Whoever signs in over somebody else's session begins without its X-ray, and so without its traces.
    let xray = cx.visit.is_recorded && cx.viewer_id().is_none_or(|viewer| viewer == user);
    cx.begin_session(&SessionData { user_id: Some(user), keep, xray, lab: false, claimed }).await?;
    if !cx.knows_device(name).await? {
        cx.remember_device(user).await?;
    }
    Ok(())
}

sentence!(SignOut, "You signed out");
/// Ends this session: its row is deleted, and the browser is told to drop the cookie.
#[server(endpoint = "sign_out", prefix = "/api")]
pub async fn sign_out() -> Result<(), Error> {
    let cx = context::open()?;
    cx.session.flush().await?;
    leptos_axum::redirect("/");
    Ok(())
}

sentence!(Sessions, "You looked at your sessions");
/// The viewer's sessions that have not ended, the last seen first.
#[server(endpoint = "sessions", prefix = "/api", input = GetUrl)]
pub async fn sessions() -> Result<Vec<SessionView>, Error> {
    let cx = context::open()?;
    let viewer = cx.viewer()?.id;
    let this = cx.visit.session_key.as_ref();
    store::session::list_sessions(&cx.db, viewer, this, cx.visit.now).await.map_err(Error::from)
}

sentence!(RevokeSession, "You ended a session");
/// Ends one of the viewer's sessions; ending the present one is signing out.
///
/// # Errors
/// `NotFound` where the viewer has no such session.
#[server(endpoint = "revoke_session", prefix = "/api")]
pub async fn revoke_session(key: SessionKey) -> Result<(), Error> {
    let cx = context::open()?;
    let viewer = cx.viewer()?.id;
    if cx.is_repeat() {
        return Ok(());
    }
    if cx.visit.session_key.as_ref() == Some(&key) {
        return sign_out().await;
    }
    let gone = store::session::delete_session_of(&cx.db, viewer, key.clone()).await?;
    if gone {
        cx.site.rings.forget(&key);
    }
    if gone { Ok(()) } else { Err(Error::NotFound) }
}

sentence!(RevokeOtherSessions, "You ended all other sessions");
/// Ends every session of the viewer's except the present one, and drops their traces.
#[server(endpoint = "revoke_other_sessions", prefix = "/api")]
pub async fn revoke_other_sessions() -> Result<(), Error> {
    let cx = context::open()?;
    let viewer = cx.viewer()?.id;
    if cx.is_repeat() {
        return Ok(());
    }
    let this = cx.visit.session_key.clone();
    store::session::delete_other_sessions(&cx.db, viewer, this.clone()).await?;
    cx.site.rings.forget_user(viewer, this.as_ref());
    Ok(())
}
