//! Texts of strangers, drawn so that they cannot mislead the eye.

use super::room::Room;
use labs::sql::{TokenKind, tokens};
use leptos::prelude::*;
use web::markdown::push_escaped_char;

/// Whether a character is not seen itself and changes what is seen: controls, direction marks (UAX #9), characters of no
/// width. Line ends and tabs are left as they are.
fn is_unseen(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' => true,
        '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' => true,
        '\u{e0000}'..='\u{e007f}' => true,
        c => c.is_control(),
    }
}

/// The text with such characters replaced by their numbers: `⟨202E⟩`. It is not escaped; `view!` does that.
pub fn visible(text: &str) -> String {
    if !text.contains(is_unseen) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match is_unseen(c) {
            true => shown += &format!("⟨{:02X}⟩", u32::from(c)),
            false => shown.push(c),
        }
    }
    shown
}

/// Adds the text to markup, escaped, with such characters replaced by their numbers in an element of their own.
pub fn write_text(html: &mut String, text: &str) {
    for c in text.chars() {
        if is_unseen(c) {
            html.push_str(&format!("<span class=\"unseen\">⟨{:02X}⟩</span>", u32::from(c)));
        } else {
            push_escaped_char(html, c);
        }
    }
}

/// The first characters of a text, with an ellipsis where there are more.
pub fn beginning(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((end, _)) => visible(&text[..end]) + "…",
        None => visible(text),
    }
}

/// What stands where markup was cut because the page would become too large.
pub const CUT: &str = "<span class=\"more\">… cut here: the page would be too large.</span>";

/// Draws SQL with its keywords in bold.
pub fn draw_sql(sql: &str) -> AnyView {
    sql_markup(sql, |_| true)
}

/// The same as far as there is room for it.
pub fn draw_sql_within(sql: &str, room: &mut Room) -> AnyView {
    sql_markup(sql, |token| room.take(token))
}

/// Draws the tokens of SQL up to the first for which there is no room.
fn sql_markup(sql: &str, mut has_room: impl FnMut(&str) -> bool) -> AnyView {
    let mut html = String::with_capacity(sql.len() * 2);
    for token in tokens(sql) {
        let before = html.len();
        let (open, close) = match token.kind {
            TokenKind::Keyword => ("<b>", "</b>"),
            TokenKind::Comment => ("<i>", "</i>"),
            TokenKind::Text | TokenKind::Number => ("<span class=\"v\">", "</span>"),
            TokenKind::Parameter => ("<var>", "</var>"),
            _ => ("", ""),
        };
        html.push_str(open);
        write_text(&mut html, &sql[token.span]);
        html.push_str(close);
        if !has_room(&html[before..]) {
            html.truncate(before);
            html.push_str(CUT);
            break;
        }
    }
    view! { <code class="sql" inner_html=html></code> }.into_any()
}

/// The most characters of a sentence. What is explained may quote a name of any length.
const WORDS_CHARS_MAX: usize = 1_000;

/// Draws a sentence with the names between backticks as code.
pub fn draw_words(text: &str) -> AnyView {
    let end = text.char_indices().nth(WORDS_CHARS_MAX).map_or(text.len(), |(end, _)| end);
    let (text, is_cut) = (&text[..end], end < text.len());
    let parts: Vec<_> = text
        .split('`')
        .enumerate()
        .map(|(n, part)| match n % 2 {
            0 => visible(part).into_any(),
            _ => view! { <code>{visible(part)}</code> }.into_any(),
        })
        .collect();
    view! { {parts}{is_cut.then_some("…")} }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x13_what_would_turn_or_hide_text_is_shown_by_its_number() {
        assert_eq!(visible("a\u{202e}b\0c\u{200b}\u{e0041}"), "a⟨202E⟩b⟨00⟩c⟨200B⟩⟨E0041⟩");
        assert_eq!(visible("two\nlines\tשלום 高橋 👩‍🌾"), "two\nlines\tשלום 高橋 👩‍🌾");
    }

    #[test]
    fn sql_is_drawn_whole_and_escaped() {
        let html = draw_sql("SELECT '</code><b>' -- <i>\u{2066}").to_html();
        assert!(html.contains("<b>SELECT</b> <span class=\"v\">'&lt;/code&gt;&lt;b&gt;'</span>"), "{html}");
        assert!(html.contains("<i>-- &lt;i&gt;<span class=\"unseen\">⟨2066⟩</span></i>"), "{html}");
    }
}
