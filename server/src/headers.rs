//! The security headers that every answer has, whatever its status (docs/security.md, H1 to H3).

use crate::{request_meta::RequestMeta, state::State};
use app::shell::RELOAD_SOCKET;
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use std::fmt::Write;

/// The address to which browsers report what the content security policy stopped.
pub const REPORTS: &str = "/csp-report";

/// Headers with the same value on every answer (OWASP Secure Headers Project).
const ALWAYS: [(HeaderName, &str); 7] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("reporting-endpoints"), "csp=\"/csp-report\""),
];
/// The browser uses https for two years, for every name below this one as well (RFC 6797).
const HTTPS_ONLY: &str = "max-age=63072000; includeSubDomains";
/// The policy for everything that is not a page: it runs nothing, loads nothing, and nobody may frame it. A script that runs
/// as a shared worker is held to the policy that came with it, and may connect to this site alone (`frontend/page/line.js`).
/// An answer 304 replaces that policy and has no content type, so all that are no pages have the same.
const NOT_A_PAGE: &str = "default-src 'none'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; \
                          frame-ancestors 'none'";

/// Adds the security headers to an answer. An answer that says nothing about caching, or that sets a cookie, gets
/// `Cache-Control: no-store`.
pub fn add_security_headers(response: &mut Response, meta: &RequestMeta, state: &State) {
    let page = is_page(response.headers());
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = if page { for_page(&meta.nonce, state) } else { NOT_A_PAGE.to_owned() };
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if state.site.is_secure() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HTTPS_ONLY));
    }
    if !headers.contains_key(header::CACHE_CONTROL) || headers.contains_key(header::SET_COOKIE) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Some(value) = headers.get(header::CONTENT_TYPE).and_then(with_charset) {
        headers.insert(header::CONTENT_TYPE, value);
    }
}

fn is_page(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// The content type of a text with its character set, where that is missing (OWASP ASVS 5.0, 4.1.1).
fn with_charset(kind: &HeaderValue) -> Option<HeaderValue> {
    let kind = kind.to_str().ok()?;
    let bare = kind.starts_with("text/") && !kind.contains("charset");
    if bare { HeaderValue::from_str(&format!("{kind}; charset=utf-8")).ok() } else { None }
}

/// The policy for a page: it runs scripts that have this answer's nonce, the site's own files, and its wasm; nothing else
/// (Content Security Policy Level 3).
fn for_page(nonce: &str, state: &State) -> String {
    let connect = if state.reload { format!(" {}", origin_of(RELOAD_SOCKET)) } else { String::new() };
    let mut policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'{connect}; manifest-src 'self'; form-action 'self'; \
         object-src 'none'; base-uri 'none'; frame-ancestors 'none'; report-uri {REPORTS}; report-to csp"
    );
    if state.site.is_secure() {
        let _ = write!(policy, "; upgrade-insecure-requests");
    }
    policy
}

/// The scheme, host and port of a URL.
fn origin_of(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    url[host..].find('/').map_or(url, |slash| &url[..host + slash])
}

/// Adds header names to `Vary`, beside those that it has.
pub fn vary(headers: &mut HeaderMap, names: &'static str) {
    headers.append(header::VARY, HeaderValue::from_static(names));
}
