//! The trials that a table is put to. They are made from the model's tables: rows with each column left out, with NULL, with
//! values at the borders of every rule, twice with the same values, and rows that refer to nothing.
//!
//! A trial is only what is tried. What is right is whatever the model's own tables do with it.

use super::{
    compare::{affinity, select_all},
    quote_name,
    sample_rows::{Row, SampleRows, insert},
    trial::{Trial, What},
    values::{Literals, Values, quoted},
};
use crate::{
    exercise::Random,
    sandbox::{ForeignKey, Schema, SchemaTable},
};

/// The most columns that are put together in every way. A table with more is tried with pairs.
const SUBSET_COLUMNS_MAX: usize = 6;
/// How many rows are drawn at random for each table that has rules about its values.
const RANDOM_ROWS: usize = 150;
/// How many values of each of two columns are tried with each other.
const PAIR_VALUES: usize = 12;
/// A key that no row has.
const NOBODY: &str = "999983";

/// What trials are made of.
pub(super) struct Attacks<'a> {
    /// The model's tables, parents before children.
    pub tables: &'a [&'a SchemaTable],
    pub rows: &'a SampleRows,
    /// The literals of the model and of the answer.
    pub literals: &'a Literals,
    /// Those of the answer alone.
    pub own_literals: &'a Literals,
    /// Whether the model or the answer has rules about values, which any values together may break.
    pub has_checks: bool,
}

impl Attacks<'_> {
    /// All trials of the tables that `differs` names, and a look at each view when there are rows.
    pub fn all(&self, model: &Schema, differs: impl Fn(&str) -> bool) -> Vec<Trial> {
        let views = model.tables.iter().filter(|table| table.is_view).map(|view| Trial {
            table: view.name.clone(),
            setup: self.tables.iter().flat_map(|table| self.two_rows(table)).collect(),
            sql: select_all(view),
            what: What::View,
        });
        let tables = self.tables.iter().filter(|table| differs(&table.name));
        tables.flat_map(|table| self.of(table)).chain(views).collect()
    }

    fn two_rows(&self, table: &SchemaTable) -> Vec<String> {
        let rows = self.rows.two_of(&table.name).into_iter().flatten();
        rows.map(|row| insert(table, row)).collect()
    }

    /// All trials of one table. There are none where no row was found that the model takes.
    fn of(&self, table: &SchemaTable) -> Vec<Trial> {
        let Some([first, second]) = self.rows.two_of(&table.name) else { return Vec::new() };
        let of = Of { all: self, table, first, second };
        let mut trials = Vec::new();
        of.plain(&mut trials);
        of.values(&mut trials);
        of.twice(&mut trials);
        of.near(&mut trials);
        table.foreign_keys.iter().for_each(|key| of.references(key, &mut trials));
        if self.has_checks {
            of.random(&mut trials);
        }
        of.many(self.rows.all_of(&table.name), &mut trials);
        trials
    }
}

/// The trials of one table.
struct Of<'a> {
    all: &'a Attacks<'a>,
    table: &'a SchemaTable,
    first: &'a Row,
    second: &'a Row,
}

impl Of<'_> {
    fn trial(&self, setup: &[&Row], sql: String, what: What) -> Trial {
        let setup = setup.iter().map(|row| insert(self.table, row)).collect();
        Trial { table: self.table.name.clone(), setup, sql, what }
    }

    fn columns(&self) -> impl Iterator<Item = (usize, &str)> {
        self.table.columns.iter().enumerate().map(|(at, column)| (at, column.name.as_str()))
    }

    fn affinity(&self, at: usize) -> &'static str {
        affinity(&self.table.columns[at].declared)
    }

    /// The foreign key of one column that this column is.
    fn key_of(&self, at: usize) -> Option<&ForeignKey> {
        let name = &self.table.columns[at].name;
        self.table.foreign_keys.iter().find(|key| key.columns.iter().any(|column| column == name))
    }

    /// Usual rows, rows in which a column is not named, and rows with NULL.
    fn plain(&self, trials: &mut Vec<Trial>) {
        let (first, second) = (self.first, self.second);
        trials.push(self.trial(&[], insert(self.table, first), What::Good));
        trials.push(self.trial(&[first], insert(self.table, second), What::Good));
        let mut not_needed = Vec::new();
        for (at, name) in self.columns() {
            let mut row = first.clone();
            row[at] = Some("NULL".to_owned());
            trials.push(self.trial(&[], insert(self.table, &row), What::Null(name.to_owned())));
            row[at] = None;
            let omitted = What::Omitted(vec![name.to_owned()]);
            trials.push(self.trial(&[], insert(self.table, &row), omitted.clone()));
            // The number that comes by itself is the one after the highest.
            if self.table.columns[at].primary_key > 0 {
                let mut row = second.clone();
                row[at] = None;
                trials.push(self.trial(&[first], insert(self.table, &row), omitted));
            }
            let column = &self.table.columns[at];
            if !column.not_null || column.default.is_some() {
                not_needed.push(at);
            }
        }
        let mut row = first.clone();
        not_needed.iter().for_each(|&at| row[at] = None);
        if row.iter().any(Option::is_some) && not_needed.len() > 1 {
            let names = not_needed.iter().map(|&at| self.table.columns[at].name.clone()).collect();
            trials.push(self.trial(&[], insert(self.table, &row), What::Omitted(names)));
        }
        if self.table.sql.to_ascii_uppercase().contains("AUTOINCREMENT") {
            self.next_number(trials);
        }
    }

    /// With `AUTOINCREMENT` the number of a deleted row does not come again (<https://sqlite.org/autoinc.html>).
    fn next_number(&self, trials: &mut Vec<Trial>) {
        let Some(key) = self.table.columns.iter().position(|column| column.primary_key > 0) else { return };
        let mut row = self.first.clone();
        row[key] = None;
        let name = &self.table.columns[key].name;
        let mut trial =
            self.trial(&[self.first], insert(self.table, &row), What::NextNumber(name.to_owned()));
        trial.setup.push(format!("DELETE FROM {}", quote_name(&self.table.name)));
        trials.push(trial);
    }

    /// Every value of every column in a row that is otherwise usual, and pairs of values of two columns.
    fn values(&self, trials: &mut Vec<Trial>) {
        for (at, name) in self.columns() {
            for value in self.all.literals.values(self.affinity(at)) {
                // A value that refers to a row needs that row.
                let parent = match self.key_of(at) {
                    Some(key) => match self.all.rows.parent_with(key, &value) {
                        Some(parent) => vec![parent],
                        None => continue,
                    },
                    None => Vec::new(),
                };
                let mut row = self.first.clone();
                row[at] = Some(value.clone());
                let what = What::Values(vec![(name.to_owned(), value)]);
                let mut trial = self.trial(&[], insert(self.table, &row), what);
                trial.setup = parent;
                trials.push(trial);
            }
        }
        let free: Vec<usize> =
            self.columns().map(|(at, _)| at).filter(|&at| self.key_of(at).is_none()).collect();
        for (n, &a) in free.iter().enumerate() {
            for &b in &free[n + 1..] {
                self.pairs(a, b, trials);
            }
        }
    }

    fn pairs(&self, a: usize, b: usize, trials: &mut Vec<Trial>) {
        let values = |at: usize| {
            let mut values = self.all.literals.sharp_values(self.affinity(at), PAIR_VALUES);
            values.extend(self.first[at].clone());
            values.extend(self.second[at].clone());
            values
        };
        let (mut of_a, mut of_b) = (values(a), values(b));
        // The values of one are tried in the other, so that equal ones meet.
        if self.affinity(a) == self.affinity(b) {
            of_a.extend(of_b.clone());
            of_b.clone_from(&of_a);
        }
        for value_a in &of_a {
            for value_b in &of_b {
                let mut row = self.first.clone();
                (row[a], row[b]) = (Some(value_a.clone()), Some(value_b.clone()));
                let name = |at: usize| self.table.columns[at].name.clone();
                let what = What::Values(vec![(name(a), value_a.clone()), (name(b), value_b.clone())]);
                trials.push(self.trial(&[], insert(self.table, &row), what));
            }
        }
    }

    /// Two rows that have the same values in some columns and others in the rest.
    fn twice(&self, trials: &mut Vec<Trial>) {
        let count = self.table.columns.len();
        let subsets: Vec<Vec<usize>> = if count <= SUBSET_COLUMNS_MAX {
            let of_bits = |bits: u32| (0..count).filter(|at| bits & (1 << at) != 0).collect::<Vec<_>>();
            let mut all: Vec<Vec<usize>> = (1_u32..1 << count).map(of_bits).collect();
            // Small ones first: they say most.
            all.sort_by_key(Vec::len);
            all
        } else {
            (0..count)
                .flat_map(|a| (a..count).map(move |b| if a == b { vec![a] } else { vec![a, b] }))
                .collect()
        };
        for subset in &subsets {
            let what = What::Twice(subset.iter().map(|&at| self.table.columns[at].name.clone()).collect());
            let mut second = self.second.clone();
            subset.iter().for_each(|&at| second[at].clone_from(&self.first[at]));
            trials.push(self.trial(&[self.first], insert(self.table, &second), what.clone()));
            // The rest may be NULL in both rows: a partial index may leave such rows out.
            let (mut bare_first, mut bare) = (self.first.clone(), second.clone());
            for (at, column) in self.table.columns.iter().enumerate() {
                if !subset.contains(&at) && !column.not_null && column.primary_key == 0 {
                    bare_first[at] = Some("NULL".to_owned());
                    bare[at] = Some("NULL".to_owned());
                }
            }
            trials.push(self.trial(&[&bare_first], insert(self.table, &bare), what.clone()));
            self.twice_elsewhere(subset, &what, trials);
            // NULL is never equal to NULL.
            let may_be_null = |at: usize| {
                let column = &self.table.columns[at];
                !column.not_null && column.primary_key == 0
            };
            for &at in subset.iter().filter(|&&at| may_be_null(at)) {
                let (mut none_first, mut none) = (self.first.clone(), second.clone());
                none_first[at] = Some("NULL".to_owned());
                none[at] = Some("NULL".to_owned());
                trials.push(self.trial(&[&none_first], insert(self.table, &none), what.clone()));
            }
        }
    }

    /// The same, with the other columns at the literals of the answer: a partial index may have a condition on them.
    fn twice_elsewhere(&self, subset: &[usize], what: &What, trials: &mut Vec<Trial>) {
        for (at, _) in self.columns().filter(|(at, _)| !subset.contains(at) && self.key_of(*at).is_none()) {
            let values = self.all.own_literals.sharp_values(self.affinity(at), 6);
            for pair in values.windows(2) {
                let (mut first, mut second) = (self.first.clone(), self.second.clone());
                subset.iter().for_each(|&same| second[same].clone_from(&first[same]));
                (first[at], second[at]) = (Some(pair[0].clone()), Some(pair[1].clone()));
                trials.push(self.trial(&[&first], insert(self.table, &second), what.clone()));
            }
        }
    }

    /// Texts that differ in capitals, in a space at the end, or only after a long beginning. They are two texts, unless a
    /// collation or an expression in an index takes them for one.
    fn near(&self, trials: &mut Vec<Trial>) {
        let long = |end: &str| format!("printf('%.300c', 'z') || '{end}'");
        let pairs = [
            (quoted("Kale"), quoted("kale")),
            (quoted("kale"), quoted("kale ")),
            (quoted("kale and leeks"), quoted("kale and beans")),
            (quoted("1"), quoted("01")),
            (long("a"), long("b")),
        ];
        for (at, name) in self.columns().filter(|(at, _)| self.affinity(*at) == "TEXT") {
            if self.key_of(at).is_some() {
                continue;
            }
            // A rule may want a value like that of the sample, so that is tried with a letter more, too.
            let own = self.first[at].clone().unwrap_or_default();
            let more = [("A", "a"), ("a", "a ")]
                .map(|(one, other)| (format!("{own} || '{one}'"), format!("{own} || '{other}'")));
            for (one, other) in pairs.iter().chain(&more) {
                let (mut first, mut second) = (self.first.clone(), self.second.clone());
                (first[at], second[at]) = (Some(one.clone()), Some(other.clone()));
                trials.push(self.trial(&[&first], insert(self.table, &second), What::Near(name.to_owned())));
            }
            for (one, other) in pairs[..2].iter().chain(&more) {
                let mut first = self.first.clone();
                first[at] = Some(one.clone());
                let table = quote_name(&self.table.name);
                let sql = format!("SELECT COUNT(*) FROM {table} WHERE {} = ({other})", quote_name(name));
                trials.push(self.trial(&[&first], sql, What::Compared(name.to_owned())));
            }
        }
    }

    /// Rows that refer to nothing, and what becomes of them when the row they refer to is deleted or gets another key.
    fn references(&self, key: &ForeignKey, trials: &mut Vec<Trial>) {
        let Some(to) = self.all.rows.referred(key) else { return };
        let places: Vec<usize> = key
            .columns
            .iter()
            .filter_map(|name| self.table.columns.iter().position(|column| column.name == *name))
            .collect();
        let values: Values = places.iter().filter_map(|&at| self.first[at].clone()).collect();
        if places.len() != to.len() || values.len() != to.len() || values.iter().any(|value| value == "NULL")
        {
            return;
        }
        let (table, parent) = (quote_name(&self.table.name), quote_name(&key.table));
        let (columns, name) = (key.columns.clone(), key.table.clone());
        let equal = |names: &[String], values: &[String], by: &str| {
            let parts: Vec<String> = names
                .iter()
                .zip(values)
                .map(|(name, value)| format!("{} = {value}", quote_name(name)))
                .collect();
            parts.join(by)
        };
        let mut orphan = self.first.clone();
        orphan[places[0]] = Some(NOBODY.to_owned());
        trials.push(self.trial(
            &[],
            insert(self.table, &orphan),
            What::Orphan { columns: columns.clone(), parent: name.clone() },
        ));
        let moved = format!("UPDATE {table} SET {} = {NOBODY}", quote_name(&key.columns[0]));
        let what = What::Moved { columns: columns.clone(), parent: name.clone() };
        trials.push(self.trial(&[self.first], moved, what));
        let there = equal(&to, &values, " AND ");
        let delete = format!("DELETE FROM {parent} WHERE {there}");
        let deleted = What::Deleted { columns: columns.clone(), parent: name.clone() };
        trials.push(self.trial(&[self.first], delete.clone(), deleted.clone()));
        trials.push(self.trial(&[self.first, self.second], delete.clone(), deleted));
        // Nothing refers to the row before there is a child, nor after it is gone.
        trials.push(self.trial(&[], delete.clone(), What::Free { parent: name.clone() }));
        let mut after = self.trial(&[self.first], delete, What::Free { parent: name.clone() });
        after.setup.push(format!("DELETE FROM {table}"));
        trials.push(after);
        let renumber = format!("UPDATE {parent} SET {} = 999979 WHERE {there}", quote_name(&to[0]));
        trials.push(self.trial(&[self.first], renumber, What::Renumbered { columns, parent: name }));
    }

    /// Good rows, one after the other: an index of an expression may take two of many for the same.
    fn many(&self, rows: &[Row], trials: &mut Vec<Trial>) {
        for (at, row) in rows.iter().enumerate().skip(2) {
            let before: Vec<&Row> = rows[..at].iter().collect();
            trials.push(self.trial(&before, insert(self.table, row), What::Good));
        }
    }

    /// Rows of random values, for rules about three columns and more.
    fn random(&self, trials: &mut Vec<Trial>) {
        let mut random = Random::of(&self.table.name, "attack", 0);
        let pools: Vec<Values> = self
            .columns()
            .map(|(at, _)| match self.key_of(at) {
                Some(_) => [self.first[at].clone(), self.second[at].clone()].into_iter().flatten().collect(),
                None => self.all.literals.values(self.affinity(at)),
            })
            .collect();
        for _ in 0..RANDOM_ROWS {
            let row: Row = pools.iter().map(|pool| random.pick(pool).cloned()).collect();
            let named = self.columns().filter_map(|(at, name)| Some((name.to_owned(), row[at].clone()?)));
            let what = What::Values(named.collect());
            trials.push(self.trial(&[], insert(self.table, &row), what));
        }
    }
}
