//! What every kind of exercise can do. The kinds implement it, `read.rs` holds one of them behind it.

use super::{Answer, Form, Verdict, variant::Variant};
use std::fmt;

pub(super) trait Kind: fmt::Debug + Send + Sync {
    /// What the text got wrong beyond its keys, as a sentence.
    fn check(&self) -> Result<(), String>;

    /// Every text in which a `{word}` may stand.
    fn texts(&self) -> Vec<&str>;

    fn form(&self, variant: &Variant) -> Form;

    /// Whatever the answer holds: no panic, and no more work than for a right one.
    fn grade(&self, variant: &Variant, answer: &Answer) -> Verdict;

    /// Markdown.
    fn worked_solution(&self, variant: &Variant) -> String;

    fn right_answer(&self, variant: &Variant) -> Answer;

    /// Answers near the right one that must be wrong.
    fn wrong_answers(&self, variant: &Variant) -> Vec<Answer>;

    /// What this variant gets wrong that only drawing it shows, as a sentence.
    fn prove(&self, _variant: &Variant) -> Result<(), String> {
        Ok(())
    }
}
