//! The jar: the cookies that a browser keeps between requests, and the rules by which it drops them (5.7).

use super::{Refused, Request, Scheme, SetCookie, StoredCookie, Url, domain_matches, path_matches};
use model::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A browser's cookie store, as RFC 6265bis calls it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jar {
    /// In the order in which each name, domain and path was first stored. No two have the same three.
    pub cookies: Vec<StoredCookie>,
    /// How this browser treats plain HTTP to its own machine.
    pub localhost: Localhost,
}

/// Whether plain HTTP to the browser's own machine counts as secure.
///
/// The draft leaves this to browsers (5.8.3), and not all of them trust it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Localhost {
    /// Plain HTTP to this machine is as good as HTTPS.
    Trusted,
    /// No exception is made.
    LikeAnyHost,
}

/// What storing a cookie did, when it was not refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreOutcome {
    /// It was added. `evicted` are the cookies that had to make room for it.
    New { evicted: Vec<StoredCookie> },
    /// It took the place of a cookie of the same name, domain and path.
    Replaced,
    /// It had expired on arrival and removed the cookie of the same name, domain and path.
    Removed,
    /// It had expired on arrival, and there was no cookie to remove.
    NothingToRemove,
}

impl Jar {
    /// Cookies of one domain. The draft asks browsers for at least 50 (6.1); some keep more.
    pub const PER_DOMAIN_MAX: usize = 50;
    /// Cookies in all. The draft asks for at least 3000 (6.1).
    pub const TOTAL_MAX: usize = 3000;

    /// A jar without cookies.
    pub fn new(localhost: Localhost) -> Self {
        Self { cookies: Vec::new(), localhost }
    }

    /// Stores the cookie of a `Set-Cookie` header, whose value is `header` (5.6 and 5.7).
    ///
    /// It came from the address `from`, in answer to the request `how`. When `how` is by script, `header` is instead the
    /// text that a script on the page `from` wrote into `document.cookie`. Expired cookies are removed first.
    ///
    /// # Errors
    /// The rule by which a browser ignores this header.
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
        // "Leave secure cookies alone" (5.7): plain HTTP must not be able to replace or hide a `Secure` cookie.
        if !secure && self.cookies.iter().any(|old| shadows(&cookie, old)) {
            return Err(Refused::OverSecure);
        }
        match self.cookies.iter().position(|old| old.has_same_key(&cookie)) {
            Some(at) if how.by_script && self.cookies[at].http_only => Err(Refused::OverHttpOnly),
            Some(at) if cookie.is_expired(now) => {
                self.cookies.remove(at);
                Ok(StoreOutcome::Removed)
            }
            // The cookie keeps the age of the one it replaces, which decides its place in the `Cookie` header.
            Some(at) => {
                let created = self.cookies[at].created;
                self.cookies[at] = StoredCookie { created, ..cookie };
                Ok(StoreOutcome::Replaced)
            }
            None if cookie.is_expired(now) => Ok(StoreOutcome::NothingToRemove),
            None => self.insert(cookie),
        }
    }

    /// Removes the cookies that have expired, and returns them.
    pub fn remove_expired(&mut self, now: Timestamp) -> Vec<StoredCookie> {
        self.cookies.extract_if(.., |cookie| cookie.is_expired(now)).collect()
    }

    /// Removes the cookies that last until the browser is closed, as it does when it is, and returns them.
    pub fn remove_session_cookies(&mut self) -> Vec<StoredCookie> {
        self.cookies.extract_if(.., |cookie| !cookie.is_persistent()).collect()
    }

    /// Whether a connection to this address counts as secure: HTTPS, or plain HTTP to a trusted localhost.
    pub(super) fn is_secure(&self, url: &Url) -> bool {
        url.scheme() == Scheme::Https || (self.localhost == Localhost::Trusted && url.is_localhost())
    }

    /// Adds a cookie under a new key, and evicts others where the jar is full.
    fn insert(&mut self, cookie: StoredCookie) -> Result<StoreOutcome, Refused> {
        self.cookies.push(cookie.clone());
        let evicted = self.evict(&cookie.domain);
        // The new cookie may itself be the first to go: it is not `Secure` and all others of its domain are.
        if evicted.iter().any(|gone| gone.has_same_key(&cookie)) {
            return Err(Refused::NoRoom);
        }
        Ok(StoreOutcome::New { evicted })
    }

    /// Removes what is over the limits, and returns it (5.7, "remove excess cookies").
    ///
    /// From a domain with too many cookies, those that are not `Secure` go first, and among equals the one unused for
    /// longest. From a jar with too many in all, the one unused for longest goes.
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

/// Whether `new`, which came over plain HTTP, would hide the `Secure` cookie `old` from its server (5.7, step 16).
///
/// The paths are compared in one direction only, as the draft has it: a new cookie for `/` does not hide an old one for
/// `/login`, because the longer path is sent first.
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
