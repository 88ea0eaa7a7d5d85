//! The colours below the text.

use super::case;
use labs::sql::{TokenKind, tokens};
use web_sys::{Element, HtmlTextAreaElement};

/// Longer texts keep one colour: telling all words apart at every key would be felt.
const BYTES_MAX: usize = 20_000;

/// Tells the words of an editor apart.
pub fn paint(editor: &HtmlTextAreaElement) {
    let Some(case) = case(editor) else { return };
    let text = editor.value();
    let Some(below) = below(&case).filter(|_| text.len() <= BYTES_MAX) else {
        let _ = case.class_list().remove_1("shaded");
        return;
    };
    below.set_inner_html(&html(&text));
    // The text itself becomes clear only now, so that it is never unseen.
    let _ = case.class_list().add_1("shaded");
    follow(editor);
}

/// Keeps the colours where the text is.
pub fn follow(editor: &HtmlTextAreaElement) {
    if let Some(below) = case(editor).and_then(|case| below(&case)) {
        below.set_scroll_top(editor.scroll_top());
        below.set_scroll_left(editor.scroll_left());
    }
}

fn below(case: &Element) -> Option<Element> {
    if let Ok(Some(found)) = case.query_selector("pre") {
        return Some(found);
    }
    let made = case.owner_document()?.create_element("pre").ok()?;
    made.set_attribute("aria-hidden", "true").ok()?;
    case.prepend_with_node_1(&made).ok()?;
    Some(made)
}

/// The text with its words told apart. What was typed is escaped.
fn html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() * 2);
    for token in tokens(text) {
        let (open, close) = match token.kind {
            TokenKind::Keyword => ("<b>", "</b>"),
            TokenKind::Comment => ("<i>", "</i>"),
            TokenKind::Text | TokenKind::Number => ("<span class=v>", "</span>"),
            _ => ("", ""),
        };
        html.push_str(open);
        for c in text[token.span].chars() {
            match c {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                c => html.push(c),
            }
        }
        html.push_str(close);
    }
    // A line end at the very end makes a line only where something follows it.
    html.push(' ');
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_never_becomes_markup() {
        assert_eq!(
            html("SELECT '<b>&' -- <i>"),
            "<b>SELECT</b> <span class=v>'&lt;b>&amp;'</span> <i>-- &lt;i></i> "
        );
    }
}
