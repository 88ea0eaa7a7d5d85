//! Faults of the machine in large numbers: the tests of `server/tests/faults` with hundreds of rounds in place of a few. There is
//! nothing to compare, so it has no row in the table: it holds or it fails.

use crate::{
    process::{command, run},
    setup,
};
use anyhow::Result;

/// How often each fault is made.
const ROUNDS: &str = "500";

/// Makes every fault, and then measures the writes that a slow disk takes.
///
/// # Errors
/// When something was lost, something that failed was kept, or the site did not recover.
pub fn measure() -> Result<()> {
    setup::for_faults()?;
    let mut tests = command(
        "cargo test --package server --test faults -- --include-ignored --nocapture --test-threads 1",
    );
    run(tests.env("VITRINE_FAULTS", ROUNDS))
}
