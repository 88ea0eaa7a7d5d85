//! The life of one cookie, from its first `Set-Cookie` line to the request that comes without it, step by step. At each step
//! the jar of `labs::cookie` decides what happens, and the figure tells what the jar did.

use super::{ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance, run_step};
use crate::fields::Fields;
use crate::format::coded;
use labs::{
    Experiment,
    cookie::{Jar, Localhost, Request, SetCookie, Url},
};
use leptos::prelude::*;
use model::Timestamp;
use serde::{Deserialize, Serialize};
use web::{Error, components::Icon, context::RequestContext};

#[derive(Default, Serialize, Deserialize)]
struct LifeState {
    /// How many steps were taken.
    step: usize,
}

/// What happens at a step: the server sends a `Set-Cookie` line, or the browser asks for a page.
enum Action {
    Set(&'static str),
    Ask,
}

/// Seconds after the first step, what happens, and a sentence on it.
const STEPS: [(i64, Action, &str); 7] = [
    (
        0,
        Action::Set("id=first; Path=/; Max-Age=120; HttpOnly"),
        "The server sets a cookie for the first time.",
    ),
    (5, Action::Ask, "The browser asks for a page, and the cookie goes along."),
    (
        10,
        Action::Set("id=second; Path=/; Max-Age=120; HttpOnly"),
        "The server sets the same name again, for the same host and path.",
    ),
    (15, Action::Ask, "The browser asks again."),
    (140, Action::Ask, "Two minutes later the browser asks once more."),
    (
        150,
        Action::Set("id=third; Path=/; Max-Age=3600; HttpOnly"),
        "The server knows nobody by no cookie, so it sets a new one.",
    ),
    (155, Action::Set("id=; Path=/; Max-Age=0"), "You sign out: the server asks the browser to remove it."),
];

/// The step at which the same name is set again, which answers the guess.
const REPLACED: usize = 3;

/// The experiment as the table of handlers has it.
pub struct Handler;

impl ExperimentHandler for Handler {
    fn draw(&self, _: &RequestContext, stored: &ExperimentState) -> FigureBody {
        draw(stored)
    }

    fn run<'a>(&'a self, cx: &'a RequestContext, fields: &'a Fields) -> HandlerFuture<'a, Result<(), Error>> {
        run_step(cx, Experiment::Life, fields, run)
    }
}

fn run(stored: &mut ExperimentState, fields: &Fields) {
    let mut state: LifeState = stored.details();
    state.step = match fields.action() {
        "back" => state.step.saturating_sub(1),
        "first" => 0,
        _ => (state.step + 1).min(STEPS.len()),
    };
    if state.step >= REPLACED {
        stored.note_outcome(match scenes(REPLACED).last().map_or(0, |scene| scene.jar.len()) {
            0 => "none",
            1 => "one",
            _ => "two",
        });
    }
    stored.set_details(&state);
}

/// One step with what came of it.
struct Scene {
    at: i64,
    says: &'static str,
    wire: String,
    /// What the jar did, as it says itself.
    jar_says: String,
    /// What is in the jar then: name and value of each cookie, and what is left of its life.
    jar: Vec<(String, String)>,
}

/// The first `count` steps, as the jar does them. Each is computed from the beginning: there are few, and so no jar has to be
/// stored.
fn scenes(count: usize) -> Vec<Scene> {
    // One jar goes through all steps, so each step finds what the one before left in it.
    let shop = Url::parse("https://shop.example/").expect("a fixed address that is one");
    let mut jar = Jar::new(Localhost::LikeAnyHost);
    let moment = |at: i64| Timestamp(1_800_000_000 + at);
    let step = |(at, action, says): &(i64, Action, &'static str)| {
        let (wire, jar_says) = match action {
            Action::Set(line) => {
                let done = jar.set(line, &shop, Request::OWN, moment(*at));
                let said = done.map_or_else(|refused| refused.to_string(), |stored| stored.to_string());
                (format!("HTTP/1.1 200\nset-cookie: {line}"), said)
            }
            Action::Ask => {
                // A browser removes what has run out before it sends anything (RFC 6265bis, 5.7).
                let gone = jar.remove_expired(moment(*at));
                let header = jar.send(&shop, Request::OWN, moment(*at));
                let said = match (gone.first(), header.is_empty()) {
                    (Some(cookie), _) => format!(
                        "`{}` has run out, and is no longer in the jar. Nobody told the server.",
                        cookie.pair()
                    ),
                    (None, true) => "Nothing goes along.".to_owned(),
                    (None, false) => "Sent.".to_owned(),
                };
                let cookie = if header.is_empty() { String::new() } else { format!("\ncookie: {header}") };
                (format!("GET / HTTP/1.1\nhost: shop.example{cookie}"), said)
            }
        };
        let left = |expires: Option<Timestamp>| match expires {
            Some(ends) => format!("{} seconds left", ends.since(moment(*at))),
            None => "until the browser is closed".to_owned(),
        };
        let held = jar.cookies.iter().map(|cookie| (cookie.pair(), left(cookie.expires))).collect();
        Scene { at: *at, says, wire, jar_says, jar: held }
    };
    STEPS.iter().take(count).map(step).collect()
}

fn draw(stored: &ExperimentState) -> FigureBody {
    let state: LifeState = stored.details();
    let scenes = scenes(state.step.min(STEPS.len()));
    let last = scenes.last().map(stage);
    let done = state.step >= STEPS.len();
    let back = (state.step > 0).then(|| {
        view! { <button class="press" name="action" value="back"><Icon name="left" class="i s"/>"One step back"</button> }
    });
    let on = if done {
        view! { <button class="button" name="action" value="first">"From the beginning"</button> }.into_any()
    } else {
        let words = if state.step == 0 { "Begin" } else { "Next step" };
        view! { <button class="button first" name="action" value="on">{words}</button> }.into_any()
    };
    let play = (!done).then(|| {
        view! { <button type="button" class="button play" data-play="on"><Icon name="play" class="i s"/>"Play"</button> }
    });
    let lines: Vec<_> = scenes
        .iter()
        .map(|scene| view! { <li>{format!("After {} seconds. {} ", scene.at, scene.says)}{coded(&scene.jar_says)}</li> })
        .collect();
    let twin = (!scenes.is_empty()).then(|| {
        view! { <details class="explain"><summary>"Read it as text"</summary><ol class="told">{lines}</ol></details> }
    });
    let said = format!("Step {} of {}. ", state.step, STEPS.len());
    let says = scenes.last().map_or("The jar is empty, and nobody has asked anything.", |scene| scene.says);
    // The buttons stand above what they change, so that both are on a phone's screen.
    let head = view! {
        <div class="lab-steps">
            <div class="bar moves" role="group" aria-label="Steps">{on}{play}{back}</div>
            <p aria-live="polite"><b>{said}</b>{says}</p>
        </div>
    };
    FigureBody {
        provenance: Provenance::Simulated("a simulated browser, the standard’s rules"),
        sections: vec![head.into_any(), last.into_any(), twin.into_any()],
        controls: None,
        result: state.step.checked_sub(2).and_then(|n| STEPS.get(n + 1)).and(taken_apart(state.step)),
        buttons: ().into_any(),
        form_action: None,
    }
}

/// The jar and what crossed the wire, side by side.
fn stage(scene: &Scene) -> AnyView {
    let jar: Vec<_> = scene
        .jar
        .iter()
        .map(|(pair, left)| view! { <div><dt><code>{pair.clone()}</code></dt><dd>{left.clone()}</dd></div> })
        .collect();
    let empty = jar.is_empty();
    view! {
        <div class="lab-stage two-up">
            <section><h3><Icon name="browser"/>"The jar"</h3>
                <dl class=if empty { "cookie off" } else { "cookie" }>{jar}{empty.then(|| view! { <div><dt>"empty"</dt><dd>"no cookie in it"</dd></div> })}</dl>
                <p class="small">{coded(&scene.jar_says)}</p>
            </section>
            <section><h3><Icon name="wire"/>"The wire"</h3><pre>{scene.wire.clone()}</pre></section>
        </div>
    }
    .into_any()
}

/// The last `Set-Cookie` line so far, attribute by attribute.
fn taken_apart(step: usize) -> Option<AnyView> {
    let line = STEPS.iter().take(step).rev().find_map(|(_, action, _)| match action {
        Action::Set(line) => Some(*line),
        Action::Ask => None,
    })?;
    let parted = SetCookie::parse(line).ok()?;
    let rows: Vec<_> = parted
        .attributes
        .iter()
        .map(|attribute| {
            let text = attribute
                .value
                .as_ref()
                .map_or(attribute.name.clone(), |value| format!("{}={value}", attribute.name));
            view! { <div><dt>{text}</dt><dd>{coded(&attribute.meaning.to_string())}</dd></div> }
        })
        .collect();
    let pair = line.split(';').next().unwrap_or_default().to_owned();
    Some(
        view! {
            <div><p class="small cap">"The last Set-Cookie line, taken apart"</p>
            <dl class="cookie"><div><dt>{pair}</dt><dd>"name and value"</dd></div>{rows}</dl></div>
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_jar_holds_one_is_emptied_by_time_and_again_by_the_server() {
        let held: Vec<usize> = scenes(STEPS.len()).iter().map(|scene| scene.jar.len()).collect();
        assert_eq!(held, [1, 1, 1, 1, 0, 1, 0]);
        let asked = &scenes(STEPS.len())[3];
        assert!(asked.wire.ends_with("cookie: id=second"), "{}", asked.wire);
        assert!(!scenes(STEPS.len())[4].wire.contains("cookie"));
    }

    #[test]
    fn the_guess_turns_out_when_the_name_is_set_again() {
        let mut stored = ExperimentState::default();
        for n in 1..=STEPS.len() {
            run(&mut stored, &Fields::default());
            assert_eq!(stored.outcome.as_deref(), (n >= REPLACED).then_some("one"), "step {n}");
        }
    }
}
