//! The bundle of the jar (`frontend/jar`), beside the one that Trunk builds: Trunk takes one program only. Its files get
//! names that change with what is in them, as Trunk's do.

use crate::{
    cmd::{command, run},
    setup::Tools,
};
use anyhow::{Context, Result};
use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

/// The same that `frontend/index.html` tells Trunk.
const WASM_OPT: &str = "-Oz --enable-bulk-memory --enable-bulk-memory-opt --enable-nontrapping-float-to-int --enable-sign-ext \
                        --enable-mutable-globals --enable-reference-types --enable-multivalue";

/// Builds it into `dist/`, which Trunk has just made.
pub fn build(tools: &Tools) -> Result<()> {
    run(tools.for_wasm(&mut command(
        "cargo build --package jar --target wasm32-unknown-unknown --profile wasm-release --locked",
    )))?;
    let made = Path::new("target/jar");
    run(tools.on_path(&mut command(
        "wasm-bindgen --target web --no-typescript --out-dir target/jar --out-name jar \
         target/wasm32-unknown-unknown/wasm-release/jar.wasm",
    )))?;
    let wasm = made.join("jar_bg.wasm");
    run(tools.on_path(command(&format!("wasm-opt {WASM_OPT} --output")).arg(&wasm).arg(&wasm)))?;
    let (js, wasm) = (fs::read(made.join("jar.js"))?, fs::read(wasm)?);
    let mut hasher = DefaultHasher::new();
    (&js, &wasm).hash(&mut hasher);
    let name = format!("dist/jar-{:016x}", hasher.finish());
    fs::write(format!("{name}.js"), js).context("dist/ cannot be written")?;
    fs::write(format!("{name}_bg.wasm"), wasm).context("dist/ cannot be written")
}
