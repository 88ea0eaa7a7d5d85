//! The bundles beside the main one: the jar of chapter 2, the editor for SQL, and what sends files to the sandbox.
//!
//! Trunk builds one program only, so these are built here in the same steps: Cargo, wasm-bindgen, wasm-opt, esbuild.
//! Only the pages that need one load it. Their files get names that change with their content, as Trunk's do, because
//! the server lets browsers keep everything in `dist/` for ever.
//!
//! Another bundle is a crate below `frontend/`, or a script in `frontend/page`, and a line in `EXTRA_BUNDLES`. The small script
//! of every page, `frontend/page/main.js`, is made here as well.

use crate::{
    process::{command, run},
    setup::Tools,
};
use anyhow::{Context, Result};
use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

/// A bundle of its own.
pub struct ExtraBundle {
    /// The name of its crate or script, with which its files in `dist/` begin.
    pub name: &'static str,
    /// What it is made of.
    pub source: Source,
    /// The most that its script and its wasm may weigh together, in brotli kilobytes of 1,024 bytes.
    pub budget_kib: f64,
}

/// What a bundle is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A crate below `frontend/`: a script and wasm.
    Crate,
    /// A module in `frontend/page`: a script alone.
    Script,
}

/// Every bundle beside the main one.
pub const EXTRA_BUNDLES: [ExtraBundle; 3] = [
    // Most of it is the list of public suffixes.
    ExtraBundle { name: "jar", source: Source::Crate, budget_kib: 320.0 },
    ExtraBundle { name: "editor", source: Source::Crate, budget_kib: 40.0 },
    ExtraBundle { name: "upload", source: Source::Script, budget_kib: 2.0 },
];

/// How wasm-opt makes the code small, and what it may use for that: the features of WebAssembly that every current browser
/// has. `frontend/index.html` tells Trunk the same.
///
/// `-Os` and these two settings leave more bytes than `-Oz` before compression, and 5 KiB fewer after it: plain code in a
/// steady order is what brotli compresses best, and the compressed size is what a visitor waits for.
const WASM_OPT: &str = "-Os --one-caller-inline-max-function-size=50 --reorder-functions --enable-bulk-memory --enable-bulk-memory-opt \
                        --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals --enable-reference-types \
                        --enable-multivalue";

/// Builds all of them into `dist/`, which Trunk has just made.
///
/// # Errors
/// When one of them does not build.
pub fn build(tools: &Tools) -> Result<()> {
    for ExtraBundle { name, source, .. } in EXTRA_BUNDLES {
        let built = match source {
            Source::Crate => build_one(tools, name),
            Source::Script => script(tools, name, &format!("frontend/page/{name}.js"), "esm"),
        };
        built.with_context(|| format!("`{name}` did not build"))?;
    }
    // It is a script and no module, because not every browser takes a module as a shared worker.
    script(tools, "page", "frontend/page/main.js", "iife").context("the script of every page did not build")
}

/// Makes one file of a script in `frontend/page` and of what it imports.
fn script(tools: &Tools, name: &str, main: &str, format: &str) -> Result<()> {
    let made = PathBuf::from(format!("target/{name}.js"));
    let mut esbuild =
        command(&format!("esbuild {main} --bundle --minify --format={format} --log-level=warning"));
    run(tools.on_path(esbuild.arg(format!("--outfile={}", made.display()))))?;
    let js = fs::read(made)?;
    let mut hasher = DefaultHasher::new();
    js.hash(&mut hasher);
    fs::write(format!("dist/{name}-{:016x}.js", hasher.finish()), js).context("dist/ cannot be written")
}

fn build_one(tools: &Tools, name: &str) -> Result<()> {
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
    // Both names end in the hash of both files, because neither file works with another build's.
    let mut hasher = DefaultHasher::new();
    (&js, &wasm).hash(&mut hasher);
    let name = format!("dist/{name}-{:016x}", hasher.finish());
    fs::write(format!("{name}.js"), js).context("dist/ cannot be written")?;
    fs::write(format!("{name}_bg.wasm"), wasm).context("dist/ cannot be written")
}

/// Minifies a script in place. Trunk's own minifier cannot read what wasm-bindgen writes.
///
/// # Errors
/// When esbuild fails; the script is unchanged then.
pub fn minify(tools: &Tools, script: &Path) -> Result<()> {
    let mut esbuild = command("esbuild --minify --format=esm --allow-overwrite --log-level=warning");
    let out = format!("--outfile={}", script.display());
    run(tools.on_path(esbuild.arg(script).arg(out)))
        .with_context(|| format!("{} is as it was", script.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trunk_is_told_the_same() {
        let page = include_str!("../../frontend/index.html");
        let settings = WASM_OPT.split_whitespace().filter(|flag| flag.starts_with("--"));
        let settings = settings.collect::<Vec<_>>().join(" ");
        assert!(page.contains(&format!("data-wasm-opt-params=\"{settings}\"")), "{settings}");
    }
}
