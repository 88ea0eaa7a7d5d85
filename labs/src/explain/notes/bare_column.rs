//! A column that stands beside an aggregate and is neither grouped by nor inside one
//! (<https://sqlite.org/lang_select.html#bare_columns>).
//!
//! A column that a group has one value of is none: it may follow from a key in the `GROUP BY`, or from a comparison with `=`.
//! What follows is read generously, so that no note is written where none belongs.

use crate::{
    explain::{
        explanation::{Explanation, backticked},
        failed_statement::FailedStatement,
    },
    sandbox::{Schema, SchemaTable},
};
use sqlparser::ast::{
    BinaryOperator, Expr, GroupByExpr, JoinConstraint, JoinOperator, Query, Select, SelectItem, SetExpr,
    Statement, TableFactor, Value, Visit, Visitor, visit_expressions,
};
use std::{collections::HashSet, ops::ControlFlow};

/// The aggregates of SQLite (<https://sqlite.org/lang_aggfunc.html>). `min` and `max` are ones with a single value only.
const AGGREGATES: &str = " avg count group_concat json_group_array json_group_object jsonb_group_array jsonb_group_object max min \
    string_agg sum total ";

/// A column by the number of its table in the `FROM`, and its name in lower case.
type Column = (usize, String);

/// The note on the first bare column of a query, if it has one.
pub(super) fn note(statement: &Statement, words: &FailedStatement<'_>) -> Option<Explanation> {
    let Statement::Query(query) = statement else { return None };
    let SetExpr::Select(select) = query.body.as_ref() else { return None };
    // The tables of a `WITH` have no keys that could be looked up.
    let GroupByExpr::Expressions(grouped, _) = &select.group_by else { return None };
    if query.with.is_some() {
        return None;
    }
    let tables = Tables::of(select, words.schema)?;
    let mut calls = Calls::default();
    let _ = select.projection.visit(&mut calls);
    let _ = select.having.visit(&mut calls);
    if calls.has_window || (calls.aggregates.is_empty() && grouped.is_empty()) {
        return None;
    }
    let known = tables.determined(select, grouped);
    let bare = select.projection.iter().find_map(|item| match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => {
            let mut search =
                Search { tables: &tables, known: &known, grouped: grouped_exprs(grouped, select), inside: 0 };
            match expr.visit(&mut search) {
                ControlFlow::Break(name) => Some(name),
                ControlFlow::Continue(()) => None,
            }
        }
        SelectItem::Wildcard(_) => {
            tables.all().any(|column| !known.contains(&column)).then(|| "*".to_owned())
        }
        SelectItem::ExprWithAliases { .. } | SelectItem::QualifiedWildcard(..) => None,
    })?;
    Some(explained(&bare, &calls, grouped.is_empty(), words))
}

fn explained(bare: &str, calls: &Calls, is_whole: bool, words: &FailedStatement<'_>) -> Explanation {
    let at = words.find_name(bare).and_then(|i| words.span(i));
    let bare = backticked(bare);
    let of_row = match calls.aggregates.as_slice() {
        [one] if one == "max" => "of the row with the largest value, which only SQLite promises",
        [one] if one == "min" => "of the row with the smallest value, which only SQLite promises",
        _ => "of one of them, and it is not said which",
    };
    let says = if is_whole {
        format!(
            "The aggregate makes one row of all, and {bare} is neither inside it nor grouped by: it is taken {of_row}."
        )
    } else {
        format!(
            "Each group has many rows and becomes one, and {bare} is neither grouped by nor inside an aggregate: it is taken {of_row}."
        )
    };
    let try_this =
        format!("Write {bare} into `GROUP BY`, or leave it out. Most other databases refuse this statement.");
    Explanation::new(says, at, try_this)
}

/// The terms of the `GROUP BY`, where a number or an alias stands for a column of the result.
fn grouped_exprs<'a>(grouped: &'a [Expr], select: &'a Select) -> Vec<&'a Expr> {
    grouped
        .iter()
        .map(|term| match term {
            Expr::Value(value) => match &value.value {
                Value::Number(n, _) => n
                    .parse::<usize>()
                    .ok()
                    .and_then(|n| select.projection.get(n.checked_sub(1)?))
                    .and_then(expr_of)
                    .unwrap_or(term),
                _ => term,
            },
            Expr::Identifier(name) => select
                .projection
                .iter()
                .find_map(|item| match item {
                    SelectItem::ExprWithAlias { expr, alias }
                        if alias.value.eq_ignore_ascii_case(&name.value) =>
                    {
                        Some(expr)
                    }
                    _ => None,
                })
                .unwrap_or(term),
            _ => term,
        })
        .collect()
}

fn expr_of(item: &SelectItem) -> Option<&Expr> {
    match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => Some(expr),
        _ => None,
    }
}

/// The tables of a `FROM`, each with the name by which the statement refers to it.
struct Tables<'a>(Vec<(String, &'a SchemaTable)>, Vec<String>);

impl<'a> Tables<'a> {
    /// None where one is a subquery or no table of the schema, or where the join finds its columns itself.
    fn of(select: &Select, schema: &'a Schema) -> Option<Self> {
        let mut all = Vec::new();
        let mut using = Vec::new();
        for from in &select.from {
            all.push(named(&from.relation, schema)?);
            for join in &from.joins {
                all.push(named(&join.relation, schema)?);
                use JoinOperator as J;
                let (J::Join(on) | J::Inner(on) | J::Left(on) | J::LeftOuter(on) | J::CrossJoin(on)) =
                    &join.join_operator
                else {
                    return None;
                };
                match on {
                    JoinConstraint::Using(names) => {
                        using.extend(names.iter().map(|name| name.to_string().to_lowercase()));
                    }
                    JoinConstraint::On(_) | JoinConstraint::None => {}
                    JoinConstraint::UsingAlias(..) | JoinConstraint::Natural => return None,
                }
            }
        }
        Some(Self(all, using))
    }

    /// The column that an expression is; none where it is something else.
    fn column(&self, expr: &Expr) -> Option<Column> {
        let (table, name) = match expr {
            Expr::Identifier(name) => (None, name),
            Expr::CompoundIdentifier(names) => match names.as_slice() {
                [.., table, name] => (Some(table), name),
                _ => return None,
            },
            Expr::Nested(inner) => return self.column(inner),
            _ => return None,
        };
        let name = name.value.to_lowercase();
        let has = |table: &SchemaTable| table.columns.iter().any(|column| column.name.to_lowercase() == name);
        let at = self.0.iter().position(|(called, own)| {
            table.is_none_or(|table| table.value.eq_ignore_ascii_case(called)) && has(own)
        })?;
        Some((at, name))
    }

    fn all(&self) -> impl Iterator<Item = Column> {
        self.0.iter().enumerate().flat_map(|(at, (_, table))| {
            table.columns.iter().map(move |column| (at, column.name.to_lowercase()))
        })
    }

    /// The columns that have one value within a group.
    fn determined(&self, select: &Select, grouped: &[Expr]) -> HashSet<Column> {
        let mut known: HashSet<Column> =
            grouped_exprs(grouped, select).into_iter().filter_map(|term| self.column(term)).collect();
        let mut equal: Vec<(Column, Column)> = Vec::new();
        for name in &self.1 {
            let mut pair = self.all().filter(|(_, column)| column == name);
            let first = pair.next();
            equal.extend(pair.filter_map(|other| Some((first.clone()?, other))));
        }
        let mut note = |expr: &Expr| {
            if let Expr::BinaryOp { left, op: BinaryOperator::Eq, right } = expr {
                match (self.column(left), self.column(right)) {
                    (Some(a), Some(b)) => equal.push((a, b)),
                    (Some(a), None) | (None, Some(a)) => drop(known.insert(a)),
                    (None, None) => {}
                }
            }
            ControlFlow::<()>::Continue(())
        };
        let _ = visit_expressions(&select.from, &mut note);
        let _ = visit_expressions(&select.selection, &mut note);
        self.close(&mut known, &equal);
        known
    }

    /// Adds what follows from the columns that are known: from a key the whole row, and from a column what equals it.
    fn close(&self, known: &mut HashSet<Column>, equal: &[(Column, Column)]) {
        loop {
            let before = known.len();
            for (at, (_, table)) in self.0.iter().enumerate() {
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

/// The table of the schema that this part of a `FROM` names.
fn named<'a>(factor: &TableFactor, schema: &'a Schema) -> Option<(String, &'a SchemaTable)> {
    let TableFactor::Table { name, alias, args: None, .. } = factor else { return None };
    let name = name.0.last()?.as_ident()?.value.clone();
    let table = schema.table(&name).filter(|table| !table.is_view)?;
    Some((alias.as_ref().map_or(name, |alias| alias.name.value.clone()), table))
}

/// The sets of columns of which no two rows have the same values.
fn keys(table: &SchemaTable) -> Vec<Vec<String>> {
    let primary =
        table.columns.iter().filter(|column| column.primary_key > 0).map(|column| column.name.clone());
    let unique = table.indexes.iter().filter(|index| index.unique && !index.is_partial);
    let unique = unique.filter_map(|index| index.columns.iter().cloned().collect::<Option<Vec<_>>>());
    [primary.collect()].into_iter().chain(unique).collect()
}

/// What functions an expression calls outside of subqueries.
#[derive(Default)]
struct Calls {
    /// In lower case, each as often as it is called.
    aggregates: Vec<String>,
    has_window: bool,
    queries: usize,
}

impl Visitor for Calls {
    type Break = ();

    fn pre_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
        self.queries += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
        self.queries -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        if let Expr::Function(function) = expr
            && self.queries == 0
        {
            self.has_window |= function.over.is_some();
            self.aggregates.extend(aggregate(expr));
        }
        ControlFlow::Continue(())
    }
}

/// The name of the aggregate that an expression calls, in lower case.
fn aggregate(expr: &Expr) -> Option<String> {
    let Expr::Function(function) = expr else { return None };
    let name = function.name.to_string().to_lowercase();
    let arguments = match &function.args {
        sqlparser::ast::FunctionArguments::List(list) => list.args.len(),
        _ => 0,
    };
    let is_one = AGGREGATES.contains(&format!(" {name} ")) && function.over.is_none();
    (is_one && (arguments == 1 || !["min", "max"].contains(&name.as_str()))).then_some(name)
}

/// Looks for a column that is bare, and breaks with its name.
struct Search<'a> {
    tables: &'a Tables<'a>,
    known: &'a HashSet<Column>,
    grouped: Vec<&'a Expr>,
    /// How many aggregates, grouped terms and subqueries are around the place.
    inside: usize,
}

impl Search<'_> {
    /// Whether what is inside this expression is no bare column.
    fn covers(&self, expr: &Expr) -> bool {
        aggregate(expr).is_some() || self.grouped.contains(&expr)
    }
}

impl Visitor for Search<'_> {
    type Break = String;

    fn pre_visit_query(&mut self, _: &Query) -> ControlFlow<String> {
        self.inside += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &Query) -> ControlFlow<String> {
        self.inside -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<String> {
        self.inside += usize::from(self.covers(expr));
        if self.inside > 0 {
            return ControlFlow::Continue(());
        }
        match self.tables.column(expr) {
            Some(column) if !self.known.contains(&column) => ControlFlow::Break(expr.to_string()),
            _ => ControlFlow::Continue(()),
        }
    }

    fn post_visit_expr(&mut self, expr: &Expr) -> ControlFlow<String> {
        self.inside -= usize::from(self.covers(expr));
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        explain::notes,
        sandbox::{Database, run_script},
    };

    const SQUARE: &str = include_str!("../../../../content/sql/square.sql");

    /// What is said of a statement, which must run.
    fn said(sql: &str) -> Vec<String> {
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
                "`p.title`",
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
        ] {
            assert_eq!(said(sql), Vec::<String>::new(), "{sql}");
        }
    }

    #[test]
    fn a_comparison_with_null_has_a_note() {
        for (sql, words) in [
            ("SELECT name FROM users WHERE city = NULL", "`= NULL`"),
            ("SELECT name FROM users WHERE city <> NULL", "`<> NULL`"),
            ("UPDATE sessions SET ended_at = 'x' WHERE ended_at = NULL", "`= NULL`"),
            ("DELETE FROM sessions WHERE user_id != (NULL)", "never true"),
            ("SELECT name FROM users WHERE id NOT IN (1, NULL)", "`NOT IN`"),
        ] {
            let said = said(sql);
            assert!(said.len() == 1 && said[0].contains(words), "{sql}: {said:?}");
        }
        for sql in [
            "UPDATE users SET city = NULL WHERE id = 1",
            "SELECT name FROM users WHERE city IS NULL",
            "SELECT name FROM users WHERE id IN (1, NULL)",
        ] {
            assert_eq!(said(sql), Vec::<String>::new(), "{sql}");
        }
    }
}
