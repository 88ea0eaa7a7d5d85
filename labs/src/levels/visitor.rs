//! What all levels share: a browser with a jar, and numbers that look random.

use crate::cookie::{Jar, Localhost, Request, Url};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use model::Timestamp;
use sha2::{Digest, Sha256};

/// Nothing runs out here, so one moment is enough.
pub(super) const NOW: Timestamp = Timestamp(1_780_000_000);
pub(super) const SHOP: &str = "https://shop.example/";

/// Somebody's simulated browser.
pub(super) struct Visitor {
    pub(super) jar: Jar,
}

impl Visitor {
    pub(super) fn new() -> Self {
        Self { jar: Jar::new(Localhost::LikeAnyHost) }
    }

    /// Takes a `Set-Cookie` line of the shop's answer; says what became of it.
    pub(super) fn receive(&mut self, header: &str) -> String {
        let stored = self.jar.set(header, &url(SHOP), Request::OWN, NOW);
        stored.map_or_else(|refused| format!("Not kept. {refused}"), |stored| stored.to_string())
    }

    /// The value that the `Cookie` header to the shop has for `name`, when it goes along.
    pub(super) fn shows(&self, name: &str, how: Request) -> Option<String> {
        let header = self.jar.header(&url(SHOP), how, NOW);
        header.split("; ").find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
    }
}

/// An address known to be one.
pub(super) fn url(text: &str) -> Url {
    Url::parse(text).expect("the level's own addresses are addresses")
}

/// A series made from a seed. A real server asks its operating system instead.
pub(super) struct Numbers {
    seed: u64,
    taken: u64,
}

impl Numbers {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, taken: 0 }
    }

    /// `N` octets, 32 at most, in base64url.
    pub(super) fn id<const N: usize>(&mut self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.octets::<N>())
    }

    pub(super) fn octets<const N: usize>(&mut self) -> [u8; N] {
        self.taken += 1;
        let mut hash = Sha256::new();
        hash.update(self.seed.to_be_bytes());
        hash.update(self.taken.to_be_bytes());
        let digest: [u8; 32] = hash.finalize().into();
        std::array::from_fn(|at| digest[at % 32])
    }
}

/// The cookie value that somebody typed, with or without its name. `Err`: no such line can be sent.
pub(super) fn typed<'a>(raw: &'a str, name: &str) -> Result<&'a str, String> {
    const CHARS_MAX: usize = 200;
    let value = raw.trim();
    let value = value.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')).unwrap_or(value);
    if value.is_empty() {
        Err("Nothing was sent: write a value for the cookie first.".to_owned())
    } else if raw.chars().count() > CHARS_MAX {
        Err(format!("Nothing was sent: a value may have {CHARS_MAX} characters here."))
    } else if value.contains(|c: char| c.is_control() || c == ';') {
        Err("Nothing was sent: a cookie’s value has neither control characters nor a semicolon in it."
            .to_owned())
    } else {
        Ok(value)
    }
}
