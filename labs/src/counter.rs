//! A page that counts how often each of its cookies was sent to it. It shows that a cookie alone makes a server
//! recognise a browser.
//!
//! The counts are in memory and bounded in number, so some are forgotten; nothing of value depends on them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How many cookies are counted at the same time.
const COUNTED_MAX: usize = 20_000;

/// How often each cookie was sent; a clone shares the counts and is cheap.
#[derive(Clone)]
pub struct Counters(Arc<Cache<String, u32>>);

impl Default for Counters {
    fn default() -> Self {
        Self(Arc::new(Cache::new(COUNTED_MAX)))
    }
}

/// The page's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// How often this cookie was sent, including this request.
    pub count: u32,
    /// The first 22 characters of the cookie that the request carried; `None` if it had none.
    pub came: Option<String>,
    /// The value of the cookie that the answer sets; `None` if the cookie of the request is known and stays.
    pub sets: Option<String>,
}

impl Counters {
    /// How many cookies are counted, and how many may be.
    pub fn count(&self) -> (u64, u64) {
        (self.0.len() as u64, self.0.capacity())
    }

    /// Counts a request with this cookie. A value that is not known is never adopted, but replaced by a new one:
    /// otherwise somebody could choose another's cookie for them, as in session fixation.
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

/// 128 random bits in Base64url without padding (RFC 4648, section 5): 22 characters.
fn new_cookie() -> String {
    let mut bits = [0; 16];
    // If there is no randomness, all visitors get the same cookie. That is harmless, since the cookie opens nothing.
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
