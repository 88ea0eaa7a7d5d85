//! The experiments: what a run of each does to the learner's state, and what its figure shows.
//!
//! Each experiment is a file here with a handler (`handler.rs`) and a type of its own for `ExperimentState::details`. Most
//! are run by the form of their figure, which `/api/run_experiment` leads to `run`. Those that need a real cookie are run by
//! real requests to addresses below `/lab` (`server/src/lab/`), which call the functions `note…` of their files.
//!
//! To add an experiment: its line in the table of `labs/src/experiment.rs`, its file and its line in `handler_of` below,
//! and its figure in the text of a chapter.

mod attribute_switches;
mod cookie_life;
pub mod counter;
mod decode;
mod frameworks;
mod handler;
mod jar;
mod join_steps;
mod kill;
mod levels;
mod likes;
pub mod own_browser;
mod own_cookie;
mod passwords;
mod race;
mod race_time_parts;
mod sessions;
mod slow_feed_repair;
mod state;
pub mod tamper;
mod three_tables;
mod wire;

use crate::fields::Fields;
use handler::{ExperimentHandler, HandlerFuture, run_step};
use labs::{Engines, Experiment};
use leptos::prelude::AnyView;
use model::{SessionKey, UserId};
use web::{Error, context::RequestContext};

pub use race::last_race;
pub use slow_feed_repair::chosen as fetch_of;
pub use state::{ExperimentState, change_state};

/// Whether what a figure shows really happened or is simulated, in words that stand on its label.
#[derive(Clone, Copy, Debug)]
pub enum Provenance {
    /// Real cookies, processes or rows.
    Real(&'static str),
    /// A simulation by the rules of the real thing.
    Simulated(&'static str),
}

/// What is inside a figure; `page/figure.rs` draws the rest around it.
pub struct FigureBody {
    /// What stands on the label.
    pub provenance: Provenance,
    /// The settings of a run with the buttons that begin it, for figures in which all else is the result of that run.
    /// They stand above everything else.
    pub controls: Option<AnyView>,
    /// The sections of the figure, from top to bottom.
    pub sections: Vec<AnyView>,
    /// What the last run showed, where that is short enough to stand beside the guess.
    pub result: Option<AnyView>,
    /// The buttons at the lower edge.
    pub buttons: AnyView,
    /// The address that the form is sent to, where that is not `/api/run_experiment`.
    pub form_action: Option<&'static str>,
}

/// The handler of each experiment. A new experiment is registered by its line here and its line in the table of
/// `labs/src/experiment.rs`; the compiler asks for the one where the other is there.
fn handler_of(experiment: Experiment) -> &'static dyn ExperimentHandler {
    match experiment {
        Experiment::Counter => &counter::Handler,
        Experiment::TwoBrowsers => &sessions::Handler(Experiment::TwoBrowsers),
        Experiment::Copied => &sessions::Handler(Experiment::Copied),
        Experiment::Forgotten => &sessions::Handler(Experiment::Forgotten),
        Experiment::Life => &cookie_life::Handler,
        Experiment::Switches => &attribute_switches::Handler,
        Experiment::Jar => &jar::Handler,
        Experiment::OwnBrowser => &own_browser::Handler,
        Experiment::Frameworks => &frameworks::Handler,
        Experiment::Decode => &decode::Handler,
        Experiment::Wire => &wire::Handler,
        Experiment::Tamper => &tamper::Handler,
        Experiment::FourWays => &tamper::GridHandler,
        Experiment::Levels => &levels::Handler,
        Experiment::OwnCookie => &own_cookie::Handler,
        Experiment::LikesRestart => &likes::Handler,
        Experiment::KillNine => &kill::Handler,
        Experiment::Passwords => &passwords::Handler,
        Experiment::JoinSteps => &join_steps::Handler,
        Experiment::ThreeTables => &three_tables::Handler,
        Experiment::Race => &race::Handler,
        Experiment::TimeApart => &race_time_parts::Handler,
        Experiment::Mend => &slow_feed_repair::Handler,
    }
}

/// Runs an experiment once, with what its form says.
///
/// # Errors
/// `NotFound` for an experiment that is not run by this form; otherwise as its handler.
pub async fn run(cx: &RequestContext, experiment: Experiment, fields: Fields) -> Result<(), Error> {
    handler_of(experiment).run(cx, &fields).await
}

/// Has ready what the figures of these experiments show before anybody runs them.
pub async fn prepare(cx: &RequestContext, experiments: impl Iterator<Item = Experiment>) {
    for experiment in experiments {
        handler_of(experiment).prepare(cx).await;
    }
}

/// The id of the element that a plain form of this experiment leads back to.
pub fn anchor(experiment: Experiment) -> &'static str {
    handler_of(experiment).anchor().unwrap_or(experiment.name())
}

/// Draws the inside of an experiment's figure.
pub fn draw(cx: &RequestContext, experiment: Experiment, stored: &ExperimentState) -> FigureBody {
    handler_of(experiment).draw(cx, stored)
}

/// The experiment whose state a figure shows: its own, for nearly all of them.
pub fn source_of(experiment: Experiment) -> Experiment {
    handler_of(experiment).source().unwrap_or(experiment)
}

/// Whether the chapter's explanation fits what was tried.
pub fn is_explained(experiment: Experiment, stored: &ExperimentState) -> bool {
    handler_of(experiment).is_explained(stored)
}

/// Whether there is something to explain in a figure without a guess.
pub fn has_result(experiment: Experiment, stored: &ExperimentState) -> bool {
    handler_of(experiment).has_result(stored)
}

/// Forgets what the site holds in memory of an experiment for a learner, by their key in memory.
pub fn forget(labs: &Engines, experiment: Experiment, learner: &str) {
    handler_of(experiment).forget(labs, learner);
}

/// Hands what the site holds in memory for a guest over to the account they signed in to, for every experiment.
pub async fn hand_over(cx: &RequestContext, guest: &SessionKey, user: UserId) {
    for experiment in Experiment::ALL {
        handler_of(experiment).hand_over(cx, guest, user).await;
    }
}
