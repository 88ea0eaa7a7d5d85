//! Why a browser stores nothing of a `Set-Cookie` header, each reason with its sentence for learners.

use super::{Jar, SetCookie};
use serde::{Deserialize, Serialize};

/// The steps of 5.6 and 5.7 at which a cookie is ignored, in their order. The message is the reason for learners.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    #[error("There is a control character in the header, so all of it is dropped.")]
    Control,
    #[error("Name and value have {octets} octets together; {} are the most.", SetCookie::OCTETS_MAX)]
    TooLong { octets: usize },
    #[error("It has neither a name nor a value.")]
    Empty,
    #[error("A `Domain` is written in ASCII; names in other letters have a form that begins with `xn--`.")]
    DomainNotAscii,
    #[error(
        "`{domain}` is a public suffix; anyone may own a site below it, and the cookie would reach them all."
    )]
    PublicSuffix { domain: String },
    #[error("A `Domain` has no port, so `{domain}` matches no host.")]
    DomainWithPort { domain: String },
    #[error("`{host}` is neither `{domain}` nor below it, so it may not set cookies there.")]
    OtherDomain { host: String, domain: String },
    #[error("A `Secure` cookie must come over HTTPS.")]
    SecureOverHttp,
    #[error("A script may not set an `HttpOnly` cookie.")]
    HttpOnlyByScript,
    #[error("A frame from another site may only set cookies with `SameSite=None`.")]
    CrossSiteScript,
    #[error(
        "The request began on another site and did not open a page, so its answer may only set cookies with \
         `SameSite=None`."
    )]
    CrossSite,
    #[error("`SameSite=None` needs `Secure` beside it, by the standard and in Chromium.")]
    NoneWithoutSecure,
    #[error("A `__Secure-` cookie must be `Secure`.")]
    SecurePrefix,
    #[error("A `__Host-` cookie must be `Secure`.")]
    HostPrefixSecure,
    #[error("A `__Host-` cookie must not name a domain.")]
    HostPrefixDomain,
    #[error("A `__Host-` cookie must say `Path=/`.")]
    HostPrefixPath,
    #[error("A cookie without a name must not have a value that looks like a `__Host-` or `__Secure-` name.")]
    NamelessPrefix,
    #[error("A `Secure` cookie of this name is there, and plain HTTP may not put another in its way.")]
    OverSecure,
    #[error("An `HttpOnly` cookie of this name is there, and a script may not replace it.")]
    OverHttpOnly,
    #[error(
        "The jar keeps {} cookies for a domain. All of those are `Secure`; this one isn’t, so it goes first.",
        Jar::PER_DOMAIN_MAX
    )]
    NoRoom,
}
