//! The session store of tower-sessions on the table `sessions`, and the layer that lends a request its `Session`.
//!
//! tower-sessions keeps a map of values behind a random id in a cookie. Here the map is JSON text in `sessions.data`
//! (`model::SessionData`), and only the SHA-256 of the id is stored. Saving changes an existing row and never inserts one,
//! so a session that was ended stays ended, however late another request ends that still had it.
//!
//! tower-sessions usually has one store for all requests. Here each request has a store of its own: it carries the request's
//! query log, so that the statements for the session stand in the X-ray, and it notes the row as it was found and as it was
//! left ([`SessionRows`]), which the X-ray shows.
//! Never here: who is signed in (`visit.rs`), and rules about who may do what.

use crate::{
    clock::Clock, fresh_cache::FreshCache, refusal::Refusal, request_meta::RequestMeta, state::State,
};
use async_trait::async_trait;
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use model::{SessionData, SessionKey, Timestamp, UserId, Viewer};
use serde_json::Value;
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};
use store::{
    Db, QueryLog,
    session::{
        AGE_MAX, FoundSession, delete_session, find_session, insert_session, key_of_cookie, update_session,
    },
};
use tower::{Layer, Service};
use tower_sessions::{
    Expiry, SessionManagerLayer, SessionStore,
    cookie::time::OffsetDateTime,
    session::{Id, Record},
    session_store::{Error, Result},
};
use web::cookies;

/// Rows of `sessions` that were read within this second.
pub type SessionCache = FreshCache<SessionKey, FoundSession>;
/// People who are signed in, read within this second.
pub type ViewerCache = FreshCache<UserId, Viewer>;

/// The layer: tower-sessions, with a store of this request's own.
pub async fn layer(
    axum::extract::State(state): axum::extract::State<State>,
    request: Request,
    next: Next,
) -> Response {
    let Some(meta) = request.extensions().get::<RequestMeta>() else {
        return Refusal::of(StatusCode::INTERNAL_SERVER_ERROR).into_response();
    };
    let layer = SessionManagerLayer::new(RequestStore::new(
        &state,
        meta.query_log.clone(),
        meta.session_rows.clone(),
    ))
    .with_name(state.cookies().session)
    .with_secure(state.site.is_secure())
    .with_same_site(cookies::SAME_SITE)
    .with_expiry(Expiry::OnSessionEnd);
    match layer.layer(next).call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// What a row of `sessions` held at some moment of a request.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// The SHA-256 of the cookie's value.
    pub key: SessionKey,
    /// The person for whom the session was made; none for a guest's.
    pub user_id: Option<UserId>,
    /// [`SessionData`] as JSON text.
    pub data: String,
    /// When the row was inserted. A session ends [`AGE_MAX`] seconds later, used or not.
    pub created_at: Timestamp,
    /// When it was last used; at most a minute behind.
    pub last_seen: Timestamp,
}

impl SessionRow {
    /// Whether requests of this session are recorded.
    pub fn is_recorded(&self) -> bool {
        serde_json::from_str::<SessionData>(&self.data).is_ok_and(|data| data.xray)
    }
}

/// The session's row as one request found it, and as it leaves it; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct SessionRows(Arc<Mutex<Rows>>);

#[derive(Debug, Default)]
struct Rows {
    found: Option<SessionRow>,
    left: Option<SessionRow>,
    in_memory: bool,
}

impl SessionRows {
    /// The row that the cookie led to, if the session was read and has not expired.
    pub fn found(&self) -> Option<SessionRow> {
        self.with(|rows| rows.found.clone())
    }

    /// The row as this request leaves it; none where the session ended or there was none.
    pub fn left(&self) -> Option<SessionRow> {
        self.with(|rows| rows.left.clone())
    }

    /// Whether no statement was needed to find the row, because it had been read within this second.
    pub fn was_in_memory(&self) -> bool {
        self.with(|rows| rows.in_memory)
    }

    /// Notes that this request changed `last_seen`.
    pub fn set_seen(&self, now: Timestamp) {
        self.with(|rows| {
            if let Some(left) = &mut rows.left {
                left.last_seen = now;
            }
        });
    }

    fn with<T>(&self, f: impl FnOnce(&mut Rows) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Sessions in the site's database, as one request sees them.
#[derive(Clone, Debug)]
pub struct RequestStore {
    db: Db,
    clock: Clock,
    cache: Arc<SessionCache>,
    rows: SessionRows,
}

impl RequestStore {
    /// The store of the request with this log, which notes its row in `rows`.
    pub fn new(state: &State, log: QueryLog, rows: SessionRows) -> Self {
        let (clock, cache) = (state.clock.clone(), state.session_cache.clone());
        Self { db: state.site.db.with_log(log), clock, cache, rows }
    }

    /// The session, and whether it was still in memory.
    async fn find(&self, key: &SessionKey) -> Result<Option<(Arc<FoundSession>, bool)>> {
        let (stamp, now) = (self.db.stamp(), self.clock.now());
        if let Some(found) = self.cache.find(key, &stamp, now) {
            return Ok(Some((found, true)));
        }
        let found = find_session(&self.db, key.clone(), now).await.map_err(backend)?.map(Arc::new);
        if let Some(found) = &found {
            self.cache.insert(key.clone(), stamp, now, found.clone());
        }
        Ok(found.map(|found| (found, false)))
    }
}

#[async_trait]
impl SessionStore for RequestStore {
    /// Inserts a row under a new key. If the key exists already, another id is drawn: the row of a stranger must not be
    /// overwritten. With 128 random bits that never happens, so eight draws are more than enough.
    async fn create(&self, record: &mut Record) -> Result<()> {
        const DRAWS_MAX: usize = 8;
        let data = to_json(&record.data)?;
        let user_id = serde_json::from_str::<SessionData>(&data).ok().and_then(|data| data.user_id);
        for _ in 0..DRAWS_MAX {
            let (key, now) = (key(&record.id), self.clock.now());
            let added = insert_session(&self.db, key.clone(), user_id, data.clone(), now).await;
            if added.map_err(backend)? {
                let row = SessionRow { key, user_id, data, created_at: now, last_seen: now };
                self.rows.with(|rows| rows.left = Some(row));
                return Ok(());
            }
            record.id = Id::default();
        }
        Err(Error::Backend("no free session key was found".to_owned()))
    }

    /// Updates an existing row, if its data changed.
    async fn save(&self, record: &Record) -> Result<()> {
        let (key, data) = (key(&record.id), to_json(&record.data)?);
        let is_same =
            |rows: &mut Rows| rows.left.as_ref().is_some_and(|left| left.key == key && left.data == data);
        if self.rows.with(is_same) {
            return Ok(());
        }
        update_session(&self.db, key.clone(), data.clone()).await.map_err(backend)?;
        self.rows.with(|rows| {
            if let Some(left) = rows.left.as_mut().filter(|left| left.key == key) {
                left.data = data;
            }
        });
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let key = key(id);
        let Some((found, in_memory)) = self.find(&key).await? else { return Ok(None) };
        let FoundSession { user_id, data, created_at, last_seen } = (*found).clone();
        let map: HashMap<String, Value> =
            serde_json::from_str(&data).map_err(|e| Error::Decode(e.to_string()))?;
        let row = SessionRow { key, user_id, data, created_at, last_seen };
        self.rows.with(|rows| *rows = Rows { found: Some(row.clone()), left: Some(row), in_memory });
        let ends = OffsetDateTime::from_unix_timestamp(created_at.plus(AGE_MAX).0);
        Ok(Some(Record { id: *id, data: map, expiry_date: ends.unwrap_or(OffsetDateTime::UNIX_EPOCH) }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        delete_session(&self.db, key(id)).await.map_err(backend)?;
        self.rows.with(|rows| rows.left = None);
        Ok(())
    }
}

/// The key of the row that belongs to a cookie's value.
fn key(id: &Id) -> SessionKey {
    key_of_cookie(&id.to_string())
}

/// JSON with its keys in alphabetical order, so that equal maps are equal texts.
fn to_json(data: &HashMap<String, Value>) -> Result<String> {
    let ordered: BTreeMap<_, _> = data.iter().collect();
    serde_json::to_string(&ordered).map_err(|e| Error::Encode(e.to_string()))
}

/// The database's error, as tower-sessions passes it on.
fn backend(error: store::Error) -> Error {
    Error::Backend(web::session_store_failure(error))
}
