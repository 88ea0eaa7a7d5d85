//! The shop of the tamper experiment: a cookie that a learner changed is really set, really sent, and answered.
//!
//! It takes two requests, so that the browser carries the cookie: the first one sets it and redirects the browser with the
//! same form (307; RFC 9110, 15.4.8), the second one reads what the browser sent.

use super::{LabForm, redirect_to_figure};
use axum::response::{IntoResponse, Redirect, Response};
use http::header;
use lessons::tamper::{ASK, note_asked, note_unfit, value};
use web::cookies::{self, LAB_TAMPER};

const FIGURE: &str = "/learn/securing#tamper";

/// `POST /lab/tamper/put`. A value that cannot stand in a cookie (RFC 6265, 4.1.1) is not sent; the figure says so.
pub async fn put(form: LabForm) -> Response {
    let cookie = value(&form.fields).and_then(|value| LAB_TAMPER.set(&value, form.cx.site.is_secure()));
    match cookie {
        Some(cookie) => {
            let mut response = Redirect::temporary(ASK).into_response();
            response.headers_mut().append(header::SET_COOKIE, cookie);
            response
        }
        None => redirect_to_figure(&form.cx, note_unfit(&form.cx, &form.fields).await, FIGURE, None),
    }
}

/// `POST /lab/tamper/ask`.
pub async fn ask(form: LabForm) -> Response {
    let received = cookies::find(form.cx.headers(), LAB_TAMPER.name).map(str::to_owned);
    let result = note_asked(&form.cx, &form.fields, received).await;
    redirect_to_figure(&form.cx, result, FIGURE, None)
}
