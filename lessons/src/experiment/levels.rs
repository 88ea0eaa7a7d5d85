//! Four levels of one session cookie. At each there is an attack to carry out, and then a defence to choose. A level is passed
//! when the attack fails against the defence and ordinary use still works: a shop that is closed is safe, too.

use super::{ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance, run_step};
use crate::fields::Fields;
use crate::format::coded;
use labs::{
    Experiment,
    levels::{AttackForm, Level, attack, defend},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use web::{
    Error,
    components::Icon,
    context::{RequestContext, random_seed},
};

#[derive(Default, Serialize, Deserialize)]
struct LevelsState {
    /// What the pseudo-random numbers of this learner's levels begin with; 0 before the first run.
    seed: u64,
    /// The level that is open, by its name.
    level: String,
    /// By the name of the level.
    levels: BTreeMap<String, LevelProgress>,
    /// Attacks at all levels.
    attacks: u32,
}

/// How far a learner is with one level.
#[derive(Default, Serialize, Deserialize)]
struct LevelProgress {
    /// What was typed for the last attack, by the names of the fields.
    input: BTreeMap<String, String>,
    /// What the last attack did.
    attack: Option<Steps>,
    /// Whether any attack worked. The defences can be chosen from then on.
    broken: bool,
    /// The key of the defence that was chosen last.
    defence: String,
    /// What came of the attack and of ordinary use against it.
    defended: Option<Steps>,
    passed: bool,
}

/// A run told step by step.
#[derive(Serialize, Deserialize)]
struct Steps {
    good: bool,
    steps: Vec<String>,
    says: String,
}

/// The experiment as the table of handlers has it.
pub struct Handler;

impl ExperimentHandler for Handler {
    fn draw(&self, _: &RequestContext, stored: &ExperimentState) -> FigureBody {
        draw(stored)
    }

    fn run<'a>(&'a self, cx: &'a RequestContext, fields: &'a Fields) -> HandlerFuture<'a, Result<(), Error>> {
        run_step(cx, Experiment::Levels, fields, run)
    }
}

fn run(stored: &mut ExperimentState, fields: &Fields) {
    let mut state: LevelsState = stored.details();
    if state.seed == 0 {
        state.seed = random_seed();
    }
    // An action is a verb and, for a level, its name: `level-strong`, `attack`, `defend`.
    let (verb, name) = fields.action().split_once('-').unwrap_or((fields.action(), ""));
    let open = Level::of_name(&state.level).unwrap_or(Level::Naive);
    match verb {
        "level" => state.level = Level::of_name(name).unwrap_or(open).name().to_owned(),
        "attack" => {
            // Only the fields of this attack, cut: they are stored, and drawn again.
            let input: BTreeMap<_, _> = keys(&open.introduction(state.seed).attack_form)
                .into_iter()
                .map(|key| (key.to_owned(), fields.get(key).chars().take(300).collect()))
                .collect();
            let outcome = attack(open, state.seed, &input);
            state.attacks += 1;
            if outcome.worked {
                stored.note_outcome(if state.attacks == 1 { "first" } else { "later" });
            }
            let progress = state.levels.entry(open.name().to_owned()).or_default();
            progress.broken |= outcome.worked;
            progress.input = input;
            let says = if outcome.worked { "You are in." } else { "It did not work." };
            progress.attack =
                Some(Steps { good: outcome.worked, steps: outcome.steps, says: says.to_owned() });
        }
        "defend" => {
            let chosen: String = fields.get("defence").chars().take(40).collect();
            let progress = state.levels.entry(open.name().to_owned()).or_default();
            // The form does not offer the defences before that, but a request may be made by hand.
            if !progress.broken {
                stored.refusal = Some(
                    "Carry the attack out first: a lock is chosen best by who has been through the door."
                        .to_owned(),
                );
            } else {
                let defence = defend(open, state.seed, &chosen);
                progress.passed |= defence.passes();
                progress.defence = chosen;
                progress.defended =
                    Some(Steps { good: defence.passes(), steps: defence.steps, says: defence.says });
            }
        }
        _ => {}
    }
    stored.set_details(&state);
}

/// The names of the fields of an attack.
fn keys(ask: &AttackForm) -> Vec<&'static str> {
    match ask {
        AttackForm::Text { key, .. } | AttackForm::Choice { key, .. } => vec![*key],
        AttackForm::Order { keys, .. } => keys.clone(),
    }
}

fn draw(stored: &ExperimentState) -> FigureBody {
    let state: LevelsState = stored.details();
    let open = Level::of_name(&state.level).unwrap_or(Level::Naive);
    let scene = open.introduction(state.seed);
    let nothing = LevelProgress::default();
    let progress = state.levels.get(open.name()).unwrap_or(&nothing);
    // A tab for each level, with a tick at those that are passed.
    let tabs: Vec<_> = Level::ALL
        .into_iter()
        .enumerate()
        .map(|(n, level)| {
            let passed = state.levels.get(level.name()).is_some_and(|progress| progress.passed);
            let pressed = if level == open { "true" } else { "false" };
            view! {
                <button name="action" value=format!("level-{}", level.name()) aria-pressed=pressed formnovalidate=true>
                    {passed.then(|| view! { <Icon name="check" class="i s"/><span class="sr">"passed: "</span> })}{format!("{}", n + 1)}
                </button>
            }
        })
        .collect();
    let defences: Vec<_> = scene
        .defences
        .iter()
        .map(|(key, text)| view! { <label><input type="radio" name="defence" value=*key checked=progress.defence == *key/><span>{*text}</span></label> })
        .collect();
    let broken = progress.broken;
    FigureBody {
        provenance: Provenance::Simulated("simulated people, a real rule at work"),
        sections: vec![
            view! {
                <div class="kinds-tabs" role="group" aria-label="Which level">{tabs}</div>
                <h3>{open.title()}</h3>
                <p>{coded(&scene.says)}</p>
                <p class="small cap">"Your cookie there"</p>
                <pre class="setline" tabindex="0" role="region" aria-label="Your cookie">{scene.own_cookie.clone()}</pre>
            }
            .into_any(),
            view! {
                <h3>"The attack"</h3>
                {fields_of(&scene.attack_form, &progress.input)}
                <div class="row"><button class="button" name="action" value="attack">"Carry it out"</button></div>
                {progress.attack.as_ref().map(|steps| told(steps, steps.good))}
            }
            .into_any(),
            view! {
                <h3>"The defence"</h3>
                {(!broken).then(|| view! { <p class="small quiet-text">"It opens when your attack has worked."</p> })}
                <fieldset class="guess" disabled=!broken><legend class="sr">"Choose a defence"</legend><div class="options">{defences}</div></fieldset>
                <div class="row"><button class="button" name="action" value="defend" disabled=!broken>"Build it in, and try both again"</button></div>
                {progress.defended.as_ref().map(|steps| told(steps, !steps.good))}
            }
            .into_any(),
        ],
        controls: None,
        result: None,
        buttons: ().into_any(),
        form_action: None,
    }
}

/// The fields of an attack, with what was typed last.
fn fields_of(ask: &AttackForm, input: &BTreeMap<String, String>) -> AnyView {
    let now = |key: &str| input.get(key).cloned();
    let select = |key: &'static str, label: String, options: &[(&'static str, &'static str)], empty: bool| {
        let chosen = now(key).unwrap_or_default();
        let options: Vec<_> = options
            .iter()
            .map(|(value, words)| view! { <option value=*value selected=*value == chosen>{*words}</option> })
            .collect();
        view! { <label><span>{label}</span><select name=key>{empty.then(|| view! { <option value="">"–"</option> })}{options}</select></label> }
    };
    match ask {
        AttackForm::Text { key, label, value, chars_max } => {
            let id = format!("levels-{key}");
            let value = now(key).unwrap_or_else(|| value.clone());
            view! { <div class="field"><label for=id.clone()>{*label}</label><input id=id class="mono" name=*key value=value maxlength=*chars_max spellcheck="false" autocapitalize="off" autocomplete="off"/></div> }.into_any()
        }
        AttackForm::Choice { key, label, options } => {
            view! { <div class="switches typed">{select(key, (*label).to_owned(), options, false)}</div> }
                .into_any()
        }
        AttackForm::Order { keys, label, options } => {
            let rows: Vec<_> = keys
                .iter()
                .enumerate()
                .map(|(n, key)| select(key, format!("Step {}", n + 1), options, true))
                .collect();
            view! { <p class="small cap">{*label}</p><div class="switches">{rows}</div> }.into_any()
        }
    }
}

/// The steps of a run, and how it ended.
fn told(steps: &Steps, alarming: bool) -> AnyView {
    let lines: Vec<_> = steps.steps.iter().map(|line| view! { <li>{coded(line)}</li> }).collect();
    let (class, icon) = if alarming { ("outcome believed", "warn") } else { ("outcome open", "check") };
    view! {
        <div aria-live="polite">
            <ol class="told">{lines}</ol>
            <p class=class><Icon name=icon class="i s"/><span>{coded(&steps.says)}</span></p>
        </div>
    }
    .into_any()
}
