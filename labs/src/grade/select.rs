//! Grades a query by the rows it gives on every database.

use super::{
    data::{Data, Generator},
    shape::{self, Key, Ordered},
    table::{Pairing, Table, bag, in_order, pairings},
};
use crate::{
    sandbox::{Database, Fault},
    sql_exercise::SqlExercise,
};

/// The model's answers, and how they are to be compared.
pub(super) struct Model<'a> {
    exercise: &'a SqlExercise,
    ordered: Option<Ordered>,
}

/// What the model gives on one database.
pub(super) struct Asked {
    pub table: Table,
    /// For each row what decides its place; none where the order is free.
    pub keys: Option<Vec<Vec<crate::sandbox::Cell>>>,
}

/// What a query gives on one database, and what it gives when SQLite reads tables backwards.
pub(super) struct Given {
    pub table: Table,
    pub backwards: Table,
}

/// How an answer compares on all databases.
pub(super) struct Compared {
    pub agree: Vec<bool>,
    /// Rows right everywhere, and only the order not.
    pub only_order: bool,
    /// The right rows came in the right order by luck.
    pub by_luck: bool,
    pub pairing: Option<Pairing>,
}

impl<'a> Model<'a> {
    pub fn new(exercise: &'a SqlExercise) -> Self {
        Self { exercise, ordered: shape::order_of(&exercise.model) }
    }

    pub fn is_ordered(&self) -> bool {
        self.ordered.is_some()
    }

    pub fn ask(&self, database: &Database) -> Result<Asked, Fault> {
        let Some(ordered) = &self.ordered else {
            return Ok(Asked { table: Table::ask(database, &self.exercise.model)?, keys: None });
        };
        let mut table = Table::ask(database, &ordered.sql)?;
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
        Ok(Asked { table, keys: Some(keys) })
    }

    /// Compares what was given on all databases with what is asked.
    pub fn compare(&self, asked: &[Asked], given: &[Given], says_order: bool) -> Compared {
        let asked_tables: Vec<&Table> = asked.iter().map(|asked| &asked.table).collect();
        let given_tables: Vec<&Table> = given.iter().map(|given| &given.table).collect();
        let mut best: Option<Compared> = None;
        for pairing in pairings(&asked_tables, &given_tables) {
            if self.exercise.column_order_matters && !pairing.iter().enumerate().all(|(i, &at)| i == at) {
                continue;
            }
            if self.exercise.column_names_matter && !names_fit(asked_tables[0], given_tables[0], &pairing) {
                continue;
            }
            let compared = self.compare_as(asked, given, says_order, pairing);
            let count = |compared: &Compared| compared.agree.iter().filter(|agree| **agree).count();
            if best.as_ref().is_none_or(|best| count(&compared) > count(best)) {
                best = Some(compared);
            }
        }
        best.unwrap_or_else(|| Compared {
            agree: vec![false; asked.len()],
            only_order: false,
            by_luck: false,
            pairing: None,
        })
    }

    fn compare_as(&self, asked: &[Asked], given: &[Given], says_order: bool, pairing: Pairing) -> Compared {
        let mut agree = Vec::new();
        let (mut rows_right, mut order_right) = (true, true);
        let mut by_luck = false;
        for (asked, given) in asked.iter().zip(given) {
            let rows = given.table.paired(&pairing);
            let right = bag(&asked.table.rows) == bag(&rows);
            let ordered = match &asked.keys {
                Some(keys) if right => in_order(&asked.table.rows, keys, &rows),
                _ => true,
            };
            let backwards = match &asked.keys {
                Some(keys) if right => in_order(&asked.table.rows, keys, &given.backwards.paired(&pairing)),
                _ => bag(&given.backwards.paired(&pairing)) == bag(&asked.table.rows),
            };
            rows_right &= right;
            order_right &= ordered && backwards;
            by_luck |= right && ordered && !backwards;
            agree.push(right && ordered && backwards);
        }
        // Asked for an order, it says none: then SQLite may give any, whatever it gave today.
        let unsaid = self.is_ordered() && !says_order && order_right && rows_right;
        if unsaid {
            by_luck = true;
            agree.fill(false);
        }
        Compared {
            agree,
            only_order: rows_right && (!order_right || unsaid),
            by_luck,
            pairing: Some(pairing),
        }
    }
}

fn names_fit(asked: &Table, given: &Table, pairing: &Pairing) -> bool {
    asked.columns.iter().zip(pairing).all(|(name, &at)| given.columns[at].eq_ignore_ascii_case(name))
}

impl Given {
    /// Runs a query, once as it is and once with tables read backwards.
    pub fn ask(database: &Database, sql: &str) -> Result<Self, Fault> {
        let set = |on: &str| {
            database.connection().execute_batch(&format!("PRAGMA reverse_unordered_selects = {on}"))
        };
        let table = Table::ask(database, sql)?;
        set("ON").map_err(|e| Fault::of(&e))?;
        let backwards = Table::ask(database, sql);
        set("OFF").map_err(|e| Fault::of(&e))?;
        Ok(Self { table, backwards: backwards? })
    }
}

/// Whether two queries answer differently on a database: what a smaller database must keep.
pub(super) fn differ(
    model: &Model<'_>,
    generator: &Generator,
    data: &Data,
    sql: &str,
    pairing: Option<&Pairing>,
) -> bool {
    let Ok(database) = generator.open(data) else { return false };
    let (Ok(asked), Ok(given)) = (model.ask(&database), Table::ask(&database, sql)) else { return false };
    let Some(pairing) = pairing else { return true };
    if given.columns.len() != asked.table.columns.len() {
        return true;
    }
    let rows = given.paired(pairing);
    match &asked.keys {
        Some(keys) => !in_order(&asked.table.rows, keys, &rows),
        None => bag(&asked.table.rows) != bag(&rows),
    }
}
