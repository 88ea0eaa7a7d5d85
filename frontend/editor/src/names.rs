//! Names of tables and columns, offered while one types: a list below the text, walked with the arrow keys. Nothing is
//! chosen until somebody does, so Enter stays a line end, and Escape closes the list.

use super::{case, shade};
use labs::sql::{TokenKind, tokens};
use web_sys::{Element, HtmlTextAreaElement};

const LIST: &str = "editor-names";
const NAMES_MAX: usize = 8;
/// Fewer letters fit too many names.
const LETTERS_MIN: usize = 2;

/// Offers what the word before the caret may become.
pub fn offer(editor: &HtmlTextAreaElement) {
    let Some(case) = case(editor) else { return };
    let known = case.get_attribute("data-names").unwrap_or_default();
    let before = before_caret(editor);
    let found = word(&before).map(|word| fitting(word, &known)).unwrap_or_default();
    let Some(list) = list(&case, editor) else { return };
    let options: String = found
        .iter()
        .enumerate()
        .map(|(n, name)| format!("<li role=option id={LIST}-{n} aria-selected=false>{name}</li>"))
        .collect();
    list.set_inner_html(&options);
    show(&list, editor, !found.is_empty());
}

/// Closes the list.
pub fn close(editor: &HtmlTextAreaElement) {
    if let Some(list) = case(editor).and_then(|case| list(&case, editor)) {
        show(&list, editor, false);
    }
}

/// Walks through an open list; says whether the key was meant for it.
pub fn key(editor: &HtmlTextAreaElement, key: &str) -> bool {
    let Some(list) = case(editor).and_then(|case| case.query_selector("[role=listbox]").ok().flatten())
    else {
        return false;
    };
    if list.has_attribute("hidden") {
        return false;
    }
    let chosen = list.query_selector("[aria-selected=true]").ok().flatten();
    match key {
        "ArrowDown" => {
            choose(editor, &list, chosen.as_ref(), Element::next_element_sibling, list.first_element_child())
        }
        "ArrowUp" => choose(
            editor,
            &list,
            chosen.as_ref(),
            Element::previous_element_sibling,
            list.last_element_child(),
        ),
        "Escape" => show(&list, editor, false),
        "Enter" => {
            let Some(chosen) = chosen else {
                show(&list, editor, false);
                return false;
            };
            take(editor, &chosen);
        }
        _ => return false,
    }
    true
}

/// Takes a name of the list.
pub fn take(editor: &HtmlTextAreaElement, option: &Element) {
    put(editor, &option.text_content().unwrap_or_default());
    close(editor);
}

fn choose(
    editor: &HtmlTextAreaElement,
    list: &Element,
    chosen: Option<&Element>,
    next: fn(&Element) -> Option<Element>,
    end: Option<Element>,
) {
    if let Some(chosen) = chosen {
        let _ = chosen.set_attribute("aria-selected", "false");
    }
    if let Some(option) = chosen.and_then(next).or(end) {
        let _ = option.set_attribute("aria-selected", "true");
        let _ = editor.set_attribute("aria-activedescendant", &option.id());
    }
    let _ = list.remove_attribute("hidden");
}

/// Puts the name where the word stands.
fn put(editor: &HtmlTextAreaElement, name: &str) {
    let before = before_caret(editor);
    let Some(word) = word(&before) else { return };
    let end = editor.selection_start().ok().flatten().unwrap_or(0);
    // A word is of ASCII letters: as many units as bytes.
    let start = end.saturating_sub(u32::try_from(word.len()).unwrap_or(0));
    let _ = editor.set_range_text_with_start_and_end(name, start, end);
    let caret = start + u32::try_from(name.len()).unwrap_or(0);
    let _ = editor.set_selection_range(caret, caret);
    shade::paint(editor);
}

fn show(list: &Element, editor: &HtmlTextAreaElement, open: bool) {
    if open {
        let _ = list.remove_attribute("hidden");
    } else {
        let _ = list.set_attribute("hidden", "");
    }
    let _ = editor.remove_attribute("aria-activedescendant");
    if let Some(said) = list.next_element_sibling() {
        let count = if open { list.child_element_count() } else { 0 };
        let words = match count {
            0 => String::new(),
            1 => "One name fits; arrow down chooses it.".to_owned(),
            n => format!("{n} names fit; arrow down chooses one."),
        };
        said.set_text_content(Some(&words));
    }
}

/// The list of an editor, made at its first use, and the line that tells of it.
fn list(case: &Element, editor: &HtmlTextAreaElement) -> Option<Element> {
    if let Ok(Some(found)) = case.query_selector("[role=listbox]") {
        return Some(found);
    }
    let document = case.owner_document()?;
    let list = document.create_element("ul").ok()?;
    for (name, value) in [("role", "listbox"), ("id", LIST), ("aria-label", "Names that fit"), ("hidden", "")]
    {
        list.set_attribute(name, value).ok()?;
    }
    let said = document.create_element("p").ok()?;
    said.set_class_name("sr");
    said.set_attribute("aria-live", "polite").ok()?;
    case.append_with_node_2(&list, &said).ok()?;
    editor.set_attribute("aria-autocomplete", "list").ok()?;
    editor.set_attribute("aria-controls", LIST).ok()?;
    Some(list)
}

fn before_caret(editor: &HtmlTextAreaElement) -> String {
    let caret = editor.selection_start().ok().flatten().unwrap_or(0) as usize;
    let units: Vec<u16> = editor.value().encode_utf16().take(caret).collect();
    String::from_utf16_lossy(&units)
}

/// The word that ends the text, unless it is in a quote, a comment or a number.
fn word(before: &str) -> Option<&str> {
    let last =
        tokens(before).pop().filter(|token| matches!(token.kind, TokenKind::Name | TokenKind::Keyword))?;
    let word = &before[last.span];
    let plain = word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    (plain && word.len() >= LETTERS_MIN).then_some(word)
}

/// The names that begin with the word, in the order they are known. Names are plain words: they need no escaping.
fn fitting<'a>(word: &str, known: &'a str) -> Vec<&'a str> {
    let fits = |name: &&str| {
        name.len() > word.len()
            && name.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word))
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    known.split_ascii_whitespace().filter(fits).take(NAMES_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_at_the_caret_is_completed() {
        assert_eq!(word("SELECT na"), Some("na"));
        assert_eq!(word("SELECT u.na"), Some("na"));
        for none in ["", "SELECT n", "SELECT 'na", "-- na", "SELECT na ", "SELECT \"na", "12", "ñandu"] {
            assert_eq!(word(none), None, "{none}");
        }
    }

    #[test]
    fn names_fit_without_regard_to_case_and_hostile_ones_are_left_out() {
        assert_eq!(fitting("US", "users user_id posts us<b> us"), ["users", "user_id"]);
        assert!(fitting("zz", "users").is_empty());
    }
}
