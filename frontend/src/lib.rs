//! Starts hydration in the browser, nothing else.

/// Called by the script that the page's shell writes, once the module is loaded.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
