//! The query behind a page of the feed, piece by piece, on the learner's own sandbox: what each piece adds, what SQLite
//! answers, and how it went about it.
//!
//! A sandbox that has not the tables any more, or has changed them so that a query fails, is left alone, and the
//! community that everybody begins with is asked instead. The page says which of both it was.

mod answer;
mod compare;

use super::{Part, Provenance};
use crate::fields::Fields;
use crate::sandbox::run_job;
use crate::{
    Kept,
    learner::{begin, change, place_of},
    sandbox::view::draw_schema,
};
use answer::Answer;
use labs::own_database::SETS;
use labs::{
    Experiment,
    join::{OWNER_ID, Piece, tables_of_feed},
    sandbox::{Refused, RunScript, Schema, ScriptResult},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use store::learner::LearnerKey;
use web::{Error, context::RequestContext};

#[derive(Default, Serialize, Deserialize)]
struct Run {
    asked: Option<Asked>,
}

/// What the last piece that was pressed has brought.
#[derive(Serialize, Deserialize)]
struct Asked {
    piece: String,
    /// Whether it was the learner's own database.
    is_own: bool,
    /// The tables that were asked.
    schema: Schema,
    /// One for each query of the piece, in their order.
    answers: Vec<Answer>,
}

impl Asked {
    /// More than this, as JSON, is not kept for one figure.
    const BYTES_MAX: usize = 40_000;

    /// What a run has brought; none where the database has not the tables, a query failed, or it is too much to keep.
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

/// Has ready what the figure shows before anybody runs it. Where no worker can make it now, it is drawn without.
pub async fn prepare(cx: &RequestContext) {
    let _ = cx.site.sandboxes.prepared(&cx.site.sandbox, &SETS[0]).await;
}

pub async fn run(cx: &RequestContext, fields: &Fields) -> Result<(), Error> {
    let who = begin(cx).await?;
    let Some(piece) = Piece::of_name(fields.deed()) else {
        return change(cx, &who, Experiment::ThreeTables, fields, |_| ()).await;
    };
    let state = store::learner::sandbox::find_state(&cx.db, &who).await?;
    let asked = ask(cx, &who, piece, state.and_then(|state| state.image)).await;
    change(cx, &who, Experiment::ThreeTables, fields, move |kept| match asked {
        Ok(asked) => {
            if let Some(outcome) = compare::outcome(piece, &asked.answers) {
                kept.note_outcome(outcome);
            }
            kept.set_run(&Run { asked: Some(asked) });
        }
        Err(refused) => kept.trouble = Some(refused.to_string()),
    })
    .await
}

/// Asks the learner's own database, or the one of the beginning where there is none or it has not what is asked for.
async fn ask(
    cx: &RequestContext,
    who: &LearnerKey,
    piece: Piece,
    own: Option<Vec<u8>>,
) -> Result<Asked, Refused> {
    let run = async |image: Vec<u8>| {
        let job = RunScript { image, sql: piece.script() };
        run_job(cx, place_of(who), &job).await
    };
    if let Some(image) = own
        && let Some(asked) = Asked::of(piece, true, run(image).await?)
    {
        return Ok(asked);
    }
    let image = cx.site.sandboxes.prepared(&cx.site.sandbox, &SETS[0]).await?.image.clone();
    Asked::of(piece, false, run(image).await?).ok_or(Refused::Broken)
}

pub fn draw(cx: &RequestContext, kept: &Kept) -> Part {
    let run: Run = kept.run();
    let asked = run.asked.as_ref().and_then(|asked| Some((asked, asked.piece()?)));
    let mut inside = vec![schema(cx, asked.map(|(asked, _)| asked)), pieces(asked.map(|(_, piece)| piece))];
    if let Some((asked, piece)) = asked {
        inside.extend(compare::draw(piece, &asked.answers));
        inside.push(answer::draw(piece, &asked.answers));
    }
    Part {
        provenance: Provenance::Real("real rows and plans, from a sandbox"),
        inside,
        ask: None,
        result: None,
        bar: ().into_any(),
        action: None,
    }
}

/// The tables and their keys, and whose they are.
fn schema(cx: &RequestContext, asked: Option<&Asked>) -> AnyView {
    let beginning = || tables_of_feed(&cx.site.sandboxes.made(&SETS[0])?.schema);
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
        {schema.as_ref().map(draw_schema)}
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
            // The guess is about the third.
            let is_before_guess = matches!(piece, Piece::Posts | Piece::Authors);
            view! { <li><button class="button" name="deed" value=piece.name() aria-pressed=pressed formnovalidate=is_before_guess>{n + 1}". "{words(piece)}</button></li> }
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

/// What a button says.
fn words(piece: Piece) -> &'static str {
    match piece {
        Piece::Posts => "The posts",
        Piece::Authors => "and their authors",
        Piece::Comments => "and how many comments",
        Piece::Liked => "and liked by me",
    }
}
