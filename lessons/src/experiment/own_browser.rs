//! The rules of cookies in the learner's own browser. A real cookie is set as they choose, real requests are made, and what
//! came along stands beside what the jar of `labs::cookie` expected.

use super::{ExperimentHandler, ExperimentState, FigureBody, Provenance, change_state};
use crate::fields::Fields;
use crate::{format::coded, learner::begin_learner};
use labs::{
    Experiment,
    cookie::{Decision, Jar, Localhost, Request, Url},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web::cookies::LAB_OWN_BROWSER;
use web::{Error, components::Icon, context::RequestContext};

/// The name of the cookie. It opens nothing.
const COOKIE: &str = LAB_OWN_BROWSER.name;
/// Where the cookie is set.
pub const SET: &str = "/lab/own-browser/set";
/// The first of the two pages that are asked.
pub const HERE: &str = "/lab/own-browser/here";
/// The second.
pub const THERE: &str = "/lab/own-browser/there";
/// The newest requests, of which the figure shows this many.
const LOG_MAX: usize = 6;

/// A choice: the name of its field, its label, and its options with what each adds to the `Set-Cookie` line.
type Choice = (&'static str, &'static str, &'static [(&'static str, &'static str, &'static str)]);

const CHOICES: [Choice; 5] = [
    (
        "path",
        "Path",
        &[
            ("all", "/lab/own-browser", "; Path=/lab/own-browser"),
            ("here", "/lab/own-browser/here", "; Path=/lab/own-browser/here"),
            ("there", "/lab/own-browser/there", "; Path=/lab/own-browser/there"),
        ],
    ),
    (
        "life",
        "Life",
        &[
            ("session", "until the browser is closed", ""),
            ("short", "Max-Age=20", "; Max-Age=20"),
            ("hour", "Max-Age=3600", "; Max-Age=3600"),
            ("past", "Max-Age=0", "; Max-Age=0"),
        ],
    ),
    ("secure", "Secure", &[("off", "off", ""), ("on", "on", "; Secure")]),
    ("http", "HttpOnly", &[("on", "on", "; HttpOnly"), ("off", "off", "")]),
    (
        "site",
        "SameSite",
        &[
            ("lax", "Lax", "; SameSite=Lax"),
            ("strict", "Strict", "; SameSite=Strict"),
            ("none", "None", "; SameSite=None"),
            ("unsaid", "not said", ""),
        ],
    ),
];

#[derive(Default, Serialize, Deserialize)]
struct OwnBrowserState {
    /// What was chosen last, by the names of the fields.
    choices: std::collections::BTreeMap<String, String>,
    /// The line that was set last.
    line: Option<String>,
    /// What the jar made of the line: stored or refused, and why.
    stored: Option<String>,
    /// A jar in which the same line was set.
    jar: Option<Jar>,
    log: Vec<Asked>,
}

#[derive(Serialize, Deserialize)]
struct Asked {
    path: String,
    /// Seconds after the line was set.
    after: i64,
    /// Whether the cookie really came along.
    came: bool,
    /// What the jar expected: none where the cookie should come along, else why it should not.
    expected: Option<String>,
}

/// The `Set-Cookie` line that the choices of a form make.
pub fn line(fields: &Fields) -> String {
    let value = &web::context::random_token()[..8];
    let added = CHOICES.iter().map(|(name, _, positions)| {
        let chosen = positions.iter().find(|(value, ..)| *value == fields.get(name));
        chosen.or(positions.first()).map_or("", |(.., text)| *text)
    });
    format!("{COOKIE}={value}{}", added.collect::<String>())
}

/// Lines that remove the cookie of an earlier choice. A cookie is removed under the path under which it was set
/// (RFC 6265bis, 5.7), and which one that was is not known, so there is a line for each.
pub fn earlier() -> impl Iterator<Item = String> {
    let (.., paths) = CHOICES[0];
    paths.iter().map(|(.., path)| format!("{COOKIE}={path}; Max-Age=0"))
}

/// A path of this site as an address of the jar.
fn url(cx: &RequestContext, path: &str) -> Option<Url> {
    Url::parse(&format!("{}{path}", cx.site.origin)).ok()
}

/// Notes that a line was set in the browser, and sets it in the jar as well.
///
/// # Errors
/// What the store or a rate limit answers.
pub async fn note_set(cx: &RequestContext, fields: &Fields, line: String) -> Result<(), Error> {
    let (from, now) = (url(cx, SET), cx.visit.now);
    let chosen =
        CHOICES.iter().map(|(name, ..)| ((*name).to_owned(), fields.get(name).chars().take(10).collect()));
    let choices = chosen.collect();
    change_state(cx, &begin_learner(cx).await?, Experiment::OwnBrowser, fields, move |stored| {
        let mut state: OwnBrowserState = stored.details();
        // A new jar: the answer removes the cookies of earlier choices from the browser (`earlier`).
        let mut jar = Jar::new(Localhost::Trusted);
        if let Some(from) = from {
            let stored = jar.set(&line, &from, Request::OWN, now);
            state.stored =
                Some(stored.map_or_else(|refused| refused.to_string(), |stored| stored.to_string()));
        }
        state.jar = Some(jar);
        state.choices = choices;
        state.line = Some(line);
        state.log.clear();
        stored.set_details(&state);
    })
    .await
}

/// Notes whether the cookie came along with a real request to one of the two pages, beside what the jar expected.
///
/// # Errors
/// What the store or a rate limit answers.
pub async fn note_asked(
    cx: &RequestContext,
    fields: &Fields,
    path: &'static str,
    came: bool,
) -> Result<(), Error> {
    let (to, now) = (url(cx, path), cx.visit.now);
    change_state(cx, &begin_learner(cx).await?, Experiment::OwnBrowser, fields, move |stored| {
        let mut state: OwnBrowserState = stored.details();
        // The buttons of the figure send POST, which matters for SameSite=Lax.
        let posted = Request { safe_method: false, ..Request::OWN };
        let decided = state.jar.as_ref().zip(to.as_ref()).and_then(|(jar, to)| {
            jar.decide(to, posted, now).into_iter().map(|(_, decision)| decision).next()
        });
        let expected = match decided {
            Some(Decision::Sent) => None,
            Some(Decision::NotSent(why)) => Some(why.to_string()),
            None => Some("No such cookie is in the jar.".to_owned()),
        };
        // The jar notes when the cookie was stored; nothing was sent from this jar, so that is its last access.
        let set_at =
            state.jar.as_ref().and_then(|jar| jar.cookies.first()).map_or(now, |cookie| cookie.last_access);
        state.log.push(Asked { path: path.to_owned(), after: now.since(set_at).max(0), came, expected });
        let beyond = state.log.len().saturating_sub(LOG_MAX);
        state.log.drain(..beyond);
        if state.line.is_some() {
            stored.note_outcome(if came { "came" } else { "stayed" });
        }
        stored.set_details(&state);
    })
    .await
}

/// The experiment as the table of handlers has it. Its runs are real requests (`server/src/lab/own_browser.rs`).
pub struct Handler;

impl ExperimentHandler for Handler {
    fn draw(&self, _: &RequestContext, stored: &ExperimentState) -> FigureBody {
        draw(stored)
    }
}

fn draw(stored: &ExperimentState) -> FigureBody {
    let state: OwnBrowserState = stored.details();
    let controls: Vec<_> = CHOICES
        .iter()
        .map(|(name, label, positions)| {
            let chosen = state.choices.get(*name).map_or("", String::as_str);
            let options: Vec<_> = positions
                .iter()
                .map(|(value, words, _)| view! { <option value=*value selected=*value == chosen>{*words}</option> })
                .collect();
            view! { <label><span>{*label}</span><select name=*name>{options}</select></label> }
        })
        .collect();
    let set = state.line.as_ref().map(|line| {
        view! {
            <pre class="setline" tabindex="0" role="region" aria-label="The line">"Set-Cookie: "{line.clone()}</pre>
            <p class="small">"The rules say: "{coded(state.stored.as_deref().unwrap_or_default())}</p>
        }
    });
    let log: Vec<_> = state.log.iter().map(asked).collect();
    let none = log.is_empty();
    let result = view! {
        <div class="answer" aria-live="polite">
            {none.then(|| view! { <p class="quiet-text">{if state.line.is_some() { "The cookie is set. Now ask for a page." } else { "No cookie is set yet." }}</p> })}
            <ul class="goes">{log}</ul>
        </div>
    };
    // Asking makes sense only once a cookie was set.
    let ask = state.line.is_some().then(|| {
        view! {
            <button class="button" formaction=HERE>"Ask /here"</button>
            <button class="button" formaction=THERE>"Ask /there"</button>
        }
    });
    FigureBody {
        provenance: Provenance::Real("your own browser, real requests"),
        sections: vec![view! { <div class="switches">{controls}</div>{set} }.into_any()],
        controls: None,
        result: Some(result.into_any()),
        buttons: view! { <button class="button first">"Set this cookie"</button>{ask} }.into_any(),
        form_action: Some(SET),
    }
}

/// One request, and whether the browser did as the rules say.
fn asked(asked: &Asked) -> AnyView {
    let agrees = asked.came == asked.expected.is_none();
    let (class, icon, word) =
        if asked.came { ("sent", "right", "came along") } else { ("stays", "missing", "did not come") };
    let said = match (&asked.expected, agrees) {
        (None, true) => "As the rules say.".to_owned(),
        (Some(why), true) => format!("As the rules say. {why}"),
        (None, false) => {
            "By the rules it should have come: your browser decided otherwise, or the cookie was removed."
                .to_owned()
        }
        (Some(why), false) => {
            format!("By the rules it should have stayed: {why} Your browser decided otherwise.")
        }
    };
    view! {
        <li class=class>
            <Icon name=icon class="i s"/>
            <span><code>{format!("POST {}", asked.path)}</code>{format!(" after {} s", asked.after)}</span>
            <span class="tag">{word}</span>
            <span class="why small">{coded(&said)}</span>
        </li>
    }
    .into_any()
}
