//! The steps of a nested-loop join: for each row of the left table, every row of the right table.

use super::{
    kind::JoinKind,
    tables::{ROWS_MAX, Side, Tables},
};
use crate::sandbox::Cell;

/// The result of comparing two keys with `=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyComparison {
    Equal,
    Unequal,
    /// A number and a text that look the same, and are not equal.
    LooksAlike,
    /// One of the keys is NULL, or both. Then the result is NULL, which is not true.
    Unknown,
    /// Nothing was compared: in a CROSS JOIN every row is paired with every row.
    NoCondition,
}

/// A step of the loop. Rows are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Two rows are compared.
    Compare { left: usize, right: usize, comparison: KeyComparison },
    /// A row was compared with all rows of the other table and has no partner; `kept` is whether it is in the result.
    Unmatched { side: Side, row: usize, kept: bool },
}

impl KeyComparison {
    /// Compares two keys. The columns have no declared type, so SQLite converts neither of them.
    fn of(kind: JoinKind, left: &Cell, right: &Cell) -> Self {
        match (left, right) {
            _ if !kind.has_condition() => Self::NoCondition,
            (Cell::Null, _) | (_, Cell::Null) => Self::Unknown,
            (a, b) if a == b => Self::Equal,
            (Cell::Integer(number), Cell::Text(text)) | (Cell::Text(text), Cell::Integer(number))
                if number.to_string() == *text =>
            {
                Self::LooksAlike
            }
            _ => Self::Unequal,
        }
    }

    /// Whether the two rows make a row of the result.
    pub fn is_pair(self) -> bool {
        matches!(self, Self::Equal | Self::NoCondition)
    }
}

impl Step {
    /// The row of the result that this step makes, if it makes one.
    pub fn result(self, tables: &Tables) -> Option<Vec<Cell>> {
        let null = [Cell::Null, Cell::Null];
        let row = |side, row: usize| tables.rows(side).get(row).cloned();
        let halves = match self {
            Self::Compare { left, right, comparison } if comparison.is_pair() => {
                [row(Side::Left, left)?, row(Side::Right, right)?]
            }
            Self::Unmatched { side: Side::Left, row: n, kept: true } => [row(Side::Left, n)?, null],
            Self::Unmatched { side: Side::Right, row: n, kept: true } => [null, row(Side::Right, n)?],
            _ => return None,
        };
        Some(halves.concat())
    }

    /// The row of the table `of` that the step is about, if any.
    pub fn row_of(self, of: Side) -> Option<usize> {
        match (self, of) {
            (Self::Compare { left, .. }, Side::Left) => Some(left),
            (Self::Compare { right, .. }, Side::Right) => Some(right),
            (Self::Unmatched { side, row, .. }, of) => (side == of).then_some(row),
        }
    }
}

/// All steps of a join in their order. With six rows in each table there are at most 48: 36 comparisons and 12 rows without a
/// partner.
pub fn steps(tables: &Tables, kind: JoinKind) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut is_matched = [false; ROWS_MAX];
    for (left, [left_key, _]) in tables.rows(Side::Left).iter().enumerate() {
        let mut is_unmatched = true;
        for (right, [right_key, _]) in tables.rows(Side::Right).iter().enumerate() {
            let comparison = KeyComparison::of(kind, left_key, right_key);
            steps.push(Step::Compare { left, right, comparison });
            is_unmatched &= !comparison.is_pair();
            is_matched[right] |= comparison.is_pair();
        }
        if is_unmatched {
            steps.push(Step::Unmatched { side: Side::Left, row: left, kept: kind.keeps_left() });
        }
    }
    // Only at the end is it known which rows of the right table have no partner.
    let rows = 0..tables.rows(Side::Right).len();
    let unmatched = rows.filter(|row| !is_matched[*row]).map(|row| Step::Unmatched {
        side: Side::Right,
        row,
        kept: kind.keeps_right(),
    });
    steps.extend(unmatched);
    steps
}
