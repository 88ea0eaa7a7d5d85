//! The weight of the browser's half, as it crosses the wire.

use crate::{
    cmd::{command, output},
    setup::Tools,
};
use anyhow::{Context, Result, bail};

/// The most that script and wasm of every page may weigh together, in brotli kilobytes of 1,024 bytes.
pub const BUDGET_KIB: f64 = 300.0;
/// The same for the jar of chapter 2, which only its own form loads; most of it is the list of public suffixes.
const JAR_BUDGET_KIB: f64 = 320.0;

/// Brotli bytes of the `.js` and `.wasm` files in `dist`, by Node's own encoder at its highest setting: those of the jar,
/// then all others.
const WEIGH: &str = "const fs=require('fs'),z=require('zlib');const n=[0,0];const walk=d=>{for(const e of fs.readdirSync(d,{withFileTypes:true})){\
const p=d+'/'+e.name;if(e.isDirectory())walk(p);else if(/\\.(js|wasm)$/.test(p))n[e.name.startsWith('jar-')?0:1]+=z.brotliCompressSync(fs.readFileSync(p)).length}};\
walk('dist');console.log(n.join(' '))";

/// Brotli kilobytes of scripts and wasm in `dist`: of every page, and of the jar.
pub fn kib(tools: &Tools) -> Result<(f64, f64)> {
    let out = output(tools.on_path(command("node -e").arg(WEIGH))).context("node could not weigh dist/")?;
    let bytes: Vec<f64> = out.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    match bytes[..] {
        [jar, page] => Ok((page / 1024.0, jar / 1024.0)),
        _ => bail!("node said something else than two numbers: {out}"),
    }
}

/// Prints the weights; an error above a budget.
pub fn check(tools: &Tools) -> Result<()> {
    let (page, jar) = kib(tools)?;
    for (what, kib, budget) in
        [("wasm and scripts weigh", page, BUDGET_KIB), ("the jar weighs", jar, JAR_BUDGET_KIB)]
    {
        println!("build: {what} {kib:.0} KiB in brotli; the budget is {budget:.0}");
        if kib > budget {
            bail!("{what} {kib:.0} KiB in brotli, above the budget of {budget:.0}");
        }
    }
    Ok(())
}
