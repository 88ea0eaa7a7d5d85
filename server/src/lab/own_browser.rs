//! The experiment with one's own browser: sets a real cookie with the attributes that a learner chooses, and says at two
//! addresses whether the browser sent it.

use super::{LabForm, redirect_to_figure};
use axum::response::Response;
use http::{HeaderValue, header};
use lessons::own_browser::{HERE, THERE, earlier, line, note_asked, note_set};
use web::cookies::{self, LAB_OWN_BROWSER};

const FIGURE: &str = "/learn/cookies#own-browser";

/// `POST /lab/own-browser/set`. First removes the cookies of earlier choices, which another path would leave in place.
pub async fn set(form: LabForm) -> Response {
    let line = line(&form.fields);
    let lines: Vec<_> =
        earlier().chain([line.clone()]).filter_map(|line| HeaderValue::from_str(&line).ok()).collect();
    let result = note_set(&form.cx, &form.fields, line).await;
    let mut response = redirect_to_figure(&form.cx, result, FIGURE, None);
    for line in lines {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}

/// `POST /lab/own-browser/here`.
pub async fn ask_here(form: LabForm) -> Response {
    ask(form, HERE).await
}

/// `POST /lab/own-browser/there`.
pub async fn ask_there(form: LabForm) -> Response {
    ask(form, THERE).await
}

async fn ask(form: LabForm, path: &'static str) -> Response {
    let received = cookies::find(form.cx.headers(), LAB_OWN_BROWSER.name).is_some();
    let result = note_asked(&form.cx, &form.fields, path, received).await;
    redirect_to_figure(&form.cx, result, FIGURE, None)
}
