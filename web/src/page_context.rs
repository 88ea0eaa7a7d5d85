//! What the server tells every page, and the browser's half then knows too.

use crate::{
    refused_form::{RefusedForm, RefusedFormContext},
    theme::Theme,
};
use leptos::prelude::*;
use model::{Timestamp, Viewer};
use serde::{Deserialize, Serialize};

/// Known while the page is drawn, on both sides the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PageContext {
    pub viewer: Option<Viewer>,
    pub now: Timestamp,
    pub theme: Theme,
    /// Whether this session's glass is on.
    pub glass: bool,
    /// Taken out by `provide`, which keeps it as `RefusedFormContext`.
    refused_form: Option<RefusedForm>,
    pub origin: String,
    /// The last event before this page was drawn: the live line begins after it.
    pub live_after: String,
}

/// Puts `PageContext` into the context: from the request while rendering, from the page while hydrating.
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
        glass: false,
        refused_form: None,
        origin: String::new(),
        live_after: String::new(),
    };
    // Outside of a request (the list of routes is made by drawing the app once) nobody is there.
    crate::context::open().map_or(nobody, |cx| PageContext {
        viewer: cx.visit.viewer,
        now: cx.visit.now,
        theme: cx.visit.theme,
        glass: cx.visit.glass,
        refused_form: cx.visit.returned,
        origin: cx.site.origin.to_owned(),
        live_after: cx.site.hub.last_id(),
    })
}

#[cfg(not(feature = "ssr"))]
fn from_request() -> PageContext {
    unreachable!("the browser reads what the server wrote into the page")
}

/// The person signed in, if any.
pub fn viewer() -> Option<Viewer> {
    use_context::<PageContext>().and_then(|page| page.viewer)
}

/// Whether this session's glass is on.
pub fn glass() -> bool {
    use_context::<PageContext>().is_some_and(|page| page.glass)
}
