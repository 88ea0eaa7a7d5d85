//! What a kind has in hand when it asks or grades: one variant's number, its words, its chance.

use super::{random::Random, words::Words};

pub(super) struct Given<'a> {
    exercise: &'a str,
    variant: u64,
    words: Words,
}

impl<'a> Given<'a> {
    pub(super) fn new(exercise: &'a str, variant: u64, words: Words) -> Self {
        Self { exercise, variant, words }
    }

    /// A stream for this variant and this purpose.
    pub(super) fn random(&self, purpose: &str) -> Random {
        Random::of(self.exercise, purpose, self.variant)
    }

    /// The text with this variant's words.
    pub(super) fn fill(&self, text: &str) -> String {
        self.words.fill(text)
    }

    /// The same, with an `{n}` and a `{d}` that only the text of this number has.
    pub(super) fn fill_own(&self, number: usize, text: &str) -> String {
        self.words.with_numbers(self.exercise, &format!("numbers {number}"), self.variant).fill(text)
    }
}
