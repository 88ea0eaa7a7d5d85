//! The experiments: what running one does to what somebody holds of it, and what is inside its figure.
//!
//! Each keeps its own shape of state in `Kept::run`. Those that need a real cookie are run by real requests below `/lab`
//! (`server/src/lab/`), the others by `run`.

pub mod counter;
mod decode;
mod frameworks;
mod jar;
mod join_steps;
mod kill;
mod levels;
mod life;
mod likes;
mod mend;
pub mod own_browser;
mod own_cookie;
mod passwords;
mod race;
mod sessions;
mod switches;
pub mod tamper;
mod three_tables;
mod time_apart;
mod wire;

use crate::{
    fields::Fields,
    learner::{Kept, begin, change},
};
use labs::Experiment;
use leptos::prelude::AnyView;
use web::{Error, context::RequestContext};

pub use mend::chosen as fetch_of;
pub use race::{keep as keep_race, raced_by};

/// Whether what a figure shows really happens, and what to call it.
#[derive(Clone, Copy, Debug)]
pub enum Provenance {
    Real(&'static str),
    Simulated(&'static str),
}

/// The inside of a figure.
pub struct Part {
    pub provenance: Provenance,
    /// What is asked, with the buttons that ask it, where all else in the case comes of it.
    pub ask: Option<AnyView>,
    /// The parts of the case, from top to bottom.
    pub inside: Vec<AnyView>,
    /// Beside the guess: what the last run showed.
    pub result: Option<AnyView>,
    /// The buttons.
    pub bar: AnyView,
    /// Where its form goes, if not to `run`.
    pub action: Option<&'static str>,
}

/// Runs an experiment once.
pub async fn run(cx: &RequestContext, experiment: Experiment, fields: Fields) -> Result<(), Error> {
    let machine: fn(Experiment, &mut Kept, &Fields) = match experiment {
        Experiment::Wire => return wire::run(cx, &fields).await,
        Experiment::OwnCookie => return own_cookie::run(cx, &fields).await,
        Experiment::LikesRestart => return likes::run(cx, &fields).await,
        Experiment::KillNine => return kill::run(cx, &fields).await,
        Experiment::Passwords => return passwords::run(cx, &fields).await,
        Experiment::JoinSteps => return join_steps::run(cx, &fields).await,
        Experiment::ThreeTables => return three_tables::run(cx, &fields).await,
        Experiment::Race => return race::run(cx, &fields).await,
        Experiment::Mend => return mend::run(cx, &fields).await,
        Experiment::TwoBrowsers | Experiment::Copied | Experiment::Forgotten => sessions::run,
        Experiment::Tamper => |_, kept, fields| tamper::run(kept, fields),
        Experiment::Decode => |_, kept, fields| decode::run(kept, fields),
        Experiment::Levels => |_, kept, fields| levels::run(kept, fields),
        Experiment::Jar => |_, kept, fields| jar::run(kept, fields),
        Experiment::Life => |_, kept, fields| life::run(kept, fields),
        Experiment::Switches => |_, kept, fields| switches::run(kept, fields),
        // Run by requests of their own, or shown only.
        _ => return Err(Error::NotFound),
    };
    let who = begin(cx).await?;
    change(cx, &who, experiment, &fields, |kept| machine(experiment, kept, &fields)).await
}

/// Has ready what some of the figures show before anybody runs them.
pub async fn prepare(cx: &RequestContext, experiments: impl Iterator<Item = Experiment>) {
    for experiment in experiments {
        if experiment == Experiment::ThreeTables {
            three_tables::prepare(cx).await;
        }
    }
}

/// Whether there is something to explain in a figure without a guess.
pub fn has_shown(experiment: Experiment, kept: &Kept) -> bool {
    match experiment {
        Experiment::Frameworks => true,
        Experiment::Mend => mend::has_joined(kept),
        _ => !kept.run.is_null(),
    }
}

/// Where a plain form is led back to: to what it showed, where a figure is long, else to the figure.
pub fn anchor(experiment: Experiment) -> &'static str {
    match experiment {
        Experiment::JoinSteps => "join-steps-at",
        Experiment::Mend => "mend-ask",
        Experiment::Race => "race-ask",
        other => other.name(),
    }
}

/// The inside of an experiment's figure.
pub fn draw(cx: &RequestContext, experiment: Experiment, kept: &Kept) -> Part {
    match experiment {
        Experiment::Counter => counter::draw(kept),
        Experiment::TwoBrowsers | Experiment::Copied | Experiment::Forgotten => {
            sessions::draw(experiment, kept)
        }
        Experiment::Decode => decode::draw(kept),
        Experiment::Levels => levels::draw(kept),
        Experiment::Jar => jar::draw(cx, kept),
        Experiment::Life => life::draw(kept),
        Experiment::Switches => switches::draw(kept),
        Experiment::OwnBrowser => own_browser::draw(kept),
        Experiment::Frameworks => frameworks::draw(cx),
        Experiment::Tamper => tamper::draw(kept),
        Experiment::FourWays => tamper::draw_grid(kept),
        Experiment::Wire => wire::draw(cx, kept),
        Experiment::OwnCookie => own_cookie::draw(cx, kept),
        Experiment::LikesRestart => likes::draw(cx, kept),
        Experiment::KillNine => kill::draw(kept),
        Experiment::Passwords => passwords::draw(kept),
        Experiment::JoinSteps => join_steps::draw(cx, kept),
        Experiment::ThreeTables => three_tables::draw(cx, kept),
        Experiment::Race => race::draw(kept),
        Experiment::TimeApart => time_apart::draw(kept),
        Experiment::Mend => mend::draw(kept),
    }
}
