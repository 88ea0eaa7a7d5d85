//! `cargo xtask dev`: serve, and rebuild and reload while one edits.
//!
//! Trunk watches the browser's half, rebuilds it and announces each build on its own port; pages of a debug server
//! listen there and reload. The server is rebuilt and restarted here when one of its sources changes.

use crate::{
    build,
    process::{command, run},
    setup,
};
use anyhow::{Context, Result};
use std::{
    fs,
    path::Path,
    process::{Child, Command},
    time::{Duration, SystemTime},
};

const WATCHED: [&str; 4] = ["app", "model", "store", "server"];
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Runs until interrupted.
pub fn dev() -> Result<()> {
    let tools = setup::for_run()?;
    build::frontend(&tools)?;
    build::server(&[])?;
    if !Path::new("data").exists() {
        run(&mut command("target/debug/vitrine seed --demo --data data"))?;
    }
    let mut trunk = tools
        .for_wasm(&mut command("trunk serve --release"))
        .spawn()
        .context("trunk could not be started")?;
    let mut server = serve()?;
    let mut seen = newest();
    loop {
        std::thread::sleep(LOOK_EVERY);
        if let Some(status) = trunk.try_wait()? {
            stop(&mut server);
            anyhow::bail!("trunk ended ({status})");
        }
        let now = newest();
        if now > seen {
            seen = now;
            // A mistake in the code leaves the old server running until the next save.
            if build::server(&[]).is_ok() {
                stop(&mut server);
                server = serve()?;
            }
        }
    }
}

fn serve() -> Result<Child> {
    let mut vitrine: Command = command("target/debug/vitrine serve --data data --dist dist --reload");
    vitrine.spawn().context("the server could not be started")
}

/// Asks the server to finish its requests, and waits for it.
fn stop(server: &mut Child) {
    let _ = run(&mut command(&format!("kill -TERM {}", server.id())));
    let _ = server.wait();
}

fn newest() -> SystemTime {
    fn under(path: &Path) -> SystemTime {
        let own = fs::metadata(path).and_then(|meta| meta.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        entries.map(|entry| under(&entry.path())).fold(own, SystemTime::max)
    }
    WATCHED.iter().map(|folder| under(Path::new(folder))).fold(SystemTime::UNIX_EPOCH, SystemTime::max)
}
