//! What was typed into forms that were refused: in memory, for a few minutes, bounded in number and size.

use crate::random;
use model::Timestamp;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};
use web::refused_form::RefusedForm;

/// Seconds until a form is forgotten.
pub const LIFETIME: i64 = 600;
const FORMS_MAX: usize = 1_000;
const BYTES_MAX: usize = 16 * 1024 * 1024;

/// Refused forms by their tokens; the oldest makes room.
#[derive(Default)]
pub struct RefusedForms(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    by_token: HashMap<String, StoredForm>,
    /// Oldest first. Tokens that were taken may still stand here.
    order: VecDeque<String>,
    bytes: usize,
}

struct StoredForm {
    form: RefusedForm,
    page: String,
    stored_at: Timestamp,
    bytes: usize,
}

impl RefusedForms {
    /// Keeps a form for its page; the token leads to it.
    pub fn insert(&self, form: RefusedForm, page: &str, now: Timestamp) -> String {
        let token = random::hex::<16>();
        let typed: usize = form.typed.iter().map(|(key, value)| key.len() + value.len()).sum();
        let bytes = typed + page.len() + 200;
        let page = page.split('?').next().unwrap_or_default().to_owned();
        let mut inner = self.lock();
        inner.bytes += bytes;
        inner.by_token.insert(token.clone(), StoredForm { form, page, stored_at: now, bytes });
        inner.order.push_back(token.clone());
        inner.evict(now);
        token
    }

    /// Hands a form to its page, once. Another page does not get it, and leaves it where it is: who was asked to sign
    /// in first finds what they wrote after that.
    pub fn take(&self, token: &str, page: &str, now: Timestamp) -> Option<RefusedForm> {
        let mut inner = self.lock();
        inner
            .by_token
            .get(token)
            .filter(|stored| stored.page == page && now.since(stored.stored_at) < LIFETIME)?;
        inner.remove(token).map(|stored| stored.form)
    }

    /// Forgets what nobody came back for.
    pub fn remove_expired(&self, now: Timestamp) {
        self.lock().evict(now);
    }

    /// How many forms wait.
    pub fn count(&self) -> usize {
        self.lock().by_token.len()
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
