//! Tags whose content Leptos writes as it is: text that a person typed must reach them only through the one component
//! that escapes it. (Leptos treats the content of `<textarea>` and of `<Title>` as raw text, as HTML does for parsing.)

use anyhow::{Context, Result, bail};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A tag, and the end of the path of the component that may use it.
const RAW_TAGS: [(&str, &str); 2] =
    [("<textarea", "components/text_area.rs"), ("<Title", "components/page_meta.rs")];

/// The crates that have views. One that does not exist has no files.
const WITH_VIEWS: [&str; 3] = ["app", "web", "lessons"];

/// Looks through the Rust files of every crate with views.
///
/// # Errors
/// When a tag stands elsewhere, or its component is not found: then the rule would be about nothing.
pub fn check() -> Result<()> {
    let mut files = Vec::new();
    for folder in WITH_VIEWS {
        rust_files(Path::new(folder), &mut files)?;
    }
    for (tag, component) in RAW_TAGS {
        let mut has_component = false;
        for file in &files {
            let text =
                fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
            if !text.contains(tag) {
                continue;
            }
            if !file.ends_with(component) {
                bail!("a bare {tag}> in {}; only {component} may, which escapes", file.display());
            }
            has_component = true;
        }
        if !has_component {
            bail!("no {component} with a {tag}> is left; xtask/src/fences/raw_tags.rs names it");
        }
    }
    Ok(())
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            rust_files(&path, found)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    Ok(())
}
