//! The cookie jar of chapter 2 in the browser.
//!
//! The promise: the answer changes while somebody types, and it is the answer that the server would give, because it is
//! computed and drawn by the very same code (`labs::jar_lab`). Without this bundle the form is sent, and the server
//! answers.
//!
//! It is a bundle of its own because the list of public suffixes is in it, which weighs about as much as the main
//! bundle. Only a page on which somebody focuses the jar's form loads it: the page's shell imports it and calls
//! [`start`] once. In a script or a browser's console, [`ask`] answers without the form:
//!
//! ```js
//! jar.ask("Set-Cookie: a=1; Secure", "https://example.com/", "own")
//! ```
//!
//! Never here: a request, or a real cookie of the site. The jar is a model and knows only what is typed into its form.

use labs::jar_lab::{JarInput, RequestKind, evaluate, html};
use wasm_bindgen::{JsCast, closure::Closure, prelude::wasm_bindgen};
use web_sys::{Element, Event, FormData, HtmlFormElement};

/// Answers whatever is typed into the jar's form from now on. To be called once.
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
    typed.forget(); // the listener lives as long as the tab
    // The browser tests wait for this attribute before they type.
    if let Some(root) = document.document_element() {
        let _ = root.set_attribute("data-jar-hears", "");
    }
}

/// The answer to these `Set-Cookie` lines and a request to this address, as HTML. `how` is how the request comes about,
/// in the words of the form; an unknown word counts as a request of the site's own.
#[wasm_bindgen]
pub fn ask(lines: &str, to: &str, how: &str) -> String {
    let request_kind = RequestKind::of_name(how).unwrap_or(RequestKind::Own);
    html(&evaluate(&JarInput { lines: lines.to_owned(), to: to.to_owned(), request_kind }))
}

/// Draws the answer to what the form holds.
fn show(form: &HtmlFormElement) {
    let Ok(Some(shown)) = form.query_selector("[data-jar]") else { return };
    let Ok(data) = FormData::new_with_form(form) else { return };
    // While the form still asks for a guess there is no answer, because it would give the guess away.
    let guesses = form.query_selector("input[name=guess]:not(:disabled)").ok().flatten().is_some();
    if guesses && data.get("guess").is_null() {
        return;
    }
    let field = |name: &str| data.get(name).as_string().unwrap_or_default();
    shown.set_inner_html(&ask(&field("lines"), &field("to"), &field("how")));
}
