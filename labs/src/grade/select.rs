//! Grades a query by the rows it gives on every database.

use super::{
    data::{DatabaseRows, Generator},
    syntax::{self, Key, OrderedQuery},
    table::{ColumnMapping, Table, bag, column_mappings, in_order},
};
use crate::{
    sandbox::{Database, Fault},
    sql_exercise::SqlExercise,
};

/// The model's answers, and how they are to be compared.
pub(super) struct Model<'a> {
    exercise: &'a SqlExercise,
    ordered: Option<OrderedQuery>,
}

/// What the model gives on one database.
pub(super) struct ModelResult {
    pub table: Table,
    /// For each row what decides its place; none where the order is free.
    pub keys: Option<Vec<Vec<crate::sandbox::Cell>>>,
}

/// What a query gives on one database, and what it gives when SQLite reads tables backwards.
pub(super) struct AnswerResult {
    pub table: Table,
    pub backwards: Table,
}

/// How an answer compares on all databases.
pub(super) struct Comparison {
    pub agree: Vec<bool>,
    /// Rows right everywhere, and only the order not.
    pub only_order: bool,
    /// The right rows came in the right order by luck.
    pub ordered_by_luck: bool,
    pub mapping: Option<ColumnMapping>,
}

impl<'a> Model<'a> {
    pub fn new(exercise: &'a SqlExercise) -> Self {
        Self { exercise, ordered: syntax::order_of(&exercise.model) }
    }

    pub fn is_ordered(&self) -> bool {
        self.ordered.is_some()
    }

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

    /// Compares what was given on all databases with what is asked.
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
        // Asked for an order, it says none: then SQLite may give any, whatever it gave today.
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

fn names_fit(expected: &Table, given: &Table, mapping: &ColumnMapping) -> bool {
    expected.columns.iter().zip(mapping).all(|(name, &at)| given.columns[at].eq_ignore_ascii_case(name))
}

impl AnswerResult {
    /// Runs a query, once as it is and once with tables read backwards.
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

/// Whether two queries answer differently on a database: what a smaller database must keep.
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
