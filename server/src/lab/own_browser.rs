//! A real cookie, set as a learner chooses, and two pages that say whether it came along.

use super::{LabForm, redirect_to_figure};
use axum::response::Response;
use http::{HeaderValue, header};
use lessons::own_browser::{HERE, THERE, earlier, line, note_asked, note_set};
use web::cookies::{self, LAB_OWN_BROWSER};

const FIGURE: &str = "/learn/cookies#own-browser";

pub async fn set(form: LabForm) -> Response {
    let line = line(&form.fields);
    let lines: Vec<_> =
        earlier().chain([line.clone()]).filter_map(|line| HeaderValue::from_str(&line).ok()).collect();
    let noted = note_set(&form.cx, &form.fields, line).await;
    let mut response = redirect_to_figure(&form.cx, noted, FIGURE, None);
    for line in lines {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}

pub async fn ask_here(form: LabForm) -> Response {
    ask(form, HERE).await
}

pub async fn ask_there(form: LabForm) -> Response {
    ask(form, THERE).await
}

async fn ask(form: LabForm, path: &'static str) -> Response {
    let came = cookies::find(form.cx.headers(), LAB_OWN_BROWSER.name).is_some();
    let noted = note_asked(&form.cx, &form.fields, path, came).await;
    redirect_to_figure(&form.cx, noted, FIGURE, None)
}
