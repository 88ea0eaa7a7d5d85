//! What every page needs to know about its request, on the server and again in the browser that hydrates it.

use crate::{
    refused_form::{RefusedForm, RefusedFormContext},
    theme::Theme,
};
use leptos::prelude::*;
use model::{Timestamp, Viewer};
use serde::{Deserialize, Serialize};

/// What is known while a page is drawn. The server writes it into the page, so that both sides draw the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PageContext {
    /// The person who is signed in.
    pub viewer: Option<Viewer>,
    /// The server's clock when the page was drawn.
    pub now: Timestamp,
    /// The theme that the browser's cookie asks for.
    pub theme: Theme,
    /// Whether the X-ray ("the glass" on pages) records this session.
    pub is_recorded: bool,
    /// The idempotency key for the forms of the page.
    pub form_key: String,
    /// A form that was refused; `provide` takes it out and keeps it as `RefusedFormContext`.
    refused_form: Option<RefusedForm>,
    /// Scheme, host and port of the site, for whole addresses.
    pub origin: String,
    /// Why nothing can be saved just now, in a sentence for visitors.
    pub saving_stopped: Option<String>,
    /// The id of the newest event when the page was drawn; the stream of events goes on after it.
    pub live_after: String,
}

/// Puts a `PageContext` into the context, made from the request on the server and read from the page in the browser.
pub fn provide() -> PageContext {
    let mut page = SharedValue::new(from_request).into_inner();
    provide_context(RefusedFormContext::new(page.refused_form.take()));
    provide_context(page.clone());
    page
}

#[cfg(feature = "ssr")]
fn from_request() -> PageContext {
    let nobody = PageContext {
        viewer: None,
        now: Timestamp(0),
        theme: Theme::default(),
        is_recorded: false,
        form_key: String::new(),
        refused_form: None,
        origin: String::new(),
        saving_stopped: None,
        live_after: String::new(),
    };
    // Without a request nobody is signed in: leptos draws the app once at the start to learn its routes.
    crate::context::open().map_or(nobody, |cx| PageContext {
        viewer: cx.visit.viewer,
        now: cx.visit.now,
        theme: cx.visit.theme,
        is_recorded: cx.visit.is_recorded,
        form_key: cx.visit.form_key,
        refused_form: cx.visit.refused_form,
        origin: cx.site.origin.to_owned(),
        saving_stopped: cx.site.db.writing_stopped().map(|why| why.to_string()),
        live_after: cx.site.hub.last_id(),
    })
}

#[cfg(not(feature = "ssr"))]
fn from_request() -> PageContext {
    unreachable!("the browser reads what the server wrote into the page")
}

/// The person who is signed in, if anybody is.
pub fn viewer() -> Option<Viewer> {
    use_context::<PageContext>().and_then(|page| page.viewer)
}

/// Whether the X-ray records this session.
pub fn is_recorded() -> bool {
    use_context::<PageContext>().is_some_and(|page| page.is_recorded)
}

/// Why nothing can be saved just now, where that is so.
pub fn saving_stopped() -> Option<String> {
    use_context::<PageContext>().and_then(|page| page.saving_stopped)
}
