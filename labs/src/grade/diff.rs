//! Two results beside each other, and what their difference looks like.

use super::{
    select::{AnswerResult, Comparison, ModelResult},
    table::{bag, comparable, comparable_row},
};
use crate::sandbox::Cell;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// More rows than these are not shown.
const ROWS_MAX: usize = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DiffMark {
    Same,
    Changed,
    Extra,
    Missing,
}

/// A row of both results, or of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DiffRow {
    pub mark: DiffMark,
    pub given: Option<Vec<Cell>>,
    pub expected: Option<Vec<Cell>>,
}

/// Pairs equal rows, then rows that are alike; what is left is extra or missing. In the order of the given rows.
pub(super) fn rows(given_rows: &[Vec<Cell>], expected: &[Vec<Cell>]) -> Vec<DiffRow> {
    let mut waiting: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, row) in expected.iter().enumerate().rev() {
        waiting.entry(comparable_row(row)).or_default().push(i);
    }
    let mut partner: Vec<Option<usize>> =
        given_rows.iter().map(|row| waiting.get_mut(&comparable_row(row)).and_then(Vec::pop)).collect();
    let mut left: Vec<usize> = waiting.into_values().flatten().collect();
    left.sort_unstable();
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
        // What differs is what one wants to see.
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

/// A row for looking at.
pub(super) fn shortened(row: Vec<Cell>) -> Vec<Cell> {
    row.into_iter().map(Cell::shortened).collect()
}

fn both(mark: DiffMark, given_rows: &[Cell], expected: &[Cell]) -> DiffRow {
    DiffRow { mark, given: Some(given_rows.to_vec()), expected: Some(expected.to_vec()) }
}

/// What the results themselves tell of the cause.
pub(super) fn cause(expected: &[ModelResult], given: &[AnswerResult], comparison: &Comparison) -> String {
    let Some(mapping) = &comparison.mapping else { return "The rows are not those asked for.".to_owned() };
    if comparison.only_order {
        return "The rows are the right ones, and their order is not as asked.".to_owned();
    }
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

/// A row without the marks of its cells' types.
fn loosely(row: &str) -> String {
    row.split('\u{1}')
        .map(|cell| match cell.strip_prefix('r').and_then(|real| real.parse::<f64>().ok()) {
            Some(real) => real.to_string(),
            None => cell.trim_matches('\'').to_owned(),
        })
        .collect::<Vec<_>>()
        .join("\u{1}")
}
