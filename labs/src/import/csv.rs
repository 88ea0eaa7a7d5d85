//! Reads a table of comma-separated values (RFC 4180).
//!
//! Nothing between two separators is NULL, and `""` an empty text. Semicolons and tabs separate as well. A line ends with LF
//! or CR LF, and so does one within quotes: what a browser or another system writes there is none of the writer's doing.

use serde::{Deserialize, Serialize};

/// The separators that are known.
pub const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// How a table is written, as far as a person says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CsvForm {
    /// What stands between two values; none to find it out.
    pub separator: Option<char>,
    /// Whether the first line names the columns.
    pub has_header: bool,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    pub text: String,
    /// Whether it stood in quotes: only then is an empty one a text and no NULL.
    pub is_quoted: bool,
}

impl Value {
    pub fn is_null(&self) -> bool {
        self.text.is_empty() && !self.is_quoted
    }
}

/// A line of the table, which may go over several lines of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The number of the line in which it begins, from 1.
    pub line: usize,
    pub values: Vec<Value>,
}

/// The text with LF at the end of each line, and without the mark that some programs put before it.
pub fn with_plain_lines(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // A text without any LF has the line ends of old Macs.
    if text.contains('\n') { text.replace("\r\n", "\n") } else { text.replace('\r', "\n") }
}

/// The separator that stands most often in the first line, outside of quotes; a comma where none does.
pub fn find_separator(text: &str) -> char {
    let mut counts = [0_usize; SEPARATORS.len()];
    let mut is_quoted = false;
    for c in text.trim_start_matches('\n').chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            '\n' if !is_quoted => break,
            c if !is_quoted => {
                if let Some(at) = SEPARATORS.iter().position(|separator| *separator == c) {
                    counts[at] += 1;
                }
            }
            _ => {}
        }
    }
    let most = counts.iter().max().copied().unwrap_or_default();
    let at = counts.iter().position(|count| *count == most).unwrap_or_default();
    SEPARATORS[at]
}

/// The records of a text whose lines end with LF. Empty lines are left out. `take` is asked with each record, and ends the
/// reading with its error.
///
/// # Errors
/// A quote that has no end, or what `take` answers.
pub fn read(
    text: &str,
    separator: char,
    mut take: impl FnMut(Record) -> Result<(), String>,
) -> Result<(), String> {
    let mut chars = text.chars().peekable();
    let (mut line, mut begins) = (1, 1);
    let mut values: Vec<Value> = Vec::new();
    while chars.peek().is_some() {
        let mut value = Value { text: String::new(), is_quoted: chars.peek() == Some(&'"') };
        if value.is_quoted {
            let opened = line;
            chars.next();
            loop {
                match chars.next() {
                    None => return Err(format!("A quote that begins in line {opened} has no end.")),
                    Some('"') if chars.peek() == Some(&'"') => {
                        chars.next();
                        value.text.push('"');
                    }
                    Some('"') => break,
                    Some(c) => {
                        line += usize::from(c == '\n');
                        value.text.push(c);
                    }
                }
            }
        }
        // After a value comes a separator, the end of the line, or the end of the text.
        let mut is_last = true;
        for c in chars.by_ref() {
            if c == separator {
                is_last = false;
                break;
            }
            if c == '\n' {
                break;
            }
            value.text.push(c);
        }
        values.push(value);
        // A separator at the very end has one more value behind it, which is empty.
        if !is_last && chars.peek().is_none() {
            values.push(Value { text: String::new(), is_quoted: false });
            is_last = true;
        }
        if is_last {
            line += 1;
            let values = std::mem::take(&mut values);
            if values.len() > 1 || !values[0].text.trim().is_empty() || values[0].is_quoted {
                take(Record { line: begins, values })?;
            }
            begins = line;
        }
    }
    Ok(())
}
