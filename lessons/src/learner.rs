//! The learner behind a request: who it is, and everything they did so far that a page needs.
//!
//! A learner is an account, or the session of a guest. A guest's session begins with the first thing they try, not with
//! the first page they open, so that reading leaves no row in the database.

use crate::{current_question::CurrentQuestion, experiment::ExperimentState};
use labs::{
    Experiment,
    race::Underway,
    sandbox::{Claim, ClaimKind},
};
use model::{SessionData, Timestamp};
use serde::de::{DeserializeOwned, IgnoredAny};
use sha2::{Digest, Sha256};
use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};
use store::learner::{LearnerKey, Progress};
use web::{
    Error,
    context::RequestContext,
    rate_limit::{LimitedAction, RateLimitKey},
};

/// What one learner did so far, as far as a page needs it. Read once for each page.
#[derive(Debug, Default)]
pub struct Learner {
    /// None where nothing was done yet.
    key: Option<LearnerKey>,
    /// JSON texts of `lab_states`, by the name of the experiment or exercise.
    states: BTreeMap<String, String>,
    /// When each state was last changed, by the same name.
    changed_at: BTreeMap<String, Timestamp>,
    /// By the name of the exercise.
    progress: BTreeMap<String, Progress>,
    /// What was started over last, in words, if that can be undone.
    pub last_reset: Option<String>,
    /// The time of the request.
    pub now: Timestamp,
    /// Whether nobody is signed in.
    pub is_guest: bool,
    /// Whether a guest's work became this account's in this very session.
    pub claimed: bool,
    /// The learner's race, if one is under way. It is looked up before the states are read: a race that ends in between
    /// is then still drawn as one under way, and the next look finds its result. The other way round a figure could
    /// show neither.
    racing: Option<Arc<Underway>>,
    /// A plain form of this page that was refused: the experiment or exercise it belongs to, and why.
    pub refused: Option<(String, String)>,
}

impl Learner {
    /// Reads everything the learner behind this request did.
    ///
    /// # Errors
    /// What the store or the session answers.
    pub async fn load(cx: &RequestContext) -> Result<Self, Error> {
        let now = cx.visit.now;
        let is_guest = cx.visit.viewer.is_none();
        // Every form of a figure or an exercise says in a hidden field which one it is.
        let refused = cx.visit.refused_form.as_ref().and_then(|returned| {
            let mut typed =
                returned.typed.iter().filter(|(key, _)| ["experiment", "exercise"].contains(&&**key));
            Some((typed.next()?.1.clone(), returned.error.to_string()))
        });
        let racing = memory_key_of_visit(cx).and_then(|key| cx.site.labs.races.progress(&key)).map(Arc::new);
        let Some(learner_key) = find_learner(cx).await? else {
            return Ok(Self { now, is_guest, refused, ..Self::default() });
        };
        let work = store::learner::find_work(&cx.db, &learner_key).await?;
        // Attempts are only ever made at a question that has a state, so without states there is nothing to list.
        let progress = match work.states.is_empty() {
            true => Vec::new(),
            false => store::learner::list_progress(&cx.db, &learner_key).await?,
        };
        let claimed = cx.session_data().await?.claimed;
        Ok(Self {
            key: Some(learner_key),
            changed_at: work.states.iter().map(|state| (state.name.clone(), state.updated_at)).collect(),
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
    pub fn key(&self) -> Option<&LearnerKey> {
        self.key.as_ref()
    }

    /// What the learner has under way under a name, in the type of whoever stored it. None where there is nothing, or
    /// where an older version of the site stored something else.
    pub fn state<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        self.states.get(name).and_then(|state| serde_json::from_str(state).ok())
    }

    /// The names of the states, the one that was changed last first.
    pub fn latest(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.changed_at.iter().collect();
        // Times are whole seconds. Of two in the same second an exercise is taken for the later: it stands below the figures.
        names.sort_by_key(|(name, at)| (Reverse(**at), Experiment::of_name(name).is_some()));
        names.into_iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The state of an experiment; its beginning where it was never run.
    pub fn experiment_state(&self, experiment: Experiment) -> ExperimentState {
        let racing = self.racing.clone().filter(|_| experiment == Experiment::Race);
        ExperimentState {
            racing,
            ..ExperimentState::parse(self.states.get(experiment.name()).map(String::as_str))
        }
    }

    /// Why the form of this experiment or exercise came back, if it did; or that what was kept of it cannot be read.
    pub fn refusal(&self, name: &str) -> Option<&str> {
        let came_back = self.refused.as_ref().filter(|(of, _)| of == name).map(|(_, why)| why.as_str());
        came_back.or_else(|| {
            let state = self.states.get(name)?;
            let is_unreadable = serde_json::from_str::<IgnoredAny>(state).is_err();
            is_unreadable.then_some("What was kept here could not be read, so it begins anew.")
        })
    }

    /// What the attempts at an exercise came to; none where there were none.
    pub fn progress(&self, exercise: &str) -> Option<&Progress> {
        self.progress.get(exercise)
    }

    /// The question of an exercise that this learner has before them.
    pub fn current_question(&self, exercise: &str) -> CurrentQuestion {
        let state = self.states.get(exercise).map(String::as_str);
        CurrentQuestion::of(state, self.key.as_ref(), exercise, self.now)
    }
}

/// A number of at most 53 bits that cannot be foreseen from its parts. It goes through JSON and through JavaScript, where
/// whole numbers are exact up to 53 bits (ECMA-262, `Number.MAX_SAFE_INTEGER`).
pub fn digest_number(parts: &[&[u8]]) -> u64 {
    let mut digest = Sha256::new();
    parts.iter().for_each(|part| digest.update(part));
    let bytes: [u8; 8] = digest.finalize()[..8].try_into().expect("eight of thirty-two bytes");
    u64::from_le_bytes(bytes) >> 11
}

/// The text under which the engines of `labs` hold things for a learner in memory.
pub fn memory_key(learner_key: &LearnerKey) -> String {
    match learner_key {
        LearnerKey::Person(id) => id.0.to_string(),
        LearnerKey::Guest(key) => key.0.clone(),
    }
}

/// The same for the learner behind this request, without asking the database.
pub fn memory_key_of_visit(cx: &RequestContext) -> Option<String> {
    let guest = cx.visit.session_key.as_ref().map(|key| key.0.clone());
    cx.viewer_id().map(|id| id.0.to_string()).or(guest)
}

/// With what a learner's job waits for a worker; networks, members and people have their turns.
pub fn claim(cx: &RequestContext, learner_key: &LearnerKey, kind: ClaimKind) -> Claim {
    Claim {
        network: cx.visit.network.clone(),
        person: digest_number(&[b"place", memory_key(learner_key).as_bytes()]),
        is_member: matches!(learner_key, LearnerKey::Person(_)),
        kind,
    }
}

/// The learner behind this request, if they did anything yet. Nothing is written.
///
/// # Errors
/// What the session answers.
pub async fn find_learner(cx: &RequestContext) -> Result<Option<LearnerKey>, Error> {
    if let Some(id) = cx.viewer_id() {
        return Ok(Some(LearnerKey::Person(id)));
    }
    let Some(key) = cx.visit.session_key.clone() else { return Ok(None) };
    let data = cx.session_data().await?;
    Ok(data.lab.then_some(LearnerKey::Guest(key)))
}

/// The learner behind this request, with one action counted. A guest's session begins here, or is noted as one of a
/// learner's.
///
/// # Errors
/// `TooMany` where a limit is reached: of actions for a learner, of new guests for a network.
pub async fn begin_learner(cx: &RequestContext) -> Result<LearnerKey, Error> {
    if let Some(learner_key) = find_learner(cx).await? {
        count_action(cx, &learner_key)?;
        return Ok(learner_key);
    }
    let network = RateLimitKey::Network(cx.visit.network.clone());
    cx.site.limits.check(network, LimitedAction::GuestSession)?;
    let data = SessionData { lab: true, ..cx.session_data().await? };
    cx.save_session(&data).await?;
    let key = cx.new_session_key();
    store::learner::insert_guest(&cx.db, key.clone(), cx.visit.network.clone(), cx.visit.now).await?;
    Ok(LearnerKey::Guest(key))
}

/// Counts one action of a learner against their limit.
///
/// # Errors
/// `TooMany` where it is reached.
pub fn count_action(cx: &RequestContext, learner_key: &LearnerKey) -> Result<(), Error> {
    count(cx, learner_key, LimitedAction::Lesson)
}

/// Counts one action that keeps the machine busy for seconds, which has a lower limit.
///
/// # Errors
/// `TooMany` where it is reached.
pub fn count_heavy_action(cx: &RequestContext, learner_key: &LearnerKey) -> Result<(), Error> {
    count(cx, learner_key, LimitedAction::HeavyLesson)
}

fn count(cx: &RequestContext, learner_key: &LearnerKey, action: LimitedAction) -> Result<(), Error> {
    let key = match learner_key {
        LearnerKey::Person(id) => RateLimitKey::User(*id),
        LearnerKey::Guest(key) => RateLimitKey::Session(key.clone()),
    };
    cx.site.limits.check(key, action)
}
