//! The two halves of the site: the browser's, by Trunk, and the server, by Cargo.
//!
//! The browser's half comes first, always: the server's build script embeds what it finds in `dist/`.

use crate::{
    bundle_size, extra_bundle,
    process::{command, run},
    setup::Tools,
};
use anyhow::{Context, Result};
use std::{fs, path::Path, time::SystemTime};

/// What the browser's half is made of, and what says how. A path that does not exist counts as old.
const INPUTS: [&str; 13] = [
    "app",
    "web",
    "model",
    "labs",
    "frontend",
    "style",
    "public",
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "xtask/src/build.rs",
    "xtask/src/setup.rs",
    "xtask/src/extra_bundle.rs",
];

/// Builds the browser's half into `dist/`, unless nothing changed since the last time; then checks its size.
///
/// # Errors
/// When the build fails, or when the bundle is heavier than its budget.
pub fn frontend(tools: &Tools) -> Result<()> {
    // Trunk runs its tools again even when nothing has changed, so the time of one file says when it last built.
    let stamp = Path::new("target/frontend.stamp");
    let newest = newest_change(&INPUTS);
    let built = fs::metadata(stamp).and_then(|meta| meta.modified()).ok();
    if built.is_some_and(|built| built >= newest) && Path::new("dist/index.html").exists() {
        println!("build: the browser's half is fresh");
    } else {
        println!("build: the browser's half (usually three minutes the first time, one after a change)");
        // Trunk builds offline, so that it downloads no tools; the crates must be there by then.
        run(&mut command("cargo fetch --locked")).context("the crates could not be fetched")?;
        // The time from before the build: a change made while it ran may not be in it, so it must count as newer.
        let started = SystemTime::now();
        run(tools.for_wasm(command("trunk build --release").env_remove("NO_COLOR")))
            .context("the browser's half did not build")?;
        minify(tools)?;
        extra_bundle::build(tools)?;
        fs::create_dir_all("target")?;
        fs::File::create(stamp)?.set_modified(started)?;
    }
    bundle_size::check(tools)
}

/// Minifies the script that Trunk has just put into `dist/`. Its name keeps the hash that Trunk gave it: the same input
/// still makes the same file.
fn minify(tools: &Tools) -> Result<()> {
    for file in fs::read_dir("dist")? {
        let path = file?.path();
        if path.extension().is_some_and(|ending| ending == "js") {
            extra_bundle::minify(tools, &path)?;
        }
    }
    Ok(())
}

/// Builds the binary `vitrine` with these flags of Cargo's: none for the quick profile, or `--release`.
///
/// # Errors
/// When it does not build.
pub fn server(flags: &[&str]) -> Result<()> {
    println!("build: the server (usually five minutes the first time, ten with --release)");
    run(command("cargo build --package server --bin vitrine").args(flags)).context("the server did not build")
}

/// The newest change of these files and of all that lies below these folders. A folder counts by its own time as well,
/// so that a file that went is a change; what does not exist counts as old.
pub fn newest_change(paths: &[&str]) -> SystemTime {
    fn below(path: &Path) -> SystemTime {
        let own = fs::metadata(path).and_then(|meta| meta.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        entries.map(|entry| below(&entry.path())).fold(own, SystemTime::max)
    }
    paths.iter().map(|path| below(Path::new(path))).fold(SystemTime::UNIX_EPOCH, SystemTime::max)
}
