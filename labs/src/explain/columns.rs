//! Columns that are not there, or there twice.

use super::{
    case::Case,
    explained::{Explained, listed, tick},
    function,
    near::nearest,
    odd,
    sources::{Source, aliases, sources},
};
use crate::sandbox::Schema;
use std::ops::Range;

/// `no such column: "…" - should this be a string literal in single-quotes?`
pub(super) fn in_double_quotes(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let all = sources(case);
    let near =
        nearest(name, all.iter().flat_map(|source| source.columns.iter().flatten()).map(String::as_str));
    let at = case.find_name(name).and_then(|i| case.span(i));
    let says = format!("{} stands in double quotes, so it is taken for a column.", tick(name));
    let text = format!("A text stands in single quotes: {}.", tick(&as_text(name)));
    match near {
        Some(near) if !is_compared(case, case.find_name(name).unwrap_or(0)) => {
            Explained::new(says, at, format!("{text} If you meant the column, it is {}.", tick(near)))
        }
        _ => Explained::new(says, at, text),
    }
}

/// `no such column: …`
pub(super) fn missing(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let at = case.name_span(name);
    if let Some(odd) = odd::explain(case) {
        return odd;
    }
    let all = sources(case);
    match name.rsplit_once('.') {
        Some((table, column)) => of_table(case, &all, table.rsplit('.').next().unwrap_or(table), column, at),
        None => alone(case, &all, name, at),
    }
}

/// `table … has no column named …`, and `ALTER TABLE` of one that is not there.
pub(super) fn not_in_table(case: &Case<'_>, [table, column, _]: [&str; 3]) -> Explained {
    no_column(column, table, &columns_of(case.schema, table), case.name_span(column))
}

/// `no such column: "…"`
pub(super) fn not_in_target(case: &Case<'_>, [column, ..]: [&str; 3]) -> Explained {
    let table = case.target().unwrap_or_default();
    not_in_table(case, [&table, column, ""])
}

/// `ambiguous column name: …`
pub(super) fn ambiguous(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let column = name.rsplit('.').next().unwrap_or(name);
    let having: Vec<Source> = sources(case).into_iter().filter(|source| source.has(column)).collect();
    let shown = |source: &Source| match &source.alias {
        Some(alias) if !source.name.is_empty() => format!("{} ({})", tick(&source.name), tick(alias)),
        _ => tick(source.called()),
    };
    let tables: Vec<String> = having.iter().take(4).map(shown).collect();
    let full: Vec<String> =
        having.iter().take(4).map(|source| format!("{}.{column}", source.called())).collect();
    let says = format!("More than one table has a column {}: {}.", tick(column), tables.join(" and "));
    let try_this = format!("Say which one you mean: {}.", listed(&full, "or"));
    Explained::new(says, case.name_span(column), try_this)
}

/// `cannot join using column … - column not present in both tables`
pub(super) fn using(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let using = case.find(0, "USING").unwrap_or(0);
    let at = (using..case.words.len())
        .find(|&i| case.name(i).eq_ignore_ascii_case(name))
        .and_then(|i| case.span(i));
    let says =
        format!("`USING` needs a column that both tables have, and {} is only in one of them.", tick(name));
    Explained::new(
        says,
        at,
        "Say which columns belong together: `ON posts.author_id = users.id`, with your tables.",
    )
}

fn of_table(
    case: &Case<'_>,
    all: &[Source],
    table: &str,
    column: &str,
    at: Option<Range<usize>>,
) -> Explained {
    let is = |name: &str| name.eq_ignore_ascii_case(table);
    if let Some(source) = all.iter().find(|source| is(source.called())) {
        let name = if source.name.is_empty() { source.called() } else { &source.name };
        let mut said = no_column(column, name, source.columns.as_deref().unwrap_or_default(), at);
        if !source.name.is_empty() && source.alias.is_some() {
            said.says =
                format!("There is no column {} in {} (here {}).", tick(column), tick(name), tick(table));
        }
        return said;
    }
    if let Some(source) = all.iter().find(|source| is(&source.name)) {
        let says = format!(
            "In this statement {} is called {}, and only that.",
            tick(&source.name),
            tick(source.called())
        );
        return Explained::new(
            says,
            at,
            format!("Write {}.", tick(&format!("{}.{column}", source.called()))),
        );
    }
    if let Some(known) = case.schema.table(table) {
        let says = format!("{} is not among the tables that this statement asks.", tick(&known.name));
        let join = all.first().and_then(|first| joined(case.schema, &first.name, &known.name));
        let join = join.unwrap_or_else(|| format!("JOIN {} ON …", known.name));
        return Explained::new(says, at, format!("Join it first: {}.", tick(&join)));
    }
    let called: Vec<&str> = all.iter().map(Source::called).filter(|name| !name.is_empty()).collect();
    let says = format!("This statement has no table or alias {}.", tick(table));
    let try_this = match called[..] {
        [] => "Name the table after `FROM`.".to_owned(),
        [one] => {
            format!("Write {}, or give the table this alias after `FROM`.", tick(&format!("{one}.{column}")))
        }
        _ => format!("It has {}.", listed(&called, "and")),
    };
    Explained::new(says, at, try_this)
}

fn alone(case: &Case<'_>, all: &[Source], name: &str, at: Option<Range<usize>>) -> Explained {
    let place = case.find_name(name).unwrap_or(0);
    if ["nul", "none", "nil", "nulll", "undefined"].contains(&name.to_lowercase().as_str()) {
        let says = format!("{} is taken for a column, and there is none of this name.", tick(name));
        return Explained::new(
            says,
            at,
            "A value that is not there is called `NULL` in SQL; ask for it with `IS NULL`.",
        );
    }
    if let Some(word) = nearest(name, ["DISTINCT", "COUNT"])
        .filter(|_| case.follows(place, "SELECT") && case.is_value(place + 1))
    {
        let says = format!("{} is no word of SQL, so it is taken for a column.", tick(name));
        return Explained::new(says, at, format!("Did you mean {}?", tick(word)));
    }
    let columns: Vec<String> =
        all.iter().flat_map(|source| source.columns.iter().flatten()).cloned().collect();
    if case.is(place + 1, "-") {
        let whole = format!("{name}_{}", case.name(place + 2));
        if columns.iter().any(|column| column.eq_ignore_ascii_case(&whole)) {
            let says = format!("There is no column {}: the `-` after it is a minus.", tick(name));
            return Explained::new(says, at, format!("Did you mean {}?", tick(&whole)));
        }
    }
    let named = aliases(case);
    let near = nearest(
        name,
        columns.iter().map(String::as_str).chain(named.iter().map(|(alias, _)| alias.as_str())),
    );
    if all.is_empty() {
        return without_from(case, name, at);
    }
    let tables: Vec<&str> = all
        .iter()
        .map(|source| if source.name.is_empty() { source.called() } else { &source.name })
        .collect();
    let says = format!("There is no column {} in {}.", tick(name), listed(&unique(&tables), "or"));
    let given = is_given(case, place);
    if let Some(near) = near.filter(|_| !given) {
        return Explained::new(says, at, format!("Did you mean {}?", tick(near)));
    }
    if is_compared(case, place) {
        let how = match case.text(place).chars().next() {
            Some('`') => "in backticks",
            Some('[') => "in square brackets",
            _ => "without quotes",
        };
        let says = format!("{} stands {how}, so it is taken for a column.", tick(name));
        return Explained::new(
            says,
            at,
            format!("A text stands in single quotes: {}.", tick(&as_text(name))),
        );
    }
    if function::is_own(name) {
        let inside = if case.is_name(place + 1) {
            case.text(place + 1)
        } else if name.eq_ignore_ascii_case("count") {
            "*"
        } else {
            "…"
        };
        let says = format!("{} is a function, and what it works on stands in brackets.", tick(name));
        return Explained::new(says, at, format!("Write {}.", tick(&format!("{name}({inside})"))));
    }
    if case.schema.table(name).is_some() {
        let says = format!("{} is a table, and a column is needed here.", tick(name));
        return Explained::new(
            says,
            at,
            format!("Name one of its columns, as in {}.", tick(&format!("{name}.id"))),
        );
    }
    elsewhere(case, all, name).map_or_else(
        || Explained::new(says.clone(), at.clone(), there_are(&tables, &columns)),
        |try_this| Explained::new(says.clone(), at.clone(), try_this),
    )
}

/// Which other table has the column, and how to reach it.
fn elsewhere(case: &Case<'_>, all: &[Source], name: &str) -> Option<String> {
    let has = |table: &&crate::sandbox::SchemaTable| {
        table.columns.iter().any(|own| own.name.eq_ignore_ascii_case(name))
    };
    let other = case.schema.tables.iter().find(has)?;
    let join = all.first().and_then(|first| joined(case.schema, &first.name, &other.name));
    Some(match join {
        Some(join) => format!("{} has one of this name; join it: {}.", tick(&other.name), tick(&join)),
        None => format!("{} has one of this name; join it, or ask it instead.", tick(&other.name)),
    })
}

fn without_from(case: &Case<'_>, name: &str, at: Option<Range<usize>>) -> Explained {
    let says = format!("There is no `FROM`, so there is no table that {} could be a column of.", tick(name));
    let has = |table: &&crate::sandbox::SchemaTable| {
        table.columns.iter().any(|own| own.name.eq_ignore_ascii_case(name))
    };
    let example = match case.schema.tables.iter().find(has) {
        Some(table) => format!("SELECT {name} FROM {}", table.name),
        None => format!("SELECT {name} FROM …"),
    };
    let try_this = format!(
        "Say which table: {}. If the `FROM` comes after a `;`, take that `;` away; a text needs single quotes.",
        tick(&example)
    );
    Explained::new(says, at, try_this)
}

fn no_column(column: &str, table: &str, columns: &[String], at: Option<Range<usize>>) -> Explained {
    let says = format!("There is no column {} in {}.", tick(column), tick(table));
    match nearest(column, columns.iter().map(String::as_str)) {
        Some(near) => Explained::new(says, at, format!("Did you mean {}?", tick(near))),
        None => Explained::new(says, at, there_are(&[table], columns)),
    }
}

fn there_are(tables: &[&str], columns: &[String]) -> String {
    match (tables, columns) {
        ([table], [one]) => format!("The only column of {} is {}.", tick(table), tick(one)),
        ([table], [_, ..]) => format!("The columns of {} are {}.", tick(table), listed(columns, "and")),
        (_, [_, ..]) => format!("The columns here are {}.", listed(&unique(columns), "and")),
        _ => "Look at the columns of the table again.".to_owned(),
    }
}

/// Whether it stands among the values of an `INSERT`, where there are no columns.
fn is_given(case: &Case<'_>, i: usize) -> bool {
    case.find(0, "VALUES").is_some_and(|values| {
        values < i && case.find(values, "SELECT CONFLICT").is_none_or(|other| other > i)
    })
}

/// Whether a value is expected there: after an operator, or among values.
fn is_compared(case: &Case<'_>, i: usize) -> bool {
    is_given(case, i)
        || case.follows(i, "= == <> != < > <= >= LIKE GLOB IS BETWEEN AND")
        || case.open_bracket(i).is_some_and(|open| case.follows(open, "IN"))
}

fn columns_of(schema: &Schema, table: &str) -> Vec<String> {
    schema
        .table(table)
        .map(|table| table.columns.iter().map(|column| column.name.clone()).collect())
        .unwrap_or_default()
}

/// How two tables are joined, by the foreign key between them.
fn joined(schema: &Schema, here: &str, there: &str) -> Option<String> {
    let key = |from: &str, to: &str| {
        let key = schema.table(from)?.foreign_keys.iter().find(|key| key.table.eq_ignore_ascii_case(to))?;
        let target = key.to.first().map_or("id", String::as_str);
        Some(format!("JOIN {there} ON {from}.{} = {to}.{target}", key.columns.first()?))
    };
    key(here, there).or_else(|| key(there, here))
}

fn unique<S: AsRef<str>>(names: &[S]) -> Vec<&str> {
    let mut seen: Vec<&str> = Vec::new();
    for name in names {
        if !seen.contains(&name.as_ref()) {
            seen.push(name.as_ref());
        }
    }
    seen
}

/// A text as SQL says it.
pub(super) fn as_text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
