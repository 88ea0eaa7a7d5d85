//! The jar of chapter 2 in the browser: it answers as one types, by the very code that answers on the server.
//!
//! A bundle of its own, for the list of public suffixes is in it: only whoever steps up to the jar's form loads it
//! (`app/src/shell.rs`). Without it the form is sent, and the server answers the same.

use labs::jar_lab::{JarInput, RequestKind, evaluate, html};
use wasm_bindgen::{JsCast, closure::Closure, prelude::wasm_bindgen};
use web_sys::{Element, Event, FormData, HtmlFormElement};

/// Answers whatever is typed into the jar's form from now on.
#[wasm_bindgen]
pub fn start() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let typed = Closure::<dyn Fn(Event)>::new(|ev: Event| {
        let at = ev.target().and_then(|target| target.dyn_into::<Element>().ok());
        let form = at.and_then(|at| at.closest("form").ok().flatten()).and_then(|form| form.dyn_into().ok());
        if let Some(form) = form {
            show(&form);
        }
    });
    let _ = document.add_event_listener_with_callback("input", typed.as_ref().unchecked_ref());
    typed.forget(); // as long as the tab
    // Tells whoever drives a browser by program that typing is heard from now on.
    if let Some(root) = document.document_element() {
        let _ = root.set_attribute("data-jar-hears", "");
    }
}

/// The answer to these lines and this request, as HTML.
#[wasm_bindgen]
pub fn ask(lines: &str, to: &str, how: &str) -> String {
    let request_kind = RequestKind::of_name(how).unwrap_or(RequestKind::Own);
    html(&evaluate(&JarInput { lines: lines.to_owned(), to: to.to_owned(), request_kind }))
}

fn show(form: &HtmlFormElement) {
    let Ok(Some(shown)) = form.query_selector("[data-jar]") else { return };
    let Ok(data) = FormData::new_with_form(form) else { return };
    // Not before a guess: what the jar says would give it away.
    let guesses = form.query_selector("input[name=guess]:not(:disabled)").ok().flatten().is_some();
    if guesses && data.get("guess").is_null() {
        return;
    }
    let field = |name: &str| data.get(name).as_string().unwrap_or_default();
    shown.set_inner_html(&ask(&field("lines"), &field("to"), &field("how")));
}
