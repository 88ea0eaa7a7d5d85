//! The difference of two results, row by row, and what it suggests about the mistake.

use super::{
    result_rows::{bag, comparable, comparable_row},
    select::{AnswerResult, Comparison, ModelResult},
};
use crate::sandbox::Cell;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most rows that are shown.
const ROWS_MAX: usize = 60;

/// What a row of a difference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DiffMark {
    /// In both results.
    Same,
    /// Two rows that are alike, at least half of their cells equal.
    Changed,
    /// In the answer only.
    Extra,
    /// In the model's result only.
    Missing,
}

/// A row of a difference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DiffRow {
    pub mark: DiffMark,
    /// The row of the answer; none where it is missing.
    pub given: Option<Vec<Cell>>,
    pub expected: Option<Vec<Cell>>,
}

/// Pairs rows that are equal, and then rows that are alike. What is left is extra or missing. The result is in the order of the
/// given rows, with the missing ones at the end.
pub(super) fn rows(given_rows: &[Vec<Cell>], expected: &[Vec<Cell>]) -> Vec<DiffRow> {
    let mut waiting: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, row) in expected.iter().enumerate().rev() {
        waiting.entry(comparable_row(row)).or_default().push(i);
    }
    // Equal rows first. The expected rows were pushed from the last to the first, so `pop` takes the earliest.
    let mut partner: Vec<Option<usize>> =
        given_rows.iter().map(|row| waiting.get_mut(&comparable_row(row)).and_then(Vec::pop)).collect();
    let mut left: Vec<usize> = waiting.into_values().flatten().collect();
    left.sort_unstable();
    // Of the rest, each given row takes the expected one with the most equal cells, and of equals the earliest.
    for (i, row) in given_rows.iter().enumerate() {
        if partner[i].is_some() {
            continue;
        }
        let alike =
            |other: &[Cell]| row.iter().zip(other).filter(|(a, b)| comparable(a) == comparable(b)).count();
        let best =
            left.iter().enumerate().max_by_key(|(place, at)| (alike(&expected[**at]), usize::MAX - place));
        if let Some((place, at)) = best.map(|(place, at)| (place, *at))
            && alike(&expected[at]) * 2 >= row.len()
            && row.len() > 1
        {
            partner[i] = Some(at);
            left.remove(place);
        }
    }
    let mut all: Vec<DiffRow> = given_rows
        .iter()
        .zip(partner)
        .map(|(row, partner)| match partner.map(|at| &expected[at]) {
            Some(other) if comparable_row(other) == comparable_row(row) => both(DiffMark::Same, row, other),
            Some(other) => both(DiffMark::Changed, row, other),
            None => DiffRow { mark: DiffMark::Extra, given: Some(row.clone()), expected: None },
        })
        .collect();
    all.extend(left.into_iter().map(|at| DiffRow {
        mark: DiffMark::Missing,
        given: None,
        expected: Some(expected[at].clone()),
    }));
    if all.len() > ROWS_MAX {
        // Rows that are the same come last, and are cut first.
        all.sort_by_key(|row| row.mark == DiffMark::Same);
        all.truncate(ROWS_MAX);
    }
    for row in &mut all {
        for cells in [&mut row.given, &mut row.expected].into_iter().flatten() {
            *cells = shortened(std::mem::take(cells));
        }
    }
    all
}

/// A row with its long values cut.
pub(super) fn shortened(row: Vec<Cell>) -> Vec<Cell> {
    row.into_iter().map(Cell::shortened).collect()
}

/// A row that has a partner.
fn both(mark: DiffMark, given_rows: &[Cell], expected: &[Cell]) -> DiffRow {
    DiffRow { mark, given: Some(given_rows.to_vec()), expected: Some(expected.to_vec()) }
}

/// The likely mistake, by the results alone: a sentence.
pub(super) fn cause(expected: &[ModelResult], given: &[AnswerResult], comparison: &Comparison) -> String {
    let Some(mapping) = &comparison.mapping else { return "The rows are not those asked for.".to_owned() };
    if comparison.only_order {
        return "The rows are the right ones, and their order is not as asked.".to_owned();
    }
    // Each of these stays true only if it holds on every database.
    let (mut extra, mut missing, mut repeated, mut null_only, mut types) = (false, false, true, true, true);
    for (expected, given) in expected.iter().zip(given) {
        let (want, have) = (bag(&expected.table.rows), bag(&given.table.mapped(mapping)));
        for (row, count) in &have {
            let wanted = want.get(row).copied().unwrap_or(0);
            extra |= *count > wanted;
            repeated &= *count <= wanted || wanted > 0;
        }
        for (row, count) in &want {
            if have.get(row).copied().unwrap_or(0) < *count {
                missing = true;
                null_only &= row.split('\u{1}').any(|cell| cell == "NULL");
            }
        }
        let text = |bag: &BTreeMap<String, usize>| -> Vec<String> {
            let mut all: Vec<String> = bag.keys().map(|row| loosely(row)).collect();
            all.sort();
            all
        };
        types &= text(&want) == text(&have);
    }
    // What is most specific comes first.
    let says = match (extra, missing) {
        (true, true) if types => {
            "The values look right and are of another type: 7, 7.0 and '7' are three things."
        }
        (true, false) if repeated => {
            "Some rows come more often than asked: a row that meets two partners comes twice."
        }
        (true, false) => "There are rows that nobody asked for: a condition is missing, or takes too much.",
        (false, true) if null_only => {
            "Rows with a NULL in them are missing: nothing is equal or unequal to NULL, not even NULL."
        }
        (false, true) => {
            "Rows are missing: a condition takes too little, or a plain `JOIN` drops what has no partner."
        }
        _ => "Other rows than those asked for: some are missing, and some are too many.",
    };
    says.to_owned()
}

/// A comparable row without the types of its cells: 7, 7.0 and '7' become the same.
fn loosely(row: &str) -> String {
    row.split('\u{1}')
        .map(|cell| match cell.strip_prefix('r').and_then(|real| real.parse::<f64>().ok()) {
            Some(real) => real.to_string(),
            None => cell.trim_matches('\'').to_owned(),
        })
        .collect::<Vec<_>>()
        .join("\u{1}")
}
