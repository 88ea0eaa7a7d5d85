//! `cargo xtask bench`.

/// Measures a release build.
pub fn bench(_args: &[String]) -> anyhow::Result<()> {
    Ok(())
}
