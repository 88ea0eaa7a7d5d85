//! People's pages, and the viewer's own account.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use model::{Page, PostCard, Profile};
use serde::{Deserialize, Serialize};
use web::Error;

#[cfg(feature = "ssr")]
use {
    model::{Bio, Cursor, DisplayName, Field, Invalid, NewPassword, Reason, UserName, Viewer},
    store::{
        sign_in_throttle::{self, Key},
        user::ContentOnDeletion,
    },
    web::{
        context::{self, RequestContext},
        rate_limit::LimitedAction,
    },
};

/// A person and one page of their posts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub profile: Profile,
    pub page: Page<PostCard>,
}

sentence!(ReadPerson, "You opened the page of {person}");
/// A person and the newest of their posts. `older` is the cursor of the page before.
///
/// # Errors
/// `NotFound` where nobody has this name.
#[server(endpoint = "read_person", prefix = "/api", input = GetUrl)]
pub async fn read_person(name: String, older: Option<String>) -> Result<Person, Error> {
    let cx = context::open()?;
    let name = UserName::parse(&name).map_err(|_| Error::NotFound)?;
    let viewer = cx.viewer_id();
    let profile = store::user::find_profile(&cx.db, &name, viewer).await?;
    let profile = profile.ok_or(Error::NotFound)?;
    let after = Cursor::parse(older.as_deref());
    let page = store::post::list_posts_by_author(&cx.db, viewer, profile.id, after).await?;
    Ok(Person { profile, page })
}

sentence!(OwnProfile, "You looked at your profile");
/// The viewer's own profile, for the settings page.
#[server(endpoint = "own_profile", prefix = "/api", input = GetUrl)]
pub async fn own_profile() -> Result<Profile, Error> {
    let cx = context::open()?;
    let Viewer { id, name, .. } = cx.viewer()?;
    let profile = store::user::find_profile(&cx.db, name, Some(*id)).await?;
    profile.ok_or(Error::NotFound)
}

sentence!(ChangeProfile, "You changed your profile");
/// Changes the name that others see, and the few words about the viewer.
#[server(endpoint = "change_profile", prefix = "/api")]
pub async fn change_profile(
    #[server(default)] display_name: String,
    #[server(default)] bio: String,
) -> Result<(), Error> {
    let cx = context::open()?;
    let viewer = cx.viewer()?.id;
    let display_name = DisplayName::parse(&display_name)?;
    let bio = Bio::parse(&bio)?;
    if !cx.is_repeat() {
        cx.check_rate_limit(LimitedAction::Edit)?;
        store::user::update_profile(&cx.db, viewer, &display_name, &bio).await?;
    }
    leptos_axum::redirect("/settings?done=profile");
    Ok(())
}

sentence!(ChangePassword, "You changed your password");
/// Changes the viewer's password. The old one has to be given as well, because a session may have been left open on
/// somebody else's machine. The session gets a new id, and the others end where `end_others` is sent.
#[server(endpoint = "change_password", prefix = "/api")]
pub async fn change_password(
    #[server(default)] password: String,
    #[server(default)] new_password: String,
    #[server(default)] end_others: Option<String>,
) -> Result<(), Error> {
    let cx = context::open()?;
    let Viewer { id, name, .. } = cx.viewer()?.clone();
    let new = NewPassword::parse(Field::NewPassword, &new_password)?;
    if cx.is_repeat() {
        // The password is the new one by now, and the browser may not know the session that the first answer began.
        if cx.first_result::<String>() != cx.visit.session_key.as_ref().map(|key| key.0.clone()) {
            cx.begin_session(&cx.session_data().await?).await?;
        }
        leptos_axum::redirect("/settings?done=password");
        return Ok(());
    }
    prove(&cx, &name, password).await?;
    let hash = cx.hasher.hash(Field::NewPassword, new, vec![name.to_string()]).await?;

    let data = cx.session_data().await?;
    let this = cx.renew_session(&data).await?;
    let changed = store::user::update_password(&cx.db, id, hash, end_others.is_some(), Some(this)).await;
    changed?;
    if end_others.is_some() {
        cx.remember_device(id).await?;
        cx.site.rings.forget_user(id, cx.visit.session_key.as_ref());
    }
    leptos_axum::redirect("/settings?done=password");
    Ok(())
}

sentence!(DeleteAccount, "You deleted your account");
/// Deletes the viewer's account. `legacy` says what becomes of their posts and comments: `delete`, or `leave` to keep
/// them without a name.
#[server(endpoint = "delete_account", prefix = "/api")]
pub async fn delete_account(
    #[server(default)] password: String,
    #[server(default)] legacy: String,
) -> Result<(), Error> {
    let cx = context::open()?;
    if cx.is_repeat() {
        leptos_axum::redirect("/?done=deleted");
        return Ok(());
    }
    let Viewer { id, name, .. } = cx.viewer()?.clone();
    let legacy = match legacy.as_str() {
        "delete" => ContentOnDeletion::Delete,
        "leave" => ContentOnDeletion::Anonymize,
        _ => return Err(Invalid::new(Field::ContentOnDeletion, Reason::Empty).into()),
    };
    prove(&cx, &name, password).await?;
    cx.session.flush().await?;
    store::user::delete_user(&cx.db, id, legacy, cx.visit.now).await?;
    cx.site.rings.forget_user(id, None);
    leptos_axum::redirect("/?done=deleted");
    Ok(())
}

/// Checks that this is the account's password. Wrong ones are counted as failed sign-ins are, by session.
///
/// # Errors
/// `Invalid` where it is not, `TooManyRequests` after too many failures.
#[cfg(feature = "ssr")]
async fn prove(cx: &RequestContext, name: &UserName, password: String) -> Result<(), Error> {
    let key =
        cx.visit.session_key.as_ref().map_or_else(|| Key::name(name.as_str()), |key| Key::device(&key.0));
    let tried = sign_in_throttle::insert_try(&cx.db, std::slice::from_ref(&key), cx.visit.now).await?;
    tried.map_err(|wait| Error::TooManyRequests { seconds: wait.unsigned_abs() })?;
    let account = store::user::find_account(&cx.db, name).await?;
    let hash = account.map(|account| account.password_hash);
    if !cx.hasher.verify(hash, password).await? {
        return Err(Invalid::new(Field::Password, Reason::PasswordWrong).into());
    }
    sign_in_throttle::delete_tries(&cx.db, std::slice::from_ref(&key)).await.map_err(Error::from)
}
