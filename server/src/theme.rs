//! `POST /theme`: day, night, or as the device has it.

use crate::{local, request_meta::accepts_html, state::State};
use axum::{
    Form, extract,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use tower_sessions::cookie::time::Duration;
use web::{cookies, theme::Theme};

#[derive(Deserialize)]
pub struct Choice {
    theme: String,
}

/// Keeps the choice in a cookie for a year. A plain form goes back to its page; a script gets no content.
pub async fn choose(
    extract::State(state): extract::State<State>,
    headers: HeaderMap,
    form: Form<Choice>,
) -> Response {
    let theme = Theme::parse(&form.theme);
    let secure = state.site.is_secure();
    let cookie = match theme {
        Theme::Device => cookies::remove(cookies::THEME, secure),
        _ => cookies::set(cookies::THEME, theme.as_str(), Duration::days(365), secure),
    };
    let mut response = if accepts_html(&headers) {
        Redirect::to(&local::page_before(&headers).unwrap_or_else(|| "/".to_owned())).into_response()
    } else {
        StatusCode::NO_CONTENT.into_response()
    };
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}
