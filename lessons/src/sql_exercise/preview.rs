//! What the page of an exercise shows before anything is answered: the first rows of its tables, and what is asked for on
//! them. The rows are those of the sample, and what is asked for is what the model makes of it.

use labs::{
    last_answers::{Asked, FirstRows, Preview},
    sandbox::{Cell, Outcome, RowChange, Rows, Schema, SchemaTable, ScriptResult, TableChange},
    sql_exercise::{SqlExercise, SqlExerciseKind},
};

/// How many rows of a table are shown.
const ROWS_MAX: usize = 4;
/// How many of the rows that are asked for are kept. The rest is counted.
pub const ASKED_MAX: usize = 5;
/// The most characters of a value: a row is to be seen at a glance.
const CHARS_MAX: usize = 28;

/// Whether an exercise is about this table; where it names none, it has a database of its own.
pub fn is_shown(exercise: &SqlExercise, table: &SchemaTable) -> bool {
    exercise.tables.is_empty() || exercise.tables.iter().any(|name| table.name.eq_ignore_ascii_case(name))
}

fn tables_of<'a>(exercise: &'a SqlExercise, schema: &'a Schema) -> impl Iterator<Item = &'a SchemaTable> {
    schema.tables.iter().filter(move |table| is_shown(exercise, table))
}

/// The script that reads the first rows and then runs the model. Its answer is read by `of`.
pub fn script(exercise: &SqlExercise, schema: &Schema) -> String {
    let first = |table: &SchemaTable| {
        format!("SELECT * FROM \"{}\" LIMIT {ROWS_MAX};\n", table.name.replace('"', "\"\""))
    };
    let mut script: String = tables_of(exercise, schema).map(first).collect();
    if exercise.kind != SqlExerciseKind::Create {
        script.push_str(&exercise.model);
    }
    script
}

/// What the script answered. None where a statement of it failed.
pub fn of(exercise: &SqlExercise, schema: &Schema, ran: ScriptResult) -> Option<Preview> {
    if ran.outcomes.iter().any(|outcome| outcome.fault.is_some()) {
        return None;
    }
    let mut outcomes = ran.outcomes.into_iter();
    let tables = tables_of(exercise, schema)
        .map(|table| {
            let rows = outcomes.next()?.rows?;
            Some(FirstRows { table: table.name.clone(), rows: shortened(rows), all: table.rows })
        })
        .collect::<Option<_>>()?;
    let asked = match exercise.kind {
        SqlExerciseKind::Create => Asked::Tables,
        SqlExerciseKind::Select => Asked::Rows(shortened(named(outcomes.last()?.rows?))),
        SqlExerciseKind::Change => Asked::Changes(changes(outcomes)),
    };
    Some(Preview { tables, asked })
}

/// The columns without the text of an expression: the model's own text would be half of the answer.
fn named(mut rows: Rows) -> Rows {
    for (n, column) in rows.columns.iter_mut().enumerate() {
        let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if !is_name(&column.name) {
            column.name = format!("column {}", n + 1);
        }
    }
    rows
}

/// What all statements of the model changed together, table by table. A row that one of them made and another changed or
/// removed again would stand there twice; no model does so.
fn changes(outcomes: impl Iterator<Item = Outcome>) -> Vec<TableChange> {
    let mut all: Vec<TableChange> = Vec::new();
    for change in outcomes.flat_map(|outcome| outcome.changes) {
        match all.iter_mut().find(|known| known.table == change.table) {
            Some(known) => known.rows.extend(change.rows),
            None => all.push(change),
        }
    }
    let short = |cells: Option<Vec<Cell>>| cells.map(|cells| cells.into_iter().map(short).collect());
    for change in &mut all {
        change.more |= change.rows.len() > ASKED_MAX;
        change.rows.truncate(ASKED_MAX);
        for row in &mut change.rows {
            *row = RowChange { before: short(row.before.take()), after: short(row.after.take()) };
        }
    }
    all
}

fn shortened(mut rows: Rows) -> Rows {
    for cell in rows.rows.iter_mut().flatten() {
        *cell = short(std::mem::replace(cell, Cell::Null));
    }
    rows
}

fn short(cell: Cell) -> Cell {
    match cell {
        Cell::Text(text) if text.chars().count() > CHARS_MAX => {
            Cell::Text(text.chars().take(CHARS_MAX - 1).chain(['…']).collect())
        }
        cell => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql_exercise::{COMMUNITY_SQL, sql_exercises};
    use labs::sandbox::{Database, run_script};

    /// The preview of an exercise on the sample that everybody sees.
    fn preview(exercise: &SqlExercise) -> Preview {
        let community = if exercise.tables.is_empty() { "" } else { COMMUNITY_SQL };
        let setup = format!("{community}\n{}", exercise.setup_sql);
        let made = run_script(&Database::empty().unwrap(), &setup).unwrap();
        let database = Database::of_image(&made.image.unwrap_or_default()).unwrap();
        let ran = run_script(&database, &script(exercise, &made.schema)).unwrap();
        of(exercise, &made.schema, ran).unwrap_or_else(|| panic!("{}", exercise.name))
    }

    #[test]
    fn every_exercise_shows_the_first_rows_of_its_tables_and_what_is_asked_for() {
        let mut kinds = [0; 3];
        for exercise in sql_exercises() {
            let preview = preview(exercise);
            let tables: Vec<&str> = preview.tables.iter().map(|first| first.table.as_str()).collect();
            assert!(
                exercise.tables.iter().all(|table| tables.contains(&table.as_str())),
                "{}",
                exercise.name
            );
            match &preview.asked {
                Asked::Rows(_) => kinds[0] += 1,
                Asked::Changes(changes) => {
                    kinds[1] += 1;
                    assert!(!changes.is_empty(), "{}: nothing changes on the sample", exercise.name);
                }
                Asked::Tables => kinds[2] += 1,
            }
        }
        assert!(kinds.iter().all(|of| *of > 5), "{kinds:?}");
    }

    #[test]
    fn no_heading_gives_an_expression_of_the_model_away() {
        for exercise in sql_exercises() {
            if let Asked::Rows(rows) = preview(exercise).asked {
                for column in rows.columns {
                    assert!(
                        !column.name.contains(['(', '*', '|', '+', '.', '\'']),
                        "{}: {}",
                        exercise.name,
                        column.name
                    );
                }
            }
        }
    }
}
