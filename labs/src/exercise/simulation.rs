//! Simulating what a browser does with the lines of an exercise, with the jar's reasons as sentences.
//!
//! Every line comes in answer to a page that was opened from the site itself, and all of it happens at one moment. Plain
//! HTTP never counts as secure here, not even to the browser's own machine, so that exercises need no exception.

use super::Line;
use crate::cookie::{Decision, Jar, Localhost, Request, SameSite, SetCookie, StoredCookie, Url};
use model::Timestamp;

/// The moment of every simulation: 1 March 2026, 12:00 UTC. Dates of `Expires` in exercises are written relative to it.
pub(super) const NOW: Timestamp = Timestamp(1_772_366_400);

/// Whether a cookie is sent, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Whether it is sent.
    pub sent: bool,
    /// The reason in one sentence or two.
    pub why: String,
}

/// The cookie that a browser stores from one line in an empty jar, or a sentence that says why it stores none.
pub(super) fn store(from: &str, line: &str) -> Result<StoredCookie, String> {
    let from = Url::parse(from).map_err(|e| e.to_string())?;
    let mut jar = Jar::new(Localhost::LikeAnyHost);
    let stored = jar.set(line, &from, Request::OWN, NOW).map_err(|refused| refused.to_string())?;
    jar.cookies.pop().ok_or_else(|| stored.to_string())
}

/// Whether a stored cookie, alone in its jar, is sent with a request to `to`.
pub(super) fn send(cookie: &StoredCookie, to: &str, how: Request) -> Outcome {
    let jar = Jar { cookies: vec![cookie.clone()], localhost: Localhost::LikeAnyHost };
    outcome(&jar, cookie, to, how)
}

/// For each line, whether its cookie is sent when all lines were stored in one jar, one after the other.
///
/// Lines and cookies do not correspond one to one, because a later line may replace or remove the cookie of an earlier
/// one. So each line is followed by the cookie it would have made alone, until the jar holds that cookie no longer.
pub(super) fn send_all(lines: &[Line], to: &str, how: Request) -> Vec<Outcome> {
    let mut jar = Jar::new(Localhost::LikeAnyHost);
    let mut kept: Vec<Result<StoredCookie, String>> = Vec::new();
    for line in lines {
        let new = match Url::parse(&line.from) {
            Ok(from) => match jar.set(&line.set, &from, Request::OWN, NOW) {
                Ok(_) => store(&line.from, &line.set),
                Err(refused) => Err(format!("The browser refused it. {refused}")),
            },
            Err(bad) => Err(bad.to_string()),
        };
        for old in &mut kept {
            let Ok(cookie) = old else { continue };
            if !jar.cookies.iter().any(|there| there.has_same_key(cookie)) {
                *old = Err("A later line of the same name, domain and path removed it.".to_owned());
            } else if new.as_ref().is_ok_and(|new| new.has_same_key(cookie)) {
                *old = Err("A later line of the same name, domain and path took its place.".to_owned());
            }
        }
        kept.push(new);
    }
    let decide = |kept: Result<StoredCookie, String>| match kept {
        Ok(cookie) => outcome(&jar, &cookie, to, how),
        Err(why) => Outcome { sent: false, why },
    };
    kept.into_iter().map(decide).collect()
}

/// Whether this cookie in this jar is sent with a request to `to`.
fn outcome(jar: &Jar, cookie: &StoredCookie, to: &str, how: Request) -> Outcome {
    let to = match Url::parse(to) {
        Ok(to) => to,
        Err(bad) => return Outcome { sent: false, why: bad.to_string() },
    };
    let decided = jar.decide(&to, how, NOW);
    match decided.into_iter().find(|(there, _)| there.has_same_key(cookie)) {
        Some((_, Decision::Sent)) => Outcome { sent: true, why: why_sent(cookie, &to, how) },
        Some((_, Decision::NotSent(why))) => Outcome { sent: false, why: why.to_string() },
        None => Outcome { sent: false, why: "It is not in the jar.".to_owned() },
    }
}

/// A sentence for a cookie that is sent: each rule that could have kept it back and did not. The jar itself gives
/// reasons only for cookies that stay.
fn why_sent(cookie: &StoredCookie, to: &Url, how: Request) -> String {
    let (host, domain) = (to.host(), &cookie.domain);
    let mut reasons = vec![match host == domain {
        true => format!("the host is `{host}`"),
        false => format!("`{host}` lies below its `Domain`, `{domain}`"),
    }];
    reasons.push(match cookie.path.as_str() {
        "/" => "its path `/` fits every path".to_owned(),
        path if path == to.path() => format!("its path is `{path}`"),
        path => format!("`{}` lies below its path `{path}`", to.path()),
    });
    if cookie.secure {
        reasons.push("`Secure` finds HTTPS".to_owned());
    }
    if how.by_script {
        reasons.push("without `HttpOnly` scripts see it".to_owned());
    }
    reasons.push(match cookie.same_site {
        _ if how.same_site => "the request begins on the site itself".to_owned(),
        SameSite::None => "`SameSite=None` lets it go along from other sites".to_owned(),
        SameSite::Default => "a link that opens a page is allowed to what counts as `Lax`".to_owned(),
        SameSite::Lax | SameSite::Strict => "`SameSite=Lax` allows a link that opens a page".to_owned(),
    });
    let last = reasons.pop().unwrap_or_default(); // there are three at least
    format!("Nothing holds it back: {} and {last}.", reasons.join(", "))
}

/// The name of a line's cookie, or its value when it has no name. `None` when the line does not parse.
pub(super) fn cookie_name(line: &str) -> Option<String> {
    let SetCookie { name, value, .. } = SetCookie::parse(line).ok()?;
    Some(if name.is_empty() { value } else { name })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(set: &str) -> Line {
        Line { from: "https://shop.example/account/".to_owned(), set: set.to_owned() }
    }

    fn check(sets: &[&str], to: &str, how: Request, expected: &[(bool, &str)]) {
        let lines: Vec<Line> = sets.iter().map(|set| line(set)).collect();
        let outcomes = send_all(&lines, to, how);
        let seen: Vec<_> = outcomes.iter().map(|outcome| (outcome.sent, outcome.why.as_str())).collect();
        assert_eq!(seen, expected, "{sets:?}");
    }

    #[test]
    fn the_moment_of_every_trial_is_a_date() {
        assert_eq!(NOW.full(), "1 Mar 2026, 12:00 UTC");
    }

    #[test]
    fn what_goes_along_says_what_could_have_held_it_back() {
        check(
            &["a=1; Secure; Path=/; SameSite=None", "b=2; Domain=shop.example", "c=3"],
            "https://shop.example/account/orders",
            Request::OWN,
            &[
                (
                    true,
                    "Nothing holds it back: the host is `shop.example`, its path `/` fits every path, `Secure` finds \
                     HTTPS and the request begins on the site itself.",
                ),
                (
                    true,
                    "Nothing holds it back: the host is `shop.example`, `/account/orders` lies below its path \
                     `/account` and the request begins on the site itself.",
                ),
                (
                    true,
                    "Nothing holds it back: the host is `shop.example`, `/account/orders` lies below its path \
                     `/account` and the request begins on the site itself.",
                ),
            ],
        );
        check(
            &[
                "a=1; Domain=shop.example; Path=/x; SameSite=Lax",
                "b=2; Path=/; Secure; SameSite=None",
                "c=3; Path=/",
            ],
            "https://www.shop.example/x",
            Request::LINK_ELSEWHERE,
            &[
                (
                    true,
                    "Nothing holds it back: `www.shop.example` lies below its `Domain`, `shop.example`, its path is \
                     `/x` and `SameSite=Lax` allows a link that opens a page.",
                ),
                (false, "It was set without `Domain`, so it goes to `shop.example` and to no other host."),
                (false, "It was set without `Domain`, so it goes to `shop.example` and to no other host."),
            ],
        );
    }

    #[test]
    fn lines_in_one_jar_replace_and_remove_one_another() {
        check(
            &["a=1; Path=/", "b=1; Path=/", "a=2; Path=/", "b=; Path=/; Max-Age=0", "a=3", "__Host-c=1"],
            "https://shop.example/",
            Request::SCRIPT,
            &[
                (false, "A later line of the same name, domain and path took its place."),
                (false, "A later line of the same name, domain and path removed it."),
                (
                    true,
                    "Nothing holds it back: the host is `shop.example`, its path `/` fits every path, without \
                     `HttpOnly` scripts see it and the request begins on the site itself.",
                ),
                (
                    false,
                    "Nothing changed. It has run out already, and there is none with the same name, domain and path \
                     to remove.",
                ),
                (false, "It goes to `/account` and the paths below it."),
                (false, "The browser refused it. A `__Host-` cookie must be `Secure`."),
            ],
        );
    }
}
