//! The colours of an editor: a copy of its text as markup, below the text itself, which becomes transparent.

use super::container;
use labs::sql::{TokenKind, tokens};
use web_sys::{Element, HtmlTextAreaElement};

/// The longest text that is coloured, in bytes. All of it is read again at every key, which one would notice beyond
/// that.
const BYTES_MAX: usize = 20_000;

/// Colours the text of an editor, or takes the colours away when it is too long.
pub fn paint(editor: &HtmlTextAreaElement) {
    let Some(container) = container(editor) else { return };
    let text = editor.value();
    let Some(backdrop) = backdrop(&container).filter(|_| text.len() <= BYTES_MAX) else {
        let _ = container.class_list().remove_1("shaded");
        return;
    };
    backdrop.set_inner_html(&html(&text));
    // With this class the text itself becomes transparent, so it comes last: the text is never invisible.
    let _ = container.class_list().add_1("shaded");
    sync_scroll(editor);
}

/// Scrolls the colours to where the text is.
pub fn sync_scroll(editor: &HtmlTextAreaElement) {
    if let Some(backdrop) = container(editor).and_then(|container| backdrop(&container)) {
        backdrop.set_scroll_top(editor.scroll_top());
        backdrop.set_scroll_left(editor.scroll_left());
    }
}

/// The element that holds the colours, made at its first use.
fn backdrop(container: &Element) -> Option<Element> {
    if let Ok(Some(found)) = container.query_selector("pre") {
        return Some(found);
    }
    let made = container.owner_document()?.create_element("pre").ok()?;
    made.set_attribute("aria-hidden", "true").ok()?;
    container.prepend_with_node_1(&made).ok()?;
    Some(made)
}

/// The text as markup, with an element around each word that has a colour. What was typed is escaped.
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
    // HTML draws no last empty line, but a text area does; a space makes both equally high.
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
