//! Tables, views, indexes and triggers that are not there, or there already.

use super::{
    case::Case,
    explained::{Explained, listed, tick},
    near::nearest,
    odd,
    sources::{commons, sources},
};

/// `no such table: …`
pub(super) fn no_table(case: &Case<'_>, [said, ..]: [&str; 3]) -> Explained {
    if let Some(odd) = odd::explain(case) {
        return odd;
    }
    let bare = said.strip_prefix("main.").unwrap_or(said);
    if let Some((database, table)) = bare.split_once('.') {
        return of_database(case, database, table);
    }
    let place = case.find_name(bare);
    let at = place.and_then(|i| case.span(i));
    let Some(i) = place else { return referred(case, bare) };
    if case.are(i + 1, ". *") {
        let all = sources(case);
        let called: Vec<&str> = all.iter().map(|source| source.called()).collect();
        let says = format!("This statement has no table or alias {}.", tick(bare));
        return Explained::new(says, at, format!("It has {}.", listed(&called, "and")));
    }
    if case.text(i).starts_with('[') && case.follows(i, "IN VALUES") {
        let says = "Square brackets make one name of what is in them.";
        return Explained::new(says, at, format!("Write round ones: {}.", tick(&format!("({bare})"))));
    }
    let says = format!("There is no table {}.", tick(bare));
    let shared = commons(case);
    let names = case.schema.tables.iter().map(|table| table.name.as_str());
    let near = nearest(bare, names.chain(shared.iter().map(|common| common.name.as_str())));
    let column =
        case.schema.tables.iter().find(|t| t.columns.iter().any(|c| c.name.eq_ignore_ascii_case(bare)));
    let try_this = match (near, column) {
        (Some(near), _) => format!("Did you mean {}?", tick(near)),
        (None, Some(table)) => {
            return Explained::new(
                format!("{} is a column, and no table.", tick(bare)),
                at,
                format!("It is a column of {}: name that table here.", tick(&table.name)),
            );
        }
        _ if case.is(0, "DROP") => {
            "Is it dropped already? `DROP TABLE IF EXISTS …` also works when it is not there.".to_owned()
        }
        _ => there_are(case),
    };
    Explained::new(says, at, try_this)
}

fn there_are(case: &Case<'_>) -> String {
    let names: Vec<&str> = case.schema.tables.iter().map(|table| table.name.as_str()).collect();
    match names[..] {
        [] => "There are no tables yet: make one with `CREATE TABLE`.".to_owned(),
        [one] => format!("The only table is {}.", tick(one)),
        _ => format!("The tables are {}.", listed(&names, "and")),
    }
}

fn of_database(case: &Case<'_>, database: &str, table: &str) -> Explained {
    let at = case.name_span(table);
    if database.eq_ignore_ascii_case("information_schema") {
        let says =
            format!("There is no {}: it belongs to other databases.", tick(&format!("{database}.{table}")));
        return Explained::new(says, at, "SQLite lists its tables in `SELECT name, sql FROM sqlite_schema`.");
    }
    let says = format!("There is no database {}; there is only this one.", tick(database));
    let name = nearest(table, case.schema.tables.iter().map(|table| table.name.as_str())).unwrap_or(table);
    Explained::new(says, at, format!("Write the table alone: {}.", tick(name)))
}

/// A table that is not named in the statement, and so is missed by a foreign key, a view or a trigger.
fn referred(case: &Case<'_>, name: &str) -> Explained {
    let target = case.target().unwrap_or_default();
    let says = format!("{} refers to a table {} that is not there.", tick(&target), tick(name));
    let try_this = match nearest(name, case.schema.tables.iter().map(|table| table.name.as_str())) {
        Some(near) => format!("Make {} again so that it refers to {}.", tick(&target), tick(near)),
        None => format!("Make {} first.", tick(name)),
    };
    Explained::new(says, case.find_name(&target).and_then(|i| case.span(i)), try_this)
}

/// `no such view: …`
pub(super) fn no_view(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let views = case.schema.tables.iter().filter(|table| table.is_view).map(|table| table.name.as_str());
    let try_this = match nearest(name, views) {
        Some(near) => format!("Did you mean {}?", tick(near)),
        None => "Is it dropped already? `DROP VIEW IF EXISTS …` also works when it is not there.".to_owned(),
    };
    Explained::new(format!("There is no view {}.", tick(name)), case.name_span(name), try_this)
}

/// `no such index: …`
pub(super) fn no_index(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let all = case.schema.tables.iter().flat_map(|table| &table.indexes).filter(|index| !index.of_constraint);
    let all: Vec<&str> = all.map(|index| index.name.as_str()).collect();
    let try_this = match nearest(name, all.iter().copied()) {
        Some(near) => format!("Did you mean {}?", tick(near)),
        None if all.is_empty() => "There are no indexes yet.".to_owned(),
        None => format!("The indexes are {}.", listed(&all, "and")),
    };
    Explained::new(format!("There is no index {}.", tick(name)), case.name_span(name), try_this)
}

/// `no such trigger: …`
pub(super) fn no_trigger(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let says = format!("There is no trigger {}.", tick(name));
    Explained::new(says, case.name_span(name), "`DROP TRIGGER IF EXISTS …` also works when it is not there.")
}

/// `table … already exists`, `there is already a table named …`, and the same of a view.
pub(super) fn exists(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let bare = super::case::unquoted(name);
    let what = if case.schema.table(&bare).is_some_and(|table| table.is_view) { "view" } else { "table" };
    let says = format!("There is a {what} {} already.", tick(&bare));
    let upper = what.to_uppercase();
    let try_this = format!(
        "Take another name, drop the old one with {}, or write `CREATE {upper} IF NOT EXISTS`.",
        tick(&format!("DROP {upper} {bare}"))
    );
    Explained::new(says, case.name_span(&bare), try_this)
}

/// `index … already exists`
pub(super) fn index_exists(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let says = format!("There is an index {} already.", tick(name));
    let drop = tick(&format!("DROP INDEX {name}"));
    let try_this =
        format!("Take another name, drop the old one with {drop}, or write `CREATE INDEX IF NOT EXISTS`.");
    Explained::new(says, case.name_span(name), try_this)
}

/// `there is already an index named …`
pub(super) fn named_like_index(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let says =
        format!("There is an index called {} already, and no two things may have one name.", tick(name));
    Explained::new(says, case.name_span(name), "Take another name.")
}

/// `there is already another table or index with this name: …`
pub(super) fn name_taken(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let says = format!("Something is called {} already.", tick(name));
    let at = (0..case.words.len())
        .rev()
        .find(|&i| case.name(i).eq_ignore_ascii_case(name))
        .and_then(|i| case.span(i));
    Explained::new(says, at, "Take another name.")
}

/// `use DROP VIEW to delete view …`
pub(super) fn drop_view(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let says = format!("{} is a view, and no table.", tick(name));
    Explained::new(says, case.name_span(name), format!("Write {}.", tick(&format!("DROP VIEW {name}"))))
}

/// `use DROP TABLE to delete table …`
pub(super) fn drop_table(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let says = format!("{} is a table, and no view.", tick(name));
    Explained::new(says, case.name_span(name), format!("Write {}.", tick(&format!("DROP TABLE {name}"))))
}

/// `cannot modify … because it is a view`
pub(super) fn view_is_read(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let says =
        format!("{} is a view: it only shows what tables hold, and cannot be changed itself.", tick(name));
    Explained::new(says, case.name_span(name), "Change the table that the view reads from.")
}

/// `table … may not be modified`, and what else is SQLite's own.
pub(super) fn own_table(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let says = format!("{} belongs to SQLite itself and cannot be changed this way.", tick(name));
    Explained::new(says, case.name_span(name), "Make a table of your own with `CREATE TABLE`.")
}

/// `object name reserved for internal use: …`
pub(super) fn reserved(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let says = format!("{} begins with `sqlite_`, and SQLite keeps such names for itself.", tick(name));
    Explained::new(says, case.name_span(name), "Take another name.")
}
