//! What every kind of exercise can do. The kinds implement this trait, and an `Exercise` holds one of them behind it.

use super::{Answer, Form, Verdict, variant::Variant};
use std::fmt;

/// A kind of exercise: how it is drawn, shown and graded.
pub(super) trait Kind: fmt::Debug + Send + Sync {
    /// Checks what the TOML's keys and types do not ensure. The error is a sentence for the author.
    fn check(&self) -> Result<(), String>;

    /// Every text in which a placeholder such as `{person}` may stand.
    fn texts(&self) -> Vec<&str>;

    /// The form of a variant.
    fn form(&self, variant: &Variant) -> Form;

    /// Grades an answer to a variant. The answer comes from a form, so it may hold anything: an implementation must not
    /// panic, and must not do more work for a strange answer than for a right one.
    fn grade(&self, variant: &Variant, answer: &Answer) -> Verdict;

    /// The worked solution of a variant with its reasons, as Markdown.
    fn worked_solution(&self, variant: &Variant) -> String;

    /// An answer that must be graded as right.
    fn right_answer(&self, variant: &Variant) -> Answer;

    /// Answers close to the right one that must be graded as wrong. The proof tries them.
    fn wrong_answers(&self, variant: &Variant) -> Vec<Answer>;

    /// Checks what only drawing the variant shows. The error is a sentence for the author.
    fn prove(&self, _variant: &Variant) -> Result<(), String> {
        Ok(())
    }
}
