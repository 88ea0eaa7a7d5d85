//! Draws the browser's cookie jar as far as the server can know it: what answers put into it, and what requests brought
//! back.
//!
//! The server does not see the jar. It is computed from the recorded `Set-Cookie` lines by the rules of RFC 6265bis
//! (`labs::cookie`), and compared with what the browser really sent.

use crate::format::{age, coded};
use labs::cookie::{self, Decision, Jar, Localhost, Request, Url};
use leptos::prelude::*;
use model::Timestamp;
use std::sync::Arc;
use xray::{SetCookie, Trace};

/// The jar at the moment when the last of these requests left the browser: what all earlier answers put into it.
fn jar_before(traces: &[Arc<Trace>], origin: &str) -> Jar {
    let mut jar = Jar::new(Localhost::Trusted);
    let before = traces.split_last().map_or(&[][..], |(_, before)| before);
    for trace in before {
        let Ok(from) = Url::parse(&format!("{origin}{}", trace.path())) else { continue };
        for line in &trace.set_cookies {
            // A cookie that the rules refuse just is not in the jar.
            let _ = jar.set(&header(line), &from, Request::OWN, trace.at);
        }
    }
    jar
}

/// A `Set-Cookie` line like the real one. Its value was not recorded, so one of the same length stands for it.
fn header(line: &SetCookie) -> String {
    format!("{}={}; {}", line.name, "x".repeat(line.value_chars.min(200)), line.attributes)
}

/// The cookies that the last of these requests carried, and those that stayed in the jar, with the reason. `origin` is
/// this site's own, `now` the time from which remaining lifetimes are counted.
pub fn sent(traces: &[Arc<Trace>], origin: &str, now: Timestamp) -> AnyView {
    let Some(trace) = traces.last() else { return ().into_any() };
    let jar = jar_before(traces, origin);
    let how =
        Request { safe_method: trace.method == "GET", top_level_navigation: trace.is_page, ..Request::OWN };
    let decided = Url::parse(&format!("{origin}{}", trace.path())).map(|to| jar.decide(&to, how, trace.at));
    let stayed: Vec<_> = decided
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(cookie, decision)| match decision {
            Decision::NotSent(why) => Some((cookie.name.clone(), why.to_string())),
            // By the rules the browser would have sent it, and it did not, so the browser does not have it any more.
            Decision::Sent if trace.cookies.iter().all(|(name, _)| *name != cookie.name) => {
                Some((cookie.name.clone(), "It was set, and is no longer in the jar: the browser was closed since, or somebody removed it.".to_owned()))
            }
            Decision::Sent => None,
        })
        .map(|(name, why)| view! { <div class="why-row"><dt>{name}" stays"</dt><dd>{coded(&why)}</dd></div> })
        .collect();
    let last_line = |name: &str| {
        let before = traces.split_last().map_or(&[][..], |(_, before)| before);
        before
            .iter()
            .rev()
            .flat_map(|t| t.set_cookies.iter().map(move |line| (t.at, line)))
            .find(|(_, l)| l.name == name)
    };
    let mut came: Vec<_> = trace
        .cookies
        .iter()
        .map(|(name, chars)| {
            let ticket = ticket(name, *chars, last_line(name), now);
            if is_session(name) {
                return (0, ticket);
            }
            let heading = format!("And {name}");
            (1, view! { <details class="explain"><summary>{heading}</summary>{ticket}</details> }.into_any())
        })
        .collect();
    // The session's cookie comes first, because the page is about sessions.
    came.sort_by_key(|(rank, _)| *rank);
    let came: Vec<_> = came.into_iter().map(|(_, ticket)| ticket).collect();
    let none = came.is_empty();
    view! {
        <p class="small quiet-text cap">{if none { "No cookie goes along" } else { "From the jar, this goes along" }}</p>
        {came}
        {(!stayed.is_empty()).then(|| view! { <dl class="cookie off">{stayed}</dl> })}
    }
    .into_any()
}

/// Whether this is the session's cookie, with or without its prefix (`web::cookies`).
fn is_session(name: &str) -> bool {
    name.trim_start_matches("__Host-") == "vitrine"
}

/// One cookie with its parts. `set` is the line that set it, and when, if that was recorded.
fn ticket(name: &str, chars: usize, set: Option<(Timestamp, &SetCookie)>, now: Timestamp) -> AnyView {
    let (rows, unsaid) = match set {
        Some((at, line)) => attributes(line, at, now),
        None => (
            vec![view! { <div><dt>"its attributes"</dt><dd>"were set before the glass was on; a browser sends back the name and the value alone"</dd></div> }.into_any()],
            Vec::new(),
        ),
    };
    view! {
        <dl class="cookie">
            <div><dt>{name.to_owned()}</dt><dd>{prefix(name)}</dd></div>
            {(chars > 0).then(|| view! { <div><dt><span class="frost">"masked"</span></dt><dd>{chars}" characters, masked"</dd></div> })}
            {rows}
        </dl>
        {(!unsaid.is_empty()).then(|| view! { <details class="explain"><summary>"What is not said, and what holds then"</summary><ul>{unsaid}</ul></details> })}
    }
    .into_any()
}

/// What an answer puts into the jar or takes out of it, attribute by attribute.
pub fn set(trace: &Trace, now: Timestamp) -> AnyView {
    let tickets: Vec<_> = trace
        .set_cookies
        .iter()
        .map(|line| {
            let removes = line.attributes.contains("Max-Age=0");
            view! {
                <p class="small quiet-text cap">{if removes { "The answer takes a cookie out of the jar" } else { "The answer puts a cookie into the jar" }}</p>
                {ticket(&line.name, line.value_chars, Some((trace.at, line)), now)}
            }
        })
        .collect();
    tickets.into_any()
}

fn prefix(name: &str) -> &'static str {
    if name.starts_with("__Host-") {
        "the name; its beginning binds the cookie to this host and to HTTPS"
    } else {
        "the name"
    }
}

/// A row for each attribute of the line, and an item for each attribute that is missing, with what then applies.
fn attributes(line: &SetCookie, at: Timestamp, now: Timestamp) -> (Vec<AnyView>, Vec<AnyView>) {
    let Ok(parted) = cookie::SetCookie::parse(&header(line)) else { return (Vec::new(), Vec::new()) };
    let left = parted.attributes.iter().find_map(|attribute| match attribute.meaning {
        cookie::Meaning::MaxAge(seconds) if seconds > 0 => Some(at.plus(seconds).since(now)),
        _ => None,
    });
    let mut rows: Vec<_> = parted
        .attributes
        .iter()
        .map(|attribute| {
            let text = match &attribute.value {
                Some(value) => format!("{}={value}", attribute.name),
                None => attribute.name.clone(),
            };
            view! { <div><dt>{text}</dt><dd>{coded(&attribute.meaning.to_string())}</dd></div> }.into_any()
        })
        .collect();
    rows.extend(left.map(|left| {
        let said = if left <= 0 { "has run out".to_owned() } else { format!("runs out in {}", age(left)) };
        view! { <div><dt>"counted down"</dt><dd>{said}</dd></div> }.into_any()
    }));
    let unsaid = parted
        .missing_attributes()
        .into_iter()
        .map(|unsaid| view! { <li>{coded(&unsaid.to_string())}</li> }.into_any());
    (rows, unsaid.collect())
}
