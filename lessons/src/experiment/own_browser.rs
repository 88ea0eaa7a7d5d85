//! The same rules in the learner's own browser: a real cookie is set as they choose, real requests are made, and what came
//! along stands beside what the jar said would.

use super::{Part, Provenance};
use crate::fields::Fields;
use crate::{
    Kept,
    format::coded,
    learner::{begin, change},
};
use labs::{
    Experiment,
    cookie::{Decision, Jar, Localhost, Request, Url},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web::cookies::LAB_OWN_BROWSER;
use web::{Error, components::Icon, context::RequestContext};

const COOKIE: &str = LAB_OWN_BROWSER.name;
/// Where it is set, and the two pages that are asked.
pub const SET: &str = "/lab/own-browser/set";
pub const HERE: &str = "/lab/own-browser/here";
pub const THERE: &str = "/lab/own-browser/there";
const LOG_MAX: usize = 6;

/// A choice: the field, its label, and the positions with what each adds to the line.
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
struct Run {
    choices: std::collections::BTreeMap<String, String>,
    line: Option<String>,
    /// What the rules say became of it.
    stored: Option<String>,
    jar: Option<Jar>,
    log: Vec<Asked>,
}

#[derive(Serialize, Deserialize)]
struct Asked {
    path: String,
    after: i64,
    came: bool,
    /// What the jar expected: nothing where it would have come, else why not.
    expected: Option<String>,
}

/// The line to set, by what was chosen.
pub fn line(fields: &Fields) -> String {
    let value = &web::context::random_token()[..8];
    let added = CHOICES.iter().map(|(name, _, positions)| {
        let chosen = positions.iter().find(|(value, ..)| *value == fields.get(name));
        chosen.or(positions.first()).map_or("", |(.., text)| *text)
    });
    format!("{COOKIE}={value}{}", added.collect::<String>())
}

/// Lines that remove what was set by an earlier choice, under whichever path.
pub fn earlier() -> impl Iterator<Item = String> {
    let (.., paths) = CHOICES[0];
    paths.iter().map(|(.., path)| format!("{COOKIE}={path}; Max-Age=0"))
}

fn url(cx: &RequestContext, path: &str) -> Option<Url> {
    Url::parse(&format!("{}{path}", cx.site.origin)).ok()
}

/// Notes that the line was set.
pub async fn note_set(cx: &RequestContext, fields: &Fields, line: String) -> Result<(), Error> {
    let (from, now) = (url(cx, SET), cx.visit.now);
    let chosen =
        CHOICES.iter().map(|(name, ..)| ((*name).to_owned(), fields.get(name).chars().take(10).collect()));
    let choices = chosen.collect();
    change(cx, &begin(cx).await?, Experiment::OwnBrowser, fields, move |kept| {
        let mut run: Run = kept.run();
        // The cookies of earlier choices are removed with the same answer (`earlier`).
        let mut jar = Jar::new(Localhost::Trusted);
        if let Some(from) = from {
            let stored = jar.set(&line, &from, Request::OWN, now);
            run.stored = Some(stored.map_or_else(|refused| refused.to_string(), |stored| stored.to_string()));
        }
        run.jar = Some(jar);
        run.choices = choices;
        run.line = Some(line);
        run.log.clear();
        kept.set_run(&run);
    })
    .await
}

/// Notes what came along with a real request to one of the two pages.
pub async fn note_asked(
    cx: &RequestContext,
    fields: &Fields,
    path: &'static str,
    came: bool,
) -> Result<(), Error> {
    let (to, now) = (url(cx, path), cx.visit.now);
    change(cx, &begin(cx).await?, Experiment::OwnBrowser, fields, move |kept| {
        let mut run: Run = kept.run();
        let posted = Request { safe_method: false, ..Request::OWN };
        let decided = run.jar.as_ref().zip(to.as_ref()).and_then(|(jar, to)| {
            jar.decide(to, posted, now).into_iter().map(|(_, decision)| decision).next()
        });
        let expected = match decided {
            Some(Decision::Sent) => None,
            Some(Decision::NotSent(why)) => Some(why.to_string()),
            None => Some("No such cookie is in the jar.".to_owned()),
        };
        let set_at =
            run.jar.as_ref().and_then(|jar| jar.cookies.first()).map_or(now, |cookie| cookie.last_access);
        run.log.push(Asked { path: path.to_owned(), after: now.since(set_at).max(0), came, expected });
        let beyond = run.log.len().saturating_sub(LOG_MAX);
        run.log.drain(..beyond);
        if run.line.is_some() {
            kept.note_outcome(if came { "came" } else { "stayed" });
        }
        kept.set_run(&run);
    })
    .await
}

pub fn draw(kept: &Kept) -> Part {
    let run: Run = kept.run();
    let controls: Vec<_> = CHOICES
        .iter()
        .map(|(name, label, positions)| {
            let chosen = run.choices.get(*name).map_or("", String::as_str);
            let options: Vec<_> = positions
                .iter()
                .map(|(value, words, _)| view! { <option value=*value selected=*value == chosen>{*words}</option> })
                .collect();
            view! { <label><span>{*label}</span><select name=*name>{options}</select></label> }
        })
        .collect();
    let set = run.line.as_ref().map(|line| {
        view! {
            <pre class="setline" tabindex="0" role="region" aria-label="The line">"Set-Cookie: "{line.clone()}</pre>
            <p class="small">"The rules say: "{coded(run.stored.as_deref().unwrap_or_default())}</p>
        }
    });
    let log: Vec<_> = run.log.iter().map(asked).collect();
    let none = log.is_empty();
    let result = view! {
        <div class="answer" aria-live="polite">
            {none.then(|| view! { <p class="quiet-text">{if run.line.is_some() { "The cookie is set. Now ask for a page." } else { "No cookie is set yet." }}</p> })}
            <ul class="goes">{log}</ul>
        </div>
    };
    let ask = run.line.is_some().then(|| {
        view! {
            <button class="button" formaction=HERE>"Ask /here"</button>
            <button class="button" formaction=THERE>"Ask /there"</button>
        }
    });
    Part {
        provenance: Provenance::Real("your own browser, real requests"),
        inside: vec![view! { <div class="switches">{controls}</div>{set} }.into_any()],
        ask: None,
        result: Some(result.into_any()),
        bar: view! { <button class="button first">"Set this cookie"</button>{ask} }.into_any(),
        action: Some(SET),
    }
}

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
