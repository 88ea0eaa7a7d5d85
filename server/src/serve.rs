//! Starts the site from its settings, and stops it again.

use crate::{
    assets,
    clock::Clock,
    config::{Config, Switch, machine_addresses},
    connections::ConnectionLimits,
    content,
    data_folder::{self, OpenSite},
    figures::figures,
    listen, open_files, router, scheduled_backup, source,
    state::{State, StateInner},
    watch,
};
use anyhow::{Result, anyhow, bail};
use labs::{Engines, likes::LikePrograms, sandbox::Pool};
use lessons::sql_exercise;
use model::Timestamp;
use std::{
    io::{self, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};
use store::{
    Db,
    keep::{DATABASE, folder, inspect},
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    task::JoinHandle,
};
use web::{context::Site, rate_limit::RateLimits};

/// How often expired rows are deleted.
const CLEANUP_INTERVAL: Duration = Duration::from_secs(600);
/// How long the site waits for the check after an unclean stop before it begins.
const START_CHECK_MAX: Duration = Duration::from_secs(10);

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
    let folder = config.data.data.as_path();
    let opened = data_folder::open_or_begin(folder, config.room(), config.new_site, Clock::default().now());
    let OpenSite { db, is_new, stopped_uncleanly, lock } = opened.await?;
    if is_new {
        tracing::info!("a new site begins in {}", folder.display());
    }
    put_guests_in_order(&db).await;
    let (listener, address) = bind(config.listen).await?;
    let state = state(config, db, address);
    if stopped_uncleanly {
        check_after_unclean_stop(folder, &state).await?;
    }
    folder::mark_running(folder)?;
    // A site without a sandbox is of more use than none: the pages say that it is closed.
    if let Err(why) = state.site.labs.sandbox.self_test().await {
        tracing::warn!(why, "the sandbox stays closed: {why}");
        state.watch.note_sandbox(Some("it is closed".to_owned()));
    }
    let router = router::build(&state);
    let regular_work = start_regular_work(config, &state);
    for origin in reached_at(config, address, &state) {
        // Whoever started the site may have closed stdout, and the log says the same.
        if let Err(e) = writeln!(io::stdout(), "Vitrine is at {origin}") {
            tracing::warn!(error = %e, "stdout did not take the address: Vitrine is at {origin}");
        }
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
    regular_work.into_iter().for_each(|work| work.abort());
    // Merges the write-ahead log into the database, so that the folder can be copied.
    state.site.db.close().await;
    // A database that is damaged is checked again at the next start.
    if !state.watch.is_stopped_for_good()
        && let Err(e) = folder::mark_stopped(folder)
    {
        tracing::warn!(error = %e, "the next start will take this stop for a kill: {e}");
    }
    drop(lock);
    tracing::info!("stopped");
    Ok(())
}

/// Starts what the site does by itself. It ends with the site.
fn start_regular_work(config: &Config, state: &State) -> Vec<JoinHandle<()>> {
    let mut work = vec![
        tokio::spawn(delete_expired_regularly(state.clone())),
        tokio::spawn(watch::look_regularly(state.clone())),
        tokio::spawn(content::look_regularly(state.clone())),
        tokio::spawn(watch::check_daily(state.clone())),
    ];
    if let Some(to) = config.backup_to.clone() {
        let plan = scheduled_backup::Plan {
            from: config.data.data.clone(),
            to,
            every: config.backup_every,
            keep: config.backup_keep.into(),
        };
        work.push(tokio::spawn(scheduled_backup::run_regularly(plan, state.clone())));
    }
    work
}

/// Reads all pages after a kill or a power cut. It takes long where the database is large, and the site begins meanwhile:
/// only what is found at once keeps it from starting.
async fn check_after_unclean_stop(folder: &Path, state: &State) -> Result<()> {
    tracing::info!("the last stop was not a clean one; the database is checked");
    let checking = tokio::spawn({
        let state = state.clone();
        async move { state.watch.check_pages().await }
    });
    let Ok(Ok(false)) = tokio::time::timeout(START_CHECK_MAX, checking).await else { return Ok(()) };
    let file = folder.join(DATABASE);
    if let Err(e) = data_folder::in_thread(move || inspect::read_all(&file)).await? {
        bail!(
            "the database in {} cannot be read: {e}; put a backup in its place (vitrine restore FILE)",
            folder.display()
        );
    }
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
        labs: Engines {
            content_folders: sql_exercise::content_folders(&config.content),
            ..Engines::new(
                sandbox("/proc/self/exe".into(), config.sandbox_workers),
                likes("/proc/self/exe".into(), config.data.data.join("lab")),
            )
        },
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

/// Before anybody is served: what a killed claim left over goes, and what older versions kept of guests comes over.
async fn put_guests_in_order(db: &Db) {
    let begun = async {
        let claims = store::learner::finish_claims(db).await?;
        let guests = store::learner::move_old_guests(db).await?;
        Ok::<_, store::Error>((claims, guests))
    };
    match begun.await {
        Ok((0, 0)) => {}
        Ok((claims, guests)) => tracing::info!(claims, guests, "guests’ work was put in order"),
        Err(e) => tracing::warn!(error = %e, "guests’ work could not be put in order, and is next time: {e}"),
    }
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
        let now = state.clock.now();
        state.refused_forms.remove_expired(now);
        state.page_cache.forget_old(now);
        state.session_cache.forget_old(now);
        state.viewer_cache.forget_old(now);
        state.site.rings.forget_old(now);
        let figures: Vec<_> = figures(&state).iter().map(ToString::to_string).collect();
        tracing::info!("figures: {}", figures.join("; "));
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
    match tidy_guests(&site.db).await {
        Ok((guests, pages)) => tracing::debug!(guests, pages, "tidied up after guests"),
        Err(e) => tracing::warn!(error = %e, "tidying up after guests did not work: {e}"),
    }
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

/// Deletes the work of guests whose session is over, and gives the space to the disk. It runs on the guests' own connections,
/// so nobody who posts waits for it. Returns how many guests and pages there were.
async fn tidy_guests(db: &Db) -> store::Result<(u64, u64)> {
    let claims = store::learner::finish_claims(db).await?;
    let orphans = store::learner::delete_orphans(db).await?;
    Ok((claims + orphans, store::learner::give_space_back(db).await?))
}
