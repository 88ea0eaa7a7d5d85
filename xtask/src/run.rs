//! `cargo xtask run`: from a fresh clone to a site in the browser.

use crate::{
    build,
    process::{command, run as run_command},
    setup,
};
use anyhow::Result;
use std::path::Path;

const BINARY: &str = "target/debug/vitrine";

/// Sets up, builds, fills a new `data/` with the demo community, and serves until interrupted.
/// Further arguments go to `vitrine serve`.
pub fn run(args: &[String]) -> Result<()> {
    let tools = setup::for_run()?;
    build::frontend(&tools)?;
    build::server(&[])?;
    if !Path::new("data").exists() {
        run_command(&mut command(&format!("{BINARY} seed --demo --data data")))?;
    }
    run_command(command(&format!("{BINARY} serve --data data")).args(args))
}
