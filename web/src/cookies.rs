//! Every cookie of the site: its name, and the attributes with which it is set and removed. Server only.
//!
//! Over HTTPS the names of the site's own cookies begin with `__Host-`. A browser accepts such a cookie only if it has
//! `Secure` and `Path=/` and no `Domain`, so that no other host can set it (RFC 6265bis, section 4.1.3.2). Not every
//! browser accepts the prefix over plain HTTP, so there it is left out. tower-sessions writes the session's cookie
//! itself, with the name and the attributes from here.

use http::{HeaderMap, HeaderValue, header};
use model::Timestamp;
use tower_sessions::cookie::{Cookie, SameSite, time::Duration};

/// The names of the site's own cookies.
#[derive(Debug, PartialEq, Eq)]
pub struct CookieNames {
    /// The session's cookie: 128 random bits.
    pub session: &'static str,
    /// Recognises a browser that signed in before.
    pub device: &'static str,
    /// Refers to what was typed into a form that was refused, so that the page can show it again.
    pub form: &'static str,
}

const SECURE: CookieNames =
    CookieNames { session: "__Host-vitrine", device: "__Host-vitrine-device", form: "__Host-vitrine-form" };
const PLAIN: CookieNames = CookieNames { session: "vitrine", device: "vitrine-device", form: "vitrine-form" };

/// The cookie of the colour theme. It says nothing about its owner and gives no power, so it needs no prefix.
pub const THEME: &str = "theme";

/// The cookie of the language in which a chapter's listings are shown. Like `THEME` it gives no power.
pub const LISTING: &str = "listings";
/// Its only value: in Python. Without the cookie a listing is shown as it is.
pub const LISTING_PYTHON: &str = "python";

/// The `SameSite` attribute of the site's own cookies. With `Lax` a request from another site carries them only if it
/// is a top-level navigation with a safe method, such as a link that is followed (RFC 6265bis, section 5.2).
pub const SAME_SITE: SameSite = SameSite::Lax;

/// The lifetime of the device's cookie: the longest that browsers allow (RFC 6265bis, section 5.5).
pub const DEVICE_LIFE: Duration = Duration::days(400);

/// A cookie of a lab. It gives no power, and is sent only to addresses below its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabCookie {
    /// Begins with `lab-`.
    pub name: &'static str,
    /// Begins with `/lab/`.
    pub path: &'static str,
}

/// The cookie of the page in chapter 1 that counts its visits.
pub const LAB_COUNTER: LabCookie = LabCookie { name: "lab-counter", path: "/lab/with" };
/// The cookie that a learner changes in chapter 3.
pub const LAB_TAMPER: LabCookie = LabCookie { name: "lab-tamper", path: "/lab/tamper/" };
/// The cookie whose attributes a learner chooses in chapter 2, so the code of that experiment writes its line.
pub const LAB_OWN_BROWSER: LabCookie = LabCookie { name: "lab-own", path: "/lab/own-browser" };

impl LabCookie {
    /// A `Set-Cookie` header that sets it for an hour, `HttpOnly`. `secure` adds `Secure`. `None` if the value contains
    /// characters that a header cannot have.
    pub fn set(self, value: &str, secure: bool) -> Option<HeaderValue> {
        let secure = if secure { "; Secure" } else { "" };
        let Self { name, path } = self;
        let line = format!("{name}={value}; Path={path}; HttpOnly; SameSite=Lax; Max-Age=3600{secure}");
        HeaderValue::from_str(&line).ok()
    }
}

/// The names of the cookies; `secure` is whether the site is reached over HTTPS only.
pub fn names(secure: bool) -> &'static CookieNames {
    if secure { &SECURE } else { &PLAIN }
}

/// The value of a cookie that the browser sent; `None` if it did not send one of this name.
pub fn find<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// A `Set-Cookie` header for the whole site, `HttpOnly` and `SameSite=Lax`, that expires after `life`. If the value
/// cannot stand in a header, the cookie is removed instead.
pub fn set(name: &'static str, value: &str, life: Duration, secure: bool) -> HeaderValue {
    let cookie = Cookie::build((name, value.to_owned()))
        .http_only(true)
        .same_site(SAME_SITE)
        .secure(secure)
        .path("/")
        .max_age(life);
    HeaderValue::from_str(&cookie.build().to_string()).unwrap_or_else(|_| remove(name, secure))
}

/// A `Set-Cookie` header that removes a cookie. It has the attributes with which the cookie was set, because a browser
/// ignores a line for a `__Host-` cookie without them.
pub fn remove(name: &str, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{name}=; HttpOnly; SameSite=Lax{secure}; Path=/; Max-Age=0");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Completes the line with which tower-sessions 0.15 removes the session's cookie: that version leaves most attributes
/// out. (Its main branch has them, but is not released.) In an answer to a script the line is dropped: such an answer
/// may be about the token before a sign-in, arrive after it, and would then remove the new cookie.
pub fn complete_removal_cookie(headers: &mut HeaderMap, name: &str, secure: bool, script: bool) {
    let removes = |line: &HeaderValue| {
        let line = line.to_str().unwrap_or_default();
        line.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')) && line.contains("Max-Age=0")
    };
    if !headers.get_all(header::SET_COOKIE).iter().any(removes) {
        return;
    }
    // A `HeaderMap` cannot change one of several values of a name, so all of them are taken out and put back.
    let lines: Vec<_> = headers.get_all(header::SET_COOKIE).iter().cloned().collect();
    headers.remove(header::SET_COOKIE);
    for line in lines {
        match removes(&line) {
            true if script => {}
            true => drop(headers.append(header::SET_COOKIE, remove(name, secure))),
            false => drop(headers.append(header::SET_COOKIE, line)),
        }
    }
}

/// The remaining lifetime of a session that began at `created_at`, for its cookie: the cookie must not outlive the
/// session. At least one second, because `Max-Age=0` would remove the cookie.
pub fn rest_of_life(created_at: Timestamp, now: Timestamp) -> Duration {
    Duration::seconds((store::session::AGE_MAX - now.since(created_at)).clamp(1, store::session::AGE_MAX))
}

#[cfg(test)]
mod tests {
    /// `xray` cannot name this crate, so it has a list of its own of the names that may be shown.
    #[test]
    fn the_names_of_every_cookie_of_the_site_stay_in_a_story_that_is_shown() {
        let own = [names(true), names(false)].map(|names| [names.session, names.device, names.form]);
        let labs = [LAB_COUNTER, LAB_TAMPER, LAB_OWN_BROWSER].map(|cookie| cookie.name);
        let all: Vec<_> = own
            .into_iter()
            .flatten()
            .chain(labs)
            .chain([THEME, LISTING])
            .map(|name| (name.to_owned(), 1))
            .collect();
        let trace = xray::Trace { cookies: all.clone(), ..xray::Trace::default() };
        assert_eq!(xray::redacted(&trace).cookies, all);
    }

    use super::*;

    #[test]
    fn a_cookie_is_found_among_others_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("vitrine-device=d; theme=dark"));
        headers.append(header::COOKIE, HeaderValue::from_static("vitrine=abc"));
        assert_eq!(find(&headers, "vitrine"), Some("abc"));
        assert_eq!(find(&headers, "theme"), Some("dark"));
        assert_eq!(find(&headers, "vit"), None);
    }

    #[test]
    fn c1_a_removal_has_the_attributes_the_cookie_was_set_with() {
        let mut headers = HeaderMap::new();
        let stock = "__Host-vitrine=; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
        headers.append(header::SET_COOKIE, HeaderValue::from_static("theme=dark; Max-Age=0"));
        headers.append(header::SET_COOKIE, HeaderValue::from_static(stock));
        complete_removal_cookie(&mut headers, "__Host-vitrine", true, false);
        let lines: Vec<_> = headers.get_all(header::SET_COOKIE).iter().collect();
        assert_eq!(lines[0], "theme=dark; Max-Age=0");
        assert_eq!(lines[1], "__Host-vitrine=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0");
        complete_removal_cookie(&mut headers, "__Host-vitrine", true, true);
        assert_eq!(headers.get_all(header::SET_COOKIE).iter().count(), 1);
    }
}
