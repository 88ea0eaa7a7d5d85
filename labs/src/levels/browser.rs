//! A simulated browser: a jar, and the shop that it talks to.

use crate::cookie::{Jar, Localhost, Request, Url};
use model::Timestamp;

/// The moment of everything. No cookie here expires, so one moment is enough.
pub(super) const NOW: Timestamp = Timestamp(1_780_000_000);
/// The address of the model server.
pub(super) const SHOP: &str = "https://shop.example/";

/// Somebody's simulated browser.
pub(super) struct Browser {
    /// Its cookies.
    pub(super) jar: Jar,
}

impl Browser {
    /// A browser with an empty jar.
    pub(super) fn new() -> Self {
        Self { jar: Jar::new(Localhost::LikeAnyHost) }
    }

    /// Stores a `Set-Cookie` line of a response of the shop's, and says in a sentence what became of it.
    pub(super) fn receive(&mut self, header: &str) -> String {
        let stored = self.jar.set(header, &url(SHOP), Request::OWN, NOW);
        stored.map_or_else(|refused| format!("Not kept. {refused}"), |stored| stored.to_string())
    }

    /// The value of the cookie `name` in the `Cookie` header of a request to the shop. `None` when it is not sent.
    pub(super) fn sent_value(&self, name: &str, how: Request) -> Option<String> {
        let header = self.jar.header(&url(SHOP), how, NOW);
        header.split("; ").find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
    }
}

/// Parses an address that is written in this module and therefore valid.
pub(super) fn url(text: &str) -> Url {
    Url::parse(text).expect("the level's own addresses are addresses")
}
