//! Rows that the model's tables take: some for each table, the first two as different as can be. Every trial starts from them.

use super::{
    compare::affinity,
    quote_name,
    trial::Subject,
    values::{Literals, Values},
};
use crate::{
    exercise::Random,
    sandbox::{ForeignKey, SchemaTable},
};
use std::collections::BTreeMap;

/// A value for each column of a table, as SQL; none where the column is not to be named.
pub(super) type Row = Vec<Option<String>>;

/// How often a row is drawn before a table is given up. A `CHECK` may refuse most of them.
const DRAWS_MAX: usize = 600;
/// How many rows are found of each table, where it takes so many.
const ROWS_MAX: usize = 12;

/// Rows of every table.
#[derive(Default)]
pub(super) struct SampleRows {
    rows: BTreeMap<String, Vec<Row>>,
    /// Statements that fill the tables which others refer to.
    pub ground: Vec<String>,
    tables: BTreeMap<String, SchemaTable>,
}

/// The statement that inserts a row.
pub(super) fn insert(table: &SchemaTable, row: &Row) -> String {
    let named =
        table.columns.iter().zip(row).filter_map(|(column, value)| Some((&column.name, value.as_ref()?)));
    let (names, values): (Vec<_>, Vec<_>) = named.map(|(name, value)| (bare(name), value.as_str())).unzip();
    match names.is_empty() {
        true => format!("INSERT INTO {} DEFAULT VALUES", bare(&table.name)),
        false => {
            format!("INSERT INTO {} ({}) VALUES ({})", bare(&table.name), names.join(", "), values.join(", "))
        }
    }
}

/// A name, quoted only where it must be: these statements are shown.
fn bare(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && (!crate::sql::is_keyword(name));
    if plain { name.to_owned() } else { quote_name(name) }
}

impl SampleRows {
    /// Finds the rows by trying them on the model. `harvest` has rows that the exercise itself inserts. The model is left with
    /// the rows that others refer to.
    pub fn find(
        model: &Subject,
        tables: &[&SchemaTable],
        harvest: &BTreeMap<String, Vec<Row>>,
        literals: &Literals,
    ) -> Self {
        let mut found = Self::default();
        for table in tables {
            found.tables.insert(table.name.clone(), (*table).clone());
            let none = Vec::new();
            let own = harvest.get(&table.name).unwrap_or(&none);
            let Some(rows) = found.draw(model, table, own, literals) else { continue };
            // A table that others refer to gets two rows of its own, unless it has some.
            let is_parent = tables.iter().any(|other| {
                other.foreign_keys.iter().any(|key| key.table.eq_ignore_ascii_case(&table.name))
            });
            if is_parent && count(model, table) < 2 {
                for row in rows.iter().take(2) {
                    let sql = insert(table, row);
                    if model.step(&sql).is_ok() {
                        found.ground.push(sql);
                    }
                }
                // The rows of the ground are there now, so trials of this table itself need two others.
                if let Some(rows) = found.draw(model, table, own, literals) {
                    found.rows.insert(table.name.clone(), rows);
                }
            } else {
                found.rows.insert(table.name.clone(), rows);
            }
        }
        found
    }

    /// The first two rows of a table.
    pub fn two_of(&self, table: &str) -> Option<[&Row; 2]> {
        match self.all_of(table) {
            [first, second, ..] => Some([first, second]),
            _ => None,
        }
    }

    /// All rows of a table. The model takes them one after the other.
    pub fn all_of(&self, table: &str) -> &[Row] {
        self.rows.get(table).map_or(&[], Vec::as_slice)
    }

    /// The columns that a key refers to: those it names, or the primary key.
    pub fn referred(&self, key: &ForeignKey) -> Option<Vec<String>> {
        if !key.to.is_empty() {
            return Some(key.to.clone());
        }
        let parent = self.tables.values().find(|table| table.name.eq_ignore_ascii_case(&key.table))?;
        let mut columns: Vec<_> = parent.columns.iter().filter(|column| column.primary_key > 0).collect();
        columns.sort_by_key(|column| column.primary_key);
        Some(columns.into_iter().map(|column| column.name.clone()).collect())
    }

    /// A statement that makes a row with this key, for a key of one column.
    pub fn parent_with(&self, key: &ForeignKey, value: &str) -> Option<String> {
        let to = self.referred(key).filter(|to| to.len() == 1 && key.columns.len() == 1)?;
        let (name, rows) = self.rows.iter().find(|(name, _)| name.eq_ignore_ascii_case(&key.table))?;
        let (table, row) = (self.tables.get(name)?, rows.first()?);
        let at = table.columns.iter().position(|column| column.name.eq_ignore_ascii_case(&to[0]))?;
        let mut row = row.clone();
        row[at] = Some(value.to_owned());
        // Where there is such a row already, it will do.
        Some(insert(table, &row).replacen("INSERT", "INSERT OR IGNORE", 1))
    }

    /// Rows that the model takes one after the other; none where there are not two. The first two differ in as many columns as
    /// possible.
    fn draw(
        &self,
        model: &Subject,
        table: &SchemaTable,
        harvest: &[Row],
        literals: &Literals,
    ) -> Option<Vec<Row>> {
        let mut random = Random::of(&table.name, "sample", 0);
        let pools: Vec<Values> =
            table.columns.iter().map(|column| literals.values(affinity(&column.declared))).collect();
        model.step("SAVEPOINT sample").ok()?;
        let mut taken: Vec<Row> = Vec::new();
        // A row whose columns all differ from the first is best. One that does not is better than none.
        for (strict, wanted) in [(true, 2), (false, ROWS_MAX)] {
            for n in 0..DRAWS_MAX {
                if taken.len() == wanted {
                    break;
                }
                let row = self.drawn(model, table, (n, harvest), &pools, &mut random);
                let differs = taken.iter().all(|other| {
                    let same = row.iter().zip(other).filter(|(a, b)| a == b).count();
                    if strict { same == 0 } else { same < row.len() }
                });
                if differs && model.step(&insert(table, &row)).is_ok() {
                    taken.push(row);
                }
            }
        }
        let _ = model.step("ROLLBACK TO sample");
        let _ = model.step("RELEASE sample");
        (taken.len() >= 2).then_some(taken)
    }

    /// The `n`th row that is worth trying: at first values of the exercise's own rows, later any.
    fn drawn(
        &self,
        model: &Subject,
        table: &SchemaTable,
        (n, harvest): (usize, &[Row]),
        pools: &[Values],
        random: &mut Random,
    ) -> Row {
        let own = harvest.get(n).or_else(|| harvest.get(random.below(harvest.len())));
        let mut row: Row = (0..table.columns.len())
            .map(|at| {
                let own = own.filter(|_| n < DRAWS_MAX / 2 || random.below(2) == 0);
                let value = own.and_then(|row| row[at].clone()).filter(|value| value != "NULL");
                value.or_else(|| random.pick(&pools[at]).cloned())
            })
            .collect();
        for (at, column) in table.columns.iter().enumerate() {
            if column.primary_key > 0 && affinity(&column.declared) == "INTEGER" {
                row[at] = Some((101 + n).to_string());
            }
        }
        for key in &table.foreign_keys {
            let Some(to) = self.referred(key) else { continue };
            let names: Vec<String> = to.iter().map(|name| format!("quote({})", quote_name(name))).collect();
            let sql = format!("SELECT {} FROM {} LIMIT 10", names.join(", "), quote_name(&key.table));
            let Ok(parents) = model.step(&sql) else { continue };
            let Some(parent) = random.pick(&parents.rows) else { continue };
            for (name, cell) in key.columns.iter().zip(parent) {
                let at = table.columns.iter().position(|column| column.name == *name);
                if let (Some(at), crate::sandbox::Cell::Text(value)) = (at, cell) {
                    row[at] = Some(value.clone());
                }
            }
        }
        row
    }
}

fn count(model: &Subject, table: &SchemaTable) -> usize {
    model
        .step(&format!("SELECT 1 FROM {} LIMIT 2", quote_name(&table.name)))
        .map_or(0, |found| found.rows.len())
}
