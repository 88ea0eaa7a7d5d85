//! Versions without known security holes, compared with the lock file.
//!
//! The list is kept by hand from RustSec (<https://rustsec.org>), because a database of all holes would have to be
//! fetched. An entry stays: it keeps an older version from coming back.

use anyhow::{Context, Result, bail};

/// A crate, the lowest version that is patched, and the advisory that says so.
const PATCHED: [(&str, [u64; 3], &str); 3] = [
    ("h2", [0, 4, 16], "RUSTSEC-2026-0258"),
    ("time", [0, 3, 47], "RUSTSEC-2026-0009"),
    ("ammonia", [4, 1, 4], "RUSTSEC-2026-0213"),
];

/// Compares `Cargo.lock` with the list.
///
/// # Errors
/// With the advisory and the command that mends it, when a locked version is too old.
pub fn check() -> Result<()> {
    let lock = std::fs::read_to_string("Cargo.lock").context("Cargo.lock cannot be read")?;
    let faults = faults(&lock);
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    Ok(())
}

fn faults(lock: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut lines = lock.lines();
    while let Some(line) = lines.next() {
        let Some(name) = quoted(line, "name") else { continue };
        let version = lines.next().and_then(|line| quoted(line, "version")).unwrap_or_default();
        let old = PATCHED.iter().find(|(known, least, _)| *known == name && numbers(version) < *least);
        if let Some((_, _, advisory)) = old {
            faults.push(format!(
                "{name} {version} in Cargo.lock has the hole {advisory}; run `cargo update --package {name}`"
            ));
        }
    }
    faults
}

/// The value of a line `key = "value"`.
fn quoted<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"')
}

/// The three numbers of a version; what is no number counts as 0, so that an unreadable version is too old.
fn numbers(version: &str) -> [u64; 3] {
    let mut parts = version.split(['.', '-', '+']).map(|part| part.parse().unwrap_or(0));
    std::array::from_fn(|_| parts.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_older_than_the_patched_one_is_told() {
        let lock =
            |version| format!("[[package]]\nname = \"h2\"\nversion = \"{version}\"\nsource = \"registry\"\n");
        for version in ["0.4.16", "0.4.17-beta.1", "0.10.0", "1.0.0"] {
            assert!(faults(&lock(version)).is_empty(), "{version}");
        }
        for version in ["0.4.15", "0.3.99", "0.4", "new"] {
            assert!(faults(&lock(version))[0].contains("RUSTSEC-2026-0258"), "{version}");
        }
    }

    #[test]
    fn only_the_crate_itself_is_compared() {
        assert!(
            faults("name = \"h22\"\nversion = \"0.0.1\"\nname = \"h2\"\nversion = \"0.4.16\"").is_empty()
        );
    }
}
