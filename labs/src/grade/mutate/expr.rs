//! Mutants that change an expression: comparisons, conditions, literals, functions, columns.

use super::Found;
use crate::sandbox::Schema;
use sqlparser::ast::{
    BinaryOperator, DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentList,
    FunctionArguments, Ident, InTarget, ObjectName, ObjectNamePart, Statement, UnaryOperator, Value,
    VisitMut, VisitorMut, visit_expressions,
};
use std::ops::ControlFlow;

/// Another expression, what was changed, and the likely mistake.
type Variant = (Expr, String, String);

/// All mutants of this kind. The tree is visited once to find the variants of every expression, and once for each variant to put
/// it in its place.
pub(super) fn mutants(statements: &[Statement], schema: &Schema) -> Found {
    let mut sites: Vec<Vec<Variant>> = Vec::new();
    for statement in statements {
        let _ = visit_expressions(statement, |expr| {
            sites.push(variants(expr, schema));
            ControlFlow::<()>::Continue(())
        });
    }
    let mut all = Vec::new();
    for (site, variants) in sites.into_iter().enumerate() {
        for (expr, what, cause) in variants {
            all.push((replaced(statements, site, &expr), what, cause));
        }
    }
    all
}

/// The statements with one expression replaced; `site` is its number in the order of a visit.
fn replaced(statements: &[Statement], site: usize, by: &Expr) -> Vec<Statement> {
    let mut changed = statements.to_vec();
    let mut at = 0;
    let mut replace = OuterFirst(|expr: &mut Expr| {
        if at == site {
            *expr = by.clone();
            return ControlFlow::Break(());
        }
        at += 1;
        ControlFlow::Continue(())
    });
    let _ = changed.visit(&mut replace);
    changed
}

/// Visits expressions that may be changed in the same order in which `visit_expressions` visits them: outer ones first.
struct OuterFirst<F>(F);

impl<F: FnMut(&mut Expr) -> ControlFlow<()>> VisitorMut for OuterFirst<F> {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        self.0(expr)
    }
}

/// The variants of one expression, without those of the expressions inside it.
fn variants(expr: &Expr, schema: &Schema) -> Vec<Variant> {
    match expr {
        Expr::BinaryOp { left, op, right } => binary(left, op, right),
        Expr::Value(value) => literal(&value.value)
            .into_iter()
            .map(|(value, what, cause)| (Expr::Value(value.into()), what, cause))
            .collect(),
        Expr::IsNull(inner) => {
            vec![(Expr::IsNotNull(inner.clone()), became("IS NULL", "IS NOT NULL"), null_cause())]
        }
        Expr::IsNotNull(inner) => {
            vec![(Expr::IsNull(inner.clone()), became("IS NOT NULL", "IS NULL"), null_cause())]
        }
        Expr::UnaryOp { op: UnaryOperator::Not, expr } => {
            vec![((**expr).clone(), "NOT dropped".to_owned(), "A `NOT` seems to be missing.".to_owned())]
        }
        // A CASE loses one of its branches, but not the last one, or its ELSE.
        Expr::Case { operand, conditions, else_result, case_token, end_token } => {
            let make = |conditions, else_result| Expr::Case {
                operand: operand.clone(),
                conditions,
                else_result,
                case_token: case_token.clone(),
                end_token: end_token.clone(),
            };
            let mut all = Vec::new();
            for i in 0..conditions.len() {
                let mut fewer = conditions.clone();
                fewer.remove(i);
                if !fewer.is_empty() {
                    let cause = "One of the cases of the `CASE` seems to be missing.";
                    all.push((
                        make(fewer, else_result.clone()),
                        format!("WHEN {} dropped", i + 1),
                        cause.to_owned(),
                    ));
                }
            }
            if else_result.is_some() {
                let cause =
                    "The `ELSE` of the `CASE` seems to be missing, and without it the rest is `NULL`.";
                all.push((make(conditions.clone(), None), "ELSE dropped".to_owned(), cause.to_owned()));
            }
            all
        }
        Expr::Function(function) => functions(function),
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) => columns(expr, schema),
        other => negated(other),
    }
}

fn became(from: &str, to: &str) -> String {
    format!("{from} became {to}")
}

fn null_cause() -> String {
    "`IS NULL` and `IS NOT NULL` seem to be the wrong way round.".to_owned()
}

/// Other operators, and a condition without one of its halves.
fn binary(left: &Expr, op: &BinaryOperator, right: &Expr) -> Vec<Variant> {
    use BinaryOperator as B;
    let with =
        |other: B| Expr::BinaryOp { left: left.clone().into(), op: other, right: right.clone().into() };
    // Comparisons become those that differ only at the border or only away from it, which few rows tell apart.
    let others: &[B] = match op {
        B::Eq => &[B::NotEq, B::LtEq, B::GtEq],
        B::NotEq => &[B::Eq, B::Lt, B::Gt],
        B::Lt => &[B::LtEq, B::Gt, B::NotEq],
        B::LtEq => &[B::Lt, B::GtEq, B::Eq],
        B::Gt => &[B::GtEq, B::Lt, B::NotEq],
        B::GtEq => &[B::Gt, B::LtEq, B::Eq],
        B::And => &[B::Or],
        B::Or => &[B::And],
        B::Plus => &[B::Minus],
        B::Minus => &[B::Plus],
        B::Multiply => &[B::Divide],
        B::Divide => &[B::Multiply],
        _ => &[],
    };
    let mut all: Vec<Variant> = others
        .iter()
        .map(|other| {
            let cause = match op {
                B::And | B::Or => format!("It behaves as with `{other}` where `{op}` is meant."),
                B::Plus | B::Minus | B::Multiply | B::Divide => {
                    format!("It calculates with `{other}` where `{op}` is meant.")
                }
                _ => format!("The border is treated as with `{other}`, and the question says `{op}`."),
            };
            (with(other.clone()), became(&op.to_string(), &other.to_string()), cause)
        })
        .collect();
    // A condition may also have been forgotten.
    if matches!(op, B::And | B::Or) {
        let cause = "It behaves as if one of the conditions were not there.";
        all.push((left.clone(), format!("condition dropped: {right}"), cause.to_owned()));
        all.push((right.clone(), format!("condition dropped: {left}"), cause.to_owned()));
    }
    all
}

/// Numbers and texts near a literal.
fn literal(value: &Value) -> Vec<(Value, String, String)> {
    match value {
        Value::Number(number, long) => match number.parse::<i64>() {
            // A number is wrong by one, and never becomes negative, which would be another expression.
            Ok(n) => [n - 1, n + 1]
                .into_iter()
                .filter(|n| *n >= 0)
                .map(|other| {
                    let cause = format!("It behaves as with the number {other} where the question says {n}.");
                    (Value::Number(other.to_string(), *long), became(number, &other.to_string()), cause)
                })
                .collect(),
            Err(_) => Vec::new(),
        },
        Value::SingleQuotedString(text) => {
            let cause =
                |other: &str| format!("It behaves as with the text `'{other}'` where `'{text}'` is meant.");
            let mut others = vec![format!("{text}x")];
            // A pattern loses its `%` at one end. Any other text becomes one that no row has.
            if let Some(bare) = text.strip_suffix('%') {
                others = vec![bare.to_owned()];
            }
            if let Some(bare) = text.strip_prefix('%') {
                others.push(bare.to_owned());
            }
            let make = |other: String| {
                (
                    Value::SingleQuotedString(other.clone()),
                    became(&format!("'{text}'"), &format!("'{other}'")),
                    cause(&other),
                )
            };
            others.into_iter().map(make).collect()
        }
        _ => Vec::new(),
    }
}

/// `IN`, `BETWEEN`, `LIKE` and `EXISTS` negated, and lists without one of their items.
fn negated(expr: &Expr) -> Vec<Variant> {
    let mut turned = expr.clone();
    let word = match &mut turned {
        Expr::In { negated, .. } => {
            *negated = !*negated;
            "IN"
        }
        Expr::Between { negated, .. } => {
            *negated = !*negated;
            "BETWEEN"
        }
        Expr::Like { negated, .. } => {
            *negated = !*negated;
            "LIKE"
        }
        Expr::Exists { negated, .. } => {
            *negated = !*negated;
            "EXISTS"
        }
        _ => return Vec::new(),
    };
    let cause = format!("`{word}` and `NOT {word}` seem to be the wrong way round.");
    let mut all = vec![(turned, format!("{word} turned round"), cause)];
    // A list also loses each of its items.
    if let Expr::In { expr: inner, target: InTarget::List(list), negated, global } = expr
        && list.len() > 1
    {
        for i in 0..list.len() {
            let mut fewer = list.clone();
            let gone = fewer.remove(i);
            let target = InTarget::List(fewer);
            let changed = Expr::In { expr: inner.clone(), target, negated: *negated, global: *global };
            all.push((
                changed,
                format!("{gone} dropped from a list"),
                format!("The list seems to lack {gone}."),
            ));
        }
    }
    all
}

/// Another function, or another form of COUNT.
fn functions(function: &Function) -> Vec<Variant> {
    let name = function.name.to_string().to_uppercase();
    let mut all = Vec::new();
    let named = |other: &str| {
        let mut changed = function.clone();
        changed.name = ObjectName(vec![ObjectNamePart::Identifier(Ident::new(other))]);
        Expr::Function(changed)
    };
    // Functions that people confuse, and that take the same arguments.
    let others: &[&str] = match name.as_str() {
        "MIN" => &["MAX"],
        "MAX" => &["MIN"],
        "SUM" => &["AVG", "MAX", "TOTAL"],
        "AVG" => &["SUM", "MAX"],
        "COUNT" => &["MAX"],
        "RANK" => &["ROW_NUMBER", "DENSE_RANK"],
        "ROW_NUMBER" => &["RANK"],
        "DENSE_RANK" => &["RANK"],
        "LAG" => &["LEAD"],
        "LEAD" => &["LAG"],
        "UPPER" => &["LOWER"],
        "LOWER" => &["UPPER"],
        _ => &[],
    };
    let FunctionArguments::List(arguments) = &function.args else { return all };
    for other in others {
        // Only COUNT takes a `*`.
        if matches!(arguments.args.first(), Some(FunctionArg::Unnamed(FunctionArgExpr::Wildcard))) {
            break;
        }
        all.push((
            named(other),
            became(&name, other),
            format!("It behaves as `{other}` does where `{name}` is meant."),
        ));
    }
    if name == "COUNT" {
        all.extend(counts(function, arguments));
    }
    // The value for NULL may have been forgotten.
    if ["COALESCE", "IFNULL"].contains(&name.as_str())
        && let Some(FunctionArg::Unnamed(FunctionArgExpr::Expr(first))) = arguments.args.first()
    {
        let cause = "A `NULL` stays `NULL` where the question gives it a value.";
        all.push((first.clone(), format!("{name} dropped"), cause.to_owned()));
    }
    all
}

/// The variants of a COUNT.
fn counts(function: &Function, arguments: &FunctionArgumentList) -> Vec<Variant> {
    let mut all = Vec::new();
    let mut whole = function.clone();
    let mut list = arguments.clone();
    // COUNT(DISTINCT x), COUNT(x) and COUNT(*) are three different questions.
    let distinct = list.duplicate_treatment == Some(DuplicateTreatment::Distinct);
    if distinct {
        list.duplicate_treatment = None;
        whole.args = FunctionArguments::List(list);
        let cause = "The same thing is counted more than once; each is to be counted once.";
        all.push((Expr::Function(whole), "DISTINCT dropped from COUNT".to_owned(), cause.to_owned()));
    } else if matches!(list.args.first(), Some(FunctionArg::Unnamed(FunctionArgExpr::Expr(_)))) {
        list.args = vec![FunctionArg::Unnamed(FunctionArgExpr::Wildcard)];
        whole.args = FunctionArguments::List(list.clone());
        let cause = "Rows are counted where values are meant: `COUNT(*)` counts a row with `NULL` as well.";
        all.push((Expr::Function(whole.clone()), "COUNT(…) became COUNT(*)".to_owned(), cause.to_owned()));
        let mut once = arguments.clone();
        once.duplicate_treatment = Some(DuplicateTreatment::Distinct);
        whole.args = FunctionArguments::List(once);
        let cause = "Equal values are counted once, and each is to be counted.";
        all.push((Expr::Function(whole), "DISTINCT put into COUNT".to_owned(), cause.to_owned()));
    }
    all
}

/// Another column of the same table.
fn columns(expr: &Expr, schema: &Schema) -> Vec<Variant> {
    let (path, name) = match expr {
        Expr::Identifier(name) => (None, name),
        Expr::CompoundIdentifier(path) if path.len() == 2 => (Some(path[0].clone()), &path[1]),
        _ => return Vec::new(),
    };
    let mut all: Vec<Variant> = Vec::new();
    for table in schema.tables.iter().filter(|table| table.columns.iter().any(|c| c.name == name.value)) {
        let Some(at) = table.columns.iter().position(|column| column.name == name.value) else { continue };
        let number = |i: usize| table.columns[i].declared.to_ascii_uppercase().contains("INT");
        // The next two columns with the same kind of type, so that SQLite accepts the mutant.
        let next = (1..table.columns.len()).map(|by| (at + by) % table.columns.len());
        for other in next.filter(|&other| number(other) == number(at)).take(2) {
            let other = &table.columns[other].name;
            let changed = match &path {
                Some(table) => Expr::CompoundIdentifier(vec![table.clone(), Ident::new(other.clone())]),
                None => Expr::Identifier(Ident::new(other.clone())),
            };
            let cause = format!("It looks at `{other}` where `{}` is meant.", name.value);
            if !all.iter().any(|(known, ..)| *known == changed) {
                all.push((changed, became(&name.value, other), cause));
            }
        }
    }
    all
}
