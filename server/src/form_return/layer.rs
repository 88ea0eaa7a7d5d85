//! Looks at answers to plain forms: an error becomes a redirect to the form's page, and waits there.

use super::kept::LIFE;
use crate::{
    local,
    refusal::Refusal,
    request_meta::{RequestMeta, accepts_html},
    state::State,
    status::ERROR_BYTES_MAX,
};
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, Method, StatusCode, header};
use leptos::server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER};
use tower_sessions::cookie::time::Duration;
use url::form_urlencoded;
use web::cookies;
use web::{Error, refused_form::RefusedForm};

/// The layer, around the app's functions.
pub async fn layer(
    axum::extract::State(state): axum::extract::State<State>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let plain =
        request.method() == Method::POST && path.starts_with("/api/") && accepts_html(request.headers());
    if !plain || !is_urlencoded(request.headers()) {
        return next.run(request).await;
    }
    let back = local::page_before(request.headers());
    let meta = request.extensions().get::<RequestMeta>().cloned();
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, crate::body::BYTES_MAX).await else {
        return Refusal::of(StatusCode::PAYLOAD_TOO_LARGE).into_response();
    };
    let response = next.run(Request::from_parts(parts, Body::from(bytes.clone()))).await;
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return done(response, back);
    }
    let (head, body) = response.into_parts();
    let error = to_bytes(body, ERROR_BYTES_MAX).await.map_or(Error::Unreachable, Error::de);
    let mut answer = match (back, meta) {
        (Some(back), Some(meta)) => {
            let signed_out = error == Error::SignedOut;
            let returned = RefusedForm { path, typed: typed(&bytes), error };
            let token = state.kept.put(returned, &back, meta.now);
            let to = if signed_out { sign_in(&back) } else { back };
            let mut answer = Redirect::to(&to).into_response();
            let (name, secure) = (state.cookies().form, state.site.is_secure());
            answer
                .headers_mut()
                .append(header::SET_COOKIE, cookies::set(name, &token, Duration::seconds(LIFE), secure));
            answer
        }
        // Nobody knows the page: the sentence itself is the answer.
        _ => told(&error).into_response(),
    };
    for cookie in head.headers.get_all(header::SET_COOKIE) {
        answer.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    answer
}

/// A form that was accepted goes where the app says, or back to its page; by a path either way.
fn done(mut response: Response, back: Option<String>) -> Response {
    let whole_address = |v: &http::HeaderValue| v.as_bytes().starts_with(b"http");
    if response.headers().get(header::LOCATION).is_some_and(whole_address) {
        let to = back.unwrap_or_else(|| "/".to_owned());
        if let Ok(to) = to.parse() {
            response.headers_mut().insert(header::LOCATION, to);
        }
    }
    response
}

fn is_urlencoded(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded")
}

/// What was typed, passwords left out.
fn typed(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body)
        .into_owned()
        .filter(|(key, _)| !key.to_lowercase().contains("password"))
        .collect()
}

fn sign_in(back: &str) -> String {
    let next: String = form_urlencoded::byte_serialize(back.as_bytes()).collect();
    format!("/sign-in?next={next}")
}

fn told(error: &Error) -> Refusal {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let sentence = format!("{error} Go back to the form and try again.");
    Refusal { status, title: "That did not work", sentence }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_kept_but_for_passwords() {
        let body =
            b"name=ana&password=a+secret+of+mine&new_password=x&Password_again=y&body=two%0Alines&body=%26";
        let want = [("name", "ana"), ("body", "two\nlines"), ("body", "&")];
        assert_eq!(typed(body), want.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }

    #[test]
    fn who_is_signed_out_is_led_back_after_signing_in() {
        assert_eq!(sign_in("/post/1/x?older=3"), "/sign-in?next=%2Fpost%2F1%2Fx%3Folder%3D3");
    }
}
