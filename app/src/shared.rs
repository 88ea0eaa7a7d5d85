//! What the server tells every page, and the browser's half then knows too.

use crate::{form::Returned, theme::Theme};
use leptos::prelude::*;
use model::{Timestamp, Viewer};
use serde::{Deserialize, Serialize};

/// Known while the page is drawn, on both sides the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shared {
    pub viewer: Option<Viewer>,
    pub now: Timestamp,
    pub theme: Theme,
    /// Whether this session's glass is on.
    pub glass: bool,
    /// Taken out by `provide`, which keeps it as `Refused`.
    returned: Option<Returned>,
    pub origin: String,
    /// The last event before this page was drawn: the live line begins after it.
    pub live_after: String,
}

/// A refused form, for the page it came back to and no later one of this tab.
#[derive(Clone, Copy)]
pub struct Refused(StoredValue<Option<Returned>>);

impl Refused {
    pub fn find(wanted: impl FnOnce(&Returned) -> bool) -> Option<Returned> {
        use_context::<Self>()?.0.with_value(Clone::clone).filter(wanted)
    }

    /// Another page begins.
    pub fn forget(self) {
        self.0.set_value(None);
    }
}

/// Puts `Shared` into the context: from the request while rendering, from the page while hydrating.
pub fn provide() -> Shared {
    let mut shared = SharedValue::new(from_request).into_inner();
    provide_context(Refused(StoredValue::new(shared.returned.take())));
    provide_context(shared.clone());
    shared
}

#[cfg(feature = "ssr")]
fn from_request() -> Shared {
    let nobody = Shared {
        viewer: None,
        now: Timestamp(0),
        theme: Theme::default(),
        glass: false,
        returned: None,
        origin: String::new(),
        live_after: String::new(),
    };
    // Outside of a request (the list of routes is made by drawing the app once) nobody is there.
    crate::ctx::open().map_or(nobody, |cx| Shared {
        viewer: cx.visit.viewer,
        now: cx.visit.now,
        theme: cx.visit.theme,
        glass: cx.visit.glass,
        returned: cx.visit.returned,
        origin: cx.site.origin.to_owned(),
        live_after: cx.site.hub.last_id(),
    })
}

#[cfg(not(feature = "ssr"))]
fn from_request() -> Shared {
    unreachable!("the browser reads what the server wrote into the page")
}

/// The person signed in, if any.
pub fn viewer() -> Option<Viewer> {
    use_context::<Shared>().and_then(|shared| shared.viewer)
}

/// Whether this session's glass is on.
pub fn glass() -> bool {
    use_context::<Shared>().is_some_and(|shared| shared.glass)
}
