//! JSON laid out for reading, with its keys in the order in which they were written.
//!
//! A parser that builds a map would lose that order, and numbers could change their spelling. So the text itself is
//! walked, after a parser has accepted it, and only the white space between tokens is replaced.

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
                // A string is copied as it stands, up to its closing quote. What follows a backslash is no end.
                while let Some(inner) = chars.next() {
                    out.push(inner);
                    match inner {
                        '\\' => out.extend(chars.next()),
                        '"' => break,
                        _ => {}
                    }
                }
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

/// Begins a line, indented to `depth`. `of` is the level of the object or array whose members get the lines.
fn new_line(out: &mut String, depth: usize, of: usize) {
    if of <= DEPTH_MAX {
        out.push('\n');
        (0..depth).for_each(|_| out.push_str("  "));
    }
}
