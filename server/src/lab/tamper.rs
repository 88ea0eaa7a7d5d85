//! The tamper bench's shop: a cookie as somebody changed it is really set, really sent, and answered.
//!
//! Two requests, so that it is the browser that carries the cookie: the first sets it and sends the browser on with the
//! same form (307, RFC 9110, 15.4.8), the second reads what came.

use super::{Deed, back};
use axum::response::{IntoResponse, Redirect, Response};
use http::header;
use lessons::tamper::{ASK, note_asked, note_unfit, value};
use web::cookies::{self, LAB_TAMPER};

const FIGURE: &str = "/learn/securing#tamper";

pub async fn put(deed: Deed) -> Response {
    let cookie = value(&deed.fields).and_then(|value| LAB_TAMPER.set(&value, deed.cx.site.is_secure()));
    match cookie {
        Some(cookie) => {
            let mut response = Redirect::temporary(ASK).into_response();
            response.headers_mut().append(header::SET_COOKIE, cookie);
            response
        }
        None => back(&deed.cx, note_unfit(&deed.cx, &deed.fields).await, FIGURE, None),
    }
}

pub async fn ask(deed: Deed) -> Response {
    let came = cookies::find(deed.cx.headers(), LAB_TAMPER.name).map(str::to_owned);
    let noted = note_asked(&deed.cx, &deed.fields, came).await;
    back(&deed.cx, noted, FIGURE, None)
}
