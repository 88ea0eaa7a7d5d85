//! `POST /listing-language`: whether the listings of the chapters are shown as they are or in Python. It needs no session,
//! so that guests can choose as well.

use crate::state::State;
use axum::{
    Form, extract,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, header};
use serde::Deserialize;
use tower_sessions::cookie::time::Duration;
use web::{cookies, local_path::page_before};

/// The form.
#[derive(Deserialize)]
pub struct LanguageForm {
    language: String,
    /// The listing whose buttons were pressed.
    listing: String,
}

/// Keeps the choice in a cookie for a year, and leads back to the listing.
pub async fn choose(
    extract::State(state): extract::State<State>,
    headers: HeaderMap,
    Form(form): Form<LanguageForm>,
) -> Response {
    let secure = state.site.is_secure();
    let cookie = match form.language.as_str() {
        cookies::LISTING_PYTHON => {
            cookies::set(cookies::LISTING, cookies::LISTING_PYTHON, Duration::days(365), secure)
        }
        // What a listing is written in is what a browser without the cookie gets.
        _ => cookies::remove(cookies::LISTING, secure),
    };
    let page = page_before(&headers).unwrap_or_else(|| "/learn".to_owned());
    let is_id = form.listing.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let to = if is_id { format!("{page}#listing-{}", form.listing) } else { page };
    let mut response = Redirect::to(&to).into_response();
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}
