//! Licences, bans and sources of the dependencies, as `deny.toml` says.

use crate::{
    process::{command, run},
    setup::Tools,
};
use anyhow::{Context, Result};

/// Runs `cargo deny` for them. Versions that come twice are only warned of.
///
/// # Errors
/// When a dependency is not what `deny.toml` allows, or the crates cannot be fetched.
pub fn check(tools: &Tools) -> Result<()> {
    // The licences are read from the crates themselves; once they are here, the checks need no network.
    run(&mut command("cargo fetch --locked")).context("the crates could not be fetched")?;
    run(tools.on_path(&mut command(
        "cargo deny --locked --offline check --hide-inclusion-graph licenses bans sources",
    )))
    .context("a dependency is not what deny.toml allows; `cargo tree --invert CRATE` says who brings it")
}
