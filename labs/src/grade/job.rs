//! Grading as a job for a worker: an answer is a stranger's SQL, and the site itself never parses or runs it.

use super::{Grader, Verdict};
use crate::{
    sandbox::Job,
    task::{Setting, Task},
};
use serde::{Deserialize, Serialize};

/// Grades an answer to a SQL exercise. Everything is sent as text and read in the worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GradeAnswer {
    /// The exercise's file, without its ending, and its text.
    pub file: String,
    pub text: String,
    /// The setting's SQL and pools.
    pub setting: (String, String),
    /// What the learner sees, as SQL, where it is not the setting's own sample.
    pub sample: Option<String>,
    pub answer: String,
}

impl Job for GradeAnswer {
    type Answer = Verdict;
    const NAME: &'static str = "grade-answer";

    fn run(self) -> Result<Verdict, String> {
        let setting = Setting::read(&self.setting.0, &self.setting.1)?;
        let task = Task::read(&self.file, &self.text)?;
        Ok(Grader::new(&setting, &task, self.sample.as_deref())?.grade(&self.answer))
    }
}
