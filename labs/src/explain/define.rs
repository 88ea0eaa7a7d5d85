//! Explains errors of `CREATE` and `ALTER` whose syntax is right.

use super::{
    explanation::{Explanation, backticked, listed},
    failed_statement::FailedStatement,
    nearest_name::nearest,
};
use std::ops::Range;

/// `table "plots" has more than one primary key`
pub(super) fn two_keys(statement: &FailedStatement<'_>, [table, ..]: [&str; 3]) -> Explanation {
    let primary: Vec<usize> = (0..statement.words.len()).filter(|&i| statement.is(i, "PRIMARY")).collect();
    let at = primary.get(1).and_then(|&i| statement.span(i));
    let says = format!("{} has two rules that say what its primary key is.", backticked(table));
    Explanation::new(
        says,
        at,
        "A table has one primary key; if two columns make it together, write `PRIMARY KEY (a, b)` at the end.",
    )
}

/// `AUTOINCREMENT is only allowed on an INTEGER PRIMARY KEY`
pub(super) fn autoincrement(statement: &FailedStatement<'_>, _: [&str; 3]) -> Explanation {
    let at = statement.find(0, "AUTOINCREMENT").and_then(|i| statement.span(i));
    let says = "`AUTOINCREMENT` goes with `INTEGER PRIMARY KEY` only, and with that very word.";
    Explanation::new(
        says,
        at,
        "Write `id INTEGER PRIMARY KEY`: its numbers are then chosen by SQLite, also without `AUTOINCREMENT`.",
    )
}

/// `missing datatype for plots.size`
pub(super) fn untyped(statement: &FailedStatement<'_>, [column, ..]: [&str; 3]) -> Explanation {
    let name = last(column);
    let says = format!("{} has no type, and in a STRICT table every column needs one.", backticked(name));
    Explanation::new(
        says,
        name_span(statement, name),
        "The types are `INTEGER`, `REAL`, `TEXT`, `BLOB` and `ANY`.",
    )
}

/// `unknown datatype for plots.name: "VARCHAR(20)"`
pub(super) fn unknown_type(statement: &FailedStatement<'_>, [column, declared, _]: [&str; 3]) -> Explanation {
    let says = format!(
        "A STRICT table does not know the type {} of {}.",
        backticked(declared),
        backticked(last(column))
    );
    Explanation::new(
        says,
        name_span(statement, last(column)),
        "Its types are `INTEGER`, `REAL`, `TEXT`, `BLOB` and `ANY`; without `STRICT` any word will do.",
    )
}

/// `Cannot add a NOT NULL column with default value NULL`
pub(super) fn add_not_null(statement: &FailedStatement<'_>, _: [&str; 3]) -> Explanation {
    let at = statement.find(0, "NOT").and_then(|i| statement.spans(i, i + 1));
    let says = "The new column is NOT NULL, and the rows that are there would have no value for it.";
    Explanation::new(says, at, "Give it a value for them, with DEFAULT: `NOT NULL DEFAULT 0`.")
}

/// `Cannot add a UNIQUE column`
pub(super) fn add_unique(statement: &FailedStatement<'_>, _: [&str; 3]) -> Explanation {
    let at = statement.find(0, "UNIQUE").and_then(|i| statement.span(i));
    let says = "A column that is UNIQUE cannot be added to a table that is there.";
    Explanation::new(
        says,
        at,
        "Add it without, and then write `CREATE UNIQUE INDEX … ON users (email)`, with your names.",
    )
}

/// `Cannot add a PRIMARY KEY column`
pub(super) fn add_key(statement: &FailedStatement<'_>, _: [&str; 3]) -> Explanation {
    let at = statement.find(0, "PRIMARY").and_then(|i| statement.span(i));
    let says = "A table gets its PRIMARY KEY when it is made, and none later.";
    Explanation::new(
        says,
        at,
        "Make a new table that has it, and copy the rows with `INSERT INTO … SELECT …`.",
    )
}

/// `Cannot add a REFERENCES column with non-NULL default value`, and the like.
pub(super) fn add_other(statement: &FailedStatement<'_>, [what, ..]: [&str; 3]) -> Explanation {
    let at = statement.find(0, "ADD").and_then(|i| statement.span(i));
    let says = format!("`ADD COLUMN` cannot add this: {}.", what.trim());
    Explanation::new(
        says,
        at,
        "Make a new table with the column, and copy the rows with `INSERT INTO … SELECT …`.",
    )
}

/// `cannot drop UNIQUE column: "name"`, of primary keys as well.
pub(super) fn drop_key(statement: &FailedStatement<'_>, [rule, column, _]: [&str; 3]) -> Explanation {
    let says = format!("{} cannot be dropped, because it is {rule}.", backticked(column));
    Explanation::new(
        says,
        name_span(statement, column),
        "Make a new table without it, and copy the rows with `INSERT INTO … SELECT …`.",
    )
}

/// `cannot drop column "a": no other columns exist`
pub(super) fn drop_last(statement: &FailedStatement<'_>, [column, ..]: [&str; 3]) -> Explanation {
    let says = format!("{} is the last column, and a table needs one.", backticked(column));
    Explanation::new(says, name_span(statement, column), "Drop the whole table with `DROP TABLE`.")
}

/// `error in table … after drop column: …`, and after renaming.
pub(super) fn needed_elsewhere(
    statement: &FailedStatement<'_>,
    [thing, deed, why]: [&str; 3],
) -> Explanation {
    let says = format!("{} needs it, and would be broken after the {deed} ({why}).", backticked(thing));
    Explanation::new(says, statement.here(), "Drop what needs it first.")
}

/// `unknown column "user_id" in foreign key definition`
pub(super) fn foreign_column(statement: &FailedStatement<'_>, [column, ..]: [&str; 3]) -> Explanation {
    let says =
        format!("The foreign key begins at a column {}, which this table does not have.", backticked(column));
    if (0..statement.words.len()).filter(|&i| statement.name(i).eq_ignore_ascii_case(column)).count() > 1 {
        let says = format!("The foreign key begins at {}, which comes only after it.", backticked(column));
        return Explanation::new(
            says,
            name_span(statement, column),
            "All columns come before `FOREIGN KEY`: move it up.",
        );
    }
    let line = backticked(&format!("{column} INTEGER"));
    Explanation::new(
        says,
        name_span(statement, column),
        format!("Add the column first: {line}, before `FOREIGN KEY`."),
    )
}

/// `number of columns in foreign key does not match the number of columns in the referenced table`
pub(super) fn foreign_width(statement: &FailedStatement<'_>, _: [&str; 3]) -> Explanation {
    let i = statement.find(0, "FOREIGN REFERENCES");
    let says = "The foreign key does not have the same number of columns on both sides.";
    Explanation::new(
        says,
        i.and_then(|i| statement.span(i)),
        "Name as many columns behind `REFERENCES` as in front of it.",
    )
}

/// `foreign key on … should reference only one column of table …`
pub(super) fn foreign_one(statement: &FailedStatement<'_>, [column, table, _]: [&str; 3]) -> Explanation {
    let says = format!(
        "{} is one column, and refers to more than one of {}.",
        backticked(column),
        backticked(table)
    );
    Explanation::new(says, name_span(statement, column), "Name one column behind `REFERENCES`.")
}

/// `default value of column [b] is not constant`
pub(super) fn default(statement: &FailedStatement<'_>, [column, ..]: [&str; 3]) -> Explanation {
    let says =
        format!("The DEFAULT of {} depends on the row, and must be the same for all.", backticked(column));
    let at = statement.find(0, "DEFAULT").and_then(|i| statement.span(i));
    Explanation::new(
        says,
        at,
        "Write a value, or something that needs no column, as in `DEFAULT (datetime('now'))`.",
    )
}

/// `PRIMARY KEY missing on table plots`
pub(super) fn no_key(statement: &FailedStatement<'_>, [table, ..]: [&str; 3]) -> Explanation {
    let says = format!("{} is `WITHOUT ROWID`, and such a table needs a PRIMARY KEY.", backticked(table));
    let at = statement.find(0, "WITHOUT").and_then(|i| statement.span(i));
    Explanation::new(says, at, "Say which column it is, or leave `WITHOUT ROWID` away.")
}

/// `unknown table option: …`
pub(super) fn option(statement: &FailedStatement<'_>, [word, ..]: [&str; 3]) -> Explanation {
    let says = format!("{} is not known after the bracket of a table.", backticked(word));
    if let Some(near) = nearest(word, ["STRICT", "WITHOUT"]) {
        return Explanation::new(
            says,
            name_span(statement, word),
            format!("Did you mean {}?", backticked(near)),
        );
    }
    Explanation::new(
        says,
        name_span(statement, word),
        "SQLite knows `STRICT` and `WITHOUT ROWID` there; leave others away.",
    )
}

/// `cannot INSERT into generated column "b"`, and `UPDATE`.
pub(super) fn computed(statement: &FailedStatement<'_>, [_, column, _]: [&str; 3]) -> Explanation {
    let says = format!("{} is computed from other columns and takes no value.", backticked(column));
    Explanation::new(says, name_span(statement, column), format!("Leave {} out.", backticked(column)))
}

/// `there is already a table named …` of `CREATE INDEX`, `views may not be indexed`, `expressions prohibited in …`
pub(super) fn view_index(statement: &FailedStatement<'_>, _: [&str; 3]) -> Explanation {
    let at = statement.find(0, "ON").and_then(|i| statement.span(i + 1));
    Explanation::new(
        "A view holds no rows of its own, so it can have no index.",
        at,
        "Make the index on the table that the view reads.",
    )
}

/// `ON CONFLICT clause does not match any PRIMARY KEY or UNIQUE constraint`
pub(super) fn on_conflict(statement: &FailedStatement<'_>, _: [&str; 3]) -> Explanation {
    let i = statement.find(0, "CONFLICT");
    let says = "ON CONFLICT names columns that are no unique key, so no conflict can happen there.";
    let keys = statement.target().and_then(|target| statement.schema.table(&target)).map(|table| {
        let unique = table
            .indexes
            .iter()
            .filter(|index| index.unique)
            .flat_map(|index| index.columns.iter().flatten());
        let primary = table.columns.iter().filter(|column| column.primary_key > 0).map(|column| &column.name);
        listed(&unique.chain(primary).collect::<Vec<_>>(), "and")
    });
    let try_this = match keys {
        Some(keys) if !keys.is_empty() => {
            format!("Columns of keys are {keys}; or write `ON CONFLICT DO NOTHING` without any.")
        }
        _ => "Write `ON CONFLICT DO NOTHING` without any columns.".to_owned(),
    };
    Explanation::new(
        says,
        i.and_then(|i| statement.spans(i, i + 2)).or_else(|| i.and_then(|i| statement.span(i))),
        try_this,
    )
}

/// The column of a qualified name.
fn last(column: &str) -> &str {
    column.rsplit('.').next().unwrap_or(column)
}

/// The bytes of a name.
fn name_span(statement: &FailedStatement<'_>, name: &str) -> Option<Range<usize>> {
    statement.find_name(name).and_then(|i| statement.span(i))
}
