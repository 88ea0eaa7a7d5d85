//! How much the browser's half weighs as it crosses the wire, and what it may weigh.
//!
//! Counted is brotli, because that is what every current browser is sent. What all pages load together is one sum; each
//! extra bundle, which only some pages load, has its own.

use crate::{
    extra_bundle::EXTRA_BUNDLES,
    process::{command, output},
    setup::Tools,
};
use anyhow::{Context, Result, bail};

/// The most that script and wasm of every page may weigh together, in brotli kilobytes of 1,024 bytes.
pub const BUDGET_KIB: f64 = 300.0;

/// What `dist/` holds, in brotli kilobytes of 1,024 bytes.
pub struct BundleSizes {
    /// The script and the wasm that every page loads.
    pub every_page_kib: f64,
    /// The bundles of `EXTRA_BUNDLES`, in its order.
    pub extra_kib: [f64; EXTRA_BUNDLES.len()],
}

/// Measures what is in `dist/`.
///
/// # Errors
/// When there is no `dist/`, or Node does not run.
pub fn measure(tools: &Tools) -> Result<BundleSizes> {
    let out = output(tools.on_path(&mut command("node xtask/src/bundle_size.mjs")))
        .context("node could not measure dist/")?;
    read(&out)
}

/// Reads what the script prints: a line for each file name's beginning, with its bytes.
fn read(out: &str) -> Result<BundleSizes> {
    let mut sizes = BundleSizes { every_page_kib: 0.0, extra_kib: [0.0; EXTRA_BUNDLES.len()] };
    for line in out.lines() {
        let (name, bytes) = line.split_once(' ').unwrap_or_default();
        let Ok(bytes) = bytes.parse::<f64>() else {
            bail!("node said something else than a name and a number: {line}");
        };
        // What is not known as an extra bundle counts for every page, so that no new file escapes the budget.
        match EXTRA_BUNDLES.iter().position(|bundle| bundle.name == name) {
            Some(bundle) => sizes.extra_kib[bundle] += bytes / 1024.0,
            None => sizes.every_page_kib += bytes / 1024.0,
        }
    }
    Ok(sizes)
}

/// Prints the sizes beside their budgets.
///
/// # Errors
/// At the first size above its budget.
pub fn check(tools: &Tools) -> Result<()> {
    let sizes = measure(tools)?;
    let every_page = [("wasm and scripts of every page", sizes.every_page_kib, BUDGET_KIB)];
    let extra = EXTRA_BUNDLES.iter().zip(sizes.extra_kib);
    let extra = extra.map(|(bundle, kib)| (bundle.name, kib, bundle.budget_kib));
    for (what, kib, budget) in every_page.into_iter().chain(extra) {
        println!("build: {what}: {kib:.0} KiB in brotli; the budget is {budget:.0}");
        if kib > budget {
            bail!("{what}: {kib:.0} KiB in brotli, above the budget of {budget:.0}");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_file_counts_for_every_page() {
        let sizes = read("frontend 2048\njar 1024\nsnippets 512\n").unwrap();
        assert_eq!((sizes.every_page_kib, sizes.extra_kib), (2.5, [1.0, 0.0, 0.0]));
        assert!(read("frontend many").is_err());
    }
}
