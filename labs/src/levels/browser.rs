//! A simulated browser: a jar, and the shop that it talks to.

use crate::cookie::{Jar, Localhost, Request, Url};
use model::Timestamp;

/// Nothing runs out here, so one moment is enough.
pub(super) const NOW: Timestamp = Timestamp(1_780_000_000);
pub(super) const SHOP: &str = "https://shop.example/";

/// Somebody's simulated browser.
pub(super) struct Browser {
    pub(super) jar: Jar,
}

impl Browser {
    pub(super) fn new() -> Self {
        Self { jar: Jar::new(Localhost::LikeAnyHost) }
    }

    /// Takes a `Set-Cookie` line of the shop's answer; says what became of it.
    pub(super) fn receive(&mut self, header: &str) -> String {
        let stored = self.jar.set(header, &url(SHOP), Request::OWN, NOW);
        stored.map_or_else(|refused| format!("Not kept. {refused}"), |stored| stored.to_string())
    }

    /// The value that the `Cookie` header to the shop has for `name`, when it goes along.
    pub(super) fn sent_value(&self, name: &str, how: Request) -> Option<String> {
        let header = self.jar.header(&url(SHOP), how, NOW);
        header.split("; ").find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
    }
}

/// An address known to be one.
pub(super) fn url(text: &str) -> Url {
    Url::parse(text).expect("the level's own addresses are addresses")
}
