//! A figure as markup: its label, its sections, the guess with what happened, and the buttons.
//!
//! All of it is one form, so that whatever was typed in the figure goes along with whatever button is pressed.

use super::prose::{line, prose};
use crate::{
    experiment::{ExperimentState, Provenance, draw, has_result, is_explained, source_of},
    learner::Learner,
};
use labs::chapter::{Figure, Guess};
use leptos::prelude::*;
use web::{
    components::{Icon, IdempotencyKeyField},
    context::RequestContext,
};

/// Draws a figure. `number` is its number in the chapter: `2.3 b`.
pub fn figure(cx: &RequestContext, figure: &Figure, number: &str, learner: &Learner) -> AnyView {
    let name = figure.experiment.name();
    // Some figures show the state of another one, and have none of their own.
    let shows = source_of(figure.experiment);
    let stored = learner.experiment_state(shows);
    let body = draw(cx, figure.experiment, &stored);
    let (class, prov) = match body.provenance {
        Provenance::Real(words) => ("prov real", words),
        Provenance::Simulated(words) => ("prov sim", words),
    };
    let inside: Vec<_> =
        body.sections.into_iter().map(|body| view! { <div class="in">{body}</div> }).collect();
    let ran = !stored.details.is_null();
    // The guess stands beside the result of the run; where there is no such result, it stands first.
    let alone = body.result.is_none();
    let beside = (figure.guess.is_some() || body.result.is_some()).then(|| {
        let guess = figure.guess.as_ref().map(|of| guess(name, of, &stored));
        view! { <div class="in beside">{guess}{body.result}</div> }
    });
    let (first, beside) = if alone { (beside, None) } else { (None, beside) };
    let trouble = learner.refusal(name).or(stored.refusal.as_deref()).map(|why| {
        view! { <p class="wrong in" role="alert"><Icon name="warn" class="i s"/><span>{line(why)}</span></p> }
    });
    // The explanation would give the answer away, so it waits until the guess is answered; without a guess, until there
    // is something to explain.
    let is_open = match figure.guess {
        Some(_) => stored.outcome.is_some(),
        None => has_result(figure.experiment, &stored),
    } && is_explained(figure.experiment, &stored);
    let ask = body.controls.map(|ask| view! { <div class="in ask" id=format!("{name}-ask")>{ask}</div> });
    // A refusal stands where the button is that was pressed.
    let (above, below) = if ask.is_some() { (trouble, None) } else { (None, trouble) };
    let explain = is_open.then(|| view! { <div class="in explained">{prose(&figure.explain)}</div> });
    let follows = (shows != figure.experiment).then(|| shows.name());
    let again = (ran && follows.is_none()).then(|| {
        view! { <button class="press" name="what" value=name formaction="/api/reset_learning" formnovalidate=true>"Start over"</button> }
    });
    view! {
        <figure class="figure breakout" id=name data-follows=follows aria-labelledby=format!("{name}-t") data-part=format!("/api/figure?name={name}")>
            <figcaption class="wall-label">
                <span class="no">{number.to_owned()}</span>
                <span class="title" id=format!("{name}-t")>{figure.title.clone()}</span>
                <span class="small made">{figure.made.clone()}</span>
                <span class=class>{prov}</span>
            </figcaption>
            <form method="post" action=body.form_action.unwrap_or("/api/run_experiment") data-lab="" aria-label=figure.title.clone()>
                <IdempotencyKeyField/>
                <input type="hidden" name="experiment" value=name/>
                {first}
                {ask}
                {above}
                {inside}
                {beside}
                {below}
                {explain}
                <div class="in bar">{body.buttons}{again}<a class="press" href=format!("#{name}")><Icon name="link" class="i s"/>"Address of this figure"</a></div>
            </form>
        </figure>
    }
    .into_any()
}

/// The question with its options before the first run; afterwards what was guessed and what happened, beside each other.
fn guess(name: &str, guess: &Guess, stored: &ExperimentState) -> AnyView {
    let chosen = stored.guess.as_deref();
    let options: Vec<_> = guess
        .options
        .iter()
        .map(|(key, text)| {
            // What was guessed and what happened are marked each by themselves, and may be one.
            let (was, is) = (chosen == Some(key), stored.outcome.as_ref() == Some(key));
            let class = match (is, was) {
                (true, _) => "happened",
                (false, true) => "guessed",
                _ => "",
            };
            let fixed = chosen.is_some();
            view! {
                <label class=class>
                    <input type="radio" name="guess" value=key.clone() required=!fixed disabled=fixed checked=was/>
                    {line(text)}
                    <span class="tag">
                        {was.then_some("your guess ")}
                        {is.then(|| view! { <Icon name="check" class="i s"/>"what happened" })}
                    </span>
                </label>
            }
        })
        .collect();
    let note = match (chosen, &stored.outcome) {
        (None, _) => "Guess first: the buttons work then. Nobody grades a guess.",
        (Some(_), None) => "Kept. What happens will stand beside it.",
        (Some(_), Some(_)) => "Guesses are kept beside the result. Nobody grades them.",
    };
    let class = if chosen.is_some() { "guess kept" } else { "guess" };
    view! {
        <fieldset class=class id=format!("{name}-guess")>
            <legend>{line(&guess.question)}</legend>
            <div class="options">{options}</div>
            <p class="small quiet-text">{note}</p>
        </fieldset>
    }
    .into_any()
}
