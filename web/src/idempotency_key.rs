//! The key in a hidden field of every form that writes: the same form sent twice does once what it asks for.
//!
//! The server makes a key for each page that it draws, and all forms of the page carry it. Two of them differ by their
//! address or their fields, which count as well (`server/src/idempotency.rs`): whoever goes back, changes the text and
//! sends it again has sent another form. A form that stays on the screen after it was sent gets a new key, so that the
//! same words can be said twice on purpose.
//!
//! The key proves nothing about who sent the form; `server/src/guard.rs` sees to that.

use crate::page_context::PageContext;
use leptos::prelude::*;

/// The name of the field.
pub const FIELD: &str = "once";

/// The key for a form that is drawn now.
#[cfg(feature = "ssr")]
pub fn fresh() -> String {
    use_context::<PageContext>()
        .map(|page| page.form_key)
        .or_else(|| crate::context::open().ok().map(|cx| cx.visit.form_key))
        .unwrap_or_default()
}

/// The key for a form that the browser draws. A form of the server's page keeps the server's key while it is hydrated.
#[cfg(not(feature = "ssr"))]
pub fn fresh() -> String {
    after(&use_context::<PageContext>().map(|page| page.form_key).unwrap_or_default())
}

/// Another key: the server's key of this tab's page with a number that no other key of the tab has.
#[cfg(not(feature = "ssr"))]
pub(crate) fn after(key: &str) -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static KEYS: AtomicU32 = AtomicU32::new(0);
    let page = key.split('-').next().unwrap_or_default();
    [page, "-", &KEYS.fetch_add(1, Ordering::Relaxed).to_string()].concat()
}
