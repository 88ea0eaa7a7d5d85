//! `POST /theme`: light, dark, or as the device has it. It needs no session, so that guests can choose as well.

use crate::{request_meta::accepts_html, state::State};
use axum::{
    Form, extract,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use tower_sessions::cookie::time::Duration;
use web::{cookies, local_path::page_before, theme::Theme};

/// The form.
#[derive(Deserialize)]
pub struct ThemeForm {
    theme: String,
}

/// Keeps the choice in a cookie for a year. A plain form is redirected to its page; a script gets 204.
pub async fn choose(
    extract::State(state): extract::State<State>,
    headers: HeaderMap,
    form: Form<ThemeForm>,
) -> Response {
    let theme = Theme::parse(&form.theme);
    let secure = state.site.is_secure();
    let cookie = match theme {
        // The device's own theme is what a browser without the cookie gets.
        Theme::Device => cookies::remove(cookies::THEME, secure),
        _ => cookies::set(cookies::THEME, theme.as_str(), Duration::days(365), secure),
    };
    let mut response = if accepts_html(&headers) {
        Redirect::to(&page_before(&headers).unwrap_or_else(|| "/".to_owned())).into_response()
    } else {
        StatusCode::NO_CONTENT.into_response()
    };
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}
