//! Explains errors of full-text tables, of trees of boxes, of series, and of paths into JSON.

use super::{
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
};
use crate::sql::TokenKind;

/// `fts5: syntax error near "…"`
pub(super) fn query_syntax(statement: &FailedStatement<'_>, [near, ..]: [&str; 3]) -> Explanation {
    let says = match near {
        "" => "What is searched for ends too early.".to_owned(),
        _ => format!("{} has no meaning in what is searched for.", backticked(near)),
    };
    let try_this = "A word with other signs than letters and digits is put in double quotes, inside the single ones: `'\"C++\"'`.";
    Explanation::new(says, query(statement, near), try_this)
}

/// `fts5: …`
pub(super) fn query_other(statement: &FailedStatement<'_>, [what, ..]: [&str; 3]) -> Explanation {
    let says = format!("Full-text search cannot do this: {}.", backticked(what));
    let try_this = "A query is words with `AND`, `OR` and `NOT` between them, a phrase in double quotes, or a beginning like `war*`.";
    Explanation::new(says, query(statement, ""), try_this)
}

/// The text in the statement that has this piece, which is the query of a full-text table.
fn query(statement: &FailedStatement<'_>, piece: &str) -> Option<std::ops::Range<usize>> {
    let is_it = |&i: &usize| statement.kind(i) == Some(TokenKind::Text) && statement.text(i).contains(piece);
    (0..statement.words.len()).find(is_it).and_then(|i| statement.span(i))
}

/// `no such column: …`, where a query for a full-text table names the column.
pub(super) fn query_column(statement: &FailedStatement<'_>, name: &str) -> Option<Explanation> {
    let at = query(statement, &format!("{name}:")).or_else(|| query(statement, &format!("{name} :")))?;
    let says = format!(
        "In what is searched for, {} stands before a `:`, and so it would be a column of the full-text table.",
        backticked(name)
    );
    let try_this = "Name a column that is there, or put the words in double quotes, inside the single ones.";
    Some(Explanation::new(says, Some(at), try_this))
}

/// `unable to use function … in the requested context`
pub(super) fn elsewhere(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let says = format!("{} works on a full-text table only.", backticked(name));
    let at = statement.find(0, name).and_then(|i| statement.span(i));
    let try_this =
        "Make one with `CREATE VIRTUAL TABLE found USING fts5(title, text)`, or compare with `LIKE '%a%'`.";
    Explanation::new(says, at, try_this)
}

/// `SQL logic error`, which is all that a full-text table says of a command it does not know; none where it is something else.
pub(super) fn command(statement: &FailedStatement<'_>) -> Option<Explanation> {
    let is_command =
        statement.are(0, "INSERT INTO") && statement.is(3, "(") && statement.is(4, statement.text(2));
    (is_command && statement.message == "SQL logic error").then(|| {
        let says = format!("The full-text table {} does not know this command.", backticked(&statement.name(2)));
        let try_this = "It knows `'optimize'`, `'rebuild'` and `'integrity-check'`; one whose texts are kept elsewhere also knows \
            `'delete'`, with the row, and `'delete-all'`.";
        Explanation::new(says, query(statement, ""), try_this)
    })
}

/// `vtable constructor failed: …`
pub(super) fn constructor(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let says = format!("{} cannot be made with what stands in the brackets.", backticked(name));
    let try_this =
        "A full-text table names each column alone: `CREATE VIRTUAL TABLE found USING fts5(title, text)`.";
    Explanation::new(says, statement.name_span(name), try_this)
}

/// `Too few columns for an rtree table`, and the like.
pub(super) fn tree_columns(statement: &FailedStatement<'_>, _: [&str; 3]) -> Explanation {
    let at = statement.find(0, "rtree rtree_i32").and_then(|i| statement.span(i));
    let says =
        "An `rtree` has an id, and two numbers for each direction in space: the smallest and the largest.";
    Explanation::new(says, at, "Write `CREATE VIRTUAL TABLE plots USING rtree(id, x0, x1, y0, y1)`.")
}

/// `rtree constraint failed: …`
pub(super) fn tree_box(statement: &FailedStatement<'_>, [what, ..]: [&str; 3]) -> Explanation {
    let says = format!("A box of the tree would break its rule: {}.", backticked(what));
    let at = statement.find(0, "VALUES SET").and_then(|i| statement.span(i));
    Explanation::new(says, at, "For each direction the smaller number comes first.")
}

/// `Invalid filter parameter type … at index …`
pub(super) fn series(statement: &FailedStatement<'_>, [kind, ..]: [&str; 3]) -> Explanation {
    let at = statement.find(0, "generate_series").and_then(|i| statement.span(i));
    let says = format!(
        "`generate_series` counts in whole numbers, and one of its values is {}.",
        backticked(&kind.to_uppercase())
    );
    Explanation::new(says, at, "Write for example `generate_series(0, 10, 5)`: from, to, step.")
}

/// `bad JSON path: '…'`
pub(super) fn path(statement: &FailedStatement<'_>, [path, ..]: [&str; 3]) -> Explanation {
    let says = format!("{} is no path into JSON.", backticked(path));
    let at = statement.find(0, path).and_then(|i| statement.span(i));
    Explanation::new(
        says,
        at,
        "A path begins with `$`: `'$.name'` is the value of a name, and `'$[0]'` the first of a list.",
    )
}

/// `json_insert() needs an odd number of arguments`
pub(super) fn pairs(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let at = statement.find(0, name).and_then(|i| statement.span(i));
    let says = format!(
        "{} takes a JSON value, and then for each change a path and a value.",
        backticked(&format!("{name}()"))
    );
    Explanation::new(says, at, "Write for example `json_insert('{}', '$.a', 1)`.")
}
