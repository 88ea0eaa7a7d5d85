//! What the server's own parts share.
//!
//! [`State`] is what handlers and layers get; the app gets [`Site`], which is one part of it.

use crate::{
    body::LARGE_BODIES_MAX,
    clock::Clock,
    config::Config,
    form_return::RefusedForms,
    live::OpenStreams,
    network::Proxies,
    page_cache::PageCache,
    session::{SessionCache, ViewerCache},
    watch::Watch,
};
use std::{
    ops::Deref,
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};
use tokio::sync::{Semaphore, watch};
use web::{
    context::Site,
    cookies::{self, CookieNames},
};

/// How long the server waits for a client, or for itself.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For the head of a request to arrive, the first one of a connection included.
    pub request_head: Duration,
    /// For a connection to rest between two requests. Longer than proxies keep theirs, which is 60 s for most: a request
    /// that a proxy sends while this side closes is lost.
    pub rest: Duration,
    /// For a request's body to arrive.
    pub request_body: Duration,
    /// For an answer to begin.
    pub response_start: Duration,
    /// The same for a file that is brought in, which waits for its place, arrives, waits for its turn and is read.
    pub upload: Duration,
    /// For a client to take the next piece of an answer.
    pub write: Duration,
    /// For running requests to end when the server stops.
    pub shutdown: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            request_head: Duration::from_secs(10),
            rest: Duration::from_secs(75),
            request_body: Duration::from_secs(30),
            response_start: Duration::from_secs(30),
            upload: Duration::from_secs(180),
            write: Duration::from_secs(30),
            shutdown: Duration::from_secs(10),
        }
    }
}

/// One per process. Every layer of every request clones it, so a clone is one pointer.
#[derive(Clone)]
pub struct State(Arc<StateInner>);

/// The parts of a [`State`]. Tests change some of them before they make a `State` of them.
pub struct StateInner {
    /// What the app shares between requests.
    pub site: Site,
    /// The time of day.
    pub clock: Clock,
    /// How long the server waits.
    pub timeouts: Timeouts,
    /// The only machines that are believed when they say whom they speak for.
    pub proxies: Arc<Proxies>,
    /// The origins whose forms are the site's own, the one in `site` first. More than one only where the site listens on
    /// every address of the machine and no setting says under which name it is known.
    pub origins: Arc<[String]>,
    /// Whether the log has told already that the site is reached under an origin that it does not know.
    pub unknown_origin_told: AtomicBool,
    /// Forms that were refused, until their page shows them again.
    pub refused_forms: Arc<RefusedForms>,
    /// Pages that were drawn within this second.
    pub page_cache: Arc<PageCache>,
    /// The keys of forms that are being answered now. It stays empty: only its places are used (`idempotency.rs`).
    pub forms_under_way: Arc<quick_cache::sync::Cache<String, ()>>,
    /// The places for bodies that are larger than most (`body.rs`).
    pub large_bodies: Arc<Semaphore>,
    /// Rows of `sessions` that were read within this second.
    pub session_cache: Arc<SessionCache>,
    /// People who are signed in, read within this second.
    pub viewer_cache: Arc<ViewerCache>,
    /// The event streams of open pages.
    pub open_streams: Arc<OpenStreams>,
    /// Turns true when the server stops, which ends the event streams.
    pub shutdown: watch::Sender<bool>,
    /// Looks whether the site can keep what it is told.
    pub watch: Arc<Watch>,
    /// While editing: the folder from which the browser's half is read.
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
    /// The parts for a site with these settings; every cache is empty.
    pub fn new(site: Site, config: &Config) -> Self {
        // One that is late by its own length again did not work twice.
        let backup_age_max = config.backup_to.as_ref().map(|_| config.backup_every * 2);
        Self {
            watch: Arc::new(Watch::new(site.db.clone(), &config.data.data, backup_age_max)),
            clock: Clock::default(),
            timeouts: Timeouts::default(),
            proxies: Arc::new(config.proxies()),
            origins: [site.origin.to_owned()].into(),
            unknown_origin_told: AtomicBool::new(false),
            site,
            refused_forms: Arc::default(),
            page_cache: Arc::default(),
            forms_under_way: Arc::new(quick_cache::sync::Cache::new(1)),
            large_bodies: Arc::new(Semaphore::new(LARGE_BODIES_MAX)),
            session_cache: Arc::default(),
            viewer_cache: Arc::default(),
            open_streams: OpenStreams::new(config.listeners_max, config.listeners_per_network_max),
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
