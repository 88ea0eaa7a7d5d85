//! The steps of a query, as they are shown.

use super::clauses::Clause;
use crate::sandbox::Cell;
use serde::{Deserialize, Serialize};

/// What a step does with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    /// The row is still there after the step.
    Stays,
    /// The condition is false for it, or for its group.
    False,
    /// The condition is NULL for it, or for its group.
    Unknown,
    /// `LIMIT` cuts it off.
    Cut,
}

/// A row of a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepRow {
    pub cells: Vec<Cell>,
    /// The number of its group, from 1, in the steps that show groups.
    pub group: Option<usize>,
    pub fate: Fate,
}

impl StepRow {
    /// A row that stays, outside any group.
    pub(super) fn stays(cells: Vec<Cell>) -> Self {
        Self { cells, group: None, fate: Fate::Stays }
    }
}

/// One step: the rows that came to it, with what becomes of them, or the rows that it made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub clause: Clause,
    /// What the learner wrote in this clause, without its keywords.
    pub text: String,
    pub columns: Vec<String>,
    pub rows: Vec<StepRow>,
    /// The number of groups, in the steps that show groups. A query that counts without `GROUP BY` has one, which may be
    /// without rows.
    pub groups: Option<usize>,
    /// The query that SQLite was asked for these rows.
    pub asked: String,
}

impl Step {
    /// How many rows are still there after it.
    pub fn stay(&self) -> usize {
        self.rows.iter().filter(|row| row.fate == Fate::Stays).count()
    }
}

/// How the rows of the last step stand to SQLite's answer to the whole query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Agreement {
    /// The same rows in the same order.
    Same,
    /// As many rows, all of which the steps have too, where the query leaves open which or in which order. The last step
    /// shows SQLite's.
    OpenOrder,
    /// Other rows: the steps do not explain the answer.
    Differs,
}

/// Marks in the rows of the last step which of them are in `answer`, and says how the two agree. Where all rows stay, they
/// are put into the order of the answer.
pub(super) fn agree(last: &mut Step, answer: &[Vec<Cell>]) -> Agreement {
    let kept = last.rows.iter().filter(|row| row.fate == Fate::Stays).map(|row| &row.cells);
    if kept.eq(answer.iter()) {
        return Agreement::Same;
    }
    if last.stay() != answer.len() {
        return Agreement::Differs;
    }
    let mut free: Vec<bool> = vec![true; last.rows.len()];
    for cells in answer {
        match (0..last.rows.len()).find(|at| free[*at] && last.rows[*at].cells == *cells) {
            Some(at) => free[at] = false,
            None => return Agreement::Differs,
        }
    }
    if free.iter().any(|free| *free) {
        for (row, free) in last.rows.iter_mut().zip(free) {
            row.fate = if free { Fate::Cut } else { Fate::Stays };
        }
    } else {
        for (row, cells) in last.rows.iter_mut().zip(answer) {
            row.cells.clone_from(cells);
        }
    }
    Agreement::OpenOrder
}
