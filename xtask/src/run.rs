//! `cargo xtask run`: from a fresh clone to a site in the browser.

use crate::{
    build,
    process::{command, run as run_command},
    setup::{self, Tools},
};
use anyhow::Result;
use std::path::Path;

/// The server of the quick profile.
pub const BINARY: &str = "target/debug/vitrine";

/// Builds the site and serves it until interrupted. Further arguments go to `vitrine serve`.
///
/// # Errors
/// When a step fails, or the server ends with an error.
pub fn run(args: &[String]) -> Result<()> {
    build_site()?;
    run_command(command(&format!("{BINARY} serve --data data")).args(args))
}

/// Sets up what is missing, builds both halves, and fills `data/` with the demo community where there is none yet.
///
/// # Errors
/// When a step fails.
pub fn build_site() -> Result<Tools> {
    let tools = setup::for_run()?;
    build::frontend(&tools)?;
    build::server(&[])?;
    if !Path::new("data").exists() {
        run_command(&mut command(&format!("{BINARY} seed --demo --data data")))?;
    }
    Ok(tools)
}
