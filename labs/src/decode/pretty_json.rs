//! JSON laid out for reading, its keys in the order in which they were written.

/// What lies deeper stays on one line, so that the indentation cannot outgrow the text.
const DEPTH_MAX: usize = 8;

/// `json` with a line for each member and two spaces for each level; `None` when it is no JSON.
pub(super) fn pretty_json(json: &str) -> Option<String> {
    serde_json::from_str::<serde::de::IgnoredAny>(json).ok()?;
    let mut out = String::with_capacity(json.len() * 2);
    let (mut depth, mut chars) = (0, json.trim().chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                out.push(c);
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

/// `of` is the level of what is broken into lines.
fn new_line(out: &mut String, depth: usize, of: usize) {
    if of <= DEPTH_MAX {
        out.push('\n');
        (0..depth).for_each(|_| out.push_str("  "));
    }
}
