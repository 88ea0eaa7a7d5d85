//! Events from the one who caused them to everyone who listens. Server only.
//!
//! The last events are remembered for a while, so that a listener whose line broke gets what it missed; one that was
//! away for longer, or that falls behind, is told to load its page's data again.

use model::Event;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};
use tokio::sync::broadcast::{Receiver, Sender};

/// Events remembered for those whose line broke.
const REMEMBERED_MAX: usize = 512;
/// Events a listener may fall behind.
const BEHIND_MAX: usize = 256;

/// One event on its way: its id for `Last-Event-ID`, and its JSON text.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: String,
    pub json: Arc<str>,
}

/// The one place that events pass through; cheap to clone.
#[derive(Clone)]
pub struct Hub {
    sender: Sender<Arc<Message>>,
    memory: Arc<Mutex<Memory>>,
}

struct Memory {
    /// Which start of the server the ids count from.
    epoch: u128,
    next: u64,
    messages: VecDeque<Arc<Message>>,
}

impl Default for Hub {
    fn default() -> Self {
        let epoch = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let memory = Memory { epoch, next: 1, messages: VecDeque::new() };
        Self { sender: Sender::new(BEHIND_MAX), memory: Arc::new(Mutex::new(memory)) }
    }
}

impl Hub {
    /// Tells everyone who listens, now or within the memory.
    pub fn publish(&self, event: &Event) {
        let Some(json) = json(event) else { return };
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let message = Arc::new(Message { id: format!("{}-{}", memory.epoch, memory.next), json });
        memory.next += 1;
        memory.messages.push_back(message.clone());
        if memory.messages.len() > REMEMBERED_MAX {
            memory.messages.pop_front();
        }
        // Sent under the lock, so that ids arrive in order and a new listener misses none. Nobody listening is fine.
        let _ = self.sender.send(message);
    }

    /// Listens from now on; with the id of the last event heard, from the one after it.
    pub fn listen(&self, last: Option<&str>) -> Listener {
        let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let receiver = self.sender.subscribe();
        let waiting = last.map_or_else(VecDeque::new, |last| memory.after(last));
        let now = waiting.is_empty().then(|| memory.last_id());
        Listener { waiting, receiver, now }
    }

    /// The id of the last event there was.
    pub fn last_id(&self) -> String {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).last_id()
    }

    /// How many listen.
    pub fn listeners(&self) -> usize {
        self.sender.receiver_count()
    }
}

impl Memory {
    /// Everything after the event `last`, or `Missed` where that can't be told.
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

    /// The id of the last event there was; of one that never was, where there was none yet.
    fn last_id(&self) -> String {
        format!("{}-{}", self.epoch, self.next - 1)
    }
}

/// One open page.
pub struct Listener {
    waiting: VecDeque<Arc<Message>>,
    receiver: Receiver<Arc<Message>>,
    now: Option<String>,
}

impl Listener {
    /// The id to come back with for a listener that has heard nothing yet, where nothing waits for it.
    pub fn now(&self) -> Option<&str> {
        self.now.as_deref()
    }

    /// The next event; `None` when the site ends, or when this listener fell behind: its line is cut then, it comes
    /// back with the last id it heard, and gets what it missed from the memory.
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

    async fn next_likes(listener: &mut Listener) -> Option<i64> {
        let message = listener.next().await?;
        match serde_json::from_str(&message.json).ok()? {
            Event::PostLiked { likes, .. } => Some(likes),
            _ => None,
        }
    }

    #[tokio::test]
    async fn who_comes_back_gets_what_was_missed_once_and_in_order() {
        let hub = Hub::default();
        let mut first = hub.listen(None);
        hub.publish(&liked(1));
        let heard = first.next().await.unwrap().id.clone();
        hub.publish(&liked(2));
        hub.publish(&liked(3));
        let mut again = hub.listen(Some(&heard));
        hub.publish(&liked(4));
        for likes in 2..=4 {
            assert_eq!(next_likes(&mut again).await, Some(likes));
        }
    }

    #[tokio::test]
    async fn who_was_away_too_long_is_told_to_load_again() {
        let hub = Hub::default();
        for n in 0..REMEMBERED_MAX as i64 + 10 {
            hub.publish(&liked(n));
        }
        for last in ["0-0", "", "x-y", "1-99999999999999999999999", &format!("{}-1", u64::MAX)] {
            let message = hub.listen(Some(last)).next().await.unwrap();
            assert_eq!(&*message.json, r#""missed""#, "{last:?}");
        }
    }

    #[tokio::test]
    async fn who_falls_behind_is_cut_off() {
        let hub = Hub::default();
        let mut slow = hub.listen(None);
        for n in 0..BEHIND_MAX as i64 + 50 {
            hub.publish(&liked(n));
        }
        assert!(slow.next().await.is_none());
    }

    #[tokio::test]
    async fn who_heard_nothing_yet_catches_up_too() {
        let hub = Hub::default();
        let now = hub.listen(None).now().unwrap().to_owned();
        hub.publish(&liked(1));
        assert_eq!(next_likes(&mut hub.listen(Some(&now))).await, Some(1));
        let message = Hub::default().listen(Some(&now)).next().await.unwrap();
        assert_eq!(&*message.json, r#""missed""#, "another start of the server remembers nothing");
    }
}
