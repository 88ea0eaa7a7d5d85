//! What somebody does with their database. Each deed leaves an answer in memory, also where it was refused: so that the
//! page has it, and the text that was typed, whichever way the form was sent.

use super::{csv, job::run_job};
use crate::learner;
use labs::own_database::{Done, Last, SETS, Set};
use labs::sandbox::{Refused, RunScript, SQL_BYTES_MAX, ScriptResult};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::learner::{LearnerKey, find_or_insert_learner, sandbox as states};
use web::{Error, context::RequestContext};

/// Under this name the text of the editor stands among the learner's work.
pub const DRAFT: &str = "sandbox";
/// The most of it that is kept on the disk; what is longer is remembered while the process runs.
const DRAFT_BYTES_MAX: usize = 30_000;

/// The text of the editor, as `lab_states.state` has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub sql: String,
}

/// The text of the editor, as a form brings it.
pub struct Typed(pub String);

/// Something to bring in.
pub enum Import {
    Csv { table: String, text: String },
    Script(String),
}

/// A learner at their database.
struct Desk<'a> {
    cx: &'a RequestContext,
    who: LearnerKey,
    learner: i64,
    number: i64,
    /// None where the learner begins with the community.
    image: Option<Vec<u8>>,
    text: String,
}

/// What to run.
struct Script {
    sql: String,
    /// The number of its first statement in the editor.
    from: usize,
    /// What it was made from, where that was pasted.
    pasted: Option<(String, String)>,
}

/// Runs the text, or the one statement of it with this number.
///
/// # Errors
/// Only what keeps the answer from being remembered; whatever else is wrong is said on the page.
pub async fn run(cx: &RequestContext, typed: Typed, only: Option<usize>) -> Result<(), Error> {
    let desk = Desk::of(cx, typed).await?;
    let script = match (only, labs::sql::split(&desk.text)) {
        _ if desk.text.len() > SQL_BYTES_MAX => Err(TOO_LONG.to_owned()),
        (_, spans) if spans.is_empty() => {
            Err("Write a statement first, SELECT * FROM users for example.".to_owned())
        }
        (None, _) => Ok((desk.text.clone(), 1)),
        (Some(n), spans) => match n.checked_sub(1).and_then(|n| spans.get(n)) {
            Some(span) => Ok((desk.text[span.clone()].to_owned(), n)),
            None => Err(format!("There is no statement {n}: the text has {}.", spans.len())),
        },
    };
    match script {
        Ok((sql, from)) => desk.attempt(Script { sql, from, pasted: None }).await,
        Err(said) => desk.refuse(said, None),
    }
}

/// Brings a table or a script in.
pub async fn import(cx: &RequestContext, typed: Typed, import: Import) -> Result<(), Error> {
    let desk = Desk::of(cx, typed).await?;
    let (sql, pasted) = match import {
        Import::Script(text) if text.trim().is_empty() => {
            (Err("Paste a script first.".to_owned()), (String::new(), text))
        }
        Import::Script(text) if text.len() > SQL_BYTES_MAX => {
            (Err(TOO_LONG.to_owned()), (String::new(), text))
        }
        Import::Script(text) => (Ok(text.clone()), (String::new(), text)),
        Import::Csv { table, text } => (csv::to_sql(&table, &text), (table, text)),
    };
    match sql {
        Ok(sql) => desk.attempt(Script { sql, from: 1, pasted: Some(pasted) }).await,
        Err(said) => desk.refuse(said, Some(pasted)),
    }
}

/// Begins again with a set. It can be stepped back from, as any run.
pub async fn fill(cx: &RequestContext, typed: Typed, set: &Set) -> Result<(), Error> {
    let desk = Desk::of(cx, typed).await?;
    match cx.site.sandboxes.prepared(&cx.site.sandbox, set).await {
        Err(refused) => desk.refuse(refused.to_string(), None),
        Ok(prepared) => {
            let cause = format!("-- Begin again: {}", set.title());
            if !desk.keep(prepared.image.clone(), cause).await? {
                return desk.refuse(ANOTHER_TAB.to_owned(), None);
            }
            let said =
                format!("The database is new: {}. What was there before is one step back.", set.title());
            cx.site.sandboxes.put_schema(desk.learner, desk.number + 1, prepared.schema.clone());
            desk.remember(Done::Said(said), String::new(), None);
            Ok(())
        }
    }
}

/// Begins again with what `sql` makes, which is the site's own text.
pub async fn begin_with(cx: &RequestContext, typed: Typed, cause: &str, sql: &str) -> Result<(), Error> {
    let desk = Desk::of(cx, typed).await?;
    let job = RunScript { image: Vec::new(), sql: sql.to_owned() };
    match run_job(cx, learner::place_of(&desk.who), &job).await {
        Ok(ran) => {
            if !desk.keep(ran.image.unwrap_or_default(), cause.to_owned()).await? {
                return desk.refuse(ANOTHER_TAB.to_owned(), None);
            }
            cx.site.sandboxes.put_schema(desk.learner, desk.number + 1, ran.schema);
            let said = "The database is new. What was there before is one step back.";
            desk.remember(Done::Said(said.to_owned()), String::new(), None);
            Ok(())
        }
        Err(refused) => desk.refuse(refused.to_string(), None),
    }
}

/// Steps back from state `number`.
pub async fn undo(cx: &RequestContext, typed: Typed, number: i64) -> Result<(), Error> {
    let desk = Desk::of(cx, typed).await?;
    let gone = states::delete_last_state(&cx.db, &desk.who, number).await?;
    if !gone {
        let said = "There was nothing to step back from: the database is as it was.";
        return desk.refuse(said.to_owned(), None);
    }
    cx.site.sandboxes.forget_schema(desk.learner);
    desk.remember(
        Done::Said("One step back: the database is as it was before.".to_owned()),
        String::new(),
        None,
    );
    Ok(())
}

const TOO_LONG: &str = "That is more than one run may hold: a hundred thousand bytes. Run it in parts.";
const ANOTHER_TAB: &str =
    "Your database was changed in another tab meanwhile, so this was not kept. Send it again.";

impl<'a> Desk<'a> {
    /// Whoever asks, at their database. A guest's session begins here.
    async fn of(cx: &'a RequestContext, Typed(text): Typed) -> Result<Self, Error> {
        let who = learner::begin(cx).await?;
        // Browsers send CR LF for every line end (HTML Living Standard, 4.10.21.4).
        let text = text.replace("\r\n", "\n");
        let state = states::find_state(&cx.db, &who).await?;
        let (learner, number, image) = match state {
            Some(state) => (state.learner, state.number, state.image),
            None => (find_or_insert_learner(&cx.db, &who, cx.visit.now).await?, 0, None),
        };
        let desk = Self { cx, who, learner, number, image, text };
        desk.keep_draft().await?;
        Ok(desk)
    }

    async fn keep_draft(&self) -> Result<(), Error> {
        let same = self.cx.site.sandboxes.last(self.learner).is_some_and(|last| last.text == self.text);
        if same || self.text.len() > DRAFT_BYTES_MAX {
            return Ok(());
        }
        let draft = serde_json::to_string(&Draft { sql: self.text.clone() });
        let kept =
            store::learner::change_state(&self.cx.db, &self.who, DRAFT, self.cx.visit.now, move |_| {
                draft.map(|draft| (draft, ()))
            });
        let _ = kept.await?;
        Ok(())
    }

    async fn attempt(self, script: Script) -> Result<(), Error> {
        let Script { sql, from, pasted } = script;
        let (ran, image) = match self.work(&sql).await {
            Ok(done) => done,
            Err(refused) => return self.refuse(refused.to_string(), pasted),
        };
        let mut number = self.number;
        if let Some(image) = image {
            if !self.keep(image, sql.clone()).await? {
                return self.refuse(ANOTHER_TAB.to_owned(), pasted);
            }
            number += 1;
        }
        self.cx.site.sandboxes.put_schema(self.learner, number, ran.schema.clone());
        // What was brought in well need not stand there any longer.
        let pasted = pasted.filter(|_| ran.outcomes.iter().any(|outcome| outcome.fault.is_some()));
        self.remember(Done::Ran { ran: Arc::new(ran), from }, sql, pasted);
        Ok(())
    }

    /// Has a worker run it; gives the database apart from the rest where it was changed.
    async fn work(&self, sql: &str) -> Result<(ScriptResult, Option<Vec<u8>>), Refused> {
        let image = match &self.image {
            Some(image) => image.clone(),
            None => self.cx.site.sandboxes.prepared(&self.cx.site.sandbox, &SETS[0]).await?.image.clone(),
        };
        let job = RunScript { image, sql: sql.to_owned() };
        let mut ran = run_job(self.cx, learner::place_of(&self.who), &job).await?;
        let image = ran.image.take();
        Ok((ran, image))
    }

    async fn keep(&self, image: Vec<u8>, cause: String) -> Result<bool, Error> {
        let kept = states::insert_state(&self.cx.db, &self.who, self.number, image, cause, self.cx.visit.now);
        kept.await.map_err(Error::from)
    }

    fn refuse(self, said: String, pasted: Option<(String, String)>) -> Result<(), Error> {
        self.remember(Done::Refused(said), String::new(), pasted);
        Ok(())
    }

    fn remember(&self, done: Done, ran: String, pasted: Option<(String, String)>) {
        let text = self.text.clone();
        self.cx.site.sandboxes.put(self.learner, Last { text, ran, done, pasted });
    }
}
