//! A cookie as the browser stores it, and how it is made from a header (5.7, steps 5 to 22).

use super::{Prefix, Refused, Request, SetCookie, Url, default_path, domain_matches, is_public_suffix};
use model::Timestamp;
use serde::{Deserialize, Serialize};

/// A cookie with all that the browser remembers about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredCookie {
    /// May be empty.
    pub name: String,
    /// May be empty, but not together with the name.
    pub value: String,
    /// In lower case; the host itself when the header gave no `Domain`.
    pub domain: String,
    /// The header gave no `Domain`, so only `domain` itself gets the cookie and no host below it.
    pub host_only: bool,
    /// Begins with a slash.
    pub path: String,
    /// Sent over secure connections only.
    pub secure: bool,
    /// Hidden from scripts.
    pub http_only: bool,
    /// Which requests from other sites it goes with.
    pub same_site: SameSite,
    /// When it was stored first. A cookie that replaces another keeps the moment of that one.
    pub created: Timestamp,
    /// When it was stored or sent last.
    pub last_access: Timestamp,
    /// `None` for a session cookie, which is removed when the browser is closed.
    pub expires: Option<Timestamp>,
}

/// The attribute `SameSite`: whether requests that begin on other sites carry the cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SameSite {
    /// Missing, or a value that is none of the three. It is treated as `Lax`.
    Default,
    /// Every request from another site carries the cookie.
    None,
    /// Only requests from another site that open a page and change nothing carry it, such as a link that is followed.
    Lax,
    /// No request from another site carries it.
    Strict,
}

impl StoredCookie {
    /// The longest life of a cookie in seconds: 400 days (5.5).
    pub const LIFE_MAX: i64 = 34_560_000;

    /// Whether it outlives the browser, as opposed to a session cookie.
    pub fn is_persistent(&self) -> bool {
        self.expires.is_some()
    }

    /// Whether it has expired at `now`. It is gone at the very moment of its expiry, as in browsers.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|at| at <= now)
    }

    /// Whether the two have the same name, domain and path. A jar holds one cookie for each such key.
    pub fn has_same_key(&self, other: &Self) -> bool {
        (&self.name, &self.domain, self.host_only, &self.path)
            == (&other.name, &other.domain, other.host_only, &other.path)
    }

    /// Makes the cookie that `header` asks for, when it comes from `from` in answer to `how`. `secure` says whether it
    /// came over a secure connection.
    ///
    /// # Errors
    /// The first rule of 5.7 that forbids it. Rules about cookies that are stored already are the jar's.
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

/// The domain of the header's `Domain`, if it counts. `None` makes the cookie host-only.
fn domain_for<'a>(header: &'a SetCookie, from: &Url) -> Result<Option<&'a str>, Refused> {
    let Some(domain) = header.domain() else { return Ok(None) };
    let host = from.host();
    if !domain.is_ascii() {
        Err(Refused::DomainNotAscii)
    } else if has_port(domain) {
        Err(Refused::DomainWithPort { domain: domain.to_owned() })
    } else if is_public_suffix(domain) {
        // A site may live at a public suffix itself. Its cookie is then host-only, so that it reaches no other owner.
        if host == domain { Ok(None) } else { Err(Refused::PublicSuffix { domain: domain.to_owned() }) }
    } else if domain_matches(host, domain) {
        Ok(Some(domain))
    } else {
        Err(Refused::OtherDomain { host: host.to_owned(), domain: domain.to_owned() })
    }
}

/// Whether a `Domain` ends with a port, which no host in a cookie's rules has (5.1.3). The colons of an IPv6 address stand
/// within brackets.
fn has_port(domain: &str) -> bool {
    domain.rsplit_once(':').is_some_and(|(host, _)| host.ends_with(']') || !host.starts_with('['))
}

/// When the cookie expires. `Max-Age` goes before `Expires`, and neither exceeds `LIFE_MAX` (5.7).
fn expires_at(header: &SetCookie, now: Timestamp) -> Option<Timestamp> {
    match header.max_age() {
        // Zero or less means the earliest time there is, so that the cookie is removed whatever the clock says.
        Some(..=0) => Some(Timestamp(i64::MIN)),
        Some(seconds) => Some(now.plus(seconds.min(StoredCookie::LIFE_MAX))),
        None => header.expires().map(|at| at.min(now.plus(StoredCookie::LIFE_MAX))),
    }
}

/// Whether this request may set a cookie with this `SameSite` (5.7).
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

/// Whether the cookie keeps the promise of its name's prefix (5.7).
fn check_prefix(cookie: &StoredCookie, header: &SetCookie) -> Result<(), Refused> {
    match header.prefix() {
        Some(Prefix::Secure) if !cookie.secure => Err(Refused::SecurePrefix),
        Some(Prefix::Host) if !cookie.secure => Err(Refused::HostPrefixSecure),
        Some(Prefix::Host) if !cookie.host_only => Err(Refused::HostPrefixDomain),
        Some(Prefix::Host) if header.path().is_none() || cookie.path != "/" => Err(Refused::HostPrefixPath),
        // `=__Host-a` would be sent as `__Host-a` without a name, and a server could not tell it from the real one.
        None if cookie.name.is_empty() && Prefix::of(&cookie.value).is_some() => Err(Refused::NamelessPrefix),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j1_a_domain_with_a_port_is_refused_because_of_the_port() {
        let domain_of = |from: &str, line: &str| {
            let header = SetCookie::parse(line).unwrap();
            domain_for(&header, &Url::parse(from).unwrap()).map(|domain| domain.map(str::to_owned))
        };
        // What is wrong is the port, whatever the list of public suffixes says of the name.
        for (from, domain) in [
            ("http://intranet:8080/", "intranet:8080"),
            ("https://site.example/", "site.example:443"),
            ("http://[::1]:3000/", "[::1]:3000"),
        ] {
            let refused = domain_of(from, &format!("id=7; Domain={domain}")).unwrap_err();
            assert_eq!(
                refused.to_string(),
                format!("A `Domain` has no port, so `{domain}` matches no host.")
            );
        }
        assert_eq!(domain_of("http://[::1]:3000/", "id=7; Domain=[::1]"), Ok(Some("[::1]".to_owned())));
    }
}
