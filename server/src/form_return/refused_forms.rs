//! The forms that were refused, until their page shows them again.
//!
//! They are in memory only, because they may hold a long text that nobody decided to publish. They are bounded in number,
//! in bytes and in time, because guests can make them (docs/security.md, R1).

use crate::random;
use model::Timestamp;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};
use web::refused_form::RefusedForm;

/// Seconds until a form is removed; the cookie that leads to it lives as long.
pub const LIFETIME: i64 = 600;
const FORMS_MAX: usize = 1_000;
const BYTES_MAX: usize = 8 * 1024 * 1024;

/// Refused forms by their tokens. When there are too many, the oldest are removed.
#[derive(Default)]
pub struct RefusedForms(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    by_token: HashMap<String, StoredForm>,
    /// Tokens, the oldest first. Some may have been taken since; they are skipped when their turn comes.
    order: VecDeque<String>,
    bytes: usize,
}

struct StoredForm {
    form: RefusedForm,
    /// The path of its page, without a query.
    page: String,
    stored_at: Timestamp,
    bytes: usize,
}

impl RefusedForms {
    /// Keeps a form for its page, and returns the token that leads to it.
    pub fn insert(&self, form: RefusedForm, page: &str, now: Timestamp) -> String {
        let token = random::hex::<16>();
        let typed: usize = form.typed.iter().map(|(key, value)| key.len() + value.len()).sum();
        // 200 bytes for the entry itself: its token, its place in both collections, its error.
        let bytes = typed + page.len() + 200;
        let page = page.split('?').next().unwrap_or_default().to_owned();
        let mut inner = self.lock();
        inner.bytes += bytes;
        inner.by_token.insert(token.clone(), StoredForm { form, page, stored_at: now, bytes });
        inner.order.push_back(token.clone());
        inner.evict(now);
        token
    }

    /// Takes the form out for its page. Another page gets nothing and leaves it where it is: a person who was sent to
    /// `/sign-in` first finds their text on the page where they wrote it, after they signed in.
    pub fn take(&self, token: &str, page: &str, now: Timestamp) -> Option<RefusedForm> {
        let mut inner = self.lock();
        inner
            .by_token
            .get(token)
            .filter(|stored| stored.page == page && now.since(stored.stored_at) < LIFETIME)?;
        inner.remove(token).map(|stored| stored.form)
    }

    /// Removes the forms that are past their lifetime.
    pub fn remove_expired(&self, now: Timestamp) {
        self.lock().evict(now);
    }

    /// How many forms are kept.
    pub fn count(&self) -> usize {
        self.lock().by_token.len()
    }

    /// How many bytes they take, and how many they may.
    pub fn bytes(&self) -> (u64, u64) {
        (self.lock().bytes as u64, BYTES_MAX as u64)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn remove(&mut self, token: &str) -> Option<StoredForm> {
        let stored = self.by_token.remove(token)?;
        self.bytes -= stored.bytes;
        Some(stored)
    }

    /// Removes the oldest forms until the rest are within all bounds.
    fn evict(&mut self, now: Timestamp) {
        while let Some(oldest) = self.order.front() {
            let stays =
                self.by_token.get(oldest).is_some_and(|stored| now.since(stored.stored_at) < LIFETIME);
            if stays && self.order.len() <= FORMS_MAX && self.bytes <= BYTES_MAX {
                return;
            }
            let Some(oldest) = self.order.pop_front() else { return };
            self.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn refused(text: &str) -> RefusedForm {
        let typed = vec![("body".to_owned(), text.to_owned())];
        RefusedForm { path: "/api/write_post".to_owned(), typed, error: web::Error::NotFound }
    }

    #[test]
    fn a_form_comes_back_once_and_to_its_own_page() {
        let forms = RefusedForms::default();
        let token = forms.insert(refused("hello"), "/write?x=1", NOW);
        assert_eq!(forms.take(&token, "/sign-in", NOW), None);
        assert_eq!(forms.take("0000", "/write", NOW), None);
        assert_eq!(forms.take(&token, "/write", NOW), Some(refused("hello")));
        assert_eq!(forms.take(&token, "/write", NOW), None);
    }

    #[test]
    fn a_form_is_forgotten_after_ten_minutes() {
        let forms = RefusedForms::default();
        let token = forms.insert(refused("hello"), "/write", NOW);
        assert_eq!(forms.take(&token, "/write", NOW.plus(LIFETIME)), None);
        forms.remove_expired(NOW.plus(LIFETIME));
        assert_eq!(forms.count(), 0);
    }

    #[test]
    fn forms_are_bounded_in_number_and_size() {
        let forms = RefusedForms::default();
        for n in 0..FORMS_MAX + 50 {
            forms.insert(refused(&n.to_string()), "/write", NOW);
        }
        assert_eq!(forms.count(), FORMS_MAX);
        let long = "x".repeat(BYTES_MAX / 8);
        for _ in 0..20 {
            forms.insert(refused(&long), "/write", NOW);
        }
        assert!(forms.count() < 8, "{}", forms.count());
    }
}
