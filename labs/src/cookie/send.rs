//! Which cookies go with a request, and why the others stay (5.8).

use super::{Jar, SameSite, StoredCookie, Url, domain_matches, is_public_suffix, path_matches};
use model::Timestamp;
use serde::{Deserialize, Serialize};
use std::{cmp::Reverse, fmt};

/// How a request comes about, as far as `SameSite` and `HttpOnly` depend on it. Where it goes is told beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// It began on the site that it goes to (see `Url::same_site`), or nowhere, as when an address was typed. For a
    /// script: its page and every page that frames it are of one site.
    pub same_site: bool,
    /// It opens a page in a window or tab, not in a frame.
    pub top_level_navigation: bool,
    /// Its method is safe: `GET`, `HEAD`, `OPTIONS` or `TRACE` (RFC 9110, 9.2.1).
    pub safe_method: bool,
    /// It is no request: a script reads or writes `document.cookie`.
    pub by_script: bool,
}

/// Whether a cookie goes with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It does.
    Sent,
    /// It stays in the jar.
    NotSent(NotSentReason),
}

/// The first rule of 5.8.3 that keeps a cookie in the jar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotSentReason {
    /// It expired at this moment and was not removed yet.
    Expired { at: Timestamp },
    /// The cookie is host-only, and the request goes to another host.
    OtherHost { host: String },
    /// The request's host is not in the cookie's domain.
    OtherDomain { domain: String },
    /// The cookie's domain has become a public suffix since it was stored.
    PublicSuffix { domain: String },
    /// The request's path is not in the cookie's path.
    OtherPath { path: String },
    /// The cookie is `Secure` and the connection is not.
    PlainHttp,
    /// A script asks, and the cookie is `HttpOnly`.
    HttpOnly,
    /// It is `SameSite=Strict`, and the request began on another site.
    Strict,
    /// A script in a frame on another site's page asks for `document.cookie`.
    CrossSiteScript,
    /// It is `Lax` (`said`) or counts as such by default, and the request opens no page.
    LaxNotNavigation { said: bool },
    /// It is `Lax` (`said`) or counts as such by default, and the request's method is not safe.
    LaxUnsafeMethod { said: bool },
}

impl Request {
    /// A page opened from the site itself, or by typing its address.
    pub const OWN: Self =
        Self { same_site: true, top_level_navigation: true, safe_method: true, by_script: false };
    /// A link on another site was followed.
    pub const LINK_ELSEWHERE: Self = Self { same_site: false, ..Self::OWN };
    /// A form on another site was posted here.
    pub const FORM_ELSEWHERE: Self = Self { safe_method: false, ..Self::LINK_ELSEWHERE };
    /// A page of another site shows an image or a frame from here, or fetches from here.
    pub const EMBEDDED_ELSEWHERE: Self = Self { top_level_navigation: false, ..Self::LINK_ELSEWHERE };
    /// A script on a page of the site reads or writes `document.cookie`.
    pub const SCRIPT: Self =
        Self { same_site: true, top_level_navigation: false, safe_method: true, by_script: true };
}

impl Jar {
    /// Decides for every cookie in the jar whether it goes with a request to `to`. The order is that of the `Cookie`
    /// header: longer paths first, and among equally long ones the older cookie first (5.8.3, step 2).
    pub fn decide(&self, to: &Url, how: Request, now: Timestamp) -> Vec<(&StoredCookie, Decision)> {
        let mut cookies: Vec<&StoredCookie> = self.cookies.iter().collect();
        cookies.sort_by_key(|cookie| (Reverse(cookie.path.len()), cookie.created));
        let secure = self.is_secure(to);
        let decide = |cookie: &StoredCookie| match why_not(cookie, to, secure, how, now) {
            Some(why) => Decision::NotSent(why),
            None => Decision::Sent,
        };
        cookies.into_iter().map(|cookie| (cookie, decide(cookie))).collect()
    }

    /// The value of the `Cookie` header, or what `document.cookie` shows a script. Empty when no cookie goes.
    pub fn header(&self, to: &Url, how: Request, now: Timestamp) -> String {
        let decided = self.decide(to, how, now);
        let sent = decided.iter().filter(|(_, decision)| *decision == Decision::Sent);
        let pairs: Vec<String> = sent.map(|(cookie, _)| cookie.pair()).collect();
        pairs.join("; ")
    }

    /// The same as `header`, and notes that its cookies were used now, which decides who leaves a full jar first.
    pub fn send(&mut self, to: &Url, how: Request, now: Timestamp) -> String {
        let header = self.header(to, how, now);
        let secure = self.is_secure(to);
        let sent = self.cookies.iter_mut().filter(|cookie| why_not(cookie, to, secure, how, now).is_none());
        sent.for_each(|cookie| cookie.last_access = now);
        header
    }
}

impl StoredCookie {
    /// The cookie as it is sent: `name=value`, or the value alone when it has no name.
    pub fn pair(&self) -> String {
        if self.name.is_empty() { self.value.clone() } else { format!("{}={}", self.name, self.value) }
    }
}

/// The first rule that keeps this cookie back, in the order in which a learner should hear of them. `secure` says
/// whether the connection to `to` is secure.
fn why_not(
    cookie: &StoredCookie,
    to: &Url,
    secure: bool,
    how: Request,
    now: Timestamp,
) -> Option<NotSentReason> {
    if let Some(at) = cookie.expires.filter(|_| cookie.is_expired(now)) {
        return Some(NotSentReason::Expired { at });
    }
    let domain = || cookie.domain.clone();
    if cookie.host_only && cookie.domain != to.host() {
        Some(NotSentReason::OtherHost { host: domain() })
    } else if !domain_matches(to.host(), &cookie.domain) {
        Some(NotSentReason::OtherDomain { domain: domain() })
    } else if !cookie.host_only && is_public_suffix(&cookie.domain) {
        Some(NotSentReason::PublicSuffix { domain: domain() })
    } else if !path_matches(to.path(), &cookie.path) {
        Some(NotSentReason::OtherPath { path: cookie.path.clone() })
    } else if cookie.secure && !secure {
        Some(NotSentReason::PlainHttp)
    } else if cookie.http_only && how.by_script {
        Some(NotSentReason::HttpOnly)
    } else {
        why_not_same_site(cookie.same_site, how)
    }
}

/// The rule of `SameSite` that keeps a cookie back, if there is one (5.8.3, step 1).
fn why_not_same_site(same_site: SameSite, how: Request) -> Option<NotSentReason> {
    let said = same_site == SameSite::Lax;
    match same_site {
        _ if how.same_site => None,
        SameSite::None => None,
        _ if how.by_script => Some(NotSentReason::CrossSiteScript),
        SameSite::Strict => Some(NotSentReason::Strict),
        _ if !how.top_level_navigation => Some(NotSentReason::LaxNotNavigation { said }),
        _ if !how.safe_method => Some(NotSentReason::LaxUnsafeMethod { said }),
        _ => None,
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sent => f.write_str("Sent."),
            Self::NotSent(why) => write!(f, "Not sent. {why}"),
        }
    }
}

impl fmt::Display for NotSentReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lax = |said: &bool| {
            if *said { "It is `SameSite=Lax`" } else { "Without `SameSite` it counts as `Lax`" }
        };
        match self {
            Self::Expired { at } => write!(f, "It ran out on {}.", at.full()),
            Self::OtherHost { host } => {
                write!(f, "It was set without `Domain`, so it goes to `{host}` and to no other host.")
            }
            Self::OtherDomain { domain } => write!(f, "It goes to `{domain}` and the hosts below it."),
            Self::PublicSuffix { domain } => {
                write!(f, "`{domain}` is a public suffix, and a cookie for all its sites goes to none.")
            }
            Self::OtherPath { path } => write!(f, "It goes to `{path}` and the paths below it."),
            Self::PlainHttp => f.write_str("It is `Secure`, and this address is plain HTTP."),
            Self::HttpOnly => f.write_str("It is `HttpOnly`, which hides it from scripts."),
            Self::Strict => f.write_str("It is `SameSite=Strict`, and the request began on another site."),
            Self::CrossSiteScript => f.write_str(
                "The script's page stands in a page of another site, and it is not `SameSite=None`.",
            ),
            Self::LaxNotNavigation { said } => {
                write!(f, "{}, and a request from another site has it only when it opens a page.", lax(said))
            }
            Self::LaxUnsafeMethod { said } => write!(
                f,
                "{}, and a request from another site has it only when it reads (GET), not when it writes (POST).",
                lax(said)
            ),
        }
    }
}
