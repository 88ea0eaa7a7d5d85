//! What a request offers to the functions that answer it. Server only.
//!
//! `Site` is one per process; `Visit` is one per request, made by the server before anything of ours runs. Both reach
//! pages and server functions alike through the Leptos context.

use crate::{
    Error,
    assets::Assets,
    cookies::{self, DEVICE_LIFE},
    live::Hub,
    local_path,
    markdown::Renderer,
    rate_limit::{LimitedAction, RateLimitKey, RateLimits},
    refused_form::RefusedForm,
    session_data,
    source::Source,
    tags_of_week_cache::TagsOfWeek,
    theme::Theme,
};
use http::{HeaderMap, StatusCode, header, request::Parts};
use labs::Engines;
use leptos::{
    prelude::{Owner, provide_context, use_context},
    reactive::computed::ScopedFuture,
};
use leptos_axum::ResponseOptions;
use model::{SessionData, SessionKey, Timestamp, UserId, UserName, Viewer};
use std::{str::FromStr, sync::Arc};
use store::{Db, QueryLog, idempotency_key::IdempotencyKey, password::Hasher};
use tower_sessions::{Expiry, Session, cookie::time::Duration};
use xray::Rings;

/// Everything the site shares between requests; cheap to clone.
#[derive(Clone)]
pub struct Site {
    pub db: Db,
    pub hasher: Hasher,
    pub hub: Hub,
    pub limits: RateLimits,
    pub rings: Rings,
    /// What experiments and exercises run on.
    pub labs: Engines,
    pub tags_of_week: TagsOfWeek,
    /// Turns people's texts into HTML.
    pub renderer: Renderer,
    /// The files of the browser's half; while editing they change under a running server.
    pub assets: Arc<dyn Fn() -> Arc<Assets> + Send + Sync>,
    /// What this build was made of.
    pub source: Source,
    /// Scheme, host and port as people type them: `https://square.example`.
    pub origin: &'static str,
}

impl Site {
    /// Whether people reach the site by HTTPS alone, so that cookies may say so.
    pub fn is_secure(&self) -> bool {
        self.origin.starts_with("https://")
    }
}

/// What the server knows of one request before it is answered.
#[derive(Clone)]
pub struct Visit {
    pub now: Timestamp,
    /// The number that error pages show and the log repeats.
    pub request_id: String,
    /// Allows the scripts of this one page (CSP).
    pub nonce: String,
    /// The idempotency key for the forms of this one page.
    pub form_key: String,
    /// The form that this request sends, if it has an idempotency key.
    pub sent_form: Option<SentForm>,
    pub viewer: Option<Viewer>,
    /// The session's name in lists, where there is a living session.
    pub session_key: Option<SessionKey>,
    /// Whether this session's requests are recorded for the X-ray.
    pub is_recorded: bool,
    pub query_log: QueryLog,
    pub user_agent: String,
    /// The network the request came from, not the machine: `192.0.2.0/24`.
    pub network: String,
    /// The digest of the cookie that tells a device which signed in before.
    pub device: Option<String>,
    /// A refused plain form that this page shows again.
    pub refused_form: Option<RefusedForm>,
    pub theme: Theme,
}

/// A form with an idempotency key, and what is known of its first sending.
#[derive(Clone, Debug)]
pub struct SentForm {
    pub key: IdempotencyKey,
    /// There where the same form did its work before; the inner value is what it led to, where that was kept.
    pub first: Option<Option<String>>,
}

/// One request, as the functions that answer it see it.
pub struct RequestContext {
    pub site: Site,
    /// What the server found out before it called them: who asks, when, and from where.
    pub visit: Visit,
    /// The database, with this request’s query log.
    pub db: Db,
    /// Hashes passwords; the time it takes is in this request’s query log.
    pub hasher: Hasher,
    pub session: Session,
    parts: Parts,
}

/// Opens the request that this code answers.
///
/// # Errors
/// `Internal` outside of a request, which would be a programming error.
pub fn open() -> Result<RequestContext, Error> {
    let outside = || Error::Internal("none".to_owned());
    let site = use_context::<Site>().ok_or_else(outside)?;
    let parts = use_context::<Parts>().ok_or_else(outside)?;
    let visit = parts.extensions.get::<Visit>().cloned().ok_or_else(outside)?;
    let session = parts.extensions.get::<Session>().cloned().ok_or_else(outside)?;
    Ok(RequestContext::new(site, visit, session, parts))
}

impl RequestContext {
    /// A request put together by hand, for code that answers outside of pages and server functions.
    pub fn new(site: Site, visit: Visit, session: Session, parts: Parts) -> Self {
        let key = visit.sent_form.as_ref().map(|form| form.key.clone());
        let db = site.db.with_log(visit.query_log.clone()).with_idempotency_key(key);
        let hasher = site.hasher.with_log(visit.query_log.clone());
        Self { site, visit, db, hasher, session, parts }
    }

    /// The request’s headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// The path of the page that a form was sent from, without its query, as the browser's `Referer` tells it.
    pub fn page_before(&self) -> Option<String> {
        let page = local_path::page_before(&self.parts.headers)?;
        page.split('?').next().map(str::to_owned)
    }

    /// The person who is signed in.
    ///
    /// # Errors
    /// `SignedOut` where nobody is.
    pub fn viewer(&self) -> Result<&Viewer, Error> {
        self.visit.viewer.as_ref().ok_or(Error::SignedOut)
    }

    /// The id of the person who is signed in, if anybody is.
    pub fn viewer_id(&self) -> Option<UserId> {
        self.visit.viewer.as_ref().map(|viewer| viewer.id)
    }

    /// Whether the same form did its work before. Then nothing is written and counted, and the answer is the first one's.
    pub fn is_repeat(&self) -> bool {
        self.visit.sent_form.as_ref().is_some_and(|form| form.first.is_some())
    }

    /// What the same form led to before: a number or a token, as the function of the store kept it.
    pub fn first_result<T: FromStr>(&self) -> Option<T> {
        self.visit.sent_form.as_ref()?.first.as_ref()?.as_ref()?.parse().ok()
    }

    /// Counts one action against the viewer's limit, or against the limit of a guest's network.
    ///
    /// # Errors
    /// `TooManyRequests` where it is one too many.
    pub fn check_rate_limit(&self, action: LimitedAction) -> Result<(), Error> {
        let key = self
            .viewer_id()
            .map_or_else(|| RateLimitKey::Network(self.visit.network.clone()), RateLimitKey::User);
        self.site.limits.check(key, action)
    }

    /// What the session holds now.
    pub async fn session_data(&self) -> Result<SessionData, Error> {
        Ok(session_data::read(&self.session).await?)
    }

    /// Writes what the session holds, and saves it at once: also where the answer turns out to be an error.
    pub async fn save_session(&self, data: &SessionData) -> Result<(), Error> {
        session_data::write(&self.session, data).await?;
        if data.keep {
            let month = Duration::seconds(store::session::AGE_MAX);
            self.session.set_expiry(Some(Expiry::OnInactivity(month)));
        }
        Ok(self.session.save().await?)
    }

    /// Gives the session a new id and this content, for a person who has just proved who they are: a cookie that was
    /// planted or noted before is worth nothing from now on. Returns the session's new name.
    pub async fn renew_session(&self, data: &SessionData) -> Result<SessionKey, Error> {
        self.renew_session_in(&self.db.with_idempotency_key(None), data).await
    }

    /// As `renew_session`, for a form whose result is the session: the same form sent again leads to one session, not two.
    pub async fn begin_session(&self, data: &SessionData) -> Result<SessionKey, Error> {
        self.renew_session_in(&self.db, data).await
    }

    async fn renew_session_in(&self, db: &Db, data: &SessionData) -> Result<SessionKey, Error> {
        self.end_first_session(data.user_id).await?;
        self.session.cycle_id().await?;
        self.save_session(data).await?;
        let key = self.new_session_key();
        let Visit { user_agent, network, now, .. } = &self.visit;
        let (user_agent, network) = (user_agent.clone(), network.clone());
        store::session::update_session_seen(db, key.clone(), user_agent, network, *now).await?;
        Ok(key)
    }

    /// Ends the session that the same form began before. Its cookie was lost with the first answer, or is replaced by the
    /// one of this answer.
    async fn end_first_session(&self, user: Option<UserId>) -> Result<(), Error> {
        let first = self.first_result::<String>().map(SessionKey);
        if let (Some(first), Some(user)) =
            (first.filter(|key| self.visit.session_key.as_ref() != Some(key)), user)
        {
            store::session::delete_session_of(&self.db, user, first).await?;
        }
        Ok(())
    }

    /// The name of the session as this request leaves it, which is not `visit.session_key` once it was begun or renewed.
    pub fn new_session_key(&self) -> SessionKey {
        let id = self.session.id().map(|id| id.to_string()).unwrap_or_default();
        store::session::key_of_cookie(&id)
    }

    /// Whether this device signed in as this person before.
    pub async fn knows_device(&self, name: &UserName) -> Result<bool, Error> {
        match &self.visit.device {
            Some(device) => {
                store::session::is_device_of(&self.db, device.clone(), name).await.map_err(Error::from)
            }
            None => Ok(false),
        }
    }

    /// Gives the device a cookie of its own, so that strangers who guess do not lock its owner out.
    pub async fn remember_device(&self, user: UserId) -> Result<(), Error> {
        let value = random_token();
        let digest = store::session::key_of_cookie(&value).0;
        store::session::insert_device(&self.db, digest, user, self.visit.now).await?;
        let secure = self.site.is_secure();
        let cookie = cookies::set(cookies::names(secure).device, &value, DEVICE_LIFE, secure);
        if let Some(options) = use_context::<ResponseOptions>() {
            options.append_header(header::SET_COOKIE, cookie);
        }
        Ok(())
    }
}

/// Sets the status of the response; does nothing where no response is being made.
pub fn set_status(status: u16) {
    if let (Some(options), Ok(status)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(status)) {
        options.set_status(status);
    }
}

/// The id of the request that this code answers; `None` outside of a request.
pub fn request_id() -> Option<String> {
    use_context::<Parts>()?.extensions.get::<Visit>().map(|visit| visit.request_id.clone())
}

/// Runs `answer` with the request in its Leptos context, where pages and server functions look for it.
pub async fn scope<T>(parts: Parts, answer: impl Future<Output = T>) -> T {
    let owner = Owner::new();
    let answer = owner.with(|| {
        provide_context(parts);
        ScopedFuture::new(answer)
    });
    answer.await
}

/// 128 random bits as 22 characters: an address part that nobody can guess, for what is shared by its address alone.
pub fn random_token() -> String {
    tower_sessions::session::Id::default().to_string()
}

/// What a figure's own pseudo-random numbers begin with: 32 random bits, never 0.
pub fn random_seed() -> u64 {
    let bits = tower_sessions::session::Id::default().0.unsigned_abs();
    u64::try_from(bits & u128::from(u32::MAX)).unwrap_or(1).max(1)
}
