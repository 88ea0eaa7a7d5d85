//! Two results beside each other, and what their difference looks like.

use super::{
    select::{Asked, Compared, Given},
    table::{bag, plain, plain_row},
};
use crate::sandbox::Cell;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// More rows than these are not shown.
const ROWS_MAX: usize = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    Same,
    Changed,
    Extra,
    Missing,
}

/// A row of both results, or of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DiffRow {
    pub mark: Mark,
    pub yours: Option<Vec<Cell>>,
    pub asked: Option<Vec<Cell>>,
}

/// Pairs equal rows, then rows that are alike; what is left is extra or missing. In the order of the given rows.
pub(super) fn rows(yours: &[Vec<Cell>], asked: &[Vec<Cell>]) -> Vec<DiffRow> {
    let mut waiting: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, row) in asked.iter().enumerate().rev() {
        waiting.entry(plain_row(row)).or_default().push(i);
    }
    let mut partner: Vec<Option<usize>> =
        yours.iter().map(|row| waiting.get_mut(&plain_row(row)).and_then(Vec::pop)).collect();
    let mut left: Vec<usize> = waiting.into_values().flatten().collect();
    left.sort_unstable();
    for (i, row) in yours.iter().enumerate() {
        if partner[i].is_some() {
            continue;
        }
        let alike = |other: &[Cell]| row.iter().zip(other).filter(|(a, b)| plain(a) == plain(b)).count();
        let best =
            left.iter().enumerate().max_by_key(|(place, at)| (alike(&asked[**at]), usize::MAX - place));
        if let Some((place, at)) = best.map(|(place, at)| (place, *at))
            && alike(&asked[at]) * 2 >= row.len()
            && row.len() > 1
        {
            partner[i] = Some(at);
            left.remove(place);
        }
    }
    let mut all: Vec<DiffRow> = yours
        .iter()
        .zip(partner)
        .map(|(row, partner)| match partner.map(|at| &asked[at]) {
            Some(other) if plain_row(other) == plain_row(row) => both(Mark::Same, row, other),
            Some(other) => both(Mark::Changed, row, other),
            None => DiffRow { mark: Mark::Extra, yours: Some(row.clone()), asked: None },
        })
        .collect();
    all.extend(left.into_iter().map(|at| DiffRow {
        mark: Mark::Missing,
        yours: None,
        asked: Some(asked[at].clone()),
    }));
    if all.len() > ROWS_MAX {
        // What differs is what one wants to see.
        all.sort_by_key(|row| row.mark == Mark::Same);
        all.truncate(ROWS_MAX);
    }
    for row in &mut all {
        for cells in [&mut row.yours, &mut row.asked].into_iter().flatten() {
            *cells = shortened(std::mem::take(cells));
        }
    }
    all
}

/// A row for looking at.
pub(super) fn shortened(row: Vec<Cell>) -> Vec<Cell> {
    row.into_iter().map(Cell::shortened).collect()
}

fn both(mark: Mark, yours: &[Cell], asked: &[Cell]) -> DiffRow {
    DiffRow { mark, yours: Some(yours.to_vec()), asked: Some(asked.to_vec()) }
}

/// What the results themselves tell of the cause.
pub(super) fn cause(asked: &[Asked], given: &[Given], compared: &Compared) -> String {
    let Some(pairing) = &compared.pairing else { return "The rows are not those asked for.".to_owned() };
    if compared.only_order {
        return "The rows are the right ones, and their order is not as asked.".to_owned();
    }
    let (mut extra, mut missing, mut repeated, mut null_only, mut types) = (false, false, true, true, true);
    for (asked, given) in asked.iter().zip(given) {
        let (want, have) = (bag(&asked.table.rows), bag(&given.table.paired(pairing)));
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
