//! The editor of the sandbox and of exercises in SQL, where scripts run: it tells words apart, completes names, and sends
//! with Ctrl and Enter. A bundle of its own, which only an editor loads (`app/src/shell.rs`).
//!
//! The editor stays a plain `<textarea>`: the colours lie below it, in a `<pre>` that nobody hears or reaches. Tab leaves
//! it, as any field.

mod completion;
mod highlight;

use wasm_bindgen::{JsCast, closure::Closure, prelude::wasm_bindgen};
use web_sys::{
    Document, Element, Event, HtmlElement, HtmlTextAreaElement, KeyboardEvent, MutationObserver,
    MutationObserverInit,
};

/// Serves every editor of the tab from now on, also those that come later.
#[wasm_bindgen]
pub fn start() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    listen(&document, "input", |editor, _| {
        highlight::paint(editor);
        completion::offer(editor);
    });
    listen(&document, "scroll", |editor, _| highlight::follow(editor));
    listen(&document, "focusout", |editor, _| completion::close(editor));
    listen(&document, "keydown", |editor, ev| {
        if let Some(ev) = ev.dyn_ref::<KeyboardEvent>() {
            key(editor, ev);
        }
    });
    press(&document);
    watch(&document);
    shade_all(&document);
    // Tells whoever drives a browser by program that keys are heard from now on.
    if let Some(root) = document.document_element() {
        let _ = root.set_attribute("data-editor-hears", "");
    }
}

/// Calls for what happens in an editor.
fn listen(document: &Document, what: &str, then: fn(&HtmlTextAreaElement, &Event)) {
    let heard = Closure::<dyn Fn(Event)>::new(move |ev: Event| {
        let editor = ev.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok());
        if let Some(editor) = editor.filter(|editor| case(editor).is_some()) {
            then(&editor, &ev);
        }
    });
    // While it goes down: a scroll does not come up again.
    let heard_by = heard.as_ref().unchecked_ref();
    let _ = document.add_event_listener_with_callback_and_bool(what, heard_by, true);
    heard.forget(); // as long as the tab
}

/// What stands around an editor.
fn case(editor: &Element) -> Option<Element> {
    editor.closest("[data-editor]").ok().flatten()
}

/// A name in the list is taken before the press takes the focus away.
fn press(document: &Document) {
    let pressed = Closure::<dyn Fn(Event)>::new(|ev: Event| {
        let option = ev.target().and_then(|target| target.dyn_into::<Element>().ok());
        let option = option.filter(|option| option.matches("[data-editor] [role=option]").unwrap_or(false));
        let editor =
            option.as_ref().and_then(case).and_then(|case| case.query_selector("textarea").ok().flatten());
        let editor = editor.and_then(|editor| editor.dyn_into::<HtmlTextAreaElement>().ok());
        if let (Some(option), Some(editor)) = (option, editor) {
            ev.prevent_default();
            completion::take(&editor, &option);
        }
    });
    let _ = document.add_event_listener_with_callback("mousedown", pressed.as_ref().unchecked_ref());
    pressed.forget(); // as long as the tab
}

fn key(editor: &HtmlTextAreaElement, ev: &KeyboardEvent) {
    let sends = ev.key() == "Enter" && (ev.ctrl_key() || ev.meta_key());
    if sends {
        ev.prevent_default();
        let form = editor.closest("form").ok().flatten();
        let button = form.and_then(|form| form.query_selector(".button.first").ok().flatten());
        if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            button.click();
        }
    } else if completion::key(editor, &ev.key()) {
        ev.prevent_default();
    }
}

/// A part that was drawn anew brings a new editor.
fn watch(document: &Document) {
    let Some(body) = document.query_selector("main").ok().flatten() else { return };
    let changed = Closure::<dyn Fn()>::new({
        let document = document.clone();
        move || shade_all(&document)
    });
    if let Ok(observer) = MutationObserver::new(changed.as_ref().unchecked_ref()) {
        let what = MutationObserverInit::new();
        what.set_child_list(true);
        what.set_subtree(true);
        let _ = observer.observe_with_options(&body, &what);
        changed.forget();
    }
}

fn shade_all(document: &Document) {
    let Ok(fresh) = document.query_selector_all("[data-editor]:not(.shaded) > textarea") else { return };
    for n in 0..fresh.length() {
        if let Some(editor) = fresh.item(n).and_then(|node| node.dyn_into::<HtmlTextAreaElement>().ok()) {
            highlight::paint(&editor);
        }
    }
}
