//! The tests in a browser, and pictures of the pages: both are projects of Playwright in `end2end`.

use crate::{
    build,
    process::{command, run},
    setup,
};
use anyhow::Result;
use std::process::Command;

/// The command that runs Playwright with these flags in `end2end`, in the Chromium that `setup` found.
pub fn playwright(flags: &str) -> Command {
    let mut npx = command("npx playwright test");
    npx.args(flags.split_whitespace()).current_dir("end2end");
    if let Some(browser) = setup::chromium() {
        npx.env("VITRINE_CHROMIUM", browser);
    }
    npx
}

/// Takes pictures of every page, into `end2end/shots`. They prove nothing by themselves; somebody has to look at them.
///
/// # Errors
/// When the site does not build, or a page cannot be shown.
pub fn shots(_args: &[String]) -> Result<()> {
    let tools = setup::for_browser()?;
    build::frontend(&tools)?;
    build::server(&[])?;
    run(&mut playwright("--project shots"))
}
