//! What an experiment offers to the rest of the crate: one trait, with defaults for what most of them do alike.

use super::{ExperimentState, FigureBody, change_state};
use crate::{fields::Fields, learner::begin_learner};
use labs::{Engines, Experiment};
use model::{SessionKey, UserId};
use std::pin::Pin;
use web::{Error, context::RequestContext};

/// A future of a handler. It is boxed, because a trait with plain `async fn`s cannot be used through `dyn`, and the table
/// of experiments (`handler_of`) is a table of `dyn ExperimentHandler`s.
pub type HandlerFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One experiment of the chapters. `handler_of` says which handler belongs to which experiment.
pub trait ExperimentHandler: Sync {
    /// Draws what is inside the figure. `kept` is what the learner's last runs left, or what those of the experiment
    /// left that `source` names.
    fn draw(&self, cx: &RequestContext, stored: &ExperimentState) -> FigureBody;

    /// Runs the experiment once, with what its form says. The default is for experiments that are shown only, or that
    /// have addresses of their own below `/lab`.
    ///
    /// # Errors
    /// `NotFound` by default; otherwise what the store or a rate limit answers. A run that the experiment itself refuses
    /// is no error: the reason is kept with the state and shown in the figure.
    fn run<'a>(&'a self, _: &'a RequestContext, _: &'a Fields) -> HandlerFuture<'a, Result<(), Error>> {
        Box::pin(async { Err(Error::NotFound) })
    }

    /// Has ready what `draw` shows before anybody ran the experiment. `draw` is not async, so it cannot wait for it.
    fn prepare<'a>(&'a self, _: &'a RequestContext) -> HandlerFuture<'a, ()> {
        Box::pin(async {})
    }

    /// The id of the element that a plain form leads back to, where that is not the figure itself: long figures lead
    /// back to what the form changed.
    fn anchor(&self) -> Option<&'static str> {
        None
    }

    /// The experiment whose state this figure shows, where it has none of its own.
    fn source(&self) -> Option<Experiment> {
        None
    }

    /// Whether a figure without a guess shows something that can be explained. (One with a guess is explained once the
    /// guess is answered.)
    fn has_result(&self, stored: &ExperimentState) -> bool {
        !stored.details.is_null()
    }

    /// Whether the explanation in the chapter's text fits what was tried. Where it does not, it is left out.
    fn is_explained(&self, _: &ExperimentState) -> bool {
        true
    }

    /// Forgets what the site holds in memory for a learner. It is called when they start over; what is in the database
    /// is removed by the reset itself.
    fn forget(&self, _labs: &Engines, _learner: &str) {}

    /// Hands what the site holds in memory for a guest over to the account they signed in to, or ends it.
    fn hand_over<'a>(&'a self, _: &'a RequestContext, _: &'a SessionKey, _: UserId) -> HandlerFuture<'a, ()> {
        Box::pin(async {})
    }
}

/// The `run` of an experiment that needs nothing but its state and the form: `step` makes the next state of it.
pub fn run_step<'a>(
    cx: &'a RequestContext,
    experiment: Experiment,
    fields: &'a Fields,
    step: impl Fn(&mut ExperimentState, &Fields) + Send + Sync + 'a,
) -> HandlerFuture<'a, Result<(), Error>> {
    Box::pin(async move {
        let learner_key = begin_learner(cx).await?;
        change_state(cx, &learner_key, experiment, fields, |stored| step(stored, fields)).await
    })
}
