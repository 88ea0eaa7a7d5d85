//! A column that stands beside an aggregate and is neither grouped by nor inside one
//! (<https://sqlite.org/lang_select.html#bare_columns>).
//!
//! A column that a group has one value of is none: it may follow from a key in the `GROUP BY`, or from a comparison with `=`.
//! What follows is read generously, and a query with a subquery among its tables is not looked at, so that no note is written
//! where none belongs. The words are read and nothing is parsed: a parser needs a stack that a stranger's text could exhaust.

use crate::{
    explain::{
        explanation::{Explanation, backticked},
        failed_statement::FailedStatement,
        sources::sources,
    },
    sandbox::SchemaTable,
};
use std::{collections::HashSet, ops::Range};

/// The aggregates of SQLite (<https://sqlite.org/lang_aggfunc.html>). `min` and `max` are ones with a single value only.
const AGGREGATES: &str = "avg count group_concat json_group_array json_group_object jsonb_group_array \
    jsonb_group_object max min string_agg sum total";

/// The most words of a statement that is looked at: brackets are searched for again and again.
const WORDS_MAX: usize = 300;

/// A column by the number of its table in the `FROM`, and its name in lower case.
type Column = (usize, String);

/// The note on the first bare column of a query, if it has one.
pub(super) fn note(words: &FailedStatement<'_>) -> Option<Explanation> {
    let query = Query::of(words)?;
    let aggregates: Vec<usize> =
        query.items.iter().flat_map(Clone::clone).filter(|&i| query.is_aggregate(i)).collect();
    if aggregates.is_empty() && query.terms.is_empty() {
        return None;
    }
    let known = query.known();
    let bare = query.items.iter().find_map(|item| query.bare(item, &known))?;
    let says = said(words, bare, &aggregates, query.terms.is_empty());
    let name = backticked(words.text(bare));
    let try_this =
        format!("Write {name} into `GROUP BY`, or leave it out. Most other databases refuse this statement.");
    Some(Explanation::new(says, words.span(bare), try_this))
}

/// What is said of the bare column at the word `bare`. `is_whole` says that there is no `GROUP BY`.
fn said(words: &FailedStatement<'_>, bare: usize, aggregates: &[usize], is_whole: bool) -> String {
    let name = backticked(words.text(bare));
    let of_row = match aggregates {
        [one] if words.is(*one, "max") => "of the row with the largest value, which only SQLite promises",
        [one] if words.is(*one, "min") => "of the row with the smallest value, which only SQLite promises",
        _ => "of one of them, and it is not said which",
    };
    if is_whole {
        format!(
            "The aggregate makes one row of all, and {name} is neither inside it nor grouped by: it is taken {of_row}."
        )
    } else {
        format!(
            "A group becomes one row, and {name} is neither grouped by nor inside an aggregate: of many rows it is taken {of_row}."
        )
    }
}

/// A plain `SELECT`, divided into its parts. Ranges are of words.
struct Query<'a> {
    words: &'a FailedStatement<'a>,
    /// The columns of the result.
    items: Vec<Range<usize>>,
    /// What is grouped by; a number or an alias is the column of the result that it stands for.
    terms: Vec<Range<usize>>,
    /// The tables of the `FROM`, each with the name by which the statement refers to it.
    tables: Vec<(String, &'a SchemaTable)>,
    /// Where the tables begin.
    from: usize,
}

impl<'a> Query<'a> {
    /// None where the statement is something else or has a part that is not looked at.
    fn of(words: &'a FailedStatement<'a>) -> Option<Self> {
        let end = words.words.len();
        if end > WORDS_MAX {
            return None;
        }
        let top = |i: usize, list: &str| words.is_one_of(i, list) && words.open_bracket(i).is_none();
        let after = |from: usize, list: &str| (from..end).find(|&i| top(i, list));
        if !words.is(0, "SELECT")
            || words.find(0, "OVER NATURAL").is_some()
            || after(0, "UNION INTERSECT EXCEPT").is_some()
        {
            return None;
        }
        let from = after(1, "FROM")?;
        // A table of a subquery has no keys that could be looked up.
        let joined_end = after(from, "WHERE GROUP HAVING ORDER LIMIT WINDOW").unwrap_or(end);
        if (from..joined_end).any(|i| words.is(i, "(") && words.follows(i, "FROM JOIN , (")) {
            return None;
        }
        let of_outer = sources(words);
        let outer = (from..joined_end).filter(|&i| top(i, "FROM JOIN ,")).count();
        // Sources are listed in their order, and those of subqueries among the columns come before.
        let skipped = (1..from).filter(|&i| words.is_one_of(i, "FROM JOIN")).count();
        let tables = of_outer.iter().skip(skipped).take(outer).map(|source| {
            let table = words.schema.table(&source.name).filter(|table| !table.is_view)?;
            Some((source.reference_name().to_owned(), table))
        });
        let tables: Vec<_> = tables.collect::<Option<_>>()?;
        let first = if words.is_one_of(1, "DISTINCT ALL") { 2 } else { 1 };
        let mut query = Self { words, items: split(words, first..from), terms: Vec::new(), tables, from };
        if let Some(group) = after(from, "GROUP") {
            let terms_end = after(group, "HAVING ORDER LIMIT WINDOW").unwrap_or(end);
            let end = if words.is(terms_end.saturating_sub(1), ";") { terms_end - 1 } else { terms_end };
            query.terms = split(words, group + 2..end).into_iter().map(|term| query.meant(term)).collect();
        }
        Some(query)
    }

    /// The words of the column that a term of the `GROUP BY` stands for, if it is a number or an alias; else the term itself.
    fn meant(&self, term: Range<usize>) -> Range<usize> {
        if term.len() != 1 {
            return term;
        }
        if let Ok(n) = self.words.text(term.start).parse::<usize>() {
            return n
                .checked_sub(1)
                .and_then(|n| self.items.get(n))
                .map_or(term, |item| self.without_alias(item));
        }
        let named = self.items.iter().find(|item| {
            self.alias(item)
                .is_some_and(|i| self.words.name(i).eq_ignore_ascii_case(&self.words.name(term.start)))
        });
        named.map_or(term, |item| self.without_alias(item))
    }

    /// The word that is the alias of a column of the result.
    fn alias(&self, item: &Range<usize>) -> Option<usize> {
        let last = item.end.checked_sub(1).filter(|&last| last > item.start && self.words.is_name(last))?;
        let before = last - 1;
        let follows_value = self.words.is_value(before) || self.words.is_one_of(before, ") AS END");
        follows_value.then_some(last)
    }

    fn without_alias(&self, item: &Range<usize>) -> Range<usize> {
        let Some(alias) = self.alias(item) else { return item.clone() };
        item.start..if self.words.is(alias - 1, "AS") { alias - 1 } else { alias }
    }

    /// Whether an aggregate is called here, outside of subqueries.
    fn is_aggregate(&self, i: usize) -> bool {
        let is_call = self.words.is(i + 1, "(") && self.words.is_one_of(i, AGGREGATES);
        if !is_call || self.is_in_subquery(i) {
            return false;
        }
        let Some(close) = self.words.close_bracket(i + 1) else { return false };
        !self.words.is_one_of(i, "min max") || split(self.words, i + 2..close).len() == 1
    }

    /// Whether a bracket around the word begins with `SELECT`.
    fn is_in_subquery(&self, i: usize) -> bool {
        let mut around =
            std::iter::successors(self.words.open_bracket(i), |&open| self.words.open_bracket(open));
        around.any(|open| self.words.is(open + 1, "SELECT"))
    }

    /// Whether a bracket around the word is that of an aggregate.
    fn is_in_aggregate(&self, i: usize) -> bool {
        let mut around =
            std::iter::successors(self.words.open_bracket(i), |&open| self.words.open_bracket(open));
        around.any(|open| {
            // `count(*) FILTER (WHERE …)` looks at each row as well.
            open > 0 && (self.is_aggregate(open - 1) || self.words.is(open - 1, "FILTER"))
        })
    }

    /// The first word of this column of the result that is a bare column.
    fn bare(&self, item: &Range<usize>, known: &HashSet<Column>) -> Option<usize> {
        let item = self.without_alias(item);
        if item.len() == 1 && self.words.is(item.start, "*") {
            return self.all().any(|column| !known.contains(&column)).then_some(item.start);
        }
        let grouped: Vec<Range<usize>> = self.terms.iter().flat_map(|term| self.same(term, &item)).collect();
        item.filter(|&i| !grouped.iter().any(|same| same.contains(&i)))
            .filter(|&i| !self.is_in_aggregate(i) && !self.is_in_subquery(i))
            .find(|&i| self.column(i).is_some_and(|column| !known.contains(&column)))
    }

    /// Where in `item` the words of `term` stand.
    fn same(&self, term: &Range<usize>, item: &Range<usize>) -> Vec<Range<usize>> {
        let length = term.len();
        let is_same =
            |from: usize| (0..length).all(|n| self.words.is(from + n, self.words.text(term.start + n)));
        let starts = item.clone().take_while(|from| from + length <= item.end);
        starts.filter(|&from| is_same(from)).map(|from| from..from + length).collect()
    }

    /// The column that the word is, with the name of its table before it or without; none where it is something else. Of a
    /// qualified name it is the last word.
    fn column(&self, i: usize) -> Option<Column> {
        if !self.words.is_name(i) || self.words.is_one_of(i + 1, "( .") {
            return None;
        }
        let table = (i >= 2 && self.words.is(i - 1, ".")).then(|| self.words.name(i - 2));
        let name = self.words.name(i).to_lowercase();
        let has = |table: &SchemaTable| table.columns.iter().any(|column| column.name.to_lowercase() == name);
        let at = self.tables.iter().position(|(called, own)| {
            table.as_ref().is_none_or(|table| table.eq_ignore_ascii_case(called)) && has(own)
        })?;
        Some((at, name))
    }

    fn all(&self) -> impl Iterator<Item = Column> {
        self.tables.iter().enumerate().flat_map(|(at, (_, table))| {
            table.columns.iter().map(move |column| (at, column.name.to_lowercase()))
        })
    }

    /// The columns that have one value within a group.
    fn known(&self) -> HashSet<Column> {
        let is_column =
            |term: &&Range<usize>| term.len() == 1 || (term.len() == 3 && self.words.is(term.start + 1, "."));
        let mut known: HashSet<Column> =
            self.terms.iter().filter(is_column).filter_map(|term| self.column(term.end - 1)).collect();
        let mut equal = Vec::new();
        for i in (self.from..self.words.words.len()).filter(|&i| self.words.is_one_of(i, "= == IS")) {
            let right = if self.words.is(i + 2, ".") { i + 3 } else { i + 1 };
            match (self.column(i - 1), self.column(right)) {
                (Some(a), Some(b)) => equal.push((a, b)),
                (Some(one), None) | (None, Some(one)) => drop(known.insert(one)),
                (None, None) => {}
            }
        }
        for (name, using) in self.using() {
            equal
                .extend(self.all().filter(|(_, column)| *column == name).map(|other| (using.clone(), other)));
        }
        self.close(&mut known, &equal);
        known
    }

    /// The columns after `USING`, each with the first table that has it.
    fn using(&self) -> Vec<(String, Column)> {
        let words = self.words;
        let lists = (self.from..words.words.len()).filter(|&i| words.is(i, "USING") && words.is(i + 1, "("));
        let names = lists.flat_map(|i| i + 2..words.close_bracket(i + 1).unwrap_or(i + 2));
        names.filter_map(|i| self.column(i)).map(|column| (column.1.clone(), column)).collect()
    }

    /// Adds what follows from the columns that are known: from a key the whole row, and from a column what equals it.
    fn close(&self, known: &mut HashSet<Column>, equal: &[(Column, Column)]) {
        loop {
            let before = known.len();
            for (at, (_, table)) in self.tables.iter().enumerate() {
                let is_known = |name: &String| known.contains(&(at, name.to_lowercase()));
                if keys(table).iter().any(|key| !key.is_empty() && key.iter().all(is_known)) {
                    known.extend(table.columns.iter().map(|column| (at, column.name.to_lowercase())));
                }
            }
            for (a, b) in equal {
                if known.contains(a) || known.contains(b) {
                    known.extend([a.clone(), b.clone()]);
                }
            }
            if known.len() == before {
                return;
            }
        }
    }
}

/// The parts of a range of words between its commas, without those inside brackets.
fn split(words: &FailedStatement<'_>, range: Range<usize>) -> Vec<Range<usize>> {
    let (mut parts, mut from, mut depth) = (Vec::new(), range.start, 0_usize);
    for i in range.clone() {
        match words.text(i) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "," if depth == 0 => {
                parts.push(from..i);
                from = i + 1;
            }
            _ => {}
        }
    }
    parts.push(from..range.end);
    parts.retain(|part| !part.is_empty());
    parts
}

/// The sets of columns of which no two rows have the same values.
fn keys(table: &SchemaTable) -> Vec<Vec<String>> {
    let primary =
        table.columns.iter().filter(|column| column.primary_key > 0).map(|column| column.name.clone());
    let unique = table.indexes.iter().filter(|index| index.unique && !index.is_partial);
    let unique = unique.filter_map(|index| index.columns.iter().cloned().collect::<Option<Vec<_>>>());
    [primary.collect()].into_iter().chain(unique).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use crate::{
        explain::notes,
        sandbox::{Database, run_script},
    };

    const SQUARE: &str = include_str!("../../../../content/sql/square.sql");

    /// What is said of a statement, which must run.
    pub(in crate::explain::notes) fn said(sql: &str) -> Vec<String> {
        let database = Database::empty().unwrap();
        run_script(&database, SQUARE).unwrap();
        let ran = run_script(&database, sql).unwrap();
        assert_eq!(ran.outcomes.last().unwrap().fault, None, "{sql}");
        notes(sql, &ran.schema)
            .into_iter()
            .map(|note| format!("{} {}", note.problem, note.suggestion))
            .collect()
    }

    #[test]
    fn a_column_that_stands_for_many_rows_has_a_note() {
        for (sql, words) in [
            ("SELECT name, COUNT(*) FROM users", "`name` is neither inside it nor grouped by"),
            (
                "SELECT city, name, COUNT(*) FROM users GROUP BY city",
                "`name` is neither grouped by nor inside",
            ),
            (
                "SELECT name, max(joined_on) FROM users",
                "the row with the largest value, which only SQLite promises",
            ),
            ("SELECT * FROM posts GROUP BY author_id", "`*` is neither"),
            (
                "SELECT u.name, p.title, COUNT(*) FROM users u JOIN posts p ON p.author_id = u.id GROUP BY u.id",
                "`title`",
            ),
            ("SELECT upper(name) || '!', COUNT(*) FROM users GROUP BY city", "`name`"),
        ] {
            let said = said(sql);
            assert!(said.len() == 1 && said[0].contains(words), "{sql}: {said:?}");
        }
    }

    #[test]
    fn a_column_that_a_group_has_one_value_of_has_none() {
        for sql in [
            "SELECT COUNT(*) FROM users",
            "SELECT city, COUNT(*) FROM users GROUP BY city",
            "SELECT city AS town, COUNT(*) FROM users GROUP BY town",
            "SELECT city, COUNT(*) FROM users GROUP BY 1",
            "SELECT substr(joined_on, 1, 7), COUNT(*) FROM users GROUP BY substr(joined_on, 1, 7)",
            "SELECT u.name, COUNT(p.id) FROM users u LEFT JOIN posts p ON p.author_id = u.id GROUP BY u.id",
            "SELECT u.name, u.city, COUNT(*) FROM users u JOIN posts p ON p.author_id = u.id GROUP BY p.author_id",
            "SELECT name, city, COUNT(*) FROM users GROUP BY name",
            "SELECT p.title, u.name, COUNT(l.user_id) FROM posts p JOIN users u ON u.id = p.author_id
                LEFT JOIN likes l ON l.post_id = p.id GROUP BY p.id",
            "SELECT name, COUNT(*) FROM users WHERE id = 1",
            "SELECT name, COUNT(*) OVER () FROM users",
            "SELECT name, (SELECT COUNT(*) FROM posts WHERE author_id = users.id) FROM users",
            "SELECT name, max(id, 3) FROM users",
            "SELECT COUNT(*) FROM (SELECT name FROM users)",
            "SELECT DISTINCT COUNT(*) AS name FROM users",
            "SELECT COUNT(*) name FROM users",
            "SELECT COUNT(*) FILTER (WHERE city = 'Delft') FROM users",
            "SELECT name FROM users UNION SELECT COUNT(*) FROM users",
            "SELECT p.title, COUNT(*) FROM posts p JOIN likes l ON l.post_id = p.id GROUP BY l.post_id;",
            "SELECT lower(city) || '!', COUNT(*) FROM users GROUP BY lower(city)",
        ] {
            assert_eq!(said(sql), Vec::<String>::new(), "{sql}");
        }
    }
}
