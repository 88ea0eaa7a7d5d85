//! The steps against SQLite itself.

use super::*;
use crate::{
    exercise::Random,
    sandbox::{Cell, Database, run_script},
};
use rusqlite::{Connection, Result};
use std::collections::BTreeMap;

/// What SQLite makes of a script, with all limits of the sandbox.
fn answer(tables: &Tables, kind: JoinKind) -> Vec<Vec<Cell>> {
    let ran = run_script(&Database::empty().unwrap(), &tables.script(kind)).unwrap();
    let last = ran.outcomes.last().unwrap();
    assert_eq!(last.fault, None, "{}", tables.script(kind));
    last.rows.as_ref().unwrap().rows.clone()
}

/// The answers of all kinds of join, without the limits of the sandbox: setting those up would take longer than all joins together.
fn answers(sqlite: &Connection, tables: &Tables) -> Result<Vec<(JoinKind, Vec<Vec<Cell>>)>> {
    sqlite.execute_batch(&format!("BEGIN; {}", tables.to_sql()))?;
    let ask = |kind: JoinKind| {
        let mut query = sqlite.prepare(&kind.query())?;
        let cells = |row: &rusqlite::Row<'_>| (0..4).map(|n| row.get_ref(n).map(Cell::of)).collect();
        let rows = query.query_map([], cells)?.collect::<Result<_>>()?;
        Ok((kind, rows))
    };
    let answers = JoinKind::ALL.into_iter().map(ask).collect();
    sqlite.execute_batch("ROLLBACK")?;
    answers
}

/// Rows and how often each is there. Debug text tells types apart: `Integer(1)`, `Text("1")`.
fn bag(rows: impl IntoIterator<Item = Vec<Cell>>) -> BTreeMap<String, usize> {
    let mut bag = BTreeMap::new();
    rows.into_iter().for_each(|row| *bag.entry(format!("{row:?}")).or_default() += 1);
    bag
}

fn result(tables: &Tables, kind: JoinKind) -> Vec<Vec<Cell>> {
    steps(tables, kind).into_iter().filter_map(|step| step.result(tables)).collect()
}

/// Few values, so that most tables have pairs: duplicates, NULLs, texts like numbers, letters that look alike.
fn by_chance(random: &mut Random) -> Tables {
    const VALUES: [&str; 20] = [
        "",
        "",
        "1",
        "'1'",
        "2",
        "'2'",
        "-1",
        "01",
        "1.0",
        "1e0",
        "''",
        "'NULL'",
        "a",
        "A",
        "é",
        "e\u{301}",
        "高橋",
        "it's",
        "9223372036854775807",
        "👩‍🌾",
    ];
    let mut rows = || {
        let count = random.below(ROWS_MAX + 1);
        let mut cell = || read_cell(random.pick(&VALUES).unwrap());
        (0..count).map(|_| [cell(), cell()]).collect()
    };
    Tables::new(rows(), rows())
}

#[test]
fn the_steps_make_what_sqlite_makes_of_ten_thousand_pairs_of_tables() {
    const TABLES: u64 = 10_000;
    let sqlite = Connection::open_in_memory().unwrap();
    let (mut compared, mut rows_made, mut pairs, mut unknown, mut alike) = (0, 0, 0, 0, 0);
    for variant in 0..TABLES {
        let tables = by_chance(&mut Random::of("join-steps", "tables", variant));
        for (kind, rows) in answers(&sqlite, &tables).unwrap() {
            let steps = steps(&tables, kind);
            assert_eq!(bag(result(&tables, kind)), bag(rows.clone()), "{variant} {}", tables.script(kind));
            let places = match_rows(&tables, &steps, &rows).unwrap();
            for (row, place) in rows.iter().zip(&places) {
                assert_eq!(steps[*place].result(&tables).as_ref(), Some(row), "{variant}");
            }
            compared += 1;
            rows_made += rows.len();
            let met = |wanted| {
                let is =
                    |step: &&Step| matches!(step, Step::Compare { comparison, .. } if *comparison == wanted);
                steps.iter().filter(is).count()
            };
            pairs += met(KeyComparison::Equal);
            unknown += met(KeyComparison::Unknown);
            alike += met(KeyComparison::LooksAlike);
        }
    }
    println!("{TABLES} pairs of tables, {compared} joins, {rows_made} rows: steps and SQLite agree");
    println!("among the comparisons: {pairs} equal, {unknown} with a NULL, {alike} alike but of two types");
    assert!(pairs > 10_000 && unknown > 10_000 && alike > 1_000, "chance left something out");
}

#[test]
fn the_beginning_has_everything_that_joins_are_told_apart_by() {
    let tables = Tables::default();
    let count = |kind| answer(&tables, kind).len();
    assert_eq!(JoinKind::ALL.map(count), [3, 5, 5, 7, 20]);
    let steps = steps(&tables, JoinKind::Left);
    let unmatched =
        |side| steps.iter().filter(|s| matches!(s, Step::Unmatched { side: of, .. } if *of == side)).count();
    assert_eq!((unmatched(Side::Left), unmatched(Side::Right), steps.len()), (2, 2, 24));
    let both_null = Step::Compare { left: 3, right: 4, comparison: KeyComparison::Unknown };
    assert!(steps.contains(&both_null), "NULL is not equal to NULL: {steps:?}");
}

#[test]
fn a_number_and_a_text_that_look_the_same_do_not_meet() {
    let row = |typed: &str| vec![[read_cell(typed), Cell::Null]];
    let tables = Tables::new(row("1"), row("'1'"));
    let comparison = KeyComparison::LooksAlike;
    assert_eq!(steps(&tables, JoinKind::Inner)[0], Step::Compare { left: 0, right: 0, comparison });
    assert_eq!(answer(&tables, JoinKind::Inner), Vec::<Vec<Cell>>::new());
}

#[test]
fn steps_that_make_other_rows_than_sqlite_explain_nothing() {
    let tables = Tables::default();
    let steps = steps(&tables, JoinKind::Full);
    let rows = answer(&tables, JoinKind::Full);
    assert!(match_rows(&tables, &steps, &rows).is_some());
    assert_eq!(match_rows(&tables, &steps, &rows[1..]), None, "one row fewer");
    assert_eq!(match_rows(&tables, &steps, &[&rows[..], &rows[..1]].concat()), None, "one more");
    let mut other = rows;
    other[0][0] = Cell::Text("1".to_owned());
    assert_eq!(match_rows(&tables, &steps, &other), None, "another type");
}

#[test]
fn equal_rows_have_a_step_each() {
    let twice = || vec![[Cell::Integer(1), Cell::Null], [Cell::Integer(1), Cell::Null]];
    let tables = Tables::new(twice(), twice());
    let rows = answer(&tables, JoinKind::Inner);
    let places = match_rows(&tables, &steps(&tables, JoinKind::Inner), &rows).unwrap();
    assert_eq!(places, [0, 1, 2, 3]);
}

#[test]
fn a_table_takes_six_rows_and_gives_any_back() {
    let mut tables = Tables::default();
    (0..9).for_each(|_| tables.add(Side::Left));
    assert_eq!(tables.rows(Side::Left).len(), ROWS_MAX);
    (0..9).for_each(|_| tables.remove(Side::Left, 0));
    tables.remove(Side::Right, 99);
    assert_eq!((tables.rows(Side::Left).len(), tables.rows(Side::Right).len()), (0, 5));
    assert_eq!(answer(&tables, JoinKind::Right).len(), 5);
}
