//! Bundles beside the one that Trunk builds, which takes one program only: the jar of chapter 2 and the editor for SQL. Only
//! the pages that need one load it. Their files get names that change with what is in them, as Trunk's do.

use crate::{
    process::{command, run},
    setup::Tools,
};
use anyhow::{Context, Result};
use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

/// A bundle of `frontend/`.
pub struct ExtraBundle {
    pub name: &'static str,
    /// The most it may weigh, in brotli kilobytes of 1,024 bytes.
    pub budget_kib: f64,
}

pub const EXTRA_BUNDLES: [ExtraBundle; 2] = [
    // Most of it is the list of public suffixes.
    ExtraBundle { name: "jar", budget_kib: 320.0 },
    ExtraBundle { name: "editor", budget_kib: 40.0 },
];

/// The same that `frontend/index.html` tells Trunk.
const WASM_OPT: &str = "-Oz --enable-bulk-memory --enable-bulk-memory-opt --enable-nontrapping-float-to-int --enable-sign-ext \
                        --enable-mutable-globals --enable-reference-types --enable-multivalue";

/// Builds all of them into `dist/`, which Trunk has just made.
pub fn build(tools: &Tools) -> Result<()> {
    EXTRA_BUNDLES
        .iter()
        .try_for_each(|side| one(tools, side.name).with_context(|| format!("`{}` did not build", side.name)))
}

fn one(tools: &Tools, name: &str) -> Result<()> {
    run(tools.for_wasm(&mut command(&format!(
        "cargo build --package {name} --target wasm32-unknown-unknown --profile wasm-release --locked"
    ))))?;
    let made = Path::new("target").join(name);
    run(tools.on_path(&mut command(&format!(
        "wasm-bindgen --target web --no-typescript --out-dir target/{name} --out-name {name} \
         target/wasm32-unknown-unknown/wasm-release/{name}.wasm"
    ))))?;
    minify(tools, &made.join(format!("{name}.js")))?;
    let wasm = made.join(format!("{name}_bg.wasm"));
    run(tools.on_path(command(&format!("wasm-opt {WASM_OPT} --output")).arg(&wasm).arg(&wasm)))?;
    let (js, wasm) = (fs::read(made.join(format!("{name}.js")))?, fs::read(wasm)?);
    let mut hasher = DefaultHasher::new();
    (&js, &wasm).hash(&mut hasher);
    let name = format!("dist/{name}-{:016x}", hasher.finish());
    fs::write(format!("{name}.js"), js).context("dist/ cannot be written")?;
    fs::write(format!("{name}_bg.wasm"), wasm).context("dist/ cannot be written")
}

/// Makes a script small, where it lies. Trunk's own minifier does not read what wasm-bindgen writes.
pub fn minify(tools: &Tools, script: &Path) -> Result<()> {
    let mut esbuild = command("esbuild --minify --format=esm --allow-overwrite --log-level=warning");
    let out = format!("--outfile={}", script.display());
    run(tools.on_path(esbuild.arg(script).arg(out)))
        .with_context(|| format!("{} is as it was", script.display()))
}
