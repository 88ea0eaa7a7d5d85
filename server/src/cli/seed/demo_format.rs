//! The format of the files of `content/demo/`: sections with a title, lines of `key: value`, a text, and comments below it.
//!
//! ```text
//! Anything above the first title is a note for whoever edits the file.
//!
//! === A title
//! key: value
//!
//! Markdown, up to the next mark. Within a fence of code no line is a mark.
//!
//! --- a comment
//! Markdown
//!
//! ---> an answer to the comment above
//! Markdown
//! ```

use anyhow::{Result, anyhow};

/// A place in a file, for messages about mistakes.
#[derive(Clone, Copy, Debug)]
pub struct Location {
    /// The file's path in the repository.
    pub file: &'static str,
    /// Counted from 1.
    pub line: usize,
}

impl Location {
    /// An error about this place, in one sentence.
    pub fn error(self, sentence: impl std::fmt::Display) -> anyhow::Error {
        anyhow!("{}, line {}: {sentence}", self.file, self.line)
    }
}

/// A title and everything up to the next one.
#[derive(Debug)]
pub struct Section {
    pub location: Location,
    /// Without its mark.
    pub title: &'static str,
    /// Markdown.
    pub text: String,
    /// In the order of the file.
    pub comments: Vec<CommentSection>,
    settings: Vec<(Location, &'static str, &'static str)>,
}

/// A comment below a text.
#[derive(Debug)]
pub struct CommentSection {
    pub location: Location,
    /// What follows its mark, such as `noor, 31m ago`.
    pub head: &'static str,
    /// Whether it answers the comment above.
    pub is_answer: bool,
    pub text: String,
}

impl Section {
    /// Splits a file, given by its path and text, into its sections.
    ///
    /// # Errors
    /// One sentence that names the file and the line, if a line above a text has no key.
    pub fn parse_all((file, text): (&'static str, &'static str)) -> Result<Vec<Self>> {
        let mut sections: Vec<Self> = Vec::new();
        let (mut in_head, mut in_code) = (false, false);
        for (line, number) in text.lines().zip(1..) {
            let location = Location { file, line: number };
            if line.starts_with("```") {
                in_code = !in_code;
            }
            if let Some(title) = line.strip_prefix("=== ").filter(|_| !in_code) {
                in_head = true;
                sections.push(Self {
                    location,
                    title: title.trim(),
                    text: String::new(),
                    comments: vec![],
                    settings: vec![],
                });
                continue;
            }
            let Some(section) = sections.last_mut() else { continue };
            if !in_head {
                section.push(location, line, in_code);
            } else if line.trim().is_empty() {
                in_head = false;
            } else {
                let (key, value) = line.split_once(':').ok_or_else(|| {
                    location.error("a line above the text has a key and a colon; an empty line ends them")
                })?;
                section.settings.push((location, key.trim(), value.trim()));
            }
        }
        Ok(sections)
    }

    /// Adds a line below the settings: the head of a comment, or a line of the last text.
    fn push(&mut self, location: Location, line: &'static str, in_code: bool) {
        let answer = line.strip_prefix("---> ");
        if let Some(head) = answer.or_else(|| line.strip_prefix("--- ")).filter(|_| !in_code) {
            let is_answer = answer.is_some();
            self.comments.push(CommentSection {
                location,
                head: head.trim(),
                is_answer,
                text: String::new(),
            });
            return;
        }
        let text = self.comments.last_mut().map_or(&mut self.text, |comment| &mut comment.text);
        text.push_str(line);
        text.push('\n');
    }

    /// Takes out the value of a key, read by `read`; nothing if there is no such key. Each key is taken once, so that
    /// `check_all_taken` can find the keys that mean nothing.
    pub fn take<T>(&mut self, key: &str, read: impl Fn(&str) -> Result<T>) -> Result<Option<T>> {
        let Some(at) = self.settings.iter().position(|(_, name, _)| *name == key) else { return Ok(None) };
        let (location, _, value) = self.settings.remove(at);
        read(value).map(Some).map_err(|e| location.error(format!("{key}: {e}")))
    }

    /// The same as `take`, for a key that must be there.
    pub fn require<T>(&mut self, key: &str, read: impl Fn(&str) -> Result<T>) -> Result<T> {
        self.take(key, read)?
            .ok_or_else(|| self.location.error(format!("`{key}:` is missing below this title")))
    }

    /// # Errors
    /// If a key is left that was never taken.
    pub fn check_all_taken(&self) -> Result<()> {
        match self.settings.first() {
            Some((location, key, _)) => {
                Err(location.error(format!("`{key}:` means nothing here, or stands here twice")))
            }
            None => Ok(()),
        }
    }
}

/// Seconds of a span such as `38m`, `2h` or `3d 4h`.
pub fn parse_span(text: &str) -> Result<i64> {
    let bad = || anyhow!("`{text}` is not a span such as `38m`, `2h` or `3d 4h`");
    let mut seconds = 0;
    for part in text.split_whitespace() {
        let (number, unit) = part.split_at_checked(part.len() - 1).ok_or_else(bad)?;
        let number: i64 = number.parse().map_err(|_| bad())?;
        seconds += number
            * match unit {
                "m" => 60,
                "h" => 60 * 60,
                "d" => 24 * 60 * 60,
                _ => return Err(bad()),
            };
    }
    if seconds > 0 { Ok(seconds) } else { Err(bad()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_a_list_of_blocks() {
        let text = "A note.\n\n=== One\nago: 2h\ntags: a, b\n\nText.\n\n---\n\n```\n=== code\n--- code\n```\n\n\
                    --- ana, 1h ago\nYes.\n---> ben, 5m ago\nNo.\n=== Two\nago: 1h\n\nMore.\n";
        let mut sections = Section::parse_all(("file.md", text)).unwrap();
        assert_eq!(sections.iter().map(|b| b.title).collect::<Vec<_>>(), ["One", "Two"]);
        let one = &mut sections[0];
        assert_eq!(one.text.trim(), "Text.\n\n---\n\n```\n=== code\n--- code\n```");
        let comments: Vec<_> = one.comments.iter().map(|r| (r.head, r.is_answer, r.text.trim())).collect();
        assert_eq!(comments, [("ana, 1h ago", false, "Yes."), ("ben, 5m ago", true, "No.")]);
        assert_eq!(one.require("ago", parse_span).unwrap(), 7_200);
        assert_eq!(one.take("edited", parse_span).unwrap(), None);
        assert_eq!(
            one.check_all_taken().unwrap_err().to_string(),
            "file.md, line 5: `tags:` means nothing here, or stands here twice"
        );
        assert_eq!(
            one.require("ago", parse_span).unwrap_err().to_string(),
            "file.md, line 3: `ago:` is missing below this title"
        );
    }

    #[test]
    fn a_span_has_numbers_and_units() {
        let check = |text: &str, want: Option<i64>| assert_eq!(parse_span(text).ok(), want, "{text:?}");
        check("38m", Some(38 * 60));
        check("3d 4h", Some((3 * 24 + 4) * 3_600));
        for text in ["", "0m", "3", "h", "3x", "-3m", "3 d", "é"] {
            check(text, None);
        }
    }
}
