//! Explains errors about tables, views, indexes and triggers that do not exist, or exist already.

use super::{
    dialect,
    explanation::{Explanation, backticked, listed},
    failed_statement::FailedStatement,
    lookalike,
    nearest_name::nearest,
    sources::{sources, with_tables},
};

/// `no such table: …`
pub(super) fn no_table(statement: &FailedStatement<'_>, [said, ..]: [&str; 3]) -> Explanation {
    if let Some(odd) = lookalike::explain(statement) {
        return odd;
    }
    let bare = said.strip_prefix("main.").unwrap_or(said);
    if let Some(other) = statement.find_name(bare).and_then(|i| dialect::refused_name(statement, i)) {
        return other;
    }
    if let Some((database, table)) = bare.split_once('.') {
        return of_database(statement, database, table);
    }
    let place = statement.find_name(bare);
    let at = place.and_then(|i| statement.span(i));
    let Some(i) = place else { return referred(statement, bare) };
    // Catches `SELECT u.* FROM users`.
    if statement.are(i + 1, ". *") {
        let all = sources(statement);
        let called: Vec<&str> = all.iter().map(|source| source.reference_name()).collect();
        let says = format!("This statement has no table or alias {}.", backticked(bare));
        return Explanation::new(says, at, format!("It has {}.", listed(&called, "and")));
    }
    // Catches `IN [1, 2]`.
    if statement.text(i).starts_with('[') && statement.follows(i, "IN VALUES") {
        let says = "Square brackets make one name of what is in them.";
        return Explanation::new(
            says,
            at,
            format!("Write round ones: {}.", backticked(&format!("({bare})"))),
        );
    }
    let says = format!("There is no table {}.", backticked(bare));
    let shared = with_tables(statement);
    let names = statement.schema.tables.iter().map(|table| table.name.as_str());
    let near = nearest(bare, names.chain(shared.iter().map(|common| common.name.as_str())));
    // Catches `FROM city`, where `city` is a column.
    let column =
        statement.schema.tables.iter().find(|t| t.columns.iter().any(|c| c.name.eq_ignore_ascii_case(bare)));
    let try_this = match (near, column) {
        (Some(near), _) => format!("Did you mean {}?", backticked(near)),
        (None, Some(table)) => {
            return Explanation::new(
                format!("{} is a column, and no table.", backticked(bare)),
                at,
                format!("It is a column of {}: name that table here.", backticked(&table.name)),
            );
        }
        _ if statement.is(0, "DROP") => {
            "Is it dropped already? `DROP TABLE IF EXISTS …` also works when it is not there.".to_owned()
        }
        _ => list_tables(statement),
    };
    Explanation::new(says, at, try_this)
}

/// A sentence that lists the tables.
fn list_tables(statement: &FailedStatement<'_>) -> String {
    let names: Vec<&str> = statement.schema.tables.iter().map(|table| table.name.as_str()).collect();
    match names[..] {
        [] => "There are no tables yet: make one with `CREATE TABLE`.".to_owned(),
        [one] => format!("The only table is {}.", backticked(one)),
        _ => format!("The tables are {}.", listed(&names, "and")),
    }
}

/// A table of another database, written as `database.table`.
fn of_database(statement: &FailedStatement<'_>, database: &str, table: &str) -> Explanation {
    let at = statement.name_span(table);
    let says = format!("There is no database {}; there is only this one.", backticked(database));
    let name =
        nearest(table, statement.schema.tables.iter().map(|table| table.name.as_str())).unwrap_or(table);
    Explanation::new(says, at, format!("Write the table alone: {}.", backticked(name)))
}

/// A missing table that the statement does not name: a foreign key, a view or a trigger refers to it.
fn referred(statement: &FailedStatement<'_>, name: &str) -> Explanation {
    let target = statement.target().unwrap_or_default();
    if target.is_empty() {
        let says = format!("Something here refers to a table {} that is not there.", backticked(name));
        return Explanation::new(says, None, list_tables(statement));
    }
    let says = format!("{} refers to a table {} that is not there.", backticked(&target), backticked(name));
    let try_this = match nearest(name, statement.schema.tables.iter().map(|table| table.name.as_str())) {
        Some(near) => {
            format!("Make {} again so that it refers to {}.", backticked(&target), backticked(near))
        }
        None => format!("Make {} first.", backticked(name)),
    };
    Explanation::new(says, statement.find_name(&target).and_then(|i| statement.span(i)), try_this)
}

/// `no such view: …`
pub(super) fn no_view(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let views = statement.schema.tables.iter().filter(|table| table.is_view).map(|table| table.name.as_str());
    let try_this = match nearest(name, views) {
        Some(near) => format!("Did you mean {}?", backticked(near)),
        None => "Is it dropped already? `DROP VIEW IF EXISTS …` also works when it is not there.".to_owned(),
    };
    Explanation::new(format!("There is no view {}.", backticked(name)), statement.name_span(name), try_this)
}

/// `no such index: …`
pub(super) fn no_index(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let all =
        statement.schema.tables.iter().flat_map(|table| &table.indexes).filter(|index| !index.of_constraint);
    let all: Vec<&str> = all.map(|index| index.name.as_str()).collect();
    let try_this = match nearest(name, all.iter().copied()) {
        Some(near) => format!("Did you mean {}?", backticked(near)),
        None if all.is_empty() => "There are no indexes yet.".to_owned(),
        None => format!("The indexes are {}.", listed(&all, "and")),
    };
    Explanation::new(format!("There is no index {}.", backticked(name)), statement.name_span(name), try_this)
}

/// `no such trigger: …`
pub(super) fn no_trigger(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let says = format!("There is no trigger {}.", backticked(name));
    Explanation::new(
        says,
        statement.name_span(name),
        "`DROP TRIGGER IF EXISTS …` also works when it is not there.",
    )
}

/// `table … already exists`, `there is already a table named …`, and the same of a view.
pub(super) fn exists(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let bare = super::failed_statement::unquoted(name);
    let what =
        if statement.schema.table(&bare).is_some_and(|table| table.is_view) { "view" } else { "table" };
    let says = format!("There is a {what} {} already.", backticked(&bare));
    let upper = what.to_uppercase();
    let try_this = format!(
        "Take another name, drop the old one with {}, or write `CREATE {upper} IF NOT EXISTS`.",
        backticked(&format!("DROP {upper} {bare}"))
    );
    Explanation::new(says, statement.name_span(&bare), try_this)
}

/// `index … already exists`
pub(super) fn index_exists(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let says = format!("There is an index {} already.", backticked(name));
    let drop = backticked(&format!("DROP INDEX {name}"));
    let try_this =
        format!("Take another name, drop the old one with {drop}, or write `CREATE INDEX IF NOT EXISTS`.");
    Explanation::new(says, statement.name_span(name), try_this)
}

/// `there is already an index named …`
pub(super) fn named_like_index(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let says = format!(
        "There is an index called {} already, and no two things may have one name.",
        backticked(name)
    );
    Explanation::new(says, statement.name_span(name), "Take another name.")
}

/// `there is already another table or index with this name: …`
pub(super) fn name_taken(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let says = format!("Something is called {} already.", backticked(name));
    let at = (0..statement.words.len())
        .rev()
        .find(|&i| statement.name(i).eq_ignore_ascii_case(name))
        .and_then(|i| statement.span(i));
    Explanation::new(says, at, "Take another name.")
}

/// `use DROP VIEW to delete view …`
pub(super) fn drop_view(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let says = format!("{} is a view, and no table.", backticked(name));
    Explanation::new(
        says,
        statement.name_span(name),
        format!("Write {}.", backticked(&format!("DROP VIEW {name}"))),
    )
}

/// `use DROP TABLE to delete table …`
pub(super) fn drop_table(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let says = format!("{} is a table, and no view.", backticked(name));
    Explanation::new(
        says,
        statement.name_span(name),
        format!("Write {}.", backticked(&format!("DROP TABLE {name}"))),
    )
}

/// `cannot modify … because it is a view`
pub(super) fn view_is_read(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let says = format!(
        "{} is a view: it only shows what tables hold, and cannot be changed itself.",
        backticked(name)
    );
    Explanation::new(says, statement.name_span(name), "Change the table that the view reads from.")
}

/// `table … may not be modified`, and what else is SQLite's own.
pub(super) fn own_table(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let says = format!("{} belongs to SQLite itself and cannot be changed this way.", backticked(name));
    Explanation::new(says, statement.name_span(name), "Make a table of your own with `CREATE TABLE`.")
}

/// `object name reserved for internal use: …`
pub(super) fn reserved(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let says = format!("{} begins with `sqlite_`, and SQLite keeps such names for itself.", backticked(name));
    Explanation::new(says, statement.name_span(name), "Take another name.")
}
