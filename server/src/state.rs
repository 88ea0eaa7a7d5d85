//! What the server's own parts share.

use crate::{
    clock::Clock,
    config::Config,
    form_return::RefusedForms,
    page_cache::PageCache,
    session::{SessionCache, ViewerCache},
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
pub struct Timeouts {
    /// For the head of a request; also how long an idle connection is kept.
    pub request_head: Duration,
    /// For a request's body.
    pub request_body: Duration,
    /// For an answer to begin.
    pub response_start: Duration,
    /// For a client to take the next piece of an answer.
    pub write: Duration,
    /// For requests to end, when the server is to stop.
    pub shutdown: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            request_head: Duration::from_secs(10),
            request_body: Duration::from_secs(30),
            response_start: Duration::from_secs(30),
            write: Duration::from_secs(30),
            shutdown: Duration::from_secs(10),
        }
    }
}

/// One per process. Every layer of every request has a handle to it, so a handle is one pointer.
#[derive(Clone)]
pub struct State(Arc<StateInner>);

/// What the state is made of.
pub struct StateInner {
    pub site: Site,
    pub clock: Clock,
    pub timeouts: Timeouts,
    /// The only machines whose `X-Forwarded-For` is believed.
    pub proxies: Arc<[IpNet]>,
    /// Forms that were refused, until their page shows them again.
    pub refused_forms: Arc<RefusedForms>,
    /// Pages, sessions and people as they were a moment ago.
    pub page_cache: Arc<PageCache>,
    pub session_cache: Arc<SessionCache>,
    pub viewer_cache: Arc<ViewerCache>,
    /// Places for open pages that listen to events.
    pub listener_permits: Arc<Semaphore>,
    /// Turns true when the server is to stop.
    pub shutdown: watch::Sender<bool>,
    /// While editing: where the browser's half is read from.
    pub dist: Option<PathBuf>,
    /// While editing: pages may connect to the tool that announces new builds.
    pub reload: bool,
}

impl Deref for State {
    type Target = StateInner;

    fn deref(&self) -> &StateInner {
        &self.0
    }
}

impl From<StateInner> for State {
    fn from(parts: StateInner) -> Self {
        Self(Arc::new(parts))
    }
}

impl StateInner {
    /// The parts for a site with these settings.
    pub fn new(site: Site, config: &Config) -> Self {
        Self {
            site,
            clock: Clock::default(),
            timeouts: Timeouts::default(),
            proxies: config.trusted_proxy.clone().into(),
            refused_forms: Arc::default(),
            page_cache: Arc::default(),
            session_cache: Arc::default(),
            viewer_cache: Arc::default(),
            listener_permits: Arc::new(Semaphore::new(config.listeners_max)),
            shutdown: watch::Sender::new(false),
            dist: config.dist.clone(),
            reload: config.reload,
        }
    }

    /// The names of the site's cookies.
    pub fn cookies(&self) -> &'static CookieNames {
        cookies::names(self.site.is_secure())
    }
}
