//! What every kind of exercise can do. The kinds implement it, `read.rs` holds one of them behind it.

use super::{Answer, Form, Verdict, given::Given};
use std::fmt;

pub(super) trait Kind: fmt::Debug + Send + Sync {
    /// What the text got wrong beyond its keys, as a sentence.
    fn check(&self) -> Result<(), String>;

    /// Every text in which a `{word}` may stand.
    fn texts(&self) -> Vec<&str>;

    fn form(&self, given: &Given) -> Form;

    /// Whatever the answer holds: no panic, and no more work than for a right one.
    fn grade(&self, given: &Given, answer: &Answer) -> Verdict;

    /// Markdown.
    fn worked(&self, given: &Given) -> String;

    fn right_answer(&self, given: &Given) -> Answer;

    /// Answers near the right one that must be wrong.
    fn wrong_answers(&self, given: &Given) -> Vec<Answer>;

    /// What this variant gets wrong that only drawing it shows, as a sentence.
    fn prove(&self, _given: &Given) -> Result<(), String> {
        Ok(())
    }
}
