//! A site of its own for each test: its database, its clock, its router.

use crate::Actor;
use axum::Router;
use clap::Parser;
use model::{DisplayName, NewPassword, PostDraft, PostId, Role, SessionKey, UserId, UserName};
use server::{
    config::Config,
    router, serve,
    state::{Parts, State},
};
use std::sync::LazyLock;
use store::Db;
use tempfile::TempDir;
use tower_sessions::session::Id;

/// Everybody's password in these tests.
pub const PASSWORD: &str = "ladder copper autumn whistle";
pub const ORIGIN: &str = "http://square.test";

/// Hashed once: what these tests are about is elsewhere.
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

pub struct Site {
    pub state: State,
    pub router: Router,
    pub folder: TempDir,
}

#[derive(Parser)]
struct Words {
    #[command(flatten)]
    config: Config,
}

/// The settings these flags make.
pub fn config(flags: &[&str]) -> Config {
    Words::parse_from(["test"].iter().chain(flags)).config
}

impl Site {
    pub async fn fresh() -> Self {
        Self::with(&[], |_| {}).await
    }

    /// As a real site would be: reached by https alone.
    pub async fn secure() -> Self {
        Self::with(&["--origin", "https://square.test"], |_| {}).await
    }

    pub async fn with(flags: &[&str], change: impl FnOnce(&mut Parts)) -> Self {
        let folder = TempDir::new().unwrap();
        let db = Db::open(folder.path()).await.unwrap();
        let config = config(flags);
        let origin = config.origin.clone().unwrap_or_else(|| ORIGIN.to_owned());
        let mut parts = Parts::new(serve::site(&config, db, origin), &config);
        parts.site.labs.sandbox = serve::sandbox(env!("CARGO_BIN_EXE_vitrine").into());
        parts.site.labs.likes = serve::likes(env!("CARGO_BIN_EXE_vitrine").into(), folder.path().join("lab"));
        change(&mut parts);
        let state = State::from(parts);
        let router = router::build(&state);
        Self { state, router, folder }
    }

    pub fn db(&self) -> &Db {
        &self.state.site.db
    }

    /// Somebody with an empty cookie jar.
    pub fn nobody(&self) -> Actor {
        Actor::new(self.router.clone(), self.state.site.origin)
    }

    /// Makes an account.
    pub async fn account(&self, name: &str) -> UserId {
        let (name, shown) = (UserName::parse(name).unwrap(), DisplayName::parse(name).unwrap());
        let now = self.state.clock.now();
        store::user::insert_user(self.db(), &name, &shown, HASH.clone(), Role::Person, now).await.unwrap()
    }

    /// Somebody with an account and a session, made without the app.
    pub async fn as_user(&self, name: &str) -> Actor {
        let user = self.account(name).await;
        self.another_session(user).await
    }

    /// One more browser of a person.
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

    /// How many rows every table has: a refusal leaves it as it was.
    pub async fn rows(&self) -> Vec<i64> {
        let mut counts = Vec::new();
        for sql in [
            "SELECT COUNT(*) FROM users",
            "SELECT COUNT(*) FROM sessions",
            "SELECT COUNT(*) FROM devices",
            "SELECT COUNT(*) FROM throttles",
            "SELECT COUNT(*) FROM posts",
            "SELECT COUNT(*) FROM comments",
            "SELECT COUNT(*) FROM likes",
            "SELECT COUNT(*) FROM follows",
            "SELECT COUNT(*) FROM deleted_posts",
        ] {
            counts.push(self.number(sql).await);
        }
        counts
    }

    /// What `SELECT COUNT(*) …` says.
    pub async fn number(&self, sql: &'static str) -> i64 {
        self.db().query(sql).one::<(i64,)>().await.unwrap().unwrap().0
    }
}

pub fn key(cookie: &str) -> SessionKey {
    store::session::key_of_cookie(cookie)
}
