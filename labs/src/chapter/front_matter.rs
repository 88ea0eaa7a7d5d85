//! The front matter of a chapter's text: TOML between two lines of `+++`.

use super::mistake::Mistake;
use crate::exercise::ParseError;
use serde::Deserialize;

/// Its keys, which are those of `Chapter`. None may be missing and none may be added.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FrontMatter {
    pub number: u32,
    pub title: String,
    pub standfirst: String,
    pub about: String,
}

/// Parses the front matter, and says at which byte of `text` the Markdown after it begins.
///
/// # Errors
/// When one of the two lines is missing, or the TOML between them is not as it must be.
pub(super) fn read(slug: &str, text: &str) -> Result<(FrontMatter, usize), Mistake> {
    let mistake = |line: usize, says: &str| Mistake::of(slug, Some(line), says);
    let mut lines = text.split_inclusive('\n').map(|line| (line.len(), line.trim_end()));
    let begin = match lines.next() {
        Some((len, "+++")) => len,
        _ => return Err(mistake(1, "A chapter begins with a line `+++` and its front matter.")),
    };
    let mut end = begin;
    for (len, line) in lines {
        if line == "+++" {
            return Ok((read_toml(slug, &text[begin..end])?, end + len));
        }
        end += len;
    }
    Err(mistake(1, "The front matter has no line `+++` at its end."))
}

fn read_toml(slug: &str, toml: &str) -> Result<FrontMatter, Mistake> {
    let front: FrontMatter = toml::from_str(toml).map_err(|e| {
        let ParseError { line, says } = ParseError::at(toml, &e);
        // The TOML begins on the second line of the file.
        Mistake::of(slug, Some(1 + line.unwrap_or(0)), says)
    })?;
    let texts = [("title", &front.title), ("standfirst", &front.standfirst), ("about", &front.about)];
    if let Some((key, _)) = texts.into_iter().find(|(_, text)| text.trim().is_empty()) {
        return Err(Mistake::of(slug, Some(1), format!("`{key}` is empty.")));
    }
    Ok(front)
}
