//! Lends the store's sessions to tower-sessions.
//!
//! tower-sessions keeps a map of values behind a random id in a cookie. Here the map is JSON text in `sessions.data`,
//! the id is kept only as its digest, and the entry `user_id` says who is signed in: it takes effect when the session
//! gets its id (`create`), never by a later save. Saving is update-only, so a session that was ended stays ended.
//! What `load` learns beside the map (who the person is, since when) waits in a `Slot` for `visit`: tower-sessions has
//! no room for it.
//! Never here: cookies (tower-sessions writes them) and rules about who may do what.

use crate::{clock::Clock, state::State};
use async_trait::async_trait;
use model::{SessionKey, Timestamp, UserId, Viewer};
use quick_cache::sync::Cache;
use serde_json::Value;
use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
};
use store::{Db, Stamp, session as rows};
use tower_sessions::{
    SessionStore,
    cookie::time::OffsetDateTime,
    session::{Id, Record},
    session_store::{Error, Result},
};

/// In the session's map: whose it is.
pub const USER_ID: &str = "user_id";
/// In the session's map: whether its cookie outlives the browser's window.
pub const KEEP: &str = "keep";
/// In the session's map: whether its glass is on.
pub const GLASS: &str = xray::GLASS;

tokio::task_local! {
    static SLOT: Slot;
}

/// What one request learned of its session.
#[derive(Clone, Debug, Default)]
pub struct Slot(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    found: Option<Found>,
    /// The row as the database has it, as far as this request knows.
    kept: Option<Kept>,
    /// Whether `last_seen` was moved.
    is_seen: bool,
}

/// What a row of `sessions` holds by this request's doing, or held when it came.
#[derive(Clone, Debug)]
pub struct Kept {
    pub key: SessionKey,
    pub user: Option<UserId>,
    /// JSON text.
    pub data: String,
    pub glass: bool,
}

/// A living session.
#[derive(Clone, Debug)]
pub struct Found {
    pub key: SessionKey,
    pub viewer: Option<Viewer>,
    pub created_at: Timestamp,
    pub last_seen: Timestamp,
    /// JSON text.
    pub data: String,
    pub glass: bool,
    /// Whether no statement was needed: it was read this very second, and nothing was written since.
    pub in_memory: bool,
}

impl Slot {
    /// Runs `work`; sessions loaded in it are noted here.
    pub async fn scope<T>(self, work: impl Future<Output = T>) -> T {
        SLOT.scope(self, work).await
    }

    /// The session that was loaded, if one was and is alive.
    pub fn found(&self) -> Option<Found> {
        self.with(|inner| inner.found.clone())
    }

    /// The session as this request leaves it; none where it ended, or never was.
    pub fn kept(&self) -> Option<Kept> {
        self.with(|inner| inner.kept.clone())
    }

    /// Notes that this request moved `last_seen`.
    pub fn set_seen(&self) {
        self.with(|inner| inner.is_seen = true);
    }

    pub fn is_seen(&self) -> bool {
        self.with(|inner| inner.is_seen)
    }

    fn with<T>(&self, f: impl FnOnce(&mut Inner) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(f: impl FnOnce(&mut Inner)) {
        // Outside of a request (a task that went on by itself) nobody asks.
        let _ = SLOT.try_with(|slot| slot.with(f));
    }

    fn has(key: &SessionKey, data: &str) -> bool {
        let same =
            |inner: &mut Inner| inner.kept.as_ref().is_some_and(|kept| kept.key == *key && kept.data == data);
        SLOT.try_with(|slot| slot.with(same)).unwrap_or(false)
    }
}

/// Sessions that were read this very second, good while nothing at all was written since (`Db::stamp`): a session that
/// was ended, by whichever process, is out at its next request.
pub struct SessionCache(Cache<SessionKey, (Stamp, Timestamp, Arc<rows::FoundSession>)>);

impl Default for SessionCache {
    fn default() -> Self {
        const SESSIONS_MAX: usize = 10_000;
        Self(Cache::new(SESSIONS_MAX))
    }
}

impl fmt::Debug for SessionCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionCache")
    }
}

/// Sessions in the site's database.
#[derive(Clone, Debug)]
pub struct Store {
    db: Db,
    clock: Clock,
    cache: Arc<SessionCache>,
}

impl Store {
    pub fn new(state: &State) -> Self {
        Self { db: state.site.db.clone(), clock: state.clock.clone(), cache: state.sessions.clone() }
    }

    /// The session, and whether it was still in memory.
    async fn find(&self, key: &SessionKey) -> Result<Option<(Arc<rows::FoundSession>, bool)>> {
        let (stamp, now) = (self.db.stamp(), self.clock.now());
        if let Some((_, _, found)) = self.cache.0.get(key).filter(|(s, at, _)| *s == stamp && *at == now) {
            return Ok(Some((found, true)));
        }
        let found = rows::find_session(&self.db, key.clone(), now).await.map_err(backend)?.map(Arc::new);
        if let Some(found) = &found {
            self.cache.0.insert(key.clone(), (stamp, now, found.clone()));
        }
        Ok(found.map(|found| (found, false)))
    }
}

#[async_trait]
impl SessionStore for Store {
    /// Adds a row under a new key. A key that is taken is not taken over: another one is drawn.
    async fn create(&self, record: &mut Record) -> Result<()> {
        const DRAWS_MAX: usize = 8;
        let data = to_json(&record.data)?;
        let user = record.data.get(USER_ID).and_then(Value::as_i64).map(UserId);
        for _ in 0..DRAWS_MAX {
            let key = key(&record.id);
            let added =
                rows::insert_session(&self.db, key.clone(), user, data.clone(), self.clock.now()).await;
            if added.map_err(backend)? {
                let glass = has_glass(&data);
                Slot::note(|inner| inner.kept = Some(Kept { key, user, data, glass }));
                return Ok(());
            }
            record.id = Id::default();
        }
        Err(Error::Backend("no free session key was found".to_owned()))
    }

    /// Changes a row that is there, if anything changed.
    async fn save(&self, record: &Record) -> Result<()> {
        let (key, data) = (key(&record.id), to_json(&record.data)?);
        if Slot::has(&key, &data) {
            return Ok(());
        }
        rows::update_session(&self.db, key.clone(), data.clone()).await.map_err(backend)?;
        Slot::note(|inner| {
            let user = inner.kept.take().filter(|kept| kept.key == key).and_then(|kept| kept.user);
            let glass = has_glass(&data);
            inner.kept = Some(Kept { key, user, data, glass });
        });
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let key = key(id);
        let Some((found, in_memory)) = self.find(&key).await? else { return Ok(None) };
        let rows::FoundSession { viewer, data, created_at, last_seen } = (*found).clone();
        let map: HashMap<String, Value> =
            serde_json::from_str(&data).map_err(|e| Error::Decode(e.to_string()))?;
        Slot::note(|inner| {
            let (user, glass) = (viewer.as_ref().map(|viewer| viewer.id), has_glass(&data));
            let (copy, of_row) = (key.clone(), data.clone());
            inner.found =
                Some(Found { key: copy, viewer, created_at, last_seen, data: of_row, glass, in_memory });
            inner.kept = Some(Kept { key, user, data, glass });
        });
        let ends = OffsetDateTime::from_unix_timestamp(created_at.plus(rows::AGE_MAX).0);
        Ok(Some(Record { id: *id, data: map, expiry_date: ends.unwrap_or(OffsetDateTime::UNIX_EPOCH) }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        rows::delete_session(&self.db, key(id)).await.map_err(backend)?;
        Slot::note(|inner| inner.kept = None);
        Ok(())
    }
}

fn key(id: &Id) -> SessionKey {
    rows::key_of_cookie(&id.to_string())
}

/// In the order of the keys, so that a row reads the same every time and equal maps are equal texts.
fn to_json(data: &HashMap<String, Value>) -> Result<String> {
    let ordered: BTreeMap<_, _> = data.iter().collect();
    serde_json::to_string(&ordered).map_err(|e| Error::Encode(e.to_string()))
}

/// The text is our own `to_json`, without blanks.
fn has_glass(data: &str) -> bool {
    data.contains("\"glass\":true")
}

fn backend(error: store::Error) -> Error {
    Error::Backend(error.to_string())
}
