//! Passes events from the request that caused them to every open page. Server only.
//!
//! The newest events are kept, so that a subscriber whose connection broke gets what it missed. One that was away for
//! longer is told to load the data of its page again.

use model::Event;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};
use tokio::sync::broadcast::{Receiver, Sender};

/// Events that are kept for subscribers whose connection broke.
const HISTORY_MAX: usize = 512;
/// Events that a subscriber may be behind before it is cut off.
const LAG_MAX: usize = 256;

/// One event as it is sent.
#[derive(Clone, Debug)]
pub struct Message {
    /// What a browser sends back as `Last-Event-ID`: the start of the server, a hyphen, and a number that counts from 1.
    pub id: String,
    /// The event as JSON.
    pub json: Arc<str>,
}

/// The place that all events pass through. Cheap to clone.
#[derive(Clone)]
pub struct Hub {
    sender: Sender<Arc<Message>>,
    history: Arc<Mutex<History>>,
}

struct History {
    /// When the server started, in nanoseconds: ids of an earlier start belong to a history that is gone.
    epoch: u128,
    next: u64,
    messages: VecDeque<Arc<Message>>,
}

impl Default for Hub {
    fn default() -> Self {
        let epoch = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let history = History { epoch, next: 1, messages: VecDeque::new() };
        Self { sender: Sender::new(LAG_MAX), history: Arc::new(Mutex::new(history)) }
    }
}

impl Hub {
    /// Sends an event to every subscriber, and keeps it for those who come back.
    pub fn publish(&self, event: &Event) {
        let Some(json) = json(event) else { return };
        let mut history = self.history.lock().unwrap_or_else(PoisonError::into_inner);
        let message = Arc::new(Message { id: format!("{}-{}", history.epoch, history.next), json });
        history.next += 1;
        history.messages.push_back(message.clone());
        if history.messages.len() > HISTORY_MAX {
            history.messages.pop_front();
        }
        // Sent while the lock is held, so that events arrive in the order of their ids and a subscriber that comes just
        // now misses none. Sending fails only if nobody has subscribed, which is no fault.
        let _ = self.sender.send(message);
    }

    /// A subscription from now on, or from after the event with the id `last`.
    pub fn subscribe(&self, last: Option<&str>) -> Subscriber {
        let history = self.history.lock().unwrap_or_else(PoisonError::into_inner);
        let receiver = self.sender.subscribe();
        let waiting = last.map_or_else(VecDeque::new, |last| history.after(last));
        let initial_id = waiting.is_empty().then(|| history.last_id());
        Subscriber { waiting, receiver, initial_id }
    }

    /// The id of the newest event.
    pub fn last_id(&self) -> String {
        self.history.lock().unwrap_or_else(PoisonError::into_inner).last_id()
    }

    /// How many bytes the kept events take, and how many events are kept at most.
    pub fn history(&self) -> (u64, u64) {
        let history = self.history.lock().unwrap_or_else(PoisonError::into_inner);
        (history.messages.iter().map(|message| message.json.len() as u64 + 128).sum(), HISTORY_MAX as u64)
    }

    /// How many have subscribed just now.
    pub fn subscriber_count(&self) -> usize {
        self.sender.receiver_count()
    }
}

impl History {
    /// The events after `last`, or `Event::Missed` where the history does not reach back to it.
    fn after(&self, last: &str) -> VecDeque<Arc<Message>> {
        let wanted = last.split_once('-').and_then(|(epoch, n)| {
            let (epoch, n): (u128, u64) = (epoch.parse().ok()?, n.parse().ok()?);
            Some((epoch, n.checked_add(1)?))
        });
        let first = self.next - self.messages.len() as u64;
        match wanted {
            Some((epoch, n)) if epoch == self.epoch && (first..=self.next).contains(&n) => {
                self.messages.iter().skip((n - first) as usize).cloned().collect()
            }
            _ => VecDeque::from([self.missed()]),
        }
    }

    fn missed(&self) -> Arc<Message> {
        let json = json(&Event::Missed).unwrap_or_default();
        Arc::new(Message { id: self.last_id(), json })
    }

    /// The id of the newest event; before the first one it is an id that no event has.
    fn last_id(&self) -> String {
        format!("{}-{}", self.epoch, self.next - 1)
    }
}

/// The subscription of one open page.
pub struct Subscriber {
    waiting: VecDeque<Arc<Message>>,
    receiver: Receiver<Arc<Message>>,
    initial_id: Option<String>,
}

impl Subscriber {
    /// The id that a page without any event should come back with; `None` where events are already waiting for it.
    pub fn initial_id(&self) -> Option<&str> {
        self.initial_id.as_deref()
    }

    /// The next event. It is `None` when the site shuts down, and when this subscriber is too far behind: then its
    /// connection is closed, the browser comes back with its last id, and gets what it missed from the history.
    pub async fn next(&mut self) -> Option<Arc<Message>> {
        if let Some(message) = self.waiting.pop_front() {
            return Some(message);
        }
        self.receiver.recv().await.ok()
    }
}

fn json(event: &Event) -> Option<Arc<str>> {
    serde_json::to_string(event)
        .map(Arc::from)
        .inspect_err(|e| tracing::error!(error = %e, "an event is not JSON"))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::PostId;

    fn liked(likes: i64) -> Event {
        Event::PostLiked { post: PostId(1), likes }
    }

    async fn next_likes(subscriber: &mut Subscriber) -> Option<i64> {
        let message = subscriber.next().await?;
        match serde_json::from_str(&message.json).ok()? {
            Event::PostLiked { likes, .. } => Some(likes),
            _ => None,
        }
    }

    #[tokio::test]
    async fn who_comes_back_gets_what_was_missed_once_and_in_order() {
        let hub = Hub::default();
        let mut first = hub.subscribe(None);
        hub.publish(&liked(1));
        let last = first.next().await.unwrap().id.clone();
        hub.publish(&liked(2));
        hub.publish(&liked(3));
        let mut again = hub.subscribe(Some(&last));
        hub.publish(&liked(4));
        for likes in 2..=4 {
            assert_eq!(next_likes(&mut again).await, Some(likes));
        }
    }

    #[tokio::test]
    async fn who_was_away_too_long_is_told_to_load_again() {
        let hub = Hub::default();
        for n in 0..HISTORY_MAX as i64 + 10 {
            hub.publish(&liked(n));
        }
        for last in ["0-0", "", "x-y", "1-99999999999999999999999", &format!("{}-1", u64::MAX)] {
            let message = hub.subscribe(Some(last)).next().await.unwrap();
            assert_eq!(&*message.json, r#""missed""#, "{last:?}");
        }
    }

    #[tokio::test]
    async fn who_falls_behind_is_cut_off() {
        let hub = Hub::default();
        let mut slow = hub.subscribe(None);
        for n in 0..LAG_MAX as i64 + 50 {
            hub.publish(&liked(n));
        }
        assert!(slow.next().await.is_none());
    }

    #[tokio::test]
    async fn who_heard_nothing_yet_catches_up_too() {
        let hub = Hub::default();
        let now = hub.subscribe(None).initial_id().unwrap().to_owned();
        hub.publish(&liked(1));
        assert_eq!(next_likes(&mut hub.subscribe(Some(&now))).await, Some(1));
        let message = Hub::default().subscribe(Some(&now)).next().await.unwrap();
        assert_eq!(&*message.json, r#""missed""#, "another start of the server remembers nothing");
    }
}
