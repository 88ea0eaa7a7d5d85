//! Working at an exercise: running a text on the tables one sees, having an answer graded, taking a hint.
//!
//! The text and how far somebody is are stored in the database. What came of the last run or check is held in memory
//! only (`labs::last_answers`), for it can be had again by one click.

use super::{catalogue::find_file, own_rows, preview};
use crate::{
    exercise::HINTS,
    learner::{begin_learner, claim, digest_number, memory_key},
    sandbox::{self, Typed, run_job},
};
use labs::{
    grade::{GradeAnswer, MakeSample},
    last_answers::{Done, LastAnswer, Sample},
    sandbox::{Claim, ClaimKind, MEMBER_IMAGE_BYTES_MAX, Refused, RunOwnScript, RunScript, ScriptResult},
    sql_exercise::{ExerciseDatabase, ExerciseFile, SqlExercise},
};
use model::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::learner::{Attempt, LearnerKey};
use web::{Error, context::RequestContext};

/// The longest text of an answer, in characters.
pub const SQL_CHARS_MAX: usize = 8_000;

/// How far somebody is with an exercise, as `lab_states.state` has it (JSON).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SqlExerciseState {
    /// The text in the editor when a form was sent last.
    pub sql: String,
    /// Hints that are open, 0 to 4.
    pub hints: u8,
    /// Answers that ran and were graded.
    #[serde(default)]
    pub tries: u32,
    /// Whether the last one was right.
    #[serde(default)]
    pub right: bool,
    /// When it was graded.
    #[serde(default)]
    pub at: Timestamp,
}

/// Who sent which text for which exercise.
struct ExerciseContext<'a> {
    cx: &'a RequestContext,
    file: Arc<ExerciseFile>,
    learner_key: LearnerKey,
    sql: String,
}

impl<'a> ExerciseContext<'a> {
    /// A guest's session begins here.
    async fn open(cx: &'a RequestContext, name: &str, sql: String) -> Result<Self, Error> {
        let file = find_file(&cx.site.labs, name).ok_or(Error::NotFound)?;
        let learner_key = begin_learner(cx).await?;
        // Browsers send CR LF for every line end (HTML Living Standard, 4.10.21.4), and SQLite counts lines by LF.
        Ok(Self { cx, file, learner_key, sql: sql.replace("\r\n", "\n") })
    }

    /// Why the text is not sent to a worker, where it is too long for that.
    fn too_long(&self) -> Option<String> {
        let chars = self.sql.chars().count();
        (chars > SQL_CHARS_MAX)
            .then(|| format!("That is {chars} characters; an answer has {SQL_CHARS_MAX} at most."))
    }

    /// Runs the text on what the exercise shows. What it changes is dropped.
    async fn run(&self) -> Result<Box<ScriptResult>, Refused> {
        let claim = claim(self.cx, &self.learner_key, ClaimKind::Run);
        let image = sample(self.cx, &self.file).await?.image.clone();
        let job = RunScript { image, sql: self.sql.clone() };
        let ran = run_job(self.cx, claim, &job).await?;
        Ok(Box::new(ScriptResult { image: None, ..ran }))
    }

    /// Remembers what came of the text, and stores the text; `step` may change more of the state and give an attempt.
    async fn remember(
        self,
        done: Done,
        step: impl FnOnce(&mut SqlExerciseState) -> Option<Attempt> + Send,
    ) -> Result<(), Error> {
        let last = LastAnswer { sql: self.sql.clone(), done };
        self.cx.site.labs.last_answers.put(&memory_key(&self.learner_key), &self.file.exercise.name, last);
        self.change_state(step).await
    }

    /// Stores the text; `step` may change more of the state, and give an attempt that is stored in the same transaction.
    async fn change_state(
        self,
        step: impl FnOnce(&mut SqlExerciseState) -> Option<Attempt> + Send,
    ) -> Result<(), Error> {
        let Self { cx, file, learner_key, sql } = self;
        let sql: String = sql.chars().take(SQL_CHARS_MAX).collect();
        let (name, now) = (&file.exercise.name, cx.visit.now);
        let changed = store::learner::change_exercise(&cx.db, &learner_key, name, now, move |before| {
            let stored = before.and_then(|before| serde_json::from_str(before).ok());
            let mut state: SqlExerciseState = stored.unwrap_or_default();
            state.sql = sql;
            let attempt = step(&mut state);
            serde_json::to_string(&state).map(|state| (state, attempt))
        });
        changed.await?.map_err(Error::from)
    }
}

/// The learner's own activity on the site as SQL, where the exercise is about it and there is an account.
async fn own_rows_sql(cx: &RequestContext, exercise: &SqlExercise) -> Result<Option<String>, Error> {
    let is_about_own = exercise.shows_own_rows && !exercise.tables.is_empty();
    let Some(user) = cx.viewer_id().filter(|_| is_about_own) else { return Ok(None) };
    let own = store::learner::find_own_activity(&cx.db, user).await?;
    Ok(Some(own_rows::to_sql(user, &own)))
}

/// The database that an exercise shows to whoever asks.
///
/// # Errors
/// When no worker can make it now.
pub async fn sample(cx: &RequestContext, file: &ExerciseFile) -> Result<Arc<Sample>, Refused> {
    // One's own rows are for one's own page, so they are made anew each time, in one's own turn, and never shared.
    let own = own_rows_sql(cx, &file.exercise).await.unwrap_or_default();
    let (Some(own), Some(user)) = (own, cx.viewer_id()) else { return common_sample(cx, file).await };
    let database = ExerciseDatabase::read(&file.database.sql, &file.database.values);
    let schema = database.map(|database| database.schema).unwrap_or_default();
    let claim = || claim(cx, &LearnerKey::Person(user), ClaimKind::Run);
    make_sample(cx, claim, &file.exercise, format!("{schema}\n{own}\n{}", file.exercise.setup_sql)).await
}

/// What everybody else sees: made when the first asks, for all who ask meanwhile, and then remembered.
async fn common_sample(cx: &RequestContext, file: &ExerciseFile) -> Result<Arc<Sample>, Refused> {
    let database = if file.exercise.tables.is_empty() { "" } else { &file.database.sql };
    let sql = format!("{database}\n;\n{}", file.exercise.setup_sql);
    // Exercises of a folder may change while the site runs, so a sample is known by what it is made of.
    let exercise = &file.exercise;
    let tables = exercise.tables.join("\n");
    let digest = digest_number(&[
        sql.as_bytes(),
        exercise.name.as_bytes(),
        tables.as_bytes(),
        exercise.model.as_bytes(),
    ]);
    let make = make_sample(cx, Claim::site, exercise, sql);
    cx.site.labs.last_answers.sample(digest, make).await
}

async fn make_sample(
    cx: &RequestContext,
    claim: impl Fn() -> Claim,
    exercise: &SqlExercise,
    sql: String,
) -> Result<Arc<Sample>, Refused> {
    let mut sample = run_job(cx, claim(), &MakeSample { sql }).await?;
    let sql = preview::script(exercise, &sample.schema);
    // A sample of an operator's exercise may be as large as a member's own database.
    let job = RunOwnScript { image: sample.image.clone(), sql, image_bytes_max: MEMBER_IMAGE_BYTES_MAX };
    let ran = run_job(cx, claim(), &job).await?;
    sample.preview = preview::of(exercise, &sample.schema, ran);
    Ok(Arc::new(sample))
}

/// Runs a text on what the exercise shows. Nothing it changes is kept.
///
/// # Errors
/// `NotFound` where there is no such exercise, or what keeps the text from being stored. Why a text was not run is said
/// on the page.
pub async fn run(cx: &RequestContext, name: &str, sql: String) -> Result<(), Error> {
    let context = ExerciseContext::open(cx, name, sql).await?;
    let done = match context.too_long() {
        Some(said) => Done::Refused(said),
        None => match context.run().await {
            Ok(ran) => Done::Ran(ran),
            Err(refused) => Done::Refused(refused.to_string()),
        },
    };
    context.remember(done, |_| None).await
}

/// Has an answer graded. One that does not run is no attempt: a slip of the pen is not a mistake.
///
/// # Errors
/// As `run`.
pub async fn check(cx: &RequestContext, name: &str, sql: String) -> Result<(), Error> {
    let context = ExerciseContext::open(cx, name, sql).await?;
    if let Some(said) = context.too_long() {
        return context.remember(Done::Refused(said), |_| None).await;
    }
    let job = GradeAnswer {
        file: context.file.file_name.clone(),
        text: context.file.text.to_string(),
        database: context.file.database_texts(),
        sample: own_rows_sql(cx, &context.file.exercise).await?,
        answer: context.sql.clone(),
    };
    let verdict = match run_job(cx, claim(cx, &context.learner_key, ClaimKind::Verdict), &job).await {
        Ok(verdict) => verdict,
        Err(refused) => return context.remember(Done::Refused(refused.to_string()), |_| None).await,
    };
    // An answer that failed, or that breaks a rule of the exercise, was not graded.
    let (right, is_graded) = (verdict.right, verdict.fault.is_none() && verdict.refused.is_none());
    let now = cx.visit.now;
    let attempt = move |state: &mut SqlExerciseState| {
        if !is_graded {
            return None;
        }
        let answer = serde_json::json!({ "sql": state.sql }).to_string();
        let variant = i64::from(state.tries);
        (state.tries, state.right, state.at) = (state.tries.saturating_add(1), right, now);
        let (exercise, hints) = (name.to_owned(), state.hints.into());
        Some(Attempt { exercise, variant, answer, is_right: right, hints })
    };
    context.remember(Done::Checked(Box::new(verdict)), attempt).await
}

/// Opens the next hint; the text that was typed stays.
///
/// # Errors
/// As `run`.
pub async fn take_hint(cx: &RequestContext, name: &str, sql: String) -> Result<(), Error> {
    let context = ExerciseContext::open(cx, name, sql).await?;
    let step = |state: &mut SqlExerciseState| {
        state.hints = (state.hints + 1).min(HINTS);
        None
    };
    context.change_state(step).await
}

/// Puts the smallest database on which the last answer was wrong into the learner's sandbox, and the answer into its
/// editor.
///
/// # Errors
/// `NotFound` where the last answer is forgotten or had no such database.
pub async fn open_smallest(cx: &RequestContext, name: &str) -> Result<(), Error> {
    let file = find_file(&cx.site.labs, name).ok_or(Error::NotFound)?;
    let exercise = &file.exercise;
    let learner_key = begin_learner(cx).await?;
    let last =
        cx.site.labs.last_answers.find(&memory_key(&learner_key), &exercise.name).ok_or(Error::NotFound)?;
    let Done::Checked(verdict) = &last.done else { return Err(Error::NotFound) };
    let smallest = verdict.counterexample.as_ref().ok_or(Error::NotFound)?;
    let cause = format!("-- The smallest database of “{}”", exercise.title);
    sandbox::begin_with(cx, Typed(last.sql.clone()), &cause, &smallest.sql).await
}
