//! JSON laid out for reading, with its keys in the order in which they were written.
//!
//! A parser that builds a map would lose that order, and numbers could change their spelling. So the text itself is
//! walked, after a parser has accepted it, and only the white space between tokens is replaced.

use std::{iter::Peekable, str::Chars};

/// Levels that get lines of their own. What lies deeper stays on one line, or 4 KiB of brackets would become megabytes
/// of indentation.
const DEPTH_MAX: usize = 8;

/// The JSON with one line per member and two spaces per level. `None` when the text is no JSON.
pub(super) fn pretty_json(json: &str) -> Option<String> {
    serde_json::from_str::<serde::de::IgnoredAny>(json).ok()?;
    let mut out = String::with_capacity(json.len() * 2);
    let (mut depth, mut chars) = (0, json.trim().chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                out.push(c);
                push_string(&mut out, &mut chars);
            }
            '{' | '[' => {
                out.push(c);
                // An empty object or array stays on its line.
                while chars.next_if(char::is_ascii_whitespace).is_some() {}
                if let Some(end) = chars.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(end);
                } else {
                    depth += 1;
                    new_line(&mut out, depth, depth);
                }
            }
            '}' | ']' => {
                depth -= 1;
                new_line(&mut out, depth, depth + 1);
                out.push(c);
            }
            ',' => {
                out.push(c);
                new_line(&mut out, depth, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_ascii_whitespace() => {}
            c => out.push(c),
        }
    }
    Some(out)
}

/// Copies a string up to its closing quote. What follows a backslash is no end. Letters that are written by their number,
/// `\u6771`, are written as themselves, for the text is there to be read.
fn push_string(out: &mut String, chars: &mut Peekable<Chars>) {
    while let Some(inner) = chars.next() {
        match inner {
            '"' => {
                out.push(inner);
                return;
            }
            '\\' => match escaped_letter(chars.clone()) {
                Some((letter, digits)) => {
                    out.push(letter);
                    chars.nth(digits - 1);
                }
                None => {
                    out.push(inner);
                    out.extend(chars.next());
                }
            },
            inner => out.push(inner),
        }
    }
}

/// The letter that stands after a backslash as `u` and its number, and how many characters that takes. Characters above
/// U+FFFF take two numbers. `None` for whatever else stands there, and for what is not a letter: quotes, control
/// characters and those that turn the direction of writing must stay visible.
fn escaped_letter(mut chars: Peekable<Chars>) -> Option<(char, usize)> {
    let mut unit = |mark: &str| {
        let digits: String = chars.by_ref().take(mark.len() + 4).collect();
        u16::from_str_radix(digits.strip_prefix(mark)?, 16).ok()
    };
    let first = unit("u")?;
    let (letter, digits) = match char::from_u32(first.into()) {
        Some(letter) => (letter, 5),
        None => (char::decode_utf16([first, unit("\\u")?]).next()?.ok()?, 11),
    };
    let is_hidden = letter.is_control()
        || matches!(letter, '"' | '\\' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(letter, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}');
    (!is_hidden).then_some((letter, digits))
}

/// Begins a line, indented to `depth`. `of` is the level of the object or array whose members get the lines.
fn new_line(out: &mut String, depth: usize, of: usize) {
    if of <= DEPTH_MAX {
        out.push('\n');
        (0..depth).for_each(|_| out.push_str("  "));
    }
}
