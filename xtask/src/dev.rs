//! `cargo xtask dev`: serve, and rebuild and reload while one edits.
//!
//! Trunk watches the browser's half (`Trunk.toml` says which folders), rebuilds it, and announces each build on a port
//! of its own; with `--reload` the pages listen there and reload. The server's sources are watched here, by their
//! times: twice a second costs nothing one would notice, and needs no library for each kind of system.

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
/// How often the sources are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Runs until interrupted.
///
/// # Errors
/// When the site does not build at first, or Trunk or the server cannot be started.
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
            // Noted before the build: what is saved while it runs is built next time round.
            seen = now;
            // When the code does not compile, the old server goes on until the next save.
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
