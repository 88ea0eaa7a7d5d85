//! The jar: what a browser keeps between requests, and what it throws out.

use super::{Refused, Request, Scheme, SetCookie, StoredCookie, Url, domain_matches, path_matches};
use model::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jar {
    /// In the order in which their places were first taken.
    pub cookies: Vec<StoredCookie>,
    pub localhost: Localhost,
}

/// Whether plain HTTP to this very machine is as good as HTTPS. The draft leaves it to browsers (5.8.3), and not all
/// of them say yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Localhost {
    Trusted,
    LikeAnyHost,
}

/// What became of a header that was not refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreOutcome {
    /// Others may have had to leave a full jar.
    New { evicted: Vec<StoredCookie> },
    /// One of the same name, domain and path was there.
    Replaced,
    /// The new one has run out already, and took the old one with it.
    Removed,
    /// The new one has run out already, and there was no old one.
    NothingToRemove,
}

impl Jar {
    /// Cookies with one domain. The draft asks for 50 at least; some browsers keep more.
    pub const PER_DOMAIN_MAX: usize = 50;
    pub const TOTAL_MAX: usize = 3000;

    pub fn new(localhost: Localhost) -> Self {
        Self { cookies: Vec::new(), localhost }
    }

    /// Takes a `Set-Cookie` header that came from `from` in answer to `how` (or, `by_script`, a text that a script
    /// wrote into `document.cookie`). Cookies that have run out leave first.
    pub fn set(
        &mut self,
        header: &str,
        from: &Url,
        how: Request,
        now: Timestamp,
    ) -> Result<StoreOutcome, Refused> {
        let header = SetCookie::parse(header)?;
        self.remove_expired(now);
        let secure = self.is_secure(from);
        let cookie = StoredCookie::receive(&header, from, how, secure, now)?;
        if !secure && self.cookies.iter().any(|old| shadows(&cookie, old)) {
            return Err(Refused::OverSecure);
        }
        match self.cookies.iter().position(|old| old.has_same_key(&cookie)) {
            Some(at) if how.by_script && self.cookies[at].http_only => Err(Refused::OverHttpOnly),
            Some(at) if cookie.is_expired(now) => {
                self.cookies.remove(at);
                Ok(StoreOutcome::Removed)
            }
            Some(at) => {
                let created = self.cookies[at].created;
                self.cookies[at] = StoredCookie { created, ..cookie };
                Ok(StoreOutcome::Replaced)
            }
            None if cookie.is_expired(now) => Ok(StoreOutcome::NothingToRemove),
            None => self.insert(cookie),
        }
    }

    /// Throws out the cookies that have run out, and returns them.
    pub fn remove_expired(&mut self, now: Timestamp) -> Vec<StoredCookie> {
        self.cookies.extract_if(.., |cookie| cookie.is_expired(now)).collect()
    }

    /// The browser is closed: throws out the cookies that live until then, and returns them.
    pub fn remove_session_cookies(&mut self) -> Vec<StoredCookie> {
        self.cookies.extract_if(.., |cookie| !cookie.is_persistent()).collect()
    }

    pub(super) fn is_secure(&self, url: &Url) -> bool {
        url.scheme() == Scheme::Https || (self.localhost == Localhost::Trusted && url.is_localhost())
    }

    fn insert(&mut self, cookie: StoredCookie) -> Result<StoreOutcome, Refused> {
        self.cookies.push(cookie.clone());
        let evicted = self.evict(&cookie.domain);
        if evicted.iter().any(|gone| gone.has_same_key(&cookie)) {
            return Err(Refused::NoRoom);
        }
        Ok(StoreOutcome::New { evicted })
    }

    /// From a domain with too many, those that are not `Secure` leave first; then, as from a jar with too many, those
    /// unused for longest (5.7, "remove excess cookies").
    fn evict(&mut self, domain: &str) -> Vec<StoredCookie> {
        let mut evicted = Vec::new();
        while self.cookies.iter().filter(|cookie| cookie.domain == domain).count() > Self::PER_DOMAIN_MAX {
            let of_domain = self.cookies.iter().enumerate().filter(|(_, cookie)| cookie.domain == domain);
            let first = of_domain.min_by_key(|(_, cookie)| (cookie.secure, cookie.last_access));
            evicted.extend(first.map(|(at, _)| at).map(|at| self.cookies.remove(at)));
        }
        while self.cookies.len() > Self::TOTAL_MAX {
            let first = self.cookies.iter().enumerate().min_by_key(|(_, cookie)| cookie.last_access);
            evicted.extend(first.map(|(at, _)| at).map(|at| self.cookies.remove(at)));
        }
        evicted
    }
}

/// Whether `new`, which came over plain HTTP, would stand in the way of `old` (5.7, step 16). One way only: a new
/// cookie for `/` does not hide an old one for `/login`.
fn shadows(new: &StoredCookie, old: &StoredCookie) -> bool {
    old.secure
        && new.name == old.name
        && (domain_matches(&old.domain, &new.domain) || domain_matches(&new.domain, &old.domain))
        && path_matches(&new.path, &old.path)
}

impl fmt::Display for StoreOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New { evicted } if evicted.is_empty() => f.write_str("Stored."),
            Self::New { evicted } => {
                let name = |cookie: &StoredCookie| match cookie.name.as_str() {
                    "" => "one without a name".to_owned(),
                    name => format!("`{name}`"),
                };
                let names: Vec<String> = evicted.iter().map(name).collect();
                write!(
                    f,
                    "Stored. The jar keeps {} cookies for a domain and {} in all, so these had to leave: {}.",
                    Jar::PER_DOMAIN_MAX,
                    Jar::TOTAL_MAX,
                    names.join(", ")
                )
            }
            Self::Replaced => f.write_str("Stored in place of the one with the same name, domain and path."),
            Self::Removed => f.write_str("Removed, because the new one has run out already."),
            Self::NothingToRemove => f.write_str(
                "Nothing changed. It has run out already, and there is none with the same name, domain and path to \
                 remove.",
            ),
        }
    }
}
