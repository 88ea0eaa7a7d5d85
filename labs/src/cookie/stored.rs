//! A cookie as the browser keeps it, and how it comes to be from a header (5.7, steps 5 to 22).

use super::{Prefix, Refused, Request, SetCookie, Url, default_path, domain_matches, is_public_suffix};
use model::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredCookie {
    pub name: String,
    pub value: String,
    pub domain: String,
    /// No `Domain` was given: hosts below do not get it.
    pub host_only: bool,
    pub path: String,
    pub secure: bool,
    pub http_only: bool,
    pub same_site: SameSite,
    /// Stays that of the cookie it replaced.
    pub created: Timestamp,
    pub last_access: Timestamp,
    /// `None`: gone when the browser is closed.
    pub expires: Option<Timestamp>,
}

/// What the header said of requests that begin on other sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SameSite {
    /// Nothing that is known; treated as `Lax`.
    Default,
    None,
    Lax,
    Strict,
}

impl StoredCookie {
    /// Seconds; 400 days (5.5).
    pub const LIFE_MAX: i64 = 34_560_000;

    /// Outlives the browser's window.
    pub fn is_persistent(&self) -> bool {
        self.expires.is_some()
    }

    /// A cookie that runs out at a moment is gone at that moment, as browsers do it.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|at| at <= now)
    }

    /// A jar has one cookie for each name, domain and path.
    pub fn has_same_key(&self, other: &Self) -> bool {
        (&self.name, &self.domain, self.host_only, &self.path)
            == (&other.name, &other.domain, other.host_only, &other.path)
    }

    /// What `header` asks for, when it comes from `from` in answer to `how`. `secure`: the way here is safe.
    pub(super) fn receive(
        header: &SetCookie,
        from: &Url,
        how: Request,
        secure: bool,
        now: Timestamp,
    ) -> Result<Self, Refused> {
        let domain = domain_for(header, from)?;
        let path = header.path().flatten().unwrap_or_else(|| default_path(from.path()));
        let cookie = Self {
            name: header.name.clone(),
            value: header.value.clone(),
            host_only: domain.is_none(),
            domain: domain.unwrap_or(from.host()).to_owned(),
            path: path.to_owned(),
            secure: header.secure(),
            http_only: header.http_only(),
            same_site: header.same_site(),
            created: now,
            last_access: now,
            expires: expires_at(header, now),
        };
        if cookie.secure && !secure {
            return Err(Refused::SecureOverHttp);
        }
        if cookie.http_only && how.by_script {
            return Err(Refused::HttpOnlyByScript);
        }
        check_same_site(&cookie, how)?;
        check_prefix(&cookie, header)?;
        Ok(cookie)
    }
}

/// The `Domain` that counts; `None` makes the cookie host-only.
fn domain_for<'a>(header: &'a SetCookie, from: &Url) -> Result<Option<&'a str>, Refused> {
    let Some(domain) = header.domain() else { return Ok(None) };
    let host = from.host();
    if !domain.is_ascii() {
        Err(Refused::DomainNotAscii)
    } else if is_public_suffix(domain) {
        // A site may live at a public suffix itself, and then sets cookies for itself alone.
        if host == domain { Ok(None) } else { Err(Refused::PublicSuffix { domain: domain.to_owned() }) }
    } else if domain_matches(host, domain) {
        Ok(Some(domain))
    } else {
        Err(Refused::OtherDomain { host: host.to_owned(), domain: domain.to_owned() })
    }
}

fn expires_at(header: &SetCookie, now: Timestamp) -> Option<Timestamp> {
    match header.max_age() {
        Some(..=0) => Some(Timestamp(i64::MIN)),
        Some(seconds) => Some(now.plus(seconds.min(StoredCookie::LIFE_MAX))),
        None => header.expires().map(|at| at.min(now.plus(StoredCookie::LIFE_MAX))),
    }
}

fn check_same_site(cookie: &StoredCookie, how: Request) -> Result<(), Refused> {
    match cookie.same_site {
        SameSite::None if cookie.secure => Ok(()),
        SameSite::None => Err(Refused::NoneWithoutSecure),
        _ if how.same_site => Ok(()),
        _ if how.by_script => Err(Refused::CrossSiteScript),
        _ if how.top_level_navigation => Ok(()),
        _ => Err(Refused::CrossSite),
    }
}

fn check_prefix(cookie: &StoredCookie, header: &SetCookie) -> Result<(), Refused> {
    match header.prefix() {
        Some(Prefix::Secure) if !cookie.secure => Err(Refused::SecurePrefix),
        Some(Prefix::Host) if !cookie.secure => Err(Refused::HostPrefixSecure),
        Some(Prefix::Host) if !cookie.host_only => Err(Refused::HostPrefixDomain),
        Some(Prefix::Host) if header.path().is_none() || cookie.path != "/" => Err(Refused::HostPrefixPath),
        None if cookie.name.is_empty() && Prefix::of(&cookie.value).is_some() => Err(Refused::NamelessPrefix),
        _ => Ok(()),
    }
}
