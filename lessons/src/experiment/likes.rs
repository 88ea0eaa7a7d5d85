//! Two real programs that count likes, one in a variable and one in a table, to be stopped and started again.
//!
//! The programs are processes that the site holds in memory (`labs::likes`), and they end when nobody asks them for a minute.
//! What is stored here is what each action found. So the figure may show a process that is gone by now; it says so then.

use super::{ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance, change_state};
use crate::fields::Fields;
use crate::{
    format::coded,
    learner::{begin_learner, memory_key, memory_key_of_visit},
    page::prose,
};
use labs::{
    Engines, Experiment,
    likes::{Action, ActionReport, PostRow, ProgramCount, StateBefore, TABLE_SOURCE, VARIABLE_SOURCE},
};
use leptos::prelude::*;
use model::{SessionKey, UserId};
use serde::{Deserialize, Serialize};
use store::learner::LearnerKey;
use web::{Error, components::Icon, context::RequestContext};

/// The newest actions, of which the figure tells this many.
const TOLD_MAX: usize = 8;

#[derive(Default, Serialize, Deserialize)]
struct LikesRestartState {
    pressed: Vec<Pressed>,
    /// The likes that variable and table knew when they answered last.
    knew: Option<(i64, i64)>,
}

/// One action, and what came of it.
#[derive(Serialize, Deserialize)]
struct Pressed {
    #[serde(rename = "deed")]
    action: Action,
    /// Whether there were actions before it, whose file may have been removed since.
    again: bool,
    told: ActionReport,
}

impl LikesRestartState {
    /// Notes an action. Where it was the first one that two new programs answered, and there were likes to remember, it
    /// gives the outcome: which of them remembered.
    fn note(&mut self, action: Action, told: ActionReport) -> Option<&'static str> {
        let knows = told.variable.zip(told.table).map(|(variable, table)| (variable.likes, table.likes));
        let own = i64::from(action == Action::Like);
        let outcome = match (told.before, self.knew, knows) {
            // A start from nothing (`New`) proves nothing: the file itself may have been removed.
            (StateBefore::Stopped | StateBefore::Ended, Some(before), Some(after))
                if before.0 > 0 && before.1 > 0 =>
            {
                match (after.0 - own == before.0, after.1 - own == before.1) {
                    (true, true) => Some("both"),
                    (false, true) => Some("table"),
                    (false, false) => Some("neither"),
                    (true, false) => None,
                }
            }
            _ => None,
        };
        self.knew = knows.or(self.knew.filter(|_| told.before != StateBefore::New));
        self.pressed.push(Pressed { action, again: !self.pressed.is_empty(), told });
        let beyond = self.pressed.len().saturating_sub(TOLD_MAX);
        self.pressed.drain(..beyond);
        outcome
    }
}

/// The experiment as the table of handlers has it.
pub struct Handler;

impl ExperimentHandler for Handler {
    fn draw(&self, cx: &RequestContext, stored: &ExperimentState) -> FigureBody {
        draw(cx, stored)
    }

    fn run<'a>(&'a self, cx: &'a RequestContext, fields: &'a Fields) -> HandlerFuture<'a, Result<(), Error>> {
        Box::pin(run(cx, fields))
    }

    fn forget(&self, labs: &Engines, learner: &str) {
        labs.likes.forget(learner);
    }

    /// The programs go on running, and belong to the account from now on.
    fn hand_over<'a>(
        &'a self,
        cx: &'a RequestContext,
        guest: &'a SessionKey,
        user: UserId,
    ) -> HandlerFuture<'a, ()> {
        cx.site.labs.likes.hand_over(&guest.0, &memory_key(&LearnerKey::Person(user)));
        Box::pin(async {})
    }
}

async fn run(cx: &RequestContext, fields: &Fields) -> Result<(), Error> {
    let learner_key = begin_learner(cx).await?;
    let action = match fields.action() {
        "like" => Action::Like,
        "look" => Action::Look,
        "stop" => Action::Stop,
        "start" => Action::Start,
        _ => return change_state(cx, &learner_key, Experiment::LikesRestart, fields, |_| ()).await,
    };
    let pressed = cx.site.labs.likes.perform(&memory_key(&learner_key), &cx.visit.network, action).await;
    change_state(cx, &learner_key, Experiment::LikesRestart, fields, move |stored| match pressed {
        Ok(told) => {
            let mut state: LikesRestartState = stored.details();
            if let Some(outcome) = state.note(action, told) {
                stored.note_outcome(outcome);
            }
            stored.set_details(&state);
        }
        Err(why) => {
            tracing::warn!(error = ?why, "the programs with likes did not answer: {why}");
            stored.refusal = Some(why.to_string());
        }
    })
    .await
}

fn draw(cx: &RequestContext, stored: &ExperimentState) -> FigureBody {
    let state: LikesRestartState = stored.details();
    let last = state.pressed.last().map(|pressed| &pressed.told);
    let (variable, table) = (last.and_then(|told| told.variable), last.and_then(|told| told.table));
    let gone =
        variable.is_some() && !memory_key_of_visit(cx).is_some_and(|key| cx.site.labs.likes.is_running(&key));
    let row = last.and_then(|told| told.row.as_ref());
    let lines: Vec<_> =
        state.pressed.iter().map(|pressed| view! { <li>{coded(&says(pressed))}</li> }).collect();
    let stage = view! {
        <div class="lab-stage two-up">
            <section>
                <h3><Icon name="server"/>"In a variable"</h3>
                {process(variable, gone)}
                {essence(&VARIABLE_SOURCE)}
                <p class="small quiet-text">"The variable is in the process’s memory. There is nothing else to show."</p>
            </section>
            <section>
                <h3><Icon name="server"/>"In a table"</h3>
                {process(table, gone)}
                {essence(&TABLE_SOURCE)}
                {in_file(row)}
            </section>
        </div>
    };
    let told = (!lines.is_empty()).then(|| view! { <ol class="told" aria-live="polite">{lines}</ol> });
    let idle = gone.then(|| {
        view! { <p class="small">"Neither runs any more: nobody had asked them for a minute, or one broke off, or the site itself was started anew. The next press starts both again, and says what they know."</p> }
    });
    FigureBody {
        provenance: Provenance::Real("real processes, a real file"),
        sections: vec![stage.into_any(), view! { {told}{idle} }.into_any()],
        controls: None,
        result: None,
        buttons: view! {
            <button class="button first" name="action" value="like">"Like the post"</button>
            <button class="button" name="action" value="look">"Look"</button>
            <button class="button" name="action" value="stop">"Stop both"</button>
            <button class="button" name="action" value="start">"Start both"</button>
        }
        .into_any(),
        form_action: None,
    }
}

/// What a program answered last.
fn process(seen: Option<ProgramCount>, gone: bool) -> AnyView {
    match seen {
        Some(seen) => {
            let state = if gone { "ran" } else { "runs" };
            view! { <p>{format!("Process {} {state}. It says ", seen.pid)}<b>{likes(seen.likes)}</b>"."</p> }
                .into_any()
        }
        None => view! { <p class="quiet-text">"No process runs."</p> }.into_any(),
    }
}

/// The lines of a program that matter.
fn essence(lines: &str) -> AnyView {
    view! { <div class="essence">{prose(&format!("```rust\n{lines}```"))}</div> }.into_any()
}

/// The row in the file, as another process read it.
fn in_file(row: Option<&PostRow>) -> AnyView {
    match row {
        Some(row) => view! {
            <table class="rows whole">
                <caption>"In the file, read just then by another process: "<code>"SELECT id, title, likes FROM posts"</code></caption>
                <thead><tr><th scope="col" class="n">"id"</th><th scope="col">"title"</th><th scope="col" class="n">"likes"</th></tr></thead>
                <tbody><tr><td class="n">{row.id}</td><td>{row.title.clone()}</td><td class="n"><span class="is">{row.likes}</span></td></tr></tbody>
            </table>
        }
        .into_any(),
        None => view! { <p class="small quiet-text">"There is no file yet."</p> }.into_any(),
    }
}

/// What an action did, in a sentence or two.
fn says(pressed: &Pressed) -> String {
    let Pressed { action, again, told } = pressed;
    let did = match action {
        Action::Like => "You liked the post.",
        Action::Look => "You looked.",
        Action::Stop => "You stopped both.",
        Action::Start => "You started both.",
    };
    // Whether programs were started for the action, and after what.
    let began = match (told.before, action, told.variable) {
        (StateBefore::New, _, Some(_)) if *again => {
            " The file of before is gone: it is kept for an hour at most. Both programs begin with nothing."
        }
        (StateBefore::New, Action::Like | Action::Look, Some(_)) => " Both programs were started for it.",
        (StateBefore::Ended, _, Some(_)) => " The site had ended both; two new processes were started.",
        (StateBefore::Stopped, Action::Start, Some(_)) => " They are two new processes.",
        (StateBefore::Running, Action::Start, _) => " They ran already.",
        _ => "",
    };
    // What the two know now; where they do not run, what stands in the file.
    let now = match (told.variable, told.table, &told.row) {
        (Some(variable), Some(table), _) => {
            format!(" The variable says {}, the table says {}.", likes(variable.likes), likes(table.likes))
        }
        (_, _, Some(row)) => {
            let heard =
                if *action == Action::Like { " Nobody runs who could hear it." } else { " Nobody runs." };
            format!("{heard} In the file there is a row with `likes = {}`.", row.likes)
        }
        _ => " Nobody runs, and there is no file.".to_owned(),
    };
    format!("{did}{began}{now}")
}

fn likes(n: i64) -> String {
    match n {
        1 => "1 like".to_owned(),
        n => format!("{n} likes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(was: StateBefore, counts: Option<(i64, i64)>) -> ActionReport {
        let seen = |likes| ProgramCount { pid: 7, likes };
        ActionReport {
            before: was,
            variable: counts.map(|c| seen(c.0)),
            table: counts.map(|c| seen(c.1)),
            row: None,
        }
    }

    #[test]
    fn who_knows_is_told_by_the_first_answer_of_new_processes() {
        let mut state = LikesRestartState::default();
        assert_eq!(state.note(Action::Like, told(StateBefore::New, Some((1, 1)))), None);
        assert_eq!(state.note(Action::Stop, told(StateBefore::Running, None)), None);
        assert_eq!(state.note(Action::Like, told(StateBefore::Stopped, None)), None, "nobody answered");
        assert_eq!(state.note(Action::Start, told(StateBefore::Stopped, Some((0, 1)))), Some("table"));
        // The same where a like started the programs, and is counted in what they answer.
        let mut state = LikesRestartState { knew: Some((3, 3)), ..LikesRestartState::default() };
        assert_eq!(state.note(Action::Like, told(StateBefore::Ended, Some((1, 4)))), Some("table"));
        let mut state = LikesRestartState { knew: Some((3, 3)), ..LikesRestartState::default() };
        assert_eq!(
            state.note(Action::Look, told(StateBefore::New, Some((0, 0)))),
            None,
            "a file that is gone proves nothing"
        );
        assert_eq!(
            state.note(Action::Look, told(StateBefore::Ended, Some((0, 0)))),
            None,
            "there was nothing to know"
        );
    }
}
