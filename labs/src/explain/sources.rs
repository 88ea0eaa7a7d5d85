//! The tables that a statement reads or changes, as far as its words show them.

use super::failed_statement::FailedStatement;

/// A table, a view, a subquery, or a table of a `WITH`, where a statement names it.
pub(super) struct Source {
    /// Empty for a subquery.
    pub name: String,
    pub alias: Option<String>,
    /// The names of its columns; none where they are not known.
    pub columns: Option<Vec<String>>,
}

/// The most sources of a statement that are collected.
const SOURCES_MAX: usize = 50;

impl Source {
    /// The name by which the rest of the statement must refer to it: its alias if it has one.
    pub fn reference_name(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.name)
    }

    /// Whether it is known to have this column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().flatten().any(|own| own.eq_ignore_ascii_case(column))
    }
}

/// All sources of a statement in their order, including those of its subqueries.
pub(super) fn sources(statement: &FailedStatement<'_>) -> Vec<Source> {
    let with_tables = with_tables(statement);
    let mut found = Vec::new();
    for i in 0..statement.words.len() {
        if !statement.is_one_of(i, "FROM JOIN INTO UPDATE") {
            continue;
        }
        let mut next = Some(i + 1);
        while let Some(at) = next
            && found.len() < SOURCES_MAX
        {
            let Some((source, after)) = source(statement, at, &with_tables) else { break };
            found.push(source);
            next = (statement.is(i, "FROM") && statement.is(after, ",")).then_some(after + 1);
        }
    }
    found
}

/// The source that begins at the word `i`, and the index of the word after it.
fn source(statement: &FailedStatement<'_>, i: usize, with_tables: &[Source]) -> Option<(Source, usize)> {
    // A subquery in brackets, or a name, which may have its database before it.
    let (name, columns, mut after) = if statement.is(i, "(") {
        let close = statement.close_bracket(i)?;
        (String::new(), selected(statement, i + 1, close), close + 1)
    } else if statement.is_name(i) {
        let i = if statement.is(i + 1, ".") { i + 2 } else { i };
        let name = statement.name(i);
        let common = with_tables.iter().find(|common| common.name.eq_ignore_ascii_case(&name));
        let columns = match common {
            Some(common) => common.columns.clone(),
            None => statement
                .schema
                .table(&name)
                .map(|table| table.columns.iter().map(|c| c.name.clone()).collect()),
        };
        (name, columns, i + 1)
    } else {
        return None;
    };
    if statement.is(after, "AS") {
        after += 1;
    }
    let alias = statement.is_name(after).then(|| statement.name(after));
    after += usize::from(alias.is_some());
    Some((Source { name, alias, columns }, after))
}

/// The tables that the statement defines by `WITH` (common table expressions).
pub(super) fn with_tables(statement: &FailedStatement<'_>) -> Vec<Source> {
    let mut found = Vec::new();
    for i in 1..statement.words.len() {
        if !statement.is_name(i) || !statement.follows(i, "WITH RECURSIVE ,") || found.len() == SOURCES_MAX {
            continue;
        }
        let head = if statement.is(i + 1, "(") { statement.close_bracket(i + 1) } else { Some(i) };
        let Some(head) = head.filter(|&head| statement.is(head + 1, "AS") && statement.is(head + 2, "("))
        else {
            continue;
        };
        let columns = if head > i {
            Some((i + 2..head).filter(|&n| statement.is_name(n)).map(|n| statement.name(n)).collect())
        } else {
            statement.close_bracket(head + 2).and_then(|close| selected(statement, head + 3, close))
        };
        found.push(Source { name: statement.name(i), alias: None, columns });
    }
    found
}

/// The names of the columns of the `SELECT` between two words; none where it has a `*`.
fn selected(statement: &FailedStatement<'_>, from: usize, to: usize) -> Option<Vec<String>> {
    if !statement.is(from, "SELECT") {
        return None;
    }
    let mut names = Vec::new();
    let mut depth = 0_usize;
    for i in from + 1..=to {
        match statement.text(i) {
            "(" => depth += 1,
            ")" if depth > 0 => depth -= 1,
            "*" if depth == 0 && statement.follows(i, "SELECT , .") => return None,
            _ if depth == 0 && (i == to || statement.is_one_of(i, ", FROM UNION")) => {
                names.push(statement.name(i - 1));
                if !statement.is(i, ",") {
                    break;
                }
            }
            _ => {}
        }
    }
    Some(names)
}

/// The aliases that a `SELECT` gives its columns, each with the index of the first word of the column.
pub(super) fn aliases(statement: &FailedStatement<'_>) -> Vec<(String, usize)> {
    let named = (1..statement.words.len())
        .filter(|&i| statement.is(i - 1, "AS") && statement.is_name(i) && !statement.is(i + 1, "("));
    let begin = |i: usize| {
        statement.find_back(i - 1, "SELECT , DISTINCT ALL").map(|before| (statement.name(i), before + 1))
    };
    named.take(SOURCES_MAX).filter_map(begin).collect()
}
