//! Where traces are kept: in memory, for each session its own, the newest few.
//!
//! A trace is found only together with the session that caused it: no number of a trace is enough by itself. All of it
//! is bounded, in number, bytes and age, and gone with its session.

use super::Trace;
use model::{SessionKey, Timestamp, UserId};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

/// The last requests that a session keeps.
pub const TRACES_MAX: usize = 100;
/// The most that one session's traces take.
pub const SESSION_BYTES_MAX: usize = 512 << 10;
/// The most that all of them take, as `Trace::bytes` counts; beyond it the session that was quiet longest is forgotten. With
/// what the allocator adds this stays under 128 MiB (`cargo xtask bench xray`).
pub const ALL_BYTES_MAX: usize = 96 << 20;
/// Seconds; older traces are forgotten.
pub const AGE_MAX: i64 = 60 * 60;

/// Every session's traces; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Rings(Arc<Mutex<All>>);

#[derive(Debug, Default)]
struct All {
    rings: HashMap<SessionKey, Ring>,
    bytes: usize,
}

#[derive(Debug, Default)]
struct Ring {
    traces: VecDeque<(Arc<Trace>, usize)>,
    bytes: usize,
}

impl Ring {
    fn newest(&self) -> Timestamp {
        self.traces.back().map_or(Timestamp(0), |(trace, _)| trace.at)
    }

    fn person(&self) -> Option<i64> {
        self.traces.back().and_then(|(trace, _)| trace.after.as_ref()?.user_id)
    }

    fn drop_oldest(&mut self) {
        if let Some((_, bytes)) = self.traces.pop_front() {
            self.bytes -= bytes;
        }
    }
}

impl Rings {
    /// Keeps a trace of a session.
    pub fn push(&self, session: &SessionKey, trace: Trace) {
        let (bytes, now) = (trace.bytes(), trace.at);
        self.with(|all| {
            let ring = all.rings.entry(session.clone()).or_default();
            let before = ring.bytes;
            ring.traces.push_back((Arc::new(trace), bytes));
            ring.bytes += bytes;
            let is_old = |ring: &Ring| ring.traces.front().is_some_and(|(t, _)| now.since(t.at) > AGE_MAX);
            while ring.traces.len() > TRACES_MAX || ring.bytes > SESSION_BYTES_MAX || is_old(ring) {
                ring.drop_oldest();
            }
            all.bytes = all.bytes + ring.bytes - before;
            if all.bytes > ALL_BYTES_MAX {
                all.make_room(now);
            }
        });
    }

    /// The traces of a session that are not too old, the oldest first.
    pub fn list(&self, session: &SessionKey, now: Timestamp) -> Vec<Arc<Trace>> {
        self.with(|all| {
            let traces = all.rings.get(session).into_iter().flat_map(|ring| &ring.traces);
            traces.filter(|(t, _)| now.since(t.at) <= AGE_MAX).map(|(t, _)| t.clone()).collect()
        })
    }

    /// The session goes on under another key, as it does at every sign-in.
    pub fn rename(&self, old: &SessionKey, new: &SessionKey) {
        self.with(|all| {
            if let Some(ring) = all.rings.remove(old) {
                // Nothing of an id just drawn can be there already.
                all.rings.insert(new.clone(), ring);
            }
        });
    }

    /// The session is over, or its glass is off.
    pub fn forget(&self, session: &SessionKey) {
        self.with(|all| all.remove(session));
    }

    /// How many sessions have traces, and the bytes of all.
    pub fn size(&self) -> (usize, usize) {
        self.with(|all| (all.rings.len(), all.bytes))
    }

    /// All sessions of a person are over but the one that stays.
    pub fn forget_person(&self, person: UserId, stays: Option<&SessionKey>) {
        self.with(|all| {
            let theirs =
                |(key, ring): &(&SessionKey, &Ring)| Some(*key) != stays && ring.person() == Some(person.0);
            let keys: Vec<_> = all.rings.iter().filter(theirs).map(|(key, _)| key.clone()).collect();
            keys.iter().for_each(|key| all.remove(key));
        });
    }

    fn with<T>(&self, f: impl FnOnce(&mut All) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl All {
    fn remove(&mut self, session: &SessionKey) {
        if let Some(ring) = self.rings.remove(session) {
            self.bytes -= ring.bytes;
        }
    }

    /// First whatever is too old, then the sessions that were quiet longest, down to nine tenths of the bound, so that
    /// this is not done for every trace.
    fn make_room(&mut self, now: Timestamp) {
        let mut by_age: Vec<_> = self.rings.iter().map(|(key, ring)| (ring.newest(), key.clone())).collect();
        by_age.sort_unstable_by_key(|(newest, _)| *newest);
        for (newest, key) in by_age {
            if now.since(newest) <= AGE_MAX && self.bytes <= ALL_BYTES_MAX / 10 * 9 {
                break;
            }
            self.remove(&key);
        }
    }
}
