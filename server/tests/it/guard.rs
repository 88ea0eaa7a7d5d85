//! Writes that come from another site are refused (docs/security.md, F1 to F3, H4).

use crate::{Site, actor::bare, site::ORIGIN};
use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode, header};
use leptos::server_fn::axum::server_fn_paths;
use server::guard::is_own;

const FORM: &str = "application/x-www-form-urlencoded";

/// Every function that changes something.
fn writes() -> Vec<&'static str> {
    server_fn_paths().filter(|(_, method)| *method == Method::POST).map(|(path, _)| path).collect()
}

#[test]
fn f2_a_write_is_let_in_only_where_section_4_says_so() {
    for site in ["same-origin", "none", "same-site", "cross-site", ""] {
        for origin in
            [ORIGIN, "https://square.test", "http://square.test:8080", "http://evil.test", "null", ""]
        {
            for kind in [FORM, "application/json", "text/plain", "multipart/form-data; boundary=x", ""] {
                for cookie in [true, false] {
                    let mut headers = HeaderMap::new();
                    let mut set = |name: &'static str, value: &str| {
                        if !value.is_empty() {
                            headers.insert(name, value.parse().unwrap());
                        }
                    };
                    set("sec-fetch-site", site);
                    set("origin", origin);
                    set("content-type", kind);
                    set("cookie", if cookie { "vitrine=abc" } else { "" });
                    let want = match (site, origin) {
                        ("", "") => !cookie || kind == "application/json",
                        ("", origin) => origin == ORIGIN,
                        (site, _) => site == "same-origin" || site == "none",
                    };
                    assert_eq!(is_own(&headers, &[ORIGIN.to_owned()], "vitrine"), want, "{headers:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn f2_every_function_that_writes_refuses_another_site_and_writes_nothing() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    site.write_post(ana.user.unwrap(), "Half a plot").await;
    let before = site.rows().await;
    assert!(writes().len() > 10, "{:?}", writes());
    for path in writes() {
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "http://evil.test"),
            ("origin", "null"),
            ("origin", "https://square.test"),
            ("x-nothing", "at-all"),
        ] {
            let body = Body::from(
                "post=1&comment=1&name=ben&key=x&title=t&body=b&tags=&display_name=x&bio=&legacy=delete",
            );
            let request =
                Request::post(path).header(header::CONTENT_TYPE, FORM).header(name, value).body(body);
            let answer = ana.send(request.unwrap()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {name}: {value}");
            assert!(answer.header("vary").contains("Sec-Fetch-Site"), "{path}");
        }
    }
    assert_eq!(site.rows().await, before);
}

#[tokio::test]
async fn f3_signing_in_and_up_from_another_site_is_refused_too() {
    let site = Site::fresh().await;
    site.account("ana").await;
    let before = site.rows().await;
    for path in
        ["/api/sign_in", "/api/sign_up", "/api/sign_out", "/theme", "/listing-language", "/csp-report"]
    {
        let request =
            Request::post(path).header("sec-fetch-site", "cross-site").header(header::CONTENT_TYPE, FORM);
        let body = format!("name=ana&password={}&theme=dark", crate::PASSWORD);
        let answer = site.nobody().send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert!(answer.cookies().is_empty(), "{path}");
    }
    assert_eq!(site.rows().await, before);
}

#[tokio::test]
async fn f1_nothing_changes_by_get_or_head() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    site.write_post(ana.user.unwrap(), "Half a plot").await;
    let before = site.rows().await;
    let query = "?post=1&comment=1&name=ben&key=x&title=t&body=b&tags=&password=x&legacy=delete&theme=dark";
    for path in writes().into_iter().chain(["/theme", "/listing-language", "/csp-report"]) {
        for method in [Method::GET, Method::HEAD] {
            let answer = ana.send(bare(method, &format!("{path}{query}"))).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        }
    }
    for (path, _) in server_fn_paths().filter(|(_, method)| *method == Method::GET) {
        ana.send(bare(Method::GET, &format!("{path}{query}"))).await;
    }
    for path in
        ["/", "/following", "/post/1", "/write", "/settings", "/settings/data.json", "/feed.atom", "/sign-in"]
    {
        ana.get(&format!("{path}{query}")).await;
    }
    assert_eq!(site.rows().await, before);
}

#[tokio::test]
async fn h4_methods_nobody_needs_are_refused() {
    let site = Site::fresh().await;
    for method in ["TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "CONNECT", "BREW"] {
        for path in ["/", "/api/sign_in", "/healthz", "/nowhere"] {
            let answer = site.nobody().send(bare(method.parse().unwrap(), path)).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            assert_eq!(answer.header("allow"), "GET, HEAD, POST");
            assert!(!answer.body.contains("TRACE"));
        }
    }
}

/// What a plain form gets that a browser sends over plain http, where it names its origin alone.
async fn sign_up_at(site: &Site, origin: &str, host: &str) -> crate::Answer {
    let body = format!("name=ana&password={}", crate::PASSWORD.replace(' ', "+"));
    let request = Request::post("/api/sign_up")
        .header(header::ORIGIN, origin)
        .header(header::HOST, host)
        .header(header::ACCEPT, "text/html")
        .header(header::REFERER, format!("{origin}/sign-up"))
        .header(header::CONTENT_TYPE, FORM);
    site.nobody().send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn f2_forms_of_the_machines_own_addresses_are_taken_and_those_of_others_are_told_what_to_set() {
    let machine = ["http://localhost:3000", "http://192.0.2.7:3000"].map(str::to_owned);
    let site = Site::with(&[], |state| state.origins = machine.into()).await;
    let refused = sign_up_at(&site, "http://198.51.100.9:3000", "198.51.100.9:3000").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("--origin http://198.51.100.9:3000"), "{}", refused.body);
    assert_eq!(site.number("SELECT COUNT(*) FROM users").await, 0);
    let taken = sign_up_at(&site, "http://192.0.2.7:3000", "192.0.2.7:3000").await;
    assert!(taken.status.is_redirection(), "{} {}", taken.status, taken.body);
    assert_eq!(site.number("SELECT COUNT(*) FROM users").await, 1);
}

#[tokio::test]
async fn f2_a_refusal_repeats_nothing_that_another_site_wrote() {
    let site = Site::fresh().await;
    for (origin, host) in [
        ("http://evil.test", "square.test"),
        ("http://evil.test", "evil.test:8080"),
        ("http://evil.test/<b>", "evil.test"),
        ("http://evil.test\"><script>", "evil.test\"><script>"),
        ("null", "null"),
    ] {
        let refused = sign_up_at(&site, origin, host).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{origin}");
        assert!(!refused.body.contains("evil") && refused.body.contains("another site"), "{}", refused.body);
    }
    // A browser that says itself that it was another site gets no advice either.
    let request = Request::post("/theme")
        .header("sec-fetch-site", "cross-site")
        .header(header::ORIGIN, "http://evil.test")
        .header(header::HOST, "evil.test");
    let refused = site.nobody().send(request.body(Body::empty()).unwrap()).await;
    assert!(!refused.body.contains("evil"), "{}", refused.body);
}

#[tokio::test]
async fn c1_the_log_tells_once_that_people_reach_the_site_under_another_origin() {
    let site = Site::fresh().await;
    site.account("ana").await;
    let told = || site.state.unknown_origin_told.load(std::sync::atomic::Ordering::Relaxed);
    site.nobody().call("/api/sign_in", &[("name", "ana"), ("password", "x")]).await;
    assert!(!told(), "its own origin");
    let request = Request::post("/api/sign_in")
        .header("sec-fetch-site", "same-origin")
        .header(header::ORIGIN, "https://square.example")
        .header(header::CONTENT_TYPE, FORM);
    let body = format!("name=ana&password={}", crate::PASSWORD.replace(' ', "+"));
    let answer = site.nobody().send(request.body(Body::from(body)).unwrap()).await;
    assert!(answer.status.is_success() && told(), "{}", answer.body);
}
