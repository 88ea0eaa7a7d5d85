//! Working at an exercise: running on what one sees, having an answer checked, taking a hint.
//!
//! The text and how far somebody is are kept on the disk; what came of the last run or check only in memory, for it can be
//! had again.

use super::{
    own,
    tasks::{Filed, SETTING, find},
};
use crate::sandbox::run_job;
use crate::{
    begin,
    exercise::HINTS,
    key_of,
    sandbox::{self, Typed},
};
use labs::grade::GradeAnswer;
use labs::last_answers::{Done, LastAnswer, Sample};
use labs::{
    sandbox::{Refused, RunScript, ScriptResult},
    sql_exercise::{ExerciseDatabase, SqlExercise},
};
use model::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::learner::{Attempt, LearnerKey};
use web::{Error, context::RequestContext};

/// Whose turn the site itself takes: no learner has this number.
const SITE: u64 = 0;
/// The longest text of an answer, in characters.
pub const SQL_CHARS_MAX: usize = 8_000;
/// How far somebody is with an exercise, as `lab_states.state` has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Desk {
    pub sql: String,
    pub hints: u8,
    /// Answers that ran and were graded.
    #[serde(default)]
    pub tries: u32,
    /// Whether the last one was right.
    #[serde(default)]
    pub right: bool,
    #[serde(default)]
    pub at: Timestamp,
}

/// The learner's own doings as SQL, where the exercise is about them and there is an account.
async fn own_rows(cx: &RequestContext, kept: &'static Filed) -> Result<Option<String>, Error> {
    let Some(user) = cx.viewer_id().filter(|_| kept.task.shows_own_rows && !kept.task.tables.is_empty())
    else {
        return Ok(None);
    };
    let own = store::learner::find_own_activity(&cx.db, user).await?;
    Ok(Some(own::to_sql(user, &own)))
}

/// What an exercise shows to whoever asks.
pub async fn sample(cx: &RequestContext, kept: &'static Filed) -> Result<Arc<Sample>, Refused> {
    let Ok(Some(own)) = own_rows(cx, kept).await else { return usual_sample(cx, kept).await };
    let schema: String =
        ExerciseDatabase::read(SETTING.0, SETTING.1).map(|setting| setting.schema).unwrap_or_default();
    make(cx, format!("{schema}\n{own}\n{}", kept.task.setup_sql)).await
}

async fn make(cx: &RequestContext, sql: String) -> Result<Arc<Sample>, Refused> {
    // Nobody's turn is taken for it.
    let ran = run_job(cx, SITE, &RunScript { image: Vec::new(), sql }).await?;
    Ok(Arc::new(Sample { image: ran.image.unwrap_or_default(), schema: ran.schema }))
}

/// What everybody sees: made once.
async fn usual_sample(cx: &RequestContext, kept: &'static Filed) -> Result<Arc<Sample>, Refused> {
    if let Some(sample) = cx.site.last_answers.sample(kept.file) {
        return Ok(sample);
    }
    let square = if kept.task.tables.is_empty() { "" } else { SETTING.0 };
    let sample = make(cx, format!("{square}\n{}", kept.task.setup_sql)).await?;
    cx.site.last_answers.put_sample(kept.file, sample.clone());
    Ok(sample)
}

/// Whoever works, their number in the queue, and the text as SQLite is to get it.
async fn sit_down(
    cx: &RequestContext,
    name: &str,
    sql: String,
) -> Result<(&'static Filed, LearnerKey, u64, String), Error> {
    let kept = find(name).ok_or(Error::NotFound)?;
    let who = begin(cx).await?;
    let place = crate::place_of(&who);
    // Browsers send CR LF for every line end (HTML Living Standard, 4.10.21.4).
    Ok((kept, who, place, sql.replace("\r\n", "\n")))
}

/// Runs a text on what the exercise shows. Nothing it changes is kept.
pub async fn run(cx: &RequestContext, name: &str, sql: String) -> Result<(), Error> {
    let (kept, who, place, sql) = sit_down(cx, name, sql).await?;
    let result = match too_long(&sql) {
        Some(said) => Done::Refused(said),
        None => match ask(cx, kept, place, &sql).await {
            Ok(ran) => Done::Ran(ran),
            Err(refused) => Done::Refused(refused.to_string()),
        },
    };
    keep(cx, &who, &kept.task, sql, result, |_| None).await
}

async fn ask(
    cx: &RequestContext,
    kept: &'static Filed,
    place: u64,
    sql: &str,
) -> Result<Box<ScriptResult>, Refused> {
    let image = sample(cx, kept).await?.image.clone();
    let ran = run_job(cx, place, &RunScript { image, sql: sql.to_owned() }).await?;
    Ok(Box::new(ScriptResult { image: None, ..ran }))
}

/// Has an answer graded. One that does not run is no attempt.
pub async fn check(cx: &RequestContext, name: &str, sql: String) -> Result<(), Error> {
    let (kept, who, place, sql) = sit_down(cx, name, sql).await?;
    if let Some(said) = too_long(&sql) {
        return keep(cx, &who, &kept.task, sql, Done::Refused(said), |_| None).await;
    }
    let job = GradeAnswer {
        file: kept.file.to_owned(),
        text: kept.text.to_owned(),
        database: (SETTING.0.to_owned(), SETTING.1.to_owned()),
        sample: own_rows(cx, kept).await?,
        answer: sql.clone(),
    };
    let verdict = match run_job(cx, place, &job).await {
        Ok(verdict) => verdict,
        Err(refused) => {
            return keep(cx, &who, &kept.task, sql, Done::Refused(refused.to_string()), |_| None).await;
        }
    };
    let (right, counts) = (verdict.right, verdict.fault.is_none() && verdict.refused.is_none());
    let now = cx.visit.now;
    let attempt = move |desk: &mut Desk| {
        if !counts {
            return None;
        }
        let answer = serde_json::json!({ "sql": desk.sql }).to_string();
        let variant = i64::from(desk.tries);
        (desk.tries, desk.right, desk.at) = (desk.tries.saturating_add(1), right, now);
        Some(Attempt {
            exercise: name.to_owned(),
            variant,
            answer,
            is_right: right,
            hints: desk.hints.into(),
        })
    };
    keep(cx, &who, &kept.task, sql, Done::Checked(Box::new(verdict)), attempt).await
}

fn too_long(sql: &str) -> Option<String> {
    let chars = sql.chars().count();
    (chars > SQL_CHARS_MAX)
        .then(|| format!("That is {chars} characters; an answer has {SQL_CHARS_MAX} at most."))
}

/// Opens the next hint; the text that was typed stays.
pub async fn take_hint(cx: &RequestContext, name: &str, sql: String) -> Result<(), Error> {
    let (kept, who, _, sql) = sit_down(cx, name, sql).await?;
    change(cx, &who, &kept.task, sql, |desk| {
        desk.hints = (desk.hints + 1).min(HINTS);
        None
    })
    .await
}

/// Puts the smallest database of the last answer into the learner's sandbox, and the answer into its editor.
pub async fn open_smallest(cx: &RequestContext, name: &str) -> Result<(), Error> {
    let kept = find(name).ok_or(Error::NotFound)?;
    let who = begin(cx).await?;
    let bench = cx.site.last_answers.find(&key_of(&who), &kept.task.name).ok_or(Error::NotFound)?;
    let Done::Checked(verdict) = &bench.done else { return Err(Error::NotFound) };
    let smallest = verdict.counterexample.as_ref().ok_or(Error::NotFound)?;
    let cause = format!("-- The smallest database of “{}”", kept.task.title);
    sandbox::begin_with(cx, Typed(bench.sql.clone()), &cause, &smallest.sql).await
}

async fn keep(
    cx: &RequestContext,
    who: &LearnerKey,
    task: &SqlExercise,
    sql: String,
    done: Done,
    run: impl FnOnce(&mut Desk) -> Option<Attempt> + Send,
) -> Result<(), Error> {
    cx.site.last_answers.put(&key_of(who), &task.name, LastAnswer { sql: sql.clone(), done });
    change(cx, who, task, sql, run).await
}

async fn change(
    cx: &RequestContext,
    who: &LearnerKey,
    task: &SqlExercise,
    sql: String,
    run: impl FnOnce(&mut Desk) -> Option<Attempt> + Send,
) -> Result<(), Error> {
    let sql: String = sql.chars().take(SQL_CHARS_MAX).collect();
    let changed = store::learner::change_exercise(&cx.db, who, &task.name, cx.visit.now, move |before| {
        let mut desk: Desk = before.and_then(|before| serde_json::from_str(before).ok()).unwrap_or_default();
        desk.sql = sql;
        let attempt = run(&mut desk);
        serde_json::to_string(&desk).map(|state| (state, attempt))
    });
    let changed = changed.await?;
    changed.map_err(Error::from)
}
