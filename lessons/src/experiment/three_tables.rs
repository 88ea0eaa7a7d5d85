//! The query behind a page of the feed, piece by piece, on the learner's own sandbox: what each piece adds, what SQLite
//! answers, and its query plan.
//!
//! A sandbox that no longer has the tables, or in which a query fails, is left as it is, and the community that every
//! sandbox begins with is asked instead. The figure says which of the two it was.

mod answer;
mod compare;

use super::{ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance, change_state};
use crate::fields::Fields;
use crate::sandbox::run_job;
use crate::{
    learner::{begin_learner, claim},
    sandbox::view::{Room, draw_schema},
};
use answer::Answer;
use labs::own_database::DATA_SETS;
use labs::{
    Experiment,
    join::{OWNER_ID, Piece, tables_of_feed},
    sandbox::{ClaimKind, Refused, RunScript, Schema, ScriptResult},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use store::learner::{LearnerKey, sandbox::StoredImage};
use web::{Error, context::RequestContext};

#[derive(Default, Serialize, Deserialize)]
struct ThreeTablesState {
    asked: Option<Asked>,
}

/// The answers to the piece that was asked for last.
#[derive(Serialize, Deserialize)]
struct Asked {
    piece: String,
    /// Whether the learner's own database was asked.
    is_own: bool,
    /// The tables that were asked.
    schema: Schema,
    /// One for each query of the piece, in order.
    answers: Vec<Answer>,
}

impl Asked {
    /// The most bytes of JSON that are stored for this figure.
    const BYTES_MAX: usize = 40_000;

    /// What a run answered. None where the database does not have the tables, a query failed, or the answers are too large
    /// to be stored.
    fn of(piece: Piece, is_own: bool, ran: ScriptResult) -> Option<Self> {
        let schema = tables_of_feed(&ran.schema)?;
        let answers: Vec<_> = ran.outcomes.into_iter().map(Answer::of).collect::<Option<_>>()?;
        let asked = Self { piece: piece.name().to_owned(), is_own, schema, answers };
        let bytes = serde_json::to_string(&asked).map_or(usize::MAX, |json| json.len());
        (asked.answers.len() == piece.queries().len() && bytes <= Self::BYTES_MAX).then_some(asked)
    }

    fn piece(&self) -> Option<Piece> {
        Piece::of_name(&self.piece)
    }
}

/// Has the tables ready that the figure shows before anybody runs it. Where no worker can make them now, it is drawn without.
async fn prepare(cx: &RequestContext) {
    let _ = cx.site.labs.sandboxes.prepared(&cx.site.labs.sandbox, &DATA_SETS[0]).await;
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

    fn prepare<'a>(&'a self, cx: &'a RequestContext) -> HandlerFuture<'a, ()> {
        Box::pin(prepare(cx))
    }
}

async fn run(cx: &RequestContext, fields: &Fields) -> Result<(), Error> {
    let learner_key = begin_learner(cx).await?;
    let Some(piece) = Piece::of_name(fields.action()) else {
        return change_state(cx, &learner_key, Experiment::ThreeTables, fields, |_| ()).await;
    };
    let state = store::learner::sandbox::find_state(&cx.db, &learner_key).await?;
    let own = match state.map(|state| state.image) {
        Some(StoredImage::Bytes(image)) => Some(image),
        Some(StoredImage::Beginning | StoredImage::Unreadable) | None => None,
    };
    let asked = ask(cx, &learner_key, piece, own).await;
    change_state(cx, &learner_key, Experiment::ThreeTables, fields, move |stored| match asked {
        Ok(asked) => {
            if let Some(outcome) = compare::outcome(piece, &asked.answers) {
                stored.note_outcome(outcome);
            }
            stored.set_details(&ThreeTablesState { asked: Some(asked) });
        }
        Err(refused) => stored.refusal = Some(refused.to_string()),
    })
    .await
}

/// Asks the learner's own database, or the community where there is none or it does not have the tables.
async fn ask(
    cx: &RequestContext,
    learner_key: &LearnerKey,
    piece: Piece,
    own: Option<Vec<u8>>,
) -> Result<Asked, Refused> {
    let run = async |image: Vec<u8>| {
        let job = RunScript { image, sql: piece.script() };
        run_job(cx, claim(cx, learner_key, ClaimKind::Run), &job).await
    };
    if let Some(image) = own
        && let Some(asked) = Asked::of(piece, true, run(image).await?)
    {
        return Ok(asked);
    }
    let image = cx.site.labs.sandboxes.prepared(&cx.site.labs.sandbox, &DATA_SETS[0]).await?.image.clone();
    Asked::of(piece, false, run(image).await?).ok_or(Refused::Broken)
}

fn draw(cx: &RequestContext, stored: &ExperimentState) -> FigureBody {
    let state: ThreeTablesState = stored.details();
    let asked = state.asked.as_ref().and_then(|asked| Some((asked, asked.piece()?)));
    let mut sections = vec![schema(cx, asked.map(|(asked, _)| asked)), pieces(asked.map(|(_, piece)| piece))];
    if let Some((asked, piece)) = asked {
        sections.extend(compare::draw(piece, &asked.answers));
        sections.push(answer::draw(piece, &asked.answers));
    }
    FigureBody {
        provenance: Provenance::Real("real rows and plans, from a sandbox"),
        sections,
        controls: None,
        result: None,
        buttons: ().into_any(),
        form_action: None,
    }
}

/// The tables with their keys, and a sentence on whose they are.
fn schema(cx: &RequestContext, asked: Option<&Asked>) -> AnyView {
    let beginning = || tables_of_feed(&cx.site.labs.sandboxes.prepared_already(&DATA_SETS[0])?.schema);
    let schema = asked.map(|asked| asked.schema.clone()).or_else(beginning);
    let said = match asked.map(|asked| asked.is_own) {
        Some(true) => "These are the tables of your own sandbox.",
        Some(false) => {
            "These are the tables that every sandbox begins with. Yours was not changed yet, or has not what is asked for here."
        }
        None => "With these tables every sandbox begins. What you press below is asked of your own.",
    };
    view! {
        <h3>"Four tables, and what refers to what"</h3>
        {schema.as_ref().map(|schema| draw_schema(schema, &mut Room::of_page()))}
        <p class="small quiet-text">{said}" "<a href="/sandbox">"Open it"</a></p>
    }
    .into_any()
}

/// A button for each piece, in the order in which the query grows.
fn pieces(chosen: Option<Piece>) -> AnyView {
    let buttons: Vec<_> = Piece::ALL
        .into_iter()
        .enumerate()
        .map(|(n, piece)| {
            let pressed = if chosen == Some(piece) { "true" } else { "false" };
            // The guess is about the third piece, so the two before it can be pressed without one.
            let is_before_guess = matches!(piece, Piece::Posts | Piece::Authors);
            view! { <li><button class="button" name="action" value=piece.name() aria-pressed=pressed formnovalidate=is_before_guess>{n + 1}". "{words(piece)}</button></li> }
        })
        .collect();
    let about = match chosen {
        None => "Begin with the first. Each of the next adds something to it.".to_owned(),
        Some(Piece::Posts) => "The posts by themselves. Who wrote them is a number: a key, which leads into another table.".to_owned(),
        Some(Piece::Authors) => "JOIN follows the key. Where the number stood there is a name, and the posts are as many as before.".to_owned(),
        Some(Piece::Comments) => "How many comments each post has: one way that seems easy, and three that are right.".to_owned(),
        Some(Piece::Liked) => format!("And whether you like it: 1 is yes. In the sandbox you are person {OWNER_ID}."),
    };
    view! {
        <h3>"The query grows"</h3>
        <ol class="pieces">{buttons}</ol>
        <p aria-live="polite">{about}</p>
    }
    .into_any()
}

/// The words on a piece's button.
fn words(piece: Piece) -> &'static str {
    match piece {
        Piece::Posts => "The posts",
        Piece::Authors => "and their authors",
        Piece::Comments => "and how many comments",
        Piece::Liked => "and liked by me",
    }
}
