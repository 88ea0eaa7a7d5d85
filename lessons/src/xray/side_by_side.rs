//! Draws one request as browser, wire and server saw it, side by side.

use super::{cookie, steps::Places};
use crate::format::{self, STILL_IN_MEMORY};
use leptos::prelude::*;
use model::Timestamp;
use std::sync::Arc;
use web::components::Icon;
use xray::{Row, Trace};

/// Draws the last of these requests; the earlier ones decide what the browser's cookie jar held. `n` is its index in
/// the story and makes the ids unique, `places` are the numbers of its steps, `origin` is this site's own.
pub fn side_by_side(
    traces: &[Arc<Trace>],
    n: usize,
    places: Places,
    origin: &str,
    now: Timestamp,
) -> AnyView {
    let Some(trace) = traces.last().cloned() else { return ().into_any() };
    let id = |part: &str| format!("{part}-{n}");
    view! {
        <div class="stage">
            <section aria-labelledby=id("browser")>
                <h3 id=id("browser")><Icon name="browser"/>"Browser"</h3>
                <div data-step=places.jar>{cookie::sent(traces, origin, now)}</div>
                {(!trace.set_cookies.is_empty()).then(|| view! { <div data-step=places.set>{cookie::set(&trace, now)}</div> })}
            </section>
            <section aria-labelledby=id("wire")>
                <h3 id=id("wire")><Icon name="wire"/>"Wire"</h3>
                {wire(&trace, places)}
            </section>
            <section aria-labelledby=id("server")>
                <h3 id=id("server")><Icon name="server"/>"Server"</h3>
                <div data-step=places.session>{session(&trace, now)}</div>
            </section>
        </div>
    }
    .into_any()
}

/// The headers of a request that are shown at once; a list below has all of them.
const REQUEST: [&str; 6] = ["host", "origin", "referer", "content-type", "sec-fetch-site", "sec-fetch-mode"];
/// The same of an answer.
const ANSWER: [&str; 5] = ["content-type", "location", "cache-control", "content-encoding", "server-timing"];

/// The request and the answer as text.
fn wire(trace: &Trace, places: Places) -> AnyView {
    let (sent, _) = trace.sending.so_far();
    let bytes = |n: u64| format::count(n, "byte", "bytes");
    let cookies = (!trace.cookies.is_empty()).then(|| {
        let pairs: Vec<_> = trace
            .cookies
            .iter()
            .enumerate()
            .map(|(n, (name, _))| view! { {(n > 0).then_some("; ")}{name.clone()}"="<span class="frost">"masked"</span> })
            .collect();
        view! { "cookie: "{pairs}"\n" }
    });
    let set: Vec<_> = trace
        .set_cookies
        .iter()
        .map(|line| view! { "set-cookie: "{line.name.clone()}"="<span class="frost">"masked"</span>"; "{line.attributes.clone()}"\n" })
        .collect();
    let body = (!trace.body.is_empty()).then(|| view! { "\n"<b>{trace.body.clone()}</b> });
    let said = trace.sending.text().map(|text| view! { "\n"<b>{text.to_owned()}</b> });
    view! {
        <div class="message out" data-step=places.request>
            <p class="way"><span>{format!("request, {} of body", bytes(trace.request_bytes))}</span><Icon name="right" class="i s"/></p>
            <pre><b>{format!("{} {} {}", trace.method, trace.address, trace.protocol)}</b>"\n"{lines(&trace.request_headers, &REQUEST)}{cookies}
            {body}</pre>
            {decoded(&trace.fields)}
            {all("request", &trace.request_headers)}
        </div>
        <div class="message back" data-step=places.answer>
            <p class="way"><span>{format!("answer, {} of body", bytes(sent))}</span><Icon name="left" class="i s"/></p>
            <pre><b>{format!("{} {}", trace.protocol, trace.status)}</b>"\n"{lines(&trace.answer_headers, &ANSWER)}{set}{said}</pre>
            {all("answer", &trace.answer_headers)}
        </div>
    }
    .into_any()
}

/// A form's fields as the server reads them: on the wire a space is `+`, and é is `%C3%A9`
/// (`application/x-www-form-urlencoded`, WHATWG URL, section 5).
fn decoded(fields: &[(String, String)]) -> Option<AnyView> {
    let pairs: Vec<_> = fields
        .iter()
        .map(|(name, value)| view! { <div><dt>{name.clone()}</dt><dd>{value.clone()}</dd></div> })
        .collect();
    (!pairs.is_empty()).then(|| {
        view! {
            <p class="small quiet-text cap">"The same body, decoded"</p>
            <dl class="bound">{pairs}</dl>
        }
        .into_any()
    })
}

/// The chosen headers, one on each line.
fn lines(headers: &[(String, String)], chosen: &[&str]) -> String {
    let line = |(name, value): &(String, String)| format!("{name}: {value}\n");
    headers.iter().filter(|(name, _)| chosen.contains(&name.as_str())).map(line).collect()
}

/// All headers of the request or the answer, with what each is for.
fn all(of: &str, headers: &[(String, String)]) -> AnyView {
    let rows: Vec<_> = headers
        .iter()
        .map(|(name, value)| {
            view! { <div><dt>{name.clone()}</dt><dd>{value.clone()}{format::header(name).map(|said| view! { <span class="say">{said}</span> })}</dd></div> }
        })
        .collect();
    let heading = format!("All {} headers of the {of}", headers.len());
    view! { <details class="explain"><summary>{heading}</summary><dl class="headers">{rows}</dl></details> }
        .into_any()
}

/// The session's row before and after the request, with what changed.
fn session(trace: &Trace, now: Timestamp) -> AnyView {
    let Some(after) = &trace.after else { return view! { <p>"There was no session."</p> }.into_any() };
    let before = trace.before.as_ref();
    let is_new = before.is_none_or(|before| before.digest != after.digest);
    let caption = match (before, is_new) {
        (None, _) => "A new row in",
        (Some(_), true) => "A new row, in place of the old one, in",
        (Some(_), false) if before == Some(after) => "Your row, unchanged, in",
        _ => "Your row, before and after, in",
    };
    // A new row is not compared with the old one: everything in it is new.
    let old = before.filter(|_| !is_new);
    let row = |name: &'static str, of: &dyn Fn(&Row) -> String| {
        let (is, was) = (of(after), old.map(of));
        let cell = match was {
            Some(was) if was == is => view! { {is} }.into_any(),
            Some(was) => view! { <del class="was">{was}</del>" "<ins class="is">{is}</ins> }.into_any(),
            None => view! { <ins class="is">{is}</ins> }.into_any(),
        };
        view! { <tr><th scope="row">{name}</th><td>{cell}</td></tr> }
    };
    let days = |seconds: i64| format!("{} days", (seconds + 43_200) / 86_400);
    let digest = after.digest.clone();
    let who = match (&after.user_name, after.user_id) {
        (Some(name), _) => format!("It says that you are {name}."),
        (None, Some(id)) => format!("It says that you are person {id}."),
        (None, None) => {
            "It names nobody: you are a guest, and the site knows you again all the same.".to_owned()
        }
    };
    let idle = store::session::IDLE_MAX - now.since(after.last_seen);
    let absolute = store::session::AGE_MAX - now.since(after.created_at);
    view! {
        <table class="record">
            <caption>{caption}" "<code>"sessions"</code></caption>
            <tbody>
                <tr><th scope="row">"digest"</th><td>{digest}<span class="frost s">"masked"</span></td></tr>
                {row("user_id", &|row| match (row.user_id, &row.user_name) {
                    (Some(id), _) => id.to_string(),
                    (None, Some(_)) => "a number".to_owned(),
                    (None, None) => "NULL".to_owned(),
                })}
                {row("data", &|row| row.data.clone())}
                {row("created_at", &|row| row.created_at.rfc3339())}
                {row("last_seen", &|row| row.last_seen.rfc3339())}
            </tbody>
        </table>
        <p class="small">{trace.in_memory.then(|| format!("{STILL_IN_MEMORY} "))}{who}" It is "{format::age(now.since(after.created_at))}" old, ends after "{days(idle)}" without a request, and after "{days(absolute)}" in any case."</p>
        <details class="explain">
            <summary>"Why is the token not in the row?"</summary>
            <p>"The cookie’s value goes through SHA-256 first, and only the digest is kept: somebody who steals the table can’t sign in with it. " <a href="/learn/sessions" rel="external">"Sessions"</a></p>
        </details>
    }
    .into_any()
}
