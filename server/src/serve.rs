//! Starts the site from its settings, and stops it again.

use crate::{
    assets,
    clock::Clock,
    config::{Config, DataFolder, Switch, machine_addresses},
    connections::ConnectionLimits,
    listen, open_files, router, source,
    state::{State, StateInner},
};
use anyhow::{Context, Result, anyhow};
use labs::{Engines, likes::LikePrograms, sandbox::Pool};
use model::Timestamp;
use std::{io, net::SocketAddr, path::PathBuf, time::Duration};
use store::{Db, FolderLock};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use web::{context::Site, rate_limit::RateLimits};

/// How often expired rows are deleted.
const CLEANUP_INTERVAL: Duration = Duration::from_secs(600);

/// Serves until SIGTERM or Ctrl-C. Prints where the site is, a line for each origin and nothing else, on stdout, once it can
/// be reached.
///
/// # Errors
/// One sentence on why the site did not start.
pub async fn run(config: &Config) -> Result<()> {
    // First of all, so that a signal during the start is not lost.
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    let config = &open_files::fit(config.clone(), open_files::raise_limit(config)?)?;
    let (_lock, db) = open(&config.data).await?;
    let (listener, address) = bind(config.listen).await?;
    let state = state(config, db, address);
    // A site without a sandbox is of more use than none: the pages say that it is closed.
    if let Err(why) = state.site.labs.sandbox.self_test().await {
        tracing::warn!(why, "the sandbox stays closed: {why}");
    }
    let router = router::build(&state);
    let cleanup = tokio::spawn(delete_expired_regularly(state.clone()));
    for origin in reached_at(config, address, &state) {
        println!("Vitrine is at {origin}");
    }

    let shutdown = state.shutdown.clone();
    let stopped = async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
        tracing::info!("stopping: running requests may end, new ones are not taken");
        // Ends the event streams of open pages, which would never end by themselves.
        shutdown.send_replace(true);
    };
    let limits = ConnectionLimits {
        connections_max: config.connections_max,
        per_network_max: config.connections_per_network_max,
        proxies: state.proxies.clone(),
    };
    listen::serve(listener, router, limits, state.timeouts, stopped).await;
    cleanup.abort();
    // Merges the write-ahead log into the database, so that the folder can be copied.
    state.site.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Makes what the server's parts share, for a site that listens on this address.
fn state(config: &Config, db: Db, address: SocketAddr) -> State {
    let machine = machine_addresses().unwrap_or_else(|e| {
        tracing::warn!(error = %e, "the addresses of this machine are not known: {e}");
        Vec::new()
    });
    let origins = config.origins(address, &machine);
    let mut parts = StateInner::new(site(config, db, origins[0].clone()), config);
    parts.origins = origins.into();
    State::from(parts)
}

/// Where the site is reached from this machine and its network. An origin in the settings is a proxy's, so the address
/// listened on is told instead.
fn reached_at(config: &Config, address: SocketAddr, state: &State) -> Vec<String> {
    if config.origin.is_some() || !address.ip().is_unspecified() {
        return vec![format!("http://{address}")];
    }
    state.origins.to_vec()
}

/// Makes what the app shares between requests. `origin` is the site's scheme, host and port; it is leaked, because it lives
/// as long as the process.
pub fn site(config: &Config, db: Db, origin: String) -> Site {
    Site {
        db,
        hasher: Default::default(),
        hub: Default::default(),
        limits: if config.write_limits == Switch::On {
            RateLimits::on(config.sign_ups_per_network)
        } else {
            RateLimits::off()
        },
        tags_of_week: Default::default(),
        renderer: Default::default(),
        assets: assets::provider(config.dist.clone(), config.reload),
        rings: Default::default(),
        // The program that runs now, even if the file that it was started from has been replaced since.
        labs: Engines::new(
            sandbox("/proc/self/exe".into(), config.sandbox_workers),
            likes("/proc/self/exe".into(), config.data.data.join("lab")),
        ),
        source: source::of_this_build(),
        origin: origin.leak(),
    }
}

/// The workers that run learners' SQL, at most `at_once` at the same time. They are started from `program`, which is
/// `vitrine` itself.
pub fn sandbox(program: PathBuf, at_once: usize) -> Pool {
    Pool::new(program, vec!["lab-worker".to_owned()], at_once)
}

/// The programs of chapter 4 that keep likes. They are started from `program`, which is `vitrine` itself, and write into
/// `folder`, which nothing else uses.
pub fn likes(program: PathBuf, folder: PathBuf) -> LikePrograms {
    LikePrograms::new(program, vec!["lab-likes".to_owned()], folder)
}

/// Locks the folder for this process, and opens its database. A second server on one database would not know of the first
/// one's events and caches.
async fn open(data: &DataFolder) -> Result<(FolderLock, Db)> {
    let folder = data.create()?;
    let shown = folder.display();
    let lock = FolderLock::take(folder).map_err(|e| match e {
        store::Error::Io(e) => anyhow!(e).context(format!("nothing can be written in the folder {shown}")),
        e => anyhow!("{e}: {shown}"),
    })?;
    let db = Db::open(folder).await.with_context(|| format!("the database in {shown} cannot be opened"))?;
    Ok((lock, db))
}

/// Listens on an address; with port 0 the system chooses one, so the real address is returned, too.
async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(address).await.map_err(|e| match e.kind() {
        io::ErrorKind::AddrInUse => {
            anyhow!("another program listens on {address}; stop it, or choose another address with --listen")
        }
        io::ErrorKind::PermissionDenied => {
            anyhow!("{address} is reserved; choose a port of 1024 or above with --listen")
        }
        _ => anyhow!(e).context(format!("the address {address} cannot be listened on")),
    })?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Deletes expired rows and forms every ten minutes. Nothing depends on it but the size of the database: whatever reads them
/// looks at their age.
async fn delete_expired_regularly(state: State) {
    let mut every = tokio::time::interval(CLEANUP_INTERVAL);
    loop {
        every.tick().await;
        delete_expired(&state.site, &state.clock).await;
        state.refused_forms.remove_expired(state.clock.now());
    }
}

/// Deletes expired sessions, throttles and idempotency keys, and forgets rate limits and recordings that are no longer needed.
/// While the clock is not to be trusted, no row is deleted: what is over is not used either way, and what is not would be lost.
pub async fn delete_expired(site: &Site, clock: &Clock) {
    let now = clock.now();
    match clock.is_steady(&site.db).await {
        Ok(true) => match delete_expired_rows(&site.db, now).await {
            Ok((sessions, tries, keys)) => tracing::debug!(sessions, tries, keys, "tidied up"),
            Err(e) => tracing::warn!(error = %e, "tidying up did not work: {e}"),
        },
        Ok(false) => tracing::debug!("nothing is tidied up before the clock has run evenly for a day"),
        Err(e) => tracing::warn!(error = %e, "the look at the clock was not kept: {e}"),
    }
    site.limits.retain_recent();
    site.labs.recordings.forget_old(now);
}

/// How many sessions, throttles and idempotency keys were deleted.
async fn delete_expired_rows(db: &Db, now: Timestamp) -> store::Result<(u64, u64, u64)> {
    store::session::update_future_sessions(db, now).await?;
    let sessions = store::session::delete_expired_sessions(db, now).await?;
    let tries = store::sign_in_throttle::delete_old_tries(db, now).await?;
    let keys = store::idempotency_key::delete_old_keys(db, now).await?;
    Ok((sessions, tries, keys))
}
