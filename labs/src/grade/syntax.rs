//! The syntax tree of a statement, by a parser that is not SQLite's. It cannot parse everything that SQLite accepts, so
//! everything here may also give nothing.

use sqlparser::{
    ast::{
        BinaryOperator, Expr, GroupByExpr, InTarget, OrderByKind, Query, Select, SelectItem, SetExpr,
        Statement, Value, Visit, Visitor, visit_expressions,
    },
    dialect::SQLiteDialect,
    parser::Parser,
};
use std::ops::ControlFlow;

/// The statements of a text; none where there are none, or one of them cannot be parsed.
pub(super) fn parse(sql: &str) -> Option<Vec<Statement>> {
    Parser::parse_sql(&SQLiteDialect {}, sql).ok().filter(|all| !all.is_empty())
}

/// A literal of a statement that a column is compared with.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Literal {
    /// The column, where the other side of the comparison names one.
    pub column: Option<String>,
    pub text: String,
    pub is_number: bool,
    /// Whether it is the pattern of a `LIKE`.
    pub is_pattern: bool,
}

/// Every literal in the comparisons of these statements.
pub(super) fn literals(statements: &[Statement]) -> Vec<Literal> {
    let mut all = Vec::new();
    for statement in statements {
        let _ = visit_expressions(statement, |expr| {
            match expr {
                Expr::BinaryOp { left, op, right } if compares(op) => {
                    note(left, right, false, &mut all);
                    note(right, left, false, &mut all);
                }
                Expr::Like { expr, pattern, .. } => note(expr, pattern, true, &mut all),
                Expr::Between { expr, low, high, .. } => {
                    note(expr, low, false, &mut all);
                    note(expr, high, false, &mut all);
                }
                Expr::In { expr, target: InTarget::List(list), .. } => {
                    list.iter().for_each(|item| note(expr, item, false, &mut all))
                }
                Expr::Case { operand: Some(operand), conditions, .. } => {
                    conditions.iter().for_each(|when| note(operand, &when.condition, false, &mut all));
                }
                _ => {}
            }
            ControlFlow::<()>::Continue(())
        });
    }
    all
}

/// Whether the operator compares two values.
fn compares(op: &BinaryOperator) -> bool {
    use BinaryOperator as B;
    matches!(op, B::Eq | B::NotEq | B::Lt | B::LtEq | B::Gt | B::GtEq)
}

/// Notes `literal` if it is one, and the column that `side` names.
fn note(side: &Expr, literal: &Expr, is_pattern: bool, all: &mut Vec<Literal>) {
    let Expr::Value(value) = literal else { return };
    let (text, is_number) = match &value.value {
        Value::Number(number, _) => (number.clone(), true),
        Value::SingleQuotedString(text) => (text.clone(), false),
        _ => return,
    };
    all.push(Literal { column: column_in(side), text, is_number, is_pattern });
}

/// The first column that an expression names.
fn column_in(expr: &Expr) -> Option<String> {
    let found = visit_expressions(expr, |expr| match expr {
        Expr::Identifier(name) => ControlFlow::Break(name.value.clone()),
        Expr::CompoundIdentifier(names) => {
            names.last().map_or(ControlFlow::Continue(()), |name| ControlFlow::Break(name.value.clone()))
        }
        _ => ControlFlow::Continue(()),
    });
    match found {
        ControlFlow::Break(name) => Some(name),
        ControlFlow::Continue(()) => None,
    }
}

/// A query with an `ORDER BY`, changed so that every term of the order is a column of its result.
pub(super) struct OrderedQuery {
    /// The query, with the terms that were not among its columns added as hidden columns at the end.
    pub sql: String,
    /// How many hidden columns there are.
    pub hidden: usize,
    /// Where the value of each term is found.
    pub keys: Vec<Key>,
}

/// Where the value of a term of the order is found in a row.
pub(super) enum Key {
    /// A column, from 0.
    Column(usize),
    /// A column of the result, by its name.
    Name(String),
    /// One of the hidden columns, from 0.
    Hidden(usize),
}

/// How the rows of a query are ordered; none where it has no `ORDER BY`, is not a single query, or cannot be parsed.
pub(super) fn order_of(sql: &str) -> Option<OrderedQuery> {
    let mut statements = parse(sql)?;
    let [Statement::Query(query)] = statements.as_mut_slice() else { return None };
    let terms: Vec<Expr> = match &query.order_by.as_ref()?.kind {
        OrderByKind::Expressions(terms) => terms.iter().map(|term| term.expr.clone()).collect(),
        OrderByKind::All(_) => return None,
    };
    let mut hidden = Vec::new();
    let mut keys = Vec::new();
    // A term is the number of a column, the name of one, or an expression. An expression can only be added as a hidden
    // column where that does not change the rows, which `DISTINCT` and `UNION` forbid.
    for term in terms {
        keys.push(match &term {
            Expr::Value(value) => match value.value.to_string().parse::<usize>() {
                Ok(place) if place > 0 => Key::Column(place - 1),
                _ => continue,
            },
            Expr::Identifier(name) if names(query).contains(&name.value) => Key::Name(name.value.clone()),
            _ if may_hide(query) => {
                hidden.push(SelectItem::UnnamedExpr(term));
                Key::Hidden(hidden.len() - 1)
            }
            Expr::CompoundIdentifier(path) => Key::Name(path.last()?.value.clone()),
            Expr::Identifier(name) => Key::Name(name.value.clone()),
            _ => return None,
        });
    }
    let count = hidden.len();
    if let SetExpr::Select(select) = query.body.as_mut() {
        select.projection.extend(hidden);
    }
    Some(OrderedQuery { sql: query.to_string(), hidden: count, keys })
}

/// Whether the last statement has an `ORDER BY`.
pub(super) fn has_order(statements: &[Statement]) -> bool {
    matches!(statements.last(), Some(Statement::Query(query)) if query.order_by.is_some())
}

/// Whether the last statement of a text has an `ORDER BY`, and so its order counts in an exercise.
pub fn asks_order(sql: &str) -> bool {
    parse(sql).is_some_and(|shape| has_order(&shape))
}

/// The names of the result's columns, as far as the query gives them.
fn names(query: &Query) -> Vec<String> {
    let SetExpr::Select(select) = query.body.as_ref() else { return Vec::new() };
    let named = select.projection.iter().filter_map(|item| match item {
        SelectItem::ExprWithAlias { alias, .. } => Some(alias.value.clone()),
        SelectItem::UnnamedExpr(Expr::Identifier(name)) => Some(name.value.clone()),
        SelectItem::UnnamedExpr(Expr::CompoundIdentifier(path)) => path.last().map(|name| name.value.clone()),
        _ => None,
    });
    named.collect()
}

/// Whether hidden columns can be added without changing the rows.
fn may_hide(query: &Query) -> bool {
    matches!(query.body.as_ref(), SetExpr::Select(select) if select.distinct.is_none())
}

/// What is wrong with a comparison that NULL makes different from what it looks like: a sentence.
pub(super) fn null_trap(statements: &[Statement]) -> Option<&'static str> {
    let is_null = |expr: &Expr| matches!(expr, Expr::Value(value) if value.value == Value::Null);
    let found = visit_expressions(&statements.to_vec(), |expr| match expr {
        Expr::BinaryOp { left, op, right } if compares(op) && (is_null(left) || is_null(right)) => {
            ControlFlow::Break(
                "Nothing is equal or unequal to NULL, not even NULL: such a comparison takes no row. `IS NULL` and \
             `IS NOT NULL` ask for it.",
            )
        }
        Expr::In { target: InTarget::Subquery(_), negated: true, .. } => ControlFlow::Break(
            "`NOT IN` takes no row at all as soon as the list has a NULL in it, for nobody knows whether the NULL is the \
             value looked for.",
        ),
        _ => ControlFlow::Continue(()),
    });
    match found {
        ControlFlow::Break(says) => Some(says),
        ControlFlow::Continue(()) => None,
    }
}

/// The constructs that the statements use, by the words that rules use for them.
pub(super) fn constructs(statements: &[Statement]) -> Vec<&'static str> {
    let mut found = Found::default();
    for statement in statements {
        match statement {
            Statement::Insert(_) => found.0.push("INSERT"),
            Statement::Update(_) => found.0.push("UPDATE"),
            Statement::Delete(_) => found.0.push("DELETE"),
            _ => {}
        }
        let _ = statement.visit(&mut found);
    }
    found.0
}

/// Every word that `constructs` can give.
pub(super) const CONSTRUCTS: [&str; 19] = [
    "JOIN",
    "LEFT JOIN",
    "subquery",
    "EXISTS",
    "IN",
    "WITH",
    "UNION",
    "DISTINCT",
    "GROUP BY",
    "HAVING",
    "ORDER BY",
    "LIMIT",
    "CASE",
    "window",
    "LIKE",
    "BETWEEN",
    "INSERT",
    "UPDATE",
    "DELETE",
];

/// The constructs that were met on a visit of the tree.
#[derive(Default)]
struct Found(Vec<&'static str>);

impl Found {
    fn if_so(&mut self, is: bool, word: &'static str) {
        if is {
            self.0.push(word);
        }
    }
}

impl Visitor for Found {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        self.if_so(query.with.is_some(), "WITH");
        self.if_so(query.order_by.is_some(), "ORDER BY");
        self.if_so(query.limit_clause.is_some(), "LIMIT");
        self.if_so(matches!(query.body.as_ref(), SetExpr::SetOperation { .. }), "UNION");
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        use sqlparser::ast::JoinOperator as J;
        let joins = || select.from.iter().flat_map(|from| &from.joins);
        self.if_so(select.from.len() > 1 || joins().next().is_some(), "JOIN");
        self.if_so(
            joins().any(|join| matches!(join.join_operator, J::Left(_) | J::LeftOuter(_))),
            "LEFT JOIN",
        );
        self.if_so(select.distinct.is_some(), "DISTINCT");
        self.if_so(select.having.is_some(), "HAVING");
        self.if_so(matches!(&select.group_by, GroupByExpr::Expressions(by, _) if !by.is_empty()), "GROUP BY");
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        match expr {
            Expr::Exists { .. } => self.0.extend(["EXISTS", "subquery"]),
            Expr::In { target: InTarget::List(_), .. } => self.0.push("IN"),
            Expr::In { .. } => self.0.extend(["IN", "subquery"]),
            Expr::Subquery(_) => self.0.push("subquery"),
            Expr::Case { .. } => self.0.push("CASE"),
            Expr::Like { .. } => self.0.push("LIKE"),
            Expr::Between { .. } => self.0.push("BETWEEN"),
            Expr::Function(function) if function.over.is_some() => self.0.push("window"),
            _ => {}
        }
        ControlFlow::Continue(())
    }
}
