//! Who works on the chapters, and what they have under way.

use crate::fields::Fields;
use labs::{Experiment, exercise::Answer, race::Underway};
use model::{SessionData, Timestamp};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, sync::Arc};
use store::learner::{Attempt, LearnerKey, Progress};
use web::{
    Error,
    context::RequestContext,
    rate_limit::{LimitedAction, RateLimitKey as Counted},
};

/// What one learner did so far, as far as a page needs it.
#[derive(Debug, Default)]
pub struct Learner {
    who: Option<LearnerKey>,
    states: BTreeMap<String, String>,
    progress: BTreeMap<String, Progress>,
    pub last_reset: Option<String>,
    pub now: Timestamp,
    /// The viewer, or a guest.
    pub is_guest: bool,
    /// Whether this very session brought a guest's work along.
    pub claimed: bool,
    /// The race that was under way before their work was read: its result is read, or it is still under way.
    racing: Option<Arc<Underway>>,
    /// A plain form of this page that was refused: the experiment or exercise it belongs to, and why.
    pub refused: Option<(String, String)>,
}

/// What an experiment holds for somebody, as `lab_states.state` has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guess: Option<String>,
    /// How the run ended that answered the guess.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Why the last run was refused; what was typed is in `run`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
    /// The experiment's own.
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub run: serde_json::Value,
    /// What is under way in it.
    #[serde(skip)]
    pub racing: Option<Arc<Underway>>,
}

impl Kept {
    /// As it is kept.
    pub fn read(state: Option<&str>) -> Self {
        state.and_then(|state| serde_json::from_str(state).ok()).unwrap_or_default()
    }

    /// What the experiment holds, or its beginning.
    pub fn run<T: DeserializeOwned + Default>(&self) -> T {
        serde_json::from_value(self.run.clone()).unwrap_or_default()
    }

    pub fn set_run<T: Serialize>(&mut self, run: &T) {
        self.run = serde_json::to_value(run).unwrap_or_default();
    }

    /// The first run after a guess tells how it turned out; later ones are free.
    pub fn note_outcome(&mut self, outcome: &str) {
        self.outcome.get_or_insert_with(|| outcome.to_owned());
    }
}

/// The question somebody has before them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AtHand {
    pub variant: u64,
    /// Hints that are open, 0 to 4.
    pub hints: u8,
    /// Whether it was sent to be checked, with whatever answer.
    #[serde(default)]
    pub sent: bool,
    /// What was answered last; kept also where it was not complete.
    #[serde(default)]
    pub answer: Answer,
    /// Complete answers to this question.
    #[serde(default)]
    pub tries: u32,
    #[serde(default)]
    pub at: Timestamp,
}

impl AtHand {
    const fn of(variant: u64) -> Self {
        Self { variant, hints: 0, sent: false, answer: Answer::new(), tries: 0, at: Timestamp(0) }
    }

    /// The question after this one.
    pub fn next(&self) -> Self {
        Self::of(number(&[&self.variant.to_le_bytes()]))
    }
}

/// A number that nobody sees through, of at most 53 bits, so that every tool can hold it.
fn number(parts: &[&[u8]]) -> u64 {
    let mut digest = Sha256::new();
    parts.iter().for_each(|part| digest.update(part));
    let bytes: [u8; 8] = digest.finalize()[..8].try_into().expect("eight of thirty-two bytes");
    u64::from_le_bytes(bytes) >> 11
}

impl Learner {
    /// Whoever asks, with what they did.
    pub async fn load(cx: &RequestContext) -> Result<Self, Error> {
        let now = cx.visit.now;
        let is_guest = cx.visit.viewer.is_none();
        let refused = cx.visit.returned.as_ref().and_then(|returned| {
            let mut typed =
                returned.typed.iter().filter(|(key, _)| ["experiment", "exercise"].contains(&&**key));
            Some((typed.next()?.1.clone(), returned.error.to_string()))
        });
        let racing = key_of_visit(cx).and_then(|key| cx.site.races.progress(&key)).map(Arc::new);
        let Some(who) = existing(cx).await? else {
            return Ok(Self { now, is_guest, refused, ..Self::default() });
        };
        let work = store::learner::find_work(&cx.db, &who).await?;
        let progress = match work.states.is_empty() {
            true => Vec::new(),
            false => store::learner::list_progress(&cx.db, &who).await?,
        };
        let claimed = cx.session_data().await?.claimed;
        Ok(Self {
            who: Some(who),
            states: work.states.into_iter().map(|state| (state.name, state.state)).collect(),
            progress: progress.into_iter().map(|p| (p.exercise.clone(), p)).collect(),
            last_reset: work.last_reset,
            racing,
            now,
            is_guest,
            claimed,
            refused,
        })
    }

    /// Whose work it is; none where there is none yet.
    pub fn who(&self) -> Option<&LearnerKey> {
        self.who.as_ref()
    }

    /// What somebody has under way under a name, in the shape of whoever kept it.
    pub fn state<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        self.states.get(name).and_then(|state| serde_json::from_str(state).ok())
    }

    pub fn kept(&self, experiment: Experiment) -> Kept {
        let racing = self.racing.clone().filter(|_| experiment == Experiment::Race);
        Kept { racing, ..Kept::read(self.states.get(experiment.name()).map(String::as_str)) }
    }

    /// Why a form of this experiment or exercise came back.
    pub fn refusal(&self, name: &str) -> Option<&str> {
        self.refused.as_ref().filter(|(of, _)| of == name).map(|(_, why)| why.as_str())
    }

    pub fn progress(&self, exercise: &str) -> Option<&Progress> {
        self.progress.get(exercise)
    }

    /// The question this learner has before them. One that was answered a while ago gives way to the next.
    pub fn at_hand(&self, exercise: &str) -> AtHand {
        let state = self.states.get(exercise).map(String::as_str);
        at_hand(state, self.who.as_ref(), exercise, self.now)
    }
}

/// A question that was answered is old after a quarter of a day: whoever comes back meets another one.
const OLD: i64 = 6 * 60 * 60;

fn at_hand(state: Option<&str>, who: Option<&LearnerKey>, exercise: &str, now: Timestamp) -> AtHand {
    let kept: Option<AtHand> = state.and_then(|state| serde_json::from_str(state).ok());
    match kept {
        Some(kept) if kept.tries > 0 && now.since(kept.at) > OLD => kept.next(),
        Some(kept) => kept,
        None => AtHand::of(first_variant(who, exercise)),
    }
}

/// A learner’s name in memory.
pub fn key_of(who: &LearnerKey) -> String {
    match who {
        LearnerKey::Person(id) => id.0.to_string(),
        LearnerKey::Guest(key) => key.0.clone(),
    }
}

/// A learner's number in the queue for workers.
pub fn place_of(who: &LearnerKey) -> u64 {
    number(&[b"place", key_of(who).as_bytes()])
}

/// The name in memory of whoever asks.
pub fn key_of_visit(cx: &RequestContext) -> Option<String> {
    let guest = cx.visit.session_key.as_ref().map(|key| key.0.clone());
    cx.viewer_id().map(|id| id.0.to_string()).or(guest)
}

/// Everybody begins with a question of their own; guests without a session have one in common.
fn first_variant(who: Option<&LearnerKey>, exercise: &str) -> u64 {
    let whose = who.map(key_of).unwrap_or_default();
    number(&[exercise.as_bytes(), b"|", whose.as_bytes()])
}

/// The learner behind this request, if there can be one.
pub async fn existing(cx: &RequestContext) -> Result<Option<LearnerKey>, Error> {
    if let Some(id) = cx.viewer_id() {
        return Ok(Some(LearnerKey::Person(id)));
    }
    let Some(key) = cx.visit.session_key.clone() else { return Ok(None) };
    let data = cx.session_data().await?;
    Ok(data.lab.then_some(LearnerKey::Guest(key)))
}

/// The learner behind this request; a guest's session begins here, or gets its new use.
pub async fn begin(cx: &RequestContext) -> Result<LearnerKey, Error> {
    if let Some(who) = existing(cx).await? {
        count(cx, &who)?;
        return Ok(who);
    }
    let network = Counted::Network(cx.visit.network.clone());
    cx.site.limits.check(network, LimitedAction::GuestSession)?;
    let data = SessionData { lab: true, ..cx.session_data().await? };
    cx.save_session(&data).await?;
    Ok(LearnerKey::Guest(cx.new_session_key()))
}

/// Counts one deed of a learner's.
pub fn count(cx: &RequestContext, who: &LearnerKey) -> Result<(), Error> {
    count_act(cx, who, LimitedAction::Lesson)
}

/// Counts one that keeps the machine busy for seconds.
pub fn count_heavy(cx: &RequestContext, who: &LearnerKey) -> Result<(), Error> {
    count_act(cx, who, LimitedAction::HeavyLesson)
}

fn count_act(cx: &RequestContext, who: &LearnerKey, act: LimitedAction) -> Result<(), Error> {
    let counted = match who {
        LearnerKey::Person(id) => Counted::User(*id),
        LearnerKey::Guest(key) => Counted::Session(key.clone()),
    };
    cx.site.limits.check(counted, act)
}

/// Changes what an experiment holds.
pub async fn change(
    cx: &RequestContext,
    who: &LearnerKey,
    experiment: Experiment,
    fields: &Fields,
    run: impl FnOnce(&mut Kept) + Send,
) -> Result<(), Error> {
    let guess = fields.guess(experiment);
    let changed = store::learner::change_state(&cx.db, who, experiment.name(), cx.visit.now, move |before| {
        let mut kept = Kept::read(before);
        kept.trouble = None;
        if kept.guess.is_none() {
            kept.guess = guess;
        }
        run(&mut kept);
        serde_json::to_string(&kept).map(|state| (state, ()))
    });
    let changed = changed.await?;
    changed.map_err(Error::from)
}

/// Changes the question somebody has before them, if it is the one they saw; `run` may add an attempt at it.
pub async fn change_question(
    cx: &RequestContext,
    exercise: &str,
    variant: u64,
    run: impl FnOnce(&mut AtHand) -> Option<Attempt> + Send,
) -> Result<(), Error> {
    let who = begin(cx).await?;
    let now = cx.visit.now;
    let whose = who.clone();
    let changed = store::learner::change_exercise(&cx.db, &who, exercise, now, move |before| {
        let mut question = at_hand(before, Some(&whose), exercise, now);
        // Whoever has nothing under way saw their own first question, or the one that guests without a session share.
        if before.is_none() && variant == first_variant(None, exercise) {
            question.variant = variant;
        }
        let attempt = if question.variant == variant { run(&mut question) } else { None };
        serde_json::to_string(&question).map(|state| (state, attempt))
    });
    let changed = changed.await?;
    changed.map_err(Error::from)
}
