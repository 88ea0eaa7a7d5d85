//! The jar's answer as HTML. Everything that was typed goes through `escaped`.

use super::{CookieResult, JarOutput, LineResult};
use std::fmt::Write;

/// A text for use inside an element or a quoted attribute: markup is escaped, and invisible characters are written out.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Control characters and characters that turn the direction of writing round would hide what was typed.
            c if c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}') =>
            {
                let _ = write!(out, "⟨{:02X}⟩", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// A sentence of the jar's. What stands between backticks becomes a `code` element.
fn coded(text: &str) -> String {
    let mut out = String::new();
    for (n, part) in text.split('`').enumerate() {
        // Every second piece stood between two backticks.
        match n % 2 {
            1 => out += &format!("<code>{}</code>", escaped(part)),
            _ => out += &escaped(part),
        }
    }
    out
}

/// The text, cut after 120 characters, with its length in octets when it was cut.
fn short(text: &str) -> String {
    const CHARS_MAX: usize = 120;
    match text.char_indices().nth(CHARS_MAX) {
        Some((end, _)) => format!("{}… {} bytes in all", escaped(&text[..end]), text.len()),
        None => escaped(text),
    }
}

/// The whole answer: what could not be read, three columns of cookies, the header, and a list of what became of each line.
pub fn html(output: &JarOutput) -> String {
    let mut out = String::new();
    for error in &output.errors {
        out += &format!("<p class=\"wrong\" role=\"alert\"><span>{}</span></p>", coded(error));
    }
    out += "<div class=\"jar\">";
    column(
        &mut out,
        "Goes along",
        "outcome open",
        "right",
        output.cookies.iter().filter(|cookie| cookie.is_sent).map(cookie),
    );
    column(
        &mut out,
        "Stays in the jar",
        "outcome todo",
        "missing",
        output.cookies.iter().filter(|cookie| !cookie.is_sent).map(cookie),
    );
    column(
        &mut out,
        "Never got in",
        "outcome refused",
        "refused",
        output.lines.iter().filter(|line| !line.is_stored).map(refused),
    );
    out += "</div>";
    let header = if output.header.is_empty() {
        "no Cookie header".to_owned()
    } else {
        format!("Cookie: {}", escaped(&output.header))
    };
    out += &format!(
        "<pre class=\"setline\" tabindex=\"0\" role=\"region\" aria-label=\"What goes over the wire\">{header}</pre>"
    );
    if !output.lines.is_empty() {
        out += "<details class=\"explain\"><summary>Line by line</summary><ol class=\"told\">";
        output.lines.iter().for_each(|line| line_result(&mut out, line));
        out += "</ol></details>";
    }
    out
}

/// A column with its title and its cookies.
fn column(out: &mut String, title: &str, class: &str, icon: &str, tickets: impl Iterator<Item = String>) {
    let tickets: Vec<_> = tickets.collect();
    let none = if tickets.is_empty() { "<p class=\"small quiet-text\">none</p>" } else { "" };
    *out += &format!(
        "<section><p class=\"{class}\"><svg class=\"i s\" viewBox=\"0 0 20 20\" aria-hidden=\"true\"><use href=\"/icons.svg#{icon}\"></use></svg>\
         <span>{title}</span></p>{none}{}</section>",
        tickets.concat()
    );
}

/// A cookie that is in the jar.
fn cookie(cookie: &CookieResult) -> String {
    let class = if cookie.is_sent { "cookie" } else { "cookie off" };
    let name = if cookie.name.is_empty() { "(no name)".to_owned() } else { short(&cookie.name) };
    format!(
        "<dl class=\"{class}\"><div><dt>{name}</dt><dd>{}</dd></div><div class=\"why-row\"><dt>{}</dt><dd>{}</dd></div></dl>",
        short(&cookie.value),
        cookie.rule,
        coded(&cookie.why)
    )
}

/// A line that was refused.
fn refused(line: &LineResult) -> String {
    format!(
        "<dl class=\"cookie off\"><div><dt>Set-Cookie</dt><dd><code>{}</code></dd></div><div class=\"why-row\"><dt>5.7</dt><dd>{}</dd></div></dl>",
        short(&line.line),
        coded(&line.says)
    )
}

/// A line of the list, with the meaning of each attribute.
fn line_result(out: &mut String, line: &LineResult) {
    *out += &format!(
        "<li><code>{}</code> from <code>{}</code>: {}",
        short(&line.line),
        escaped(&line.from),
        coded(&line.says)
    );
    if !line.attributes.is_empty() {
        *out += "<ul>";
        for (attribute, means) in &line.attributes {
            *out += &format!("<li><code>{}</code> {}</li>", short(attribute), coded(means));
        }
        *out += "</ul>";
    }
    *out += "</li>";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_never_markup_and_never_hidden() {
        assert_eq!(escaped("<script>\"'&"), "&lt;script&gt;&quot;&#39;&amp;");
        assert_eq!(escaped("a\u{202e}b\u{0}c\r"), "a⟨202E⟩b⟨00⟩c⟨0D⟩");
    }
}
