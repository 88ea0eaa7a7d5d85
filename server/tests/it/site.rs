//! A site for one test: with a database, a clock and a router of its own.

use crate::Actor;
use axum::Router;
use clap::Parser;
use model::{DisplayName, NewPassword, PostDraft, PostId, Role, SessionKey, UserId, UserName};
use server::{
    config::Config,
    router, serve,
    state::{State, StateInner},
};
use std::{collections::BTreeMap, sync::LazyLock};
use store::Db;
use tempfile::TempDir;
use tower_sessions::session::Id;

/// Everybody's password in these tests.
pub const PASSWORD: &str = "ladder copper autumn whistle";
pub const ORIGIN: &str = "http://square.test";

/// Its hash, made once: hashing is slow, and these tests are about other things.
static HASH: LazyLock<String> = LazyLock::new(|| {
    std::thread::spawn(|| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let password = NewPassword::parse(model::Field::Password, PASSWORD).unwrap();
        let hasher = store::password::Hasher::default();
        runtime.block_on(hasher.hash(model::Field::Password, password, Vec::new())).unwrap()
    })
    .join()
    .unwrap()
});

/// A site, and the folder that its database is in until the test ends.
pub struct Site {
    pub state: State,
    pub router: Router,
    pub folder: TempDir,
}

#[derive(Parser)]
struct CommandLine {
    #[command(flatten)]
    config: Config,
}

/// The settings these flags make.
pub fn config(flags: &[&str]) -> Config {
    CommandLine::parse_from(["test"].iter().chain(flags)).config
}

impl Site {
    /// An empty site at `ORIGIN`.
    pub async fn fresh() -> Self {
        Self::with(&[], |_| {}).await
    }

    /// An empty site that is reached by https only, as a real one.
    pub async fn secure() -> Self {
        Self::with(&["--origin", "https://square.test"], |_| {}).await
    }

    /// The same site after a restart, in the same folder.
    pub async fn restarted(self) -> Self {
        self.db().close().await;
        Self::in_folder(self.folder, &[], |_| {}).await
    }

    /// A site with these flags, whose state `change` may change before anything uses it.
    pub async fn with(flags: &[&str], change: impl FnOnce(&mut StateInner)) -> Self {
        Self::in_folder(TempDir::new().unwrap(), flags, change).await
    }

    async fn in_folder(folder: TempDir, flags: &[&str], change: impl FnOnce(&mut StateInner)) -> Self {
        let db = Db::open(folder.path()).await.unwrap();
        let mut config = config(flags);
        config.data.data = folder.path().to_owned();
        let origin = config.origin.clone().unwrap_or_else(|| ORIGIN.to_owned());
        let mut parts = StateInner::new(serve::site(&config, db, origin), &config);
        parts.site.labs.sandbox = serve::sandbox(env!("CARGO_BIN_EXE_vitrine").into(), 1);
        parts.site.labs.likes = serve::likes(env!("CARGO_BIN_EXE_vitrine").into(), folder.path().join("lab"));
        change(&mut parts);
        let state = State::from(parts);
        let router = router::build(&state);
        Self { state, router, folder }
    }

    pub fn db(&self) -> &Db {
        &self.state.site.db
    }

    /// A guest: a browser without cookies.
    pub fn nobody(&self) -> Actor {
        Actor::new(self.router.clone(), self.state.site.origin)
    }

    /// Makes an account with `PASSWORD`.
    pub async fn account(&self, name: &str) -> UserId {
        let (name, shown) = (UserName::parse(name).unwrap(), DisplayName::parse(name).unwrap());
        let now = self.state.clock.now();
        store::user::insert_user(self.db(), &name, &shown, HASH.clone(), Role::Person, now).await.unwrap()
    }

    /// A person with a new account, signed in. Account and session are made without the app, which is faster.
    pub async fn as_user(&self, name: &str) -> Actor {
        let user = self.account(name).await;
        self.another_session(user).await
    }

    /// Another browser in which a person is signed in.
    pub async fn another_session(&self, user: UserId) -> Actor {
        let id = Id::default().to_string();
        let data = format!(r#"{{"user_id":{user}}}"#);
        let now = self.state.clock.now();
        assert!(store::session::insert_session(self.db(), key(&id), Some(user), data, now).await.unwrap());
        let mut actor = self.nobody();
        actor.user = Some(user);
        actor.set_cookie(self.state.cookies().session, &id);
        actor
    }

    pub async fn write_post(&self, author: UserId, title: &str) -> PostId {
        let draft = PostDraft::parse(title, "The **pump** is <new>.", "garden, waiting list").unwrap();
        let now = self.state.clock.now();
        store::post::insert_post(self.db(), author, &draft, "The pump is <new>.", now).await.unwrap()
    }

    /// The content of every table of the schema, as text: a write that was refused leaves all of it as it was.
    ///
    /// The tables are read from the schema, so that a table of a later migration is among them without a change here.
    pub async fn rows(&self) -> BTreeMap<String, String> {
        // SQLite's own tables (`sqlite_…`) hold statistics that it refreshes by itself.
        let tables =
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'";
        let mut contents = BTreeMap::new();
        for (table,) in self.db().query(tables).all::<(String,)>().await.unwrap() {
            let columns = self.db().query("SELECT name FROM pragma_table_info($1)").bind(table.clone());
            let columns = columns.all::<(String,)>().await.unwrap().into_iter().map(|(column,)| column);
            let columns: Vec<_> = columns.filter(|column| !is_written_by_refusals(&table, column)).collect();
            if columns.is_empty() {
                continue;
            }
            let row: Vec<_> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
            let row = row.join(" || ', ' || ");
            let sql = format!("SELECT COALESCE(group_concat({row}, char(10)), '') FROM \"{table}\"");
            // `Db` takes texts of the program only. A test makes few of them, so it may leak them.
            let (content,) = self.db().query(sql.leak()).one::<(String,)>().await.unwrap().unwrap();
            contents.insert(table, content);
        }
        contents
    }

    /// The number that a statement such as `SELECT COUNT(*) …` returns.
    pub async fn number(&self, sql: &'static str) -> i64 {
        self.db().query(sql).one::<(i64,)>().await.unwrap().unwrap().0
    }
}

/// Whether a request that is refused may write this column all the same.
fn is_written_by_refusals(table: &str, column: &str) -> bool {
    match table {
        // A wrong password is counted, and that is what makes guessing slow.
        "throttles" => true,
        // Any request of a session notes when it was last used, and from where; whether it is refused is decided later.
        "sessions" => ["last_seen", "user_agent", "address"].contains(&column),
        _ => false,
    }
}

#[tokio::test]
async fn the_rows_of_a_site_are_those_of_every_table() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let before = site.rows().await;
    for table in [
        "users",
        "sessions",
        "likes",
        "post_tags",
        "lab_states",
        "attempts",
        "sandbox_states",
        "shared_races",
    ] {
        assert!(before.contains_key(table), "{table} is missing: {before:?}");
    }
    assert!(!before.contains_key("throttles"));
    let profile = [("display_name", "Ana of the oven"), ("bio", "Rye.")];
    assert_eq!(ana.call("/api/change_profile", &profile).await.status, 200);
    let after = site.rows().await;
    let changed: Vec<_> = after.keys().filter(|table| after[*table] != before[*table]).collect();
    assert_eq!(changed, ["users"], "a change of a row is noticed, too");
}

pub fn key(cookie: &str) -> SessionKey {
    store::session::key_of_cookie(cookie)
}
