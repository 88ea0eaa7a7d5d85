//! The files of `content/demo/` as blocks: a title, lines of `key: value`, a text, and further texts below it.
//!
//! ```text
//! Anything above the first title is a note for whoever edits the file.
//!
//! === A title
//! key: value
//!
//! Markdown, up to the next mark. Within a fence of code no line is a mark.
//!
//! --- a remark
//! Markdown
//!
//! ---> an answer to the remark above
//! Markdown
//! ```

use anyhow::{Result, anyhow};

/// Where something stands, for those who mend it.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub file: &'static str,
    pub line: usize,
}

impl Place {
    /// An error about this place, one sentence.
    pub fn error(self, sentence: impl std::fmt::Display) -> anyhow::Error {
        anyhow!("{}, line {}: {sentence}", self.file, self.line)
    }
}

/// A title and everything up to the next one.
#[derive(Debug)]
pub struct Block {
    pub place: Place,
    pub title: &'static str,
    pub text: String,
    pub remarks: Vec<Remark>,
    settings: Vec<(Place, &'static str, &'static str)>,
}

/// What stands below a text.
#[derive(Debug)]
pub struct Remark {
    pub place: Place,
    pub head: &'static str,
    pub is_answer: bool,
    pub text: String,
}

impl Block {
    /// Takes a file apart.
    pub fn parse_all((file, text): (&'static str, &'static str)) -> Result<Vec<Self>> {
        let mut blocks: Vec<Self> = Vec::new();
        let (mut in_head, mut in_code) = (false, false);
        for (line, number) in text.lines().zip(1..) {
            let place = Place { file, line: number };
            if line.starts_with("```") {
                in_code = !in_code;
            }
            if let Some(title) = line.strip_prefix("=== ").filter(|_| !in_code) {
                in_head = true;
                blocks.push(Self {
                    place,
                    title: title.trim(),
                    text: String::new(),
                    remarks: vec![],
                    settings: vec![],
                });
                continue;
            }
            let Some(block) = blocks.last_mut() else { continue };
            if !in_head {
                block.push(place, line, in_code);
            } else if line.trim().is_empty() {
                in_head = false;
            } else {
                let (key, value) = line.split_once(':').ok_or_else(|| {
                    place.error("a line above the text has a key and a colon; an empty line ends them")
                })?;
                block.settings.push((place, key.trim(), value.trim()));
            }
        }
        Ok(blocks)
    }

    fn push(&mut self, place: Place, line: &'static str, in_code: bool) {
        let answer = line.strip_prefix("---> ");
        if let Some(head) = answer.or_else(|| line.strip_prefix("--- ")).filter(|_| !in_code) {
            let is_answer = answer.is_some();
            self.remarks.push(Remark { place, head: head.trim(), is_answer, text: String::new() });
            return;
        }
        let text = self.remarks.last_mut().map_or(&mut self.text, |remark| &mut remark.text);
        text.push_str(line);
        text.push('\n');
    }

    /// The value of a key, read by `read`; nothing where the key is not there. Each key is asked for once.
    pub fn take<T>(&mut self, key: &str, read: impl Fn(&str) -> Result<T>) -> Result<Option<T>> {
        let Some(at) = self.settings.iter().position(|(_, name, _)| *name == key) else { return Ok(None) };
        let (place, _, value) = self.settings.remove(at);
        read(value).map(Some).map_err(|e| place.error(format!("{key}: {e}")))
    }

    /// As `take`, for a key that must be there.
    pub fn need<T>(&mut self, key: &str, read: impl Fn(&str) -> Result<T>) -> Result<T> {
        self.take(key, read)?.ok_or_else(|| self.place.error(format!("`{key}:` is missing below this title")))
    }

    /// # Errors
    /// Where a key is left that nobody asked for.
    pub fn finish(&self) -> Result<()> {
        match self.settings.first() {
            Some((place, key, _)) => {
                Err(place.error(format!("`{key}:` means nothing here, or stands here twice")))
            }
            None => Ok(()),
        }
    }
}

/// Seconds of a span such as `38m`, `2h` or `3d 4h`.
pub fn span(text: &str) -> Result<i64> {
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
        let mut blocks = Block::parse_all(("file.md", text)).unwrap();
        assert_eq!(blocks.iter().map(|b| b.title).collect::<Vec<_>>(), ["One", "Two"]);
        let one = &mut blocks[0];
        assert_eq!(one.text.trim(), "Text.\n\n---\n\n```\n=== code\n--- code\n```");
        let remarks: Vec<_> = one.remarks.iter().map(|r| (r.head, r.is_answer, r.text.trim())).collect();
        assert_eq!(remarks, [("ana, 1h ago", false, "Yes."), ("ben, 5m ago", true, "No.")]);
        assert_eq!(one.need("ago", span).unwrap(), 7_200);
        assert_eq!(one.take("edited", span).unwrap(), None);
        assert_eq!(
            one.finish().unwrap_err().to_string(),
            "file.md, line 5: `tags:` means nothing here, or stands here twice"
        );
        assert_eq!(
            one.need("ago", span).unwrap_err().to_string(),
            "file.md, line 3: `ago:` is missing below this title"
        );
    }

    #[test]
    fn a_span_has_numbers_and_units() {
        let check = |text: &str, want: Option<i64>| assert_eq!(span(text).ok(), want, "{text:?}");
        check("38m", Some(38 * 60));
        check("3d 4h", Some((3 * 24 + 4) * 3_600));
        for text in ["", "0m", "3", "h", "3x", "-3m", "3 d", "é"] {
            check(text, None);
        }
    }
}
