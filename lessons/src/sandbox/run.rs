//! What a learner does with their database. Each action leaves an answer in memory, also where it was refused. So the page
//! has the answer and the text that was typed, whether the form was sent by a script or by the browser itself.

mod browse;

use super::{csv_import, job::run_job};
use crate::learner;
use labs::own_database::{DATA_SETS, DataSet, Done, LastResult};
use labs::sandbox::{ClaimKind, Refused, RunScript, SQL_BYTES_MAX, ScriptResult};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::learner::{
    LearnerKey, find_or_insert_learner,
    sandbox::{self as states, StoredImage},
};
use web::{Error, context::RequestContext};

pub use browse::{PAGE_ROWS, browse};

/// The name under which the text of the editor is stored among the learner's states.
pub const DRAFT: &str = "sandbox";
/// The longest text that is stored. A longer one is held in memory only, as a part of the last answer.
const DRAFT_BYTES_MAX: usize = 30_000;

/// The text of the editor, as `lab_states.state` has it (JSON).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The text.
    pub sql: String,
}

/// The text of the editor, as a form brings it along.
pub struct Typed(pub String);

/// Something that is brought into the database.
pub enum Import {
    /// A table as comma-separated values, and the name it gets.
    Csv { table: String, text: String },
    /// A script of SQL.
    Script(String),
}

/// Who sent what for which database. Every action begins by opening one.
struct SandboxContext<'a> {
    cx: &'a RequestContext,
    /// Whose database it is.
    learner_key: LearnerKey,
    /// The learner's number in the database.
    learner: i64,
    /// The number of the state that the request began with.
    number: i64,
    /// The database; where the learner has not changed it yet, it is the community.
    image: StoredImage,
    text: String,
}

/// What is to be run.
struct Script {
    sql: String,
    /// The number that its first statement has in the editor.
    from: usize,
    /// The name of the table and the text, where it was made from something pasted.
    pasted: Option<(String, String)>,
}

/// Runs the text of the editor, or the one statement of it with this number.
///
/// # Errors
/// What the store or a rate limit answers. Whatever else is wrong is an answer, and stands on the page.
pub async fn run(cx: &RequestContext, typed: Typed, only: Option<usize>) -> Result<(), Error> {
    let context = SandboxContext::of(cx, typed).await?;
    let script = match (only, labs::sql::split(&context.text)) {
        _ if context.text.len() > SQL_BYTES_MAX => Err(TOO_LONG.to_owned()),
        (_, spans) if spans.is_empty() => {
            Err("Write a statement first, SELECT * FROM users for example.".to_owned())
        }
        (None, _) => Ok((context.text.clone(), 1)),
        (Some(n), spans) => match n.checked_sub(1).and_then(|n| spans.get(n)) {
            Some(span) => Ok((context.text[span.clone()].to_owned(), n)),
            None => Err(format!("There is no statement {n}: the text has {}.", spans.len())),
        },
    };
    match script {
        Ok((sql, from)) => context.attempt(Script { sql, from, pasted: None }).await,
        Err(said) => context.refuse(said, None),
    }
}

/// Brings a table or a script into the database.
///
/// # Errors
/// As `run`.
pub async fn import(cx: &RequestContext, typed: Typed, import: Import) -> Result<(), Error> {
    let context = SandboxContext::of(cx, typed).await?;
    let (sql, pasted) = match import {
        Import::Script(text) if text.trim().is_empty() => {
            (Err("Paste a script first.".to_owned()), (String::new(), text))
        }
        Import::Script(text) if text.len() > SQL_BYTES_MAX => {
            (Err(TOO_LONG.to_owned()), (String::new(), text))
        }
        Import::Script(text) => (Ok(text.clone()), (String::new(), text)),
        Import::Csv { table, text } => (csv_import::to_sql(&table, &text), (table, text)),
    };
    match sql {
        Ok(sql) => context.attempt(Script { sql, from: 1, pasted: Some(pasted) }).await,
        Err(said) => context.refuse(said, Some(pasted)),
    }
}

/// Replaces the database by one of the databases to begin with. It can be undone, as every run.
///
/// # Errors
/// As `run`.
pub async fn fill(cx: &RequestContext, typed: Typed, set: &DataSet) -> Result<(), Error> {
    let context = SandboxContext::of(cx, typed).await?;
    match cx.site.labs.sandboxes.prepared(&cx.site.labs.sandbox, set).await {
        Err(refused) => context.refuse(refused.to_string(), None),
        Ok(prepared) => {
            let cause = format!("-- Begin again: {}", set.title());
            if let Err(said) = context.keep(prepared.image.clone(), cause).await? {
                return context.refuse(said, None);
            }
            let said =
                format!("The database is new: {}. What was there before is one step back.", set.title());
            cx.site.labs.sandboxes.put_schema(context.learner, context.number + 1, prepared.schema.clone());
            context.remember(Done::Said(said), String::new(), None);
            Ok(())
        }
    }
}

/// Replaces the database by what `sql` makes, which is a text of the site's own. `cause` is what the history says of it.
///
/// # Errors
/// As `run`.
pub async fn begin_with(cx: &RequestContext, typed: Typed, cause: &str, sql: &str) -> Result<(), Error> {
    let context = SandboxContext::of(cx, typed).await?;
    let job = RunScript { image: Vec::new(), sql: sql.to_owned() };
    match run_job(cx, learner::claim(cx, &context.learner_key, ClaimKind::Run), &job).await {
        Ok(ran) => {
            if let Err(said) = context.keep(ran.image.unwrap_or_default(), cause.to_owned()).await? {
                return context.refuse(said, None);
            }
            cx.site.labs.sandboxes.put_schema(context.learner, context.number + 1, ran.schema);
            let said = "The database is new. What was there before is one step back.";
            context.remember(Done::Said(said.to_owned()), String::new(), None);
            Ok(())
        }
        Err(refused) => context.refuse(refused.to_string(), None),
    }
}

/// Undoes the change that led to state `number`, if that is the last one.
///
/// # Errors
/// As `run`.
pub async fn undo(cx: &RequestContext, typed: Typed, number: i64) -> Result<(), Error> {
    let context = SandboxContext::of(cx, typed).await?;
    let gone = states::delete_last_state(&cx.db, &context.learner_key, number).await?;
    if !gone {
        let said = "There was nothing to step back from: the database is as it was.";
        return context.refuse(said.to_owned(), None);
    }
    cx.site.labs.sandboxes.forget_schema(context.learner);
    context.remember(
        Done::Said("One step back: the database is as it was before.".to_owned()),
        String::new(),
        None,
    );
    Ok(())
}

const TOO_LONG: &str = "That is more than one run may hold: a hundred thousand bytes. Run it in parts.";
const ANOTHER_TAB: &str =
    "Your database was changed in another tab meanwhile, so this was not kept. Send it again.";

impl<'a> SandboxContext<'a> {
    /// Opens the database of the learner behind this request, and stores the text. A guest's session begins here.
    async fn of(cx: &'a RequestContext, Typed(text): Typed) -> Result<Self, Error> {
        let learner_key = learner::begin_learner(cx).await?;
        // Browsers send CR LF for every line end (HTML Living Standard, 4.10.21.4).
        let text = text.replace("\r\n", "\n");
        let state = states::find_state(&cx.db, &learner_key).await?;
        let (learner, number, image) = match state {
            Some(state) => (state.learner, state.number, state.image),
            None => {
                let learner = find_or_insert_learner(&cx.db, &learner_key, cx.visit.now).await?;
                (learner, 0, StoredImage::Beginning)
            }
        };
        let context = Self { cx, learner_key, learner, number, image, text };
        context.keep_draft().await?;
        Ok(context)
    }

    /// Stores the text of the editor, unless it is the one that is remembered already.
    async fn keep_draft(&self) -> Result<(), Error> {
        let same = self.cx.site.labs.sandboxes.last(self.learner).is_some_and(|last| last.text == self.text);
        if same || self.text.len() > DRAFT_BYTES_MAX {
            return Ok(());
        }
        let draft = serde_json::to_string(&Draft { sql: self.text.clone() });
        // The text is kept also where the run fails, so it does not make the form one that did its work.
        let db = self.cx.db.with_idempotency_key(None);
        let kept =
            store::learner::change_state(&db, &self.learner_key, DRAFT, self.cx.visit.now, move |_| {
                draft.map(|draft| (draft, ()))
            });
        match kept.await {
            // The text is remembered with the answer. Only after a restart it would be missed.
            Err(store::Error::NoRoom | store::Error::LearnerFull) => Ok(()),
            Err(e) => Err(e.into()),
            Ok(_) => Ok(()),
        }
    }

    /// Runs a script, stores the database if it was changed, and remembers the answer.
    async fn attempt(self, script: Script) -> Result<(), Error> {
        let Script { sql, from, pasted } = script;
        let (ran, image) = match self.work(&sql).await {
            Ok(done) => done,
            Err(refused) => return self.refuse(refused.to_string(), pasted),
        };
        let mut number = self.number;
        if let Some(image) = image {
            if let Err(said) = self.keep(image, sql.clone()).await? {
                return self.refuse(said, pasted);
            }
            number += 1;
        }
        self.cx.site.labs.sandboxes.put_schema(self.learner, number, ran.schema.clone());
        // What was brought in without a fault need not stand in the form any longer.
        let pasted = pasted.filter(|_| ran.outcomes.iter().any(|outcome| outcome.fault.is_some()));
        self.remember(Done::Ran { ran: Arc::new(ran), from }, sql, pasted);
        Ok(())
    }

    /// Has a worker run the SQL. Gives the new bytes of the database apart from the rest, where it was changed.
    async fn work(&self, sql: &str) -> Result<(ScriptResult, Option<Vec<u8>>), Refused> {
        let image = match &self.image {
            StoredImage::Bytes(image) => image.clone(),
            StoredImage::Unreadable => return Err(Refused::Unreadable),
            StoredImage::Beginning => self
                .cx
                .site
                .labs
                .sandboxes
                .prepared(&self.cx.site.labs.sandbox, &DATA_SETS[0])
                .await?
                .image
                .clone(),
        };
        let job = RunScript { image, sql: sql.to_owned() };
        let claim = learner::claim(self.cx, &self.learner_key, ClaimKind::Run);
        let mut ran = run_job(self.cx, claim, &job).await?;
        let image = ran.image.take();
        Ok((ran, image))
    }

    /// Stores a new state of the database. The inner error is why nothing was stored, as a sentence.
    async fn keep(&self, image: Vec<u8>, cause: String) -> Result<Result<(), String>, Error> {
        let kept = states::insert_state(
            &self.cx.db,
            &self.learner_key,
            self.number,
            image,
            cause,
            self.cx.visit.now,
        );
        match kept.await {
            Ok(true) => Ok(Ok(())),
            Ok(false) => Ok(Err(ANOTHER_TAB.to_owned())),
            Err(e @ (store::Error::NoRoom | store::Error::LearnerFull)) => {
                Ok(Err(Error::from(e).to_string()))
            }
            Err(e) => Err(e.into()),
        }
    }

    /// Remembers why nothing was run.
    fn refuse(self, said: String, pasted: Option<(String, String)>) -> Result<(), Error> {
        self.remember(Done::Refused(said), String::new(), pasted);
        Ok(())
    }

    /// Remembers the answer. `ran` is the text that ran.
    fn remember(&self, done: Done, ran: String, pasted: Option<(String, String)>) {
        let text = self.text.clone();
        self.cx.site.labs.sandboxes.put(self.learner, LastResult { text, ran, done, pasted });
    }
}
