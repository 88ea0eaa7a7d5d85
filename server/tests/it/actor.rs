//! A client that behaves as a browser does: it keeps cookies, and sends `Origin` and `Referer`.

use axum::{Router, body::Body, response::Response};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use model::UserId;
use std::collections::BTreeMap;
use tower::ServiceExt;
use url::form_urlencoded;

/// A browser, and who is signed in there.
pub struct Actor {
    router: Router,
    origin: &'static str,
    /// The person, if a test signed one in.
    pub user: Option<UserId>,
    /// Its cookies by name. Their attributes are not looked at.
    pub jar: BTreeMap<String, String>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    /// How many SQL statements the request ran.
    pub statements: u64,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn cookies(&self) -> Vec<&str> {
        self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect()
    }

    /// The `Set-Cookie` line of one cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies().into_iter().find(|line| line.split('=').next() == Some(name))
    }
}

impl Actor {
    pub fn new(router: Router, origin: &'static str) -> Self {
        Self { router, origin, user: None, jar: BTreeMap::new() }
    }

    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.jar.insert(name.to_owned(), value.to_owned());
    }

    /// Another browser with the same cookies, as if they were stolen.
    pub fn copy(&self) -> Self {
        Self { router: self.router.clone(), origin: self.origin, user: self.user, jar: self.jar.clone() }
    }

    /// The same browser, asking another router over the same site.
    pub fn at(mut self, router: &Router) -> Self {
        self.router = router.clone();
        self
    }

    /// Loads a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        let request = Request::get(path).header(header::ACCEPT, "text/html,*/*;q=0.8");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Asks for data, as the browser's half of the app does.
    pub async fn ask(&mut self, path: &str) -> Answer {
        let request = Request::get(path).header(header::ACCEPT, "application/json");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Posts a form of the page `from`, without scripts.
    pub async fn post_from(&mut self, from: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.form(path).header(header::ACCEPT, "text/html,*/*;q=0.8");
        let request = request.header(header::REFERER, format!("{}{from}", self.origin));
        self.send(request.body(fields_of(fields)).unwrap()).await
    }

    /// Posts a form as the browser's half of the app does.
    pub async fn call(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.form(path).header(header::ACCEPT, "application/json");
        self.send(request.body(fields_of(fields)).unwrap()).await
    }

    fn form(&self, path: &str) -> http::request::Builder {
        Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, self.origin)
            .header("sec-fetch-site", "same-origin")
    }

    /// Sends anything, with this browser's cookies.
    pub async fn send(&mut self, request: Request<Body>) -> Answer {
        let response = self.open(request).await;
        let status = response.status();
        let statements =
            response.extensions().get::<store::QueryLog>().map_or(0, |log| log.total().statements);
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8_lossy(&body).into_owned();
        Answer { status, headers: parts.headers, body, statements }
    }

    /// As `send`, without waiting for the end of the answer.
    pub async fn open(&mut self, mut request: Request<Body>) -> Response {
        let jar: Vec<_> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !jar.is_empty() {
            request.headers_mut().insert(header::COOKIE, jar.join("; ").parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        for line in response.headers().get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, rest) = line.split_once('=').unwrap();
            if line.contains("Max-Age=0") {
                self.jar.remove(name);
            } else {
                self.set_cookie(name, rest.split(';').next().unwrap());
            }
        }
        response
    }
}

/// A request without a body or a browser's headers.
pub fn bare(method: Method, path: &str) -> Request<Body> {
    Request::builder().method(method).uri(path).body(Body::empty()).unwrap()
}

fn fields_of(fields: &[(&str, &str)]) -> Body {
    Body::from(form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish())
}

/// Asserts that a page, or a part of one, contains all of these.
#[track_caller]
pub fn has(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(part), "{part}: {page}");
    }
}
