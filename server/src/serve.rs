//! From settings to a running site, and down again.

use crate::{
    assets,
    clock::Clock,
    config::{Config, DataFolder, Switch},
    listen, router, source,
    state::{State, StateInner},
};
use anyhow::{Context, Result, anyhow};
use labs::{Engines, likes::LikePrograms, sandbox::Pool};
use std::{io, net::SocketAddr, path::PathBuf, time::Duration};
use store::{Db, FolderLock};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use web::{context::Site, rate_limit::RateLimits};

const CLEANUP_INTERVAL: Duration = Duration::from_secs(600);

/// Serves until SIGTERM or Ctrl-C.
///
/// # Errors
/// One sentence on why the site did not start.
pub async fn run(config: &Config) -> Result<()> {
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    let (_lock, db) = open(&config.data).await?;
    let (listener, address) = bind(config.listen).await?;
    let state = State::from(StateInner::new(site(config, db, config.origin(address)), config));
    if let Err(why) = state.site.labs.sandbox.self_test().await {
        tracing::warn!(why, "the sandbox stays closed: {why}");
    }
    let router = router::build(&state);
    let cleanup = tokio::spawn(delete_expired_regularly(state.clone()));
    println!("Vitrine is at http://{address}");

    let shutdown = state.shutdown.clone();
    let stopped = async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
        tracing::info!("stopping: running requests may end, new ones are not taken");
        // Ends the lines to open pages, which would never end by themselves.
        shutdown.send_replace(true);
    };
    listen::serve(listener, router, config.connections_max, state.timeouts, stopped).await;
    cleanup.abort();
    state.site.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Action the app shares between requests.
pub fn site(config: &Config, db: Db, origin: String) -> Site {
    Site {
        db,
        hasher: Default::default(),
        hub: Default::default(),
        limits: if config.write_limits == Switch::On { RateLimits::on() } else { RateLimits::off() },
        tags_of_week: Default::default(),
        assets: assets::provider(config.dist.clone(), config.reload),
        rings: Default::default(),
        // This very program, also when the file it was started from has been replaced since.
        labs: Engines::new(
            sandbox("/proc/self/exe".into()),
            likes("/proc/self/exe".into(), config.data.data.join("lab")),
        ),
        source: source::of_this_build(),
        // As long as the process.
        origin: origin.leak(),
    }
}

/// Workers that are started from `program`, which is `vitrine`.
pub fn sandbox(program: PathBuf) -> Pool {
    // Half of the machine is for whoever reads the site.
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Pool::new(program, vec!["lab-worker".to_owned()], (cores / 2).max(1))
}

/// Programs that keep likes, started from `program`, which is `vitrine`; `folder` is theirs alone.
pub fn likes(program: PathBuf, folder: PathBuf) -> LikePrograms {
    LikePrograms::new(program, vec!["lab-likes".to_owned()], folder)
}

/// Takes the folder for this process alone, and opens its database.
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

/// Every ten minutes: what is over anyway goes away.
async fn delete_expired_regularly(state: State) {
    let mut every = tokio::time::interval(CLEANUP_INTERVAL);
    loop {
        every.tick().await;
        delete_expired(&state.site, &state.clock).await;
        state.refused_forms.remove_expired(state.clock.now());
    }
}

/// Removes sessions and counters that no longer count.
pub async fn delete_expired(site: &Site, clock: &Clock) {
    let now = clock.now();
    let sessions = store::session::delete_expired_sessions(&site.db, now).await;
    let tries = store::throttle::delete_old_tries(&site.db, now).await;
    match (sessions, tries) {
        (Ok(sessions), Ok(tries)) => tracing::debug!(sessions, tries, "tidied up"),
        (Err(e), _) | (_, Err(e)) => tracing::warn!(error = %e, "tidying up did not work: {e}"),
    }
    site.limits.retain_recent();
    site.labs.recordings.forget_old(now);
}
