//! A page that counts how often each of its cookies was shown to it.
//!
//! The counts are in memory and few, so the oldest are forgotten; nothing of worth hangs on them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const COUNTED_MAX: usize = 20_000;

/// How often each cookie was shown; cheap to clone.
#[derive(Clone)]
pub struct Counters(Arc<Cache<String, u32>>);

impl Default for Counters {
    fn default() -> Self {
        Self(Arc::new(Cache::new(COUNTED_MAX)))
    }
}

/// What the page answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub count: u32,
    /// Beginning of the cookie that came along; nothing where none did.
    pub came: Option<String>,
    /// The cookie that the answer sets, where the one that came is not known.
    pub sets: Option<String>,
}

impl Counters {
    /// Counts a request that shows this cookie. One that is not known is never taken over.
    pub fn ask(&self, cookie: Option<&str>) -> Answer {
        let came = cookie.map(|cookie| cookie.chars().take(22).collect());
        if let Some((cookie, count)) = cookie.and_then(|cookie| Some((cookie, self.0.get(cookie)?))) {
            let count = count.saturating_add(1);
            self.0.insert(cookie.to_owned(), count);
            return Answer { count, came, sets: None };
        }
        let new = new_cookie();
        self.0.insert(new.clone(), 1);
        Answer { count: 1, came, sets: Some(new) }
    }
}

/// 128 random bits, 22 characters.
fn new_cookie() -> String {
    let mut bits = [0; 16];
    // Without a source of random numbers every visitor gets one cookie: it opens nothing.
    let _ = getrandom::fill(&mut bits);
    URL_SAFE_NO_PAD.encode(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_cookie_the_page_made_itself_counts_on() {
        let counters = Counters::default();
        let first = counters.ask(None);
        assert_eq!(first.count, 1);
        let cookie = first.sets.unwrap();
        assert_eq!(counters.ask(Some(&cookie)).count, 2);
        let other = counters.ask(Some("made-up"));
        assert_eq!(other.count, 1);
        assert!(other.sets.is_some_and(|new| new != "made-up"));
        assert_eq!(counters.ask(Some("made-up")).count, 1, "a made-up value is never taken over");
        assert_eq!(counters.ask(Some(&cookie)).count, 3);
    }
}
