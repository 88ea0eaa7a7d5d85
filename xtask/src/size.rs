//! The weight of the browser's half, as it crosses the wire.

use crate::{
    cmd::{command, output},
    setup::Tools,
};
use anyhow::{Context, Result, bail};

/// The most that scripts and wasm may weigh together, in brotli kilobytes of 1,024 bytes.
pub const BUDGET_KIB: f64 = 300.0;

/// Brotli bytes of each `.js` and `.wasm` file in `dist`, by Node's own encoder at its highest setting.
const WEIGH: &str = "const fs=require('fs'),z=require('zlib');let n=0;const walk=d=>{for(const e of fs.readdirSync(d,{withFileTypes:true})){\
const p=d+'/'+e.name;if(e.isDirectory())walk(p);else if(/\\.(js|wasm)$/.test(p))n+=z.brotliCompressSync(fs.readFileSync(p)).length}};\
walk('dist');console.log(n)";

/// Brotli kilobytes of scripts and wasm in `dist`.
pub fn kib(tools: &Tools) -> Result<f64> {
    let out = output(tools.on_path(command("node -e").arg(WEIGH))).context("node could not weigh dist/")?;
    let bytes: f64 = out.trim().parse().context("node said something else than a number")?;
    Ok(bytes / 1024.0)
}

/// Prints the weight; an error above the budget.
pub fn check(tools: &Tools) -> Result<()> {
    let kib = kib(tools)?;
    println!("build: wasm and scripts weigh {kib:.0} KiB in brotli; the budget is {BUDGET_KIB:.0}");
    if kib > BUDGET_KIB {
        bail!("the browser's half weighs {kib:.0} KiB in brotli, above its budget of {BUDGET_KIB:.0}");
    }
    Ok(())
}
