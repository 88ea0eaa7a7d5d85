//! What the server's own parts share.

use crate::{
    clock::Clock,
    config::Config,
    form_return::Kept,
    page_cache::PageCache,
    session::{PersonCache, SessionCache},
};
use ipnet::IpNet;
use std::{ops::Deref, path::PathBuf, sync::Arc, time::Duration};
use tokio::sync::{Semaphore, watch};
use web::{
    context::Site,
    cookies::{self, CookieNames},
};

/// How long the server waits.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the head of a request; also how long an idle connection is kept.
    pub head: Duration,
    /// For a request's body.
    pub body: Duration,
    /// For an answer to begin.
    pub answer: Duration,
    /// For a client to take the next piece of an answer.
    pub write: Duration,
    /// For requests to end, when the server is to stop.
    pub stop: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
            answer: Duration::from_secs(30),
            write: Duration::from_secs(30),
            stop: Duration::from_secs(10),
        }
    }
}

/// One per process. Every layer of every request has a handle to it, so a handle is one pointer.
#[derive(Clone)]
pub struct State(Arc<Parts>);

/// What the state is made of.
pub struct Parts {
    pub site: Site,
    pub clock: Clock,
    pub patience: Patience,
    /// The only machines whose `X-Forwarded-For` is believed.
    pub proxies: Arc<[IpNet]>,
    /// Forms that were refused, until their page shows them again.
    pub kept: Arc<Kept>,
    /// Pages, sessions and people as they were a moment ago.
    pub pages: Arc<PageCache>,
    pub sessions: Arc<SessionCache>,
    pub people: Arc<PersonCache>,
    /// Places for open pages that listen to events.
    pub listeners: Arc<Semaphore>,
    /// Turns true when the server is to stop.
    pub stop: watch::Sender<bool>,
    /// While editing: where the browser's half is read from.
    pub dist: Option<PathBuf>,
    /// While editing: pages may connect to the tool that announces new builds.
    pub reload: bool,
}

impl Deref for State {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl From<Parts> for State {
    fn from(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Parts {
    /// The parts for a site with these settings.
    pub fn new(site: Site, config: &Config) -> Self {
        Self {
            site,
            clock: Clock::default(),
            patience: Patience::default(),
            proxies: config.trusted_proxy.clone().into(),
            kept: Arc::default(),
            pages: Arc::default(),
            sessions: Arc::default(),
            people: Arc::default(),
            listeners: Arc::new(Semaphore::new(config.listeners_max)),
            stop: watch::Sender::new(false),
            dist: config.dist.clone(),
            reload: config.reload,
        }
    }

    /// The names of the site's cookies.
    pub fn cookies(&self) -> &'static CookieNames {
        cookies::names(self.site.is_secure())
    }
}
