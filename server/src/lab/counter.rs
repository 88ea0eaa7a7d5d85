//! The counter of chapter 1: one page at two addresses, of which only one gets the cookie.

use super::{LabForm, LabRequest, redirect_to_figure};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use labs::counter::Answer;
use lessons::counter::{note, times};
use web::{
    context::RequestContext,
    cookies::{self, LAB_COUNTER},
};

const FIGURE: &str = "/learn/sessions#counter";

/// `GET /lab/with/counter`.
pub async fn read_with(request: LabRequest) -> Response {
    read(&request.0)
}

/// `GET /lab/without/counter`.
pub async fn read_without(request: LabRequest) -> Response {
    read(&request.0)
}

/// `POST /lab/with/counter`.
pub async fn ask_with(form: LabForm) -> Response {
    ask(form, true).await
}

/// `POST /lab/without/counter`.
pub async fn ask_without(form: LabForm) -> Response {
    ask(form, false).await
}

/// The answer as text, for a tab of its own.
fn read(cx: &RequestContext) -> Response {
    let (answer, cookie) = count(cx);
    let came = match &answer.came {
        Some(value) => format!("Your browser sent: {}={value}", LAB_COUNTER.name),
        None => "Your browser sent no cookie to this address.".to_owned(),
    };
    let text = format!("You asked {}.\n{came}\n", times(answer.count));
    let mut response = ([(header::CACHE_CONTROL, "no-store")], text).into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

async fn ask(form: LabForm, with: bool) -> Response {
    let (answer, cookie) = count(&form.cx);
    let result = note(&form.cx, &form.fields, with, answer).await;
    redirect_to_figure(&form.cx, result, FIGURE, cookie)
}

/// Counts the request, and makes the cookie that the counter wants to set, if any.
fn count(cx: &RequestContext) -> (Answer, Option<HeaderValue>) {
    let answer = cx.site.labs.counters.ask(cookies::find(cx.headers(), LAB_COUNTER.name));
    let cookie = answer.sets.as_deref().and_then(|new| LAB_COUNTER.set(new, cx.site.is_secure()));
    (answer, cookie)
}
