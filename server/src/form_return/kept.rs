//! What was typed into forms that were refused: in memory, for a few minutes, bounded in number and size.

use crate::random;
use model::Timestamp;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};
use web::refused_form::RefusedForm;

/// Seconds until a form is forgotten.
pub const LIFE: i64 = 600;
const FORMS_MAX: usize = 1_000;
const BYTES_MAX: usize = 16 * 1024 * 1024;

/// Refused forms by their tokens; the oldest makes room.
#[derive(Default)]
pub struct Kept(Mutex<Forms>);

#[derive(Default)]
struct Forms {
    by_token: HashMap<String, Form>,
    /// Oldest first. Tokens that were taken may still stand here.
    order: VecDeque<String>,
    bytes: usize,
}

struct Form {
    returned: RefusedForm,
    page: String,
    at: Timestamp,
    bytes: usize,
}

impl Kept {
    /// Keeps a form for its page; the token leads to it.
    pub fn put(&self, returned: RefusedForm, page: &str, now: Timestamp) -> String {
        let token = random::hex::<16>();
        let typed: usize = returned.typed.iter().map(|(key, value)| key.len() + value.len()).sum();
        let bytes = typed + page.len() + 200;
        let page = page.split('?').next().unwrap_or_default().to_owned();
        let mut forms = self.forms();
        forms.bytes += bytes;
        forms.by_token.insert(token.clone(), Form { returned, page, at: now, bytes });
        forms.order.push_back(token.clone());
        forms.make_room(now);
        token
    }

    /// Hands a form to its page, once. Another page does not get it, and leaves it where it is: who was asked to sign
    /// in first finds what they wrote after that.
    pub fn take(&self, token: &str, page: &str, now: Timestamp) -> Option<RefusedForm> {
        let mut forms = self.forms();
        forms.by_token.get(token).filter(|form| form.page == page && now.since(form.at) < LIFE)?;
        forms.remove(token).map(|form| form.returned)
    }

    /// Forgets what nobody came back for.
    pub fn forget_old(&self, now: Timestamp) {
        self.forms().make_room(now);
    }

    /// How many forms wait.
    pub fn count(&self) -> usize {
        self.forms().by_token.len()
    }

    fn forms(&self) -> MutexGuard<'_, Forms> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Forms {
    fn remove(&mut self, token: &str) -> Option<Form> {
        let form = self.by_token.remove(token)?;
        self.bytes -= form.bytes;
        Some(form)
    }

    fn make_room(&mut self, now: Timestamp) {
        while let Some(oldest) = self.order.front() {
            let stays = self.by_token.get(oldest).is_some_and(|form| now.since(form.at) < LIFE);
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

    fn typed(text: &str) -> RefusedForm {
        let typed = vec![("body".to_owned(), text.to_owned())];
        RefusedForm { path: "/api/write_post".to_owned(), typed, error: web::Error::NotFound }
    }

    #[test]
    fn a_form_comes_back_once_and_to_its_own_page() {
        let kept = Kept::default();
        let token = kept.put(typed("hello"), "/write?x=1", NOW);
        assert_eq!(kept.take(&token, "/sign-in", NOW), None);
        assert_eq!(kept.take("0000", "/write", NOW), None);
        assert_eq!(kept.take(&token, "/write", NOW), Some(typed("hello")));
        assert_eq!(kept.take(&token, "/write", NOW), None);
    }

    #[test]
    fn a_form_is_forgotten_after_ten_minutes() {
        let kept = Kept::default();
        let token = kept.put(typed("hello"), "/write", NOW);
        assert_eq!(kept.take(&token, "/write", NOW.plus(LIFE)), None);
        kept.forget_old(NOW.plus(LIFE));
        assert_eq!(kept.count(), 0);
    }

    #[test]
    fn forms_are_bounded_in_number_and_size() {
        let kept = Kept::default();
        for n in 0..FORMS_MAX + 50 {
            kept.put(typed(&n.to_string()), "/write", NOW);
        }
        assert_eq!(kept.count(), FORMS_MAX);
        let long = "x".repeat(BYTES_MAX / 8);
        for _ in 0..20 {
            kept.put(typed(&long), "/write", NOW);
        }
        assert!(kept.count() < 8, "{}", kept.count());
    }
}
