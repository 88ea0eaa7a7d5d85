//! Explains errors about columns that do not exist, or exist twice.

use super::{
    dialect,
    explanation::{Explanation, backticked, listed},
    failed_statement::FailedStatement,
    function, lookalike,
    nearest_name::nearest,
    sources::{Source, aliases, sources},
    virtual_table,
};
use crate::sandbox::Schema;
use std::ops::Range;

/// `no such column: "…" - should this be a string literal in single-quotes?`
pub(super) fn in_double_quotes(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let all = sources(statement);
    let near =
        nearest(name, all.iter().flat_map(|source| source.columns.iter().flatten()).map(String::as_str));
    let at = statement.find_name(name).and_then(|i| statement.span(i));
    // A proposal is shown whole or not at all.
    if name.chars().count() > 50 {
        let says = "What stands in double quotes is the name of a column, and this seems to be a text.";
        let try_this = "A text stands in single quotes: write `'` at both of its ends, and twice inside it.";
        return Explanation::new(says, at, try_this);
    }
    let says = format!("{} stands in double quotes, so it is taken for a column.", backticked(name));
    let text = format!("A text stands in single quotes: {}.", backticked(&as_text(name)));
    match near {
        Some(near) if !is_compared(statement, statement.find_name(name).unwrap_or(0)) => {
            Explanation::new(says, at, format!("{text} If you meant the column, it is {}.", backticked(near)))
        }
        _ => Explanation::new(says, at, text),
    }
}

/// `no such column: …`
pub(super) fn missing(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let at = statement.name_span(name);
    if let Some(odd) = lookalike::explain(statement) {
        return odd;
    }
    if let Some(searched) = virtual_table::query_column(statement, name).filter(|_| statement.at.is_none()) {
        return searched;
    }
    if let Some(other) = statement.find_name(name).and_then(|i| dialect::refused_name(statement, i)) {
        return other;
    }
    let indexed = statement.find(0, "INDEX").filter(|&index| index <= 2 && statement.is(0, "CREATE"));
    if let Some(on) = indexed.and_then(|index| statement.find(index, "ON")) {
        return not_in_table(statement, [&statement.name(on + 1), name, ""]);
    }
    let all = sources(statement);
    match name.rsplit_once('.') {
        Some((table, column)) => {
            qualified(statement, &all, table.rsplit('.').next().unwrap_or(table), column, at)
        }
        None => unqualified(statement, &all, name, at),
    }
}

/// `table … has no column named …`, and `ALTER TABLE` of one that is not there.
pub(super) fn not_in_table(statement: &FailedStatement<'_>, [table, column, _]: [&str; 3]) -> Explanation {
    no_such_column(column, table, &columns_of(statement.schema, table), statement.name_span(column))
}

/// `no such column: "…"`
pub(super) fn not_in_target(statement: &FailedStatement<'_>, [column, ..]: [&str; 3]) -> Explanation {
    let table = statement.target().unwrap_or_default();
    not_in_table(statement, [&table, column, ""])
}

/// `ambiguous column name: …`
pub(super) fn ambiguous(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let column = name.rsplit('.').next().unwrap_or(name);
    let having: Vec<Source> = sources(statement).into_iter().filter(|source| source.has(column)).collect();
    let shown = |source: &Source| match &source.alias {
        Some(alias) if !source.name.is_empty() => {
            format!("{} ({})", backticked(&source.name), backticked(alias))
        }
        _ => backticked(source.reference_name()),
    };
    let tables: Vec<String> = having.iter().take(4).map(shown).collect();
    let full: Vec<String> =
        having.iter().take(4).map(|source| format!("{}.{column}", source.reference_name())).collect();
    let says = format!("More than one table has a column {}: {}.", backticked(column), tables.join(" and "));
    let try_this = format!("Say which one you mean: {}.", listed(&full, "or"));
    Explanation::new(says, statement.name_span(column), try_this)
}

/// `cannot join using column … - column not present in both tables`
pub(super) fn using(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let using = statement.find(0, "USING").unwrap_or(0);
    let at = (using..statement.words.len())
        .find(|&i| statement.name(i).eq_ignore_ascii_case(name))
        .and_then(|i| statement.span(i));
    let says = format!(
        "`USING` needs a column that both tables have, and {} is only in one of them.",
        backticked(name)
    );
    Explanation::new(
        says,
        at,
        "Say which columns belong together: `ON posts.author_id = users.id`, with your tables.",
    )
}

/// A column that does not exist, written with a table: `table.column`.
fn qualified(
    statement: &FailedStatement<'_>,
    all: &[Source],
    table: &str,
    column: &str,
    at: Option<Range<usize>>,
) -> Explanation {
    let is = |name: &str| name.eq_ignore_ascii_case(table);
    // The table is one of the statement's, so the column is what is wrong.
    if let Some(source) = all.iter().find(|source| is(source.reference_name())) {
        let name = if source.name.is_empty() { source.reference_name() } else { &source.name };
        let mut said = no_such_column(column, name, source.columns.as_deref().unwrap_or_default(), at);
        if !source.name.is_empty() && source.alias.is_some() {
            said.problem = format!(
                "There is no column {} in {} (here {}).",
                backticked(column),
                backticked(name),
                backticked(table)
            );
        }
        return said;
    }
    // Catches `SELECT users.name FROM users AS u`.
    if let Some(source) = all.iter().find(|source| is(&source.name)) {
        let says = format!(
            "In this statement {} is called {}, and only that.",
            backticked(&source.name),
            backticked(source.reference_name())
        );
        return Explanation::new(
            says,
            at,
            format!("Write {}.", backticked(&format!("{}.{column}", source.reference_name()))),
        );
    }
    // The table exists, and the statement does not join it.
    if let Some(known) = statement.schema.table(table) {
        let says = format!("{} is not among the tables that this statement asks.", backticked(&known.name));
        let join = all.first().and_then(|first| join_clause(statement.schema, &first.name, &known.name));
        let join = join.unwrap_or_else(|| format!("JOIN {} ON …", known.name));
        return Explanation::new(says, at, format!("Join it first: {}.", backticked(&join)));
    }
    let called: Vec<&str> = all.iter().map(Source::reference_name).filter(|name| !name.is_empty()).collect();
    let says = format!("This statement has no table or alias {}.", backticked(table));
    let try_this = match called[..] {
        [] => "Name the table after `FROM`.".to_owned(),
        [one] => {
            format!(
                "Write {}, or give the table this alias after `FROM`.",
                backticked(&format!("{one}.{column}"))
            )
        }
        _ => format!("It has {}.", listed(&called, "and")),
    };
    Explanation::new(says, at, try_this)
}

/// A column that does not exist, written without a table. What is most certain comes first: a word that means NULL, a misspelt
/// keyword, a minus that was meant as `_`, a similar name, a text without quotes, a function or a table, and last the columns
/// that there are.
fn unqualified(
    statement: &FailedStatement<'_>,
    all: &[Source],
    name: &str,
    at: Option<Range<usize>>,
) -> Explanation {
    let place = statement.find_name(name).unwrap_or(0);
    // Catches `WHERE city IS nil`.
    if ["nul", "none", "nil", "nulll", "undefined"].contains(&name.to_lowercase().as_str()) {
        let says = format!("{} is taken for a column, and there is none of this name.", backticked(name));
        return Explanation::new(
            says,
            at,
            "A value that is not there is called `NULL` in SQL; ask for it with `IS NULL`.",
        );
    }
    if let Some(word) = nearest(name, ["DISTINCT", "COUNT"])
        .filter(|_| statement.follows(place, "SELECT") && statement.is_value(place + 1))
    {
        let says = format!("{} is no word of SQL, so it is taken for a column.", backticked(name));
        return Explanation::new(says, at, format!("Did you mean {}?", backticked(word)));
    }
    let columns: Vec<String> =
        all.iter().flat_map(|source| source.columns.iter().flatten()).cloned().collect();
    // Catches `author-id` for `author_id`.
    if statement.is(place + 1, "-") {
        let whole = format!("{name}_{}", statement.name(place + 2));
        if columns.iter().any(|column| column.eq_ignore_ascii_case(&whole)) {
            let says = format!("There is no column {}: the `-` after it is a minus.", backticked(name));
            return Explanation::new(says, at, format!("Did you mean {}?", backticked(&whole)));
        }
    }
    let named = aliases(statement);
    let near = nearest(
        name,
        columns.iter().map(String::as_str).chain(named.iter().map(|(alias, _)| alias.as_str())),
    );
    // Without any table there is no list of columns to look in.
    if all.is_empty() {
        return without_from(statement, name, at);
    }
    let tables: Vec<&str> = all
        .iter()
        .map(|source| if source.name.is_empty() { source.reference_name() } else { &source.name })
        .collect();
    let says = format!("There is no column {} in {}.", backticked(name), listed(&unique(&tables), "or"));
    let given = is_in_values(statement, place);
    if let Some(near) = near.filter(|_| !given) {
        return Explanation::new(says, at, format!("Did you mean {}?", backticked(near)));
    }
    // Catches `WHERE city = Delft`.
    if is_compared(statement, place) {
        return text_without_quotes(statement, name, place, at);
    }
    if let Some(other) = other_than_column(statement, name, place, &at) {
        return other;
    }
    in_another_table(statement, all, name).map_or_else(
        || Explanation::new(says.clone(), at.clone(), list_columns(&tables, &columns)),
        |try_this| Explanation::new(says.clone(), at.clone(), try_this),
    )
}

/// A text that stands without single quotes, so SQLite takes it for a column.
fn text_without_quotes(
    statement: &FailedStatement<'_>,
    name: &str,
    place: usize,
    at: Option<Range<usize>>,
) -> Explanation {
    let how = match statement.text(place).chars().next() {
        Some('`') => "in backticks",
        Some('[') => "in square brackets",
        _ => "without quotes",
    };
    let says = format!("{} stands {how}, so it is taken for a column.", backticked(name));
    Explanation::new(says, at, format!("A text stands in single quotes: {}.", backticked(&as_text(name))))
}

/// A name that is not a column but a function or a table.
fn other_than_column(
    statement: &FailedStatement<'_>,
    name: &str,
    place: usize,
    at: &Option<Range<usize>>,
) -> Option<Explanation> {
    if function::is_own(name) {
        let inside = if statement.is_name(place + 1) {
            statement.text(place + 1)
        } else if name.eq_ignore_ascii_case("count") {
            "*"
        } else {
            "…"
        };
        let says = format!("{} is a function, and what it works on stands in brackets.", backticked(name));
        return Some(Explanation::new(
            says,
            at.clone(),
            format!("Write {}.", backticked(&format!("{name}({inside})"))),
        ));
    }
    if statement.schema.table(name).is_some() {
        let says = format!("{} is a table, and a column is needed here.", backticked(name));
        return Some(Explanation::new(
            says,
            at.clone(),
            format!("Name one of its columns, as in {}.", backticked(&format!("{name}.id"))),
        ));
    }
    None
}

/// Which other table has the column, and how to join it.
fn in_another_table(statement: &FailedStatement<'_>, all: &[Source], name: &str) -> Option<String> {
    let has = |table: &&crate::sandbox::SchemaTable| {
        table.columns.iter().any(|own| own.name.eq_ignore_ascii_case(name))
    };
    let other = statement.schema.tables.iter().find(has)?;
    let join = all.first().and_then(|first| join_clause(statement.schema, &first.name, &other.name));
    Some(match join {
        Some(join) => {
            format!("{} has one of this name; join it: {}.", backticked(&other.name), backticked(&join))
        }
        None => format!("{} has one of this name; join it, or ask it instead.", backticked(&other.name)),
    })
}

/// A column in a statement without `FROM`.
fn without_from(statement: &FailedStatement<'_>, name: &str, at: Option<Range<usize>>) -> Explanation {
    let says =
        format!("There is no `FROM`, so there is no table that {} could be a column of.", backticked(name));
    let has = |table: &&crate::sandbox::SchemaTable| {
        table.columns.iter().any(|own| own.name.eq_ignore_ascii_case(name))
    };
    let example = match statement.schema.tables.iter().find(has) {
        Some(table) => format!("SELECT {name} FROM {}", table.name),
        None => format!("SELECT {name} FROM …"),
    };
    let try_this = format!(
        "Say which table: {}. If the `FROM` comes after a `;`, take that `;` away; a text needs single quotes.",
        backticked(&example)
    );
    Explanation::new(says, at, try_this)
}

/// A column that its table has not, with the nearest name or all names.
fn no_such_column(column: &str, table: &str, columns: &[String], at: Option<Range<usize>>) -> Explanation {
    let says = format!("There is no column {} in {}.", backticked(column), backticked(table));
    match nearest(column, columns.iter().map(String::as_str)) {
        Some(near) => Explanation::new(says, at, format!("Did you mean {}?", backticked(near))),
        None => Explanation::new(says, at, list_columns(&[table], columns)),
    }
}

/// A sentence that lists the columns.
fn list_columns(tables: &[&str], columns: &[String]) -> String {
    match (tables, columns) {
        ([table], [one]) => format!("The only column of {} is {}.", backticked(table), backticked(one)),
        ([table], [_, ..]) => format!("The columns of {} are {}.", backticked(table), listed(columns, "and")),
        (_, [_, ..]) => format!("The columns here are {}.", listed(&unique(columns), "and")),
        _ => "Look at the columns of the table again.".to_owned(),
    }
}

/// Whether the word stands among the values of an `INSERT`, where no column can stand.
fn is_in_values(statement: &FailedStatement<'_>, i: usize) -> bool {
    statement.find(0, "VALUES").is_some_and(|values| {
        values < i && statement.find(values, "SELECT CONFLICT").is_none_or(|other| other > i)
    })
}

/// Whether the bracket belongs to a pragma that is called like a function. Its argument is a text.
fn of_pragma(statement: &FailedStatement<'_>, open: usize) -> bool {
    open > 0 && statement.text(open - 1).to_ascii_lowercase().starts_with("pragma_")
}

/// Whether a value is expected at the word: after an operator, or among values.
fn is_compared(statement: &FailedStatement<'_>, i: usize) -> bool {
    is_in_values(statement, i)
        || statement.follows(i, "= == <> != < > <= >= LIKE GLOB IS BETWEEN AND")
        || statement
            .open_bracket(i)
            .is_some_and(|open| statement.follows(open, "IN") || of_pragma(statement, open))
}

/// The columns of a table of the schema.
fn columns_of(schema: &Schema, table: &str) -> Vec<String> {
    schema
        .table(table)
        .map(|table| table.columns.iter().map(|column| column.name.clone()).collect())
        .unwrap_or_default()
}

/// The `JOIN` of two tables by the foreign key between them, in either direction.
fn join_clause(schema: &Schema, here: &str, there: &str) -> Option<String> {
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

/// A text as an SQL literal.
pub(super) fn as_text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
