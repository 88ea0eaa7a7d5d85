//! One variant of an exercise: its number, and what is drawn from that number.

use super::{placeholders::Placeholders, random::Random};

/// What a kind of exercise needs to ask and to grade one variant.
pub(super) struct Variant<'a> {
    /// The exercise's name; random streams depend on it.
    exercise: &'a str,
    number: u64,
    placeholders: Placeholders,
}

impl<'a> Variant<'a> {
    /// The variant of this number.
    pub(super) fn new(exercise: &'a str, number: u64, placeholders: Placeholders) -> Self {
        Self { exercise, number, placeholders }
    }

    /// A random stream for this variant and this purpose. The same two always give the same stream.
    pub(super) fn random(&self, purpose: &str) -> Random {
        Random::of(self.exercise, purpose, self.number)
    }

    /// The text with this variant's words in place of its placeholders.
    pub(super) fn fill(&self, text: &str) -> String {
        self.placeholders.fill(text)
    }

    /// The same for one of several lines. Each gets its own `{n}` and `{d}`, so that two cookies have different values.
    pub(super) fn fill_line(&self, line: usize, text: &str) -> String {
        self.placeholders.with_numbers(self.exercise, &format!("numbers {line}"), self.number).fill(text)
    }
}
