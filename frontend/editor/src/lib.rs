//! The editor for SQL, of the sandbox and of the exercises, in the browser.
//!
//! The promise: whoever types SQL sees keywords, texts and comments in colours, is offered the names of tables and
//! columns, and sends with Ctrl and Enter; and whoever has no scripts, or a screen reader, loses nothing. The editor
//! stays the plain `<textarea>` that the server drew. The colours lie below it in a `<pre>` that is hidden from
//! assistive software and takes no focus. Tab leaves the field, as it leaves any other (WCAG 2.2, success criterion
//! 2.1.2, No Keyboard Trap).
//!
//! The parts:
//! - `lib.rs`: which events are listened to. All listeners hang on the document and find their editor by
//!   `[data-editor]`, because a figure that is drawn anew brings a new editor.
//! - `highlight.rs`: the colours.
//! - `completion.rs`: the list of names.
//!
//! This is a bundle of its own, which a page loads when somebody first focuses an editor: the page's shell imports it
//! and calls [`start`] once. An editor in the page looks like this, with the names that may be completed:
//!
//! ```html
//! <div data-editor="/pkg/editor-….js" data-names="users posts id name"><textarea name="sql"></textarea></div>
//! ```
//!
//! Never here: running SQL, or telling whether it is right. The server does both.

mod completion;
mod highlight;

use wasm_bindgen::{JsCast, closure::Closure, prelude::wasm_bindgen};
use web_sys::{
    Document, Element, Event, HtmlElement, HtmlTextAreaElement, KeyboardEvent, MutationObserver,
    MutationObserverInit,
};

/// Serves every editor of this tab from now on, also those that are drawn later. To be called once.
#[wasm_bindgen]
pub fn start() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    listen(&document, "input", |editor, _| {
        highlight::paint(editor);
        completion::offer(editor);
    });
    listen(&document, "scroll", |editor, _| highlight::sync_scroll(editor));
    listen(&document, "focusout", |editor, _| completion::close(editor));
    listen(&document, "keydown", |editor, ev| {
        if let Some(ev) = ev.dyn_ref::<KeyboardEvent>() {
            on_key(editor, ev);
        }
    });
    listen_to_the_list(&document);
    highlight_new_editors(&document);
    highlight_all(&document);
    // The browser tests wait for this attribute before they press a key.
    if let Some(root) = document.document_element() {
        let _ = root.set_attribute("data-editor-hears", "");
    }
}

/// Calls `then` for each event of a kind that happens in an editor.
fn listen(document: &Document, what: &str, then: fn(&HtmlTextAreaElement, &Event)) {
    let heard = Closure::<dyn Fn(Event)>::new(move |ev: Event| {
        let editor = ev.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok());
        if let Some(editor) = editor.filter(|editor| container(editor).is_some()) {
            then(&editor, &ev);
        }
    });
    // In the capture phase, because a `scroll` event of an element does not bubble up to the document.
    let heard_by = heard.as_ref().unchecked_ref();
    let _ = document.add_event_listener_with_callback_and_bool(what, heard_by, true);
    heard.forget(); // the listener lives as long as the tab
}

/// The element around an editor, which holds its settings, its colours and its list of names.
fn container(editor: &Element) -> Option<Element> {
    editor.closest("[data-editor]").ok().flatten()
}

/// Accepts a name of the list when it is pressed: at `mousedown`, since the field would lose the focus before a
/// `click`, and the list would be closed.
fn listen_to_the_list(document: &Document) {
    let pressed = Closure::<dyn Fn(Event)>::new(|ev: Event| {
        let option = ev.target().and_then(|target| target.dyn_into::<Element>().ok());
        let option = option.filter(|option| option.matches("[data-editor] [role=option]").unwrap_or(false));
        let editor = option
            .as_ref()
            .and_then(container)
            .and_then(|container| container.query_selector("textarea").ok().flatten());
        let editor = editor.and_then(|editor| editor.dyn_into::<HtmlTextAreaElement>().ok());
        if let (Some(option), Some(editor)) = (option, editor) {
            ev.prevent_default();
            completion::accept(&editor, &option);
        }
    });
    let _ = document.add_event_listener_with_callback("mousedown", pressed.as_ref().unchecked_ref());
    pressed.forget(); // the listener lives as long as the tab
}

/// Sends the form with Ctrl and Enter (Command and Enter on a Mac), and leaves other keys to the list of names.
fn on_key(editor: &HtmlTextAreaElement, ev: &KeyboardEvent) {
    let sends = ev.key() == "Enter" && (ev.ctrl_key() || ev.meta_key());
    if sends {
        ev.prevent_default();
        // The form has several buttons; this class marks the main one.
        let form = editor.closest("form").ok().flatten();
        let button = form.and_then(|form| form.query_selector(".button.first").ok().flatten());
        if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            button.click();
        }
    } else if completion::on_key(editor, &ev.key()) {
        ev.prevent_default();
    }
}

/// Colours editors that come later, when a figure has been drawn anew.
fn highlight_new_editors(document: &Document) {
    let Some(body) = document.query_selector("main").ok().flatten() else { return };
    let changed = Closure::<dyn Fn()>::new({
        let document = document.clone();
        move || highlight_all(&document)
    });
    if let Ok(observer) = MutationObserver::new(changed.as_ref().unchecked_ref()) {
        let what = MutationObserverInit::new();
        what.set_child_list(true);
        what.set_subtree(true);
        let _ = observer.observe_with_options(&body, &what);
        changed.forget(); // the observer lives as long as the tab
    }
}

/// Colours every editor that has no colours yet.
fn highlight_all(document: &Document) {
    let Ok(fresh) = document.query_selector_all("[data-editor]:not(.shaded) > textarea") else { return };
    for n in 0..fresh.length() {
        if let Some(editor) = fresh.item(n).and_then(|node| node.dyn_into::<HtmlTextAreaElement>().ok()) {
            highlight::paint(&editor);
        }
    }
}
