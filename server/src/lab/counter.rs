//! A page that counts, with a cookie and without. The same page at two addresses: the cookie goes to one of them.

use super::{Deed, Question, back};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use labs::counter::Answer;
use lessons::counter::{note, times};
use web::{
    context::RequestContext,
    cookies::{self, LAB_COUNTER},
};

const FIGURE: &str = "/learn/sessions#counter";

pub async fn read_with(question: Question) -> Response {
    read(&question.0)
}

pub async fn read_without(question: Question) -> Response {
    read(&question.0)
}

pub async fn ask_with(deed: Deed) -> Response {
    ask(deed, true).await
}

pub async fn ask_without(deed: Deed) -> Response {
    ask(deed, false).await
}

/// For a tab of its own: the answer as it is.
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

async fn ask(deed: Deed, with: bool) -> Response {
    let (answer, cookie) = count(&deed.cx);
    let noted = note(&deed.cx, &deed.fields, with, answer).await;
    back(&deed.cx, noted, FIGURE, cookie)
}

fn count(cx: &RequestContext) -> (Answer, Option<HeaderValue>) {
    let answer = cx.site.counters.ask(cookies::find(cx.headers(), LAB_COUNTER.name));
    let cookie = answer.sets.as_deref().and_then(|new| LAB_COUNTER.set(new, cx.site.is_secure()));
    (answer, cookie)
}
