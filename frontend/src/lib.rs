//! The site's main bundle: it starts hydration in the browser, and nothing else.
//!
//! The promise: a page that the server has drawn becomes interactive without being drawn again. Everything else stands
//! in `app`, which both sides compile; this crate exists so that one crate has the feature `hydrate` and the type
//! `cdylib`, and the server's build never meets either. Trunk builds it from `frontend/index.html`, which also lists
//! the styles.
//!
//! The page's shell writes the script that loads it:
//!
//! ```js
//! await init({ module_or_path: "/pkg/frontend-….wasm" }); m.hydrate();
//! ```
//!
//! The bundles beside this one, each a crate of its own: `frontend/jar` and `frontend/editor`.

/// Hydrates the page. Called once, by the script that the page's shell writes.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    // A panic in wasm says nothing by itself; this writes its message to the browser's console.
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
