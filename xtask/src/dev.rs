//! `cargo xtask dev`: serve, and rebuild and reload while one edits.
//!
//! Trunk watches the browser's half, rebuilds it and announces each build on its own port; pages of a debug server
//! listen there and reload. The server is rebuilt and restarted here when one of its sources changes.

use crate::{
    build,
    process::{command, run},
    run::{BINARY, build_site},
};
use anyhow::{Context, Result};
use std::{
    process::{Child, Command},
    time::Duration,
};

/// What the server is made of. A folder that does not exist is never newer.
const WATCHED: [&str; 9] = ["app", "content", "labs", "lessons", "model", "server", "store", "web", "xray"];
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Runs until interrupted.
pub fn dev(_args: &[String]) -> Result<()> {
    let tools = build_site()?;
    let mut trunk = tools
        .for_wasm(&mut command("trunk serve --release"))
        .spawn()
        .context("trunk could not be started")?;
    let mut server = serve()?;
    let mut seen = build::newest_change(&WATCHED);
    loop {
        std::thread::sleep(LOOK_EVERY);
        if let Some(status) = trunk.try_wait()? {
            stop(&mut server);
            anyhow::bail!("trunk ended ({status})");
        }
        let now = build::newest_change(&WATCHED);
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
    let mut vitrine: Command = command(&format!("{BINARY} serve --data data --dist dist --reload"));
    vitrine.spawn().context("the server could not be started")
}

/// Asks the server to finish its requests, and waits for it.
fn stop(server: &mut Child) {
    let _ = run(&mut command(&format!("kill -TERM {}", server.id())));
    let _ = server.wait();
}
