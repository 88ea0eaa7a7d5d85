//! The weight of the browser's half, as it crosses the wire.

use crate::{
    extra_bundle::EXTRA_BUNDLES,
    process::{command, output},
    setup::Tools,
};
use anyhow::{Context, Result, bail};

/// The most that script and wasm of every page may weigh together, in brotli kilobytes of 1,024 bytes.
pub const BUDGET_KIB: f64 = 300.0;
/// Brotli bytes of the `.js` and `.wasm` files in `dist` by the beginnings of their names, by Node's own encoder at its
/// highest setting.
const SIZE_SCRIPT: &str = "const fs=require('fs'),z=require('zlib');const n={};const walk=d=>{for(const e of fs.readdirSync(d,{withFileTypes:true})){\
const p=d+'/'+e.name;if(e.isDirectory())walk(p);else if(/\\.(js|wasm)$/.test(p)){const k=e.name.split('-')[0];n[k]=(n[k]||0)+z.brotliCompressSync(fs.readFileSync(p)).length}}};\
walk('dist');for(const k in n)console.log(k,n[k])";

/// Brotli kilobytes of what `dist` holds: for every page, and of each bundle beside it.
pub struct BundleSizes {
    pub every_page_kib: f64,
    pub extra_kib: [f64; EXTRA_BUNDLES.len()],
}

/// Weighs `dist`.
pub fn measure(tools: &Tools) -> Result<BundleSizes> {
    let out =
        output(tools.on_path(command("node -e").arg(SIZE_SCRIPT))).context("node could not weigh dist/")?;
    let mut sizes = BundleSizes { every_page_kib: 0.0, extra_kib: [0.0; EXTRA_BUNDLES.len()] };
    for line in out.lines() {
        let Some((name, Ok(bytes))) = line.split_once(' ').map(|(name, n)| (name, n.trim().parse::<f64>()))
        else {
            bail!("node said something else than a name and a number: {line}");
        };
        match EXTRA_BUNDLES.iter().position(|side| side.name == name) {
            Some(side) => sizes.extra_kib[side] += bytes / 1024.0,
            None => sizes.every_page_kib += bytes / 1024.0,
        }
    }
    Ok(sizes)
}

/// Prints the sizes; an error above a budget.
pub fn check(tools: &Tools) -> Result<()> {
    let sizes = measure(tools)?;
    let page = [("wasm and scripts of every page", sizes.every_page_kib, BUDGET_KIB)];
    let sides =
        EXTRA_BUNDLES.iter().zip(sizes.extra_kib).map(|(side, kib)| (side.name, kib, side.budget_kib));
    for (what, kib, budget) in page.into_iter().chain(sides) {
        println!("build: {what}: {kib:.0} KiB in brotli; the budget is {budget:.0}");
        if kib > budget {
            bail!("{what}: {kib:.0} KiB in brotli, above the budget of {budget:.0}");
        }
    }
    Ok(())
}
