//! The layer: an error in the answer to a plain form becomes a redirect to the form's page.

use super::refused_forms::LIFETIME;
use crate::{
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
use web::{Error, cookies, local_path::page_before, refused_form::RefusedForm};

/// The layer. It handles forms that a browser posts to a server function by itself; a script reads the error from the
/// answer, so its requests pass through unchanged.
pub async fn layer(
    axum::extract::State(state): axum::extract::State<State>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let is_plain_form =
        request.method() == Method::POST && path.starts_with("/api/") && accepts_html(request.headers());
    if !is_plain_form || !is_urlencoded(request.headers()) {
        return next.run(request).await;
    }
    let back = page_before(request.headers());
    let meta = request.extensions().get::<RequestMeta>().cloned();
    let (parts, body) = request.into_parts();
    // `body::layer` has read the body into memory already, so this copies nothing.
    let Ok(bytes) = to_bytes(body, crate::body::SANDBOX_BYTES_MAX).await else {
        return Refusal::of(StatusCode::PAYLOAD_TOO_LARGE).into_response();
    };
    let response = next.run(Request::from_parts(parts, Body::from(bytes.clone()))).await;
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return with_local_redirect(response, back);
    }
    let (head, body) = response.into_parts();
    let error = to_bytes(body, ERROR_BYTES_MAX).await.map_or(Error::Unreachable, Error::de);
    let mut answer = match (back, meta) {
        (Some(back), Some(meta)) => {
            let signed_out = error == Error::SignedOut;
            let returned = RefusedForm { path, typed: fields_without_passwords(&bytes), error };
            let token = state.refused_forms.insert(returned, &back, meta.now);
            let to = if signed_out { sign_in_path(&back) } else { back };
            let mut answer = Redirect::to(&to).into_response();
            let (name, secure) = (state.cookies().form, state.site.is_secure());
            answer
                .headers_mut()
                .append(header::SET_COOKIE, cookies::set(name, &token, Duration::seconds(LIFETIME), secure));
            answer
        }
        // Without a `Referer` the form's page is not known, so the answer itself says what was wrong.
        _ => error_page(&error).into_response(),
    };
    // The refused answer may set cookies of its own, such as that of a new session.
    for cookie in head.headers.get_all(header::SET_COOKIE) {
        answer.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    answer
}

/// Makes the redirect of an accepted form a path of this site. Where the app names no page, leptos redirects to the whole
/// `Referer`; that becomes the form's page without the marks of an earlier refusal.
fn with_local_redirect(mut response: Response, back: Option<String>) -> Response {
    let is_absolute = |v: &http::HeaderValue| v.as_bytes().starts_with(b"http");
    if response.headers().get(header::LOCATION).is_some_and(is_absolute) {
        let to = back.unwrap_or_else(|| "/".to_owned());
        if let Ok(to) = to.parse() {
            response.headers_mut().insert(header::LOCATION, to);
        }
    }
    response
}

/// The encoding of HTML forms that carry no files (URL Standard, "application/x-www-form-urlencoded").
fn is_urlencoded(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded")
}

/// The fields of a form, without those whose name contains "password".
fn fields_without_passwords(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body)
        .into_owned()
        .filter(|(key, _)| !key.to_lowercase().contains("password"))
        .collect()
}

/// The page for signing in, which leads to `back` afterwards.
fn sign_in_path(back: &str) -> String {
    let next: String = form_urlencoded::byte_serialize(back.as_bytes()).collect();
    format!("/sign-in?next={next}")
}

/// The error as a page of its own, for a form whose page is not known.
fn error_page(error: &Error) -> Refusal {
    let refusal = Refusal::of_error(error, "That did not work");
    Refusal { sentence: format!("{error} Go back to the form and try again."), ..refusal }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_kept_but_for_passwords() {
        let body =
            b"name=ana&password=a+secret+of+mine&new_password=x&Password_again=y&body=two%0Alines&body=%26";
        let want = [("name", "ana"), ("body", "two\nlines"), ("body", "&")];
        assert_eq!(
            fields_without_passwords(body),
            want.map(|(key, value)| (key.to_owned(), value.to_owned()))
        );
    }

    #[test]
    fn who_is_signed_out_is_led_back_after_signing_in() {
        assert_eq!(sign_in_path("/post/1/x?older=3"), "/sign-in?next=%2Fpost%2F1%2Fx%3Folder%3D3");
    }
}
