//! Every cookie of the site: its name, and the attributes it is set and removed with. Server only.
//!
//! With https the names of the site's own cookies begin with `__Host-`: the browser then takes the cookie only with
//! `Secure`, for this host alone and for the whole of it (RFC 6265bis, 4.1.3.2). Not every browser takes that prefix over
//! plain http, so there it is left out. The session's cookie is written by tower-sessions, by the name and the attributes
//! given here.

use http::{HeaderMap, HeaderValue, header};
use model::Timestamp;
use tower_sessions::cookie::{Cookie, SameSite, time::Duration};

/// The names of the site's own cookies.
#[derive(Debug, PartialEq, Eq)]
pub struct CookieNames {
    /// The session's: 128 random bits.
    pub session: &'static str,
    /// Tells a device that signed in before.
    pub device: &'static str,
    /// Leads to what was typed into a form that was refused.
    pub form: &'static str,
}

const SECURE: CookieNames =
    CookieNames { session: "__Host-vitrine", device: "__Host-vitrine-device", form: "__Host-vitrine-form" };
const PLAIN: CookieNames = CookieNames { session: "vitrine", device: "vitrine-device", form: "vitrine-form" };

/// Day or night. It says nothing about anybody, so it needs no prefix.
pub const THEME: &str = "theme";

/// When a cookie of the site's own is sent with a request from another site: with a link that is followed, and no other.
pub const SAME_SITE: SameSite = SameSite::Lax;

/// How long the device's cookie lives: as long as a browser keeps any (RFC 6265bis, 5.5).
pub const DEVICE_LIFE: Duration = Duration::days(400);

/// A cookie of a lab. It opens nothing, and goes to addresses below its path alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabCookie {
    /// Begins with `lab-`.
    pub name: &'static str,
    /// Begins with `/lab/`.
    pub path: &'static str,
}

/// The page of chapter 1 that counts.
pub const LAB_COUNTER: LabCookie = LabCookie { name: "lab-counter", path: "/lab/with" };
/// The cookie that a learner changes in chapter 3.
pub const LAB_TAMPER: LabCookie = LabCookie { name: "lab-tamper", path: "/lab/tamper/" };
/// The cookie whose attributes a learner chooses in chapter 2, so its line is their own.
pub const LAB_OWN_BROWSER: LabCookie = LabCookie { name: "lab-own", path: "/lab/own-browser" };

impl LabCookie {
    /// A `Set-Cookie` header: out of reach of scripts, for an hour. None where the value cannot stand in a header.
    pub fn set(self, value: &str, secure: bool) -> Option<HeaderValue> {
        let secure = if secure { "; Secure" } else { "" };
        let Self { name, path } = self;
        let line = format!("{name}={value}; Path={path}; HttpOnly; SameSite=Lax; Max-Age=3600{secure}");
        HeaderValue::from_str(&line).ok()
    }
}

/// The names for a site that is reached by https alone, or for one that is not.
pub fn names(secure: bool) -> &'static CookieNames {
    if secure { &SECURE } else { &PLAIN }
}

/// The value of a cookie the browser sent.
pub fn find<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// A `Set-Cookie` header: for the whole site, out of reach of scripts, `SameSite=Lax`.
pub fn set(name: &'static str, value: &str, life: Duration, secure: bool) -> HeaderValue {
    let cookie = Cookie::build((name, value.to_owned()))
        .http_only(true)
        .same_site(SAME_SITE)
        .secure(secure)
        .path("/")
        .max_age(life);
    HeaderValue::from_str(&cookie.build().to_string()).unwrap_or_else(|_| remove(name, secure))
}

/// A `Set-Cookie` header that removes a cookie, with the attributes it was set with: a browser ignores the removal of
/// a `__Host-` cookie without them.
pub fn remove(name: &str, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{name}=; HttpOnly; SameSite=Lax{secure}; Path=/; Max-Age=0");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Rewrites what tower-sessions 0.15 sends to remove the session's cookie: it leaves most attributes out (mended in
/// its main branch, not released). An answer to a script does not remove it at all: it may be about the token before
/// the last sign-in, and arrive after it.
pub fn complete_removal_cookie(headers: &mut HeaderMap, name: &str, secure: bool, script: bool) {
    let removes = |line: &HeaderValue| {
        let line = line.to_str().unwrap_or_default();
        line.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')) && line.contains("Max-Age=0")
    };
    if !headers.get_all(header::SET_COOKIE).iter().any(removes) {
        return;
    }
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

/// How long a cookie that ends with its session may live: never longer than the session.
pub fn rest_of_life(created_at: Timestamp, now: Timestamp) -> Duration {
    Duration::seconds((store::session::AGE_MAX - now.since(created_at)).clamp(1, store::session::AGE_MAX))
}

#[cfg(test)]
mod tests {
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
