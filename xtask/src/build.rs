//! The two halves: the browser's bundle by Trunk, the server by Cargo.

use crate::{
    bundle_size, extra_bundle,
    process::{command, run},
    setup::Tools,
};
use anyhow::{Context, Result};
use std::{fs, path::Path, time::SystemTime};

/// What the browser's half is made of.
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

/// Builds the browser's half into `dist/`, unless nothing changed since; then weighs it.
///
/// # Errors
/// When the build fails, or when the bundle is heavier than its budget.
pub fn frontend(tools: &Tools) -> Result<()> {
    let stamp = Path::new("target/frontend.stamp");
    let newest = newest_change(&INPUTS);
    let built = fs::metadata(stamp).and_then(|meta| meta.modified()).ok();
    if built.is_some_and(|built| built >= newest) && Path::new("dist/index.html").exists() {
        println!("build: the browser's half is fresh");
    } else {
        println!("build: the browser's half (usually three minutes the first time, one after a change)");
        // Trunk builds offline, so that it downloads no tools; the crates must be there by then.
        run(&mut command("cargo fetch --locked")).context("the crates could not be fetched")?;
        // Trunk builds what `dist` holds at the end, so a change made meanwhile must count as newer.
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

/// Makes the script that Trunk has just put into `dist/` small. Its name still stands for what it was made of.
fn minify(tools: &Tools) -> Result<()> {
    for file in fs::read_dir("dist")? {
        let path = file?.path();
        if path.extension().is_some_and(|ending| ending == "js") {
            extra_bundle::minify(tools, &path)?;
        }
    }
    Ok(())
}

/// Builds the binary `vitrine`; `--release` or nothing for the quick profile.
pub fn server(flags: &[&str]) -> Result<()> {
    println!("build: the server (usually five minutes the first time, ten with --release)");
    run(command("cargo build --package server --bin vitrine").args(flags)).context("the server did not build")
}

/// The newest change of these files and of all that lies below these folders. A folder counts by its own time as well, so
/// that a file that went is a change; what does not exist counts as old.
pub fn newest_change(paths: &[&str]) -> SystemTime {
    fn below(path: &Path) -> SystemTime {
        let own = fs::metadata(path).and_then(|meta| meta.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        entries.map(|entry| below(&entry.path())).fold(own, SystemTime::max)
    }
    paths.iter().map(|path| below(Path::new(path))).fold(SystemTime::UNIX_EPOCH, SystemTime::max)
}
