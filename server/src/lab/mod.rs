//! Addresses below `/lab`, to which experiments send real requests with real cookies; and files that learners download.
//!
//! A cookie that is set here has a name that begins with `lab-` and a path below `/lab`, so it is never sent where the site
//! asks who somebody is. A `GET` here changes nothing in the database.
//!
//! Never here: what an experiment means (`lessons/src/experiment`).

mod counter;
mod own_browser;
mod race;
mod sandbox;
mod tamper;

use crate::{refusal::Refusal, state::State};
use axum::{
    Form, Router,
    extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Request},
    middleware::{Next, from_fn},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::{HeaderValue, StatusCode, header};
use lessons::Fields;
use std::collections::BTreeMap;
use tower_sessions::Session;
use web::{
    Error,
    context::{RequestContext, Visit},
};

::xray::sentence!("/lab/with/counter", "You asked the page that counts, with its cookie");
::xray::sentence!("/lab/without/counter", "You asked the page that counts, without a cookie");
::xray::sentence!("/lab/tamper/put", "You put a changed cookie into your browser");
::xray::sentence!("/lab/tamper/ask", "You asked with a changed cookie");
::xray::sentence!("/lab/own-browser/set", "You had your browser set a cookie");
::xray::sentence!("/lab/own-browser/here", "You asked where the cookie goes");
::xray::sentence!("/lab/own-browser/there", "You asked where the cookie does not go");
::xray::sentence!("/learn/join/race.csv", "You took your race home as a table");
::xray::sentence!("/learn/join/race.svg", "You took your race home as a picture");
::xray::sentence!("/learn/join/race/{token}/race.csv", "You took a race home as a table");
::xray::sentence!("/learn/join/race/{token}/race.svg", "You took a race home as a picture");
::xray::sentence!("/sandbox/sandbox.db", "You took your sandbox home as a database");
::xray::sentence!("/sandbox/sandbox.sql", "You took your sandbox home as SQL");
::xray::sentence!("/sandbox/import", "You brought a file into your sandbox");
::xray::sentence!("/sandbox/table", "You made a table of lines in your sandbox");
/// The routes. They need the layers of `router::with_person` around them.
pub fn routes(state: &State) -> Router {
    Router::new()
        .route("/lab/with/counter", get(counter::read_with).post(counter::ask_with))
        .route("/lab/without/counter", get(counter::read_without).post(counter::ask_without))
        .route("/lab/tamper/put", post(tamper::put))
        .route("/lab/tamper/ask", post(tamper::ask))
        .route("/lab/own-browser/set", post(own_browser::set))
        .route("/lab/own-browser/here", post(own_browser::ask_here))
        .route("/lab/own-browser/there", post(own_browser::ask_there))
        .route("/learn/join/race.csv", get(race::own_csv))
        .route("/learn/join/race.svg", get(race::own_picture))
        .route("/learn/join/race/{token}/race.csv", get(race::shared_csv))
        .route("/learn/join/race/{token}/race.svg", get(race::shared_picture))
        .route("/sandbox/sandbox.db", get(sandbox::image))
        .route("/sandbox/sandbox.sql", get(sandbox::text))
        // Its bound is that of `body`, which lets this one address have more.
        .route(crate::body::UPLOAD_PATH, post(sandbox::import).layer(DefaultBodyLimit::disable()))
        .route("/sandbox/table", post(sandbox::table))
        .layer(from_fn(with_context))
        .with_state(state.clone())
}

/// Runs a handler so that it finds its request in the Leptos context, as pages and server functions do.
async fn with_context(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    web::context::scope(parts.clone(), next.run(Request::from_parts(parts, body))).await
}

/// The form of an experiment, with the request that brought it.
pub struct LabForm {
    /// The request, opened.
    pub cx: RequestContext,
    /// The fields; of several with one name the last.
    pub fields: Fields,
}

impl FromRequest<State> for LabForm {
    type Rejection = Response;

    async fn from_request(request: Request, state: &State) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let cx = request_context(&mut parts, state).await?;
        let request = Request::from_parts(parts, body);
        let form = Form::<BTreeMap<String, String>>::from_request(request, state).await;
        let Form(fields) = form.map_err(IntoResponse::into_response)?;
        Ok(Self { cx, fields: Fields::of(fields) })
    }
}

/// A request without a form.
pub struct LabRequest(pub RequestContext);

impl FromRequestParts<State> for LabRequest {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut http::request::Parts, state: &State) -> Result<Self, Response> {
        request_context(parts, state).await.map(Self)
    }
}

/// Opens the request. Both layers that fill the extensions are outside of these routes, so one that is missing is a mistake
/// of ours.
async fn request_context(
    parts: &mut http::request::Parts,
    state: &State,
) -> Result<RequestContext, Response> {
    let visit = parts.extensions.get::<Visit>().cloned();
    let session = parts.extensions.get::<Session>().cloned();
    match (visit, session) {
        (Some(visit), Some(session)) => {
            Ok(RequestContext::new(state.site.clone(), visit, session, parts.clone()))
        }
        _ => Err(StatusCode::INTERNAL_SERVER_ERROR.into_response()),
    }
}

/// A file that the browser saves and that no cache keeps, because it is made for one person.
fn attachment(kind: &'static str, name: &str, body: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, body).into_response()
}

/// Says why there is no such file.
fn refusal(status: u16, sentence: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    Refusal { sentence, ..Refusal::of(status) }.into_response()
}

/// Answers the form of an experiment: a plain form is redirected to its figure, or sees the error as a page. A script gets
/// 204, and then asks for the figure itself, or gets the error as JSON.
pub fn redirect_to_figure(
    cx: &RequestContext,
    result: Result<(), Error>,
    figure: &str,
    cookie: Option<HeaderValue>,
) -> Response {
    let mut response = match result {
        Ok(()) if crate::request_meta::accepts_html(cx.headers()) => Redirect::to(figure).into_response(),
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) if crate::request_meta::accepts_html(cx.headers()) => {
            let usual =
                StatusCode::from_u16(error.status()).map_or("That did not work", |s| Refusal::of(s).title);
            Refusal::of_error(&error, usual).into_response()
        }
        Err(error) => {
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
            let wait = error.retry_after().map(|seconds| [(header::RETRY_AFTER, HeaderValue::from(seconds))]);
            (status, wait.map(axum::response::AppendHeaders), axum::Json(error)).into_response()
        }
    };
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
