//! Keeps the newest traces of each session in memory, in a ring buffer per session.
//!
//! A trace is found only by the key of the session that caused it; the number of a trace is never enough. Everything is
//! bounded, in number, bytes and age, and removed when its session ends. Nothing is written to the disk.

use super::Trace;
use model::{SessionKey, Timestamp, UserId};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

/// How many traces are kept for one session.
pub const TRACES_MAX: usize = 100;
/// How many bytes the traces of one session may take, as `Trace::bytes` counts.
pub const SESSION_BYTES_MAX: usize = 512 << 10;
/// How many bytes the traces of all sessions may take, as `Trace::bytes` counts. Beyond that, the sessions whose last
/// request is longest ago lose of_user. With what the allocator adds this stays under 32 MiB (`cargo xtask bench
/// xray`).
pub const ALL_BYTES_MAX: usize = 16 << 20;
/// The greatest age of a trace, in seconds.
pub const AGE_MAX: i64 = 60 * 60;

/// The traces of all sessions; a clone shares them and is cheap.
#[derive(Clone, Debug, Default)]
pub struct Rings(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    rings: HashMap<SessionKey, Ring>,
    /// The sum of the bytes of all rings.
    bytes: usize,
}

#[derive(Debug, Default)]
struct Ring {
    /// Oldest first, each with its size in bytes: a trace's size must not change between adding and subtracting it.
    traces: VecDeque<(Arc<Trace>, usize)>,
    /// The sum of these sizes.
    bytes: usize,
}

impl Ring {
    fn newest(&self) -> Timestamp {
        self.traces.back().map_or(Timestamp(0), |(trace, _)| trace.at)
    }

    /// Who was signed in at the newest request.
    fn user_id(&self) -> Option<i64> {
        self.traces.back().and_then(|(trace, _)| trace.after.as_ref()?.user_id)
    }

    fn drop_oldest(&mut self) {
        if let Some((_, bytes)) = self.traces.pop_front() {
            self.bytes -= bytes;
        }
    }
}

impl Rings {
    /// Adds a trace to a session, and removes whatever then exceeds a bound.
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

    /// The traces of a session that are at most `AGE_MAX` old at `now`, oldest first.
    pub fn list(&self, session: &SessionKey, now: Timestamp) -> Vec<Arc<Trace>> {
        self.with(|all| {
            let traces = all.rings.get(session).into_iter().flat_map(|ring| &ring.traces);
            traces.filter(|(t, _)| now.since(t.at) <= AGE_MAX).map(|(t, _)| t.clone()).collect()
        })
    }

    /// Moves the traces to the session's new key. A session gets a new key at every sign-in, against session fixation.
    pub fn rename(&self, old: &SessionKey, new: &SessionKey) {
        self.with(|all| {
            if let Some(ring) = all.rings.remove(old) {
                // The new key was drawn at random just now, so it cannot have traces yet, and the sum of bytes stays
                // right.
                all.rings.insert(new.clone(), ring);
            }
        });
    }

    /// Removes all traces of a session, because it ended or because its X-ray was turned off.
    pub fn forget(&self, session: &SessionKey) {
        self.with(|all| all.remove(session));
    }

    /// Removes the sessions whose newest trace is too old to be shown.
    pub fn forget_old(&self, now: Timestamp) {
        self.with(|all| {
            let is_old = |ring: &Ring| now.since(ring.newest()) > AGE_MAX;
            let keys: Vec<_> =
                all.rings.iter().filter(|(_, ring)| is_old(ring)).map(|(key, _)| key.clone()).collect();
            keys.iter().for_each(|key| all.remove(key));
            all.rings.shrink_to_fit();
        });
    }

    /// How many sessions have traces, and how many bytes all traces take.
    pub fn size(&self) -> (usize, usize) {
        self.with(|all| (all.rings.len(), all.bytes))
    }

    /// Removes the traces of all sessions of a user, because these sessions were ended. `except` is a session that goes
    /// on.
    pub fn forget_user(&self, user: UserId, except: Option<&SessionKey>) {
        self.with(|all| {
            let of_user =
                |(key, ring): &(&SessionKey, &Ring)| Some(*key) != except && ring.user_id() == Some(user.0);
            let keys: Vec<_> = all.rings.iter().filter(of_user).map(|(key, _)| key.clone()).collect();
            keys.iter().for_each(|key| all.remove(key));
        });
    }

    fn with<T>(&self, f: impl FnOnce(&mut State) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn remove(&mut self, session: &SessionKey) {
        if let Some(ring) = self.rings.remove(session) {
            self.bytes -= ring.bytes;
        }
    }

    /// Removes sessions whose newest trace is too old, and then those whose newest trace is oldest, down to nine tenths
    /// of the bound. The margin avoids sorting all sessions again for the very next trace.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn trace(at: i64, bytes: usize) -> Trace {
        Trace { at: Timestamp(at), address: "x".repeat(bytes), ..Trace::default() }
    }

    fn session(n: usize) -> SessionKey {
        SessionKey(n.to_string())
    }

    #[test]
    fn r1_all_traces_together_stay_within_their_bytes_and_the_longest_idle_go_first() {
        let rings = Rings::default();
        for n in 0..200 {
            for _ in 0..4 {
                rings.push(&session(n), trace(n as i64, 100_000));
            }
            assert!(rings.size().1 <= ALL_BYTES_MAX, "{:?}", rings.size());
        }
        assert!(rings.list(&session(0), Timestamp(200)).is_empty());
        assert_eq!(rings.list(&session(199), Timestamp(200)).len(), 4);
    }

    #[test]
    fn r1_traces_that_nobody_may_see_any_more_are_forgotten_by_themselves() {
        let rings = Rings::default();
        rings.push(&session(1), trace(0, 10));
        rings.push(&session(2), trace(60, 10));
        rings.forget_old(Timestamp(AGE_MAX + 30));
        assert_eq!(rings.size().0, 1);
        rings.forget_old(Timestamp(AGE_MAX + 61));
        assert_eq!(rings.size(), (0, 0));
    }
}
