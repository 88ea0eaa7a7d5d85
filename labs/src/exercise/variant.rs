//! What a kind has in hand when it asks or grades: one variant's number, its words, its chance.

use super::{placeholders::Placeholders, random::Random};

pub(super) struct Variant<'a> {
    exercise: &'a str,
    number: u64,
    placeholders: Placeholders,
}

impl<'a> Variant<'a> {
    pub(super) fn new(exercise: &'a str, number: u64, placeholders: Placeholders) -> Self {
        Self { exercise, number, placeholders }
    }

    /// A stream for this variant and this purpose.
    pub(super) fn random(&self, purpose: &str) -> Random {
        Random::of(self.exercise, purpose, self.number)
    }

    /// The text with this variant's words.
    pub(super) fn fill(&self, text: &str) -> String {
        self.placeholders.fill(text)
    }

    /// The same, with an `{n}` and a `{d}` that only the text of this number has.
    pub(super) fn fill_line(&self, line: usize, text: &str) -> String {
        self.placeholders.with_numbers(self.exercise, &format!("numbers {line}"), self.number).fill(text)
    }
}
