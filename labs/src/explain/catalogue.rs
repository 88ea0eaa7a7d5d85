//! The catalogue: every message of SQLite as a pattern, with the function that explains it.
//!
//! In a pattern `{}` stands for the part that changes. The first pattern that fits is used, so a longer one must stand before a
//! shorter one that also fits. A message that fits none is quoted.

use super::{
    aggregate, columns, constraint, define,
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
    fixed_messages, function, list_lengths, query, syntax, tables, virtual_table,
};

/// Explains a message. It gets the parts of the message that change; those that a pattern does not have are empty.
type Explainer = fn(&FailedStatement<'_>, [&str; 3]) -> Explanation;

/// The patterns, with their explainers.
const CATALOGUE: &[(&str, Explainer)] = &[
    // What is no SQL.
    ("near \"{}\": syntax error", syntax::near),
    ("incomplete input", syntax::incomplete),
    ("unrecognized token: \"{}\"", syntax::unrecognized),
    // Columns.
    ("no such column: \"{}\" - should this be a string literal in single-quotes?", columns::in_double_quotes),
    ("no such column: \"{}\"", columns::not_in_target),
    ("no such column: {}", columns::missing),
    ("table {} has no column named {}", columns::not_in_table),
    ("ambiguous column name: {}", columns::ambiguous),
    ("cannot join using column {} - column not present in both tables", columns::using),
    ("duplicate column name: {}", list_lengths::twice),
    // Tables, views, indexes, triggers.
    ("no such table: {}", tables::no_table),
    ("no such view: {}", tables::no_view),
    ("no such index: {}", tables::no_index),
    ("no such trigger: {}", tables::no_trigger),
    ("index {} already exists", tables::index_exists),
    ("there is already an index named {}", tables::named_like_index),
    ("there is already a table named {}", tables::name_taken),
    ("there is already another table or index with this name: {}", tables::name_taken),
    ("table {} already exists", tables::exists),
    ("view {} already exists", tables::exists),
    ("trigger {} already exists", tables::name_taken),
    ("use DROP VIEW to delete view {}", tables::drop_view),
    ("use DROP TABLE to delete table {}", tables::drop_table),
    ("cannot modify {} because it is a view", tables::view_is_read),
    ("table {} may not be {}", tables::own_table),
    ("object name reserved for internal use: {}", tables::reserved),
    ("views may not be indexed", define::view_index),
    // Functions and aggregates.
    ("no such function: {}", function::missing),
    ("wrong number of arguments to function {}", function::arguments),
    ("too many arguments on function {}", function::arguments),
    ("misuse of aggregate: {}", aggregate::misused),
    ("misuse of aggregate function {}", aggregate::misused),
    ("misuse of aliased aggregate {}", aggregate::alias),
    ("misuse of window function {}", aggregate::window),
    ("misuse of aliased window function {}", aggregate::alias),
    ("aggregate functions are not allowed in the GROUP BY clause", aggregate::in_group),
    ("HAVING clause on a non-aggregate query", aggregate::having),
    ("a GROUP BY clause is required before HAVING", aggregate::group_needed),
    ("DISTINCT aggregates must have exactly one argument", aggregate::distinct),
    // Numbers of things.
    ("table {} has {} columns but {} values were supplied", list_lengths::whole_rows),
    ("table {} has {} values for {} columns", list_lengths::named_view),
    ("expected {} columns for '{}' but got {}", list_lengths::named_view_expected),
    ("{} values for {} columns", list_lengths::named_columns),
    ("{} columns assigned {} values", list_lengths::assigned),
    ("all VALUES must have the same number of terms", list_lengths::rows),
    (
        "SELECTs to the left and right of {} do not have the same number of result columns",
        list_lengths::compound,
    ),
    ("sub-select returns {} columns - expected {}", list_lengths::subquery),
    ("row value misused", list_lengths::row_value),
    ("IN(...) element has {} - expected {}", list_lengths::in_list),
    ("{} ORDER BY term does not match any column in the result set", list_lengths::unmatched),
    ("{} {} BY term out of range - should be between 1 and {}", list_lengths::out_of_range),
    ("{} clause should come after {} not before", query::too_early),
    // Rules of tables.
    ("UNIQUE constraint failed: {}", constraint::unique),
    ("NOT NULL constraint failed: {}", constraint::not_null),
    ("CHECK constraint failed: {}", constraint::check),
    ("FOREIGN KEY constraint failed", constraint::foreign_key),
    ("foreign key mismatch - \"{}\" referencing \"{}\"", constraint::mismatch),
    ("datatype mismatch", constraint::mistyped),
    ("cannot store {} value in {} column {}", constraint::strict),
    ("ON CONFLICT clause does not match any PRIMARY KEY or UNIQUE constraint", define::on_conflict),
    // Making and changing tables.
    ("table \"{}\" has more than one primary key", define::two_keys),
    ("AUTOINCREMENT is only allowed on an INTEGER PRIMARY KEY", define::autoincrement),
    ("missing datatype for {}", define::untyped),
    ("unknown datatype for {}: \"{}\"", define::unknown_type),
    ("Cannot add a NOT NULL column with default value NULL", define::add_not_null),
    ("Cannot add a UNIQUE column", define::add_unique),
    ("Cannot add a PRIMARY KEY column", define::add_key),
    ("Cannot add a {}", define::add_other),
    ("cannot drop column \"{}\": no other columns exist", define::drop_last),
    ("cannot drop {} column: \"{}\"", define::drop_key),
    ("error in {} after {}: {}", define::needed_elsewhere),
    ("unknown column \"{}\" in foreign key definition", define::foreign_column),
    (
        "number of columns in foreign key does not match the number of columns in the referenced table",
        define::foreign_width,
    ),
    ("foreign key on {} should reference only one column of table {}", define::foreign_one),
    ("default value of column [{}] is not constant", define::default),
    ("PRIMARY KEY missing on table {}", define::no_key),
    ("unknown table option: {}", define::option),
    ("cannot {} generated column \"{}\"", define::computed),
    // Virtual tables and JSON.
    ("fts5: syntax error near \"{}\"", virtual_table::query_syntax),
    ("fts5: {}", virtual_table::query_other),
    ("unable to use function {} in the requested context", virtual_table::elsewhere),
    ("vtable constructor failed: {}", virtual_table::constructor),
    ("Too few columns for an rtree table", virtual_table::tree_columns),
    ("Too many columns for an rtree table", virtual_table::tree_columns),
    ("Wrong number of columns for an rtree table", virtual_table::tree_columns),
    ("rtree constraint failed: {}", virtual_table::tree_box),
    ("Invalid filter parameter type {} at index {}", virtual_table::series),
    ("bad JSON path: {}", virtual_table::path),
    ("{}() needs an odd number of arguments", virtual_table::pairs),
    // The rest.
    ("no such savepoint: {}", fixed_messages::savepoint),
    ("multiple references to recursive table: {}", query::recursive),
    ("circular reference: {}", query::circular),
    ("view {} is circularly defined", query::circular),
    ("duplicate WITH table name: {}", query::with_twice),
    ("no such collation sequence: {}", query::collation),
    ("no such window: {}", query::no_window),
    ("a JOIN clause is required before {}", query::join_needed),
    ("unknown join type: {}", query::join_kind),
    ("Expression tree is too large (maximum depth {})", query::too_deep),
    ("oversized integer: {}", query::big_number),
    ("hex literal too big: {}", query::big_number),
    ("too many {}", query::too_many),
];

/// Explains a message of SQLite.
pub(super) fn explain(statement: &FailedStatement<'_>) -> Explanation {
    if let Some(explained) = fixed_messages::fixed(statement).or_else(|| virtual_table::command(statement)) {
        return explained;
    }
    for (pattern, explainer) in CATALOGUE {
        if let Some(pieces) = pieces(pattern, statement.message) {
            return explainer(statement, pieces);
        }
    }
    Explanation::new(
        format!("SQLite says: {}.", backticked(statement.message)),
        statement.here(),
        "The statement changed nothing. Look at it again from its beginning, or try a smaller part of it.",
    )
}

/// The parts of a message where its pattern has `{}`, at most three; none where the message does not fit the pattern. A part
/// ends where the text after it is found first, and the last part where the message ends.
fn pieces<'m>(pattern: &str, message: &'m str) -> Option<[&'m str; 3]> {
    let mut fixed = pattern.split("{}");
    let mut rest = message.strip_prefix(fixed.next()?)?;
    let mut found = [""; 3];
    let mut count = 0;
    let mut fixed = fixed.peekable();
    while let Some(next) = fixed.next() {
        let end = match fixed.peek() {
            None => rest.len().checked_sub(next.len()).filter(|end| rest.get(*end..) == Some(next))?,
            Some(_) => rest.find(next)?,
        };
        *found.get_mut(count)? = &rest[..end];
        rest = &rest[end + next.len()..];
        count += 1;
    }
    rest.is_empty().then_some(found)
}

/// The patterns of all messages.
#[cfg(test)]
pub(super) fn messages() -> Vec<&'static str> {
    CATALOGUE
        .iter()
        .map(|(pattern, _)| *pattern)
        .chain(fixed_messages::FIXED.iter().map(|(message, ..)| *message))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_gives_the_pieces_that_change() {
        assert_eq!(pieces("no such table: {}", "no such table: a"), Some(["a", "", ""]));
        assert_eq!(pieces("near \"{}\": syntax error", "near \"\"\": syntax error"), Some(["\"", "", ""]));
        assert_eq!(pieces("{} values for {} columns", "2 values for 3 columns"), Some(["2", "3", ""]));
        assert_eq!(pieces("COMMIT", "COMMIT"), Some(["", "", ""]));
    }

    #[test]
    fn another_message_gives_none() {
        for message in ["no such table", "such table: a", "", "2 values for"] {
            assert_eq!(pieces("no such table: {}", message), None, "{message}");
            assert_eq!(pieces("{} values for {} columns", message), None, "{message}");
        }
        assert_eq!(pieces("incomplete input", "incomplete input, and more"), None);
    }
}
