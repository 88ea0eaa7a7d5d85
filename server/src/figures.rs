//! What the process keeps in memory and on the disk, each with its bound, for whoever runs the site.
//!
//! Everything that strangers can make grow is in this list. Something that is missing here has no bound that anybody watches.

use crate::state::State;
use std::fmt;
use web::{markdown, rate_limit::RateLimits};

/// How much there is of something, and how much there may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What it is.
    pub name: String,
    /// How much there is now.
    pub now: u64,
    /// How much there may be; none where nothing of ours bounds it, as with the size of the database.
    pub max: Option<u64>,
    /// What is counted.
    pub unit: Unit,
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Bytes,
    Number,
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, now, max, unit } = self;
        let shown = |n: u64| match unit {
            Unit::Bytes => format!("{} KiB", n.div_ceil(1 << 10)),
            Unit::Number => n.to_string(),
        };
        match max {
            Some(max) => write!(f, "{name}: {} of {}", shown(*now), shown(*max)),
            None => write!(f, "{name}: {}", shown(*now)),
        }
    }
}

/// All figures of a running site. Each is one look at a counter; for the files the disk is asked for their sizes.
pub fn figures(state: &State) -> Vec<Figure> {
    let bytes = |name: &str, (now, max): (u64, u64)| figure(name, now, Some(max), Unit::Bytes);
    let number = |name: &str, (now, max): (u64, u64)| figure(name, now, Some(max), Unit::Number);
    let (site, labs) = (&state.site, &state.site.labs);
    let [results, schemas] = labs.sandboxes.bytes();
    let (_, traces) = site.rings.size();
    let (events, events_max) = site.hub.history();
    let mut figures = vec![
        figure("memory of the process", resident_bytes(), None, Unit::Bytes),
        bytes("pages kept ready", state.page_cache.bytes()),
        bytes("rendered texts of people", site.renderer.cached_bytes()),
        bytes("rendered texts of the site", markdown::site_cached_bytes()),
        bytes("traces of the X-ray", (traces as u64, xray::ALL_BYTES_MAX as u64)),
        bytes("answers of learners’ databases", results),
        bytes("tables of learners’ databases", schemas),
        bytes("answers to SQL exercises", labs.last_answers.bytes()),
        bytes("samples of SQL exercises", labs.last_answers.sample_bytes()),
        bytes("recordings of the wire", labs.recordings.bytes()),
        bytes("forms that were refused", state.refused_forms.bytes()),
        bytes("events for open pages", (events, events_max * 1_024)),
        number("sessions read in this second", state.session_cache.count()),
        number("people read in this second", state.viewer_cache.count()),
        number("counters of rate limits", (site.limits.key_count() as u64, RateLimits::ALL_KEYS_MAX as u64)),
        number("cookies counted in chapter 1", labs.counters.count()),
    ];
    figures.extend(
        site.db.file_bytes().into_iter().map(|(name, bytes)| figure(&name, bytes, None, Unit::Bytes)),
    );
    figures
}

fn figure(name: &str, now: u64, max: Option<u64>, unit: Unit) -> Figure {
    Figure { name: name.to_owned(), now, max, unit }
}

/// The memory that the process has in use, in bytes, as the kernel counts it (proc_pid_status(5), `VmRSS`); 0 where it does not
/// tell.
pub fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: Option<u64> = line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse().ok());
    kib.unwrap_or(0) * 1_024
}
