//! Compares a query with the model by the rows that both give on every database.

use super::{
    generated_database::{DatabaseRows, Generator},
    result_rows::{ColumnMapping, Table, bag, column_mappings, in_order},
    syntax::{self, Key, OrderedQuery},
};
use crate::{
    sandbox::{Database, Fault},
    sql_exercise::SqlExercise,
};

/// The model of an exercise, as a query.
pub(super) struct Model<'a> {
    exercise: &'a SqlExercise,
    /// Where the model has an `ORDER BY`: the query with its sort keys.
    ordered: Option<OrderedQuery>,
}

/// The result of the model on one database.
pub(super) struct ModelResult {
    pub table: Table,
    /// The sort key of each row; none where the order is free. Rows with equal keys may come in any order.
    pub keys: Option<Vec<Vec<crate::sandbox::Cell>>>,
}

/// The result of an answer on one database.
pub(super) struct AnswerResult {
    pub table: Table,
    /// The same query while `PRAGMA reverse_unordered_selects` is on. SQLite then gives rows in another order wherever the
    /// query leaves the order open (<https://sqlite.org/pragma.html#pragma_reverse_unordered_selects>).
    pub backwards: Table,
}

/// How an answer compares on all databases.
pub(super) struct Comparison {
    /// For each database whether it agrees with the model.
    pub agree: Vec<bool>,
    /// Whether the rows are right everywhere, and only their order is wrong.
    pub only_order: bool,
    /// Whether the rows came in the right order, but nothing in the query makes them.
    pub ordered_by_luck: bool,
    /// Which column of the answer stands for which of the model; none where they fit in no way.
    pub mapping: Option<ColumnMapping>,
}

impl<'a> Model<'a> {
    /// The model of this exercise.
    pub fn new(exercise: &'a SqlExercise) -> Self {
        Self { exercise, ordered: syntax::order_of(&exercise.model) }
    }

    /// Whether the exercise asks for an order.
    pub fn is_ordered(&self) -> bool {
        self.ordered.is_some()
    }

    /// Runs the model, with the terms of its `ORDER BY` as hidden columns where it has one.
    ///
    /// # Errors
    /// The error of SQLite.
    pub fn run(&self, database: &Database) -> Result<ModelResult, Fault> {
        let Some(ordered) = &self.ordered else {
            return Ok(ModelResult { table: Table::run(database, &self.exercise.model)?, keys: None });
        };
        let mut table = Table::run(database, &ordered.sql)?;
        let hidden = table.split_off(ordered.hidden);
        let key = |row: usize| {
            let cell = |key: &Key| match key {
                Key::Column(i) => table.rows[row].get(*i).cloned(),
                Key::Name(name) => {
                    let at = table.columns.iter().position(|column| column.eq_ignore_ascii_case(name));
                    at.and_then(|at| table.rows[row].get(at).cloned())
                }
                Key::Hidden(i) => hidden[row].get(*i).cloned(),
            };
            ordered.keys.iter().filter_map(cell).collect()
        };
        let keys = (0..table.rows.len()).map(key).collect();
        Ok(ModelResult { table, keys: Some(keys) })
    }

    /// Compares the answer with the model on all databases, by the mapping of columns with which most of them agree.
    /// `says_order` is whether the answer has an `ORDER BY`.
    pub fn compare(&self, expected: &[ModelResult], given: &[AnswerResult], says_order: bool) -> Comparison {
        let asked_tables: Vec<&Table> = expected.iter().map(|expected| &expected.table).collect();
        let given_tables: Vec<&Table> = given.iter().map(|given| &given.table).collect();
        let mut best: Option<Comparison> = None;
        for mapping in column_mappings(&asked_tables, &given_tables) {
            if self.exercise.column_order_matters && !mapping.iter().enumerate().all(|(i, &at)| i == at) {
                continue;
            }
            if self.exercise.column_names_matter && !names_fit(asked_tables[0], given_tables[0], &mapping) {
                continue;
            }
            let comparison = self.compare_as(expected, given, says_order, mapping);
            let count = |comparison: &Comparison| comparison.agree.iter().filter(|agree| **agree).count();
            if best.as_ref().is_none_or(|best| count(&comparison) > count(best)) {
                best = Some(comparison);
            }
        }
        best.unwrap_or_else(|| Comparison {
            agree: vec![false; expected.len()],
            only_order: false,
            ordered_by_luck: false,
            mapping: None,
        })
    }

    /// The same with one mapping of columns.
    fn compare_as(
        &self,
        expected: &[ModelResult],
        given: &[AnswerResult],
        says_order: bool,
        mapping: ColumnMapping,
    ) -> Comparison {
        let mut agree = Vec::new();
        let (mut rows_right, mut order_right) = (true, true);
        let mut ordered_by_luck = false;
        for (expected, given) in expected.iter().zip(given) {
            // Both runs must be right: an order that only one of them has is luck.
            let rows = given.table.mapped(&mapping);
            let right = bag(&expected.table.rows) == bag(&rows);
            let ordered = match &expected.keys {
                Some(keys) if right => in_order(&expected.table.rows, keys, &rows),
                _ => true,
            };
            let backwards = match &expected.keys {
                Some(keys) if right => {
                    in_order(&expected.table.rows, keys, &given.backwards.mapped(&mapping))
                }
                _ => bag(&given.backwards.mapped(&mapping)) == bag(&expected.table.rows),
            };
            rows_right &= right;
            order_right &= ordered && backwards;
            ordered_by_luck |= right && ordered && !backwards;
            agree.push(right && ordered && backwards);
        }
        // The exercise asks for an order and the answer has no `ORDER BY`. SQLite may then use any order, whatever it used
        // today (<https://sqlite.org/lang_select.html>, section 4).
        let unsaid = self.is_ordered() && !says_order && order_right && rows_right;
        if unsaid {
            ordered_by_luck = true;
            agree.fill(false);
        }
        Comparison {
            agree,
            only_order: rows_right && (!order_right || unsaid),
            ordered_by_luck,
            mapping: Some(mapping),
        }
    }
}

/// Whether the columns are called what the model calls them.
fn names_fit(expected: &Table, given: &Table, mapping: &ColumnMapping) -> bool {
    expected.columns.iter().zip(mapping).all(|(name, &at)| given.columns[at].eq_ignore_ascii_case(name))
}

impl AnswerResult {
    /// Runs a query twice: as it is, and with unordered rows reversed.
    ///
    /// # Errors
    /// The error of SQLite.
    pub fn run(database: &Database, sql: &str) -> Result<Self, Fault> {
        let set = |on: &str| {
            database.connection().execute_batch(&format!("PRAGMA reverse_unordered_selects = {on}"))
        };
        let table = Table::run(database, sql)?;
        set("ON").map_err(|e| Fault::of(&e))?;
        let backwards = Table::run(database, sql);
        set("OFF").map_err(|e| Fault::of(&e))?;
        Ok(Self { table, backwards: backwards? })
    }
}

/// Whether a query and the model give different results on a database. A smaller database must keep that property. Where the
/// query fails, they do not count as different.
pub(super) fn differ(
    model: &Model<'_>,
    generator: &Generator,
    data: &DatabaseRows,
    sql: &str,
    mapping: Option<&ColumnMapping>,
) -> bool {
    let Ok(database) = generator.open(data) else { return false };
    let (Ok(expected), Ok(given)) = (model.run(&database), Table::run(&database, sql)) else { return false };
    let Some(mapping) = mapping else { return true };
    if given.columns.len() != expected.table.columns.len() {
        return true;
    }
    let rows = given.mapped(mapping);
    match &expected.keys {
        Some(keys) => !in_order(&expected.table.rows, keys, &rows),
        None => bag(&expected.table.rows) != bag(&rows),
    }
}
