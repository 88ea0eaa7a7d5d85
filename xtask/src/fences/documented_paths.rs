//! Every file that the documents name exists.
//!
//! A path counts when it stands in backticks, begins with a folder of this tree and ends in a file's name. `CONTRIBUTING.md` is
//! left out, because it names files that its reader is to make.

use crate::process::{command, output};
use anyhow::{Context, Result, bail};
use std::{fs, path::Path};

/// Endings of files that documents name.
const ENDINGS: [&str; 7] = [".rs", ".md", ".sql", ".css", ".ts", ".py", ".toml"];

/// Checks every document.
///
/// # Errors
/// With a line for each path that leads nowhere, or when a document cannot be read.
pub fn check() -> Result<()> {
    let listed = output(&mut command("git ls-files *.md docs")).context("`git ls-files` failed")?;
    let documents = listed.lines().filter(|path| path.ends_with(".md"));
    let documents = documents.filter(|path| !path.starts_with("content/") && *path != "CONTRIBUTING.md");
    let mut faults = Vec::new();
    for document in documents {
        let text = fs::read_to_string(document).with_context(|| format!("{document} cannot be read"))?;
        let missing =
            paths(&text).into_iter().filter(|path| is_in_the_tree(path) && !Path::new(path).exists());
        faults.extend(missing.map(|path| format!("{document} names {path}, which is not there")));
    }
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    Ok(())
}

/// Whether a path begins with a folder of this tree. Others are abbreviated, or stand for something.
fn is_in_the_tree(path: &str) -> bool {
    path.split_once('/').is_some_and(|(folder, _)| Path::new(folder).is_dir())
}

/// The paths in backticks, without what follows `::` or `:`.
fn paths(text: &str) -> Vec<&str> {
    let quoted = text.split('`').skip(1).step_by(2);
    let path = |quoted: &'_ str| quoted.split(':').next().unwrap_or_default().len();
    let plain = |path: &&str| path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b));
    let is_file = |path: &&str| ENDINGS.iter().any(|ending| path.ends_with(ending));
    quoted.map(|quoted| &quoted[..path(quoted)]).filter(plain).filter(is_file).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_files_are_found_in_backticks() {
        let text = "In `web/src/form.rs`, `server/tests/it/a.rs::a_test` and `docs/`; not `{a,b}.rs`, `like.rs` or web/b.rs.";
        assert_eq!(paths(text), ["web/src/form.rs", "server/tests/it/a.rs", "like.rs"]);
        assert!(!is_in_the_tree("like.rs"));
    }
}
