//! Mutants that change the clauses of a query: joins, `DISTINCT`, `WHERE`, groups, order, limits, and `UNION`.

use super::Found;
use sqlparser::ast::{
    Distinct, Expr, GroupByExpr, JoinConstraint, JoinOperator, LimitClause, OrderBy, OrderByKind,
    OrderBySort, Query, Select, SetExpr, SetOperator, SetQuantifier, Statement, VisitMut, VisitorMut,
};
use std::ops::ControlFlow;

/// A kind of change. It makes the change number `which` to a query and describes it; none where there are fewer.
type Change = fn(&mut Query, usize) -> Option<(String, String)>;

const CHANGES: [Change; 11] =
    [distinct, joins, wheres, havings, groups, order_dropped, order_turned, limits, unions, windows, columns];

/// All mutants of this kind. A query may contain others, so each kind of change is tried on the first, second, third query of
/// the tree, until there is no such query.
pub(super) fn mutants(statements: &[Statement]) -> Found {
    let mut all = Vec::new();
    for change in CHANGES {
        for query in 0.. {
            let mut met = false;
            for which in 0.. {
                let mut changed = statements.to_vec();
                let mut visit = NthQuery { at: 0, query, which, change, description: None };
                let _ = changed.visit(&mut visit);
                met |= visit.at > query;
                match visit.description {
                    Some((what, cause)) => all.push((changed, what, cause)),
                    None => break,
                }
            }
            if !met {
                break;
            }
        }
    }
    all
}

/// Visits the tree, and changes the query number `query`.
struct NthQuery {
    at: usize,
    query: usize,
    which: usize,
    change: Change,
    description: Option<(String, String)>,
}

impl VisitorMut for NthQuery {
    type Break = ();

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<()> {
        self.at += 1;
        if self.at == self.query + 1 {
            self.description = (self.change)(query, self.which);
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }
}

/// A change that was made: what, and the likely mistake.
fn described(what: impl Into<String>, cause: &str) -> Option<(String, String)> {
    Some((what.into(), cause.to_owned()))
}

/// The `SELECT`s of a query; those of a `UNION` from left to right.
fn selects(body: &mut SetExpr) -> Vec<&mut Select> {
    match body {
        SetExpr::Select(select) => vec![select],
        SetExpr::SetOperation { left, right, .. } => {
            let mut all = selects(left);
            all.extend(selects(right));
            all
        }
        _ => Vec::new(),
    }
}

fn distinct(query: &mut Query, which: usize) -> Option<(String, String)> {
    let mut all = selects(&mut query.body);
    let select = all.get_mut(which)?;
    if select.distinct.take().is_some() {
        return described("DISTINCT dropped", "Equal rows come more than once; each is asked for once.");
    }
    // Without DISTINCT the opposite mistake is possible.
    select.distinct = Some(Distinct::Distinct);
    described("DISTINCT added", "Equal rows come only once, and each of them is asked for.")
}

fn joins(query: &mut Query, which: usize) -> Option<(String, String)> {
    use JoinOperator as J;
    let mut left = which;
    for select in selects(&mut query.body) {
        for join in select.from.iter_mut().flat_map(|from| &mut from.joins) {
            let on = match &join.join_operator {
                J::Join(on)
                | J::Inner(on)
                | J::Left(on)
                | J::LeftOuter(on)
                | J::Right(on)
                | J::RightOuter(on)
                | J::FullOuter(on)
                | J::CrossJoin(on) => on.clone(),
                _ => continue,
            };
            // Each kind of join becomes every other kind that people confuse with it. A cross join has no condition to keep.
            let others: Vec<(J, &str)> = match &join.join_operator {
                J::Join(_) | J::Inner(_) if on != JoinConstraint::None => {
                    vec![(J::LeftOuter(on), "Rows without a partner are kept; only pairs are asked for.")]
                }
                J::CrossJoin(_) => vec![],
                J::Left(_) | J::LeftOuter(_) => vec![
                    (
                        J::Inner(on.clone()),
                        "Rows without a partner are lost: a plain `JOIN` keeps only pairs.",
                    ),
                    (
                        J::RightOuter(on.clone()),
                        "The other side’s rows are kept: left and right seem to be exchanged.",
                    ),
                    (
                        J::FullOuter(on),
                        "Rows without a partner are kept on both sides; one side is asked for.",
                    ),
                ],
                J::FullOuter(_) => vec![
                    (J::LeftOuter(on.clone()), "Rows of the second table that have no partner are lost."),
                    (J::RightOuter(on.clone()), "Rows of the first table that have no partner are lost."),
                    (J::Inner(on), "Rows without a partner are lost, on both sides."),
                ],
                _ => vec![
                    (
                        J::Inner(on.clone()),
                        "Rows without a partner are lost: a plain `JOIN` keeps only pairs.",
                    ),
                    (
                        J::LeftOuter(on),
                        "The other side’s rows are kept: left and right seem to be exchanged.",
                    ),
                ],
            };
            for (other, cause) in others {
                // `which` counts through the changes of all joins, of which `left` are still to be passed.
                if left == 0 {
                    let what = format!("join became {other:?}");
                    let what = what.split('(').next().unwrap_or_default().to_owned();
                    join.join_operator = other;
                    return described(what, cause);
                }
                left -= 1;
            }
        }
    }
    None
}

fn wheres(query: &mut Query, which: usize) -> Option<(String, String)> {
    let mut with = selects(&mut query.body).into_iter().filter(|select| select.selection.is_some());
    let select = with.nth(which)?;
    select.selection = None;
    described("WHERE dropped", "It behaves as if there were no condition at all.")
}

fn havings(query: &mut Query, which: usize) -> Option<(String, String)> {
    let mut with = selects(&mut query.body).into_iter().filter(|select| select.having.is_some());
    let select = with.nth(which / 2)?;
    let having = select.having.take()?;
    if which.is_multiple_of(2) {
        return described(
            "HAVING dropped",
            "Groups are not chosen from: the condition on them seems to be missing.",
        );
    }
    select.selection = Some(match select.selection.take() {
        Some(rest) => Expr::BinaryOp {
            left: rest.into(),
            op: sqlparser::ast::BinaryOperator::And,
            right: having.into(),
        },
        None => having,
    });
    described(
        "HAVING became WHERE",
        "The condition chooses rows before they are grouped; it is about the groups.",
    )
}

fn groups(query: &mut Query, which: usize) -> Option<(String, String)> {
    let mut left = which;
    for select in selects(&mut query.body) {
        let GroupByExpr::Expressions(by, _) = &mut select.group_by else { continue };
        if left < by.len() {
            let gone = by.remove(left);
            return described(
                format!("{gone} dropped from GROUP BY"),
                "The groups are too large: something they are told apart by is missing.",
            );
        }
        left -= by.len();
    }
    None
}

fn terms(query: &mut Query) -> Option<&mut Vec<sqlparser::ast::OrderByExpr>> {
    match query.order_by.as_mut()?.kind {
        OrderByKind::Expressions(ref mut terms) => Some(terms),
        OrderByKind::All(_) => None,
    }
}

fn order_dropped(query: &mut Query, which: usize) -> Option<(String, String)> {
    let cause = "The rows are the right ones; what decides their order is not.";
    let terms = terms(query)?;
    if which < terms.len() && terms.len() > 1 {
        let gone = terms.remove(which);
        return described(format!("{gone} dropped from ORDER BY"), cause);
    }
    if which == terms.len() || (which == 0 && terms.len() == 1) {
        query.order_by = None::<OrderBy>;
        return described("ORDER BY dropped", cause);
    }
    None
}

fn order_turned(query: &mut Query, which: usize) -> Option<(String, String)> {
    let term = terms(query)?.get_mut(which)?;
    let turned = match term.options.sort {
        Some(OrderBySort::Desc) => OrderBySort::Asc,
        _ => OrderBySort::Desc,
    };
    term.options.sort = Some(turned);
    described(
        format!("{} turned round", term.expr),
        "The rows come in the opposite order, wholly or among equals.",
    )
}

fn limits(query: &mut Query, which: usize) -> Option<(String, String)> {
    match (which, query.limit_clause.as_mut()?) {
        (0, _) => {
            query.limit_clause = None;
            described("LIMIT dropped", "It gives all rows where only some are asked for.")
        }
        (1, LimitClause::LimitOffset { offset, .. }) if offset.is_some() => {
            *offset = None;
            described("OFFSET dropped", "It begins with the first row where some are to be passed over.")
        }
        _ => None,
    }
}

fn unions(query: &mut Query, which: usize) -> Option<(String, String)> {
    let mut all = operations(&mut query.body);
    let (op, quantifier) = all.get_mut(which / 2)?;
    if which % 2 == 1 {
        **op = match op {
            SetOperator::Union => SetOperator::Intersect,
            SetOperator::Except => SetOperator::Intersect,
            _ => SetOperator::Except,
        };
        **quantifier = SetQuantifier::None;
        return described(
            "another set operation",
            "The two questions are put together in another way than asked.",
        );
    }
    match (&op, &quantifier) {
        (SetOperator::Union, SetQuantifier::All) => {
            **quantifier = SetQuantifier::None;
            described(
                "UNION ALL became UNION",
                "Equal rows come only once: `UNION` drops them, `UNION ALL` keeps them.",
            )
        }
        (SetOperator::Union, _) => {
            **quantifier = SetQuantifier::All;
            described("UNION became UNION ALL", "Rows that both halves give come twice.")
        }
        // INTERSECT and EXCEPT have no ALL in SQLite that could be added, so this number is one more operation too.
        _ => {
            **op = SetOperator::Union;
            described(
                "another set operation",
                "The two questions are put together in another way than asked.",
            )
        }
    }
}

fn operations(body: &mut SetExpr) -> Vec<(&mut SetOperator, &mut SetQuantifier)> {
    match body {
        SetExpr::SetOperation { left, op, set_quantifier, right } => {
            let mut all = vec![(op, set_quantifier)];
            all.extend(operations(left));
            all.extend(operations(right));
            all
        }
        _ => Vec::new(),
    }
}

/// Window functions, which stand in the list of columns: one loses a part of its window, or sorts the other way.
fn windows(query: &mut Query, which: usize) -> Option<(String, String)> {
    use sqlparser::ast::{SelectItem, WindowType};
    let mut left = which;
    for select in selects(&mut query.body) {
        for item in &mut select.projection {
            let (SelectItem::UnnamedExpr(Expr::Function(function))
            | SelectItem::ExprWithAlias { expr: Expr::Function(function), .. }) = item
            else {
                continue;
            };
            let Some(WindowType::WindowSpec(window)) = &mut function.over else { continue };
            if left < window.partition_by.len() {
                window.partition_by.remove(left);
                return described(
                    "PARTITION BY dropped",
                    "The window runs over all rows where each group has its own.",
                );
            }
            left -= window.partition_by.len();
            if left < window.order_by.len() {
                let term = &mut window.order_by[left];
                term.options.sort = match term.options.sort {
                    Some(OrderBySort::Desc) => Some(OrderBySort::Asc),
                    _ => Some(OrderBySort::Desc),
                };
                return described(
                    "a window’s order turned round",
                    "The window looks at the rows in the opposite order.",
                );
            }
            left -= window.order_by.len();
        }
    }
    None
}

fn columns(query: &mut Query, which: usize) -> Option<(String, String)> {
    let mut all = selects(&mut query.body);
    let select = all.first_mut()?;
    if select.projection.len() < 2 || which >= select.projection.len() {
        return None;
    }
    select.projection.remove(which);
    described("a column dropped", "A column that is asked for is missing.")
}
