//! Names of tables and columns, offered while somebody types: a list below the text, through which the arrow keys move.
//!
//! It is a combobox with a listbox popup in the sense of the ARIA Authoring Practices, on a field of several lines.
//! Nothing is selected until an arrow key selects it, so that Enter still ends a line. Escape closes the list. How many
//! names fit is said aloud in a live region, because a list that appears says nothing by itself.

use super::{container, highlight};
use labs::sql::{TokenKind, tokens};
use web_sys::{Element, HtmlTextAreaElement};

/// The id of the list, and the beginning of the ids of its options.
const LIST: &str = "editor-names";
/// The most names that are offered at once.
const NAMES_MAX: usize = 8;
/// How many letters a word needs: fewer would fit too many names.
const LETTERS_MIN: usize = 2;

/// Offers the names that begin with the word before the caret.
pub fn offer(editor: &HtmlTextAreaElement) {
    let Some(container) = container(editor) else { return };
    let known = container.get_attribute("data-names").unwrap_or_default();
    let before = before_caret(editor);
    let found = word(&before).map(|word| matching_names(word, &known)).unwrap_or_default();
    let Some(list) = list(&container, editor) else { return };
    let options: String = found
        .iter()
        .enumerate()
        .map(|(n, name)| format!("<li role=option id={LIST}-{n} aria-selected=false>{name}</li>"))
        .collect();
    list.set_inner_html(&options);
    set_open(&list, editor, !found.is_empty());
}

/// Closes the list.
pub fn close(editor: &HtmlTextAreaElement) {
    if let Some(list) = container(editor).and_then(|container| list(&container, editor)) {
        set_open(&list, editor, false);
    }
}

/// Handles a key when the list is open; whether the key was meant for the list, and the field should not get it.
pub fn on_key(editor: &HtmlTextAreaElement, key: &str) -> bool {
    let Some(list) =
        container(editor).and_then(|container| container.query_selector("[role=listbox]").ok().flatten())
    else {
        return false;
    };
    // With a closed list the arrows move the caret, as ever.
    if list.has_attribute("hidden") {
        return false;
    }
    let chosen = list.query_selector("[aria-selected=true]").ok().flatten();
    match key {
        "ArrowDown" => {
            select(editor, &list, chosen.as_ref(), Element::next_element_sibling, list.first_element_child())
        }
        "ArrowUp" => select(
            editor,
            &list,
            chosen.as_ref(),
            Element::previous_element_sibling,
            list.last_element_child(),
        ),
        "Escape" => set_open(&list, editor, false),
        "Enter" => {
            // Without a selected name, Enter ends the line as ever.
            let Some(chosen) = chosen else {
                set_open(&list, editor, false);
                return false;
            };
            accept(editor, &chosen);
        }
        _ => return false,
    }
    true
}

/// Puts a name of the list into the text, and closes the list.
pub fn accept(editor: &HtmlTextAreaElement, option: &Element) {
    replace_word(editor, &option.text_content().unwrap_or_default());
    close(editor);
}

/// Moves the selection to the next option by `next`, or to the option at the `end` when none is selected or none
/// follows. The focus stays in the field; `aria-activedescendant` says which option is meant.
fn select(
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

/// Replaces the word before the caret with a name.
fn replace_word(editor: &HtmlTextAreaElement, name: &str) {
    let before = before_caret(editor);
    let Some(word) = word(&before) else { return };
    let end = editor.selection_start().ok().flatten().unwrap_or(0);
    // The field counts in UTF-16 units. A word is ASCII, so it has as many of them as bytes.
    let start = end.saturating_sub(u32::try_from(word.len()).unwrap_or(0));
    let _ = editor.set_range_text_with_start_and_end(name, start, end);
    let caret = start + u32::try_from(name.len()).unwrap_or(0);
    let _ = editor.set_selection_range(caret, caret);
    highlight::paint(editor);
}

/// Opens or closes the list, with nothing selected, and says how many names fit.
fn set_open(list: &Element, editor: &HtmlTextAreaElement, open: bool) {
    if open {
        let _ = list.remove_attribute("hidden");
    } else {
        let _ = list.set_attribute("hidden", "");
    }
    let _ = editor.remove_attribute("aria-activedescendant");
    if let Some(announcement) = list.next_element_sibling() {
        let count = if open { list.child_element_count() } else { 0 };
        let words = match count {
            0 => String::new(),
            1 => "One name fits; arrow down chooses it.".to_owned(),
            n => format!("{n} names fit; arrow down chooses one."),
        };
        announcement.set_text_content(Some(&words));
    }
}

/// The list of an editor. It is made at its first use, with the live region that says how many names fit.
fn list(container: &Element, editor: &HtmlTextAreaElement) -> Option<Element> {
    if let Ok(Some(found)) = container.query_selector("[role=listbox]") {
        return Some(found);
    }
    let document = container.owner_document()?;
    let list = document.create_element("ul").ok()?;
    for (name, value) in [("role", "listbox"), ("id", LIST), ("aria-label", "Names that fit"), ("hidden", "")]
    {
        list.set_attribute(name, value).ok()?;
    }
    let announcement = document.create_element("p").ok()?;
    announcement.set_class_name("sr");
    announcement.set_attribute("aria-live", "polite").ok()?;
    container.append_with_node_2(&list, &announcement).ok()?;
    editor.set_attribute("aria-autocomplete", "list").ok()?;
    editor.set_attribute("aria-controls", LIST).ok()?;
    Some(list)
}

/// The text before the caret.
fn before_caret(editor: &HtmlTextAreaElement) -> String {
    let caret = editor.selection_start().ok().flatten().unwrap_or(0) as usize;
    // The caret is counted in UTF-16 units, so the text is cut in those and not in bytes.
    let units: Vec<u16> = editor.value().encode_utf16().take(caret).collect();
    String::from_utf16_lossy(&units)
}

/// The word at the end of the text, unless it stands in a quoted text, a comment or a number, or is too short.
fn word(before: &str) -> Option<&str> {
    let last =
        tokens(before).pop().filter(|token| matches!(token.kind, TokenKind::Name | TokenKind::Keyword))?;
    let word = &before[last.span];
    let plain = word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    (plain && word.len() >= LETTERS_MIN).then_some(word)
}

/// The known names that begin with the word, whatever their case, in the order in which they are known. A name that is
/// not a plain word is left out, so that none needs escaping when it becomes markup.
fn matching_names<'a>(word: &str, known: &'a str) -> Vec<&'a str> {
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
        assert_eq!(matching_names("US", "users user_id posts us<b> us"), ["users", "user_id"]);
        assert!(matching_names("zz", "users").is_empty());
    }
}
