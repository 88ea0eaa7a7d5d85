//! The jar as a whole: set here, asked there.

use super::*;
use model::Timestamp;

const NOW: Timestamp = Timestamp(1_795_435_200); // 2026-11-23T12:00:00Z
const STORED: StoreOutcome = StoreOutcome::New { evicted: Vec::new() };

fn url(raw: &str) -> Url {
    Url::parse(raw).expect(raw)
}

fn jar() -> Jar {
    Jar::new(Localhost::Trusted)
}

/// A jar with what these headers left in it, all from one address.
fn jar_with(from: &str, headers: &[&str]) -> Jar {
    let mut jar = jar();
    for header in headers {
        jar.set(header, &url(from), Request::OWN, NOW).expect(header);
    }
    jar
}

#[test]
fn every_refusal_has_its_reason() {
    let check = |from: &str, header: &str, how: Request, sentence: &str| {
        let mut jar =
            jar_with("https://site.example/login", &["safe=1; Secure", "hidden=1; HttpOnly; Path=/"]);
        let before = jar.clone();
        let refused = jar.set(header, &url(from), how, NOW).expect_err(header);
        assert_eq!(refused.to_string(), sentence, "{header}");
        assert_eq!(jar, before, "{header}");
    };
    let own = |from, header, sentence| check(from, header, Request::OWN, sentence);
    let (https, http) = ("https://site.example/a/b", "http://site.example/a/b");

    own(https, "a=b\0", "There is a control character in the header, so all of it is dropped.");
    check(
        https,
        &"a".repeat(4097),
        Request::OWN,
        "Name and value have 4097 octets together; 4096 are the most.",
    );
    own(https, " = ; Path=/", "It has neither a name nor a value.");
    own(
        https,
        "a=b; Domain=bücher.example",
        "A `Domain` is written in ASCII; names in other letters have a form that begins with `xn--`.",
    );
    own(
        "https://shop.co.uk/",
        "a=b; Domain=.CO.UK",
        "`co.uk` is a public suffix; anyone may own a site below it, and the cookie would reach them all.",
    );
    own(
        https,
        "a=b; Domain=other.example",
        "`site.example` is neither `other.example` nor below it, so it may not set cookies there.",
    );
    own(
        "http://127.0.0.1/",
        "a=b; Domain=0.0.1",
        "`127.0.0.1` is neither `0.0.1` nor below it, so it may not set cookies there.",
    );
    own(http, "a=b; Secure", "A `Secure` cookie must come over HTTPS.");
    check(https, "a=b; HttpOnly", Request::SCRIPT, "A script may not set an `HttpOnly` cookie.");
    let frame = Request { same_site: false, ..Request::SCRIPT };
    check(https, "a=b", frame, "A frame from another site may only set cookies with `SameSite=None`.");
    for header in ["a=b", "a=b; SameSite=Lax", "a=b; SameSite=Strict"] {
        check(
            https,
            header,
            Request::EMBEDDED_ELSEWHERE,
            "The request began on another site and did not open a page, so its answer may only set cookies with \
             `SameSite=None`.",
        );
    }
    own(
        https,
        "a=b; SameSite=None",
        "`SameSite=None` needs `Secure` beside it, by the standard and in Chromium.",
    );
    own(https, "__secure-a=b", "A `__Secure-` cookie must be `Secure`.");
    own(https, "__Host-a=b; Path=/", "A `__Host-` cookie must be `Secure`.");
    own(
        https,
        "__hoST-a=b; Secure; Path=/; Domain=site.example",
        "A `__Host-` cookie must not name a domain.",
    );
    own(https, "__Host-a=b; Secure", "A `__Host-` cookie must say `Path=/`.");
    own("https://site.example/", "__Host-a=b; Secure", "A `__Host-` cookie must say `Path=/`.");
    own(https, "__Host-a=b; Secure; Path=/a", "A `__Host-` cookie must say `Path=/`.");
    let nameless =
        "A cookie without a name must not have a value that looks like a `__Host-` or `__Secure-` name.";
    own(https, "=__Host-a=b; Secure; Path=/", nameless);
    own(
        https,
        "__SECURE-a; Secure",
        "A cookie without a name must not have a value that looks like a `__Host-` or `__Secure-` name.",
    );
    own(
        "http://site.example/",
        "safe=2; Path=/login; Domain=site.example",
        "A `Secure` cookie of this name is there, and plain HTTP may not put another in its way.",
    );
    check(
        https,
        "hidden=2; Path=/",
        Request::SCRIPT,
        "An `HttpOnly` cookie of this name is there, and a script may not replace it.",
    );
}

#[test]
fn the_drafts_examples_of_prefixes_hold() {
    // 5.4, "Cookie Name Prefixes"
    for (header, stored) in [
        ("__Secure-SID=12345; Domain=site.example", false),
        ("__secure-SID=12345; Domain=site.example", false),
        ("__SECURE-SID=12345; Domain=site.example", false),
        ("__Host-SID=12345", false),
        ("__host-SID=12345; Secure", false),
        ("__host-SID=12345; Domain=site.example", false),
        ("__HOST-SID=12345; Domain=site.example; Path=/", false),
        ("__Host-SID=12345; Secure; Domain=site.example; Path=/", false),
        ("__host-SID=12345; Secure; Domain=site.example; Path=/", false),
        ("__HOST-SID=12345; Secure; Domain=site.example; Path=/", false),
        ("__Secure-SID=12345; Domain=site.example; Secure", true),
        ("__secure-SID=12345; Domain=site.example; Secure", true),
        ("__SECURE-SID=12345; Domain=site.example; Secure", true),
        ("__Host-SID=12345; Secure; Path=/", true),
        ("__host-SID=12345; Secure; Path=/", true),
        ("__HOST-SID=12345; Secure; Path=/", true),
    ] {
        let set = jar().set(header, &url("https://site.example/"), Request::OWN, NOW);
        assert_eq!(set.is_ok(), stored, "{header}");
    }
}

#[test]
fn plain_http_may_not_put_a_cookie_before_a_secure_one() {
    // The note at step 16: an existing `a` for `/login`.
    let jar = jar_with("https://site.example/login", &["a=1; Secure; Path=/login"]);
    for (from, header, stored) in [
        ("http://site.example/", "a=2; Path=/", true),
        ("http://site.example/", "a=2; Path=/foo", true),
        ("http://site.example/", "a=2; Path=/login", false),
        ("http://site.example/", "a=2; Path=/login/en", false),
        ("http://www.site.example/", "a=2; Path=/login", false),
        ("http://other.example/", "a=2; Path=/login", true),
        ("http://site.example/", "b=2; Path=/login", true),
        ("https://site.example/", "a=2; Path=/login", true),
    ] {
        let set = jar.clone().set(header, &url(from), Request::OWN, NOW);
        assert_eq!(set.is_ok(), stored, "{from} {header} {set:?}");
    }
}

#[test]
fn localhost_is_trusted_only_where_the_jar_says_so() {
    for host in ["localhost:3000", "ana.localhost", "127.0.0.1:3000", "127.9.9.9", "[::1]:3000"] {
        let from = url(&format!("http://{host}/"));
        for (localhost, header) in [(Localhost::Trusted, "a=b"), (Localhost::LikeAnyHost, "")] {
            let mut jar = Jar::new(localhost);
            assert_eq!(
                jar.set("a=b; Secure", &from, Request::OWN, NOW).is_ok(),
                !header.is_empty(),
                "{host}"
            );
            assert_eq!(jar.header(&from, Request::OWN, NOW), header, "{host}");
        }
    }
    let refused = jar().set("a=b; Secure", &url("http://192.168.0.1/"), Request::OWN, NOW);
    assert_eq!(refused, Err(Refused::SecureOverHttp));
    // A name without a dot is a public suffix; its own host may still name it, and is then alone.
    let jar = jar_with("http://localhost/", &["a=b; Domain=localhost"]);
    assert!(jar.cookies[0].host_only);
}

#[test]
fn every_cookie_that_stays_says_why() {
    let check = |header: &str, to: &str, how: Request, later: i64, sentence: &str| {
        let jar = jar_with("https://www.site.example/docs/web", &[header]);
        let decided = jar.decide(&url(to), how, NOW.plus(later));
        assert_eq!(decided[0].1.to_string(), sentence, "{header} {to}");
    };
    let own = |header, to, sentence| check(header, to, Request::OWN, 0, sentence);
    let here = "https://www.site.example/docs/";

    own("a=b", here, "Sent.");
    own("a=b", "http://www.site.example:8080/docs", "Sent.");
    own("a=b; Domain=site.example", "https://site.example/docs/x", "Sent.");
    own(
        "a=b",
        "https://a.www.site.example/docs/",
        "Not sent. It was set without `Domain`, so it goes to `www.site.example` and to no other host.",
    );
    own(
        "a=b; Domain=site.example",
        "https://example/docs/",
        "Not sent. It goes to `site.example` and the hosts below it.",
    );
    own("a=b", "https://www.site.example/docsets", "Not sent. It goes to `/docs` and the paths below it.");
    own(
        "a=b; Secure",
        "http://www.site.example/docs/",
        "Not sent. It is `Secure`, and this address is plain HTTP.",
    );
    check("a=b; Max-Age=60", here, Request::OWN, 59, "Sent.");
    check("a=b; Max-Age=60", here, Request::OWN, 60, "Not sent. It ran out on 23 Nov 2026, 12:01 UTC.");
    check(
        "a=b; HttpOnly",
        here,
        Request::SCRIPT,
        0,
        "Not sent. It is `HttpOnly`, which hides it from scripts.",
    );

    let strict = "Not sent. It is `SameSite=Strict`, and the request began on another site.";
    let embedded = "and a request from another site has it only when it opens a page.";
    let posted =
        "and a request from another site has it only when it reads (GET), not when it writes (POST).";
    for (how, by_default, lax, strict, none) in [
        (Request::OWN, "Sent.", "Sent.", "Sent.", "Sent."),
        (Request::LINK_ELSEWHERE, "Sent.", "Sent.", strict, "Sent."),
        (
            Request::FORM_ELSEWHERE,
            &*format!("Not sent. Without `SameSite` it counts as `Lax`, {posted}"),
            &*format!("Not sent. It is `SameSite=Lax`, {posted}"),
            strict,
            "Sent.",
        ),
        (
            Request::EMBEDDED_ELSEWHERE,
            &format!("Not sent. Without `SameSite` it counts as `Lax`, {embedded}"),
            &format!("Not sent. It is `SameSite=Lax`, {embedded}"),
            strict,
            "Sent.",
        ),
    ] {
        check("a=b; SameSite=No", here, how, 0, by_default);
        check("a=b; SameSite=LAX", here, how, 0, lax);
        check("a=b; SameSite=Strict", here, how, 0, strict);
        check("a=b; SameSite=None; Secure", here, how, 0, none);
    }
    let frame = Request { same_site: false, ..Request::SCRIPT };
    let shut = "Not sent. The script's page stands in a page of another site, and it is not `SameSite=None`.";
    check("a=b", here, frame, 0, shut);
    check("a=b; SameSite=None; Secure", here, frame, 0, "Sent.");
}

#[test]
fn a_cookie_of_a_public_suffix_goes_nowhere() {
    let mut jar = jar_with("https://ana.github.io/", &["a=b"]);
    jar.cookies[0].host_only = false;
    jar.cookies[0].domain = "github.io".to_owned();
    let decided = jar.decide(&url("https://ben.github.io/"), Request::OWN, NOW);
    let sentence = "Not sent. `github.io` is a public suffix, and a cookie for all its sites goes to none.";
    assert_eq!(decided[0].1.to_string(), sentence);
    // Its own, host-only one does.
    let jar = jar_with("https://github.io/", &["a=b; Domain=github.io"]);
    assert_eq!(jar.header(&url("https://github.io/"), Request::OWN, NOW), "a=b");
    assert_eq!(jar.header(&url("https://ben.github.io/"), Request::OWN, NOW), "");
}

#[test]
fn longer_paths_then_older_cookies_come_first() {
    let mut jar = jar_with(
        "https://site.example/docs/",
        &["one=1; Path=/", "two=2", "=3; Path=/", "empty=; Path=/", "hidden=5; HttpOnly; Path=/"],
    );
    jar.cookies[0].created = NOW.plus(1);
    let docs = url("https://site.example/docs/");
    let header = "two=2; 3; empty=; hidden=5; one=1";
    assert_eq!(jar.header(&docs, Request::OWN, NOW), header);
    assert_eq!(jar.header(&docs, Request::SCRIPT, NOW), "two=2; 3; empty=; one=1");
    // A new value keeps its place; use is noted.
    assert_eq!(jar.set("two=22", &docs, Request::OWN, NOW.plus(9)), Ok(StoreOutcome::Replaced));
    assert_eq!(jar.cookies[1].created, NOW);
    assert!(jar.send(&docs, Request::OWN, NOW.plus(20)).starts_with("two=22; 3"));
    assert!(jar.cookies.iter().all(|cookie| cookie.last_access == NOW.plus(20)));
}

#[test]
fn a_life_is_400_days_at_most() {
    const DAY: i64 = 86_400;
    for (attributes, expires) in [
        ("", None),
        ("Max-Age=60", Some(NOW.plus(60))),
        ("Max-Age=34560000", Some(NOW.plus(400 * DAY))),
        ("Max-Age=34560001", Some(NOW.plus(400 * DAY))),
        ("Max-Age=99999999999999999999", Some(NOW.plus(400 * DAY))),
        ("Max-Age=soon", None),
        ("Expires=Tue, 24 Nov 2026 12:00:00 GMT", Some(NOW.plus(DAY))),
        ("Expires=Fri, 31 Dec 9999 23:59:59 GMT", Some(NOW.plus(400 * DAY))),
        ("Expires=never", None),
        ("Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", Some(NOW.plus(60))),
        ("Max-Age=soon; Expires=Tue, 24 Nov 2026 12:00:00 GMT", Some(NOW.plus(DAY))),
    ] {
        let jar = jar_with("https://site.example/", &[&format!("a=b; {attributes}")]);
        assert_eq!(jar.cookies[0].expires, expires, "{attributes}");
        assert_eq!(jar.cookies[0].is_persistent(), expires.is_some(), "{attributes}");
    }
}

#[test]
fn a_cookie_is_removed_by_one_that_has_run_out_in_the_same_place() {
    let from = url("https://site.example/");
    for over in
        ["Max-Age=0", "Max-Age=-1", "Max-Age=-99999999999999999999", "Expires=Thu, 01-Jan-1970 00:00:00 GMT"]
    {
        let mut jar = jar_with("https://site.example/", &["a=b; Path=/docs"]);
        let mut set = |header: String| jar.set(&header, &from, Request::OWN, NOW);
        assert_eq!(set(format!("a=; {over}")), Ok(StoreOutcome::NothingToRemove), "{over}");
        let elsewhere = format!("a=; Path=/docs; Domain=site.example; {over}");
        assert_eq!(set(elsewhere), Ok(StoreOutcome::NothingToRemove), "{over}");
        assert_eq!(set(format!("a=; Path=/docs; {over}")), Ok(StoreOutcome::Removed), "{over}");
        assert_eq!(jar.cookies, []);
    }
}

#[test]
fn what_has_run_out_is_as_good_as_gone() {
    let mut jar = jar_with("https://site.example/", &["a=1; Secure; Max-Age=60", "b=1; Max-Age=61", "c=1"]);
    let later = NOW.plus(60);
    assert_eq!(jar.set("a=2", &url("http://site.example/"), Request::OWN, later), Ok(STORED));
    let names = |jar: &Jar| jar.cookies.iter().map(|cookie| cookie.name.clone()).collect::<String>();
    assert_eq!(names(&jar), "bca");
    assert_eq!(jar.remove_session_cookies().len(), 2);
    assert_eq!(names(&jar), "b");
    assert_eq!(jar.remove_expired(NOW.plus(61)).len(), 1);
}

#[test]
fn a_full_domain_lets_go_of_what_is_not_secure_and_long_unused() {
    let from = url("https://site.example/");
    let mut jar = jar_with("https://other.example/", &["other=1"]);
    for i in 0..50 {
        let secure = if i == 3 || i == 7 { "" } else { "; Secure" };
        assert_eq!(jar.set(&format!("c{i}=1{secure}"), &from, Request::OWN, NOW.plus(i)), Ok(STORED));
    }
    let mut set = |header: &str| jar.set(header, &from, Request::OWN, NOW.plus(100));
    let stored = set("c3=2").and_then(|_| set("new=1; Secure")).expect("room");
    let sentence =
        "Stored. The jar keeps 50 cookies for a domain and 3000 in all, so these had to leave: `c7`.";
    assert_eq!(stored.to_string(), sentence);
    assert!(set("newer=1; Secure").expect("room").to_string().ends_with("`c3`."));
    assert!(set("newest=1; Secure").expect("room").to_string().ends_with("`c0`."));
    assert_eq!(set("plain=1"), Err(Refused::NoRoom));
    assert_eq!(set("plain=1").expect_err("none").to_string(), Refused::NoRoom.to_string());
    assert_eq!(jar.cookies.len(), 51);
}

#[test]
fn a_full_jar_lets_go_of_what_was_unused_for_longest() {
    let mut jar = jar();
    for i in 0..3000 {
        let from = url(&format!("https://host{i}.example/"));
        assert_eq!(jar.set("a=b", &from, Request::OWN, NOW.plus(i)), Ok(STORED));
    }
    jar.send(&url("https://host0.example/"), Request::OWN, NOW.plus(4000));
    let stored = jar.set("a=b", &url("https://site.example/"), Request::OWN, NOW.plus(4001));
    let Ok(StoreOutcome::New { evicted }) = stored else { panic!("{stored:?}") };
    assert_eq!(evicted.iter().map(|gone| gone.domain.as_str()).collect::<Vec<_>>(), ["host1.example"]);
    assert_eq!(jar.cookies.len(), 3000);
}

/// Marsaglia's xorshift64 with a fixed seed.
struct Noise(u64);

impl Noise {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }

    /// Bytes of any kind among pieces that mean something.
    fn text(&mut self, pieces: &[&str]) -> String {
        let mut out = Vec::new();
        for _ in 0..self.below(12) {
            match self.below(8) {
                0 => out.push(self.below(256) as u8),
                1 => out.extend("é\u{202E}🍪".bytes().take(self.below(9))),
                _ => out.extend_from_slice(pieces[self.below(pieces.len())].as_bytes()),
            }
        }
        String::from_utf8_lossy(&out).into_owned()
    }
}

#[test]
fn noise_never_panics_and_never_sends_a_cookie_to_a_stranger() {
    const HEADER: &[&str] = &[
        "a=b",
        "__Host-",
        "=",
        ";",
        "; Path=/",
        "; Path=",
        "; Domain=",
        "site.example",
        ".",
        "co.uk",
        "localhost",
        "127.0.0.1",
        "[::1]",
        "; Secure",
        "; HttpOnly",
        "; SameSite=",
        "None",
        "Strict",
        "; Max-Age=",
        "-",
        "9",
        "0",
        "; Expires=",
        "09 Jun 2027 ",
        "10:18:14",
        " ",
        "\t",
        "/docs",
    ];
    const ADDRESS: &[&str] =
        &["https://", "http://", "a.", "site.example", "/", "..", "@", ":", "[::1]", "%2e", "\\", "9", "?"];
    let hosts = [
        "site.example",
        "www.site.example",
        "a.www.site.example",
        "notsite.example",
        "example",
        "shop.co.uk",
        "co.uk",
        "ana.github.io",
        "ben.github.io",
        "localhost",
        "a.localhost",
        "127.0.0.1",
        "10.0.0.1",
        "[::1]",
    ];
    let urls: Vec<Url> = hosts
        .iter()
        .flat_map(|host| [format!("https://{host}/"), format!("http://{host}/docs/web")])
        .map(|raw| url(&raw))
        .collect();
    let mut noise = Noise(0x9E37_79B9_7F4A_7C15);
    let (mut jar, mut stored, mut sent, mut addresses) = (jar(), 0, 0, 0);
    for round in 0..3_000 {
        let text = noise.text(ADDRESS);
        if let Ok(read) = Url::parse(&text) {
            assert_eq!(Url::parse(&read.to_string()).as_ref(), Ok(&read), "{text}");
            addresses += 1;
        }
        parse_date(&noise.text(HEADER));
        let how = Request {
            same_site: noise.below(4) > 0,
            top_level_navigation: noise.below(2) > 0,
            safe_method: noise.below(2) > 0,
            by_script: noise.below(4) == 0,
        };
        // Half of the headers begin well, so that many get through.
        let begin = if noise.below(2) == 0 { "" } else { "n=v" };
        let header = format!("{begin}{}", noise.text(HEADER));
        let from = &urls[noise.below(urls.len())];
        if let Ok(parsed) = SetCookie::parse(&header) {
            let words: String =
                parsed.attributes.iter().map(|attribute| attribute.meaning.to_string()).collect();
            assert!(
                words.is_empty() == parsed.attributes.is_empty() && parsed.missing_attributes().len() <= 6
            );
        }
        let now = NOW.plus(round);
        match jar.set(&header, from, how, now) {
            Ok(_) => stored += 1,
            Err(refused) => assert!(refused.to_string().ends_with(['.', ')']), "{refused}"),
        }
        let to = &urls[noise.below(urls.len())];
        for (cookie, decision) in jar.decide(to, how, now) {
            if decision != Decision::Sent {
                continue;
            }
            sent += 1;
            let below =
                to.host().ends_with(&format!(".{}", cookie.domain)) && !to.host().contains(['[', '0']);
            assert!(to.host() == cookie.domain || (below && !cookie.host_only), "{cookie:?} to {to}");
            assert!(
                !cookie.secure || to.scheme() == Scheme::Https || to.is_localhost(),
                "{cookie:?} to {to}"
            );
            assert!(!cookie.http_only || !how.by_script, "{cookie:?}");
        }
        jar.send(to, how, now);
    }
    assert!(stored > 1_000 && sent > 5_000 && addresses > 50, "{stored} {sent} {addresses}");
}
