//! A real cookie, set as a learner chooses, and two pages that say whether it came along.

use super::{Deed, back};
use axum::response::Response;
use http::{HeaderValue, header};
use lessons::own_browser::{HERE, THERE, earlier, line, note_asked, note_set};
use web::cookies::{self, LAB_OWN_BROWSER};

const FIGURE: &str = "/learn/cookies#own-browser";

pub async fn set(deed: Deed) -> Response {
    let line = line(&deed.fields);
    let lines: Vec<_> =
        earlier().chain([line.clone()]).filter_map(|line| HeaderValue::from_str(&line).ok()).collect();
    let noted = note_set(&deed.cx, &deed.fields, line).await;
    let mut response = back(&deed.cx, noted, FIGURE, None);
    for line in lines {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}

pub async fn ask_here(deed: Deed) -> Response {
    ask(deed, HERE).await
}

pub async fn ask_there(deed: Deed) -> Response {
    ask(deed, THERE).await
}

async fn ask(deed: Deed, path: &'static str) -> Response {
    let came = cookies::find(deed.cx.headers(), LAB_OWN_BROWSER.name).is_some();
    let noted = note_asked(&deed.cx, &deed.fields, path, came).await;
    back(&deed.cx, noted, FIGURE, None)
}
