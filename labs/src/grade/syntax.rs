//! The shape of a statement, by a parser that knows SQL and not its meaning. What it cannot parse has no shape; SQLite may
//! take it all the same.

use sqlparser::{
    ast::{
        BinaryOperator, Expr, GroupByExpr, InTarget, OrderByKind, Query, Select, SelectItem, SetExpr,
        Statement, Value, Visit, Visitor, visit_expressions,
    },
    dialect::SQLiteDialect,
    parser::Parser,
};
use std::ops::ControlFlow;

/// The statements of a text; none where one is not understood.
pub(super) fn parse(sql: &str) -> Option<Vec<Statement>> {
    Parser::parse_sql(&SQLiteDialect {}, sql).ok().filter(|all| !all.is_empty())
}

/// A literal and the column it is compared with, where that can be seen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Literal {
    pub column: Option<String>,
    pub text: String,
    pub is_number: bool,
    pub is_pattern: bool,
}

/// Every literal of these statements.
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

fn compares(op: &BinaryOperator) -> bool {
    use BinaryOperator as B;
    matches!(op, B::Eq | B::NotEq | B::Lt | B::LtEq | B::Gt | B::GtEq)
}

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

/// A query whose order can be checked: each of its terms is a column of the result, hidden ones last.
pub(super) struct OrderedQuery {
    /// The query with its hidden columns.
    pub sql: String,
    pub hidden: usize,
    pub keys: Vec<Key>,
}

/// Where a term of the order is found in a row.
pub(super) enum Key {
    /// A column, from 0.
    Column(usize),
    /// A column by its name in the result.
    Name(String),
    /// One of the hidden ones, from 0.
    Hidden(usize),
}

/// How the rows of this query are ordered; none where it does not say.
pub(super) fn order_of(sql: &str) -> Option<OrderedQuery> {
    let mut statements = parse(sql)?;
    let [Statement::Query(query)] = statements.as_mut_slice() else { return None };
    let terms: Vec<Expr> = match &query.order_by.as_ref()?.kind {
        OrderByKind::Expressions(terms) => terms.iter().map(|term| term.expr.clone()).collect(),
        OrderByKind::All(_) => return None,
    };
    let mut hidden = Vec::new();
    let mut keys = Vec::new();
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

/// Whether a text's last statement says in which order its rows come.
pub(super) fn has_order(statements: &[Statement]) -> bool {
    matches!(statements.last(), Some(Statement::Query(query)) if query.order_by.is_some())
}

/// Whether a query says in which order its rows come.
pub fn asks_order(sql: &str) -> bool {
    parse(sql).is_some_and(|shape| has_order(&shape))
}

/// The names that the result's columns are given.
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

fn may_hide(query: &Query) -> bool {
    matches!(query.body.as_ref(), SetExpr::Select(select) if select.distinct.is_none())
}

/// A comparison that NULL makes another than it looks.
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

/// Constructs by the words that rules call them.
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

/// Every word that `constructs` may give.
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
