//! The list of events, and what follows from it.

use super::{Browser, Event, Snapshot, simulation::Simulation};
use serde::{Deserialize, Serialize};

/// What happened so far: all that is stored of a learner's simulation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventLog {
    /// The server's session ids are drawn from it.
    pub seed: u64,
    /// From the first to the last, at most `EVENTS_MAX`.
    pub events: Vec<Event>,
}

impl EventLog {
    /// The most events, so that a stored state and a page stay small.
    pub const EVENTS_MAX: usize = 40;

    /// Adds an event.
    ///
    /// # Errors
    /// A sentence, when there are `EVENTS_MAX` already.
    pub fn push(&mut self, event: Event) -> Result<(), String> {
        if self.events.len() >= Self::EVENTS_MAX {
            return Err(format!(
                "{} steps are as many as the stage holds. Undo some, or start over.",
                Self::EVENTS_MAX
            ));
        }
        self.events.push(event);
        Ok(())
    }

    /// The state at the beginning and after each event; one more than there are events.
    pub fn snapshots(&self) -> Vec<Snapshot> {
        let mut simulation = Simulation::new(self.seed);
        let mut snapshots = vec![simulation.initial()];
        snapshots.extend(self.events.iter().map(|event| simulation.apply(*event)));
        snapshots
    }

    /// The outcome of the first figure: whether the server keeps the two browsers apart. `None` until both have sent two
    /// requests, for one request each would prove nothing.
    pub fn apart_or_together(&self) -> Option<&'static str> {
        let asked = |browser| self.events.iter().filter(|event| **event == Event::Send(browser)).count();
        if asked(Browser::A) < 2 || asked(Browser::B) < 2 {
            return None;
        }
        let last = self.snapshots().pop()?;
        Some(if last.jars[0] == last.jars[1] { "together" } else { "apart" })
    }

    /// The outcome of the second figure: whom the server takes a browser for that sends a copy of the other's cookie.
    /// `None` until that has happened.
    pub fn copied(&self) -> Option<&'static str> {
        let snapshots = self.snapshots();
        let asks_with_copy = self.events.windows(2).position(|pair| match pair {
            [Event::CopyCookie(from), Event::Send(browser)] => *browser == from.other(),
            _ => false,
        })?;
        // `snapshots[n]` is the state before event `n`, so the copy has been made in the one after it.
        let (before, after) = (snapshots.get(asks_with_copy + 1)?, snapshots.get(asks_with_copy + 2)?);
        let known = before.jars[0].is_some() && before.jars[0] == before.jars[1];
        let same = after.table.len() == before.table.len() && after.jars[0] == after.jars[1];
        known.then_some(if same { "same" } else { "another" })
    }

    /// The outcome of the third figure: whom the server takes a browser for whose row it has deleted. `None` until that
    /// browser has sent a request after it.
    pub fn forgotten(&self) -> Option<&'static str> {
        let snapshots = self.snapshots();
        self.events.iter().enumerate().find_map(|(n, event)| {
            let Event::DeleteSession(browser) = event else { return None };
            let gone = snapshots[n].table.len() > snapshots[n + 1].table.len();
            let next = self.events[n + 1..].iter().position(|event| *event == Event::Send(*browser))?;
            let after = &snapshots[n + 2 + next];
            let anew = after.exchange.as_ref().is_some_and(|exchange| exchange.answer.contains("set-cookie"));
            gone.then_some(if anew { "stranger" } else { "known" })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn log(names: &[&str]) -> EventLog {
        let events = names.iter().map(|name| Event::of_name(name).expect("a known event")).collect();
        EventLog { seed: 7, events }
    }

    #[test]
    fn two_browsers_have_a_row_each_and_their_counts_do_not_mix() {
        let log = log(&["send-a", "send-b", "send-a", "send-b", "send-a"]);
        let last = log.snapshots().pop().unwrap();
        let counts: Vec<_> = last.table.iter().map(|row| row.count).collect();
        assert_eq!((counts, log.apart_or_together()), (vec![3, 2], Some("apart")));
    }

    #[test]
    fn whoever_holds_the_cookie_is_taken_for_its_owner() {
        assert_eq!(log(&["send-a", "copy-a-b", "send-b"]).copied(), Some("same"));
        assert_eq!(log(&["copy-a-b", "send-b"]).copied(), None, "there was nothing to copy");
        assert_eq!(log(&["send-a", "copy-a-b", "forget-a", "send-b"]).copied(), None);
    }

    #[test]
    fn a_cookie_whose_row_is_gone_leads_to_nobody() {
        let log = log(&["send-a", "send-a", "forget-a", "send-b", "send-a"]);
        assert_eq!(log.forgotten(), Some("stranger"));
        assert_eq!(log.snapshots().last().unwrap().table.iter().map(|row| row.count).max(), Some(1));
    }

    #[test]
    fn a_made_up_number_is_never_taken_over() {
        let snapshots = log(&["plant-b", "send-b"]).snapshots();
        let made_up = snapshots[1].jars[1].clone().unwrap();
        assert!(snapshots[2].table.iter().all(|row| row.id != made_up.value));
        assert_ne!(snapshots[2].jars[1].as_ref(), Some(&made_up));
    }

    #[test]
    fn the_stage_is_full_after_so_many_events_and_a_log_is_a_short_text() {
        let mut log = EventLog { seed: 1, events: Vec::new() };
        while log.push(Event::Send(Browser::A)).is_ok() {}
        assert_eq!(log.events.len(), EventLog::EVENTS_MAX);
        assert_eq!(Event::ALL.map(|event| Event::of_name(event.name())), Event::ALL.map(Some));
    }

    proptest! {
        #[test]
        fn whatever_is_done_every_request_is_counted_once_and_ids_differ(
            names in proptest::collection::vec(0..Event::ALL.len(), 0..EventLog::EVENTS_MAX),
            seed in any::<u64>(),
        ) {
            let log = EventLog { seed, events: names.iter().map(|n| Event::ALL[*n]).collect() };
            let snapshots = log.snapshots();
            prop_assert_eq!(snapshots.len(), log.events.len() + 1);
            for pair in snapshots.windows(2) {
                let count = |snapshot: &Snapshot| snapshot.table.iter().map(|row| u64::from(row.count)).sum::<u64>();
                if let Some(Event::Send(_)) = pair[1].event {
                    prop_assert_eq!(count(&pair[1]), count(&pair[0]) + 1);
                }
            }
            let mut ids: Vec<_> = snapshots.last().unwrap().table.iter().map(|row| &row.id).collect();
            ids.sort();
            ids.dedup();
            prop_assert_eq!(ids.len(), snapshots.last().unwrap().table.len());
            let _ = (log.apart_or_together(), log.copied(), log.forgotten());
        }
    }
}
