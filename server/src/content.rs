//! Looks at the operator's folders of exercises while the site runs (`--content`).
//!
//! It asks for changes every few seconds, because a network mount, and a volume of a container, send no notices of them
//! (inotify(7), “Limitations and caveats”). A look at folders that did not change takes a millisecond.

use crate::state::State;
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// The time between two looks: an author who saves a file and turns to the browser finds it there.
const LOOK_INTERVAL: Duration = Duration::from_secs(2);

/// Looks at the folders again and again, and tells the log what is wrong with their exercises. A look waits for the proofs of
/// what was changed; the next one comes after that.
pub async fn look_regularly(state: State) {
    let labs = &state.site.labs;
    let mut every = tokio::time::interval(LOOK_INTERVAL);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        for fault in labs.content_folders.look(&labs.sandbox).await {
            tracing::warn!(file = %fault.file.display(), "{fault} The last version without a fault stays, if there was one.");
        }
    }
}
